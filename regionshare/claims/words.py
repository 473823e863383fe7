"""Words: what readers see for verdicts, series, choices, values and intervals, in both languages."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from regionshare.claims.interval import Interval
from regionshare.claims.labels import DEPENDS
from regionshare.data.bases import Basis
from regionshare.data.series import Series
from regionshare.data.store import Store
from regionshare.data.tables import Mapping
from regionshare.errors import MissingDataError, RegionshareError
from regionshare.numbers import display
from regionshare.text.messages import agreed, room

if TYPE_CHECKING:
    from regionshare.claims.claim import Claim
    from regionshare.claims.evidence import Evidence
    from regionshare.claims.ledger import Entry
    from regionshare.claims.verdict import Judged, Outcome

Texts = dict[str, Any]
"""A group of a catalogue, by language."""


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    en: str = ""
    zh: str = ""

    def text(self, lang: str) -> str:
        """In one language."""
        return self.zh if lang == "zh" else self.en

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)


NOTHING = Words()


def written(node: Mapping, key: str, default: Words = NOTHING) -> Words:
    """What a YAML file says under ``key_en`` and ``key_zh``, each by default as given."""
    return in_both(lambda lang: node.text(f"{key}_{lang}") or default.text(lang))


def in_both(say: Callable[[str], str]) -> Words:
    """What a function of the language says in each."""
    return Words(say("en"), say("zh"))


def said(texts: Texts, key: str, **fields: object) -> Words:
    """A text of a catalogue with its fields; a field that is `Words` follows the language.

    >>> said(room("claims.name"), "over", total=Words("the total", "总量"))
    Words(en='over the total', zh='分母为总量')
    """
    return in_both(
        lambda lang: texts[lang][key].format(
            **{name: f.text(lang) if isinstance(f, Words) else f for name, f in fields.items()}
        )
    )


def joined(parts: list[Words], mark: str = "comma") -> Words:
    """Parts with the language's comma (or another of `MARKS`) between them; empty ones left out."""
    return in_both(lambda lang: MARKS[lang][mark].join(p.text(lang) for p in parts if p.text(lang)))


def _table(texts: Texts) -> dict[str, Words]:
    return {key: said(texts, key) for key in texts["en"]}


NAMES = room("claims.name")
VALUES = room("claims.value")
MARKS = room("claims.mark")
VERDICT_WORDS = _table(room("claims.verdict"))
VERDICT_MEANINGS = _table(room("claims.meaning"))
MATCH_WORDS = _table(room("claims.match"))
ROLE_WORDS = _table(room("claims.role"))
INDEPENDENCE_WORDS = _table(room("claims.independence"))
AGREEMENT_WORDS = _table(room("claims.agreement"))
DIRECTIONS = _table(room("claims.direction"))
RANK_DIRECTIONS = _table(room("claims.rank_direction"))
CHOICES = _table(room("claims.choice"))
HUNG_ON = _table(room("claims.hung_on"))
FIRMNESS_WORDS = _table(room("claims.firmness"))
LABELS = room("claims")
ORDINAL = "{text}"
"""Stands in a unit that goes around its figure: ``第{text}次``."""
UNITS = _table(room("claims.unit"))
"""Units of background evidence in another unit than the claim's."""


def verdict_word(code: str, lang: str) -> str:
    """A label in one language, by its code alone."""
    return VERDICT_WORDS[code].text(lang)


def label_text(outcome: Outcome, lang: str) -> str:
    """A label in one language; one that depends with all that it hangs on, what turns it most first."""
    if outcome.reason in LABELS[lang]["not_told"]:
        return str(LABELS[lang]["not_told"][outcome.reason])
    if not outcome.choices or outcome.code != DEPENDS:
        return verdict_word(outcome.code, lang)
    return str(LABELS[lang]["depends_on"].format(choices=hung_on(outcome.choices, lang)))


def agreeing(k: int, n: int, lang: str, which: str = "values") -> str:
    """How many of some values agree, as a sentence goes on; of those that decide, or of ``any``.

    >>> agreeing(1, 1, "en"), agreeing(2, 3, "en", "any"), agreeing(0, 3, "en", "any")
    ('the one value that decides agrees', '2 of 3 agree', 'none of 3 agrees')
    """
    key = "all" if k == n else "single" if k == 1 else "some" if k else "none"
    if n == 2:
        key = ("neither", "one_of_two", "both")[k]
    if n < 2:
        key = "nothing" if not n else "one" if k else "not_one"
    return str(LABELS[lang]["agreeing"][which][key].format(k=k, n=n))


def hung_on(choices: Sequence[str], lang: str) -> str:
    """What something hangs on: every choice that decides."""
    return listed([HUNG_ON.get(c, Words(c, c)).text(lang) for c in choices], lang)


