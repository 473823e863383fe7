from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from forkkernel.spawner import ForkServer
from tests.kernels_run import SETTINGS, Manager, Standard

MODULES = ("pandas", "matplotlib.pyplot")


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    return {**os.environ, **SETTINGS}


@pytest.fixture(scope="module")
def server(environ: dict[str, str]) -> Iterator[ForkServer]:
    with ForkServer(MODULES, environ=environ) as started:
        yield started


@pytest.fixture
def forked(server: ForkServer, tmp_path: Path) -> type[Manager]:
    return type("M", (Manager,), {"address": server.address, "runtime": tmp_path})


@pytest.fixture
def standard(tmp_path: Path) -> type[Manager]:
    return type("M", (Standard,), {"runtime": tmp_path})
