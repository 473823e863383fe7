"""Messages between a fork server and those who ask it for kernels.

One connection is one kernel. The client sends the request with two file descriptors (where standard
output and error go); the server answers with the kernel's process id and, when the kernel has ended,
with its exit code. In between the client may send signals. Whoever closes the connection ends the
kernel: a client that dies leaves none behind.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Mapping, Sequence
from typing import Any

LARGEST = 4_000_000
"""Bytes of a message; an environment may be large."""

_LENGTH = 8

IMPORT_TIME = re.compile(
    r"PYTHON|MPL|MATPLOTLIB|LD_|LC_|LANG$|LANGUAGE$|TZ$|.*_NUM_THREADS$|OPENBLAS|MKL|OMP_|KMP_|"
    r"BLIS|NUMEXPR|VECLIB|GOTO|NPY_|NUMPY|PANDAS|PYDEVD|VIRTUAL_ENV$|HOME$"
)
"""Variables that packages read while they are imported: for a kernel they must be the server's."""


class Closed(Exception):
    """The other side has ended the connection."""


def import_time(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that must not differ between a server and its kernels.

    >>> import_time({"OMP_NUM_THREADS": "1", "USER": "x"})
    {'OMP_NUM_THREADS': '1'}
    """
    return {name: environ[name] for name in sorted(environ) if IMPORT_TIME.match(name)}


def send(connection: socket.socket, content: Any, descriptors: Sequence[int] = ()) -> None:
    """Send a JSON-able value, and file descriptors with its first byte."""
    data = json.dumps(content).encode("utf-8", "surrogateescape")
    if len(data) > LARGEST:
        raise ValueError(f"a message of {len(data)} bytes; at most {LARGEST}")
    message = len(data).to_bytes(_LENGTH, "big") + data
    if descriptors:
        sent = socket.send_fds(connection, [message], list(descriptors))
        message = message[sent:]
    if message:  # sending nothing to a server that has answered and closed would be an error
        connection.sendall(message)


def receive(connection: socket.socket, descriptors: int = 0) -> tuple[Any, list[int]]:
    """Receive a value and up to that many file descriptors.

    Raises
    ------
    Closed
        The connection has ended, or what came is no message.
    """
    given: list[int] = []
    if descriptors:
        data, given, _, _ = socket.recv_fds(connection, _LENGTH, descriptors)
    else:
        data = connection.recv(_LENGTH)
    try:
        length = int.from_bytes(_rest(connection, data, _LENGTH), "big")
        if length > LARGEST:
            raise Closed(f"a message of {length} bytes")
        return json.loads(_rest(connection, b"", length).decode("utf-8", "surrogateescape")), given
    except (Closed, ValueError, OSError) as error:
        for descriptor in given:
            os.close(descriptor)
        raise Closed(str(error)) from None


def _rest(connection: socket.socket, data: bytes, length: int) -> bytes:
    while len(data) < length:
        more = connection.recv(length - len(data))
        if not more:
            raise Closed("the connection has ended")
        data += more
    return data