def listed(parts: Sequence[str], lang: str) -> str:
    """Parts as a sentence lists them.

    >>> listed(["2020", "2021", "2022"], "en"), listed(["2020", "2022"], "zh"), listed([], "en")
    ('2020, 2021 and 2022', '2020、2022', '')
    """
    head = MARKS[lang]["listed"].join(parts[:-1])
    return str(MARKS[lang]["and"].join([*filter(None, [head]), *parts[-1:]]))


def day_text(when: float | datetime.date, lang: str) -> str:
    """A day, or the number of one, as a sentence prints it.

    >>> day_text(datetime.date(2025, 11, 18), "en"), day_text(datetime.date(2025, 11, 18), "zh")
    ('18 November 2025', '2025年11月18日')
    """
    found = _date(when)
    month = LABELS[lang]["months"][found.month - 1]
    return str(VALUES[lang]["day"].format(year=found.year, month=month, day=found.day))


def days_text(first: float | datetime.date, last: float | datetime.date, lang: str) -> str:
    """One day, or several from a first to a last.

    >>> days_text(datetime.date(2024, 11, 11), datetime.date(2024, 11, 22), "en")
    '11 to 22 November 2024'
    """
    one, other = _date(first), _date(last)
    if one == other or (one.year, one.month) != (other.year, other.month):
        return str(MARKS[lang]["to"].join(dict.fromkeys(day_text(d, lang) for d in (one, other))))
    month = LABELS[lang]["months"][one.month - 1]
    fields = {"year": one.year, "month": month, "day": one.day, "last": other.day}
    return str(VALUES[lang]["days"].format(**fields))


def _date(when: float | datetime.date) -> datetime.date:
    return when if isinstance(when, datetime.date) else datetime.date.fromordinal(int(when))


def was_text(entry: Entry, lang: str, when_spoken: bool = False) -> str:
    """What the label was until the release before, where it is another now; else empty."""
    word = entry.was(when_spoken)
    if not word or entry.earlier is None:
        return ""
    label = any_word(word, lang)
    return str(LABELS[lang]["was"].format(label=label, release=entry.earlier.release))


def any_word(word: str, lang: str) -> str:
    """A label by its code, or by the word of an older release; one that is not known as it is."""
    known = VERDICT_WORDS.get(word)
    return known.text(lang) if known else str(LABELS[lang]["legacy"].get(word, word))


def role_word(evidence: Evidence, lang: str) -> str:
    """Why a piece of evidence is not counted; empty where it is."""
    if evidence.counted:
        return ""
    role = "trap" if evidence.role == "trap" else "shown"
    return ROLE_WORDS["replaced" if evidence.countable else role].text(lang)


def direction_words(direction: str, unit: str) -> Words:
    """On which side of the stated values something lies."""
    if unit == "rank" and direction in RANK_DIRECTIONS:
        return RANK_DIRECTIONS[direction]
    return DIRECTIONS[direction]


def choice_name(choice: str) -> Words:
    """A choice as readers see it."""
    return CHOICES.get(choice, Words(choice, choice))


# -- series, bases, figures ------------------------------------------------------------------------


def _short(one: Series) -> Words:
    return Words(one.short_en, one.short_zh)


def family_name(store: Store, series: str) -> Words:
    """A series without its release; its id where no name is known."""
    return _short(store.series[series]) or Words(series, series)


def series_name(store: Store, series: str, form: Texts = NAMES) -> Words:
    """A series as readers see it, with its release; its id where no name is known."""
    if series not in store.series or not _short(store.series[series]):
        return Words(series, series)
    one = store.series[series]
    if not one.release_en:
        return _short(one)
    return said(form, "released", name=_short(one), release=Words(one.release_en, one.release_zh))


def denominator_name(store: Store, basis: Basis) -> Words:
    """What stands below the line."""
    if basis.denominator == "sum":
        return said(NAMES, "over_sum")
    if basis.total == basis.series:
        return said(NAMES, "over_own")
    one = store.series[basis.total]
    total = Words(one.total_en, one.total_zh) or series_name(store, basis.total)
    return said(NAMES, "over", total=total)


def imports_name(basis: Basis) -> Words:
    """With whose factor bought power is counted; empty for a territorial basis."""
    if not basis.imports:
        return Words()
    if not basis.factor_en:
        return said(NAMES, "imports")
    return said(NAMES, "imports_factor", factor=Words(basis.factor_en, basis.factor_zh))


def release_name(store: Store, series: str) -> Words:
    """A series as charts that compare series call it."""
    return in_both(store.series[series].label)


def options_of(store: Store, basis: Basis, year: int) -> dict[str, Words]:
    """The choices of a basis, each in the few words that fit beside a chart."""
    found = {"release": release_name(store, basis.series)}
    if basis.denominator == "sum":
        found["denominator"] = said(NAMES, "sum")
    elif basis.total == basis.series:
        found["denominator"] = said(NAMES, "own")
    else:
        found["denominator"] = release_name(store, basis.total)
    factor = Words(basis.factor_en, basis.factor_zh) or imports_name(basis)
    found["imports"] = factor or said(NAMES, "territorial")
    return found | {"year": Words(str(year), str(year))}


