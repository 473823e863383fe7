"""Claims: the statements of a text, read from a ``claims.yml`` with file, line and remedy in errors.

`SCHEMA` names every key; a page of the book, made from it, says what each means.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from regionshare.claims import interval
from regionshare.claims.document import Document, asked_of, contents, load_documents, opened
from regionshare.claims.evidence import INDEPENDENCE, MATCHES, ROLES
from regionshare.claims.statement import RULES, Asked, Reading, Rule, Stated, prepare, stated
from regionshare.claims.words import NAMES, NOTHING, Words, said, written
from regionshare.data.tables import Mapping, Row
from regionshare.errors import DataError, ParameterError, RegionshareError, raise_all
from regionshare.files import paths
from regionshare.numbers.evaluator import Evaluator

TOP = (
    "title_en", "title_zh", "said_en", "said_zh", "sentence_en", "sentence_zh", "account_en",
    "account_zh", "spoken", "region", "documents", "groups", "speakers", "claims",
    "relations",
)  # fmt: skip
CLAIM = (
    "id", "slug", "group", "subject_zh", "quote_zh", "text_en", "speaker", "region", "period_en", "period_zh",
    "year", "stated", "reading", "value", "unit", "unit_en", "unit_zh", "factor_en", "decimals",
    "flattering", "about_en", "about_zh", "note_en", "note_zh", "settles_en", "settles_zh",
    "told_en", "told_zh", "evidence", "outside_tally", "chapter",
)  # fmt: skip
REQUIRED = ("id", "slug", "group", "text_en", "speaker", "stated", "settles_en", "settles_zh")
NAMED = ("en", "zh")
SPEAKER = ("name_en", "name_zh", "capacity_en", "capacity_zh")
KINDS = {
    "metric": (
        "concept",
        "years",
        "bases",
        "second",
        "chain",
        "growth",
        "since",
        "order",
        "against",
    ),
    "arithmetic": ("terms",),
    "document": (),
    "bracket": ("at",),
    "share_rank": (),
    "ranking": ("among", "of"),
    "repeat": (),
}
"""The kinds of evidence, each by the key that only it has, with its further keys."""
NEEDS = {"metric": ("concept",), "bracket": ("at",)}
"""Which of them must be there."""
COMMON = (
    "label_en", "label_zh", "match", "role", "independence", "differs_en", "differs_zh",
    "choices", "headline", "unit", "scope", "measured", "open", "splice", "told",
    "bound",
)  # fmt: skip
FIGURED = ("value", "per_capita", "intensity", "comparison", "change")
"""Metrics of a region's own figures."""
CONCEPTS = {"share": (1,), "value": (1,), "rank": (1, 2), "comparison": (1, 2), "change": (1, 2)}
"""Of how many concepts a metric is; one that is not here, of two."""
WRITTEN = {1: "energy", 2: "co2:gdp"}
METRICS = ("share", "relative_intensity", "rank", "intensity_drop", *FIGURED)
ORDERS = ("highest", "lowest")
RELATION = (
    "id", "claims", "title_en", "title_zh", "text_en", "text_zh", "terms", "values", "fits",
    "against", "line_en", "line_zh", "among", "beside",
)  # fmt: skip
RELATION_NEEDS = ("id", "claims", "title_en", "title_zh", "text_en", "text_zh", "values")
SCHEMA: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "top": (TOP, ("spoken", "region", "groups", "speakers", "claims")),
    "groups": (NAMED, NAMED),
    "speakers": ((*SPEAKER, "organisation"), SPEAKER),
    "claims": (CLAIM, REQUIRED),
    **{kind: ((kind, *more), (kind, *NEEDS.get(kind, ()))) for kind, more in KINDS.items()},
    "evidence": (COMMON, ()),
    "relations": (RELATION, RELATION_NEEDS),
}
"""Every key that a claims file may have, by its place, and those that must be there."""
_YES_NO = ("true", "false")
ALLOWED = {
    "match": MATCHES, "role": ROLES, "independence": INDEPENDENCE, "scope": ("same", "other"),
    "bound": ("upper", "lower"), "measured": _YES_NO, "open": _YES_NO, "splice": _YES_NO,
    "told": _YES_NO, "headline": _YES_NO, "outside_tally": _YES_NO,
}  # fmt: skip
CHOICES = {"metric": METRICS, "order": ORDERS, "reading": tuple(RULES), **ALLOWED}
"""What a key may hold, where that is one of a few words."""
FORMS = {
    "id": (r"[A-Z]+\d+", "an id", "Write it as C01"),
    "slug": (r"[a-z0-9]+(-[a-z0-9]+)*", "a slug", "Small letters, digits, hyphens"),
    "year": (r"(\d{4})?", "a year", "Write 2023, or leave it out"),
    "decimals": (r"\d*", "a whole number", "Write it as 1"),
    "factor_en": (
        r"|(?=.*[1-9])\d+(\.\d+)?(e\d+)?",
        "a positive number",
        "Write it as 100, with unit_en",
    ),
    "flattering": (r"(low|high)?", "low or high", "Leave it out if neither is"),
    "of": (r"\d*", "a whole number", "Write how many are ranked, such as 8"),
}
"""Keys whose text has a form: pattern, what it is, and what to do."""


