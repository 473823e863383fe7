"""Dependencies: which modules of the package a chapter's code uses, found without running it.

Imports inside functions count, those for type checkers alone do not. A package that loads names on
first use (``_HOME``) is followed name by name. A module that imports by computed name depends on
every module of the package that its strings name; one that lists modules (``iter_modules``), on all
those of a package that it names.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from regionshare.files.project import digest_file

HOMES = "_HOME"
DYNAMIC = "import_module"
LISTING = "iter_modules"


@dataclass
class Modules:
    """The modules of a package and what each uses.

    Parameters
    ----------
    folder : Path
        The package's source.
    """

    folder: Path
    files: dict[str, Path] = field(init=False)
    _uses: dict[str, set[str]] = field(init=False, default_factory=dict)
    _homes: dict[str, dict[str, str]] = field(init=False, default_factory=dict)
    _digests: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.files = {}
        for path in sorted(self.folder.rglob("*.py")):
            parts = path.relative_to(self.folder.parent).with_suffix("").parts
            self.files[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path

    @property
    def root(self) -> str:
        """The package's name."""
        return self.folder.name

    def used_by(self, sources: Iterable[str], also: Iterable[str] = ()) -> dict[str, str]:
        """The modules that pieces of code use, directly or through others, with their digests.

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
            parent = name.rpartition(".")[0]
            own = self._names(self.files[name].read_text(encoding="utf-8"), lazy=name)
            self._uses[name] = own | ({parent} if parent else set())  # a package is imported first
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
            for local, module, attribute in _imports(node):
                if module.split(".")[0] != self.root:
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
        return used

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
        functions = (n.func for n in nodes if isinstance(n, ast.Call))
        calls = {getattr(one, "attr", getattr(one, "id", "")) for one in functions}
        if DYNAMIC not in calls:
            return set()
        constants = {n.value for n in nodes if isinstance(n, ast.Constant)}
        strings = {name for name in self.files if name in constants}
        if LISTING not in calls:
            return strings
        return {
            name for name in self.files if name in strings or name.rpartition(".")[0] in strings
        }


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


def _imports(node: ast.AST) -> Iterator[tuple[str, str, str]]:
    """(local name, module, attribute) of what an import statement binds."""
    if isinstance(node, ast.Import):
        for one in node.names:
            if one.asname:
                yield one.asname, one.name, ""
            else:
                yield one.name.split(".")[0], one.name.split(".")[0], ""
                yield one.name, one.name, ""
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        for one in node.names:
            yield one.asname or one.name, node.module, one.name
