"""Plans: what an edition's chapters are executed from, known before any of them runs.

Which modules of the package a chapter's code uses is found without running it. Imports inside
functions count, those for type checkers alone do not. A package that loads names on first use
(``_HOME``) is followed name by name. A module that imports by computed name depends on every module
of the package that its strings name, and, if it lists modules (``iter_modules``), on all those in a
package that they name. One that takes words, ``room("carbon.table")``, depends on
that catalogue; one that renders a template, ``render("register/card.html")``, on that template and
those it includes; one that computes such a name, on all of their kind.
"""

from __future__ import annotations

import ast
import contextlib
import fnmatch
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from regionshare.execution.cache import CHAPTER, ENVIRONMENT, PARAMETERS
from regionshare.files import compiled, notebooks
from regionshare.files.notebooks import Chapter, Notebook
from regionshare.files.places import write_whole
from regionshare.files.project import (
    Project,
    digest,
    digest_file,
    digest_files,
    environment,
    files_under,
)

HOMES = "_HOME"
DYNAMIC, LISTING = frozenset({"import_module", "__import__"}), "iter_modules"
RESOURCES = {
    "room": ("text.messages", "text/locale/*/{}.yml"),
    "render": ("text.markup", "text/templates/{}"),
}
"""By function: the module that has it, and the files of the package that its argument names."""
INCLUDED = re.compile(r"""{%-?\s*(?:include|extends|import|from)\s+["']([^"']+)["']""")
USES = "modules.json"
"""The file among what is generated that keeps what each module uses."""
RUNNER = "execution.kernels"
"""The module that makes a notebook of what a kernel says; every chapter depends on it."""


