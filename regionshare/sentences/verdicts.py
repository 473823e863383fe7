"""Verdicts: a statement in words held against the data, by the rules of every claim."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from regionshare.claims import answer, units, words
from regionshare.claims.claim import Claim, Speaker
from regionshare.claims.evidence import AGREES, Evidence, agreement_over
from regionshare.claims.formats import tests_json
from regionshare.claims.interval import Interval
from regionshare.claims.labels import FAIR, FIRM, NOT_BORNE_OUT, WEAK, WRONG
from regionshare.claims.ledger import Entry
from regionshare.claims.questions import APART, HEAT, Asking, spec
from regionshare.claims.reading import stated_of
from regionshare.claims.robustness import Count, Tests
from regionshare.claims.statement import Reading, Stated
from regionshare.claims.verdict import evaluate
from regionshare.claims.words import Words, in_both, said
from regionshare.data.series import Unit
from regionshare.data.tables import Mapping
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import rounded
from regionshare.sentences.cleaning import as_written
from regionshare.sentences.lexicon import ten_thousand
from regionshare.sentences.measures import Guess, RefusedError
from regionshare.sentences.statements import Statement
from regionshare.text.messages import inside, room

WORDS = room("sentences")
NAMES = room("edition.short")
PER_MONEY = {True: (10_000, "money"), False: (1_000_000, "million")}
"""An intensity is shown per so much money, in these words: by whether a currency counts in ten thousands."""
LARGE = {"Btu": ("1e6 Btu", 1e-8, 100.0)}
"""Units too small for figures per head: the word for what they are counted in, times what, and in
English times what else.
"""
GUESSED = ("region", "state", "before", "years", "emissions", "emitted", "of_energy", "money")
"""What was taken to be meant and may be what makes a figure right or wrong: no verdict on it is firm."""
LISTED = 3
"""So many of the figures that a statement was held against are named in its answer."""


@dataclass(frozen=True)
class Scale:
    """How a figure is shown: times what, in which unit, and in English times what else."""

    times: float = 1.0
    unit: str = ""
    names: Words = words.NOTHING
    english: float = 1.0


@dataclass(frozen=True)
class Verdict:
    """A statement with its label.

    Attributes
    ----------
    statement : Statement
        What was read.
    stated : Stated
        Its figure, with the interval that would make it true.
    year : int
        The year it is judged for.
    """

    statement: Statement
    stated: Stated
    year: int
    entry: Entry
    asking: Asking
    scale: Scale

    @property
    def label(self) -> str:
        """The code of today's label."""
        return self.entry.verdict.today

    @property
    def firmness(self) -> str:
        """How firm; at most fair where no year is stated or something was guessed, weak where the words
        allow much.
        """
        found = self.entry.verdict.now.firmness
        wide = self.stated.kind == "rounded" and 2 * self.stated.step >= abs(self.stated.value)
        if found and (wide or any(one.key == "tons" for one in self.statement.guesses)):
            return WEAK
        guessed = any(one.key in GUESSED for one in self.statement.guesses)
        return FAIR if found == FIRM and (guessed or self.statement.first is None) else found

    @cached_property
    def headline(self) -> Evidence | None:
        """The value on the headline basis, of the year nearest to the one asked."""
        judged = [j.evidence for j in self.entry.verdict.judged]
        direct = [one for one in judged if one.match == "direct" and one.counted]
        found = [one for one in judged if one.headline] or direct[:1] or judged[:1]
        return max(found, key=lambda one: one.year or 0, default=None)

    @property
    def value(self) -> float | None:
        """That value, in the unit in which the figure is stated."""
        return self.headline.interval.low / self.scale.times if self.headline else None

    @property
    def number(self) -> str:
        """The id of the report's number with that value; empty where there is none."""
        if self.headline is None:
            return ""
        if self.statement.metric == "relative_intensity":
            return (
                f"relative_intensity/{self.statement.concepts}/{self.statement.region}/{self.year}"
            )
        return self.headline.number

    def shown(self, lang: str) -> str:
        """That value as readers see it; empty where there is none."""
        return words.value_text(self.headline, self.entry.claim, lang) if self.headline else ""

    # -- the answer -------------------------------------------------------------------------------

    def answer(self, lang: str) -> str:
        """What the data say, how the figure was read, and what was guessed."""
        between = "" if lang == "zh" else " "
        return between.join(part for part in self.parts(lang).values() if part)

    def parts(self, lang: str) -> dict[str, str]:
        """The answer: what the data say, how the figure was read, what it was compared with."""
        read = [self.read_as(lang)]
        if self.statement.first is None:
            read.append(WORDS[lang]["said"]["no_year"].format(year=self.year))
        read += [self._guess(one, lang) for one in self.statement.guesses]
        compared = self._compared(lang)
        missing = [one.text(lang) for one in self.entry.verdict.missing]
        if missing and not self.entry.verdict.judged:
            compared.append(WORDS[lang]["said"]["lacking"].format(what=missing[0]))
        told = [answer.sentence(self.entry, lang), self.held(lang)]
        between = "" if lang == "zh" else " "
        parts = {"told": told, "read": read, "compared": compared}
        return {name: between.join(filter(None, texts)) for name, texts in parts.items()}

    def read_as(self, lang: str) -> str:
        """How the figure was read, and which interval that allows."""
        one, regions = self.statement, self.entry.regions
        year = f"{one.first}–{one.last or self.year}" if one.metric == "change" else str(self.year)
        concept, second = self._concept(one.concept, lang), self._second(lang)
        if one.second and one.metric in ("rank", "change", "comparison", "relative_intensity"):
            key = "of_head" if one.second == "population" else "of"
            concept = WORDS[lang]["said"][key].format(first=concept, second=second)
        apart = self.asking.measured or self.scale.unit == "points"
        key = self.scale.unit if self.scale.unit == "points" else "difference"
        told = f"{one.metric}_{key}" if apart and one.metric in APART else one.metric
        text: str = WORDS[lang]["said"][told].format(
            region=regions[one.region].name(lang),
            concept=concept,
            second=second,
            year=year,
            stated=words.stated_text(self.entry.claim, lang),
            order=WORDS[lang]["said"][one.order.lower() or "highest"],
            against=regions[one.against].name(lang) if one.against else "",
            among=regions.level(one.region).words(lang)[1],
        )
        return text

    def _concept(self, concept: str, lang: str) -> str:
        return inside(self.entry.store.concepts[concept].name(lang)) if concept else ""

    def _second(self, lang: str) -> str:
        second = self.statement.second
        if second == "gdp":
            return "GDP"
        if second == "population":
            return str(WORDS[lang]["said"]["head"])
        return self._concept(second, lang)

    @cached_property
    def older(self) -> Evidence | None:
        """The older release that the statement would have agreed with: the last in force, and of
        its values the one nearest to what was stated; None where it is not wrong today.
        """
        if self.label not in (WRONG, NOT_BORNE_OUT):
            return None
        older = [
            j.evidence for j in self.entry.verdict.judged
            if j.agreement == AGREES and j.evidence.replaced_by and j.evidence.match == "direct"
        ]  # fmt: skip
        stated = float(self.statement.stated.value) * self.scale.times
        older.sort(key=lambda one: abs(one.interval.low - stated))
        older.sort(key=lambda one: one.replaced_on or datetime.date.min, reverse=True)
        return older[0] if older else None

    def held(self, lang: str) -> str:
        """In which older release it held, and until when."""
        one = self.older
        if one is None:
            return ""
        told: str = WORDS[lang]["said"]["held_until" if one.replaced_on else "held"].format(
            release=one.label.text(lang),
            value=words.value_text(one, self.entry.claim, lang),
            day=words.day_text(one.replaced_on, lang) if one.replaced_on else "",
        )
        return told

    def _guess(self, one: Guess, lang: str) -> str:
        regions = self.entry.regions
        name = one.region
        if one.region in regions:  # as it is written within a sentence in English alone
            named = regions[one.region]
            name = named.running(lang) if lang == "en" else named.name(lang)
        name = units.money_name(name, lang, True) if units.is_money(name) else name
        text: str = WORDS[lang]["guesses"][one.key].format(
            words=as_written(one.words, self.entry.claim.text_en), name=name, year=self.year
        )
        return text

    def _compared(self, lang: str) -> list[str]:
        """What it was held against: the figures that decide, or all that count."""
        deciding = self.entry.verdict.now.deciding or self.entry.verdict.counted
        labels = list(dict.fromkeys(j.evidence.label.text(lang) for j in deciding))
        if not labels:
            return []
        if len(labels) > LISTED:
            more = WORDS[lang]["said"]["more"]
            labels = [more.format(label=labels[0], n=len(labels) - (lang == "en"))]
        listed = words.MARKS[lang]["stop"].join(labels)
        return [WORDS[lang]["said"]["compared"].format(labels=listed)]

    # -- the tests --------------------------------------------------------------------------------

    @cached_property
    def tests(self) -> Tests:
        """Over the choices, the years and the regions."""
        verdict, metric = self.entry.verdict, self.statement.metric
        choices = Count(verdict.k, verdict.n)
        regions = self.entry.regions.members(self.asking.nation) if metric != "comparison" else []
        of_regions = self._holding((one.id, self.year) for one in regions)
        span = self.asking.years() if metric != "change" else None
        years = range(span[0], span[1] + 1) if span else ()
        of_years = self._holding((self.statement.region, year) for year in years)
        known = [year for _, year in of_years]
        return Tests(
            choices,
            Count(sum(of_years.values()), len(of_years)),
            Count(sum(of_regions.values()), len(of_regions)),
            min(known, default=self.year),
            max(known, default=self.year),
            self.year,
            tuple(region for (region, _), holds in of_regions.items() if holds),
        )

    def _holding(self, asked: Iterable[tuple[str, int]]) -> dict[tuple[str, int], bool]:
        """Whether the statement holds of a region and year, for all that have a value."""
        found = {}
        for region, year in asked:
            value = self.asking.headline(region, year)
            if value is not None:
                point = Interval.point(value * self.scale.times)
                found[region, year] = agreement_over(point, self.entry.claim.readings) == AGREES
        return found

    def as_json(self, lang: str) -> dict[str, Any]:
        """The keys of ``sentences.schema.json`` that follow from the verdict."""
        one, stated = self.statement, self.stated
        ends = [None if math.isinf(end) else end for end in (stated.low, stated.high)]
        year: int | str | None = one.first
        if one.metric == "change":
            year = f"{one.first}-{one.last or self.year}"
        found: dict[str, Any] = {
            "metric": one.metric,
            "concepts": one.concepts,
            "region": one.region,
            "year": year,
            "stated": {
                "kind": stated.kind, "value": stated.value, "low": ends[0], "high": ends[1],
                "unit": stated.unit,
            },
            "label": self.label,
            "firmness": self.firmness,
            "answer": self.answer(lang),
            "number": self.number or None,
            "value": rounded(self.value),
            "tests": tests_json(self.tests),
        }  # fmt: skip
        if one.against:
            found["against"] = one.against
        return found


