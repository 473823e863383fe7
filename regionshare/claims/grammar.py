"""Grammar: how figures are written, in English and Chinese, and what each form means.

One LALR grammar (``lark``) over the tokens of `notation`, so that a text is read to its last word or
refused there, in linear time. What a form means is computed exactly, in fractions.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import lark
from lark.grammar import Rule
from lark.load_grammar import Grammar

from regionshare.claims import units
from regionshare.claims.notation import UNKNOWN, YEARS, Token, tokens, written
from regionshare.claims.statement import LEADING, NEAR
from regionshare.claims.units import Unit
from regionshare.errors import ParameterError

GRAMMAR = """
start: [year] _stated [year]
year: [COMMA] YEAR [COMMA | COLON]
_stated: plain | bounded | both | span | from_to | rank
"""
FIGURES = """
plain: figure | about figure [ROUGHLY] | figure roughly
about: ABOUT | TILDE
roughly: ROUGHLY

?bounded: above | below | at_least | at_most | near | just_above | just_below
above: ABOVE figure | odd | (fraction | factor) ODD | OVER_HALF -> over_half
below: (BELOW | UNDER) figure | figure OR_BELOW | figure UNDER
at_least: (AT_LEAST | NOT BELOW) figure | figure OR_MORE | figure AT_LEAST
at_most: (AT_MOST | NOT ABOVE) figure | figure OR_LESS | figure AT_MOST
near: NEAR figure
just_above: JUST_ABOVE figure
just_below: JUST_BELOW figure
odd: NUMBER ODD [MULTIPLE] [unit]     -> odd_digits
   | NUMBER MULTIPLE ODD [MULTIPLE] [unit] -> odd_digits
   | NUMBER [MULTIPLE] unit ODD       -> odd_digits
   | PARTS NUMBER ODD                 -> odd_parts
both: bounded [AND | BUT | COMMA] bounded

from_to: FROM figure to figure
span: [about] figure to figure [roughly]
    | BETWEEN figure (AND | to) figure [WITHIN] | figure (AND | to) figure WITHIN
    | [about] pair [roughly]
to: TO | DASH | TILDE
pair: PAIR [MULTIPLE] [unit] | PARTS PAIR

?figure: number | fraction | factor
number: [sign] NUMBER [MULTIPLE] [unit]
      | CURRENCY NUMBER [MULTIPLE]      -> money
      | [sign] PARTS NUMBER             -> parts
      | PARTS MULTIPLE                  -> whole_parts
      | NUMBER UNIT NUMBER              -> tenths
      | NUMBER UNIT HALF                -> tenths
      | NUMBER AND_A_HALF [MULTIPLE] [unit] -> mixed
      | NUMBER GLYPH [MULTIPLE] [unit]  -> mixed
sign: DASH | MINUS | PLUS
fraction: NUMBER SLASH NUMBER [OF_A_PERCENT] -> quotient
        | NUMBER IN NUMBER              -> quotient
        | NUMBER OVER NUMBER            -> parts_of
        | NUMBER ORDINAL [OF_A_PERCENT] -> quotient
        | A ORDINAL [OF_A_PERCENT]      -> quotient
        | (HALF | A HALF | NUMBER HALF) [OF_A_PERCENT] -> half
        | GLYPH [OF_A_PERCENT]          -> glyph
factor: FACTOR
unit: UNIT | UNIT (SLASH | PER) [NUMBER] [MULTIPLE] UNIT

rank: TH NUMBER [PLACE | UNIT] [order] -> place
    | ORDINAL [order] [PLACE]          -> place
    | FIRST                            -> first
    | TOP NUMBER [PLACE]               -> top
    | LEADING                          -> leading
    | TOP                              -> leading
    | BOTTOM TH NUMBER [PLACE]         -> from_bottom
    | ORDINAL FROM_BOTTOM              -> from_bottom
    | LAST                             -> last
order: HIGHEST | LOWEST

