"""Listings: the tables of the chapters, from numbers and data to HTML."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from regionshare import display, tables
from regionshare.editions import Edition
from regionshare.numbers import Number, NumberId
from regionshare.panels import intensity_panel
from regionshare.wording import SHORT

WORDS = {
    "en": {
        "shares": "Shares, each beside the economy's and the people's share of the same year",
        "what": "Share of",
        "year": "Year",
        "share": "Share",
        "span": "Span",
        "of_gdp": "Economy",
        "of_population": "People",
        "relative": "÷ economy",
        "choices": "Every admissible choice and what it gives",
        "basis": "Choice",
        "role": "Role",
        "note": "What it mixes",
        "headline": "headline",
        "grid": "alternative",
        "proxies": "proxy",
        "later": "Figures nearer to the year asked for",
        "provinces": "All regions",
        "region": "Region",
        "relative_energy": "Energy ÷ economy",
        "relative_co2": "Carbon ÷ economy",
        "definitions": "What each share is a share of",
        "definition": "Definition",
    },
    "zh": {
        "shares": "各项比重，与同年经济和人口比重对照",
        "what": "项目",
        "year": "年份",
        "share": "比重",
        "span": "范围",
        "of_gdp": "经济",
        "of_population": "人口",
        "relative": "÷经济",
        "choices": "所有可采用的口径及其结果",
        "basis": "口径",
        "role": "性质",
        "note": "混用了什么",
        "headline": "主口径",
        "grid": "备选",
        "proxies": "替代值",
        "later": "更接近所问年份的数字",
        "provinces": "所有地区",
        "region": "地区",
        "relative_energy": "能源÷经济",
        "relative_co2": "碳排放÷经济",
        "definitions": "各项比重的定义",
        "definition": "定义",
    },
}


def shares_table(edition: Edition, shares: dict[str, Number]) -> str:
    """Each share with its year, its span, and the economy's and people's share of that year."""
    words = WORDS[edition.lang]
    rows = []
    for concept, one in shares.items():
        year = int(one.period)
        beside = [_share_in(edition, yardstick, year) for yardstick in ("gdp", "population")]
        relative = (
            edition.number("relative_intensity", f"{concept}:gdp", year)
            if (concept != "gdp" and beside[0])
            else None
        )
        rows.append(
            (
                edition.store.concepts[concept].name(edition.lang),
                one.period,
                edition.show(one),
                display.span(one, edition.store, edition.lang) or "–",
                *(edition.show(other) if other else "–" for other in beside),
                edition.show(relative) if relative else "–",
            )
        )
    head = [words[k] for k in ("what", "year", "share", "span", "of_gdp", "of_population",
                               "relative")]  # fmt: skip
    return tables.table(words["shares"], head, rows, numeric=range(1, 7))


def _share_in(edition: Edition, concept: str, year: int) -> Number | None:
    from regionshare.errors import MissingDataError

    try:
        return edition.number("share", concept, year)
    except MissingDataError:
        return None


def choices_table(edition: Edition, shares: dict[str, Number]) -> str:
    """Every admissible choice of every concept, in the year of its share, and what it gives."""
    words, lang = WORDS[edition.lang], edition.lang
    rows: list[Sequence[str]] = []
    marked = []
    for concept, one in shares.items():
        values = one.span.values if one.span else {}
        year = int(one.period)
        for basis in edition.evaluator.grid.admissible(
            edition.nation.id, concept, edition.region.id, year
        ):
            value = values.get(basis.token, one.value if basis.role == "headline" else None)
            if value is None:
                continue
            if basis.role == "headline":
                marked.append(len(rows))
            rows.append(
                (
                    edition.store.concepts[concept].name(lang),
                    one.period,
                    tables.code(f"{concept}.{basis.token}"),
                    words[basis.role],
                    display.percent(value, one.decimals, lang),
                    basis.note(lang),
                )
            )
    head = [words[k] for k in ("what", "year", "basis", "role", "share", "note")]
    return tables.table(words["choices"], head, rows, numeric=(1, 4), marked=marked)


def later_table(edition: Edition, later: Sequence[Number]) -> str:
    """Shares in years after the latest complete one."""
    words = WORDS[edition.lang]
    rows = [
        (
            edition.store.concepts[NumberId.parse(one.id).concepts[0]].name(edition.lang),
            one.period,
            edition.show(one),
            tables.WORDS[edition.lang]["proxy"] if one.match == "proxy" else "",
            tables.basis_text(one, edition.lang),
        )
        for one in later
    ]
    head = [words[k] for k in ("what", "year", "share", "role", "basis")]
    return tables.table(words["later"], head, rows, numeric=(1, 2))


def provinces_table(edition: Edition) -> str:
    """Shares and relative intensities of every region, lowest energy per economy first."""
    words, lang = WORDS[edition.lang], edition.lang
    panel = intensity_panel(edition).sort_values(
        ["relative_energy", "region"], na_position="last", ignore_index=True
    )
    columns = [f"share_{c}" for c in edition.concepts] + ["relative_energy", "relative_co2"]
    head = [words["region"]]
    for concept in edition.concepts:
        head.append(f"{SHORT[concept][lang]} {edition.year_of(concept)}")
    head += [words["relative_energy"], words["relative_co2"]]
    rows = []
    for record in panel.to_dict("records"):
        cells = [str(record["name"])]
        for column in columns:
            value = record[column]
            if math.isnan(value):
                cells.append("–")
            elif column.startswith("share_"):
                cells.append(display.percent(value, 1, lang))
            else:
                cells.append(display.digits(value, 2))
        rows.append(cells)
    marked = panel.index[panel["region"] == edition.region.id].tolist()
    return tables.table(words["provinces"], head, rows, numeric=range(1, len(head)), marked=marked)


def definitions_table(edition: Edition, concepts: Iterable[str]) -> str:
    """What each concept means."""
    words, lang = WORDS[edition.lang], edition.lang
    known = [edition.store.concepts[c] for c in concepts]
    rows = [(c.name(lang), c.definition_zh if lang == "zh" else c.definition_en) for c in known]
    return tables.table(words["definitions"], [words["what"], words["definition"]], rows)
