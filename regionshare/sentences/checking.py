"""Checking: every sentence of a text read as statements with their verdicts, or told why not."""

from __future__ import annotations

import datetime
import difflib
import functools
import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, SupportsIndex

from regionshare.claims.notation import UNKNOWN, Token
from regionshare.claims.questions import Asking, Kept
from regionshare.claims.words import Words, in_both
from regionshare.data.regions import Regions
from regionshare.data.series import Concept
from regionshare.errors import ParameterError
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import day_of, told, whole_year
from regionshare.sentences import cleaning, grammar
from regionshare.sentences.clauses import (
    LONGEST,
    OPENING,
    TOPICS,
    WHOLE,
    Clause,
    clauses,
    exceeding,
    goes_on,
    numbers_item,
    of_carbon,
    several,
    sole,
    traps,
    within,
)  # fmt: skip
from regionshare.sentences.cleaning import Plain, Span, language
from regionshare.sentences.lexicon import (
    BAD,
    Lexicon,
    firsts,
    lexicon,
    own_concepts,
    words_of,
)
from regionshare.sentences.lists import sayings
from regionshare.sentences.measures import CLAUSE, Context, Guess, RefusedError
from regionshare.sentences.statements import statements
from regionshare.sentences.times import BEFORE, attributes, carried, dated, times_of
from regionshare.sentences.verdicts import Verdict, judge, measured
from regionshare.sentences.years import Time, related
from regionshare.text.messages import LANGUAGES, room

WORDS = room("sentences")
SIZED = ("vague", "peak")
"""Words that say how much, and no figure."""
GRAVE = ("denial", "future")
"""Words that turn a sentence more than what it is a share of."""


@dataclass(frozen=True)
class Read:
    """A part of a text that was read, with its verdict."""

    span: Span
    text: str
    verdict: Verdict


@dataclass(frozen=True)
class NotRead:
    """A part of a text that was not, and why."""

    span: Span
    text: str
    code: str
    why: Words


@dataclass(frozen=True)
class Checked:
    """A text with all that was read in it, and all that was not."""

    text: str
    read: tuple[Read, ...]
    left: tuple[NotRead, ...]

    def as_json(self, lang: str = "en") -> dict[str, Any]:
        """The mapping of ``schemas/sentences.schema.json``."""
        return {
            "text": self.text,
            "statements": [
                {"text": one.text, "span": list(one.span), **one.verdict.as_json(lang)}
                for one in self.read
            ],
            "not_read": [
                {"text": o.text, "span": list(o.span), "code": o.code, "why": o.why.text(lang)}
                for o in self.left
            ],
        }


@functools.lru_cache(maxsize=4)
def _lexicon(regions: Regions, concepts: tuple[Concept, ...]) -> Lexicon:
    return lexicon(regions, concepts)


@functools.lru_cache(maxsize=4)
def _kept(evaluator: Evaluator, process: int) -> Kept:
    """What the data said of statements of earlier texts; a child asks anew: what it uses is recorded."""
    return {}


def checked(
    text: str,
    region: str = "",
    year: int | None = None,
    spoken: datetime.date | None = None,
    evaluator: Evaluator | None = None,
) -> Checked:
    """Read a text and hold what it states against the data.

    Parameters
    ----------
    text : str
        One sentence or an article, English or Chinese.
    region : str, optional
        The region that the text leaves open.
    year : int, optional
        The year that it leaves open.
    spoken : datetime.date, optional
        The day it was said, without which last year is no year; today if not given.
    evaluator : Evaluator, optional
        The report's by default.

    Raises
    ------
    ParameterError
        If the region is not known, or does not make up a nation.
    """
    ready = evaluator or opening.evaluator()
    if region and not ready.store.regions.is_part(region):
        raise ParameterError(
            f"{region} is not part of a nation", remedy="Use an id such as CN-GD or US-CA"
        )
    today = datetime.date.today()
    if spoken and spoken > today:
        raise ParameterError(
            f"spoken {spoken} is after today, {today}",
            remedy="Give the day on which it was said, or leave it out",
        )
    kept = _kept(ready, os.getpid())
    one = _Checker(text, ready, region, year, spoken or today, day=spoken, kept=kept)
    one.run()
    return Checked(text, tuple(one.read), tuple(sorted(one.left, key=lambda o: o.span)))


