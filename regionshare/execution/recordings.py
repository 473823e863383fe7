"""Recordings: what an executed chapter was made from, part by part, to tell later what changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from regionshare.data import trace
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