%declare NUMBER MULTIPLE UNIT CURRENCY PARTS ORDINAL FACTOR GLYPH PAIR YEAR
%declare ABOUT ROUGHLY ABOVE BELOW UNDER AT_LEAST AT_MOST NEAR JUST_ABOVE JUST_BELOW NOT
%declare OR_MORE OR_LESS OR_BELOW ODD TO FROM BETWEEN WITHIN AND BUT DASH TILDE PLUS MINUS COMMA
%declare COLON SLASH PER IN OVER A HALF AND_A_HALF OF_A_PERCENT TH PLACE HIGHEST LOWEST TOP FIRST
%declare LEADING OVER_HALF BOTTOM FROM_BOTTOM LAST
"""
"""The rules of figures, which sentences hold as well, beside those of a text that is one."""

_HALVED = (units.named("tenths"), units.named("factor"))
_FIGURES = ("NUMBER", "ORDINAL", "PAIR", "GLYPH", "HALF", "FACTOR", "YEAR")


@dataclass(frozen=True)
class Meaning:
    """What a text says, exactly: between which values the truth lies if it is true.

    Attributes
    ----------
    rule : str
        The rule it is read by, a key of `reading.RULES`.
    value : Fraction
        The figure; of a span, its middle.
    low, high : Fraction or None
        The ends; None is no end.
    step : Fraction
        What one of the last printed digit is worth.
    unit : Unit or None
        None where the text names none.
    multiple : Fraction
        What a word such as 亿 or million multiplies it by.
    prefixed : Fraction or None
        What a word before it, such as 百分之, makes of it in percent.
    order : str
        ``HIGHEST`` or ``LOWEST``: the end from which a rank is said to count.
    choices : tuple of Fraction
        Several readings: what they reach to, the narrowest first.
    """

    rule: str
    value: Fraction
    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False
    step: Fraction = Fraction(1)
    unit: Unit | None = None
    multiple: Fraction = Fraction(1)
    prefixed: Fraction | None = None
    about: bool = False
    year: int | None = None
    order: str = ""
    choices: tuple[Fraction, ...] = ()


def rounded(value: Fraction, step: Fraction, **more: Any) -> Meaning:
    """A figure, rounded to its last printed digit."""
    half = step / 2
    return Meaning("rounded", value, value - half, value + half, False, True, step, **more)


def quotient(above: Fraction, below: Fraction) -> Meaning:
    """``m/n`` stands for ``m/(n + 0.5)`` to ``m/(n - 0.5)``; so many in a hundred are per cent.

    >>> one = quotient(Fraction(1), Fraction(3))
    >>> one.low, one.high
    (Fraction(2, 7), Fraction(2, 5))
    """
    whole = above.denominator == below.denominator == 1
    if not whole or above < 1 or below < 2 or above in YEARS or below in YEARS:
        raise ParameterError(
            f"{above}/{below} is not a fraction of whole numbers", remedy="Write it as 1/3 or 2/3"
        )
    half, value = Fraction(1, 2), above / below
    rule = "fraction" if above == 1 else "fractions"
    ends = (above / (below + half), above / (below - half))
    if below == 100:
        ends = ((above - half) / below, (above + half) / below)
    step, unit = Fraction(1, 100), units.named("ratio")
    return Meaning(rule, value, *ends, high_open=True, step=step, unit=unit)


def compared(rule: str, one: Meaning) -> Meaning:
    """A figure with a word such as "more than" or "nearly" before or behind it."""
    value, none = one.value, None
    low, high, low_open, high_open = {
        "above": (value, none, True, False),
        "at_least": (value, none, False, False),
        "below": (none, value, False, True),
        "at_most": (none, value, False, False),
    }.get(rule, (value, value, False, False))
    choices: tuple[Fraction, ...] = ()
    if rule in ("near", "just_above", "just_below"):
        if value <= 0:
            raise ParameterError(
                f"{float(value):g} is not above 0, and how near is near cannot be said",
                remedy="Write the figure, or the interval",
            )
        sign = 1 if rule == "just_above" else -1
        choices = tuple(value * (100 + sign * n) / 100 for n in NEAR)
        low, high = min(value, choices[-1]), max(value, choices[-1])
        low_open, high_open = rule == "just_above", rule == "just_below"
    return replace(
        one, rule=rule, low=low, high=high, low_open=low_open, high_open=high_open, choices=choices
    )


def _times(one: Meaning, factor: Fraction) -> Meaning:
    low, high = (None if end is None else end * factor for end in (one.low, one.high))
    return replace(one, value=one.value * factor, low=low, high=high, step=one.step * factor)


def _alike(first: Meaning, second: Meaning) -> Meaning:
    """The first of two figures in the second's unit, which goes for both if it stands alone."""
    if first.unit is None and first.multiple == 1:
        first = replace(_times(first, second.multiple), multiple=second.multiple)
    if first.unit is None or first.unit == second.unit:
        return replace(first, unit=second.unit)
    if second.unit is None or first.unit.dimension != second.unit.dimension:
        raise ParameterError(
            "the two figures are not in one unit", remedy="Write the unit behind both of them"
        )
    return replace(_times(first, first.unit.factor / second.unit.factor), unit=second.unit)


