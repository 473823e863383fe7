"""Where the parts of the report lie, and fingerprints of what is in them."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import json
import os
import re
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionshare.errors import ParameterError, RegionshareError
from regionshare.files import paths
from regionshare.files.paths import ROOT, data_dir

State = tuple[tuple[str, int, int, int], ...]
"""Path, size, number and time of change of each file."""

LOOSE_FILES = (
    "_toc.yml", "_config.yml", "requirements.txt", "CITATION.cff", "DATA-LICENSES.md", "LICENSE",
    "LICENSE-TEXT.md", "benchmarks/results.json",
)  # fmt: skip
OURS = ("CITATION.cff", "benchmarks/results.json")
"""What the report says of its own authors and times; who begins another says it of theirs."""
README = Path(__file__).parent / "templates" / "report" / "README.md"
"""What a report that is begun says of itself."""
KERNEL = "forkkernel"
"""The package that starts kernels, a distribution of its own."""


@dataclass(frozen=True)
class Project:
    """A report: chapters, data, the package they use, the table of contents.

    Parameters
    ----------
    root : Path
        The folder with ``_toc.yml``, ``chapters/`` and ``data/``; ``_build/`` is made in it.
    package : Path
        The source of the package that the chapters import.
    data : Path
        The statistics.
    """

    root: Path
    package: Path
    data: Path

    @classmethod
    def default(cls) -> Project:
        """Return the report at hand: see `regionshare.files.paths`."""
        if not (ROOT / "_toc.yml").is_file():
            raise RegionshareError(
                "the package has no report with it",
                where=str(paths.PACKAGE),
                remedy="Install from a clone of the project, pip install ., or a wheel made of one",
            )
        return cls(ROOT, paths.PACKAGE, data_dir())

    @property
    def build(self) -> Path:
        """The folder of everything generated."""
        return paths.build_dir(self.root)

    @property
    def chapters(self) -> Path:
        """The folder of the notebooks."""
        return self.root / "chapters"

    def state(self) -> State:
        """Return what changes whenever a file is written that a result may depend on: a quick look.

        Times of change cannot be set back, so equal states mean equal contents; other states may.
        """
        folders = (self.package, self.data, self.chapters, *self.kernel)
        found = [entry for folder in folders for entry in _entries(str(folder))]
        loose = [self.root / name for name in LOOSE_FILES]
        loose.append(Path(sysconfig.get_path("purelib")))  # it changes with what is installed
        for path in loose:
            if path.exists():
                found.append(_state(str(path), path.stat()))
        return tuple(sorted(found))

    @property
    def kernel(self) -> list[Path]:
        """The source of the package that starts kernels, if it is installed."""
        if paths.is_frozen(self.root):
            return [self.root / KERNEL]
        found = importlib.util.find_spec(KERNEL)
        return [Path(one) for one in (found and found.submodule_search_locations) or ()]

    def files(self) -> dict[str, Path]:
        """Every file that the published book may depend on, by its name in a frozen copy."""
        code = [(self.package.name, self.package), *((KERNEL, one) for one in self.kernel)]
        carried = f"{self.package.name}/{paths.SKELETON.name}/"
        found = {name: path for name, path in _named(code) if not name.startswith(carried)}
        return self.report_files() | found

    def report_files(self) -> dict[str, Path]:
        """The report without the package: settings, chapters and data, by name."""
        loose = [(name, self.root / name) for name in LOOSE_FILES if (self.root / name).is_file()]
        return dict([*loose, *_named([("chapters", self.chapters), ("data", self.data)])])

    def contents(self) -> dict[str, str]:
        """Return a digest of every file that the published book may depend on, by name."""
        return dict((_contents if paths.is_frozen(self.root) else _contents.__wrapped__)(self))


def begin(project: Project, target: Path, anew: Mapping[str, str] | None = None) -> Path:
    """Begin a report of one's own in a folder: settings, chapters and data, copied as they are.

    Parameters
    ----------
    project : Project
        The report that is copied, without the package, and without what is said of its own authors
        and times.
    anew : mapping, optional
        Files by name that are not copied but written, with their texts.
    target : Path
        A folder that is not there yet, or is empty.

    Returns
    -------
    Path
        The folder. It is there whole, or not at all.

    Raises
    ------
    ParameterError
        Something is in the folder already, or is no folder.
    """
    target = target.expanduser()
    if target.is_symlink() and not target.exists():
        raise ParameterError(
            f"{target.name} is a link to {target.readlink()}, which is not there",
            where=str(target),
            remedy="Name another folder, or remove the link; nothing was written",
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ParameterError(
            f"{target.name} is there already, and is not empty",
            where=str(target),
            remedy="Name another folder; nothing was written",
        )
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as made:
        report = Path(made) / "report"
        copied = project.report_files() | {README.name: README}
        for name, path in copied.items():
            if name not in OURS:
                (report / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, report / name)
        for name, text in (anew or {}).items():
            (report / name).write_text(text, encoding="utf-8")
        report.replace(target)
    return target


def _named(folders: Iterable[tuple[str, Path]]) -> Iterator[tuple[str, Path]]:
    for label, folder in folders:
        for path in files_under(folder):
            yield f"{label}/{path.relative_to(folder).as_posix()}", path


@functools.lru_cache(maxsize=4)
def _contents(project: Project) -> dict[str, str]:
    """The digests of a frozen copy never change: its path is the digest of them all.

    Of files that change meanwhile, one that is gone before it is read is not among them.
    """
    found = {}
    for name, path in project.files().items():
        with contextlib.suppress(FileNotFoundError):
            found[name] = digest_file(path)
    return found


def _entries(folder: str) -> Iterator[tuple[str, int, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from _entries(entry.path)
            else:
                yield _state(entry.path, entry.stat())


def _state(path: str, about: os.stat_result) -> tuple[str, int, int, int]:
    return path, about.st_size, about.st_ino, about.st_ctime_ns


def files_under(folder: Path) -> list[Path]:
    """Return the files of a folder in a fixed order, without caches and hidden files."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(
            part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts
        )
    )


def digest_files(paths: Iterable[Path], root: Path) -> str:
    """Return one SHA-256 over the names (relative to `root`) and contents of files.

    Times do not enter: a file that was only touched has not changed.
    """
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.relative_to(root).as_posix()}\0{digest_file(path)}\n".encode())
    return total.hexdigest()


def digest_file(path: Path) -> str:
    """Return the SHA-256 of one file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(content: Any) -> str:
    """Return the SHA-256 of a JSON-able value, whatever the order of its keys.

    A path that the system's encoding could not read counts by its bytes.
    """
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()


def canonical(content: Any) -> str:
    """Return JSON with sorted keys, indented by one, as text files are."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def compact(content: Any) -> str:
    """Return JSON with sorted keys and no blanks: what programs read, a quarter smaller."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text + "\n"


def environment(requirements: Path) -> list[str]:
    """Return what identifies the environment: Python, the pins, and what is installed of them."""
    text = requirements.read_text(encoding="utf-8") if requirements.is_file() else ""
    pinned = {_normal(m[1]) for m in re.finditer(r"^([A-Za-z0-9][\w.-]*)\s*==", text, re.MULTILINE)}
    folders = {Path(sysconfig.get_path(kind)) for kind in ("purelib", "platlib")}
    installed = {
        info.stem for folder in folders if folder.is_dir() for info in folder.glob("*.dist-info")
    }
    mine = sorted(name for name in installed if _normal(name.rsplit("-", 1)[0]) in pinned)
    return [sys.implementation.cache_tag, sys.version.split()[0], sys.platform, text, *mine]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
