"""Pages: the matrix as a page that stands alone, and as a page of the book."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

import numpy as np

from regionshare.chapters.edition import NATIONS
from regionshare.data.regions import Region
from regionshare.data.series import Series
from regionshare.errors import ParameterError
from regionshare.matrix.arithmetic import COULD, ECONOMY
from regionshare.matrix.content import Matrix, compute
from regionshare.matrix.words import GROUPS, SHORT_ANSWERS, WORDS, group, label, name
from regionshare.numbers import display, opening
from regionshare.numbers.evaluation import DECIMALS
from regionshare.text.ledger_words import ANSWERS

STYLE = """
:root { color-scheme: light dark; }
body { background: light-dark(#ffffff, #14181e); color: light-dark(#22262b, #e6e9ed); margin: 0; padding: 1rem 1.25rem 3rem; line-height: 1.5; font-family: "System Han", "Report Han", -apple-system, BlinkMacSystemFont,
  "Segoe UI", "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 90rem; margin: 0 auto; }
h1 { margin: .3rem 0 .6rem; font-size: 1.7rem; line-height: 1.25; }
main > p { max-width: 46rem; }
.twin { text-align: right; max-width: none; margin: 0; }
a { color: LinkText; }
.matrix td > a { color: inherit; }
pre, code { font-family: SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
"""


def title(matrix: Matrix, lang: str) -> str:
    """``China: every region and year``."""
    return WORDS[lang]["of"].format(matrix.nation.name(lang))


def lead(matrix: Matrix, lang: str) -> str:
    """What the page shows, in plain text."""
    words = WORDS[lang]
    choices = ("、" if lang == "zh" else ", ").join(f"{c}={b}" for c, b in matrix.basis.items())
    basis = words["instead"].format(choices) if choices else words["headline"]
    first, last = matrix.years[0], matrix.years[-1]
    return words["lead"].format(nation=_nation(matrix, lang), first=first, last=last, basis=basis)


def _nation(matrix: Matrix, lang: str) -> str:
    return str(NATIONS[lang].get(matrix.nation.id, matrix.nation.name(lang)))


def page(
    nation: str,
    lang: str,
    *,
    editions: Mapping[tuple[str, int], str] | None = None,
    years: Sequence[int] = (),
    basis: Mapping[str, str] | None = None,
    metric: str = "",
    twin: str = "",
    files: Mapping[str, str] | None = None,
    style: str = "",
) -> str:
    """A nation's matrix as a whole page, such as the front page of a site of many editions.

    ``page("CN", "en", editions={("CN-GD", 2021): "CN-GD-2021/index.html"}, twin="zh/index.html")``

    Parameters
    ----------
    years, basis
        As `compute` takes them.
    editions, metric, twin, files, style
        As `standalone` takes them.
    """
    matrix = compute(opening.evaluator(), nation, years, basis)
    return standalone(matrix, lang, editions, metric, twin, files, style)


def standalone(
    matrix: Matrix,
    lang: str,
    editions: Mapping[tuple[str, int], str] | None = None,
    metric: str = "",
    twin: str = "",
    files: Mapping[str, str] | None = None,
    style: str = "",
) -> str:
    """A whole page of a matrix that is already computed.

    Parameters
    ----------
    editions : mapping of (str, int) to str, optional
        Address of the edition by region and year, relative to the page; a cell without one shows
        the command that makes it.
    metric : str, optional
        The metric in front; the sentence's answers where there are any by default.
    twin : str, optional
        Address of the page in the other language.
    files : mapping of str to str, optional
        Addresses of the whole table by name, such as ``CSV``.
    style : str, optional
        Address of a style sheet that brings a Chinese font.
    """
    words, other = WORDS[lang], "en" if lang == "zh" else "zh"
    link = HTML_LANG[other]
    top = (
        f'<p class="twin"><a href="{escape(twin)}" lang="{link}" hreflang="{link}">'
        f"{words['twin']}</a></p>"
    )
    listed = (", " if lang == "en" else "、").join(
        f'<a href="{escape(address)}">{escape(name)}</a>' for name, address in (files or {}).items()
    )
    colon = "：" if lang == "zh" else ": "
    name = escape(title(matrix, lang))
    parts = [
        f'<!doctype html>\n<html lang="{HTML_LANG[lang]}">\n<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{name}</title>\n<style>{STYLE}</style>",
        f'<link rel="alternate" hreflang="{link}" href="{escape(twin)}">' if twin else "",
        f'<link rel="stylesheet" href="{escape(style)}">' if style else "",
        f"</head>\n<body><main>\n{top if twin else ''}",
        f"<h1>{name}</h1>\n<p>{escape(lead(matrix, lang))}</p>",
        f"<p>{words['files']}{colon}{listed}</p>" if listed else "",
        fragment(matrix, lang, editions, metric),
        "</main></body>\n</html>\n",
    ]
    return "\n".join(filter(None, parts))


def chapter(matrix: Matrix, lang: str, editions: Mapping[tuple[str, int], str], marked: str) -> str:
    """A page of the book, as MyST."""
    words = WORDS[lang]
    command = f"regionshare matrix --nation {matrix.nation.id}"
    return "\n".join(
        [
            "(page-matrix)=",
            f"# {words['title']}",
            "",
            lead(matrix, lang),
            "",
            f"{words['again']} `{command}`",
            "",
            "````{raw} html",
            fragment(matrix, lang, editions, marked=marked),
            "````",
            "",
        ]
    )


def fragment(
    matrix: Matrix,
    lang: str,
    editions: Mapping[tuple[str, int], str] | None = None,
    metric: str = "",
    marked: str = "",
) -> str:
    """The matrix alone, with its style and script; parameters as `standalone`."""
    return Sheet(matrix, lang, front(matrix, metric), editions or {}, marked).html()


def front(matrix: Matrix, metric: str = "") -> str:
    """The metric that stands in front of a page; `ParameterError` for one that no page shows."""
    metrics = shown(matrix)
    if metric and metric not in metrics:
        raise ParameterError(
            f"no page of {matrix.nation.id} shows the metric {metric!r}",
            remedy=f"Metrics: {', '.join(metrics)}",
        )
    return metric or metrics[0]


# -- Markup: the matrix as HTML, the same on a page of its own and on a page of the book.
#
# The metric asked for stands in front, coloured, each cell a link or a button. Every other metric is
# a plain table below, so that the page needs no script for its content; where scripts run, a choice
# puts any of these tables in front.

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


# -- Faces: how one metric of the matrix is printed: its texts, unit, colours, breaks and basis.
#
# A cell is coloured by what it prints, so that two cells that read the same look the same.

DASH = "–"
CLASSES = 7
AROUND_ONE = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0)
"""Edges of a ratio's classes: as far below 1 as above it."""


@dataclass(frozen=True)
class Scale:
    """Which colour a printed value has.

    Attributes
    ----------
    kind : {"c", "d", "a"}
        One hue from low to high, two hues around 1, or the sentence's answers.
    edges : tuple of str
        The lowest printed value of each class but the first; for answers the words.
    labels : tuple of str
        What the key says of each class.
    """

    kind: str
    edges: tuple[str, ...]
    labels: tuple[str, ...]

    def place(self, text: str) -> str:
        """The class of a printed value, such as ``c3``; empty for a dash."""
        if text == DASH:
            return ""
        if self.kind == "a":
            return f"a{self.edges.index(text)}"
        return f"{self.kind}{sum(number(edge) <= number(text) for edge in self.edges)}"


def number(text: str) -> float:
    """The value that a text prints.

    >>> number("1,234.5")
    1234.5
    """
    return float(text.replace(",", "").replace("\u2212", "-"))


@dataclass(frozen=True)
class Face:
    """One metric as the page prints it.

    Attributes
    ----------
    texts : list of list of str
        By region and year; a dash where there is no figure.
    unit : str
        Symbol of the friendly unit; empty for ratios, ranks and answers.
    breaks : tuple of int
        Years before which the basis changes, or its publisher states a break.
    bases : tuple of (str, str)
        Years and the choices behind them.
    """

    metric: str
    texts: list[list[str]]
    unit: str
    scale: Scale
    breaks: tuple[int, ...]
    bases: tuple[tuple[str, str], ...]


def shown(matrix: Matrix) -> list[str]:
    """The metrics that a page prints, the sentence first.

    Whole series are printed only where their licence is open; what is computed from them always.
    """
    series = matrix.evaluator.store.series
    return [
        metric
        for metric, block in matrix.blocks.items()
        if metric != ECONOMY
        and (
            group(metric) != "value"
            or all(series[one].redistribution == "open" for one in block.bases if one)
        )
    ]


def face(matrix: Matrix, metric: str, lang: str) -> Face:
    """How a metric is printed in one language."""
    block = matrix.blocks[matrix.require(metric)]
    unit = next(one for one in block.units if one)
    texts, symbol, decimals = (
        (_answers(matrix, lang), "", 0) if metric == COULD else _figures(matrix, metric, unit, lang)
    )
    flat = [number(t) for row in texts for t in row if t != DASH] if metric != COULD else []
    if metric == COULD:
        scale = Scale("a", SHORT_ANSWERS[lang][:3], ANSWERS[lang][:3])
    elif group(metric) == "relative_intensity":
        scale = graded("d", AROUND_ONE, decimals)
    else:
        scale = graded("c", sevenths(flat, decimals), decimals)
    return Face(metric, texts, symbol, scale, _breaks(matrix, metric), _bases(matrix, metric))


def _answers(matrix: Matrix, lang: str) -> list[list[str]]:
    words = SHORT_ANSWERS[lang]
    return [[words[place] for place in row] for row in matrix.answers().to_numpy().tolist()]


def _figures(matrix: Matrix, metric: str, unit: str, lang: str) -> tuple[list[list[str]], str, int]:
    """Texts, unit and decimals: those of the unit, or three digits at the median."""
    factor, symbol = display.friendly(unit, matrix.evaluator.store.units, lang)
    values = matrix.blocks[metric].values * factor
    decimals = DECIMALS.get(unit, significant(float(np.nanmedian(values))))
    symbol = {"percent": "%", "ratio": "", "rank": ""}.get(unit, symbol)
    texts = [
        [DASH if math.isnan(v) else display.digits(v, decimals) for v in row]
        for row in values.tolist()
    ]
    return texts, symbol, decimals


def significant(value: float) -> int:
    """Decimals that show a value with three digits.

    >>> significant(1234.0), significant(12.3), significant(0.0123)
    (0, 1, 4)
    """
    return max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0


def sevenths(values: Sequence[float], decimals: int) -> tuple[float, ...]:
    """The edges that part printed values into seven classes of about the same size."""
    cuts = np.quantile(values, [k / CLASSES for k in range(1, CLASSES)], method="nearest")
    return tuple(sorted({round(float(cut), decimals) for cut in cuts} - {min(values)}))


def graded(kind: str, edges: Sequence[float], decimals: int) -> Scale:
    """A scale of classes that begin at edges, each labelled by the values it can print."""
    step = 10.0**-decimals
    starts = [display.digits(edge, decimals) for edge in edges]
    ends = [display.digits(edge - step, decimals) for edge in edges]
    if not edges:
        return Scale(kind, (), (DASH,))
    middle = [
        low if low == high else f"{low}{DASH}{high}"
        for low, high in zip(starts[:-1], ends[1:], strict=True)
    ]
    return Scale(kind, tuple(starts), (f"≤ {ends[0]}", *middle, f"≥ {starts[-1]}"))


def _bases(matrix: Matrix, metric: str) -> tuple[tuple[str, str], ...]:
    """Runs of years with one basis."""
    pairs = zip(matrix.years, matrix.blocks[metric].bases, strict=True)
    found = []
    for basis, run in itertools.groupby(pairs, key=lambda pair: pair[1]):
        years = [year for year, _ in run]
        if basis:
            one = len(years) == 1
            found.append((f"{years[0]}" if one else f"{years[0]}{DASH}{years[-1]}", basis))
    return tuple(found)


def _breaks(matrix: Matrix, metric: str) -> tuple[int, ...]:
    """Where a chart would break its line (`panels.history_panel`)."""
    series = matrix.evaluator.store.series
    block, found, before = matrix.blocks[metric], [], ""
    for year, basis in zip(matrix.years, block.bases, strict=True):
        stated = any(year in series[name].breaks for name in _series(basis, series))
        if before and basis and (basis != before or stated):
            found.append(year)
        before = basis or before
    return tuple(found)


def _series(basis: str, known: Mapping[str, Series]) -> list[str]:
    """The series that a basis names, above the line and as the total."""
    found = []
    for choice in filter(None, basis.split("+")):
        concept, _, token = choice.partition(".")
        found += [f"{concept}.{part}" for part in token.split("~")]
    return [name for name in found if name in known]