@dataclass
class _Checker:
    """Goes over a text, sentence by sentence."""

    given: str
    evaluator: Evaluator
    option: str
    year: int | None
    spoken: datetime.date
    day: datetime.date | None = None
    read: list[Read] = field(default_factory=list)
    left: list[NotRead] = field(default_factory=list)
    earlier: str = ""
    before: list[Time] = field(default_factory=list)
    dated: list[Time] = field(default_factory=list)
    census: str = ""
    unfigured: tuple[Span, str, str] | None = None
    related: dict[int, str] = field(default_factory=dict)
    kept: Kept = field(default_factory=dict)

    @property
    def regions(self) -> Regions:
        """The regions of the data."""
        return self.evaluator.store.regions

    @functools.cached_property
    def words(self) -> Lexicon:
        """The words that are known."""
        return _lexicon(self.regions, own_concepts(self.evaluator))

    @functools.cached_property
    def plain(self) -> Plain:
        """The text, cleaned; as much of it as is read at once."""
        return cleaning.cleaned(self.given[: cleaning.LONGEST], self.words.known.__contains__)

    def run(self) -> None:
        """Read all sentences."""
        length = len(self.given)
        if length > cleaning.MOST:
            self._leave(Span(0, length), "too_long", f"{length:,}")
            return
        for span in cleaning.sentences(self.plain, self.words.short):
            self._sentence(span)
        if length > cleaning.LONGEST:
            rest = Span(cleaning.LONGEST, len(self.given))
            self._leave(rest, "too_long", f"{length:,}")
        if not self.read and not self.left:
            self._leave(*(self.unfigured or (Span(0, len(self.given)), "no_quantity")))

    def _leave(self, span: Span, code: str, words: str = "", **fields: str) -> None:
        text = " ".join(self.given[span.start : span.end].split())
        around = self.given[max(0, span.start - cleaning.SENTENCE) : span.start + cleaning.SENTENCE]
        fields = {"words": cleaning.printable(cleaning.as_written(words, around)), **fields}
        texts = in_both(
            lambda lang: WORDS[lang]["refused"][code].format(
                **{key: _in(lang, key, fields) for key in fields}
            )
        )
        self.left.append(NotRead(span, text[:400], code, texts))

    # -- a sentence -------------------------------------------------------------------------------

    def _sentence(self, span: Span) -> None:
        text = self.plain.text[span.start : span.end]
        place = self.plain.span(*span)
        if len(text) > cleaning.SENTENCE:
            if any(sign.isdecimal() for sign in text):
                self._leave(place, "too_long", f"{len(text):,}")
            return
        found = self.words.words(text, self.plain.cased[span.start : span.end])
        if not found or numbers_item(found):
            return
        found, self.related = related(found, self.day)
        self.dated = []
        for one in sayings(found):
            self._words(one, span, place)
        named = {str(one.value) for one in found if one.type == "REGION"}
        back = any(one.type in ("PRONOUN", "ITS") for one in found)
        if len(named) == 1:
            self.earlier = next(iter(named))
        elif named or not back:
            self.earlier = ""
        self.before = self.dated or (self.before if back else [])

    def _words(self, found: Sequence[Token], span: Span, place: Span) -> None:
        self.census = next((one.text for one in found if one.text in words_of("census")), "")
        parts = clauses(found)
        self.dated += [time for part in dated(parts)[0] for time in part.times]
        figured = any(part.figured for part in parts)
        turned = [one for one in traps(found) if one.value in WHOLE]
        if figured and turned:
            first = min(turned, key=lambda one: WHOLE.index(one.value))
            self._leave(place, first.value, first.text)
        elif figured and not any(part.topical for part in parts):
            trapped = next(iter(traps(found)), None)
            code, words = (trapped.value, trapped.text) if trapped else ("no_quantity", "")
            self._leave(place, code, words)
        elif figured:
            self._clauses(parts, span, place)
        elif any(part.topical for part in parts):
            self._unfigured(found, place)

    def _unfigured(self, found: Sequence[Token], place: Span) -> None:
        """A sentence without a figure: told if its words are of a size, or if nothing else is told."""
        trapped = traps(found)
        sized = next((one for one in trapped if one.value in SIZED), None)
        if sized:
            self._leave(place, sized.value, sized.text)
        elif self.unfigured is None:
            words = ", ".join(dict.fromkeys(one.text for one in found if one.type in TOPICS))
            code, words = (trapped[0].value, trapped[0].text) if trapped else ("no_figure", words)
            self.unfigured = (place, code, words)

    def _clauses(self, parts: Sequence[Clause], span: Span, place: Span) -> None:
        """Read the clauses of a sentence; one that only modifies another and is not understood
        makes that one not understood.
        """
        if self._unreadable(parts, span, place):
            return
        context, before = self._context(parts), len(self.read)
        last: RefusedError | None = None
        own: list[Time] = []
        parts, sources = dated(parts)
        latest = carried(parts, self.before) if self.earlier and not (sources or self.year) else []
        for nth, part in enumerate(parts):
            where = self._where(part, span)
            try:
                latest = times_of(part, parts[nth + 1 :], latest, own)
            except RefusedError as error:
                self._refuse(where, error)
                continue
            own = latest if latest and latest[0].last == latest[0].first else own
            if not part.figured:
                if self._note(part, context):
                    if nth and part.of("RISES", "FALLS") and not part.topical:
                        self._leave(where, "no_figure", " ".join(one.text for one in part.words))
                    continue
                if not any(one.figured for one in parts[nth:]):
                    del self.read[before:]  # of this and another region
                self._refuse(place, RefusedError("sum_of_regions", part.of("REGION")[0].text))
                return
            context.ahead = any(one.figured and one.of("NATION") for one in parts[nth + 1 :])
            try:
                if last is not None and not (part.own_subject or goes_on(part, last.code)):
                    raise last
                refused = self._refusal(_told(part, context)) or self._odds(part, parts[:nth])
                if refused is None and sources and not latest and self.year is None:
                    refused = RefusedError("source_year", str(sources[0].first))
                refused = refused or self._of_another(part, context, span)
                if refused is not None:
                    raise refused
                self._clause(part, latest, context, where)
                last = None
            except RefusedError as error:
                error = self._of_nation(part, error.of(self.plain.words(where)), context)
                known = error.code in ("no_nation", "currency")  # whose it is, and of what
                last = None if known else error
                if part.of("PER", "EVERY") or part.turning:
                    del self.read[before:]  # it says of what the others are
                    self._refuse(place, error)
                    return
                self._refuse(where, error)

    def _of_another(self, part: Clause, context: Context, span: Span) -> RefusedError | None:
        """Why a clause is not read that may be of what its subject was held against."""
        place = span.start + part.start
        enclosed = self.plain.text[max(0, place - 2) : place].rstrip().endswith(OPENING)
        of_one = not context.other or part.of_subject(enclosed, context.other)
        return None if of_one else RefusedError("ambiguous", CLAUSE)

    def _unreadable(self, parts: Sequence[Clause], span: Span, place: Span) -> bool:
        """Whether a clause without a figure makes all of its sentence not understood."""
        for nth, part in enumerate(parts):
            refused = self._beside(part, nth) if not part.figured else self._date(part)
            if refused is not None and (not part.joined or not part.verbal):
                others = [self._refusal(one) for one in parts if one.figured]
                self._refuse(place, next((one for one in others if one), refused))
                return True
            if refused is not None:
                self._refuse(self._where(part, span), refused)
        return False

    def _of_nation(self, part: Clause, error: RefusedError, context: Context) -> RefusedError:
        """Why a clause is not read whose figure is the nation's own, which others may be a part of."""
        context.refused = True
        named = part.of("REGION")
        if len(named) == 1 and part.own_subject:
            context.region = str(named[0].value)
        if context.of_nation:  # of which something else was said since
            context.concepts, context.whole, context.of_nation = "", False, False
        first = next((n for n, one in enumerate(part.words) if one.type not in ("OF", "IN")), 0)
        nation = list(part.words[first : first + 1])
        of_one = not (context.region or part.of("REGION", "PRONOUN", "PER", "EVERY"))
        nation = nation if [one.type for one in nation] == ["NATION"] else part.of("PEOPLE")
        of_one = of_one and bool(nation)
        if error.code not in ("unit", "not_understood", "no_region") or not of_one:
            return error
        concepts = part.names("CONCEPT") or part.counted
        if len(concepts) == 1 and not part.of("RISES", "FALLS", "AVERAGE", *grammar.PER):
            context.concepts, context.whole, context.of_nation = next(iter(concepts)), True, True
        people = nation[0].value and self.regions.is_part(str(nation[0].value))
        return RefusedError("ambiguous" if people else "level", nation[0].text)  # each, or all

    def _where(self, part: Clause, span: Span) -> Span:
        """The place of a clause of a sentence in the text."""
        return self.plain.span(span.start + part.start, span.start + part.end)

    def _context(self, parts: Sequence[Clause]) -> Context:
        named = {str(o.value) for part in parts for o in part.of("REGION")}
        return Context(
            self.regions, self.option, self.year, census=self.census,
            only=next(iter(named)) if len(named) == 1 else "", earlier=self.earlier,
            measured=functools.partial(measured, self.evaluator),
        )  # fmt: skip

    def _beside(self, part: Clause, nth: int) -> RefusedError | None:
        """Why a clause without a figure leaves those beside it open; None if it does not."""
        if attributes(part):
            return None
        if nth and [(one.type, one.value) for one in part.words] == [("NATION", None)]:
            return RefusedError("ambiguous", part.words[0].text)  # Georgia (the country)
        refused = self._refusal(part)
        turning = part.of(*grammar.PER, "AVERAGE", "SHARE", "TOTAL", "AS", "EACH", "SINCE")
        named = [one.type for one in part.words] in (["BY", "CONCEPT"], ["BY", "RATIO"])
        turning += [] if named else part.of("BY")  # By GDP, it ranks first
        if refused is None and turning:
            return RefusedError("not_understood", turning[0].text)
        if refused is None and nth and part.topical and not part.verbal:
            return RefusedError("several_figures", " ".join(one.text for one in part.words))
        return refused

    def _date(self, part: Clause) -> RefusedError | None:
        """Why the year of a day or a month is not that of the figures beside it: ``3 May 2021:``."""
        refused = None if part.topical or part.verbal else self._refusal(part)
        return refused if refused and refused.code in ("part_of_year", "fiscal_year") else None

    def _odds(self, part: Clause, before: Sequence[Clause]) -> RefusedError | None:
        """Why a clause is not read behind others that name another region, nation or quantity."""
        for one in reversed(before):
            if one.figured:
                break
            if attributes(one) or not one.only_named:
                continue
            words = " ".join(word.text for word in one.words)
            regions, own = one.names("REGION"), part.names("REGION")
            if own and regions - own:
                return RefusedError("sum_of_regions", words)
            if own and any(
                nation != self.regions.nation(region).id
                for nation in one.names("NATION") for region in own
            ):  # fmt: skip
                return RefusedError("other_nation", one.of("NATION")[0].text)
            quantities = part.names("CONCEPT", "RATIO")
            if quantities and one.names("CONCEPT", "RATIO") - quantities:
                return RefusedError("several_figures", words)
        return None

    def _refuse(self, span: Span, error: RefusedError) -> None:
        fields = dict(error.fields)
        self._leave(span, error.code, fields.pop("words", ""), **fields)

    def _note(self, part: Clause, context: Context) -> bool:
        """What a clause without a figure says of those that follow; False if of another region."""
        if attributes(part):
            return True
        regions = part.of("REGION")
        if [one.type for one in part.words] in (["IN", "NATION"], ["NATION"]):  # In China,
            context.whole, context.nation = True, str(part.words[-1].value or context.nation)
        if len(regions) == 1:
            if context.region not in ("", regions[0].value):
                return False
            context.region = str(regions[0].value)
        concepts = part.of("CONCEPT", "RATIO")
        if len(concepts) == 1 and not part.of(*grammar.PER):
            context.concepts = str(concepts[0].value)
            context.noted = len(regions) == 1
            nations = part.of("NATION", "PEOPLE")
            if nations and {part.words[0].type, part.words[-1].type} & {"OF", "IN"}:
                context.whole = True
        return True

    # -- a clause ---------------------------------------------------------------------------------

    def _clause(self, part: Clause, times: list[Time], context: Context, where: Span) -> None:
        part = _told(part, context)
        if any(year and year > self.spoken.year for one in times for year in one[:2]):
            raise RefusedError("future", str(max(one.last or one.first for one in times)))
        said = self._said(part)
        told = [
            Guess("year", self.related[o.start], f"{o.first}")
            for o in times
            if o.start in self.related
        ]
        told += [Guess("carried", "", f"{o.first}") for o in times if o.start == BEFORE]
        for one in statements(said, part, times, context, told):
            text = self.plain.words(where)
            asking = Asking(self.evaluator, one, self.kept)
            verdict = judge(one, asking, text, self.spoken, f"S{len(self.read) + 1}")
            self.read.append(Read(where, text, verdict))

    def _said(self, part: Clause) -> grammar.Said:
        if len(part.words) > LONGEST:
            raise RefusedError("too_long", str(len(part.words)))
        try:
            return grammar.read(part.words)
        except grammar.OrderError as error:
            raise RefusedError("not_understood", error.word.text) from None
        except ParameterError as error:
            raise RefusedError("bad_figure", reason=error.what, reason_zh=CLAUSE) from None

    def _refusal(self, part: Clause) -> RefusedError | None:
        """Why a clause cannot be read, as far as its words tell."""
        found = traps(part.raw)
        grave = next((one for one in found if one.value in GRAVE), None)
        if grave is not None:
            return RefusedError(grave.value, grave.text)
        own = within(part)
        if own:
            return RefusedError("share_within", own)
        if found:
            return RefusedError(found[0].value, found[0].text)
        if alone := sole(part):
            return RefusedError("not_understood", alone)
        if beyond := exceeding(part):
            return RefusedError("ambiguous", beyond)
        if carbon := of_carbon(part):
            return RefusedError("ton_of_carbon", carbon)
        if joined := several(part):
            years = ", ".join(str(one.first) for one in part.times)
            of_years = len(part.times) > 1 and len(part.of("REGION")) < 2
            return RefusedError(
                *(("several_years", years) if of_years else ("sum_of_regions", joined))
            )
        if prefecture := self._prefecture(part):
            return RefusedError("below_region", prefecture)
        bad = part.of(BAD)
        if bad:
            return RefusedError("unreadable", bad[0].text)
        unknown = part.of(UNKNOWN)
        if unknown:
            return self._unknown(part, unknown)
        return None

    def _prefecture(self, part: Clause) -> str:
        """海南州 is a prefecture of another province."""
        for one, after in itertools.pairwise(part.raw):
            beside = one.type == "REGION" and one.end == after.start
            named = beside and after.text in words_of("prefecture")
            if named and self.regions[str(one.value)].level == "province":
                return one.text + after.text
        return ""

    def _unknown(self, part: Clause, unknown: Sequence[Token]) -> RefusedError:
        """Words that are in no list; one that resembles a region's name gets a suggestion."""
        names = firsts(self.regions)
        for one, after in itertools.pairwise(unknown):  # Guang Dong
            whole = names.get(one.text + after.text) if after.start - one.end == 1 else None
            if whole:
                return self._unknown_region(replace(one, text=f"{one.text} {after.text}"), [whole])
        for one in unknown:
            han = not one.text.isascii()
            known = self.words.phrases.get(one.text[0], ())
            plain = (f"{one.text}s", "PROVINCES", None) in known  # region is no name, as Oregon is
            if (han and len(one.text) < 2) or plain:
                continue
            near = difflib.get_close_matches(one.text, names, n=2, cutoff=0.5 if han else 0.8)
            if near:
                return self._unknown_region(one, list(dict.fromkeys(names[o] for o in near)))
        return RefusedError("unknown_word", ", ".join(f"“{one.text}”" for one in unknown[:4]))

    def _unknown_region(self, word: Token, near: list[str]) -> RefusedError:
        hint = in_both(
            lambda lang: WORDS[lang]["hints"]["near"].format(
                names=" / ".join(self.regions[id_].name(lang) for id_ in near)
            )
        )
        return RefusedError("unknown_region", word.text, hint=hint.en, hint_zh=hint.zh)


