"""Run the shell commands that a Markdown file shows, and stop at the first that fails.

Every fenced block of language ``sh`` is run by its own ``bash``, except those whose fence line also
says ``no-check`` (such as ``git clone``).
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

FENCE = re.compile(r"^```sh\b([^\n]*)\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> list[str]:
    """Return the blocks to be run, in order."""
    return [body for info, body in FENCE.findall(text) if "no-check" not in info.split()]


def main(path: Path) -> int:
    """Run the blocks of `path` from the folder that holds it; return the exit code."""
    commands = blocks(path.read_text(encoding="utf-8"))
    if not commands:
        print(f"{path}: no sh block to check", file=sys.stderr)
        return 1
    for number, command in enumerate(commands, start=1):
        print(f"--- {path.name}, block {number}\n{command}", end="", flush=True)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command], cwd=path.resolve().parent
        )
        if done.returncode:
            print(f"{path}: block {number} ended with {done.returncode}", file=sys.stderr)
            return 1
    print(f"{path}: {len(commands)} blocks ran")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
