"""Display: the one place where numbers are rounded and units become words.

Explaining a number: as JSON for programs, as text for people.

Formulas: the words between the symbols of a number's formula, in the page's language.

A formula is written once, by the module that computes the number: ids, figures and operators, which
are the same in every language, joined by a few English phrases. The catalogue ``formulas`` has each
phrase in both languages, with named fields; Chinese pages show the formula with each phrase
replaced, in the order of the catalogue: the most particular come first.
"""

from __future__ import annotations

import functools
import math
import re
import string
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from regionshare.data.series import Unit
from regionshare.data.store import Store
from regionshare.numbers import registry
from regionshare.numbers.number import METRICS, Choice, Input, Number, rounded
from regionshare.text.messages import room

NARROW_SPACE = "\u202f"
WORDS = room("display")
BASIS = room("display.basis")
POWERS = room("display.powers")
MYRIADS = {"亿": 1e8, "万": 1e4}
"""What the word before a Chinese unit multiplies it with."""
MILLION = "million "
FINEST = 4
"""So many decimals a value may have that fewer would print as zero; a smaller one is zero."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_FIGURE = re.compile(r"^[\u2212+]?[\d,.]+\s*")
PLAIN = {"percent", "ratio", "rank", "count"}


def digits(value: float, decimals: int) -> str:
    """A rounded value with thousands apart; a minus sign, not a hyphen.

    >>> digits(-1234.56, 1)
    '−1,234.6'
    """
    text = f"{value:,.{decimals}f}"
    if text[0] != "-":
        return text
    return text[1:] if not text.strip("-0.,") else f"\u2212{text[1:]}"


def places(value: float, decimals: int) -> int:
    """As many decimals as a value needs that is there and would print as zero; at most `FINEST`.

    >>> places(4.1, 1), places(0.024, 1), places(-0.0004, 1), places(1e-9, 1), places(0.2, 0)
    (1, 2, 4, 1, 0)
    """
    finer = range(decimals, FINEST + 1) if decimals else ()
    return next((one for one in finer if round(value, one)), decimals)


def signed(value: float, decimals: int) -> str:
    """The sign of a change as printed: nothing where it rounds to zero.

    >>> signed(0.2, 1), signed(-0.2, 1), signed(0.02, 1)
    ('+', '\u2212', '')
    """
    rounded = round(value, decimals)
    return "+" if rounded > 0 else "\u2212" if rounded < 0 else ""


def with_sign(value: float, decimals: int) -> str:
    """A rounded value that shows its sign on either side of zero.

    >>> with_sign(-0.25, 1), with_sign(12.34, 1), with_sign(0.02, 1)
    ('\u22120.2', '+12.3', '0.0')
    """
    return signed(value, decimals) + digits(abs(value), decimals)


def percent(value: float, decimals: int, lang: str) -> str:
    """A percentage: ``7.0 %`` in English with a narrow space, ``7.0%`` in Chinese.

    A small one has as many decimals as it needs: ``0.02 %``.
    """
    return str(WORDS[lang]["percent"].format(value=digits(value, places(value, decimals))))


def friendly(unit: str, units: dict[str, Unit], lang: str) -> tuple[float, str]:
    """What to multiply a stored value with for readers, and the symbol of what it is then in."""
    known = units.get(unit)
    if known is not None:
        return known.factor(lang), known.symbol(lang)
    if " per " in unit and all(part in units for part in unit.split(" per ")):
        above, below = (units[part] for part in unit.split(" per "))
        return above.factor(lang) / below.factor(lang), f"{above.symbol(lang)}/{below.symbol(lang)}"
    return 1.0, unit


def stored(unit: Unit, lang: str) -> str:
    """What a page calls the unit that a table is in.

    >>> kt = Unit("kt", "mass", "Mt", 0.001, "亿吨", 0.00001, "", "yes")
    >>> btu = Unit("1e9 Btu", "energy", "PJ", 0.001055, "拍焦", 0.001055)
    >>> tce = Unit("1e4 tce", "energy", "Mtce", 0.01, "万吨标准煤", 1.0)
    >>> [stored(one, lang) for one in (kt, btu, tce) for lang in ("en", "zh")]
    ['kt', '千吨', 'billion Btu', '10亿Btu', '10,000 tce', '万吨标准煤']
    >>> stored(Unit("Mt", "mass", "Mt", 1.0, "亿吨", 0.01, "", "yes"), "zh")
    '百万吨'
    """
    spelled = re.sub(r"1e(\d+) ", lambda found: POWERS[lang].get(found[1], found[0]), unit.unit)
    if lang != "zh":
        return unit.symbol_en if unit.factor_en == 1 else spelled
    prefix = next((one for one in MYRIADS if unit.symbol_zh.startswith(one)), "")
    times, base = unit.factor_zh * MYRIADS.get(prefix, 1.0), unit.symbol_zh.removeprefix(prefix)
    multiples = room("nation.multiples")["zh"].items()
    words = {1.0: ""} | {float(size): word for word, size in multiples if _HAN.fullmatch(word)}
    return f"{words[round(times, 6)]}{base}" if round(times, 6) in words else spelled


def quantity(
    value: float,
    unit: str,
    units: dict[str, Unit],
    lang: str,
    stated: bool = False,
    decimals: Callable[[float], int] | None = None,
) -> str:
    """A value of a stored unit in its friendly unit, at three significant digits or whole.

    A figure that is `stated`, and not computed, has no decimals that it does not have itself: 250 Mt.
    What is computed may have `decimals` of its own, by its size.
    Chinese counts what it carries in 万 and 亿, and writes what is whole, or a hundred and more and
    prints so, without a decimal. English writes less than a million of something out.

    >>> people = {"1e4": Unit("1e4", "persons", "million people", 0.01, "万人", 1.0)}
    >>> [quantity(value, "1e4", people, "en") for value in (68.42, -1.234, 127.06)]
    ['684,000 people', '−12,300 people', '1.27 million people']
    >>> [quantity(value, "1e4", people, "zh") for value in (1779.01, 188.27, 100.03, 70.0, 84.02)]
    ['1,779万人', '188.3万人', '100万人', '70万人', '84.0万人']
    >>> money = {"1e8": Unit("1e8", "money", "bn yuan", 0.1, "亿元", 1.0)}
    >>> [quantity(value, "1e8", money, "en", stated=True) for value in (60, 57.5, 100.03, 34606.4)]
    ['6 bn yuan', '5.75 bn yuan', '10.0 bn yuan', '3,461 bn yuan']
    >>> quantity(60, "1e8", money, "en")
    '6.00 bn yuan'
    >>> mass = {"t": Unit("t", "mass", "t", 1.0, "吨", 1.0, "", "yes")}
    >>> [quantity(52142.2, "t", mass, lang, decimals=three) for lang in ("en", "zh")]
    ['52,100 t', '5.21万吨']
    """
    factor, symbol = friendly(unit, units, lang)
    needed = decimals or (own if stated else _decimals)
    if lang == "zh" and unit in units and units[unit].carry_zh and value:
        return _carried(value, units[unit], needed)
    if symbol.startswith(MILLION) and 0 < abs(value * factor) < 1:
        plain = float(f"{value * factor:.3g}") * 1e6
        return f"{digits(plain, 0)} {symbol.removeprefix(MILLION)}"
    size = value * factor
    places = needed(size)
    printed = digits(round(size, places), max(0, places))
    if symbol == "%":
        return str(WORDS[lang]["percent"].format(value=printed))
    if lang == "zh" and (abs(size) >= 100 or float(size).is_integer()):
        printed = printed.removesuffix(".0")
    return with_symbol(printed, symbol)


def own(value: float) -> int:
    """The decimals of a quantity, without those that are naught in the value itself.

    >>> own(52.0), own(120.87), own(3.39)
    (0, 1, 2)
    """
    decimals = _decimals(value)
    while decimals and math.isclose(value, round(value, decimals - 1), rel_tol=1e-9):
        decimals -= 1
    return decimals


def with_symbol(figure: str, symbol: str) -> str:
    """A printed figure and its unit, apart unless the unit is Chinese.

    >>> with_symbol("1.5", "Mt"), with_symbol("1.5", "亿吨")
    ('1.5 Mt', '1.5亿吨')
    """
    space = "" if symbol and symbol[0] > "\u2e80" else " "
    return f"{figure}{space}{symbol}"


def fitted(value: float, unit: Unit, lang: str, write: Callable[[float], str]) -> str:
    """A value in its friendly unit, in digits of one's own; in Chinese in 万 where it is below 1亿.

    >>> mass = Unit("Mt", "mass", "Mt", 1.0, "亿吨", 0.01, "", "yes")
    >>> fitted(-1.0782, mass, "zh", "{:.6g}".format), fitted(216.564, mass, "zh", "{:.6g}".format)
    ('-107.82万吨', '2.16564亿吨')
    """
    amount, symbol = value * unit.factor(lang), unit.symbol(lang)
    (more, size), (less, smaller) = MYRIADS.items()
    if lang == "zh" and unit.carry_zh and symbol.startswith(more) and 0 < abs(amount) < 1:
        amount, symbol = size / smaller * amount, less + symbol.removeprefix(more)
    return with_symbol(write(amount), symbol)


def _carried(value: float, unit: Unit, needed: Callable[[float], int]) -> str:
    """A value in the Chinese unit of its size, as exact as the English one.

    >>> mass = Unit("Mt", "mass", "Mt", 1.0, "亿吨", 0.01, "yes")
    >>> [_carried(value, mass, _decimals) for value in (569.12, 569.02, 58.24, 11408.5)]
    ['5.691亿吨', '5.690亿吨', '5,820万吨', '114.08亿吨']
    >>> _carried(250, mass, own), _carried(630, mass, own)
    ('2.5亿吨', '6.3亿吨')

    A figure half-way is rounded once, to the digits that English prints (200.4 Mt):

    >>> _carried(200.45, mass, _decimals)
    '2.004亿吨'
    """
    prefix = next((one for one in MYRIADS if unit.symbol_zh.startswith(one)), "")
    english = value * unit.factor_en
    rounded = round(english, needed(english)) or english
    plain = rounded / unit.factor_en * unit.factor_zh * MYRIADS.get(prefix, 1.0)
    size = next((one for one in ("亿", "万") if abs(plain) >= MYRIADS[one]), "")
    text = plain / MYRIADS.get(size, 1.0)
    decimals = needed(english) + round(math.log10(rounded / text))
    printed = digits(round(text, decimals), max(0, decimals))
    if "." in printed and needed is own:
        printed = printed.rstrip("0").rstrip(".")
    return f"{printed}{size}{unit.symbol_zh.removeprefix(prefix)}"


def _decimals(value: float) -> int:
    size = abs(value)
    return 0 if size >= 1000 else 1 if size >= 10 else 2 if size >= 1 else 3


def three(value: float) -> int:
    """The decimals of three significant digits: of what is computed from figures that have no more.

    >>> three(52142.2), three(957.8), three(0.3812), three(0)
    (-2, 0, 3, 0)
    """
    return 2 - math.floor(math.log10(abs(value))) if value else 0


def tenth(_: float) -> int:
    """One decimal whatever the size: of terms that add up."""
    return 1


def shown(
    value: float,
    unit: str,
    decimals: int,
    units: dict[str, Unit],
    lang: str,
    stated: bool = False,
    needed: Callable[[float], int] | None = None,
) -> str:
    """Any value as the report prints it."""
    if unit == "percent":
        return percent(value, decimals, lang)
    if unit == "change":
        text = percent(abs(value), decimals, lang)  # with more decimals where it would be naught
        return (signed(value, 12) if re.search("[1-9]", text) else "") + text
    if unit == "points":
        text = signed(value, decimals) + digits(abs(value), decimals)
        return str(WORDS[lang]["points"].format(value=text))
    if unit in PLAIN:
        return digits(value, decimals)
    return quantity(value, unit, units, lang, stated, needed)


def printer(
    unit: str, decimals: int, lang: str, units: Mapping[str, Unit] | None = None
) -> Callable[[float], str]:
    """How values of one unit are `shown`, as a column of a table or an axis takes it.

    >>> printer("change", 1, "zh")(-3.14)
    '\u22123.1%'
    """
    return lambda value: shown(value, unit, decimals, dict(units or {}), lang)


def display(number: Number, store: Store, lang: str, more: int = 0) -> str:
    """A number as the report prints it, or with more decimals; one that is a figure as it is stated."""
    stated = [one.value for one in number.inputs] == [number.value]
    word = number.id.partition("/")[0]
    metric = None if word in METRICS else registry.registered().get(word)
    needed = (metric and metric.decimals) or (own if stated else _decimals)
    unit, decimals = number.unit, number.decimals + more
    wanted = (lambda size: needed(size) + more) if more else needed
    return shown(number.value, unit, decimals, store.units, lang, needed=wanted)


MORE = 4
"""Decimals that earlier releases may have printed more than this one."""
_NAUGHTS = re.compile(r"\.(\d*?)0+(?!\d)")


def printings(number: Number, store: Store, lang: str) -> list[str]:
    """A number as the report prints it, first, and with the digits of earlier releases.

    Their Chinese dropped the naughts at the end: 1.13亿吨 of 1.130亿吨.
    """
    found = [display(number, store, lang, more) for more in range(MORE + 1)]
    bare = (_NAUGHTS.sub(lambda part: part[1] and f".{part[1]}", one) for one in found)
    return [*found, *bare] if lang == "zh" else found


def teller(cells: Iterable[Any], store: Store, lang: str) -> Callable[[Any], str]:
    """How a column prints its cells, numbers and others: in Chinese all in 万 where some are below 1亿.

    Only those of one unit: electricity in 亿千瓦时 stays so beside people in 万人.
    """

    def told(cell: Any) -> str:
        return display(cell, store, lang) if isinstance(cell, Number) else str(cell)

    parts = {_size_and_unit(told(cell)) for cell in cells}
    mixed = {unit for size, unit in parts if size and {(one, unit) for one in MYRIADS} <= parts}
    return lambda cell: (
        _in_myriads(told(cell)) if _size_and_unit(told(cell))[1] in mixed else told(cell)
    )


def unit_apart(cells: Iterable[Any], store: Store, lang: str) -> tuple[str, Callable[[Any], str]]:
    """The unit that most numbers of a column have, and how it prints its cells without that unit.

    A number of another unit keeps its own, as a sum in another currency does.
    """
    cells = list(cells)
    told = teller(cells, store, lang)
    units = ("".join(_size_and_unit(told(one))) for one in cells if isinstance(one, Number))
    unit = next((one for one, _ in Counter(units).most_common(1)), "")

    def bare(cell: Any) -> str:
        return told(cell).removesuffix(unit).rstrip() if isinstance(cell, Number) else told(cell)

    return unit, bare


def _size_and_unit(text: str) -> tuple[str, str]:
    unit = _FIGURE.sub("", text, count=1)
    size = unit[:1] if unit[:1] in MYRIADS else ""
    return size, unit.removeprefix(size)


def _in_myriads(text: str) -> str:
    """A quantity that is written in 亿, in 万.

    >>> [_in_myriads(text) for text in ("1.163亿千瓦", "−2.18亿吨", "1,614万千瓦", "–")]
    ['11,630万千瓦', '−21,800万吨', '1,614万千瓦', '–']
    """
    (more, size), (less, smaller) = MYRIADS.items()
    figure, carried, unit = text.partition(more)
    amount = "".join(one for one in figure if one.isdigit() or one == ".")
    if not carried or not amount:
        return text
    decimals = max(0, len(amount.partition(".")[2]) - round(math.log10(size / smaller)))
    return f"{figure[: not figure[0].isdigit()]}{digits(float(amount) * size / smaller, decimals)}{less}{unit}"


def span(number: Number, store: Store, lang: str) -> str:
    """The span over the grid as ``4.7-6.2 %``; empty where only one choice is admissible.

    Both ends with the number's decimals; one value where both print the same.
    """
    if number.span is None:
        return ""
    low, high = (digits(v, number.decimals) for v in (number.span.low, number.span.high))
    text = low if low == high else f"{low}\u2013{high}"
    return str(WORDS[lang]["percent"].format(value=text)) if number.unit == "percent" else text


def tooltip(number: Number, store: Store, lang: str) -> str:
    """What a pointer over a number shows beside its meaning: span, proxy."""
    parts = []
    choices = span(number, store, lang)
    if choices and number.span is not None:
        parts.append(WORDS[lang]["choices"].format(count=number.span.count, span=choices))
    if number.match == "proxy":
        parts.append(BASIS[lang]["proxy"])
    return " · ".join(parts)


def basis_text(number: Number, store: Store, lang: str) -> str:
    """The choices behind a number in words, one after another."""
    words = BASIS[lang]
    parts = []
    for choice in number.basis:
        named = [series_name(choice.series, store, lang), words[choice.denominator]]
        if choice.denominator == "national" and choice.total != choice.series:
            named.append(series_name(choice.total, store, lang))
        if choice.imports:
            areas = words["listed"].join(store.regions[one].name(lang) for one in choice.imports)
            named.append(words["imports"].format(areas=areas))
        text = words["listed"].join(filter(None, named))
        note = choice.note_zh if lang == "zh" else choice.note_en
        parts.append(words["noted"].format(text=text, note=note) if note else text)
    return str(words["stop"].join(dict.fromkeys(parts)))


def series_name(name: str, store: Store, lang: str) -> str:
    """A series in words, by its concept where it has no name; a figure of a document is as stated."""
    if name not in store.series:
        return str(BASIS[lang]["stated"]) if ".csv" in name else name
    one = store.series[name]
    label = one.label(lang)
    return label if label != one.short else store.concepts[one.concept].name(lang)


PHRASES = room("formulas.phrases")

ID = r"[\w.:~-]+"
FIELDS = {
    **dict.fromkeys(("id", "other", "metric", "period", "limit"), ID),
    **dict.fromkeys(("count", "seed", "first", "last"), r"\d+"),
    **dict.fromkeys(("index", "whole"), "[TL]"),
    "ids": rf"{ID}(?: and {ID})*",
    "text": ".+?",
    "letter": r"\b[sp]",
    "second": "[sp]",
    "share": r"\d+%",
    "end": r"[\w)]",
    "year": r"\d{4}",
    "before": "[A-Z]",
    "after": "[A-Z]",
}
"""What stands in the fields of the phrases, as regular expressions."""


@functools.cache
def _phrases() -> list[tuple[re.Pattern[str], str]]:
    """Each English phrase as a pattern, with the Chinese one."""
    return [(_pattern(text), PHRASES["zh"][key]) for key, text in PHRASES["en"].items()]


def _pattern(phrase: str) -> re.Pattern[str]:
    parts = []
    for literal, field, _, _ in string.Formatter().parse(phrase):
        parts.append(re.escape(literal))
        if field:
            parts.append(f"(?P<{field}>{FIELDS[field]})")
    return re.compile("".join(parts))


def told(formula: str, lang: str) -> str:
    """A formula in the page's language.

    >>> told("100 * co2[CN-GD, 2022] / co2[sum of 30 regions, 2022]", "zh")
    '100 * co2[CN-GD, 2022] / co2[30个地区之和，2022]'
    """
    if lang != "zh":
        return formula
    for pattern, text in _phrases():
        formula = pattern.sub(functools.partial(_filled, text), formula)
    return re.sub(r"(?<=[\u4e00-\u9fff]), ", "，", formula)


def signs(formula: str) -> str:
    """A formula with the signs of arithmetic instead of those of a keyboard.

    >>> signs("100 * 3 / 4 - 1")
    '100 × 3 ÷ 4 − 1'
    """
    for typed, sign in ((" * ", " × "), (" / ", " ÷ "), (" - ", " \u2212 ")):
        formula = formula.replace(typed, sign)
    return formula


def _filled(text: str, found: re.Match[str]) -> str:
    return text.format(**found.groupdict())


SAYS = room("commands.explain")["en"]

LONG = 8
"""Above this many inputs, text shows the first few and how many more there are."""


def as_json(number: Number) -> dict[str, Any]:
    """The stable JSON form.

    ``{"id", "value", "unit", "basis", "formula", "inputs": [{"series", "region", "year", "value",
    "unit", "source"}], "span"}``; ``basis`` says for each concept which choices were made, and
    whether they are a proxy and what it mixes.
    """
    basis = {
        "headline": number.headline,
        "match": number.match,
        "choices": [_choice(c) for c in number.basis],
    }
    span = None
    if number.span is not None:
        span = {"low": number.span.low, "high": number.span.high, "values": number.span.values}
    content = {
        "id": number.id,
        "value": number.value,
        "unit": number.unit,
        "basis": basis,
        "formula": number.formula,
        "inputs": [_input(one) for one in number.inputs],
        "span": span,
    }
    return rounded(content)  # type: ignore[no-any-return]


def _choice(choice: Choice) -> dict[str, Any]:
    content: dict[str, Any] = {
        "concept": choice.concept,
        "series": choice.series,
        "denominator": choice.denominator,
        "total": choice.total,
        "imports": list(choice.imports),
        "match": choice.match,
    }
    if choice.note_en:
        content["note"] = choice.note_en
    return content


def _input(one: Input) -> dict[str, Any]:
    names = ("series", "region", "year", "value", "unit", "source")
    return {name: getattr(one, name) for name in names}


def as_text(number: Number, asked: str, store: Store) -> str:
    """What ``regionshare explain`` prints."""
    lines = [f"{number.id} = {number.value:.6g} {number.unit}"]
    if number.id != asked:
        lines.append(f"  asked for: {asked}")
    if number.match != "direct":
        lines.append("  " + SAYS["match"].format(match=number.match))
        lines += [f"    {c.concept}: {c.note_en}" for c in number.basis if c.note_en]
    lines.append(f"  formula: {number.formula}")
    for choice in number.basis:
        lines.append(f"  basis, {choice.concept}: {_basis_text(choice, store)}")
    lines.append(f"  inputs: {len(number.inputs)}")
    lines += [f"    {_input_text(one)}" for one in number.inputs[:LONG]]
    if len(number.inputs) > LONG:
        lines.append(" " * 4 + SAYS["more"].format(count=len(number.inputs) - LONG))
    lines += _source_lines(number, store)
    if number.span is None:
        lines.append("  " + SAYS["one_choice"])
    else:
        low, high = f"{number.span.low:.6g}", f"{number.span.high:.6g}"
        lines.append("  " + SAYS["span"].format(count=number.span.count, low=low, high=high))
        lines += [f"    {value:.6g}  {name}" for name, value in number.span.values.items()]
    lines.append(f"  hash: {number.hash}")
    return "\n".join(lines)


def _basis_text(choice: Choice, store: Store) -> str:
    text = f"{choice.series}, denominator {choice.denominator}"
    if choice.denominator == "national" and choice.total != choice.series:
        other = store.series[choice.total].source != store.series[choice.series].source
        text += SAYS["another_publication" if other else "another_series"].format(
            total=choice.total
        )
    if choice.imports:
        text += SAYS["imported"].format(areas=" and ".join(choice.imports))
    return text


def _input_text(one: Input) -> str:
    return f"{one.series}  {one.region}  {one.year}  {one.value:.10g} {one.unit}  [{one.source}]"


def _source_lines(number: Number, store: Store) -> list[str]:
    keys = dict.fromkeys(one.source for one in number.inputs)
    lines = ["  sources:"]
    for key in keys:
        lines.append(f"    {key}: {store.sources[key].citation}")
    unchecked = dict.fromkeys(
        one.series
        for one in number.inputs
        if one.series in store.series and store.series[one.series].not_compared
    )
    if unchecked:
        lines.append("  " + SAYS["not_compared"].format(series=", ".join(unchecked)))
    return lines


VERBS = room("book.changes")


def moved(text: str, lang: str, role: str = "change") -> tuple[str, str]:
    """Return a change, or a difference, as printed as its verb and its size.

    >>> moved("\u221245.0\u202f%", "en"), moved("0.0\u202f%", "en")
    (('fell by ', '45.0\u202f%'), ('did not change', ''))
    >>> moved("\u22120.9%", "zh", "differs"), moved("+0.43个百分点", "zh"), moved("+5.0%", "zh")
    (('低', '0.9%'), ('上升', '0.43个百分点'), ('增长', '5.0%'))
    """
    verbs, unit = VERBS[lang][role], WORDS[lang]["points"].format(value="")
    verb = {"\u2212": "fell", "+": "points" if text.endswith(unit) else "rose"}.get(text[:1])
    return (verbs[verb], text[1:]) if verb else (verbs["level"], "")