def _between(first: Meaning, second: Meaning) -> Meaning:
    if first.prefixed and second.unit is None and second.multiple == 1:
        second = replace(_times(second, first.prefixed), unit=first.unit)
    first = _alike(first, second)
    if first.value >= second.value:
        raise ParameterError(
            "the second figure is not above the first", remedy="Write the lower figure first"
        )
    return Meaning(
        "between", (first.value + second.value) / 2, first.value, second.value,
        step=min(first.step, second.step), unit=second.unit, multiple=second.multiple,
    )  # fmt: skip


def _bound(rule: str) -> Callable[[Any, list[Any]], Meaning]:
    """The method of a rule that puts a word before or behind a figure."""

    def bounded(_: Any, found: list[Any]) -> Meaning:
        one: Meaning = next(one for one in found if isinstance(one, Meaning))
        if one.rule == "factor" and one.value < 1:
            return compared(TURNED[rule], one)
        return one if one.rule == rule else compared(rule, one)

    return bounded


TURNED = {
    "above": "below", "below": "above", "at_least": "at_most", "at_most": "at_least",
    "just_above": "just_below", "just_below": "just_above", "near": "just_above",
}  # fmt: skip
"""What a word says of a fall: more than halved is less than half, nearly halved a little more."""


class _Meanings(lark.Transformer[lark.Token, Any]):
    """From the tree of a text to what it means; each method is a rule of the grammar."""

    def start(self, found: list[Any]) -> Meaning:
        years = [one for one in found if isinstance(one, int)]
        if len(years) > 1:
            raise ParameterError("two years stand with the figure", remedy="Leave one out")
        one: Meaning = next(one for one in found if isinstance(one, Meaning))
        return replace(one, year=years[0] if years else None)

    def year(self, found: list[lark.Token]) -> int:
        return next(int(one.value.value) for one in found if one.type == "YEAR")

    def unit(self, found: list[lark.Token]) -> Unit:
        first, *rest = (one.value.value for one in found if one.type == "UNIT")
        if not rest:
            return first  # type: ignore[no-any-return]
        below: Unit = rest[0]
        for one in found:
            if one.type == "NUMBER":
                below = below.times(one.value.value.value)
            elif one.type == "MULTIPLE":
                below = below.times(one.value.value)
        return first / below  # type: ignore[no-any-return]

    def sign(self, found: list[lark.Token]) -> int:
        return 1 if found[0].type == "PLUS" else -1

    # -- figures ----------------------------------------------------------------------------------

    def number(self, found: list[Any]) -> Meaning:
        said = _Said(found)
        value, step = said.numbers[0]
        large = said.unit is not None and said.unit.factor >= 10**6
        if said.multiple > 1 or large:  # 130 million and 130 Mt are round numbers, as 13,000 is
            step = max(step, written(value, step, least=3).step)
        one = _times(rounded(said.sign * value, step), said.multiple)
        one = replace(one, multiple=said.multiple, unit=said.unit)
        grouped = "," in said.tokens["NUMBER"].text and value < 10**6
        if grouped and said.unit is not None and said.unit.dimension in ("ratio", "points"):
            raise ParameterError(
                "the comma may be a decimal one", remedy="Write 1.234, or 1234 without it"
            )
        counted = said.unit is not None and said.unit.dimension in ("count", "people")
        if said.unit is not None and said.unit.name == "factor":
            return replace(one, rule="factor")
        if counted and said.multiple == 1 and step == 1 and value.denominator == 1:
            return exactly("count", one)
        return one

    def money(self, found: list[Any]) -> Meaning:
        return replace(self.number(found[1:]), unit=found[0].value.value)

    def parts(self, found: list[Any]) -> Meaning:
        said = _Said(found)
        value, step = said.numbers[0]
        prefixed = 100 / said.value("PARTS")
        one = _times(rounded(said.sign * value, step), prefixed)
        return replace(one, unit=units.named("percent"), prefixed=prefixed)

    def whole_parts(self, found: list[lark.Token]) -> Meaning:
        """百分之百."""
        prefixed = 100 / found[0].value.value
        one = _times(rounded(found[1].value.value, Fraction(1)), prefixed)
        return replace(one, unit=units.named("percent"), prefixed=prefixed)

    def tenths(self, found: list[lark.Token]) -> Meaning:
        """三成五 is thirty-five per cent; 三成半 and 两倍半 are three and two and a half."""
        whole, unit, more = (one.value for one in found)
        first, second = whole.value, more.value
        joined = whole.end == unit.start and unit.end == more.start and len(more.text) == 1
        if joined and second is None and unit.value in _HALVED:
            return self.mixed([found[0], unit.value])
        if unit.value != units.named("tenths") or not joined or first.step != 1 or second is None:
            raise ParameterError(
                f"{more.text!r} is a second figure", remedy="Leave one of the two out"
            )
        return replace(
            rounded(10 * first.value + second.value, Fraction(1)), unit=units.named("percent")
        )

    def mixed(self, found: list[Any]) -> Meaning:
        said = _Said(found)
        rest = said.value("GLYPH", Fraction(1, 2))
        inner = quotient(Fraction(rest.numerator), Fraction(rest.denominator))
        whole = said.numbers[0].value
        assert inner.low is not None and inner.high is not None
        one = replace(inner, value=whole + rest, low=whole + inner.low, high=whole + inner.high)
        return replace(_times(one, said.multiple), multiple=said.multiple, unit=said.unit)

    def factor(self, found: list[lark.Token]) -> Meaning:
        value: Fraction = found[0].value.value
        one = quotient(Fraction(1), 1 / value) if value < 1 else rounded(value, Fraction(1))
        return replace(one, rule="factor", unit=units.named("factor"))

    def quotient(self, found: list[lark.Token]) -> Meaning:
        said = _Said(found)
        *above, below = [one.value for one in said.numbers] + said.ordinals
        return _of_percent(quotient(above[0] if above else Fraction(1), below), found)

    def parts_of(self, found: list[lark.Token]) -> Meaning:
        below, _, above = found
        return quotient(above.value.value.value, below.value.value.value)

    def half(self, found: list[lark.Token]) -> Meaning:
        number = [one.value.value.value for one in found if one.type == "NUMBER"]
        if number not in ([], [1]):
            raise ParameterError("a number stands before the half", remedy="Write it in digits")
        return _of_percent(quotient(Fraction(1), Fraction(2)), found)

    def glyph(self, found: list[lark.Token]) -> Meaning:
        value: Fraction = found[0].value.value
        one = quotient(Fraction(value.numerator), Fraction(value.denominator))
        return _of_percent(one, found)

    # -- words around a figure --------------------------------------------------------------------

    above, below = _bound("above"), _bound("below")
    at_least, at_most = _bound("at_least"), _bound("at_most")
    near, just_above, just_below = _bound("near"), _bound("just_above"), _bound("just_below")

    def plain(self, found: list[Any]) -> Meaning:
        one = next(one for one in found if isinstance(one, Meaning))
        about = len(found) > 1
        if about and one.rule == "count":
            one = replace(rounded(one.value, one.step), unit=one.unit)
        return replace(one, about=about)

    def odd_digits(self, found: list[Any]) -> Meaning:
        return compared("above", self.number([one for one in found if _type(one) != "ODD"]))

    def over_half(self, found: list[Any]) -> Meaning:
        return compared("above", quotient(Fraction(1), Fraction(2)))

    def odd_parts(self, found: list[Any]) -> Meaning:
        return compared("above", self.parts(found))

    def both(self, found: list[Any]) -> Meaning:
        """More than one figure and less than another."""
        first, second = (one for one in found if isinstance(one, Meaning))
        if first.low is None:
            first, second = second, first
        if None in (first.low, second.high) or first.high is not None or second.low is not None:
            raise ParameterError(
                "the two figures do not bound an interval",
                remedy="Write one lower and one upper bound",
            )
        one = _between(first, second)
        return replace(one, low_open=first.low_open, high_open=second.high_open)

    def span(self, found: list[Any]) -> Meaning:
        meanings = [one for one in found if isinstance(one, Meaning)]
        return meanings[0] if len(meanings) == 1 else _between(*meanings)

    from_to = span

    def pair(self, found: list[Any]) -> Meaning:
        """三四成 is from three to four; 百分之七八 from seven to eight."""
        said = _Said(found)
        scale, unit = said.multiple, said.unit
        if "PARTS" in said.tokens:
            scale, unit = 100 / said.value("PARTS"), units.named("percent")
        first, second = (
            replace(_times(rounded(one, Fraction(1)), scale), unit=unit, multiple=said.multiple)
            for one in said.tokens["PAIR"].value
        )
        return _between(first, second)

    # -- ranks ------------------------------------------------------------------------------------

    def order(self, found: list[lark.Token]) -> str:
        return str(found[0].type)

    def place(self, found: list[Any]) -> Meaning:
        said = _Said(found)
        value = [*(one.value for one in said.numbers), *said.ordinals][0]
        order = next((one for one in found if isinstance(one, str) and not _type(one)), "")
        return placed("rank", value, value, order)

    def first(self, found: list[Any]) -> Meaning:
        return placed("first", Fraction(1), Fraction(1))

    def top(self, found: list[Any]) -> Meaning:
        return placed("top", Fraction(1), _Said(found).numbers[0].value)

    def from_bottom(self, found: list[Any]) -> Meaning:
        said = _Said(found)
        value = [*(one.value for one in said.numbers), *said.ordinals][0]
        return placed("rank", value, value, "LOWEST")

    def last(self, found: list[Any]) -> Meaning:
        return placed("rank", Fraction(1), Fraction(1), "LOWEST")

    def leading(self, found: list[Any]) -> Meaning:
        choices = tuple(Fraction(one) for one in LEADING)
        return replace(placed("leading", Fraction(1), choices[-1]), choices=choices)


