"""Programs of Debian packages that some tests need: skipped without them, and saying so.

Where they must be there, as in ``.ci/run``, a variable set to 1 makes their absence a failure:
``REGIONSHARE_REQUIRE_BROWSER`` for chromium, ``REGIONSHARE_REQUIRE_TOOLS`` for TeX and poppler.
"""

from __future__ import annotations

import os
import shutil

import pytest

BROWSER, TOOLS = "REGIONSHARE_REQUIRE_BROWSER", "REGIONSHARE_REQUIRE_TOOLS"


def require(variable: str, packages: str, *programs: str) -> None:
    """Skip the test where a program is absent, or fail it if the variable says so."""
    absent = [one for one in programs if shutil.which(one) is None]
    if not absent:
        return
    message = f"{', '.join(absent)}: not installed (apt-get install {packages})"
    if os.environ.get(variable) == "1":
        pytest.fail(message)
    pytest.skip(message)