def _in(lang: str, key: str, fields: dict[str, str]) -> str:
    """A field in a language, where it has one of its own."""
    return fields.get(f"{key}_{lang}", fields[key])


def _told(part: Clause, context: Context) -> Clause:
    """A clause without who said so: "officials said" before what they said."""
    places = [place for place, one in enumerate(part.words) if one.type == "SAID"]
    if not places:
        return part
    before, words = part.words[: places[-1]], part.words[places[-1] + 1 :]
    if any(one.type in ("CONCEPT", "RATIO", "NUMBER", "TRAP") for one in before):
        return part
    regions = [one for one in before if one.type == "REGION"]
    if regions and not any(one.type == "REGION" for one in words):
        context.region = str(regions[0].value)
    start = part.words[places[-1]].end
    raw = tuple(one for one in part.raw if one.start >= start)
    return Clause(words, part.times, raw, part.start, part.end, part.joined)


def check(
    text: str,
    region: str = "",
    year: SupportsIndex | None = None,
    spoken: datetime.date | str | None = None,
    lang: str | None = None,
    evaluator: Evaluator | None = None,
) -> dict[str, Any]:
    """What a text states about regions of a nation, each statement with its verdict.

    Parameters
    ----------
    text, region, year, spoken, lang
        As `regionshare.check` takes them.
    evaluator : Evaluator, optional
        The report's by default.

    Returns
    -------
    dict
        ``text``, ``statements`` and ``not_read``, by ``schemas/sentences.schema.json``.

    Raises
    ------
    ParameterError
        If the region, the day or the language is not known.
    """
    if lang not in (None, *LANGUAGES):
        raise ParameterError(f"lang {lang!r} is not known", remedy="It is en or zh")
    told("text", text)
    told("region", region)
    year = None if year is None else whole_year(year)
    found = checked(text, region, year, day_of(spoken), evaluator)
    return found.as_json(lang or language(found.text))