def judge(
    statement: Statement, asking: Asking, text: str, spoken: datetime.date, name: str = "S1"
) -> Verdict:
    """Hold a statement against the data.

    Raises
    ------
    RefusedError
        If the data have no such quantity of the nation, or none of that year.
    """
    year = _year(asking, spoken)
    stated, scale = stated_of(statement.stated, text), _scale(statement, asking, year, text)
    claim = _claim(statement, stated, text, spoken, scale, name, spec(asking, year))
    evidence, missing = asking.evidence(claim, year, scale.times)
    if statement.first is None:
        evidence = [one for one in evidence if (one.year or 0) <= year]
    verdict = evaluate(claim, evidence, missing)
    entry = Entry(claim, verdict, statement.region, asking.evaluator.store)
    return Verdict(statement, stated, year, entry, asking, scale)


def _without(asking: Asking) -> RefusedError:
    """The refusal of a sentence on what the data have no figures of for the nation."""
    nation = asking.evaluator.store.regions[asking.nation]
    known = asking.evaluator.grid.concepts(nation.id)
    named = asking.statement.concepts.split(":")
    concept = next((one for one in named if one not in known), named[0])
    en, zh = (NAMES[lang].get(concept, concept).lower() for lang in ("en", "zh"))
    names = {"nation": nation.running("en"), "nation_zh": nation.running("zh")}
    return RefusedError("no_figures", **names, what=en, what_zh=zh)