Meanings = _Meanings
"""What the rules of `FIGURES` mean, for a grammar that holds them."""


def exactly(rule: str, one: Meaning) -> Meaning:
    """A figure that is itself."""
    return replace(one, rule=rule, low=one.value, high=one.value, low_open=False, high_open=False)


def placed(rule: str, low: Fraction, high: Fraction, order: str = "") -> Meaning:
    """A place, or all places up to one."""
    if low.denominator != 1 or high.denominator != 1 or not 1 <= low <= high:
        raise ParameterError("a rank is a whole number from 1 on", remedy="Write it as third")
    return Meaning(rule, high, low, high, unit=units.named("place"), order=order)


def _type(one: Any) -> str:
    return one.type if isinstance(one, lark.Token) else ""


def _of_percent(one: Meaning, found: list[lark.Token]) -> Meaning:
    """Half a percent is half of one percent."""
    if found[-1].type != "OF_A_PERCENT":
        return one
    return replace(one, unit=units.named("percent"))


class _Said:
    """What stands in a figure, by type."""

    def __init__(self, found: list[Any]) -> None:
        self.tokens = {one.type: one.value for one in found if isinstance(one, lark.Token)}
        self.numbers = [one.value.value for one in found if _type(one) == "NUMBER"]
        self.ordinals = [one.value.value for one in found if _type(one) == "ORDINAL"]
        self.multiples = [one.value.value for one in found if _type(one) == "MULTIPLE"]
        self.unit: Unit | None = next((one for one in found if isinstance(one, Unit)), None)
        self.sign = -1 if -1 in found else 1

    @property
    def multiple(self) -> Fraction:
        """What a word multiplies the figure by."""
        return math.prod(self.multiples, start=Fraction(1))

    def value(self, kind: str, default: Fraction = Fraction(1)) -> Fraction:
        """What the token of this type says."""
        found: Fraction = self.tokens[kind].value if kind in self.tokens else default
        return found


