"""Claims: the statements of a text, read from a ``claims.yml`` with file, line and remedy in errors.

The head of ``data/claims.yml`` explains the format.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path

from regionshare.claims import interval
from regionshare.claims import reading as readings
from regionshare.claims.document import Document, load_documents
from regionshare.claims.evidence import INDEPENDENCE, MATCHES, ROLES
from regionshare.claims.reading import RULES, Reading, Rule
from regionshare.claims.words import Words
from regionshare.data.tables import Mapping, read_marked
from regionshare.errors import DataError, ParameterError
from regionshare.files import paths
from regionshare.numbers.evaluator import Evaluator

TOP = (
    "title_en", "title_zh", "spoken", "region", "documents", "groups", "speakers", "claims",
    "relations",
)  # fmt: skip
CLAIM = (
    "id", "slug", "group", "quote_zh", "text_en", "speaker", "region", "period_en", "period_zh",
    "year", "stated", "reading", "value", "unit", "unit_en", "unit_zh", "factor_en", "decimals",
    "flattering", "about_en", "about_zh", "note_en", "note_zh", "settles_en", "settles_zh",
    "evidence", "outside_tally",
)  # fmt: skip
REQUIRED = ("id", "slug", "group", "text_en", "speaker", "stated", "settles_en", "settles_zh")
SPEAKER = ("name_en", "name_zh", "capacity_en", "capacity_zh")
KINDS = {
    "metric": ("concept", "years", "bases", "second", "chain", "growth", "since"),
    "arithmetic": ("terms",),
    "document": (),
    "bracket": ("at",),
    "ranking": ("among", "of"),
    "repeat": (),
}
"""The kinds of evidence, each by the key that only it has, with its further keys."""
COMMON = (
    "label_en", "label_zh", "match", "role", "independence", "differs_en", "differs_zh",
    "choices", "headline", "unit",
)  # fmt: skip
METRICS = ("share", "relative_intensity", "rank", "intensity_drop")
RELATION = (
    "id", "claims", "title_en", "title_zh", "text_en", "text_zh", "terms", "values", "fits",
    "against", "line_en", "line_zh", "among", "beside",
)  # fmt: skip
RELATION_NEEDS = ("id", "claims", "title_en", "title_zh", "text_en", "text_zh", "values")
_ID = re.compile(r"[A-Z]+\d+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


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
        The rule they are read by, a key of `readings.RULES`.
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
    outside_tally : bool
        A repetition is judged, but not counted among the statements.
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
    factor_en: float = 1.0
    outside_tally: bool = False

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
    """A text's claims with its groups, documents, and what the claims imply together."""

    path: Path
    title: Words
    region: str
    spoken: datetime.date
    groups: dict[str, Words]
    claims: tuple[Claim, ...]
    documents: dict[str, Document]
    relations: tuple[Mapping, ...] = ()

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


def load(path: Path | None, evaluator: Evaluator) -> ClaimsFile:
    """Read a claims file and the documents beside it.

    Parameters
    ----------
    path : Path, optional
        ``data/claims.yml`` of the report by default. Its ``documents`` names the file of found
        statements, relative to it; ``documents.csv`` by default.

    Raises
    ------
    DataError
        With file, line and remedy.
    """
    path = path or paths.data_dir() / "claims.yml"
    top = read_marked(path)
    documents = load_documents(path.parent / top.text("documents", "documents.csv"))
    return parse(top, path, documents, evaluator)


def parse(
    top: Mapping, path: Path, documents: dict[str, Document], evaluator: Evaluator
) -> ClaimsFile:
    """A claims file from the mapping that it holds; errors as of `load`.

    Parameters
    ----------
    top : Mapping
        What the file holds; its marks name the lines in errors.
    path : Path
        Where it came from.
    """
    top.check_keys(TOP, ("spoken", "region", "groups", "speakers", "claims"))
    spoken = _day(top, "spoken")
    region = _region(top, evaluator)
    groups = {key: _named(top.mapping("groups"), key) for key in top.mapping("groups")}
    speakers = {key: _speaker(top.mapping("speakers"), key) for key in top.mapping("speakers")}
    items = top.items_of("claims")
    if not items:
        top.fail("there is no claim", "Begin each item of claims with - id: C01", "claims")
    claims = [_claim(item, groups, speakers, region, spoken, evaluator) for item in items]
    _check_unique(items)
    relations = top.items_of("relations")
    for relation in relations:
        _check_relation(relation, [claim.id for claim in claims])
    return ClaimsFile(
        path=path,
        title=Words(top.text("title_en"), top.text("title_zh")),
        region=region,
        spoken=spoken,
        groups=groups,
        claims=tuple(claims),
        documents=documents,
        relations=tuple(relations),
    )


