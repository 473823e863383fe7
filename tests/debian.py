"""Programs of Debian packages that some tests need: skipped without them, and saying so.

Where they must be there, as in ``.ci/run``, a variable set to 1 makes their absence a failure:
``REGIONSHARE_REQUIRE_BROWSER`` for Chromium, ``REGIONSHARE_REQUIRE_TOOLS`` for TeX and poppler.
"""

from __future__ import annotations

import os
import shutil

import pytest

from regionshare.book.pdf import BROWSERS

BROWSER, TOOLS = "REGIONSHARE_REQUIRE_BROWSER", "REGIONSHARE_REQUIRE_TOOLS"
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), BROWSERS[0])
"""The one without windows where it is installed: it takes a third less."""


def require(variable: str, packages: str, *programs: str) -> None:
    """Skip the test where a program is absent, or fail it if the variable says so."""
    absent = [one for one in programs if shutil.which(one) is None]
    if not absent:
        return
    message = f"{', '.join(absent)}: not installed (apt-get install {packages})"
    if os.environ.get(variable) == "1":
        pytest.fail(message)
    pytest.skip(message)


def require_browser() -> None:
    """Require a Chromium."""
    require(BROWSER, BROWSERS[0], CHROMIUM)