def _year(asking: Asking, spoken: datetime.date) -> int:
    """The year to judge for: the one stated, or the latest complete one."""
    one, span = asking.statement, asking.years()
    if span is None:
        raise _without(asking)
    year = one.last if one.last is not None else asking.latest(spoken.year)
    if year is None:
        year = span[1]
    concept = asking.evaluator.store.concepts[asking.concept]
    for asked in (one.first, year):
        if asked is not None and not span[0] <= asked <= span[1]:
            raise RefusedError(
                "year_outside", str(asked), what=concept.name_en.lower(), what_zh=concept.name_zh,
                years=f"{span[0]}–{span[1]}",
            )  # fmt: skip
    return year


def _scale(one: Statement, asking: Asking, year: int, text: str) -> Scale:
    """How the figures of a metric are shown, and their unit."""
    if one.metric == "rank":
        return Scale(unit="rank")
    if one.stated.unit == units.named("points"):
        return Scale(unit="points", names=_unit("points"))
    ratio = one.stated.unit is not None and one.stated.unit.dimension == "ratio"
    if one.metric in ("relative_intensity", "comparison") and ratio:
        return Scale(unit="ratio", names=_times(one.metric))
    if one.metric == "share" or (one.metric == "change" and ratio):
        percent = one.stated.unit == units.named("percent")
        return Scale(unit="percent" if percent else "ratio", names=_times(one.metric))
    if any(guess.key == "tons" for guess in one.guesses) and _customary(asking, year):
        raise RefusedError("ambiguous", WORDS["en"]["tons"], words_zh=WORDS["zh"]["tons"])
    dimension = one.stated.unit.dimension if one.stated.unit else ""
    above, _, below = dimension.partition("/")
    money = next((part for part in (above, below) if units.is_money(part)), "")
    own = measured(asking.evaluator, one.region, "gdp")
    own = own if units.is_money(own) else ""
    if money and money != own:
        raise _another_currency(asking, money, own, year)
    if below:
        name, times, english = LARGE.get(above, (above, 1.0, 1.0))
        names = said(WORDS_PER, "form", above=_unit(name), below=_per(below))
        times *= _per_money(below)[0] if below == money else 1
        return Scale(times, dimension, names, english)
    if dimension == "Btu" and not any(guess.key == "joules" for guess in one.guesses):
        return Scale(1e-12, dimension, _unit("1e12 Btu"))
    stored = _stored(asking, one.concept, year)
    found = units.written(stored.unit)
    factor = float(found.factor) if found else 1.0
    if found is not None and (found.dimension, dimension) == HEAT:
        stored = _largest(asking, dimension) or stored
        found = units.written(stored.unit)
    if found is None or found.dimension != dimension:
        raise _another_unit(text, stored)
    names = Words(stored.symbol_en, stored.symbol_zh)
    return Scale(stored.factor_zh / factor, dimension, names, stored.factor_en / stored.factor_zh)