def basis_name(store: Store, basis: Basis, year: int) -> Words:
    """A basis with its year, as the label of a row."""
    below, when = denominator_name(store, basis), said(NAMES, "in_year", year=year)
    return joined([series_name(store, basis.series), below, imports_name(basis), when])


def figure_name(store: Store, concept: str, region: str, year: int | str) -> Words:
    """A figure that is not there, by concept, region and year."""
    one, where = store.concepts[concept], store.regions[region]
    what = Words(one.name_en.lower(), one.name_zh)
    return said(NAMES, "figure", concept=what, region=in_both(where.name), year=year)


def absent(store: Store, error: RegionshareError, otherwise: Words) -> Words:
    """What is missing by an error: the one figure, and the series that lacks it; else what it says."""
    if not isinstance(error, MissingDataError) or error.figure is None:
        return Words(error.what, otherwise.zh)
    series, region, year = error.figure
    what = figure_name(store, store.series[series].concept, region, year)
    return said(NAMES, "absent", figure=what, series=series_name(store, series))


# -- values and intervals --------------------------------------------------------------------------


def value_text(evidence: Evidence, claim: Claim, lang: str = "en", more: int = 0) -> str:
    """A value or interval at displayed precision, with its unit.

    As many more decimals as it takes where rounding would put a value on an edge of the stated
    interval; ``more`` asks for further ones where the statement prints a fraction at all.
    """
    low, high = evidence.interval.low, evidence.interval.high
    if evidence.unit == "date":
        return days_text(low, high, lang)
    decimals = claim.decimals if evidence.comparable else 1 + (evidence.unit == "percent")
    decimals += more if claim.decimals else 0
    if evidence.comparable:
        edges = {edge for reading in claim.readings for edge in reading.interval.edges}
        while decimals < 9 and any(round(v, decimals) in edges - {v} for v in (low, high)):
            decimals += 1
    scale = claim.factor_en if lang == "en" else 1.0
    if evidence.unit != claim.unit:
        scale = float(LABELS[lang]["scale"].get(evidence.unit, 1))
    low, high = low * scale, high * scale
    decimals -= round(math.log10(scale))
    if decimals < 0:  # no more digits before the point than the unit of the statement gives
        low, high, decimals = round(low, decimals), round(high, decimals), 0
    name = _unit_name(evidence.unit, claim, lang)
    if name.startswith("亿") and all(abs(v) < 1 for v in (low, high) if math.isfinite(v)):
        # Chinese counts what is below 1亿 in 万, here with no more digits than before.
        low, high = (round(v, decimals) * 1e4 for v in (low, high))
        name, decimals = name.replace("亿", "万", 1), max(0, decimals - 4)
    if math.isinf(low) or math.isinf(high):  # a bound says no more than it holds, and no less
        ends = [v for v in (low, high) if math.isfinite(v)]
        decimals += _exact(ends, decimals + 1)
        low, high = outward(low, decimals, math.floor), outward(high, decimals, math.ceil)
    elif low < high and not _exact((low, high), decimals):  # its ends are figures of their own
        decimals += _exact((low, high), decimals + 1)
    shown = [display.digits(v, decimals) for v in (low, high)]
    if math.isinf(high):
        key = "more_than" if evidence.interval.low_open else "at_least"
        text = VALUES[lang][key].format(text=_shortest(shown[:1])[0])
    elif math.isinf(low):
        key = "below" if evidence.interval.high_open else "at_most"
        text = VALUES[lang][key].format(text=_shortest(shown[1:])[0])
    else:
        text = shown[0] if shown[0] == shown[1] else "–".join(_shortest(shown))
    return _measured(text, evidence.unit, name, lang)


def _exact(ends: Iterable[float], decimals: int) -> bool:
    """Whether so many decimals say all of the ends."""
    return all(math.isclose(v, round(v, decimals), rel_tol=1e-12) for v in ends)


def _shortest(ends: Sequence[str]) -> Sequence[str]:
    """The ends of an interval, or one, without the decimals that are naught in all.

    >>> _shortest(["65.550", "66.350"]), _shortest(["0.0", "100.0"]), _shortest(["85", "130"])
    (['65.55', '66.35'], ['0', '100'], ['85', '130'])
    """
    while all("." in one and one.endswith("0") for one in ends):
        ends = [one[:-1].removesuffix(".") for one in ends]
    return ends