@dataclass(frozen=True)
class Speaker:
    """Who said it, in which capacity and, where it is known, for which organisation."""

    id: str
    name: Words
    capacity: Words
    organisation: str = ""


@dataclass(frozen=True)
class Claim:
    """One statement of a text.

    Attributes
    ----------
    stated : str
        The words with the figure, as they stand.
    reading : str
        The rule they are read by, a key of `statement.RULES`.
    unit : str
        ``percent``, ``date``, ``rank``, ``count`` or a plain unit.
    flattering : str
        ``low`` or ``high``: which values would be to the speaker's credit.
    year : int or None
        The year the figure refers to; None where the text does not say.
    specs : tuple of Mapping
        The evidence asked for, as written in the file.
    factor_en : float
        What a figure is multiplied by to stand in the English unit: 亿千瓦 by 100 in GW.
    about : Words
        What it is about, where that is not the region.
    told : Words
        What its answer adds.
    subject_zh : str
        What the Chinese words speak of, where they do not name it.
    outside_tally : bool
        A repetition is judged, but not counted among the statements.
    digit : float or None
        One unit of the last digit that the words print; None for a fraction or a day.
    chapter : str
        The chapter that tells it, and which it is where that tells several: ``bay_area/energy``.
    """

    id: str
    slug: str
    group: str
    quote_zh: str
    text_en: str
    speaker: Speaker
    region: str
    period: Words
    year: int | None
    stated: str
    reading: str
    readings: tuple[Reading, ...]
    unit: str
    unit_words: Words
    decimals: int
    flattering: str
    spoken: datetime.date
    note: Words
    settles: Words
    specs: tuple[Mapping, ...]
    about: Words = field(default_factory=Words)
    told: Words = field(default_factory=Words)
    factor_en: float = 1.0
    outside_tally: bool = False
    digit: float | None = None
    chapter: str = ""
    subject_zh: str = ""

    @property
    def rule(self) -> Rule:
        """The reading rule, with its text in both languages."""
        return RULES[self.reading]

    @property
    def anchor(self) -> str:
        """Its id in a page."""
        return self.id


@dataclass(frozen=True)
class ClaimsFile:
    """A text's claims with its groups, documents, and what the claims imply together.

    Where the text has one sentence that stands for it: the sentence, who said it (``said``, as it
    is led in), and all that is known of that (``account``).
    """

    title: Words
    region: str
    spoken: datetime.date
    groups: dict[str, Words]
    claims: tuple[Claim, ...]
    documents: dict[str, Document]
    relations: tuple[Mapping, ...] = ()
    said: Words = NOTHING
    sentence: Words = NOTHING
    account: Words = NOTHING

    def whose(self, document: Document, speaker: str) -> str:
        """Whose figure it is: what stands in a document with the speaker's words is theirs."""
        rows = [one for one in self.documents.values() if one.document == document.document]
        if any(one.independence_from(speaker) == "same_speaker" for one in rows):
            return "same_speaker"
        return document.independence_from(speaker)

    def told_in(self, chapter: str) -> Claim | None:
        """The claim that a chapter tells, by its ``chapter``."""
        return next((one for one in self.claims if one.chapter == chapter), None)

    def claim(self, wanted: str) -> Claim | None:
        """A claim by id or slug, in any case."""
        for one in self.claims:
            if wanted.lower() in (one.id.lower(), one.slug.lower()):
                return one
        return None


def kind_of(spec: Mapping) -> str:
    """The kind of an entry of evidence, by the key that only this kind has; empty if none."""
    kinds = [kind for kind in KINDS if kind in spec]
    return kinds[0] if len(kinds) == 1 else ""