def _times(metric: str) -> Words:
    """What a quotient of two figures is counted in; one over the average is a plain number."""
    return words.NOTHING if metric == "relative_intensity" else _unit("ratio")


def measured(evaluator: Evaluator, region: str, concept: str) -> str:
    """The dimension in which the nation of a region states a quantity; empty where that is not known."""
    store = evaluator.store
    entries = evaluator.grid.entries(store.regions.nation(region).id, concept, "headline")
    found = units.written(store.series[entries[-1].series].unit) if entries else None
    return found.dimension if found is not None else ""


def _another_currency(asking: Asking, money: str, own: str, year: int) -> RefusedError:
    unit = _stored(asking, "gdp", year)
    symbols = Words(unit.symbol_en, unit.symbol_zh)
    names = in_both(lambda lang: units.money_name(own, lang, True) if own else symbols.text(lang))
    stated = in_both(lambda lang: units.money_name(money, lang, True))
    return RefusedError(
        "currency", money=stated.en, money_zh=stated.zh, own=names.en, own_zh=names.zh
    )


def _stored(asking: Asking, concept: str, year: int) -> Unit:
    """The unit in which the headline series of a quantity is stored."""
    store = asking.evaluator.store
    entries = asking.evaluator.grid.entries(asking.nation, concept, "headline")
    fitting = [b for b in entries if b.first <= year <= b.last] or entries
    return store.units[store.series[fitting[0].series].unit]


