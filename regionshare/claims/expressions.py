"""Expressions: arithmetic on named intervals, written as ``a / b * 100``."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping

from regionshare.claims.interval import Interval
from regionshare.errors import ParameterError

_OPERATIONS: dict[type[ast.operator], Callable[[Interval, Interval], Interval]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def names(text: str) -> set[str]:
    """The names an expression uses.

    >>> sorted(names("100 * a / b"))
    ['a', 'b']
    """
    return {node.id for node in ast.walk(_parse(text)) if isinstance(node, ast.Name)}


def compute(text: str, terms: Mapping[str, Interval]) -> Interval:
    """The interval of an expression; every name is taken as varying on its own.

    Raises
    ------
    ParameterError
        For anything but names, numbers, ``+ - * /`` and brackets, or an unknown name.

    Examples
    --------
    >>> print(compute("100 * a / b", {"a": Interval.point(7), "b": Interval.point(100)}))
    [7, 7]
    """
    return _value(_parse(text).body, terms, text)


def _parse(text: str) -> ast.Expression:
    try:
        return ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        raise ParameterError(
            f"{text!r} is not an expression", remedy="Write it like 100 * a / b"
        ) from None


def _value(node: ast.expr, terms: Mapping[str, Interval], text: str) -> Interval:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = _value(node.left, terms, text), _value(node.right, terms, text)
        return _OPERATIONS[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, terms, text)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Interval.point(float(node.value))
    if isinstance(node, ast.Name) and node.id in terms:
        return terms[node.id]
    what = (
        f"{node.id!r} is not a term" if isinstance(node, ast.Name) else "only + - * / are allowed"
    )
    raise ParameterError(
        f"{what} in {text!r}", remedy=f"Terms: {', '.join(terms) or 'none are given'}"
    )
