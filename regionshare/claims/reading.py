"""Readings: from the words of a statement to the interval of values that would make it true.

`understand` reads a text to its last character, by the grammar of `grammar`, or refuses it with what
was not understood.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from regionshare.claims import grammar, units
from regionshare.claims.grammar import TURNED, Meaning, compared, meaning, rounded
from regionshare.claims.interval import Interval
from regionshare.claims.notation import YEARS
from regionshare.claims.statement import NEAR, RULES, Reading, Stated
from regionshare.errors import ParameterError

_PLAIN = ("rounded", "fraction", "fractions", "count", "factor", "rank")
"""Rules of a figure that stands without a word that changes it."""
_CHANGING = ("above", "below", "at_least", "at_most", "near", "just_above", "just_below")
_FIGURES = ("rounded", "fraction", "fractions", "factor", *_CHANGING)
"""Rules of words that hold the figure themselves; a count or a place may be of another thing."""
_KINDS = {
    "fractions": "fraction",
    "just_above": "near",
    "just_below": "near",
    "first": "rank",
    "top": "rank",
    "leading": "rank",
    "exact": "count",
}
"""The kind of a rule, where it is not its name."""


def understand(
    text: str, unit: str = "", rule: str = "", value: str = "", own: tuple[str, ...] = ()
) -> Stated:
    """What a text states, read to its last character.

    Parameters
    ----------
    text : str
        The words with the figure: ``超过50%``, ``two thirds``, ``from 5 to 7 %``.
    unit : str, optional
        The unit to give it in, ``percent`` or ``1e8 kW``; the text's own if not given.
    rule : str, optional
        A key of `RULES`, where the words do not say it.
    value : str, optional
        The figure in the unit, where it does not stand in the words: then these are not read, if
        the rule is given.
    own : tuple of str, optional
        Names of what is counted, or of a unit that is in no list.

    Raises
    ------
    ParameterError
        With what was not understood, or what does not fit: another unit, another rule.

    Examples
    --------
    >>> print(understand("约占全国10.8%").interval)
    [10.75, 10.85)
    >>> one = understand("不足三成")
    >>> one.kind, one.high, one.unit
    ('below', 30.0, 'percent')
    >>> [str(one.interval) for one in understand("接近30%").readings]
    ['[29.4, 30]', '[28.5, 30]', '[27, 30]']
    """
    if rule and rule not in RULES:
        raise ParameterError(
            f"reading {rule!r} is not known", remedy=f"Readings: {', '.join(RULES)}"
        )
    asked = units.written(unit) if unit else None
    own = (*own, unit) if asked is None or asked.dimension == "count" else ()
    found = _given(text, value, rule, own) if value else meaning(text, own)
    if value:
        _refuse_contradiction(text, found, unit, own)
    if rule and rule != found.rule:
        found = _ruled(found, rule, value or text)
    if unit == "rank" and found.rule in ("rounded", "count") and found.unit is None:
        found = grammar.placed("rank", found.value, found.value)
    elif unit == "count" and found.unit is None and found.rule == "rounded" and not found.about:
        found = _ruled(found, "count", text) if found.value.denominator == 1 else found
    return stated_of(found, text, unit)


def _given(text: str, value: str, rule: str, own: tuple[str, ...]) -> Meaning:
    """A figure given beside the words; what they say of it holds."""
    figure = meaning(value, own)
    if rule:
        return figure
    said = meaning(text, own)
    if said.rule in _CHANGING and figure.rule in _PLAIN:
        return compared(said.rule, figure)
    return figure


def _refuse_contradiction(text: str, figure: Meaning, unit: str, own: tuple[str, ...]) -> None:
    """Refuse a figure beside words that hold another; words that hold none need one."""
    try:
        said = meaning(text, own)
        told = said.value * _scale(said, unit, text)[0]
        given = figure.value * _scale(figure, unit, text)[0]
    except ParameterError:
        return
    if said.rule in _FIGURES and not math.isclose(told, given, rel_tol=1e-9):
        raise ParameterError(
            f"{text!r} says {float(told):g}, value says {float(given):g}",
            remedy="Leave the value out, or correct one of the two",
        )


def _ruled(found: Meaning, rule: str, text: str) -> Meaning:
    """The figure by another rule than its words call for: they must not say otherwise."""
    plain = found.rule in _PLAIN and not (found.about and rule in _CHANGING)
    is_fraction = found.rule in ("fraction", "fractions")
    if is_fraction and rule in ("fraction", "fractions"):
        return found
    if not plain or rule not in ("rounded", "count", "exact", *_CHANGING):
        raise ParameterError(
            f"{text!r} is read as {found.rule!r} and cannot be read as {rule!r}",
            remedy=f"Leave the reading out, or write {found.rule}",
        )
    if is_fraction and rule in ("rounded", "count"):
        raise ParameterError(
            f"{text!r} is a fraction and cannot be read as {rule!r}",
            remedy="Use the reading 'fraction'",
        )
    if rule in _CHANGING:
        return compared(rule, found)
    if rule == "rounded":
        more = {"unit": found.unit, "multiple": found.multiple, "year": found.year}
        return rounded(found.value, found.step, **more)
    unit = None if found.rule == "rank" else found.unit  # the 29th of them, counted
    return replace(grammar.exactly(rule, found), unit=unit)


def stated_of(found: Meaning, text: str, unit: str = "") -> Stated:
    """A figure that is already understood, in the unit asked for."""
    scale, shown = _scale(found, unit, text)

    number = int if found.rule in ("first", "top", "leading") else float

    def float_of(end: Fraction | None, infinite: float) -> float:
        return infinite if end is None else number(end * scale)

    low, high = float_of(found.low, -math.inf), float_of(found.high, math.inf)
    whole = Interval(low, high, found.low_open, found.high_open)
    readings = tuple(
        Reading(*_one_of(found, nth, scale)) for nth in range(len(found.choices))
    ) or (Reading(found.rule, whole),)  # fmt: skip
    return Stated(
        kind=_KINDS.get(found.rule, found.rule),
        value=float(found.value * scale),
        low=whole.low,
        high=whole.high,
        low_open=whole.low_open,
        high_open=whole.high_open,
        unit=shown,
        text=text,
        rule=found.rule,
        step=float(found.step * scale),
        year=found.year,
        order=found.order.lower(),
        readings=readings,
    )


def _one_of(found: Meaning, nth: int, scale: Fraction) -> tuple[str, Interval]:
    """One of several readings: its name, and its interval."""
    choice = found.choices[nth]
    if found.rule == "leading":
        return f"first {choice}", Interval(1, int(choice))
    low, high = sorted((float(choice * scale), float(found.value * scale)))
    return f"near {NEAR[nth]} %", Interval(low, high, found.low_open, found.high_open)


def _scale(found: Meaning, unit: str, text: str) -> tuple[Fraction, str]:
    """What the figure is multiplied by to stand in the unit asked for, and its name."""
    asked, said = units.written(unit) if unit else None, found.unit
    if not unit:
        if said is None or said.dimension == "own":
            return Fraction(1), ""
        shown = units.named(said.name)
        return said.factor / (shown.factor if "/" not in said.name else 1), said.name
    if asked is None:
        if said is None or said.dimension in ("own", "count"):
            return Fraction(1), unit
    elif said is None:
        if asked.dimension == "ratio" and found.value in YEARS:
            raise ParameterError(
                f"{text!r} may be a year",
                remedy="Write the figure with its unit, or give it as value",
            )
        if found.multiple == 1:
            return Fraction(1), unit
        if asked.dimension not in ("ratio", "points", "place"):
            return 1 / asked.factor, unit
    elif asked.counts(said) or (asked.dimension, said.dimension) == ("count", "own"):
        return said.factor / asked.factor, unit
    name = said.name if said is not None else "thousands or more"
    raise ParameterError(
        f"{text!r} is in {name}, which cannot be given in {unit}",
        remedy="Correct the unit, or the words",
    )


def in_unit(one: Meaning, unit: units.Unit) -> Meaning:
    """A figure in another unit of its dimension."""
    factor = (one.unit.factor if one.unit else Fraction(1)) / unit.factor
    return replace(_mapped(one, factor, Fraction(0)), unit=unit)


def in_multiple(one: Meaning, other: Meaning) -> Meaning:
    """``from 25 to 29 million``: a bare figure counts as the one behind it does."""
    found = _mapped(one, other.multiple, Fraction(0))
    return replace(found, unit=other.unit, multiple=other.multiple)


def shifted(one: Meaning, start: Fraction, sign: int) -> Meaning:
    """``start + figure`` or ``start - figure``, its bounds turned round with it.

    >>> from regionshare.claims.grammar import meaning
    >>> one = shifted(in_unit(meaning("三成以上"), units.named("ratio")), Fraction(1), -1)
    >>> one.rule, one.high
    ('at_most', Fraction(7, 10))
    """
    found = _mapped(one, Fraction(sign), start)
    if one.low is None and one.rule in ("below", "at_most"):  # by less than so much, but by some
        first, second = ("low", "high") if sign > 0 else ("high", "low")
        ends: Any = {first: start, f"{first}_open": True, f"{second}_open": one.high_open}
        return replace(found, rule="between", **ends)
    turned = sign < 0 and one.rule != "near"
    return replace(found, rule=TURNED.get(one.rule, one.rule) if turned else one.rule)


def _mapped(one: Meaning, factor: Fraction, start: Fraction) -> Meaning:
    """``start + factor * figure`` for the figure, its ends and its several readings."""

    def at(value: Fraction | None) -> Fraction | None:
        return None if value is None else start + factor * value

    low, high, low_open, high_open = at(one.low), at(one.high), one.low_open, one.high_open
    if factor < 0:
        low, high, low_open, high_open = high, low, high_open, low_open
    return replace(
        one,
        value=start + factor * one.value,
        low=low,
        high=high,
        low_open=low_open,
        high_open=high_open,
        step=one.step * abs(factor),
        choices=tuple(start + factor * choice for choice in one.choices),
    )
