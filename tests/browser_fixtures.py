"""A Chromium for tests that look at pages as a reader does, and a server for what they look at.

`conftest.py` makes them known to every test module, so that a session has one browser.
Without Debian's the tests are skipped, and say so; with
``REGIONSHARE_REQUIRE_BROWSER=1`` its absence is a failure.
"""

from __future__ import annotations

import functools
import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import debian
import pytest

from regionshare.files import paths


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Give one headless Chromium for the session."""
    debian.require_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=debian.CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], str]]:
    """Give a function that serves a folder and returns its address, ending in a slash."""
    with ExitStack() as stack:

        def start(folder: Path) -> str:
            handler = functools.partial(_Quiet, directory=str(folder))
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}/"

        yield start


@pytest.fixture(scope="session")
def report() -> Path:
    """The report itself in both languages: built, or found up to date; nobody changes it.

    ``REGIONSHARE_BOOK`` names a book that is already built.
    """
    if given := os.environ.get("REGIONSHARE_BOOK"):
        return Path(given)
    command = [sys.executable, "-m", "regionshare", "build"]
    subprocess.run(command, cwd=paths.ROOT, check=True, timeout=1800)
    return paths.ROOT / "_build" / "html"
