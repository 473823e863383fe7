"""Recordings: what an executed chapter was made from, part by part, to tell later what changed.

Executed notebooks, kept with what each was made from.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from regionshare.data import trace
from regionshare.files.notebooks import Filed, Notebook, dumps
from regionshare.files.places import Folder, Place
from regionshare.files.project import Project, canonical, digest

CHAPTER, PARAMETERS, ENVIRONMENT = "its notebook", "its parameters", "the locked environment"

CODE = "code"
"""What a recording calls the digest of all parts that are executed: all but prose."""

OF = ": figures"
"""What a recording calls the figures of a file that were read, apart from the file itself."""


class DamagedError(ValueError):
    """A kept result is not what was kept: bits flipped, files swapped, or cut off."""


@dataclass(frozen=True)
class Recording:
    """What one execution was made from, and what it gave; as JSON it holds its own digest.

    Attributes
    ----------
    key : str
        Of its parts: what is known beforehand.
    reads : mapping
        Files and figures that it read while it ran; an empty digest is one that was not there.
    content : str
        The digest of the notebook.
    parts : mapping
        A digest of each part: the notebook, its parameters, the environment, each module that its
        code uses.
    about : mapping
        Who made it, in what time, with what warnings.
    """

    key: str
    reads: Mapping[str, str]
    content: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What two executions of one key that read the same contents share."""
        return digest(dict(self.reads))[:16]

    def dumps(self) -> str:
        """As JSON."""
        own = {"key": self.key, "reads": _by_file(self.reads), "content": self.content}
        content = {**self.about, **own, **({"parts": dict(self.parts)} if self.parts else {})}
        return canonical({**content, "sha256": digest(content)})

    @classmethod
    def loads(cls, text: str | bytes) -> Recording:
        """From JSON; `DamagedError` if it is none, or not as it was written."""
        try:
            content = json.loads(text)
            whole = content.pop("sha256") == digest(content)
            own = {name: content.pop(name, {}) for name in ("key", "reads", "content", "parts")}
            own["reads"] = _by_name(own["reads"])
        except (ValueError, LookupError, AttributeError, TypeError):
            whole = False
        if not whole:
            raise DamagedError("not a recording as it was written")
        return cls(**own, about=content)

    def current(self, key: str, digest_of: Callable[[str], str]) -> bool:
        """Whether it is of this key, and every file that was read has the content that was read."""
        same = self.key == key
        return same and all(digest_of(name) == one for name, one in self.reads.items())

    def changes(self, parts: Mapping[str, str], digest_of: Callable[[str], str]) -> list[str]:
        """Which parts are others now, in words; empty if none is."""
        names = [n for n in (*self.parts, *parts) if self.parts.get(n) != parts.get(n)]
        names += [n for n, content in self.reads.items() if digest_of(n) != content]
        return list(dict.fromkeys(names))


def _by_file(reads: Mapping[str, str]) -> dict[str, Any]:
    """Reads as a recording keeps them: what was asked of a file's figures stands under the file."""
    found: dict[str, Any] = {}
    for name, content in reads.items():
        file, asked = trace.parted(name)
        if asked:
            found.setdefault(f"{file}{OF}", {})[asked] = content
        else:
            found[name] = content
    return found


def _by_name(kept: Mapping[str, Any]) -> dict[str, str]:
    """The reads that `_by_file` has put under their files."""
    found: dict[str, str] = {}
    for file, content in kept.items():
        if file.endswith(OF):
            found |= {f"{file.removesuffix(OF)}{asked}": one for asked, one in content.items()}
        else:
            found[file] = content
    return found


def save(place: Place, stem: str, recording: Recording, notebook: Notebook) -> bytes:
    """Keep a notebook and, after it, its recording, which makes it a result; return its bytes."""
    content = dumps(notebook).encode()
    recording = replace(recording, content=hashlib.sha256(content).hexdigest())
    place.write(f"{stem}.ipynb", content)
    place.write(f"{stem}.json", recording.dumps().encode())
    return content


def opened(place: Place, stem: str, recording: Recording) -> Notebook:
    """The notebook that a recording is of; `DamagedError` if another one is there, or none."""
    with contextlib.suppress(ValueError):
        notebook = Filed.loads(place.read(f"{stem}.ipynb") or b"")
        if notebook.content == recording.content:
            return notebook
    raise DamagedError(f"{stem}.ipynb is not what its record describes")


@dataclass
class Contents:
    """Digests of the project's files and figures, each file read once.

    Parameters
    ----------
    project : Project
    """

    project: Project
    _known: dict[str, str] = field(default_factory=dict)
    _figures: dict[str, trace.Figures] = field(default_factory=dict)

    def __call__(self, name: str) -> str:
        """The digest of a recorded name, empty if there is no such file or figure."""
        if name not in self._known:
            self._known[name] = self._digest(name)
        return self._known[name]

    def _digest(self, name: str) -> str:
        file, asked = trace.parted(name)
        if not asked:
            return trace.digest_of(name, self.project.root, self.project.data)
        if file not in self._figures:
            path = self.project.data / file.removeprefix(trace.DATA)
            self._figures[file] = trace.Figures(path)
        return self._figures[file].digest_of(asked)


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
        self._place = Folder(folder)

    def load(
        self, key: str, digest_of: Callable[[str], str], damaged: Callable[[], object] = bool
    ) -> Notebook | None:
        """Return the notebook of a key whose reads still hold, and note its use; None if none is.

        An entry that is not as it was kept counts as absent and is removed; `damaged` is called.
        """
        for path in sorted((self.folder / key).glob("*.json")):
            stem = f"{key}/{path.stem}"
            try:
                recording = Recording.loads(self._place.read(f"{stem}.json") or b"")
                if (recording.key, recording.name) != (key, path.stem):
                    raise DamagedError  # it lies in the place of another
                if recording.current(key, digest_of):
                    found = opened(self._place, stem, recording)
                    os.utime(path.with_suffix(".ipynb"))
                    return found
            except DamagedError:
                damaged()
                path.unlink(missing_ok=True)
                path.with_suffix(".ipynb").unlink(missing_ok=True)
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
        content = save(self._place, f"{recording.key}/{recording.name}", recording, notebook)
        self._place.write(f"{LAST}/{slot}.json", recording.dumps().encode())
        return Filed.loads(content)

    def reworded(
        self, slot: str, code: str, digest_of: Callable[[str], str]
    ) -> tuple[Recording, Notebook] | None:
        """The latest execution of a slot, if it is one of the same code and what it read still holds."""
        last = self.last(slot)
        if last is None or not code or last.about.get(CODE) != code:
            return None
        if not last.current(last.key, digest_of):
            return None
        stem = f"{last.key}/{last.name}"
        with contextlib.suppress(DamagedError):
            kept = Recording.loads(self._place.read(f"{stem}.json") or b"")
            return last, opened(self._place, stem, kept)
        return None

    def last(self, slot: str) -> Recording | None:
        """Return what the latest execution of a slot was made from; None if there was none."""
        with contextlib.suppress(DamagedError):
            return Recording.loads(self._place.read(f"{LAST}/{slot}.json") or b"")
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
                with contextlib.suppress(FileNotFoundError):  # a record went with its notebook
                    path.unlink()
                    gone += 1
                path.with_suffix(".json").unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # another entry has the same key
                    path.parent.rmdir()
        return gone
