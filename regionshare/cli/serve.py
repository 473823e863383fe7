"""Commands: ``regionshare serve`` and ``regionshare runtime``, for the pages that run Python."""

from __future__ import annotations

import functools
import http.server
import importlib.util
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from regionshare.errors import RegionshareError

if TYPE_CHECKING:
    from regionshare.files.project import State

HERE = "127.0.0.1"
PORT = 8000
PAUSE = 0.5
"""Seconds between two looks at what has changed: a look takes milliseconds."""
TYPES = {
    ".bib": "text/plain", ".cff": "text/plain", ".csv": "text/csv", ".ipynb": "application/json",
    ".js": "text/javascript", ".json": "application/json", ".md": "text/plain",
    ".mjs": "text/javascript", ".svg": "image/svg+xml", ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}  # fmt: skip
"""Types by suffix; the system's table, which may have others, is not asked for these."""


class Pages(http.server.SimpleHTTPRequestHandler):
    """Files of a folder; no lists of them, and no word for each request."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}

    def list_directory(self, path: Any) -> None:
        """There is nothing to see in a folder without a front page."""
        self.send_error(http.HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""


def server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of a built book, for this computer alone.

    Raises
    ------
    RegionshareError
        If there is no book, or the port is taken.
    """
    if not (folder / "index.html").is_file():
        raise RegionshareError(
            "there is no book",
            where=str(folder),
            remedy="Run regionshare build, or name its folder",
        )
    try:
        return http.server.ThreadingHTTPServer(
            (HERE, port), functools.partial(Pages, directory=str(folder))
        )
    except OSError as error:
        raise RegionshareError(
            f"port {port} cannot be had: {error.strerror}",
            remedy="Choose another with --port, or 0 for any that is free",
        ) from None


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(0, 65535))
def serve(folder: Path | None, port: int) -> None:
    """Preview the book on this computer: what has changed is built again as files are written.

    Until Ctrl+C. A FOLDER that is named is a built book, which is served as it is.
    """
    from regionshare.cli import default_output
    from regionshare.cli.build import BOOK
    from regionshare.numbers import opening

    with suppress(KeyboardInterrupt):
        if folder is None and all(map(importlib.util.find_spec, BOOK)):
            preview(port)
        else:  # a book, where nothing can be built
            with server(folder or default_output(*opening.first_edition()[:2]), port) as running:
                announce(running)
                running.serve_forever()
    click.echo("", err=True)


def announce(running: http.server.ThreadingHTTPServer) -> None:
    """Tell where the pages are."""
    click.echo(f"http://{HERE}:{running.server_port}/")


def preview(port: int, pause: Callable[[], object] = lambda: time.sleep(PAUSE)) -> None:
    """Serve the book of the first edition, and build it whenever what it is made from has changed.

    What cannot be built is told, and the book before is served until it is mended.

    Parameters
    ----------
    pause : callable
        Called between two looks at the files.
    """
    from regionshare import building
    from regionshare.cli import default_output
    from regionshare.files.project import Project
    from regionshare.numbers import opening

    region, year = opening.first_edition()[:2]
    output, project = default_output(region, year), Project.default()
    seen: State = ()
    if not (output / "index.html").is_file():
        seen = project.state()
        building.build(region, year, output=output)
    with server(output, port) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        announce(running)
        while True:
            state = seen
            with suppress(FileNotFoundError):  # gone while it was looked at: look again
                state = project.state()
            if state != seen:
                seen = state
                try:
                    building.build(region, year, output=output)
                except RegionshareError as error:
                    click.echo(f"regionshare: {error.sentence}", err=True)
            pause()


@click.command()
def runtime() -> None:
    """Fetch the Python that pages of the book run; build does it, too, where there is none."""
    from regionshare.book import runtime as python
    from regionshare.files import paths

    folder = python.fetch(paths.build_dir())
    click.echo(f"pyodide {python.VERSION}: {folder}", err=True)
