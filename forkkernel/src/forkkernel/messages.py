"""Messages between a fork server and those who ask it for kernels.

One connection is one kernel. The client sends the request with two file descriptors (where standard
output and error go); the server answers with the kernel's process id and, when the kernel has ended,
with its exit code and its last words. In between the client may send signals. Whoever closes the
connection ends the kernel: a client that dies leaves none behind.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LARGEST = 4_000_000
"""Bytes of a message; an environment may be large."""

_LENGTH = 8
_PART = 1 << 18

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


def receive(connection: socket.socket) -> Any:
    """Wait for a value, as a client does.

    Raises
    ------
    Closed
        The connection has ended, or what came is no message.
    """
    try:
        return _value(_exactly(connection, _size(_exactly(connection, _LENGTH))))
    except (ValueError, RecursionError, OSError) as error:
        raise Closed(str(error)) from None


def _exactly(connection: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        more = connection.recv(length - len(data))
        if not more:
            raise Closed("the connection has ended")
        data += more
    return data


def _size(head: bytes) -> int:
    size = int.from_bytes(head, "big")
    if size > LARGEST:
        raise Closed(f"a message of {size} bytes")
    return size


def _value(data: bytes) -> Any:
    return json.loads(data.decode("utf-8", "surrogateescape"))


class Inbox:
    """Takes from a connection what has come, and holds parts until their message is whole.

    Parameters
    ----------
    connection : socket
    descriptors : int
        How many file descriptors may come along.

    Attributes
    ----------
    descriptors : list of int
        Those that have come and that nobody has taken; closed by `close`.
    """

    def __init__(self, connection: socket.socket, descriptors: int = 0) -> None:
        self._connection = connection
        self._data = b""
        self._allowed = descriptors
        self.descriptors: list[int] = []

    def read(self) -> list[Any]:
        """The messages that are whole after one more reading.

        Raises
        ------
        Closed
            The connection has ended, or what came is no message.
        """
        try:
            data, given = self._more()
            self.descriptors += given
            if not data:
                raise Closed("the connection has ended")
            if len(given) > self._allowed:
                raise Closed("more file descriptors than agreed")
            self._allowed -= len(given)
            self._data += data
            return list(self._whole())
        except (ValueError, RecursionError, OSError) as error:
            raise Closed(str(error)) from None

    def _more(self) -> tuple[bytes, list[int]]:
        if not self._allowed:
            return self._connection.recv(_PART), []
        data, given, _, _ = socket.recv_fds(self._connection, _PART, self._allowed)
        return data, given

    def _whole(self) -> Iterator[Any]:
        while len(self._data) >= _LENGTH:
            end = _LENGTH + _size(self._data[:_LENGTH])
            if len(self._data) < end:
                return
            message, self._data = self._data[_LENGTH:end], self._data[end:]
            yield _value(message)

    def close(self) -> None:
        """Close the descriptors that are held."""
        while self.descriptors:
            os.close(self.descriptors.pop())