def _largest(asking: Asking, dimension: str) -> Unit | None:
    """The largest unit of a dimension that the data have."""
    known = [(one, units.written(one.unit)) for one in asking.evaluator.store.units.values()]
    found = [(unit.factor, one) for one, unit in known if unit and unit.dimension == dimension]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _another_unit(text: str, stored: Unit) -> RefusedError:
    """The refusal of a figure in a unit that the data do not have of the quantity."""
    en, zh = (f"{text} ({stored.symbol(lang)})" for lang in ("en", "zh"))
    return RefusedError("unit", en, words_zh=zh)


def _customary(asking: Asking, year: int) -> bool:
    """Whether the nation counts energy in British units, so that a ton may be a short one."""
    if "energy" not in asking.evaluator.grid.concepts(asking.nation):
        return False
    found = units.written(_stored(asking, "energy", year).unit)
    return found is not None and found.dimension == "Btu" and found.factor.denominator == 1


WORDS_PER = room("sentences.per")


def _unit(dimension: str) -> Words:
    return in_both(lambda lang: unit_name(dimension, lang))


def _per(dimension: str) -> Words:
    if not units.is_money(dimension):
        return in_both(lambda lang: str(WORDS[lang]["per"][dimension]))
    return said(WORDS_PER, _per_money(dimension)[1], money=_unit(dimension))


def _per_money(money: str) -> tuple[int, str]:
    return PER_MONEY[money in dict(ten_thousand())]


def unit_name(dimension: str, lang: str) -> str:
    """What a unit is called; nothing of per cent and of places."""
    if units.is_money(dimension):
        return units.money_name(dimension, lang)
    return str(WORDS[lang]["units"].get(dimension, ""))


def _claim(
    one: Statement,
    stated: Stated,
    text: str,
    spoken: datetime.date,
    scale: Scale,
    name: str,
    asked: Mapping,
) -> Claim:
    """The statement as a claim, so that all that judges claims judges it."""
    times = scale.times
    readings = tuple(
        Reading(
            reading.name,
            Interval(
                reading.interval.low * times, reading.interval.high * times,
                reading.interval.low_open, reading.interval.high_open,
            ),
        )
        for reading in stated.readings
    )  # fmt: skip
    places = max(0, math.ceil(-math.log10(stated.step * times) - 1e-9))
    fraction = stated.kind == "fraction"
    decimals = (
        0 if scale.unit == "rank" else (2 + (scale.unit == "ratio")) if fraction else 1 + places
    )
    year = one.last if one.metric == "change" else one.first
    period = said(words.NAMES, "in_year", year=year) if year else Words()
    anyone = Words(WORDS["en"]["claims"]["speaker"], WORDS["zh"]["claims"]["speaker"])
    return Claim(
        id=name, slug=name.lower(), group="statements", quote_zh="", text_en=text,
        speaker=Speaker("unattributed", anyone, anyone), region=one.region, period=period, year=year,
        stated=text, reading=stated.rule, readings=readings, unit=scale.unit,
        unit_words=scale.names, decimals=decimals, flattering="", spoken=spoken, note=Words(),
        settles=Words(), specs=(asked,), factor_en=scale.english,
        digit=None if fraction else 1.0 if scale.unit == "rank" else 10.0**-places,
    )  # fmt: skip