def portable(claim: Claim) -> bool:
    """Whether a claim can be asked of another region: some of its evidence is a metric."""
    return any(kind_of(spec) == "metric" for spec in claim.specs)


# -- reading a file -----------------------------------------------------------------------------------


def load(
    path: Path | None, evaluator: Evaluator, told: list[RegionshareError] | None = None
) -> ClaimsFile:
    """Read a claims file and the documents beside it.

    Parameters
    ----------
    path : Path, optional
        ``claims.yml`` of the data by default; where they have none, there is no claim. Its
        ``documents`` names the file of found statements, relative to it; ``documents.csv`` by
        default.
    told : list, optional
        Takes up what is wrong with single claims, which are then left out.

    Raises
    ------
    DataError
        With file, line and remedy: of every claim that has an error.
    """
    own = paths.data_dir() / "claims.yml"
    if path is None and not own.is_file():
        return ClaimsFile(Words(), "", datetime.date.max, {}, (), {})
    path = path or own
    if told is not None:
        return _parsed(path, evaluator, told)
    return _loaded(path, evaluator, *contents(path))


@functools.lru_cache(maxsize=4)
def _loaded(path: Path, evaluator: Evaluator, *_: bytes) -> ClaimsFile:
    """A claims file of these contents, read once in a process, or before it was forked."""
    return _parsed(path, evaluator)


def _parsed(
    path: Path, evaluator: Evaluator, told: list[RegionshareError] | None = None
) -> ClaimsFile:
    top, documents = opened(path)
    prepare(_texts(top, documents))
    return parse(top, load_documents(documents), evaluator, told)


def read_texts(path: Path) -> tuple[str, Any]:
    """Key and content of the compiled readings of a claims file and the documents beside it."""
    return prepare(_texts(*opened(path)))


def _texts(top: Mapping, documents: list[Row]) -> list[Asked]:
    claims = [_asked(item) for item in top.items_of("claims")]
    return claims + [asked for row in documents for asked in asked_of(row)]


def parse(
    top: Mapping,
    documents: dict[str, Document],
    evaluator: Evaluator,
    told: list[RegionshareError] | None = None,
) -> ClaimsFile:
    """A claims file from the mapping that it holds; errors as of `load`.

    Parameters
    ----------
    top : Mapping
        What the file holds; its marks name the lines in errors.
    """
    top.check_keys(*SCHEMA["top"])
    reader = _Reader(
        evaluator,
        groups={key: _named(top.mapping("groups"), key) for key in top.mapping("groups")},
        speakers={key: _speaker(top.mapping("speakers"), key) for key in top.mapping("speakers")},
        region=_region(top, evaluator),
        spoken=_day(top, "spoken"),
    )
    items = top.items_of("claims")
    if not items:
        top.fail("there is no claim", "Begin each item of claims with - id: C01", "claims")
    claims, errors = [], []
    for item in items:
        try:
            claims.append(reader.claim(item))
        except DataError as error:
            errors.append(error)
    if told is None:
        raise_all(errors)
    else:
        told += errors
    _check_unique(items)
    relations = tuple(top.items_of("relations"))
    for relation in relations:
        _check_relation(relation, [claim.id for claim in claims])
    return ClaimsFile(
        title=written(top, "title"),
        region=reader.region,
        spoken=reader.spoken,
        groups=reader.groups,
        claims=tuple(claims),
        documents=documents,
        relations=relations,
        said=written(top, "said"),
        sentence=written(top, "sentence"),
        account=written(top, "account"),
    )


def _known(node: Mapping, key: str, value: str, known: Iterable[str], remedy: str = "") -> str:
    if value not in known:
        remedy = remedy or f"Known: {', '.join(known)}"
        node.fail(f"{key} {value!r} is not known", remedy, key)
    return value


def _check_forms(node: Mapping) -> None:
    for key, (pattern, what, remedy) in FORMS.items():
        if key in node and not re.fullmatch(pattern, node.text(key)):
            node.fail(f"{key} {node.text(key)!r} is not {what}", remedy, key)
    for key, allowed in ALLOWED.items():
        if key in node and node.text(key) not in allowed:
            node.fail(f"{key} is {node.text(key)!r}", f"It is one of {', '.join(allowed)}", key)


