"""Intervals: sets of numbers between two ends, each end open or closed, and arithmetic on them.

An expression such as ``a / b * 100`` is computed over named intervals.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from regionshare.claims.units import Dimension
from regionshare.errors import ParameterError

LONGEST, STEPS = 1000, 100
"""How many characters and how many steps an expression may have."""
DIGITS = 18
"""How many digits a whole number of an expression may have."""


class End(NamedTuple):
    """One end: where it stands, and whether it belongs to the interval."""

    value: float
    open: bool


@dataclass(frozen=True)
class Interval:
    """``[low, high)`` and its three sisters; an infinite end is always open.

    Raises
    ------
    ParameterError
        If nothing lies in it.

    Examples
    --------
    >>> print(Interval(10.75, 10.85, high_open=True))
    [10.75, 10.85)
    >>> Interval(3, 3, high_open=True)
    Traceback (most recent call last):
        ...
    regionshare.errors.ParameterError: the interval [3, 3) is empty. Its low end must lie below its high end.
    """

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high):
            raise ParameterError("an end of an interval is not a number")
        if math.isinf(self.low):
            object.__setattr__(self, "low_open", True)
        if math.isinf(self.high):
            object.__setattr__(self, "high_open", True)
        if self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)):
            raise ParameterError(
                f"the interval {self} is empty", remedy="Its low end must lie below its high end"
            )

    @classmethod
    def point(cls, value: float) -> Interval:
        """The interval that holds one value only."""
        return cls(value, value)

    @property
    def is_point(self) -> bool:
        """Whether it holds one value only."""
        return self.low == self.high

    @property
    def ends(self) -> tuple[End, End]:
        """Both ends."""
        return End(self.low, self.low_open), End(self.high, self.high_open)

    @property
    def edges(self) -> tuple[float, ...]:
        """The finite ends, each once."""
        return tuple(e for e in dict.fromkeys((self.low, self.high)) if math.isfinite(e))

    def __str__(self) -> str:
        left, right = "(" if self.low_open else "[", ")" if self.high_open else "]"
        return f"{left}{self.low:.10g}, {self.high:.10g}{right}"

    def __format__(self, spec: str) -> str:
        """Both ends by a number's format, an end that reads like the other once.

        >>> f"{Interval(2.638, 2.669):.2f}", f"{Interval.point(3):g}"
        ('2.64–2.67', '3')
        """
        if not spec:
            return str(self)
        low, high = format(self.low, spec), format(self.high, spec)
        return low if low == high else f"{low}–{high}"

    def holds(self, value: float) -> bool:
        """Whether a value lies in it."""
        above = value > self.low or (value == self.low and not self.low_open)
        below = value < self.high or (value == self.high and not self.high_open)
        return above and below

    def within(self, other: Interval) -> bool:
        """Whether all of it lies in another."""
        low = self.low > other.low or (
            self.low == other.low and (self.low_open or not other.low_open)
        )
        high = self.high < other.high or (
            self.high == other.high and (self.high_open or not other.high_open)
        )
        return low and high

    def below(self, other: Interval) -> bool:
        """Whether all of it lies below all of another."""
        return self.high < other.low or (
            self.high == other.low and (self.high_open or other.low_open)
        )

    def disjoint(self, other: Interval) -> bool:
        """Whether no number lies in both."""
        return self.below(other) or other.below(self)

    def intersection(self, other: Interval) -> Interval | None:
        """What lies in both; None if nothing does."""
        if self.disjoint(other):
            return None
        low = max((self.ends[0], other.ends[0]))
        high = min((End(self.high, not self.high_open), End(other.high, not other.high_open)))
        return Interval(low.value, high.value, low.open, not high.open)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    def __add__(self, other: Interval) -> Interval:
        """All sums of a number of one and a number of the other."""
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + (-other)

    def __mul__(self, other: Interval) -> Interval:
        """All products.

        An end of the result is open if every pair of ends that gives it has an open end; a
        closed zero gives zero whatever stands beside it.
        """
        return hull([_product(a, b) for a in self.ends for b in other.ends])

    def __truediv__(self, other: Interval) -> Interval:
        """All quotients.

        Examples
        --------
        >>> print(Interval(10.75, 10.85) / Interval(4.065, 4.075))
        [2.63803681, 2.669126691]
        """
        if other.low <= 0 <= other.high:
            raise ParameterError(f"cannot divide by {other}, which reaches 0")
        return hull([_quotient(a, b) for a in self.ends for b in other.ends])


def _product(a: End, b: End) -> End:
    if a.value == 0 or b.value == 0:
        closed_zero = (a.value == 0 and not a.open) or (b.value == 0 and not b.open)
        return End(0.0, not closed_zero)
    return End(a.value * b.value, a.open or b.open)


def _quotient(a: End, b: End) -> End:
    if a.value == 0:
        return End(0.0, a.open)
    if math.isinf(b.value):
        return End(0.0, True)
    return End(a.value / b.value, a.open or b.open)


def hull(corners: Sequence[End]) -> Interval:
    """From the lowest to the highest of some ends; an end is open if none that stands there is closed."""
    low, high = min(c.value for c in corners), max(c.value for c in corners)
    return Interval(
        low,
        high,
        all(c.open for c in corners if c.value == low),
        all(c.open for c in corners if c.value == high),
    )


# -- expressions over named intervals -----------------------------------------------------------

T = TypeVar("T")

_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
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
    """The interval of an expression: each name varies on its own, and is one value wherever it stands.

    Steps alone would take a name that stands twice for two, and reach values that none gives. So the
    expression is then followed to its ends along each name in which it surely only rises or falls.

    Raises
    ------
    ParameterError
        For anything but names, numbers, ``+ - * /`` and brackets, or an unknown name.

    Examples
    --------
    >>> print(compute("100 * a / b", {"a": Interval.point(7), "b": Interval.point(100)}))
    [7, 7]
    >>> print(compute("a / (a + b)", {"a": Interval(1, 3), "b": Interval(1, 3)}))
    [0.25, 0.75]
    """
    node = _parse(text).body
    plain = _value(node, terms, text, Interval.point)
    stand = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]
    used = {name: terms[name] for name in stand}
    finite = all(len(one.edges) == 2 or one.is_point for one in used.values())
    if len(used) == len(stand) or not finite:
        return plain
    low, high = (_end(node, used, text, upwards) for upwards in (False, True))
    return Interval(low.value, high.value, low.open, high.open)


def _end(
    node: ast.expr, terms: Mapping[str, Interval], text: str, upwards: bool, splits: int = 4
) -> End:
    """The low or high end of an expression, its names put one by one at the end that leads there.

    Where none surely rises or falls, the widest is halved, so many times at most.
    """
    if all(one.is_point for one in terms.values()):
        return End(_value(node, terms, text, Interval.point).low, False)
    wide = {name: one for name, one in terms.items() if not one.is_point}
    for name, one in wide.items():
        rise = _rise(node, terms, text, name)
        if rise.low < 0 < rise.high:
            continue
        end = one.ends[(rise.low >= 0) == upwards]
        found = _end(node, {**terms, name: Interval.point(end.value)}, text, upwards, splits)
        moves = rise.low < 0 or rise.high > 0
        return End(found.value, found.open or (end.open and moves))
    name, one = max(wide.items(), key=lambda item: item[1].high - item[1].low)
    middle = (one.low + one.high) / 2
    if not splits or not one.low < middle < one.high:
        return _value(node, terms, text, Interval.point).ends[upwards]
    halves = replace(one, high=middle, high_open=False), replace(one, low=middle, low_open=False)
    whole = hull([_end(node, {**terms, name: x}, text, upwards, splits - 1) for x in halves])
    return whole.ends[upwards]


def _rise(node: ast.expr, terms: Mapping[str, Interval], text: str, name: str) -> Interval:
    """All slopes of an expression in one name."""
    slopes = {k: Slope(v, Interval.point(float(k == name))) for k, v in terms.items()}
    return _value(node, slopes, text, lambda v: Slope(Interval.point(v), Interval.point(0))).rise


@dataclass(frozen=True)
class Slope:
    """A value and its derivative, by the rules of sum, product and quotient."""

    value: Interval
    rise: Interval

    def __neg__(self) -> Slope:
        return Slope(-self.value, -self.rise)

    def __add__(self, other: Slope) -> Slope:
        return Slope(self.value + other.value, self.rise + other.rise)

    def __sub__(self, other: Slope) -> Slope:
        return self + (-other)

    def __mul__(self, other: Slope) -> Slope:
        rise = self.rise * other.value + self.value * other.rise
        return Slope(self.value * other.value, rise)

    def __truediv__(self, other: Slope) -> Slope:
        value = self.value / other.value
        return Slope(value, (self.rise - value * other.rise) / other.value)


def measured(text: str, terms: Mapping[str, Dimension]) -> Dimension:
    """The dimension of an expression; errors as `compute`, and for a sum of unlike things.

    >>> str(measured("100 * a / b", {"a": Dimension.of("1e8 yuan"), "b": Dimension.of("Mtce")}))
    'CNY/tce'
    """
    return _value(_parse(text).body, terms, text, lambda _: Dimension())


def _parse(text: str) -> ast.Expression:
    if len(text) > LONGEST:
        raise ParameterError(
            f"an expression has {len(text):,} characters", remedy=f"At most {LONGEST} are read"
        )
    try:
        found = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):  # the last three: too deep
        raise ParameterError(
            f"{text!r} is not an expression", remedy="Write it like 100 * a / b"
        ) from None
    steps = sum(isinstance(node, ast.BinOp | ast.UnaryOp) for node in ast.walk(found))
    if steps > STEPS:
        raise ParameterError(
            f"an expression has {steps} steps", remedy=f"At most {STEPS} are computed"
        )
    return found


def _value(node: ast.expr, terms: Mapping[str, T], text: str, constant: Callable[[float], T]) -> T:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = (_value(side, terms, text, constant) for side in (node.left, node.right))
        found: T = _OPERATIONS[type(node.op)](left, right)
        return found
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner: Any = _value(node.operand, terms, text, constant)
        turned: T = -inner
        return turned
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        if not abs(node.value) < 10**DIGITS:
            raise ParameterError("a number of an expression is too large", remedy="Write 1e9")
        return constant(float(node.value))
    if isinstance(node, ast.Name) and node.id in terms:
        return terms[node.id]
    what = (
        f"{node.id!r} is not a term" if isinstance(node, ast.Name) else "only + - * / are allowed"
    )
    raise ParameterError(
        f"{what} in {text!r}", remedy=f"Terms: {', '.join(terms) or 'none are given'}"
    )
