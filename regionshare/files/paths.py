"""Where the report's files lie: the one module that knows."""

from __future__ import annotations

import contextlib
import os
from contextlib import suppress
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
SKELETON = PACKAGE / "skeleton"
"""The report as a wheel carries it: chapters, data, settings; a checkout has none."""
FROZEN = "frozen"
"""The folder of everything generated that keeps the frozen copies."""


def is_report(folder: Path) -> bool:
    """Whether a folder holds a report: its table of contents, chapters and data."""
    return all((folder / name).exists() for name in ("_toc.yml", "chapters", "data/series.csv"))


def is_frozen(root: Path) -> bool:
    """Whether a project is a frozen copy: see `regionshare.files.frozen`."""
    return root.parent.name == FROZEN and root.parents[1].name == "_build"


def _root() -> Path:
    """The report at hand.

    The one that the present folder lies in, such as ``regionshare init`` makes; else the checkout
    that the package belongs to; else what the installed package carries.
    """
    beside = PACKAGE.parent
    if is_frozen(beside):
        return beside
    with contextlib.suppress(OSError):  # the present folder is gone
        here = Path.cwd()
        for folder in (here, *here.parents):
            if is_report(folder):
                return folder
    return SKELETON if SKELETON.is_dir() else beside


ROOT = _root()
CHAPTERS = ROOT / "chapters"
DATA = "REGIONSHARE_DATA"
"""The variable that names other data than the report's own."""
NAMED = "REGIONSHARE_NAMED"
"""The variable that says what the packs are called in commands on pages; see `packs.named`."""
PRINT, YES, BARE = "REGIONSHARE_PRINT", "yes", "bare"
"""The variable of a kernel that lays figures out for print, too, or makes no picture but the page's."""
RELEASES = "releases"
"""The folder of the data that keeps the registers of earlier releases."""
CARRIED = PACKAGE / "data" / "pack.json"
"""The compiled data that a wheel carries; a checkout has none."""
COMPILED = PACKAGE / "data" / "compiled"
"""What else a wheel carries compiled, by key."""


def data_dir(given: str | Path | None = None) -> Path:
    """The data directory: ``data/`` beside the package, or what is given or ``$REGIONSHARE_DATA``.

    That names one pack, or several, set apart as in ``$PATH``: see `regionshare.files.packs`.
    """
    given = given or os.environ.get(DATA)
    if not given:
        return ROOT / "data"
    from regionshare.files import packs

    return packs.resolved(str(given), ROOT / "data", packs_dir())


def stamp(directory: Path) -> tuple[tuple[str, int, int, int, int], ...]:
    """What is another once a file of a directory is: its names with inodes, sizes and times."""
    found, folders = [], [str(directory)]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as entries:  # a fifth of `rglob`'s time
            for one in entries:
                with suppress(OSError):  # gone meanwhile, which is a change too
                    told = one.stat()
                    kept = (told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)
                    found.append((one.path, *kept))
                    folders += [one.path] if one.is_dir(follow_symlinks=False) else []
    return tuple(sorted(found))


def printing(wanted: bool, otherwise: str = "no") -> dict[str, str]:
    """What a kernel's environment says of the files for print; whoever starts the build has no say."""
    return {PRINT: YES if wanted else otherwise}


def packs_dir() -> Path:
    """Where packs that were merged are kept: with everything generated, else in a user's cache."""
    own = own_build_dir()
    if own and os.access(own.parent, os.W_OK):
        return own / "merged"
    from platformdirs import user_cache_path

    return user_cache_path("regionshare") / "merged"


def build_dir(root: Path = ROOT) -> Path:
    """The folder of everything generated; a frozen copy has that of the project it is a copy of.

    What the installed package carries is built in the present folder.
    """
    if root == SKELETON:
        return Path.cwd() / "_build"
    return root.parents[1] if is_frozen(root) else root / "_build"


def own_build_dir() -> Path | None:
    """The folder of everything generated of a report with a folder of its own; None without one."""
    return None if ROOT == SKELETON or not is_report(ROOT) else build_dir()
