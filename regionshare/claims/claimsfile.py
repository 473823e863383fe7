"""Claims file: reading and checking a ``claims.yml``, with file, line and remedy in errors."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from regionshare.claims import expressions, gathering, gridded, readings
from regionshare.claims.documents import load_documents
from regionshare.claims.evidence import INDEPENDENCE, MATCHES, ROLES
from regionshare.claims.statement import Claim, ClaimsFile, Speaker, Words
from regionshare.data.tables import Mapping, read_marked
from regionshare.errors import DataError, ParameterError
from regionshare.files import paths
from regionshare.numbers.evaluator import Evaluator

TOP = ("title_en", "title_zh", "spoken", "region", "documents", "groups", "speakers", "claims")
CLAIM = (
    "id", "slug", "group", "quote_zh", "text_en", "speaker", "region", "period_en", "period_zh",
    "year", "stated", "reading", "value", "unit", "unit_en", "unit_zh", "factor_en", "decimals", "flattering",
    "about_en", "about_zh", "note_en", "note_zh", "settles_en", "settles_zh", "evidence",
    "outside_tally",
)  # fmt: skip
REQUIRED = ("id", "slug", "group", "text_en", "speaker", "stated", "settles_en", "settles_zh")
_ID = re.compile(r"[A-Z]+\d+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


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
    return ClaimsFile(
        path=path,
        title=Words(top.text("title_en"), top.text("title_zh")),
        region=region,
        spoken=spoken,
        groups=groups,
        claims=tuple(claims),
        documents=load_documents(path.parent / top.text("documents", "documents.csv")),
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
    keys = ("name_en", "name_zh", "capacity_en", "capacity_zh")
    one.check_keys(keys, keys)
    return Speaker(
        key,
        Words(one.text("name_en"), one.text("name_zh")),
        Words(one.text("capacity_en"), one.text("capacity_zh")),
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
    kind = gathering.kind_of(spec)
    if not kind:
        spec.fail(
            "the evidence has no kind, or more than one",
            f"Give it one of the keys {', '.join(gathering.KINDS)}",
        )
    spec.check_keys((kind, *gathering.KINDS[kind], *gathering.COMMON))
    for key, allowed in (("match", MATCHES), ("role", ROLES), ("independence", INDEPENDENCE)):
        if key in spec and spec.text(key) not in allowed:
            spec.fail(f"{key} is {spec.text(key)!r}", f"It is one of {', '.join(allowed)}", key)
    if kind == "metric":
        gridded.check(spec, evaluator)
    if kind == "bracket":
        _day(spec, "at")
    if spec.text("of") and not spec.text("of").isdigit():
        spec.fail(f"of is {spec.text('of')!r}", "Write how many are ranked, such as 8", "of")
    if kind == "arithmetic":
        _check_expression(spec)


def _check_expression(spec: Mapping) -> None:
    terms = spec.mapping("terms")
    try:
        unknown = sorted(expressions.names(spec.text("arithmetic")) - set(terms))
    except ParameterError as error:
        spec.fail(error.what, error.remedy, "arithmetic")
    if unknown:
        spec.fail(
            f"{unknown[0]!r} is not a term", f"Terms: {', '.join(terms) or 'none'}", "arithmetic"
        )


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
