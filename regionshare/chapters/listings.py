"""Listings: the tables of the chapters, from numbers and data to HTML."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

from regionshare.chapters.edition import SHORT, Edition
from regionshare.chapters.panels import intensity_panel
from regionshare.claims.words import basis_name
from regionshare.data.bases import Basis
from regionshare.data.store import Store
from regionshare.numbers import display
from regionshare.numbers.number import Number, NumberId
from regionshare.text import tables

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
                SHORT[edition.lang][concept],
                edition.text(one),
                one.period,
                display.span(one, edition.store, edition.lang) or "–",
                *(edition.text(other) if other else "–" for other in beside),
                edition.text(relative) if relative else "–",
            )
        )
    head = [words[k] for k in ("what", "share", "year", "span", "of_gdp", "of_population",
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
                    SHORT[lang][concept],
                    display.percent(value, one.decimals, lang),
                    _named(edition.store, basis, year, lang),
                    words[basis.role],
                )
            )
    head = [words[k] for k in ("what", "share", "basis", "role")]
    return tables.table(words["choices"], head, rows, numeric=(1,), marked=marked)


def _named(store: Store, basis: Basis, year: int, lang: str) -> tables.Html:
    """A basis in words, with what it mixes and its token in small type."""
    name = escape(basis_name(store, basis, year).text(lang))
    small = "<br>".join(filter(None, (escape(basis.note(lang)), tables.code(basis.token))))
    return tables.Html(f"{name}<br><small>{small}</small>")


def later_table(edition: Edition, later: Sequence[Number]) -> str:
    """Shares in years after the latest complete one."""
    words, lang = WORDS[edition.lang], edition.lang
    rows = []
    for one in later:
        wanted = NumberId.parse(one.id)
        concept, year = wanted.concepts[0], wanted.year
        basis = edition.evaluator.chooser.by_token(
            concept, wanted, wanted.choice or _headline_token(edition, concept, year)
        )
        rows.append(
            (
                SHORT[lang][concept],
                edition.text(one),
                one.period,
                _named(edition.store, basis, year, lang),
                display.BASIS[lang]["proxy"] if one.match == "proxy" else "",
            )
        )
    head = [words[k] for k in ("what", "share", "year", "basis", "role")]
    return tables.table(words["later"], head, rows, numeric=(1, 2))


def _headline_token(edition: Edition, concept: str, year: int) -> str:
    return edition.evaluator.grid.headline(edition.nation.id, concept, year).token


def provinces_table(edition: Edition) -> str:
    """Shares and relative intensities of every region, lowest energy per economy first."""
    words, lang = WORDS[edition.lang], edition.lang
    panel = intensity_panel(edition).sort_values(
        ["relative_energy", "region"], na_position="last", ignore_index=True
    )
    columns = [f"share_{c}" for c in edition.concepts] + ["relative_energy", "relative_co2"]
    head = [words["region"]]
    for concept in edition.concepts:
        head.append(f"{SHORT[lang][concept]} {edition.year_of(concept)}")
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
