"""Identity: what the environment of a worker must share with ours for keys to mean the same."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from regionshare.project import Project, digest, digest_files, environment, files_under

if TYPE_CHECKING:
    from regionshare.sweeps.orders import Setting

_Signature = tuple[tuple[str, int, int], ...]


def identity(project: Project) -> dict[str, str]:
    """Return the parts of an environment by name: Python, pins, package, data, chapters.

    Installed packages have an entry each, so that a difference can be named.
    """
    tag, version, platform, pins, *installed = environment(project.root / "requirements.txt")
    parts = {
        "Python": f"{tag} {version} {platform}",
        "requirements.txt": digest(pins)[:16],
        "package source": _folder_digest(project.package),
        "data": _folder_digest(project.data),
        "chapters": _folder_digest(project.chapters),
    }
    for name in installed:
        package, _, number = name.rpartition("-")
        parts[f"package {package}"] = number
    return parts


def differences(theirs: Mapping[str, str], ours: Mapping[str, str]) -> list[str]:
    """Return a phrase for each part that differs; none if both are the same.

    >>> differences({"Python": "3.12"}, {"Python": "3.11", "data": "ab"})
    ['Python is 3.12, ours 3.11', 'data is absent, ours ab']
    """
    names = [*ours, *(name for name in theirs if name not in ours)]
    return [
        f"{name} is {theirs.get(name, 'absent')}, ours {ours.get(name, 'absent')}"
        for name in names
        if theirs.get(name) != ours.get(name)
    ]


def examine(setting: Setting, probe: str) -> tuple[dict[str, str], bool]:
    """Return the identity of this worker, and whether it finds a probe in the sweep's place."""
    return identity(setting.project), setting.place.read(probe) is not None


def _folder_digest(folder: Path) -> str:
    """Return a digest of names and contents, read again only where a file's state changed."""
    files = files_under(folder)
    states = ((path, path.stat()) for path in files)
    signature = tuple((str(path), state.st_mtime_ns, state.st_size) for path, state in states)
    return _digest_of(folder, signature)


@functools.lru_cache(maxsize=16)
def _digest_of(folder: Path, signature: _Signature) -> str:
    return digest_files([Path(name) for name, _, _ in signature], folder)[:16]
