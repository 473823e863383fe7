"""Units: what a figure is counted in, as a dimension and a factor, so that figures can be compared.

A text says 1.3亿千瓦, its claim counts in ``1e8 kW``: both are kilowatts, and the figure is 1.3.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from regionshare.errors import ParameterError
from regionshare.text.messages import room

WORDS, MONEY = room("reading.units"), room("currencies")

GIGAJOULES = {
    "tce": Fraction("29.3076"),
    "toe": Fraction("41.868"),
    "Btu": Fraction("1.05505585262e-6"),
}
"""What units of energy are that no prefix makes of the joule."""
_MASS: dict[str, int | Fraction] = {
    "t": 1,
    "kg": Fraction(1, 1000),
    "kt": 10**3,
    "Mt": 10**6,
    "Gt": 10**9,
    "short_ton": Fraction("0.90718474"),
    "long_ton": Fraction("1.0160469088"),
    "lb": Fraction("0.00045359237"),
}
_FACTORS: dict[str, Mapping[str, int | Fraction]] = {
    "ratio": {
        "ratio": 1,
        "factor": 1,
        "tenths": Fraction(1, 10),
        "percent": Fraction(1, 100),
        "permille": Fraction(1, 1000),
        "permyriad": Fraction(1, 10000),
    },
    "t": _MASS,
    "tce": {"tce": 1, "Mtce": 10**6},
    "Btu": {
        "Btu": 1,
        "MMBtu": 10**6,
        "quad": 10**15,
        "MJ": 1 / (1000 * GIGAJOULES["Btu"]),
        "GJ": 1 / GIGAJOULES["Btu"],
        "TJ": 10**3 / GIGAJOULES["Btu"],
        "PJ": 10**6 / GIGAJOULES["Btu"],
        "EJ": 10**9 / GIGAJOULES["Btu"],
        "toe": GIGAJOULES["toe"] / GIGAJOULES["Btu"],
        "Mtoe": 10**6 * GIGAJOULES["toe"] / GIGAJOULES["Btu"],
    },
    "kW": {"kW": 1, "MW": 10**3, "GW": 10**6},
    "kWh": {"kWh": 1, "MWh": 10**3, "GWh": 10**6, "TWh": 10**9},
    "m2": {"m2": 1, "km2": 10**6},
}
"""Units that share a dimension, and what each is in its first one; others stand alone."""
_SHOWN = {"tenths": "percent", "permille": "percent", "permyriad": "percent", "rank": "place"}
_STANDS_FOR = {("t", "tce"), ("people", "count")}
"""A plain 吨 may be tonnes of coal equivalent, people may be counted; not the other way round."""


@dataclass(frozen=True)
class Unit:
    """A dimension such as ``t/CNY``, one unit's worth of it, and the unit figures are shown in.

    ``others`` are what its word may mean as well: dollars are those of many nations.
    """

    dimension: str = ""
    factor: Fraction = Fraction(1)
    name: str = ""
    others: tuple[str, ...] = field(default=(), compare=False)

    def __truediv__(self, other: Unit) -> Unit:
        """A quotient, such as tonnes per yuan, counted in the first units of its dimensions."""
        name = f"{self.dimension}/{other.dimension}"
        others = (*(f"{one}/{other.dimension}" for one in self.others),
                  *(f"{self.dimension}/{one}" for one in other.others))  # fmt: skip
        return Unit(name, self.factor / other.factor, name, others)

    def times(self, factor: Fraction) -> Unit:
        """A multiple: ten thousand yuan."""
        return replace(self, factor=self.factor * factor)

    def counts(self, other: Unit) -> bool:
        """Whether figures in the other unit can be given in this one."""
        meant = (other.dimension, *other.others)
        return self.dimension in meant or (other.dimension, self.dimension) in _STANDS_FOR


def named(name: str) -> Unit:
    """A unit by its key in the catalogue.

    >>> named("percent").factor, named("GW").dimension
    (Fraction(1, 100), 'kW')
    """
    for dimension, factors in _FACTORS.items():
        if name in factors:
            shown = _SHOWN.get(name, name if dimension == "ratio" else dimension)
            return Unit(dimension, Fraction(factors[name]), shown)
    return Unit(name, name=_SHOWN.get(name, name))


@functools.lru_cache(maxsize=1024)
def written(text: str) -> Unit | None:
    """A claim's unit, as the file writes it: ``1e8 kW``, ``t per 1e4 yuan``; None if not known.

    >>> written("t per 1e4 yuan").dimension, written("furlongs")
    ('t/CNY', None)
    """
    above, per, below = text.partition(" per ")
    units = [_one(part) for part in (above, below) if part]
    if None in units or not units:
        return None
    first, *rest = [one for one in units if one is not None]
    return first / rest[0] if per and rest else first


def _one(text: str) -> Unit | None:
    text = text.partition(", ")[0]  # 1e6 USD, AU: of a nation whose own it is not
    head, _, tail = text.strip().replace("thousand ", "1e3 ").partition(" ")
    power = head.removeprefix("1e")
    multiple = tail != "" and head.startswith("1e") and power.isdecimal() and len(power) < 3
    name = _NAMES.get((tail if multiple else text.strip()).lower())
    if name is None:
        return None
    return named(name).times(Fraction(10 ** int(power) if multiple else 1))


def _parts(unit: str) -> list[str]:
    """What stands above and below the line of a unit, whatever it is of."""
    return re.sub(r"\s?CO2\b", "", unit).replace("/", " per ").split(" per ")


def known(unit: str) -> bool:
    """Whether every part of a unit is in the catalogue.

    >>> known("tCO2 per tce"), known("furlongs")
    (True, False)
    """
    return all(_one(part) is not None for part in _parts(unit))


def alike(unit: str, other: str) -> bool:
    """Whether figures in two units can be compared as they stand.

    >>> alike("1e9 t", "Gt"), alike("1e8 t", "Gt")
    (True, False)
    """
    one, two = written(unit), written(other)
    if unit == other or one is None or two is None:
        return unit == other
    return two.counts(one) and one.factor == two.factor


@dataclass(frozen=True)
class Dimension:
    """What a figure measures, as powers of what units measure: tonnes per yuan is ``t 1, CNY -1``.

    Sums need one dimension, and numbers have none.
    """

    powers: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, unit: str) -> Dimension:
        """The dimension of a unit as data and claims write it; one that is in no list is its own.

        >>> Dimension.of("1e8 yuan") == Dimension.of("CNY"), str(Dimension.of("t per 1e4 yuan"))
        (True, 't/CNY')
        """
        found = cls()
        for place, part in enumerate(_parts(unit)):
            known = _one(part)
            name = known.dimension if known else part.rpartition(" ")[2] or part
            names = () if name in _BARE else _PRODUCTS.get(name, (name,))
            one = cls(frozenset((name, 1) for name in names))
            found = found / one if place else one
        return found

    def _times(self, other: Dimension, sign: int) -> Dimension:
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, 0) + sign * power
        return Dimension(frozenset((name, power) for name, power in powers.items() if power))

    def __mul__(self, other: Dimension) -> Dimension:
        return self._times(other, 1)

    def __truediv__(self, other: Dimension) -> Dimension:
        return self._times(other, -1)

    def __neg__(self) -> Dimension:
        return self

    def __add__(self, other: Dimension) -> Dimension:
        if self != other:
            raise ParameterError(
                f"{self} and {other} are added", remedy="Add and subtract what is of one kind"
            )
        return self

    __sub__ = __add__

    def stands_for(self, other: Dimension) -> bool:
        """Whether a figure of this may be given as the other: people may be counted."""
        if self == other:
            return True
        single = [list(one.powers) for one in (self, other)]
        alike = all(len(one) == 1 and one[0][1] == 1 for one in single)
        return alike and (single[0][0][0], single[1][0][0]) in _STANDS_FOR

    def __str__(self) -> str:
        if not self.powers:
            return "a number"
        above, below = (
            [name for name, power in sorted(self.powers) for _ in range(sign * power)]
            for sign in (1, -1)
        )
        return "/".join([" ".join(above) or "1", *below])


_BARE = ("ratio", "points", "place", "count")
"""What has no dimension; what is counted is told by what it is counted for."""
_PRODUCTS = {"kWh": ("kW", "hours")}


# -- money ------------------------------------------------------------------------------------------


def _rows(table: str) -> Iterator[tuple[str, str, list[str]]]:
    """Each language, currency and words of a table of the catalogue."""
    for lang, texts in MONEY.items():
        for line in texts[table].splitlines():
            code, _, words = line.partition(" ")
            yield lang, code, words.split(" | ")


@functools.cache
def _currencies() -> dict[str, dict[str, list[str]]]:
    """The names of each currency by language; the first is how a figure is shown."""
    found: dict[str, dict[str, list[str]]] = {}
    for table in ("more_names", "names"):
        for lang, code, words in _rows(table):
            found.setdefault(code, {}).setdefault(lang, []).extend(words)
    return found


def is_money(dimension: str) -> bool:
    """Whether a dimension is a currency.

    >>> is_money("JPY"), is_money("kWh")
    (True, False)
    """
    return dimension in _currencies()


def money_name(code: str, lang: str, whole: bool = False) -> str:
    """What a currency is called, with its nation or as figures are shown.

    >>> money_name("AUD", "en"), money_name("JPY", "zh"), money_name("USD", "en", whole=True)
    ('Australian dollars', '日元', 'US dollars')
    """
    of = _currencies()[code]
    if whole:
        for _, known, words in (row for row in _rows("names") if row[0] == lang):
            if known == code:
                return words[0]
    return of.get(lang, of["en"])[0]


@functools.cache
def usual() -> tuple[str, ...]:
    """The currencies that a noun or a sign of several means where nothing else is said."""
    return tuple(MONEY["en"]["usual"].split(" | "))


@functools.cache
def _of_nouns() -> dict[str, list[str]]:
    """The currencies of a noun, and of all that a name may end in: pounds are those of Egypt, too."""
    found: dict[str, dict[str, None]] = {}
    for code, of in _currencies().items():
        for name in (name.lower() for names in of.values() for name in names):
            for place in range(len(name)):
                found.setdefault(name[place:], {})[code] = None
    return {end: list(codes) for end, codes in found.items()}


@functools.cache
def money(signs: bool = False) -> dict[str, Unit]:
    """Each name of money, or each sign, with its currency and the others that it may mean.

    >>> one = money()["dollars"]
    >>> one.dimension, "AUD" in one.others, money(True)["a$"].dimension
    ('USD', True, 'AUD')
    """
    meant: dict[str, list[str]] = {}
    for table in ("more_signs", "signs") if signs else ("more_names", "names"):
        for _, code, words in _rows(table):
            for word in words:
                meant.setdefault(word.lower(), []).extend(
                    [code] if code.isupper() else _of_nouns().get(code, [])
                )
    if not signs:
        for texts in MONEY.values():
            for noun in texts["nouns"].split(" | "):
                meant.setdefault(noun, []).extend(_of_nouns().get(noun, []))
        for code in _currencies():
            meant.setdefault(code.lower(), [code])
    return {word: _money(list(dict.fromkeys(codes))) for word, codes in meant.items() if codes}


def _money(codes: list[str]) -> Unit:
    first, *others = sorted(codes, key=lambda one: usual().index(one) if one in usual() else 99)
    return Unit(first, name=first, others=tuple(others))


_NAMES = (
    {
        word.strip().lower(): name
        for texts in WORDS.values()
        for name, words in texts.items()
        for word in words.split(" | ")
        if word
    }
    | {"rank": "place", "points": "points"}
    | {word: one.dimension for word, one in money().items()}
)
