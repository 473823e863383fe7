"""Measures: what the words before a clause have named, and in which unit a figure of it is stated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from regionshare.claims import units
from regionshare.claims.grammar import Meaning
from regionshare.claims.notation import Token
from regionshare.claims.reading import in_unit
from regionshare.claims.units import Unit
from regionshare.data.regions import Regions
from regionshare.sentences.clauses import Clause
from regionshare.sentences.grammar import Said
from regionshare.sentences.lexicon import ALONE, MONEY, UNITS, ten_thousand
from regionshare.sentences.years import Time

ENERGY = "energy"
"""The quantity that is stated in coal or in joules."""
BTU_OF_TCE = units.GIGAJOULES["tce"] / units.GIGAJOULES["Btu"]
"""A tonne of coal equivalent is 7 Gcal, 29.3076 GJ."""
CLAUSE = "{clause}"
"""What stands for all words of a clause, until its text is at hand."""
POSSESSIVE = re.compile("['\u2019]s$")
COUNTED_FROM = 10_000
"""From so many on, a number of a population is one of people."""


class RefusedError(Exception):
    """A clause that is not read: the code of the reason, and the words that it is about.

    A name's mark of possession is no part of the words.
    """

    def __init__(self, code: str, words: str = "", **fields: str) -> None:
        super().__init__(code)
        self.code = code
        self.fields = {"words": POSSESSIVE.sub("", words), **fields}

    def of(self, clause: str) -> RefusedError:
        """The same of a clause that it is about as a whole."""
        for key, text in self.fields.items():
            self.fields[key] = clause if text == CLAUSE else text
        return self


@dataclass(frozen=True)
class Guess:
    """What was taken to be meant: a key of the catalogue, the words, and a region's id or a year."""

    key: str
    words: str = ""
    region: str = ""


@dataclass
class Context:
    """What the words before a clause have named.

    Attributes
    ----------
    noted : bool
        Whether what is before names a quantity without a figure.
    placed, changed : bool
        Whether a place or a change was stated last.
    of_nation : bool
        Whether the quantity is that of a figure of the nation's own, which was not read.
    refused : bool
        Whether something before was not read.
    several : bool
        Whether the region has figures of several quantities.
    other : str
        ``REGION`` or ``NATION``, where the last clause held its subject against one; or empty.
    ahead : bool
        Whether a clause behind names the nation that figures are a part of.
    inherited : bool
        Whether the region was named without a quantity of its own: ``..., Jiangsu 10.1 %``.
    census : str
        The word for a census, whose count is of another day than the figures of years.
    of_all_gases : str
        The word for emissions that names no gas.
    measured : callable
        The dimension in which a region's nation states a quantity; empty where that is not known.
    """

    regions: Regions
    option: str = ""
    year: int | None = None
    region: str = ""
    only: str = ""
    nation: str = ""
    concepts: str = ""
    earlier: str = ""
    whole: bool = False
    shared: bool = False
    noted: bool = False
    placed: bool = False
    changed: bool = False
    of_nation: bool = False
    refused: bool = False
    several: bool = False
    other: str = ""
    ahead: bool = False
    inherited: bool = False
    census: str = ""
    of_all_gases: str = ""
    guesses: list[Guess] = field(default_factory=list)
    measured: Callable[[str, str], str] = lambda region, concept: ""

    def money(self, region: str) -> str:
        """The currency in which a region's nation states its GDP; empty where there is none."""
        found = self.measured(region, MONEY)
        return found if units.is_money(found) else ""


