#!/usr/bin/env python3
"""Measure pages of a built book as a phone loads them, with Lighthouse; a page below a bound fails.

Called by ``.ci/release`` as ``run.py BOOK [PAGE ...]``, where `BOOK` was built with ``--base-url``.
Each page is loaded three times (mobile, simulated throttling, headless Chromium), and the median of
each figure counts. Lighthouse comes from npm by the lock file beside this, which holds the hash of every
package, and stays in ``_build``; npm and Node are those of the pin in
``regionshare/book/npm``.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from regionshare.book import runtime

ROOT = Path(__file__).resolve().parents[2]
OWN = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium-headless-shell"
RUNS = 3
PAGES = tuple(
    f"{folder}{name}.html"
    for folder in ("", "zh/")
    for name in ("index", "shares", "ledger", "explorer")
)
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST = {"largest-contentful-paint": 2000.0, "cumulative-layout-shift": 0.02}
"""Milliseconds, and the layout shift's own measure; a page must be below."""


def lighthouse() -> list[str]:
    """The command, fetched unless it is there as the lock file says."""
    folder, lock = ROOT / "_build" / "lighthouse", (OWN / "package-lock.json").read_bytes()
    node, npm = runtime.node_and_npm(ROOT / "_build")
    done = folder / "fetched"
    if not done.is_file() or done.read_bytes() != lock:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(OWN, folder)
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run([node, npm, "ci", *quiet], cwd=folder, check=True, timeout=600)
        done.write_bytes(lock)
    return [node, str(folder / "node_modules" / "lighthouse" / "cli" / "index.js")]


class Packed(http.server.SimpleHTTPRequestHandler):
    """Serve a folder as a host does: text is compressed, and nothing is logged."""

    protocol_version = "HTTP/1.1"
    texts = (".html", ".css", ".js", ".json", ".svg", ".txt")

    def do_GET(self) -> None:
        """Answer with the file, compressed if it is text."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in self.texts or not path.is_file():
            return super().do_GET()
        body = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(str(path))}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(book: Path) -> Iterator[str]:
    """The address of a folder while it is served."""
    handler = functools.partial(Packed, directory=str(book))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def measured(command: list[str], address: str) -> dict[str, Any]:
    """What Lighthouse says of a page, loaded once."""
    options = (
        "--output=json", "--quiet", "--form-factor=mobile", "--throttling-method=simulate",
        f"--only-categories={','.join(LEAST)}", "--chrome-flags=--headless=new --no-sandbox",
    )  # fmt: skip
    done = subprocess.run(
        [*command, address, *options], capture_output=True, text=True, timeout=300,
        env={**os.environ, "CHROME_PATH": CHROMIUM},
    )  # fmt: skip
    if done.returncode:
        told = done.stderr.strip().splitlines() or ["no word why"]
        raise SystemExit(f"{address}: Lighthouse ended with {done.returncode}: {told[-1]}")
    said: dict[str, Any] = json.loads(done.stdout)
    if "runtimeError" in said:
        raise SystemExit(f"{address}: {said['runtimeError']['message']}")
    return said


def figures(said: Mapping[str, Any]) -> dict[str, float]:
    """The scores, of 100, and the times of one load."""
    scores = {name: 100 * said["categories"][name]["score"] for name in LEAST}
    return scores | {name: said["audits"][name]["numericValue"] for name in MOST}


def lacking(said: Mapping[str, Any]) -> list[str]:
    """What Lighthouse would have otherwise, where a category must be whole."""
    return [
        said["audits"][part["id"]]["title"]
        for name, least in LEAST.items()
        for part in said["categories"][name]["auditRefs"]
        if least == 100 and said["audits"][part["id"]]["score"] == 0 and part["weight"]
    ]


def main(book: Path, pages: tuple[str, ...]) -> int:
    """Measure pages of a book, tell each, and return the exit code."""
    command, failed = lighthouse(), 0
    with served(book) as address:
        for page in pages:
            loads = [measured(command, address + page) for _ in range(RUNS)]
            all_runs = [figures(load) for load in loads]
            found = {name: statistics.median(run[name] for run in all_runs) for name in all_runs[0]}
            low = [name for name, least in LEAST.items() if found[name] < least]
            low += [name for name, most in MOST.items() if found[name] >= most]
            failed += bool(low)
            told = ", ".join(f"{name} {value:.3g}" for name, value in found.items())
            print(f"{page}: {told}; load of the machine {os.getloadavg()[0]:.1f}", flush=True)
            for fault in (*low, *lacking(loads[-1])):
                print(f"  not good enough: {fault}", flush=True)
    print(f"Lighthouse: {len(pages) - failed} of {len(pages)} pages hold")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), tuple(sys.argv[2:]) or PAGES))
