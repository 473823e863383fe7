"""Recordings: what an executed chapter was made from, part by part, to tell later what changed.

Executed notebooks, kept with what each was made from.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from regionshare.data import trace
from regionshare.files.notebooks import Notebook, dumps
from regionshare.files.places import write_whole
from regionshare.files.project import Project, canonical, digest

CHAPTER, PARAMETERS, ENVIRONMENT = "its notebook", "its parameters", "the locked environment"


@dataclass(frozen=True)
class Recording:
    """The parts of one execution, each with a digest of its content.

    Attributes
    ----------
    parts : mapping
        Known beforehand: the notebook, its parameters, the environment, each module that its code
        uses. `key` stands for all of them.
    reads : mapping
        Files that it read while it ran; an empty digest is a file that was not there.
    """

    parts: Mapping[str, str]
    reads: Mapping[str, str]

    @property
    def key(self) -> str:
        """What two executions with the same parts share."""
        return digest(dict(self.parts))

    @property
    def name(self) -> str:
        """What two executions of one key that read the same contents share."""
        return digest(dict(self.reads))[:16]

    def dumps(self) -> str:
        """As JSON."""
        return canonical({"parts": dict(self.parts), "reads": dict(self.reads)})

    @classmethod
    def loads(cls, text: str) -> Recording:
        """From JSON; `ValueError` if it is no recording."""
        content = json.loads(text)
        if not isinstance(content, dict) or not {"parts", "reads"} <= set(content):
            raise ValueError("not a recording")
        return cls(content["parts"], content["reads"])

    def holds(self, digest_of: Callable[[str], str]) -> bool:
        """Whether every file that was read has the content that was read."""
        return all(digest_of(name) == content for name, content in self.reads.items())

    def changes(self, parts: Mapping[str, str], digest_of: Callable[[str], str]) -> list[str]:
        """Which parts are others now, in words; empty if none is."""
        names = [n for n in (*self.parts, *parts) if self.parts.get(n) != parts.get(n)]
        names += [n for n, content in self.reads.items() if digest_of(n) != content]
        return list(dict.fromkeys(names))


@dataclass
class Contents:
    """Digests of the project's files, each read once.

    Parameters
    ----------
    project : Project
    """

    project: Project
    _known: dict[str, str] = field(default_factory=dict)

    def __call__(self, name: str) -> str:
        """The digest of a recorded name, empty if there is no such file."""
        if name not in self._known:
            self._known[name] = trace.digest_of(name, self.project.root, self.project.data)
        return self._known[name]


DAY = 86_400.0
KEEP_ENTRIES = 1000
KEEP_SECONDS = 90 * DAY
SAFE_SECONDS = 3600.0  # a build that runs now may still want an entry as young as this
LAST = "last"


class Cache:
    """A folder of executed notebooks; an entry is there whole or not at all.

    ``<key>/<name>.ipynb`` is a notebook, ``<key>/<name>.json`` its `Recording`: a key may have
    several, made from different contents of the files that they read. ``last/`` holds the latest
    recording of each chapter and edition, to tell what has changed since.

    Parameters
    ----------
    folder : Path
        Made when the first entry is stored.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, key: str, digest_of: Callable[[str], str]) -> Notebook | None:
        """Return the notebook of a key whose reads still hold, and note its use; None if none is.

        An entry that cannot be read (a disk fault) counts as absent and is removed.
        """
        for path in sorted((self.folder / key).glob("*.json")):
            found = path.with_suffix(".ipynb")
            try:
                if Recording.loads(path.read_text(encoding="utf-8")).holds(digest_of):
                    notebook: Notebook = json.loads(found.read_text(encoding="utf-8"))
                    os.utime(found)
                    return notebook
            except FileNotFoundError:
                continue
            except ValueError:
                path.unlink(missing_ok=True)
                found.unlink(missing_ok=True)
        return None

    def store(self, recording: Recording, notebook: Notebook, slot: str) -> Notebook:
        """Store a notebook and return it as `load` will; a reader never sees a part of it.

        Parameters
        ----------
        recording : Recording
        notebook : dict
        slot : str
            The chapter and edition whose latest execution this is.
        """
        path = self.folder / recording.key / f"{recording.name}.ipynb"
        text, content = recording.dumps().encode(), dumps(notebook)
        write_whole(path, content.encode())
        write_whole(path.with_suffix(".json"), text)  # after the notebook: this makes it an entry
        write_whole(self.folder / LAST / f"{slot}.json", text)
        stored: Notebook = json.loads(content)
        return stored

    def last(self, slot: str) -> Recording | None:
        """Return what the latest execution of a slot was made from; None if there was none."""
        with contextlib.suppress(FileNotFoundError, ValueError):
            text = (self.folder / LAST / f"{slot}.json").read_text(encoding="utf-8")
            return Recording.loads(text)
        return None

    def prune(self, entries: int = KEEP_ENTRIES, seconds: float = KEEP_SECONDS) -> int:
        """Remove entries unused for `seconds` or beyond the `entries` last used; return how many.

        What was used within the last hour stays.
        """
        now = time.time()
        used: list[tuple[float, Path]] = []
        for path in self.folder.glob("*/*"):
            with contextlib.suppress(FileNotFoundError):  # another build pruned it
                used.append((now - path.stat().st_mtime, path))
        gone = rank = 0
        for age, path in sorted(used):
            if path.parent.name == LAST or path.suffix == ".json":
                surplus = age > seconds and not path.with_suffix(".ipynb").exists()
            else:
                left_over = path.suffix != ".ipynb"  # of a killed run
                surplus = left_over or rank >= entries or age > seconds
                rank += not left_over
            if age > SAFE_SECONDS and surplus:
                path.unlink(missing_ok=True)
                path.with_suffix(".json").unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # another entry has the same key
                    path.parent.rmdir()
                gone += 1
        return gone
