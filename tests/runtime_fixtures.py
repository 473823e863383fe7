"""The Python of the book's pages, for tests: skipped where it cannot be fetched, and saying so.

With ``REGIONSHARE_REQUIRE_BROWSER=1`` its absence is a failure.
"""

from __future__ import annotations

import os
from pathlib import Path

import debian
import pytest

from regionshare.book import runtime
from regionshare.errors import BookError
from regionshare.files import paths


def pyodide() -> tuple[str, Path]:
    """Node, and the folder of npm's pyodide."""
    build = paths.build_dir()
    try:
        folder = runtime.fetch(build)
        runtime.npm(build)
    except BookError as error:
        if os.environ.get(debian.BROWSER) == "1":
            pytest.fail(error.sentence)
        pytest.skip(error.sentence)
    return runtime.node(build), folder