@dataclass
class Measuring:
    """A clause whose figure is put into the unit of the quantity that it is of."""

    said: Said
    clause: Clause
    times: list[Time]
    context: Context

    @property
    def region(self) -> str:
        """Whose figure it is."""
        raise NotImplementedError

    @property
    def concepts(self) -> str:
        """The quantity."""
        raise NotImplementedError

    def _guess(self, key: str, words: str, region: str) -> None:
        one = Guess(key, words, region)
        if one not in self.context.guesses:
            self.context.guesses.append(one)

    def _measured(self, region: str, figure: Meaning) -> tuple[str, Meaning]:
        """The quantity of a figure that is in units of its own, and it in the first of them."""
        concept, _, second = self.concepts.partition(":")
        unit = figure.unit
        if second == MONEY and unit is not None and "/" not in unit.dimension:
            money = self._money_below(region)
            unit = unit / money if money else unit
            figure = replace(figure, unit=unit)
        if unit is not None and "/" in unit.dimension:
            above, _, below = self._own_money(region, unit).partition("/")
            second = second or self._per(below)
            figure = replace(figure, unit=replace(unit, dimension=above, name=above))
            below_unit = below
        else:
            below_unit = {"population": "people", "": ""}.get(second, "?")
        if below_unit == "?":
            raise RefusedError("unit", CLAUSE)
        if concept == ENERGY:
            figure = self._converted(region, figure)
        above = self._fitting(concept, region, figure)
        stated = in_unit(figure, units.named(above))
        if not second:
            return concept, stated
        named = Unit(f"{above}/{below_unit}", Fraction(1), f"{above}/{below_unit}")
        return f"{concept}:{second}", replace(stated, unit=named)

    def _money_below(self, region: str) -> Unit | None:
        """So much money, where the words hold it: ``per million dollars of GDP``, 万元GDP能耗."""
        named: list[Unit] = [one.value for one in self.clause.of("PER_GDP") if one.value]
        if named:
            return named[0]
        said = [one.text for one in self.clause.of("PER_GDP", "RATIO")]
        for money, words in ten_thousand():
            if self.context.money(region) == money and any(words in one for one in said):
                return units.named(money).times(Fraction(10_000))
        return None

    def _per(self, dimension: str) -> str:
        found = [c for c, names in UNITS.items() if dimension in names]
        found += [MONEY] if units.is_money(dimension) else []
        if not found or (dimension, found[0]) == ("tce", "energy"):
            raise RefusedError("unit", CLAUSE)
        return found[0]

    def _own_money(self, region: str, unit: Unit) -> str:
        """The dimension of a unit; of a word for money of many nations, the region's own."""
        own = self.context.money(region)
        meant = next((o for o in unit.others if own and own in o.split("/")), unit.dimension)
        if meant != unit.dimension and own not in units.usual():
            name = next(one.text for one in self.clause.raw if _is_of(one, unit))
            self._guess("money", name, own)
        return meant

    def _fitting(self, concept: str, region: str, figure: Meaning) -> str:
        """The dimension of a figure, where the quantity may be stated in it."""
        dimension = self._own_money(region, figure.unit) if figure.unit else ""
        if concept == MONEY and not dimension and self._in_yi(figure):
            dimension = self.context.money(region)
        if concept == "energy" and dimension == "t":
            dimension = "tce"
        if concept == "population" and dimension == "count":
            dimension = "people"
        if dimension == "ton":
            self._guess("tons", "", "")
            dimension = "tce" if concept == "energy" else "t"
        if concept == MONEY and units.is_money(dimension):
            return dimension
        if dimension not in UNITS.get(concept, ()):
            if concept == "population" and not dimension and figure.value >= COUNTED_FROM:
                return "people"
            raise RefusedError("unit", CLAUSE)
        return dimension

    def _in_yi(self, figure: Meaning) -> bool:
        """Whether a sum of money is counted in Chinese, which leaves its 元 out: GDP突破4万亿."""
        last = next(
            (o for o in reversed(self.clause.raw) if o.type in ("NUMBER", "MULTIPLE")), None
        )
        if last is None or last.text.isascii() or figure.value < ALONE:
            return False
        self._guess("money", last.text, self.context.money(self.region))
        return True

    def _converted(self, region: str, figure: Meaning) -> Meaning:
        """Energy in the unit that the nation counts it in: joules as coal equivalent, or the other way."""
        unit, own = figure.unit, self.context.measured(region, ENERGY)
        if unit is None or {unit.dimension, own} != {"tce", "Btu"}:
            return figure
        self._guess("joules", "", "")
        worth = BTU_OF_TCE if own == "Btu" else 1 / BTU_OF_TCE
        return replace(figure, unit=replace(unit.times(worth), dimension=own, name=own))


def _is_of(token: Token, unit: Unit) -> bool:
    """Whether a word is the currency that stands in a unit."""
    found = token.value
    return isinstance(found, Unit) and found.dimension in unit.dimension.split("/")