@dataclass
class Modules:
    """The modules of a package, its catalogues and templates, and what each uses.

    Parameters
    ----------
    folder : Path
        The package's source.
    beside : Path, optional
        The folder of the chapters, whose modules they find by their names.
    """

    folder: Path
    beside: Path | None = None
    files: dict[str, Path] = field(init=False)
    _uses: dict[str, set[str]] = field(init=False, default_factory=dict)
    _homes: dict[str, dict[str, str]] = field(init=False, default_factory=dict)
    _digests: dict[str, str] = field(init=False, default_factory=dict)
    _tops: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self.files = {}
        searched = [(self.folder, self.folder.parent)]
        if self.beside:
            searched.insert(0, (self.beside, self.beside))
        for folder, top in searched:
            for path in sorted(folder.rglob("*.py")):
                parts = path.relative_to(top).with_suffix("").parts
                self.files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
        self._tops = {name.partition(".")[0] for name in self.files}
        for _, names in RESOURCES.values():
            for path in sorted(
                self.folder.glob(f"{names.partition('*')[0].partition('{')[0]}**/*")
            ):
                if path.is_file():
                    self.files[path.relative_to(self.folder).as_posix()] = path

    @property
    def root(self) -> str:
        """The package's name."""
        return self.folder.name

    def kept(self, place: Path) -> None:
        """Take what each module uses from a file there, if it was found of the same files.

        It is found for all of them, and kept there, if it was not.
        """
        same = digest([sys.version, {name: self._digest(name) for name in sorted(self.files)}])
        found = compiled.read(place, same)
        if found is None:
            found = {name: sorted(self._used_by(name)) for name in sorted(self.files)}
            with contextlib.suppress(OSError):  # a full disk keeps none
                write_whole(place, compiled.written(same, found))
        self._uses = {name: set(used) for name, used in found.items()}

    def used_by(self, sources: Iterable[str], also: Iterable[str] = ()) -> dict[str, str]:
        """What pieces of code use, directly or through other modules, with its digests.

        Modules have dotted names; catalogues and templates their paths in the package.

        Parameters
        ----------
        sources : iterable of str
            Python code; what cannot be parsed (a cell with a magic) uses the whole package.
        also : iterable of str
            Modules that count as used.
        """
        waiting = {name for source in sources for name in self._names(source)} | set(also)
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in self.files and name not in found:
                found.add(name)
                waiting |= self._used_by(name)
        return {name: self._digest(name) for name in sorted(found)}

    def _used_by(self, name: str) -> set[str]:
        if name not in self._uses:
            text = self.files[name].read_text(encoding="utf-8")
            if self.files[name].suffix == ".py":
                parent = {name.rpartition(".")[0]} - {""}  # a package is imported first
                self._uses[name] = self._names(text, lazy=name) | parent
            else:
                self._uses[name] = {f"text/templates/{one}" for one in INCLUDED.findall(text)}
        return self._uses[name]

    def _digest(self, name: str) -> str:
        if name not in self._digests:
            self._digests[name] = digest_file(self.files[name])
        return self._digests[name]

    def _names(self, source: str, lazy: str = "") -> set[str]:
        try:
            tree = ast.parse(source)
        except SyntaxError:
            return set(self.files)
        named: dict[str, str] = {}
        used: set[str] = set()
        nodes = list(_running(tree))
        for node in nodes:
            for local, module, attribute in _imports(node, self._package(lazy)):
                if module.split(".")[0] not in self._tops:
                    continue
                target = f"{module}.{attribute}" if attribute else module
                if attribute and target not in self.files:
                    used |= self._attribute(module, attribute)
                else:
                    used.add(target)
                    named[local] = target
        for node in nodes:
            if isinstance(node, ast.Attribute):
                used |= self._chain(node, named)
        if not lazy or not self._home(lazy):
            used |= self._loaded_by_name(nodes)
        return used | self._resources(nodes, used)

    def _package(self, module: str) -> str:
        """What a module's relative imports begin from."""
        held = module in self.files and self.files[module].stem == "__init__"
        return module if held else module.rpartition(".")[0]

    def _attribute(self, module: str, attribute: str) -> set[str]:
        """The modules behind ``from module import attribute``."""
        home = self._home(module)
        if attribute == "*" and home:
            return {module, *(f"{module}.{one}" for one in home.values())}
        return {module, *([f"{module}.{home[attribute]}"] if attribute in home else [])}

    def _chain(self, node: ast.Attribute, named: dict[str, str]) -> set[str]:
        """The modules behind ``name.attribute`` where the name is a module of the package."""
        parts = [node.attr]
        inner: ast.expr = node.value
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name) or inner.id not in named:
            return set()
        module = named[inner.id]
        for attribute in reversed(parts):
            if f"{module}.{attribute}" not in self.files:
                return self._attribute(module, attribute)
            module = f"{module}.{attribute}"
        return {module}

    def _home(self, module: str) -> dict[str, str]:
        """The names that a package loads on first use, by module; none for most."""
        if module not in self._homes:
            path = self.files.get(module)
            text = path.read_text(encoding="utf-8") if path and path.stem == "__init__" else ""
            found: dict[str, str] = {}
            for node in ast.parse(text).body:
                targets = node.targets if isinstance(node, ast.Assign) else []
                if any(isinstance(one, ast.Name) and one.id == HOMES for one in targets):
                    found = ast.literal_eval(node.value)  # type: ignore[attr-defined]
            self._homes[module] = found
        return self._homes[module]

    def _loaded_by_name(self, nodes: list[ast.AST]) -> set[str]:
        """The modules that strings of the code name, if it imports by name."""
        calls = {_called(one) for one in nodes if isinstance(one, ast.Call)}
        if not calls & DYNAMIC:
            return set()
        constants = {n.value for n in nodes if isinstance(n, ast.Constant)}
        strings = {name for name in self.files if name in constants}
        if LISTING not in calls:
            return strings
        listed = strings - {self.root}  # what asks whether a name is the package's names it, too
        return strings | {name for name in self.files if name.rpartition(".")[0] in listed}

    def _resources(self, nodes: list[ast.AST], used: set[str]) -> set[str]:
        """The catalogues and templates that calls name, if it uses the modules that read them."""
        found: set[str] = set()
        for call in nodes:
            if not isinstance(call, ast.Call):
                continue
            module, names = RESOURCES.get(_called(call), ("", ""))
            if f"{self.root}.{module}" not in used:
                continue
            given = call.args[0] if call.args else None
            name = given.value if isinstance(given, ast.Constant) else "*"
            place = str(name) if "/" in str(name) else str(name).partition(".")[0]
            found.update(fnmatch.filter(self.files, names.format(place)))
        return found


