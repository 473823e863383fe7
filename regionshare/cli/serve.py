"""Commands: ``regionshare serve`` and ``regionshare runtime``, for the pages that run Python."""

from __future__ import annotations

import functools
import http.server
from pathlib import Path
from typing import Any

import click

from regionshare.errors import RegionshareError

HERE = "127.0.0.1"
PORT = 8000
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
    """Serve a built book to this computer's browsers until Ctrl+C; _build/html unless told."""
    from regionshare.cli import default_output
    from regionshare.numbers import opening

    with server(folder or default_output(*opening.first_edition()[:2]), port) as running:
        try:
            click.echo(f"http://{HERE}:{running.server_port}/")
            running.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)


@click.command()
def runtime() -> None:
    """Fetch the Python that pages of the book run; build does it, too, where there is none."""
    from regionshare.book import runtime as python
    from regionshare.files import paths

    folder = python.fetch(paths.build_dir())
    click.echo(f"pyodide {python.VERSION}: {folder}", err=True)
