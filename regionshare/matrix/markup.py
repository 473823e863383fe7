"""Markup: the matrix as HTML, the same on a page of its own and on a page of the book.

The metric asked for stands in front, coloured, each cell a link or a button. Every other metric is
a plain table below, so that the page needs no script for its content; where scripts run, a choice
puts any of these tables in front.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

from regionshare.data.regions import Region
from regionshare.matrix.content import Matrix
from regionshare.matrix.faces import DASH, Face, face, shown
from regionshare.matrix.sentence import COULD
from regionshare.matrix.words import GROUPS, WORDS, group, label, name

STATIC = Path(__file__).parent / "static"
HTML_LANG = {"en": "en", "zh": "zh-CN"}


def anchor(metric: str) -> str:
    """The id of a metric's table.

    >>> anchor("relative_intensity/energy:gdp")
    'matrix-relative-intensity-energy-gdp'
    """
    return "matrix-" + metric.translate(str.maketrans("/:_", "---"))


@dataclass(frozen=True)
class Sheet:
    """The matrix in one language, with the metric in front and where its cells lead.

    Attributes
    ----------
    editions : mapping of (str, int) to str
        Address by region and year, relative to the page.
    marked : str
        A region to set apart, such as the edition's own.
    """

    matrix: Matrix
    lang: str
    metric: str
    editions: Mapping[tuple[str, int], str]
    marked: str = ""

    @cached_property
    def words(self) -> dict[str, str]:
        """The words of its language."""
        return WORDS[self.lang]

    def html(self) -> str:
        """Choice, key, table, notes, the other metrics, commands, style and script."""
        front = face(self.matrix, self.metric, self.lang)
        style, script = ((STATIC / f"matrix.{kind}").read_text("utf-8") for kind in ("css", "js"))
        return "\n".join(
            [
                f"<style>\n{style}</style>",
                f'<div class="matrix" data-metric="{anchor(self.metric)}">',
                self._choice(),
                self._front(front),
                f'<div class="matrix-note">{self._note(front)}</div>',
                f'<p class="matrix-heading" id="matrix-tables">{self.words["tables"]}</p>',
                *(self._plain(metric) for metric in shown(self.matrix)),
                *self._commands(),
                f"</div>\n<script>\n{script}</script>",
            ]
        )

    def _choice(self) -> str:
        """The select that a script shows, and links that need none."""
        groups = []
        for kind, metrics in itertools.groupby(shown(self.matrix), key=group):
            options = "".join(
                f'<option value="{anchor(m)}"{" selected" if m == self.metric else ""}>'
                f"{escape(name(m, self.lang))}</option>"
                for m in metrics
            )
            groups.append(
                f'<optgroup label="{escape(GROUPS[kind][self.lang])}">{options}</optgroup>'
            )
        return (
            f'<p class="matrix-choice"><label for="matrix-metric">{self.words["metric"]}</label> '
            f'<select id="matrix-metric">{"".join(groups)}</select></p>\n'
            f'<p class="matrix-others"><a href="#matrix-tables">{self.words["tables"]}</a></p>'
        )

    # -- tables -------------------------------------------------------------------------------

    def _title(self, one: Face) -> str:
        comma = "，" if self.lang == "zh" else ", "
        unit = f"{comma}{self.words['unit'].format(one.unit)}" if one.unit else ""
        return escape(label(one.metric, self.lang) + unit)

    def _front(self, one: Face) -> str:
        head = "".join(
            f'<th scope="col"{_classes(["b"] if year in one.breaks else [])}>{year}</th>'
            for year in self.matrix.years
        )
        rows = []
        for row, region in enumerate(self.matrix.regions):
            mark = ' class="marked"' if region.id == self.marked else ""
            cells = "".join(
                self._cell(one, row, column) for column in range(len(self.matrix.years))
            )
            rows.append(f'<tr{mark}><th scope="row">{self._names(region)}</th>{cells}</tr>')
        body = "\n".join(rows)
        return (
            f'<div class="matrix-key" aria-label="{self.words["key"]}" role="group">{_key(one, self.lang)}</div>\n'
            f'<div class="matrix-scroll" tabindex="0" role="region" aria-labelledby="matrix-caption">'
            f'<table><caption id="matrix-caption">{self._title(one)}</caption><thead><tr>'
            f'<th scope="col">{self.words["region"]}</th>{head}</tr></thead><tbody>\n{body}\n'
            f"</tbody></table></div>"
        )

    def _names(self, region: Region) -> str:
        other = "zh" if self.lang == "en" else "en"
        return (
            f"{escape(region.name(self.lang))} "
            f'<span lang="{HTML_LANG[other]}">{escape(region.name(other))}</span>'
        )

    def _cell(self, one: Face, row: int, column: int) -> str:
        text, year = one.texts[row][column], self.matrix.years[column]
        region = self.matrix.regions[row].id
        classes = [one.scale.place(text), "b" if year in one.breaks else ""]
        address = self.editions.get((region, year))
        if address is not None:
            text = f'<a href="{escape(address)}">{text}</a>'
        elif self.matrix.possible[row, column]:
            text = f'<button popovertarget="make-{region}">{text}</button>'
        return f"<td{_classes(classes)}>{text}</td>"

    def _plain(self, metric: str) -> str:
        """A metric as a plain table that unfolds; what a script needs of it stands in ``data-``."""
        one = face(self.matrix, metric, self.lang)
        head = "".join(f"<th scope=col>{year}" for year in self.matrix.years)
        rows = "\n".join(
            f"<tr><th scope=row>{escape(region.name(self.lang))}<td>{'<td>'.join(texts)}"
            for region, texts in zip(self.matrix.regions, one.texts, strict=True)
        )
        edges, breaks = "|".join(one.scale.edges), " ".join(map(str, one.breaks))
        return (
            f"<details><summary>{self._title(one)}</summary>"
            f'<div class="matrix-key" hidden>{_key(one, self.lang)}</div>'
            f'<div class="matrix-scroll" tabindex="0" role="region" aria-label="{self._title(one)}">'
            f'<table id="{anchor(metric)}" data-kind="{one.scale.kind}" data-edges="{edges}" '
            f'data-breaks="{breaks}"><thead><tr><th scope=col>{self.words["region"]}{head}</thead>'
            f"<tbody>{rows}</table></div>"
            f'<div class="matrix-note">{self._note(one)}</div></details>'
        )

    def _note(self, one: Face) -> str:
        """What the metric is made of, and how to read it."""
        words, stop = self.words, "；" if self.lang == "zh" else "; "
        parts = []
        if one.metric == COULD:
            answered = [y for y, told in zip(self.matrix.years, zip(*one.texts, strict=True), strict=True)
                        if any(text != DASH for text in told)]  # fmt: skip
            parts += [words["asked"], words["last"].format(answered[-1])]
        elif one.scale.kind == "c":
            parts.append(words["sevenths"])
        if one.breaks:
            parts.append(words["broken"])
        bases = stop.join(f"{years} <code>{_code(basis)}</code>" for years, basis in one.bases)
        glue, colon = ("", "：") if self.lang == "zh" else (" ", ": ")
        return f"<p>{glue.join(parts)}</p><p>{words['basis']}{colon}{bases}</p>"

    # -- commands -----------------------------------------------------------------------------

    def _commands(self) -> Iterator[str]:
        """For each region a popover with the command of every edition that is not here."""
        for row, region in enumerate(self.matrix.regions):
            years = [
                year
                for column, year in enumerate(self.matrix.years)
                if self.matrix.possible[row, column] and (region.id, year) not in self.editions
            ]
            if years:
                yield self._popover(region, years)

    def _popover(self, region: Region, years: Sequence[int]) -> str:
        words, place = self.words, f"make-{region.id}"
        chosen = "".join(f" --basis {c}={basis}" for c, basis in self.matrix.basis.items())
        lines = "\n".join(
            f"regionshare build --region {region.id} --year {y}{chosen}" for y in years
        )
        return (
            f'<div popover class="matrix-make" id="{place}" role="dialog" aria-labelledby="{place}-name">'
            f'<p id="{place}-name"><strong>{self._names(region)} <span class="year"></span></strong></p>'
            f'<p data-one="{words["make"]}">{words["makes"]}</p>'
            f'<pre tabindex="0">{escape(lines)}</pre>'
            f'<p><button type="button" class="copy" data-copied="{words["copied"]}" hidden>'
            f'{words["copy"]}</button> <button type="button" popovertarget="{place}" '
            f'popovertargetaction="hide">{words["close"]}</button></p></div>'
        )


def _classes(names: Sequence[str]) -> str:
    own = " ".join(filter(None, names))
    return f' class="{own}"' if own else ""


def _key(one: Face, lang: str) -> str:
    """The colours of a metric with the values they stand for; for answers in full words."""
    colon = "：" if lang == "zh" else ": "
    short = one.scale.edges if one.scale.kind == "a" else one.scale.labels
    told = [
        word if text == word else f"{text}{colon}{word}"
        for text, word in zip(short, one.scale.labels, strict=True)
    ]
    return "".join(
        f'<span class="{one.scale.kind}{place}">{escape(text)}</span>'
        for place, text in enumerate(told)
    )


def _code(basis: str) -> str:
    """A basis that may break after its separators."""
    return escape(basis).replace("+", "+<wbr>").replace("~", "~<wbr>")
