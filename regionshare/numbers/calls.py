"""Calls: what is wrong with the arguments of a call, said as every other error is."""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from regionshare.errors import ParameterError

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Class = TypeVar("Class", bound=type)


def called(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """A function that refuses missing and strange arguments by `ParameterError`.

    Examples
    --------
    >>> called(lambda region, year=2021: year)()
    Traceback (most recent call last):
    ...
    regionshare.errors.ParameterError: <lambda>: missing a required argument: 'region'. Call it as <lambda>(region, year=2021).
    """
    signature = inspect.signature(function)
    known = signature.parameters

    @functools.wraps(function)
    def call(*given: Given.args, **named: Given.kwargs) -> Answer:
        try:
            signature.bind(*given, **named)
        except TypeError as error:
            strange = next((one for one in named if one not in known), "")
            near = difflib.get_close_matches(strange, known, n=1)
            meant = f" (meant {near[0]!r}?)" if near else ""
            name = function.__name__
            plain = [one.replace(annotation=one.empty) for one in known.values()]
            form = inspect.Signature([one for one in plain if one.name != "self"])
            raise ParameterError(
                f"there is no argument {strange!r}{meant}" if strange else str(error),
                where=name,
                remedy=f"Call it as {name}{form}",
            ) from None
        return function(*given, **named)

    return call


def answering(kind: Class) -> Class:
    """A class whose public methods are so `called`."""
    for name, one in list(vars(kind).items()):
        if inspect.isfunction(one) and not name.startswith("_"):
            setattr(kind, name, called(one))
    return kind
