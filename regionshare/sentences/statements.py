"""Statements: what a clause says, completed by what stands before it, and put into the data's terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from regionshare.claims import units
from regionshare.claims.grammar import Meaning, compared, placed
from regionshare.claims.reading import in_multiple, in_unit, shifted
from regionshare.claims.units import Unit
from regionshare.sentences.clauses import COUNTS, Clause
from regionshare.sentences.grammar import EMITTED, Level, Said
from regionshare.sentences.lexicon import DOES, UNITS, words_of
from regionshare.sentences.measures import (
    CLAUSE,
    COUNTED_FROM,
    Context,
    Guess,
    Measuring,
    RefusedError,
)
from regionshare.sentences.years import Time
from regionshare.text.messages import room

WORDS = room("sentences")
PERCENT = units.named("percent")
RATIO = units.named("ratio")
POINTS = units.named("points")
EXACT = 200
"""A figure that is so many times its last digit tells a census's count from that of the year's end."""
CURRENT = "gdp"
"""What is only there at current prices, so that its change over years says little."""


@dataclass(frozen=True)
class Statement:
    """A statement over the data.

    Attributes
    ----------
    metric : str
        ``share``, ``value``, ``per_capita``, ``intensity``, ``relative_intensity``, ``rank``,
        ``change`` or ``comparison``.
    concepts : str
        ``energy``, or ``energy:gdp``.
    first, last : int or None
        The year, or the two of a change; None where none is stated.
    stated : Meaning
        The figure in the unit of the metric.
    order : str
        ``HIGHEST`` or ``LOWEST``: the end from which a place counts.
    against : str
        The other region of a comparison.
    """

    metric: str
    concepts: str
    region: str
    first: int | None
    last: int | None
    stated: Meaning
    order: str = ""
    against: str = ""
    guesses: tuple[Guess, ...] = ()

    @property
    def unit(self) -> Unit | None:
        """The unit of the figure."""
        return self.stated.unit

    @property
    def concept(self) -> str:
        """The first concept."""
        return self.concepts.partition(":")[0]

    @property
    def second(self) -> str:
        """What it is divided by; empty for a total."""
        return self.concepts.partition(":")[2]


def statements(
    said: Said, clause: Clause, times: Sequence[Time], context: Context, told: Sequence[Guess] = ()
) -> list[Statement]:
    """The statements of a clause; with ``told``, what was taken to be meant already.

    Raises
    ------
    RefusedError
        If it is not said whose figure it is, or of what, or the data have no such quantity.
    """
    context.guesses = [*told]
    one = _Reader(said, clause, list(times), context)
    found: list[Statement] = getattr(one, said.form)()
    before = clause.of("THAN") and said.form == "arrived"  # compared with 6 % in Jiangsu
    held = said.against.who if said.against else None
    other = "REGION" if before and said.who else held.type if held else ""
    context.other = other if other in ("REGION", "NATION") else ""
    if before:
        return found
    same = found[0].region == context.region
    context.several = same and (context.several or found[0].concepts != context.concepts)
    counted = any(one.unit and one.unit.dimension in COUNTS for one in said.figures)
    own = said.concepts or said.whole or counted
    context.inherited = bool(said.who) and not same and not own
    context.region, context.concepts = found[0].region, found[0].concepts
    metrics = [one.metric for one in found]
    context.noted, context.shared = False, metrics[-1] == "share"
    context.of_nation = False
    context.placed, context.changed = metrics == ["rank"], metrics[-1] == "change"
    return found


class _Reader(Measuring):
    """Completes one clause; a method for each form of the grammar."""

    # -- whose, of what, when ---------------------------------------------------------------------

    @property
    def region(self) -> str:
        """The region, from the clause or from what stands before it."""
        tokens = self.said.who
        named = dict.fromkeys(str(one.value) for one in tokens if one.value)
        if len(named) > 1:
            raise RefusedError("sum_of_regions", ", ".join(one.text for one in tokens))
        if named:
            found = self._first_level(next(iter(named)), tokens[0].text)
            if tokens[0].text in words_of("namesakes") and not (
                self.said.nation or self.context.nation
            ):
                self._guess("state", tokens[0].text, found)
            return found
        known = self.context.region or self.context.only
        if known and self.context.inherited and self._other_quantity:
            raise RefusedError("ambiguous", CLAUSE)  # of the last region, or of all
        owner = self.clause.of("ITS") if self.said.own else []
        pronoun = next((one.text for one in (*tokens, *owner)), "")
        if known and pronoun and self.context.other == "REGION":
            self._guess("region", pronoun, known)  # it, of two
        if known:
            return known
        if self.context.option:
            self._guess("option", pronoun, self.context.option)
            return self.context.option
        if pronoun and self.context.earlier:
            self._guess("region", pronoun, self.context.earlier)
            return self.context.earlier
        raise RefusedError("no_region")

    def _first_level(self, region: str, words: str) -> str:
        level = self.context.regions[region].level
        if level == "city":
            raise RefusedError("below_region", words)
        if not self.context.regions.is_part(region):
            raise RefusedError("level", words)
        return region

    def nation(self, region: str) -> None:
        """Check that the nation which is named is the region's, and note what is guessed."""
        own = self.context.regions.nation(region).id
        token = self.said.nation
        if token is None:
            return
        if token.value and token.value != own:
            raise RefusedError("other_nation", token.text)
        if token.value:
            self.context.nation = own
        elif not self.context.nation:
            self._guess("nation", token.text, own)
        self.context.whole = True

    def whole(self, region: str) -> None:
        """Check what something is a share of."""
        own = self.context.regions.nation(region).id
        if self.said.others is not None:
            if not (self.context.nation or self.context.whole) or self._of_another(own):
                raise RefusedError("share_within", self.said.others.text)
            self._guess("its", self.said.others.text, own)
        elif self.said.nation is None:
            led = any(not one.text.isascii() for one in self.clause.of("WITH"))
            if self.context.ahead and led:  # 以7%的能耗贡献了全国10%的GDP
                self.context.whole = True
            if not (self.context.nation or self.context.whole) or self._of_another(own):
                raise RefusedError("no_nation")
            self._guess("whole", "", own)
        self.nation(region)

    def _of_another(self, nation: str) -> bool:
        """Whether what stands before is of another nation: Texas has 9 % of America's, Hunan 3 %."""
        return self.context.nation not in ("", nation)

    @property
    def concepts(self) -> str:
        """The quantity, from the clause or from what stands before it."""
        own, whole = self.said.concepts, self.said.whole
        if own and whole and own != whole:
            raise RefusedError("several_figures", f"{own}, {whole}")
        dimensions = [one.unit.dimension for one in self.said.figures if one.unit]
        counted = next((COUNTS[one] for one in dimensions if one in COUNTS), "")
        known = self.context.concepts
        if own.startswith(":"):  # per head, of what stands before
            own = (whole or counted or known.partition(":")[0]) + own
            if own.startswith(":"):
                raise RefusedError("no_quantity")
        another = any(one.value not in ("", self.context.region) for one in self.said.who)
        if not (own or whole or counted) and another and self.context.several:
            raise RefusedError("ambiguous", CLAUSE)  # which of the quantities before
        beside = self.said.against.concepts if self.said.against else ""
        found = own or whole or (known if known.partition(":")[0] == counted else counted) or known
        if not found:
            found = beside or self._done_with()
        if not found:
            raise RefusedError("no_quantity")
        self._of_all_gases(found)
        for verb in self.said.verbs:
            first = found.partition(":")[0]
            used = verb.type == "USES" and first not in UNITS  # a pack's own: water is used
            if first not in DOES[verb.type] and not used:
                raise RefusedError("verb", verb.text)
        return found

    def _done_with(self) -> str:
        """The quantity that a verb names alone: who lives is of the people, what is emitted is a gas."""
        done = [one.type for one in self.said.verbs if one.type in ("LIVES", "EMITS")]
        return {"LIVES": COUNTS["people"], "EMITS": EMITTED}[done[0]] if done else ""

    def _of_all_gases(self, concepts: str) -> None:
        """Name that emissions of no named gas are taken to be carbon dioxide."""
        own = [one for one in self.clause.raw if one.type in ("CONCEPT", "RATIO", "EMITTER")]
        emits = next((one for one in self.said.verbs if one.type == "EMITS"), None)
        if emits and not (own or self.context.concepts):
            self._guess("emitted", emits.text, "")
        for one in (one for one in own if one.text in words_of("of_energy")):
            self._guess("of_energy", one.text, "")
        if own:
            named = [one.text for one in own if one.text in words_of("of_all_gases")]
            self.context.of_all_gases = next(iter(named), "")
        if EMITTED in concepts.split(":") and self.context.of_all_gases:
            self._guess("emissions", self.context.of_all_gases, "")

    def year(self) -> int | None:
        """The one year of a statement."""
        if len(self.times) > 1 or any(one.last != one.first for one in self.times):
            years = ", ".join(str(one.first) for one in self.times)
            raise RefusedError("several_years", years)
        return self.times[0].first if self.times else self.context.year

    def two_years(self) -> tuple[int, int | None]:
        """The two years of a change."""
        if len(self.times) == 1 and self.times[0].last != self.times[0].first:
            return self.times[0].first, self.times[0].last
        if len(self.times) == 2 and all(one.last == one.first for one in self.times):
            first, last = sorted(one.first for one in self.times)
            return first, last
        turns = self.clause.of("RISES", "FALLS")
        told = any(one.text in words_of("year_before") for one in self.clause.raw)
        if told and len(self.times) == 1 and self.times[0].last == self.times[0].first:
            return self.times[0].first - 1, self.times[0].first
        if len(self.times) == 1 and self.times[0].plain and turns and not self.said.shared:
            year = self.times[0].first
            self._guess("before", turns[0].text, str(year - 1))
            return year - 1, year
        years = ", ".join(str(one.first) for one in self.times)
        raise RefusedError(*(("several_years", years) if years else ("relative_year", CLAUSE)))

    @property
    def figure(self) -> Meaning:
        """The one figure of a clause."""
        if len(self.said.figures) != 1:
            raise RefusedError("several_figures")
        return self.said.figures[0]

    def _made(
        self, metric: str, concepts: str, region: str, stated: Meaning, **more: str
    ) -> Statement:
        year = None if metric == "change" else self.year()
        exact = stated.step * EXACT < abs(stated.value) and metric in ("value", "share")
        counted = self.context.census and concepts == COUNTS["people"]
        if counted and (exact or (year is None and metric == "value")):
            raise RefusedError("scope" if exact else "relative_year", self.context.census)
        return Statement(
            metric, concepts, region, year, year, stated,
            guesses=tuple(self.context.guesses), **more,
        )  # fmt: skip

    # -- the forms --------------------------------------------------------------------------------

    def share(self) -> list[Statement]:
        factor = self.figure.unit is not None and self.figure.unit.name == "factor"
        if (
            factor
            and self.said.others
            and self.said.others.value is None
            and not self.said.concepts
        ):
            self.said = replace(self.said, concepts=self.said.whole, whole="", shared=False)
            return self.changed()  # it doubled its emissions
        region, concepts = self.region, self.concepts
        if ":" in concepts and self.figure.unit and self.figure.unit.name == "factor":
            self.said = replace(self.said, against=Level(self.said.nation, ""), nation=None)
            return self.compared()  # 人均GDP是甘肃的2.8倍，是全国的1.4倍
        if ":" in concepts:
            raise RefusedError("no_quantity")
        counted = self.said.whole == COUNTS["people"] and not _is_ratio(self.figure)
        if counted and not self.said.who and self.clause.words[0].type == "NATION":
            code = "level" if self.context.region else "no_region"
            raise RefusedError(
                code, self.clause.words[0].text
            )  # China's population was 1.41 billion
        if counted and self.figure.value >= COUNTED_FROM:  # 39 million Americans live in California
            self.nation(region)
            return self.value()
        if len(self.times) > 1:
            self.year()
        self.whole(region)
        return [self._made("share", concepts, region, self._percent(self.figure))]

    each = share

    def _percent(self, figure: Meaning) -> Meaning:
        if figure.unit is None or figure.unit.dimension != "ratio" or figure.unit.name == "factor":
            raise RefusedError("unit", CLAUSE)
        return in_unit(figure, PERCENT)

    def value(self, figure: Meaning | None = None) -> list[Statement]:
        figure = figure or self.figure
        if figure.unit is not None and figure.unit.dimension == "ratio":
            return self.changed() if figure.unit.name == "factor" else self.share()
        region = self.region
        concepts, stated = self._measured(region, figure)
        ends = concepts.partition(":")[2]
        metric = {"": "value", "population": "per_capita"}.get(ends, "intensity")
        return [self._made(metric, concepts, region, stated)]

    def bare(self) -> list[Statement]:
        if self.said.concepts:  # or 107,000 yuan per head
            return self.value()
        known, unit = self.context.concepts, self.figure.unit
        counted = not (known or self.context.refused) and unit and unit.dimension in COUNTS
        if not (known or counted) or not (self.context.region or self.said.who):
            raise RefusedError("no_quantity")
        placed = self.context.placed and not _is_ratio(self.figure)
        follows = counted or placed or self.context.noted
        own = self.context.money(self.region) if known == CURRENT else ""
        foreign = own and unit and units.is_money(unit.dimension) and unit.dimension != own
        of_it = _is_ratio(self.figure) and self.clause.owned
        of_it = of_it or bool(self.context.other)  # 比江苏高7000亿元、山东4万亿元
        if self.said.who and (of_it or (unit is not None and unit.name == "factor")):
            raise RefusedError("ambiguous", CLAUSE)  # 是山东的1.07倍、浙江的1.4倍，江苏的八成
        if not (follows or foreign or self.clause.times or self.said.who):
            raise RefusedError("several_figures", CLAUSE)
        return self.value()

    def _of_a_level(self) -> None:
        """Check that a place or a comparison is not one of the change before it: 增长13.6%，居全国第二."""
        if self.context.changed and not (self.said.concepts or self.said.whole):
            raise RefusedError("ambiguous", CLAUSE)

    def compared(self) -> list[Statement]:
        self._of_a_level()
        level = self.said.against or Level(None, "")
        region, concepts = self.region, self.concepts
        if level.who is not None and level.who.type == "ANY_OTHER":
            if self.said.figures:
                raise RefusedError("several_figures")
            return [self._first(region, concepts)]
        if not _same(level.concepts, concepts):
            raise RefusedError("several_figures", CLAUSE)
        self.nation(region)
        differs = bool(self.said.figures) and not _is_ratio(self.figure)
        concepts, stated = self._difference() if differs else (concepts, self._times_of())
        if level.who is not None and level.who.type in ("REGION", "PRONOUN"):
            if not level.who.value or level.who.value == region:
                raise RefusedError("no_region")
            against = self._first_level(str(level.who.value), level.who.text)
            if self.context.regions.nation(against) != self.context.regions.nation(region):
                raise RefusedError("other_nation", level.who.text)
            return [self._made("comparison", concepts, region, stated, against=against)]
        if ":" not in concepts or differs:
            raise RefusedError("unit" if differs else "no_figure", CLAUSE)
        self.said = replace(self.said, nation=level.who)
        self.nation(region)
        return [self._made("relative_intensity", concepts, region, stated)]

    def second(self) -> list[Statement]:
        """Second only to another, which is first."""
        self._of_a_level()
        region, concepts, level = self.region, self.concepts, self.said.against
        self.nation(region)
        if level is None or level.who is None or level.who.value in (None, "", region):
            raise RefusedError("no_region")
        if level.concepts not in ("", concepts):
            raise RefusedError("several_figures", CLAUSE)
        against = self._first_level(str(level.who.value), level.who.text)
        if self.context.regions.nation(against) != self.context.regions.nation(region):
            raise RefusedError("other_nation", level.who.text)
        return [self._first(region, concepts, 2), self._first(against, concepts)]

    def _first(self, region: str, concepts: str, nth: int = 1) -> Statement:
        order = "LOWEST" if self.said.side in ("LESS", "LOWEST") else "HIGHEST"
        place = placed("rank", Fraction(nth), Fraction(nth), order)
        return self._made("rank", concepts, region, place, order=order)

    @property
    def _of_shares(self) -> bool:
        """Whether what is compared or changes is a share, here or in what goes before."""
        return self.said.shared or (self.context.shared and not self.said.concepts)

    def _difference(self) -> tuple[str, Meaning]:
        """By how much of its unit one is above the other, or below it; shares by points."""
        figure = self.figure
        if figure.unit != POINTS:
            concepts, stated = self._measured(self.region, figure)
        elif self._of_shares:
            concepts, stated = self.concepts, in_unit(figure, POINTS)
        else:
            raise RefusedError("unit", CLAUSE)
        if not self.said.side:
            raise RefusedError("not_understood", CLAUSE)
        return concepts, shifted(
            stated, Fraction(0), -1 if self.said.side in ("LESS", "FALLS") else 1
        )

    def _times_of(self) -> Meaning:
        """How many times the other one it is."""
        side = self.said.side
        if self.said.figures and side and self._of_shares:
            raise RefusedError("share_change", CLAUSE)
        if not self.said.figures:
            one = replace(
                placed("rank", Fraction(1), Fraction(1)), unit=RATIO, step=Fraction(1, 10)
            )
            return compared("above" if side == "MORE" else "below", one)
        figure = self.figure
        if figure.unit is None or figure.unit.dimension != "ratio":
            raise RefusedError("unit", CLAUSE)
        if side and figure.unit.name == "factor":
            raise RefusedError("ambiguous", CLAUSE)
        one = in_unit(figure, RATIO)
        return shifted(one, Fraction(1), -1 if side == "LESS" else 1) if side else one

    def ranked(self) -> list[Statement]:
        self._of_a_level()
        region, concepts = self.region, self.concepts
        self.nation(region)
        populous = self.clause.of("POPULOUS")
        if any(one.text in words_of("least") for one in populous):
            self.said = replace(self.said, side="LOWEST")
        if not self.said.figures and (populous or self.clause.of("LEADS")):
            return [self._first(region, concepts)]
        figure = self.figure
        if figure.rule == "leading":
            raise RefusedError("vague", CLAUSE)
        order = "LOWEST" if self.said.side in ("LOWEST", "LESS") else "HIGHEST"
        return [self._made("rank", concepts, region, replace(figure, order=order), order=order)]

    def changed(self) -> list[Statement]:
        region, concepts = self.region, self.concepts
        figure = self.figure
        shares = self._of_shares
        if CURRENT in concepts.split(":") and not (shares and figure.unit == POINTS):
            raise RefusedError("share_change" if shares else "prices", CLAUSE)
        if _is_ratio(figure) and shares:
            raise RefusedError("share_change", CLAUSE)
        if self.said.side and figure.unit and figure.unit.name == "factor":
            raise RefusedError("ambiguous", CLAUSE)
        if self.clause.of("TO") and len(self.clause.of("UNIT")) > 1 and not _is_ratio(figure):
            raise RefusedError("ambiguous", CLAUSE)  # by so much, or to so much
        self.nation(region)
        first, last = self.two_years()
        if not _is_ratio(figure):
            concepts, stated = self._difference()
        elif figure.unit and figure.unit.name == "factor":
            stated = in_unit(figure, RATIO)
        else:
            sign = -1 if self.said.side == "FALLS" else 1
            stated = shifted(in_unit(figure, PERCENT), Fraction(0), sign)
        if last is None:
            self._guess("years", "", "")
        one = self._made("change", concepts, region, stated)
        return [replace(one, first=first, last=last, guesses=tuple(self.context.guesses))]

    def moved(self) -> list[Statement]:
        first, last = self.two_years()
        if last is None or len(self.said.figures) != 2:
            raise RefusedError("several_years", str(first))
        before, after = self.said.figures
        if self.clause.of("FROM", "TO")[:1] == self.clause.of("TO")[:1]:
            before, after = after, before
        if before.unit is None and before.multiple == 1:
            before = in_multiple(before, after)
        elif after.unit is None:
            after = replace(after, unit=before.unit)
        rises = after.value > before.value
        if rises != (self.said.side == "RISES"):
            raise RefusedError("not_understood", CLAUSE)
        found = []
        for year, figure in ((first, before), (last, after)):
            self.times = [Time(year, year, self.clause.start)]
            self.said = replace(self.said, figures=(figure,))
            found += self._level(figure)
        return found

    def arrived(self) -> list[Statement]:
        before = self.clause.of("FROM", "THAN")
        if before and not (self.clause.times or self.said.who):  # up from 6 %: when, is not said
            raise RefusedError("relative_year", CLAUSE)
        if before:
            self._of_a_level()
        if (
            self.figure.unit and self.figure.unit.name == "factor"
        ):  # rose to twice the level of 2005
            self.said = replace(self.said, side="")
        elif len(self.times) == 1 and self.times[0].last:
            self.times = [self.times[0]._replace(first=self.times[0].last)]
        return self._level(self.figure)

    def _level(self, figure: Meaning) -> list[Statement]:
        """A share or a value that something rose to."""
        return self.value(figure)

    @property
    def _other_quantity(self) -> bool:
        named = self.said.concepts or self.said.whole
        return bool(named) and named != self.context.concepts


def _same(named: str, concepts: str) -> bool:
    """Whether what another has is the same quantity: per head of both, or of neither; ``:population``
    names no quantity of its own.
    """
    return not named or named == concepts or (named[0] == ":" and concepts.endswith(named))


def _is_ratio(figure: Meaning) -> bool:
    return figure.unit is not None and figure.unit.dimension == "ratio"