def _day(node: Mapping, key: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(node.text(key))
    except ValueError:
        node.fail(f"{key} is {node.text(key)!r}, not a day", "Write it as 2024-11-21", key)


def _region(node: Mapping, evaluator: Evaluator, default: str = "") -> str:
    region = node.text("region", default)
    if region not in evaluator.store.regions:
        node.fail(
            f"region {region!r} is not known",
            "Use an id of data/regions.csv such as CN-GD",
            "region",
        )
    return region


def _named(node: Mapping, key: str) -> Words:
    one = node.mapping(key)
    one.check_keys(("en", "zh"), ("en", "zh"))
    return Words(one.text("en"), one.text("zh"))


def _speaker(node: Mapping, key: str) -> Speaker:
    one = node.mapping(key)
    one.check_keys((*SPEAKER, "organisation"), SPEAKER)
    return Speaker(
        key,
        Words(one.text("name_en"), one.text("name_zh")),
        Words(one.text("capacity_en"), one.text("capacity_zh")),
        one.text("organisation"),
    )


def _claim(
    item: Mapping,
    groups: dict[str, Words],
    speakers: dict[str, Speaker],
    region: str,
    spoken: datetime.date,
    evaluator: Evaluator,
) -> Claim:
    if "verdict" in item:
        item.fail("a verdict is typed", "Remove it: verdicts are computed from evidence", "verdict")
    item.check_keys(CLAIM, REQUIRED)
    _check_names(item, groups, speakers)
    found = _read(item)
    specs = item.items_of("evidence")
    for spec in specs:
        _check_spec(spec, evaluator)
    unit = item.text("unit", "percent")
    stated = item.text("value") or item.text("stated")
    shown = item.text("decimals") or str(_decimals(unit, stated))
    if not shown.isdigit():
        item.fail(f"decimals is {shown!r}", "Write a whole number such as 1", "decimals")
    year = item.text("year")
    if year and not re.fullmatch(r"\d{4}", year):
        item.fail(f"year {year!r} is not a year", "Write 2023, or leave it out", "year")
    return Claim(
        id=item.text("id"),
        slug=item.text("slug"),
        group=item.text("group"),
        quote_zh=item.text("quote_zh"),
        text_en=item.text("text_en"),
        speaker=speakers[item.text("speaker")],
        region=_region(item, evaluator, region),
        period=Words(
            item.text("period_en", year), item.text("period_zh", f"{year}年" if year else "")
        ),
        year=int(year) if year else None,
        stated=item.text("stated"),
        reading=item.text("reading") or readings.infer(item.text("stated")),
        readings=found,
        unit=unit,
        unit_words=Words(item.text("unit_en"), item.text("unit_zh")),
        decimals=int(shown),
        flattering=item.text("flattering"),
        spoken=spoken,
        factor_en=_factor(item),
        about=Words(item.text("about_en"), item.text("about_zh")),
        note=Words(item.text("note_en"), item.text("note_zh")),
        settles=Words(item.text("settles_en"), item.text("settles_zh")),
        specs=tuple(specs),
        outside_tally=item.text("outside_tally") == "true",
    )


def _factor(item: Mapping) -> float:
    try:
        factor = float(item.text("factor_en", "1"))
    except ValueError:
        factor = 0.0
    if factor <= 0:
        item.fail(
            "factor_en is no positive number", "Write it as 100, with unit_en: GW", "factor_en"
        )
    return factor


def _check_names(item: Mapping, groups: dict[str, Words], speakers: dict[str, Speaker]) -> None:
    if not _ID.fullmatch(item.text("id")):
        item.fail(f"id {item.text('id')!r} is not an id", "Write it as C01", "id")
    if not _SLUG.fullmatch(item.text("slug")):
        item.fail(
            f"slug {item.text('slug')!r} is not a slug", "Small letters, digits, hyphens", "slug"
        )
    for key, known in (("group", list(groups)), ("speaker", list(speakers))):
        if item.text(key) not in known:
            item.fail(f"{key} {item.text(key)!r} is not known", f"Known: {', '.join(known)}", key)
    if item.text("flattering") not in ("", "low", "high"):
        item.fail("flattering is neither low nor high", "Leave it out if neither is", "flattering")


def _read(item: Mapping) -> tuple[readings.Reading, ...]:
    try:
        return readings.read(item.text("stated"), item.text("reading"), item.text("value"))
    except ParameterError as error:
        key = "reading" if "reading" in item else "stated"
        item.fail(error.what, error.remedy, key)


def _decimals(unit: str, stated: str) -> int:
    if unit in ("date", "rank", "count"):
        return 0
    return 3 if "/" in stated else readings.decimals(stated) + 1


def _check_spec(spec: Mapping, evaluator: Evaluator) -> None:
    kind = kind_of(spec)
    if not kind:
        spec.fail(
            "the evidence has no kind, or more than one",
            f"Give it one of the keys {', '.join(KINDS)}",
        )
    spec.check_keys((kind, *KINDS[kind], *COMMON))
    for key, allowed in (("match", MATCHES), ("role", ROLES), ("independence", INDEPENDENCE)):
        if key in spec and spec.text(key) not in allowed:
            spec.fail(f"{key} is {spec.text(key)!r}", f"It is one of {', '.join(allowed)}", key)
    if kind == "metric":
        _check_metric(spec, evaluator)
    if kind == "bracket":
        _day(spec, "at")
    if spec.text("of") and not spec.text("of").isdigit():
        spec.fail(f"of is {spec.text('of')!r}", "Write how many are ranked, such as 8", "of")
    if kind == "arithmetic":
        _check_expression(spec)


def _check_expression(spec: Mapping) -> None:
    terms = spec.mapping("terms")
    try:
        unknown = sorted(interval.names(spec.text("arithmetic")) - set(terms))
    except ParameterError as error:
        spec.fail(error.what, error.remedy, "arithmetic")
    if unknown:
        spec.fail(
            f"{unknown[0]!r} is not a term", f"Terms: {', '.join(terms) or 'none'}", "arithmetic"
        )


def _check_metric(spec: Mapping, evaluator: Evaluator) -> None:
    """Refuse an unknown metric, concept or year, with its line."""
    metric = spec.text("metric")
    if metric not in METRICS:
        spec.fail(f"metric {metric!r} is not known", f"Metrics: {', '.join(METRICS)}", "metric")
    concepts = spec.text("concept").split(":")
    for concept in concepts:
        if concept not in evaluator.store.concepts:
            known = ", ".join(evaluator.store.concepts)
            spec.fail(f"concept {concept!r} is not known", f"Concepts: {known}", "concept")
    wanted = 1 if metric == "share" else 2
    if metric != "intensity_drop" and len(concepts) != wanted:
        spec.fail(
            f"{metric} takes {wanted} concept{'s' * (wanted > 1)}, not {len(concepts)}",
            "Write energy, or co2:gdp",
            "concept",
        )
    if metric == "intensity_drop":
        spec.check_keys(spec, ("chain", "growth", "since"))
    for year in (*spec.texts("years"), *spec.texts("since")):
        if year != "latest" and not (year.isdigit() and len(year) == 4):
            spec.fail(f"year {year!r} is not known", "Write 2021, or latest", "years")


def _check_relation(relation: Mapping, claims: list[str]) -> None:
    """Refuse a relation whose expressions use what is neither a term nor a claim."""
    relation.check_keys(RELATION, RELATION_NEEDS)
    known = [*relation.mapping("terms"), *claims]
    values = relation.mapping("values")
    for name in values:
        try:
            unknown = sorted(interval.names(values.text(name)) - set(known))
        except ParameterError as error:
            values.fail(error.what, error.remedy, name)
        if unknown:
            values.fail(
                f"{unknown[0]!r} is neither a term nor a claim", "Name it under terms", name
            )
    fits = relation.mapping("fits")
    for key, named, among in (
        ("claims", relation.texts("claims"), claims),
        ("against", relation.texts("against"), claims),
        ("fits", [*fits], list(values)),
        ("fits", [str(one) for one in fits.values()], claims),
        ("beside", relation.texts("beside"), list(values)),
    ):
        for name in named:
            if name not in among:
                relation.fail(f"{name!r} is not known", f"Known: {', '.join(among)}", key)


def _check_unique(items: list[Mapping]) -> None:
    for key in ("id", "slug"):
        first: dict[str, Mapping] = {}
        for item in items:
            name = item.text(key)
            if name in first:
                raise DataError(
                    f"{key} {name!r} stands twice",
                    where=item.where(key),
                    remedy=f"Its first place is line {first[name].lines[key]}",
                )
            first[name] = item
