"""An S3-compatible object store on this machine, for tests of what is kept elsewhere."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from waiting import PATIENCE

SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="session")
def object_store() -> Iterator[str]:
    """Give the address of a moto server in a process of its own; it ends when its input does."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdin is not None
    assert server.stdout is not None
    port = server.stdout.readline().strip()  # ends with the server if it cannot start
    assert port.isdigit()
    yield f"http://127.0.0.1:{port}"
    server.stdin.close()
    server.wait(timeout=PATIENCE)
    server.stdout.close()


@pytest.fixture
def bucket(object_store: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, dict[str, Any]]:
    """Give the URL of a new bucket, and the options by which fsspec reaches it.

    The environment says the same, so that a child process needs no options.
    """
    import s3fs

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_ENDPOINT_URL", object_store)
    name = f"kept-{uuid.uuid4().hex}"
    options = {"endpoint_url": object_store, "key": "test", "secret": "test"}
    s3fs.S3FileSystem(**options).mkdir(name)
    return f"s3://{name}", options
