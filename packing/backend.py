"""Build backend: setuptools, in a copy of the tree, with data and catalogues compiled into the wheel.

The wheel carries what its core reads, so that ``explain``, ``series``, ``claim`` and ``ledger``
answer where only click is installed, and in a browser's Python; the report itself, so that ``build``
and ``init`` need no checkout; and ``forkkernel``, which no registry has. Compiling needs the readers and
validators once; where ``regionshare data compile`` has run before, nothing of them.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    prepare_metadata_for_build_editable,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
COMPILING = ("jsonschema", "lark", "pandas", "pandera", "pybtex", "pyyaml")
LEFT = (".*", "_build", "build", "dist", "__pycache__", "*.egg-info", "node_modules")
KERNEL = "forkkernel"
IN_WHEEL = (
    ('include = ["regionshare*"]', f'include = ["regionshare*", "{KERNEL}*"]\nnamespaces = false'),
    ('"schemas/*.json"]', '"schemas/*.json", "skeleton/**/*"]'),
    (
        "[project.entry-points.",
        '[project.entry-points."jupyter_client.kernel_provisioners"]\n'
        'fork-server = "forkkernel.provisioner:ForkServerProvisioner"\n\n[project.entry-points.',
    ),
)
"""What the settings of the wheel say otherwise than those of the tree."""
Settings = dict[str, Any] | None


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """What setuptools needs, and what compiles the data unless that is done."""
    needed = list(build_meta.get_requires_for_build_wheel(config_settings))
    from regionshare.book.runtime import carried
    from regionshare.files.compiled import NotInstalledError

    try:
        carried(ROOT / "data")
    except (ModuleNotFoundError, NotInstalledError):
        pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
        found = re.findall(r"^([A-Za-z0-9][\w.-]*==[\w.]+)", pins, re.MULTILINE)
        needed += [pin for pin in found if pin.partition("==")[0].lower() in COMPILING]
    return needed


@contextlib.contextmanager
def _copied() -> Iterator[Path]:
    """A copy of the tree as the current folder, so that nothing is left in the tree itself."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory(prefix="regionshare-") as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT))
        os.chdir(copy)
        try:
            yield copy
        finally:
            os.chdir(before)


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Build the wheel with its compiled files; the hook of PEP 517."""
    from regionshare.book.runtime import carried
    from regionshare.files.paths import SKELETON
    from regionshare.files.project import Project

    target, files = Path(wheel_directory).resolve(), carried(ROOT / "data")
    report = Project(ROOT, ROOT / "regionshare", ROOT / "data").report_files()
    files |= {f"{SKELETON.name}/{name}": path.read_bytes() for name, path in report.items()}
    with _copied() as copy:
        for name, content in files.items():
            target_file = copy / "regionshare" / name
            target_file.parent.mkdir(parents=True, exist_ok=True)
            target_file.write_bytes(content)
        shutil.move(copy / KERNEL / "src" / KERNEL, copy / "kernel")
        shutil.rmtree(copy / KERNEL)
        shutil.move(copy / "kernel", copy / KERNEL)
        settings = copy / "pyproject.toml"
        text = settings.read_text(encoding="utf-8")
        for here, there in IN_WHEEL:
            if here not in text:
                raise SystemExit(
                    f"pyproject.toml: {here!r} is not there; packing/backend.py asks for it"
                )
            text = text.replace(here, there)
        settings.write_text(text, encoding="utf-8")
        return build_meta.build_wheel(str(target), config_settings)


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Name the tree in a ``.pth`` file; the hook of PEP 660.

    An import hook would come after the path, where a folder named like the package hides it.
    """
    settings = {**(config_settings or {}), "editable_mode": "compat"}
    return build_meta.build_editable(wheel_directory, settings, metadata_directory)


def prepare_metadata_for_build_wheel(
    metadata_directory: str, config_settings: Settings = None
) -> str:
    """Write the metadata; the hook of PEP 517."""
    target = Path(metadata_directory).resolve()
    with _copied():
        return build_meta.prepare_metadata_for_build_wheel(str(target), config_settings)


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Build the source distribution; the hook of PEP 517."""
    target = Path(sdist_directory).resolve()
    with _copied():
        return build_meta.build_sdist(str(target), config_settings)