def outward(value: float, decimals: int, whole: Callable[[float], int]) -> float:
    """A bound rounded by `math.floor` or `math.ceil`; what is infinite stays so.

    >>> outward(28.65, 1, math.ceil), outward(84.96, 1, math.floor), outward(28.6, 1, math.ceil)
    (28.7, 84.9, 28.6)
    """
    scale = 10.0**decimals
    return value if math.isinf(value) else whole(round(value * scale, 6)) / scale


def _unit_name(unit: str, claim: Claim, lang: str) -> str:
    """A unit of a claim or of evidence on it, in words."""
    return (claim.unit_words if unit == claim.unit else UNITS.get(unit, Words())).text(lang)


def _measured(text: str, unit: str, name: str, lang: str) -> str:
    """A figure with its unit, where it has one, in the number that the figure asks for."""
    if unit in ("rank", "percent"):
        return str(VALUES[lang][unit].format(text=text))
    if ORDINAL in name:
        return str(name.format(text=text))
    return agreed(str(VALUES[lang]["measured"].format(text=text, unit=name)).rstrip())


def _plain(value: float, claim: Claim, lang: str) -> str:
    """An end of a stated interval in the language's unit, at the digits it needs."""
    value = round(value * (claim.factor_en if lang == "en" else 1.0), 9)
    digits = 10 if len(f"{value:.10g}") < 9 else 4
    return f"{Decimal(f'{value:.{digits}g}'):,f}".replace("-", "\u2212")


def number_text(value: float, claim: Claim, lang: str) -> str:
    """An end of a stated interval, with its unit."""
    name = _unit_name(claim.unit, claim, lang)
    return _measured(_plain(value, claim, lang), claim.unit, name, lang)


def interval_text(interval: Interval, claim: Claim, lang: str) -> str:
    """What values a stated interval holds, in words: ``6.5 % or more, below 7.5 %``."""
    if claim.unit == "date":
        return day_text(interval.low, lang)
    if interval.is_point:
        return number_text(interval.low, claim, lang)
    if math.isinf(interval.high):
        key, end = "more_than" if interval.low_open else "at_least", interval.low
    elif math.isinf(interval.low):
        key, end = "below" if interval.high_open else "at_most", interval.high
    else:
        return _between(interval, claim, lang)
    return str(VALUES[lang][key].format(text=number_text(end, claim, lang)))


_ENDS = {
    (False, False): "both_in",
    (False, True): "high_out",
    (True, False): "low_out",
    (True, True): "both_out",
}
"""The text for an interval, by whether its low and its high end are open."""


def _between(interval: Interval, claim: Claim, lang: str) -> str:
    low, high = (_plain(end, claim, lang) for end in (interval.low, interval.high))
    if claim.unit == "rank":
        return str(VALUES[lang]["ranks"].format(low=low, high=high))
    name = _unit_name(claim.unit, claim, lang)
    if claim.unit == "percent" or lang == "zh":
        low = _measured(low, claim.unit, name, lang)
    high = _measured(high, claim.unit, name, lang)
    key = _ENDS[interval.low_open, interval.high_open]
    return str(VALUES[lang][key].format(low=low, high=high))


def reading_name(name: str, lang: str) -> str:
    """One of several readings: ``near 2 %`` is the 2 % reading, ``first 3`` the first-3 one."""
    kind, *amount = name.split()
    if kind not in ("near", "first") or not amount:
        return name
    return str(VALUES[lang][kind].format(amount=amount[0]))


def stated_text(claim: Claim, lang: str) -> str:
    """The stated interval, or intervals, in words; empty where no single figure is stated."""
    texts = [interval_text(r.interval, claim, lang) for r in claim.readings]
    return str(VALUES[lang]["or"].join(texts))


def rule_text(claim: Claim, lang: str) -> str:
    """The reading rule; what ``about`` does is said only where it stands."""
    if claim.reading == "rounded" and not any(w in claim.stated for w in claim.rule.words):
        return str(VALUES[lang]["printed"])
    return claim.rule.text(lang)


def verdict_of(judged: Judged, now: Outcome, lang: str) -> str:
    """Whether a counted value agrees, and whether that decides; nothing of one that does not count."""
    if not judged.evidence.counted:
        return ""
    text = agreement_text(judged.agreement, judged.per_reading, lang)
    if judged in now.deciding or not now.deciding or not judged.outcomes:
        return text
    return str(VALUES[lang]["not_deciding"].format(agreement=text))


def agreement_text(agreement: str, per: tuple[tuple[str, str], ...], lang: str) -> str:
    """Whether a value agrees; by reading, where the readings differ."""
    if len({agreed for _, agreed in per}) < 2:
        return AGREEMENT_WORDS[agreement].text(lang)
    return str(
        MARKS[lang]["stop"].join(
            VALUES[lang]["by_reading"].format(
                reading=reading_name(name, lang), agreement=AGREEMENT_WORDS[agreed].text(lang)
            )
            for name, agreed in per
        )
    )