class Given(lark.lexer.Lexer):
    """Hands over tokens that are cut already."""

    def __init__(self, conf: Any) -> None:
        pass

    def lex(self, data: Any) -> Iterator[lark.Token]:  # type: ignore[override]
        """The tokens of `notation`, as the parser wants them."""
        for one in data:
            yield lark.Token(one.type, one)


class Ready(Grammar):
    """A grammar whose rules are known, as `lark` serialises them."""

    def __init__(self, rules: list[dict[str, Any]]) -> None:
        super().__init__([], [], [])
        self.rules = [Rule.deserialize(one, {}) for one in rules]

    def compile(self, start: Any, terminals_to_keep: Any) -> Any:
        """No terminals, the rules, and nothing to ignore."""
        return [], self.rules, []


@functools.cache
def _parser() -> lark.Lark:
    return lark.Lark(
        GRAMMAR + FIGURES,
        parser="lalr",
        lexer=Given,
        transformer=_Meanings(),
        maybe_placeholders=False,
    )


def meaning(text: str, own: tuple[str, ...] = ()) -> Meaning:
    """What a text means that states one figure and nothing else.

    Parameters
    ----------
    text : str
        The words with the figure.
    own : tuple of str, optional
        Names of a unit that the catalogue does not have.

    Raises
    ------
    ParameterError
        With what was not understood.

    Examples
    --------
    >>> one = meaning("不超过5 %")
    >>> one.rule, one.high
    ('at_most', Fraction(5, 1))
    """
    found = tokens(text, own)
    unknown = [one for one in found if one.type == UNKNOWN]
    if unknown:
        ends = [
            place for place, one in enumerate(unknown[1:], 1) if unknown[place - 1].end < one.start
        ]
        runs = [unknown[i:j] for i, j in itertools.pairwise((0, *ends, len(unknown)))]
        raise _not_understood(text, ", ".join(text[one[0].start : one[-1].end] for one in runs))
    try:
        one: Meaning = _parser().parse(found)  # type: ignore[assignment]
    except lark.UnexpectedToken as error:
        token = error.token.value
        if not isinstance(token, Token):
            if any(one.type in _FIGURES for one in found):
                raise _not_understood(text, "", "it ends before a figure is complete") from None
            raise ParameterError(
                f"{text!r} holds no figure to read",
                remedy="Write it in digits or words, or give it as value with its reading",
            ) from None
        before = [one.type for one in found if one.start < token.start]
        if before[-3:] == ["NUMBER", "UNIT", "NUMBER"]:
            token = found[len(before) - 1]
            before.pop()
        second = token.type == "NUMBER" and "NUMBER" in before
        told = "a second figure, or one too many" if second else ""
        raise _not_understood(text, text[token.start :].strip(), told) from None
    except ParameterError as error:
        raise ParameterError(
            f"{text!r} cannot be read: {error.what}", remedy=error.remedy
        ) from None
    return one


def _not_understood(text: str, what: str, told: str = "") -> ParameterError:
    rest = f"{what!r} ({told})" if what and told else repr(what) if what else told
    return ParameterError(
        f"{text!r} is not understood: {rest}",
        remedy="Write the words with the figure alone, or give the figure as value and its reading",
    )