def _day(node: Mapping, key: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(node.text(key))
    except ValueError:
        node.fail(f"{key} is {node.text(key)!r}, not a day", "Write it as 2024-11-21", key)


def _region(node: Mapping, evaluator: Evaluator, default: str = "") -> str:
    known = [region.id for region in evaluator.store.regions]
    remedy = "Use an id of data/regions.csv such as CN-GD"
    return _known(node, "region", node.text("region", default), known, remedy)


def _named(node: Mapping, key: str) -> Words:
    one = node.mapping(key)
    one.check_keys(*SCHEMA["groups"])
    return Words(one.text("en"), one.text("zh"))


def _speaker(node: Mapping, key: str) -> Speaker:
    one = node.mapping(key)
    one.check_keys(*SCHEMA["speakers"])
    return Speaker(key, written(one, "name"), written(one, "capacity"), one.text("organisation"))


@dataclass(frozen=True)
class _Reader:
    """Reads claims, with what their file says at its top."""

    evaluator: Evaluator
    groups: dict[str, Words]
    speakers: dict[str, Speaker]
    region: str
    spoken: datetime.date

    def claim(self, item: Mapping) -> Claim:
        """One claim, or `DataError` with its line."""
        if "verdict" in item:
            item.fail("a verdict is typed", "Remove it: it is computed from evidence", "verdict")
        item.check_keys(*SCHEMA["claims"])
        _check_forms(item)
        specs = item.items_of("evidence")
        unit, year, stated = item.text("unit", "percent"), item.text("year"), _stated(item)
        in_year = said(NAMES, "in_year", year=year) if year else Words()
        claim = Claim(
            id=item.text("id"),
            slug=item.text("slug"),
            group=_known(item, "group", item.text("group"), self.groups),
            quote_zh=item.text("quote_zh"),
            subject_zh=item.text("subject_zh"),
            text_en=item.text("text_en"),
            speaker=self.speakers[_known(item, "speaker", item.text("speaker"), self.speakers)],
            region=_region(item, self.evaluator, self.region),
            period=Words(item.text("period_en", in_year.en), item.text("period_zh", in_year.zh)),
            year=int(year) if year else None,
            stated=item.text("stated"),
            reading=stated.rule if stated else "none",
            readings=stated.readings if stated else (),
            unit=unit,
            unit_words=written(item, "unit"),
            decimals=int(item.text("decimals") or _decimals(unit, stated)),
            flattering=item.text("flattering"),
            spoken=self.spoken,
            factor_en=float(item.text("factor_en") or 1),
            about=written(item, "about"),
            told=written(item, "told"),
            note=written(item, "note"),
            settles=written(item, "settles"),
            specs=tuple(specs),
            outside_tally=item.text("outside_tally") == "true",
            digit=_digit(unit, stated),
            chapter=item.text("chapter"),
        )
        _check_order(item, stated, specs)
        for spec in specs:
            _check_spec(spec, self.evaluator)
        return claim


def _asked(item: Mapping) -> Asked:
    words, rule, value = (item.text(key) for key in ("stated", "reading", "value"))
    names = tuple(item.text(key) for key in ("unit_en", "unit_zh"))
    return Asked(words, rule, value, item.text("unit", "percent"), names)


def _stated(item: Mapping) -> Stated | None:
    """What a claim's words say, in its unit; a year that stands in them must be its own."""
    asked = _asked(item)
    try:
        found = stated(*asked)
    except ParameterError as error:
        item.fail(error.what, error.remedy, "reading" if asked.rule else "stated")
    year = item.text("year")
    if found and found.year and year and found.year != int(year):
        item.fail(f"stated names {found.year}, year is {year}", "Write one year", "stated")
    return found


def _check_order(item: Mapping, found: Stated | None, specs: Sequence[Mapping]) -> None:
    """Refuse a place that is said to count from another end than its evidence does."""
    if found is None or not found.order:
        return
    for spec in specs:
        counted = "highest" if kind_of(spec) in ("ranking", "share_rank") else ""
        if spec.text("metric") == "rank":
            counted = spec.text("order") or "lowest"
        if counted != found.order:
            known = (
                f"its evidence counts from the {counted}" if counted else "its evidence does not"
            )
            item.fail(
                f"{found.text!r} says from which end it counts, the {found.order}; {known}",
                f"Add order: {found.order} to metric: rank, or write the place alone",
                "stated",
            )


def _decimals(unit: str, stated: Stated | None) -> int:
    if unit in ("date", "rank", "count"):
        return 0
    if stated and stated.kind == "fraction":
        return 3 if unit == "ratio" else 2
    return 1 + (stated.decimals if stated else 0)


def _digit(unit: str, stated: Stated | None) -> float | None:
    if stated is None or unit == "date" or stated.kind == "fraction":
        return None
    return 1.0 if unit in ("rank", "count") else float(10.0**-stated.decimals)


def _check_spec(spec: Mapping, evaluator: Evaluator) -> None:
    kind = kind_of(spec)
    if not kind:
        spec.fail(
            "the evidence has no kind, or more than one",
            f"Give it one of the keys {', '.join(KINDS)}",
        )
    own, needed = SCHEMA[kind]
    spec.check_keys((*own, *SCHEMA["evidence"][0]), needed)
    _check_forms(spec)
    if kind == "metric":
        _check_metric(spec, evaluator)
    if kind == "bracket":
        _day(spec, "at")
    if kind == "arithmetic":
        _check_expression(spec, "arithmetic", list(spec.mapping("terms")), "is not a term")


def _check_expression(node: Mapping, key: str, known: list[str], wrong: str) -> None:
    try:
        unknown = sorted(interval.names(node.text(key)) - set(known))
    except ParameterError as error:
        node.fail(error.what, error.remedy, key)
    if unknown:
        node.fail(f"{unknown[0]!r} {wrong}", f"Known: {', '.join(known) or 'none'}", key)


def _check_metric(spec: Mapping, evaluator: Evaluator) -> None:
    """Refuse an unknown metric, concept or year, with its line."""
    metric = _known(spec, "metric", spec.text("metric"), METRICS, f"Metrics: {', '.join(METRICS)}")
    concepts, known = spec.text("concept").split(":"), evaluator.store.concepts
    for concept in concepts:
        _known(spec, "concept", concept, known, f"Concepts: {', '.join(known)}")
        if not known[concept].is_total:
            spec.fail(
                f"{concept} is no total: regions' figures do not add up to the nation's",
                "Name its figure as a term of arithmetic",
                "concept",
            )
    wanted = CONCEPTS.get(metric, (2,))
    if metric == "rank" and not spec.text("order"):
        wanted = (2,)
    if metric != "intensity_drop" and len(concepts) not in wanted:
        ends = "Say from which end the place counts, order: highest or lowest"
        spec.fail(
            f"{metric} takes {' or '.join(map(str, wanted))} concept{'s' * (wanted != (1,))}, "
            f"not {len(concepts)}",
            ends if len(concepts) == 1 else f"Write {' or '.join(WRITTEN[n] for n in wanted)}",
            "concept",
        )
    if spec.text("order"):
        _known(spec, "order", spec.text("order"), ORDERS, "Write highest, or lowest")
    needed = {"comparison": "against", "change": "since"}.get(metric)
    if needed:
        spec.check_keys(spec, (needed,))
    if metric == "comparison":
        _known(
            spec,
            "against",
            spec.text("against"),
            [one.id for one in evaluator.store.regions],
            "Use an id such as CN-JS",
        )
    if metric == "intensity_drop":
        spec.check_keys(spec, ("chain", "growth", "since"))
    for year in (*spec.texts("years"), *spec.texts("since")):
        if year != "latest" and not (year.isdigit() and len(year) == 4):
            spec.fail(f"year {year!r} is not known", "Write 2021, or latest", "years")


def _check_relation(relation: Mapping, claims: list[str]) -> None:
    """Refuse a relation whose expressions use what is neither a term nor a claim."""
    relation.check_keys(*SCHEMA["relations"])
    known = [*relation.mapping("terms"), *claims]
    values = relation.mapping("values")
    for name in values:
        _check_expression(values, name, known, "is neither a term nor a claim")
    fits = relation.mapping("fits")
    for key, named, among in (
        ("claims", relation.texts("claims"), claims),
        ("against", relation.texts("against"), claims),
        ("fits", [*fits], list(values)),
        ("fits", [str(one) for one in fits.values()], claims),
        ("beside", relation.texts("beside"), list(values)),
    ):
        for name in named:
            _known(relation, key, name, among)


def _check_unique(items: list[Mapping]) -> None:
    for key in ("id", "slug", "chapter"):
        first: dict[str, Mapping] = {}
        for item in items:
            name = item.text(key)
            if name and name in first:
                raise DataError(
                    f"{key} {name!r} stands twice",
                    where=item.where(key),
                    remedy=f"Its first place is line {first[name].lines[key]}",
                )
            first[name] = item