def _called(call: ast.Call) -> str:
    """The last name of what is called."""
    found: str = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
    return found


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a tree without what only type checkers see."""
    yield node
    for child in ast.iter_child_nodes(node):
        typing = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        if isinstance(child, ast.If) and typing:
            for other in child.orelse:
                yield from _running(other)
        else:
            yield from _running(child)


def _imports(node: ast.AST, package: str) -> Iterator[tuple[str, str, str]]:
    """(local name, module, attribute) of what an import statement in a package binds."""
    if isinstance(node, ast.Import):
        for one in node.names:
            if one.asname:
                yield one.asname, one.name, ""
            else:
                yield one.name.split(".")[0], one.name.split(".")[0], ""
                yield one.name, one.name, ""
    elif isinstance(node, ast.ImportFrom):
        upper = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
        module = ".".join([*upper, *filter(None, [node.module])])
        for one in node.names:
            yield one.asname or one.name, module, one.name


@dataclass(frozen=True)
class Run:
    """One chapter in one language, with what it is computed from.

    Parameters
    ----------
    chapter : Chapter
    lang : str
    parameters : mapping
        Without ``lang``.
    source : dict
        The notebook as it will be executed: checked, with the cells of one language.
    key : str
        SHA-256 over `parts`.
    parts : mapping
        A digest of each thing known beforehand that the result depends on; the files that it reads
        are known afterwards, see `regionshare.execution.cache`.
    environ : mapping
        Variables for its kernel, part of its parameters.
    code : str
        SHA-256 over `parts` with the notebook's code alone: runs that have it in common differ in
        prose, which is not executed.
    """

    chapter: Chapter
    lang: str
    parameters: Mapping[str, Any]
    source: Notebook
    key: str
    parts: Mapping[str, str] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    code: str = ""

    @property
    def name(self) -> str:
        """What the log and the errors call it."""
        return f"{self.chapter.slug} ({self.lang})"

    @property
    def slot(self) -> str:
        """What stays when the run is made anew: chapter, language, and parameters save the basis."""
        edition = {name: value for name, value in self.parameters.items() if name != "basis"}
        return f"{self.chapter.slug}-{self.lang}-{digest(edition)[:16]}"


def plan(
    project: Project,
    chapters: Iterable[Chapter],
    langs: Sequence[str],
    parameters: Mapping[str, Any],
    environ: Mapping[str, str] | None = None,
) -> list[Run]:
    """Return the runs of an edition: every chapter in every language, chapters first.

    Parameters
    ----------
    project : Project
    chapters : iterable of Chapter
    langs : sequence of str
    parameters : mapping
        What papermill is to set, besides ``lang``.
    environ : mapping, optional
        Variables for the kernels, where they change what a chapter gives.

    Raises
    ------
    ChapterError
        A notebook is malformed: its parameters cell or its language pairs.
    ParameterError
        A chapter does not have one of the parameters.
    """
    planner = Planner(project)
    return [
        planner.run(chapter, lang, parameters, environ or {})
        for chapter in chapters
        for lang in langs
    ]


class Planner:
    """Makes runs; what does not differ between editions is found once.

    Parameters
    ----------
    project : Project
    """

    def __init__(self, project: Project) -> None:
        self._modules = Modules(project.package, project.chapters)
        self._modules.kept(project.build / "cache" / USES)
        kernel = [digest_files(files_under(folder), folder) for folder in project.kernel]
        self._environment = digest([environment(project.root / "requirements.txt"), *kernel])
        self._ready: dict[tuple[Path, str], tuple[Notebook, dict[str, str], str, list[str]]] = {}

    def run(
        self,
        chapter: Chapter,
        lang: str,
        parameters: Mapping[str, Any],
        environ: Mapping[str, str],
    ) -> Run:
        """The run of a chapter; parameters and errors as in `plan`."""
        if (chapter.path, lang) not in self._ready:
            self._ready[chapter.path, lang] = self._prepare(chapter, lang)
        source, parts, code, known = self._ready[chapter.path, lang]
        given = {**parameters, "lang": lang}
        notebooks.check_known(known, given, chapter.path.name)
        parts = {**parts, PARAMETERS: digest([given, dict(environ)])}
        own = digest({**parts, CHAPTER: code})
        return Run(chapter, lang, given, source, digest(parts), parts, environ, own)

    def _prepare(
        self, chapter: Chapter, lang: str
    ) -> tuple[Notebook, dict[str, str], str, list[str]]:
        source = notebooks.read(chapter.path)
        known = list(notebooks.parameters(source, chapter.path.name))
        notebooks.check_pairs(source, chapter.path.name)
        notebooks.number_cells(source)
        notebooks.select_language(source, lang)
        content = [[c["cell_type"], notebooks.tags(c), c["source"]] for c in source["cells"]]
        code = "\n".join(c["source"] for c in source["cells"] if c["cell_type"] == "code")
        runner = f"{self._modules.root}.{RUNNER}"
        parts = {
            name if "/" in name else f"module {name}": found
            for name, found in self._modules.used_by([code], also=[runner]).items()
        }
        parts[CHAPTER] = digest([chapter.path.name, content])
        parts[ENVIRONMENT] = self._environment
        executed = digest([chapter.path.name, [one for one in content if one[0] == "code"]])
        return source, parts, executed, known
