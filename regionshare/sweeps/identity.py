"""Identity: what the environment of a worker must share with ours for keys to mean the same."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from regionshare.files.project import Project, State, digest, digest_files, environment, files_under

if TYPE_CHECKING:
    from regionshare.sweeps.orders import Setting


def identity(project: Project) -> Mapping[str, str]:
    """Return the parts of an environment by name: Python, pins, package, data, chapters.

    Installed packages have an entry each, so that a difference can be named.
    """
    return _identity(project, project.state())


@functools.lru_cache(maxsize=4)
def _identity(project: Project, at: State) -> Mapping[str, str]:
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


def examine(setting: Setting, probe: str) -> tuple[Mapping[str, str], bool]:
    """Return the identity of this worker, and whether it finds a probe in the sweep's place."""
    return identity(setting.project), setting.place.read(probe) is not None


def _folder_digest(folder: Path) -> str:
    return digest_files(files_under(folder), folder)[:16]
