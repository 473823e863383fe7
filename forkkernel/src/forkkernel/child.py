"""What a forked child does to be a kernel like one that was started anew."""

from __future__ import annotations

import atexit
import contextlib
import os
import random
import sys
import time
from typing import Any


def become_kernel(request: dict[str, Any], descriptors: list[int]) -> int:
    """Take the caller's place, environment and outputs, run the kernel, return its exit code."""
    os.setsid()
    _redirect(descriptors)
    os.environ.clear()
    os.environ.update(request["env"])
    os.environ["JPY_PARENT_PID"] = str(os.getppid())  # as jupyter_client's launcher does
    time.tzset()
    os.chdir(request["cwd"])
    sys.argv = list(request["argv"])
    _reseed()
    from ipykernel import kernelapp

    try:  # the variable above was read when ipykernel was imported
        kernelapp.launch_new_instance(parent_handle=os.getppid())
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    else:
        code = 0
    _end(kernelapp.IPKernelApp.instance())
    return code


def _end(kernel: Any) -> None:
    """Do what a process does at its end, except to take apart objects that the system frees anyway.

    The application's own closing waits for its threads, one of which may wait for it (for 10 s);
    all outputs have left the kernel before it is asked to end.
    """
    atexit.unregister(kernel.close)
    kernel.reset_io()
    atexit._run_exitfuncs()
    for stream in (sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(Exception):
            assert stream is not None
            stream.flush()


def _redirect(descriptors: list[int]) -> None:
    empty = os.open(os.devnull, os.O_RDONLY)
    for target, source in enumerate([empty, *descriptors]):
        os.dup2(source, target)
    for one in (empty, *descriptors):
        if one > 2:
            os.close(one)


def _reseed() -> None:
    """Random numbers that differ from kernel to kernel, as in processes of their own."""
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
