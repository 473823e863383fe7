"""Provenance: where the figures come from, as the *Sources* chapter shows it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from regionshare.chapters.edition import Edition
from regionshare.data.series import Series
from regionshare.data.store import Store
from regionshare.indicators.release import TOLERANCE
from regionshare.numbers import display
from regionshare.numbers.number import Input, Number
from regionshare.text import tables

WORDS = {
    "en": {
        "publisher": "Publisher and title",
        "published": "Published",
        "definition": "Definition",
        "unit": "Unit",
        "coverage": "Coverage",
        "regions": "regions",
        "figures": "figures",
        "grade": "Grade",
        "licence": "Licence",
        "redistribution": "Redistribution",
        "open": "open: the whole series is in the project",
        "figures_only": "figures only: the project holds the rows that it uses",
        "none": "not in the project",
        "breaks": "Breaks",
        "caveat": "Caveat",
        "via": "Came through",
        "not_compared": "not compared with the publisher's table",
        "copies": "Headline inputs and their other transcriptions",
        "input": "Input",
        "used": "Used",
        "others": "Other transcriptions",
        "difference": "Largest difference",
    },
    "zh": {
        "publisher": "发布者与题名",
        "published": "发布日期",
        "definition": "定义",
        "unit": "单位",
        "coverage": "覆盖范围",
        "regions": "个地区",
        "figures": "个数值",
        "grade": "等级",
        "licence": "许可",
        "redistribution": "再发布",
        "open": "开放：整个序列在本项目中",
        "figures_only": "仅限所用数字：本项目只保存用到的行",
        "none": "不在本项目中",
        "breaks": "断点",
        "caveat": "注意",
        "via": "转录来源",
        "not_compared": "尚未与发布者原表核对",
        "copies": "主口径所用数值及其他转录件",
        "input": "数值",
        "used": "采用",
        "others": "其他转录件",
        "difference": "最大差异",
    },
}


@dataclass(frozen=True)
class Copies:
    """An input with the other transcriptions of the same figure."""

    used: Input
    others: tuple[tuple[str, float, str], ...]

    @property
    def largest_difference(self) -> float:
        """``max |other / used - 1|``, in percent."""
        return max(abs(value / self.used.value - 1) for _, value, _ in self.others) * 100


def headline_inputs(numbers: Iterable[Number]) -> list[Input]:
    """Every figure that entered the numbers, once."""
    return list(dict.fromkeys(one for number in numbers for one in number.inputs))


def copies_of(inputs: Iterable[Input], store: Store) -> list[Copies]:
    """The inputs of which another transcription is at hand, largest difference first."""
    found = []
    for one in inputs:
        others = store.copies(one.series, one.region, one.year)
        if others:
            found.append(Copies(one, tuple(others)))
    return sorted(found, key=lambda c: (-c.largest_difference, c.used.series, c.used.region))


def copies_table(edition: Edition, copies: Iterable[Copies]) -> str:
    """The copies as a table."""
    words, lang = WORDS[edition.lang], edition.lang
    rows = []
    for one in copies:
        used = one.used
        comma = "，" if lang == "zh" else ", "
        name = edition.store.regions[used.region].name(lang)
        where = tables.Html(f"{tables.code(used.series)}{comma}{escape(name)}{comma}{used.year}")
        unit = edition.store.units[used.unit]
        others = "; ".join(
            f"{value * unit.factor(lang):,.10g} ({key})" for key, value, _ in one.others
        )
        rows.append(
            (
                where,
                f"{used.value * unit.factor(lang):,.10g} {unit.symbol(lang)}",
                others,
                display.percent(one.largest_difference, 2, lang),
            )
        )
    head = [words[k] for k in ("input", "used", "others", "difference")]
    return tables.table(words["copies"], head, rows, numeric=(1, 3))


def tell_copies(edition: Edition, inputs: list[Input], copies: list[Copies]) -> None:
    """The phrases ``copies/...``, ``sources/tolerance`` and the flag ``copies``."""
    edition.say("sources/tolerance", display.percent(100 * TOLERANCE, 1, edition.lang))
    edition.when("copies", bool(copies))
    edition.say("copies/inputs", str(len(inputs)))
    edition.say("copies/compared", str(len(copies)))
    largest = max((one.largest_difference for one in copies), default=0.0)
    edition.say("copies/largest", display.percent(largest, 2, edition.lang))


def series_list(edition: Edition) -> str:
    """Every series as an entry that opens: publisher, date, definition, coverage, licence.

    Those of the edition's nation come first.
    """
    own = edition.nation.id
    order = {concept: place for place, concept in enumerate(edition.store.concepts)}
    ranked = sorted(
        edition.store.series.values(),
        key=lambda s: (s.nation != own, s.nation, order[s.concept], s.rank, s.id),
    )
    return "\n".join(_entry(one, edition.store, edition.lang) for one in ranked)


def _entry(one: Series, store: Store, lang: str) -> str:
    words = WORDS[lang]
    source = store.sources[one.source]
    citation = escape(source.citation)
    if source.url:
        citation += f' <a href="{escape(source.url)}">{escape(source.url)}</a>'
    items = [
        ("publisher", citation),
        ("published", one.published.isoformat()),
        ("definition", escape(one.definition(lang))),
        ("unit", escape(one.unit)),
        ("coverage", _coverage(one, store, words)),
        ("grade", escape(one.grade)),
        ("licence", escape(one.licence)),
        ("redistribution", escape(words[one.redistribution])),
    ]
    if one.breaks:
        items.append(("breaks", escape(", ".join(f"{y} ({r})" for y, r in one.breaks.items()))))
    if one.transcription:
        via = "; ".join(store.sources[key].citation for key in one.transcription)
        note = f" ({words['not_compared']})" if one.not_compared else ""
        items.append(("via", escape(via + note)))
    if one.caveat(lang):
        items.append(("caveat", escape(one.caveat(lang))))
    facts = "".join(f"<dt>{escape(words[key])}</dt><dd>{text}</dd>" for key, text in items)
    span = f"{one.first_year}–{one.last_year}"
    summary = f"<code>{one.id}</code> {escape(one.definition(lang))}, {span}"
    return (
        f'<details class="series" id="series-{one.id.replace(".", "-").replace("_", "-")}">'
        f"<summary>{summary}</summary><dl>{facts}</dl></details>"
    )


def _coverage(one: Series, store: Store, words: dict[str, str]) -> str:
    table = store.table(one.id)
    count = f"{len(table)} {words['regions']}".replace(" 个", "个")
    figures = f"{int(table.notna().sum().sum())} {words['figures']}".replace(" 个", "个")
    return f"{count}, {one.first_year}–{one.last_year}, {figures}"
