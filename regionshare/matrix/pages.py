"""Pages: the matrix as a page that stands alone, as a page of the book, and as files beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from regionshare.claims.who import explorable
from regionshare.data.regions import Region
from regionshare.errors import ParameterError
from regionshare.files import packs
from regionshare.matrix.content import Matrix
from regionshare.matrix.faces import Face, anchor, face, group, label, name, shown
from regionshare.text.markup import HTML_LANG, Markup, guarded, plain, render
from regionshare.text.messages import room

WORDS = room("matrix")
STATIC = Path(__file__).parent / "static"


def title(matrix: Matrix, lang: str) -> str:
    """``China: every region and year``."""
    return str(WORDS[lang]["of"].format(nation=matrix.nation.name(lang)))


def lead(matrix: Matrix, lang: str, cells: str = "leads") -> str:
    """What the page shows, in plain text; `cells` names the sentence on where a cell leads."""
    words = WORDS[lang]
    choices = words["listed"].join(f"{c}={b}" for c, b in matrix.basis.items())
    basis = words["instead"].format(bases=choices) if choices else words["headline"]
    nation = matrix.nation.running(lang)
    told = {"nation": nation, "first": matrix.years[0], "last": matrix.years[-1], "basis": basis}
    return str(words["lead"].format(**told, cells=words[cells]))


def sheets(
    matrix: Matrix,
    lang: str,
    name: str,
    editions: Mapping[tuple[str, int], str] | None = None,
    metric: str = "",
    twin: str = "",
    **look: Any,
) -> dict[str, str]:
    """A matrix as whole pages by their names: `name`, and those of metrics that it cannot hold.

    Parameters as `standalone`; ``files`` and ``style`` are passed on to it.
    """
    beside = addresses(matrix, name, editions, metric)
    first = standalone(matrix, lang, editions, metric, twin, beside=beside, **look)
    return {name: first} | apart(matrix, lang, beside, editions, twin, **look)


def addresses(
    matrix: Matrix,
    name: str,
    editions: Mapping[tuple[str, int], str] | None = None,
    metric: str = "",
) -> dict[str, str]:
    """The page of each metric, where `name` cannot hold the tables of all; else none.

    The metric in front of `name` comes first, and needs no other page.
    """
    metrics = shown(matrix)
    if _elements(matrix, metrics, editions or {}) <= ELEMENTS:
        return {}
    chosen = front(matrix, metric)
    return {chosen: name} | {one: _beside(name, one) for one in metrics if one != chosen}


def _beside(name: str, metric: str) -> str:
    """``matrix.share-energy.html`` for ``matrix.html``."""
    return f"{name.removesuffix('.html')}.{anchor(metric).removeprefix('matrix-')}.html"


def apart(
    matrix: Matrix,
    lang: str,
    beside: Mapping[str, str],
    editions: Mapping[tuple[str, int], str] | None = None,
    twin: str = "",
    **look: Any,
) -> dict[str, str]:
    """The pages of `addresses` but the first, by their names; `twin` is that of the first."""
    look["beside"] = beside
    return {
        address: standalone(matrix, lang, editions, one, twin and _beside(twin, one), **look)
        for one, address in [*beside.items()][1:]
    }


def standalone(
    matrix: Matrix,
    lang: str,
    editions: Mapping[tuple[str, int], str] | None = None,
    metric: str = "",
    twin: str = "",
    files: Mapping[str, str] | None = None,
    style: str = "",
    **inside: Any,
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
    **inside
        As `fragment` takes them.
    """
    beside, called = inside.get("beside") or {}, title(matrix, lang)
    home = next(iter(beside.items()), ("", ""))
    own = metric and beside and metric != home[0]
    named = {"metric": _choice(matrix, metric, lang).label, "nation": called} if own else {}
    made = render(
        "matrix/page.html",
        lang=lang,
        other="en" if lang == "zh" else "zh",
        languages=HTML_LANG,
        words=WORDS[lang],
        title=WORDS[lang]["drawing"]["title"].format(**named) if own else called,
        home=(home[1], called) if own else None,
        lead=lead(matrix, lang, "explored" if inside.get("views") else "leads"),
        look=Markup((STATIC / "page.css").read_text("utf-8")),
        twin=twin,
        style=style,
        files=files or {},
        matrix=fragment(matrix, lang, editions, metric, **inside),
    )
    return guarded(str(made))


def explored(matrix: Matrix) -> str:
    """The explorer's view of a cell, by the choices of the matrix, with places for region and year.

    Empty for a nation that has no explorer.
    """
    if matrix.nation.id not in explorable(matrix.evaluator):
        return ""
    chosen = "".join(
        f"&{concept}={token.removeprefix(f'{concept}.').partition('~')[0]}"
        for concept, token in matrix.basis.items()
    )
    return f"explorer.html?region={{region}}&year={{year}}{chosen}"


def chapter(
    matrix: Matrix,
    lang: str,
    editions: Mapping[tuple[str, int], str],
    marked: str,
    beside: Mapping[str, str] | None = None,
) -> str:
    """A page of the book, as MyST: a cell without an edition leads to the explorer."""
    views = explored(matrix)
    return plain(
        "matrix/chapter.md",
        words=WORDS[lang],
        lead=lead(matrix, lang, "explored" if views else "leads"),
        chosen=f"{matrix.nation.id}{packs.choices(matrix.basis)}",
        matrix=fragment(matrix, lang, editions, marked=marked, views=views, beside=beside),
    )


def fragment(
    matrix: Matrix,
    lang: str,
    editions: Mapping[tuple[str, int], str] | None = None,
    metric: str = "",
    marked: str = "",
    views: str = "",
    beside: Mapping[str, str] | None = None,
) -> Markup:
    """The matrix alone, with its style and script: the same on every page.

    The metric asked for stands in front, coloured. Every other metric is a plain table below, or has
    a page of its own, so that no page needs a script for its content; where scripts run, a choice
    puts any of them in front. A cell is one element, a link where its edition is there; the script
    makes it a link or a button where it is pointed at. Parameters as `standalone`.

    Parameters
    ----------
    marked : str
        A region to set apart, such as the edition's own.
    views : str
        Where a cell without an edition leads, as `explored` has it; else it opens a command.
    beside : mapping of str to str, optional
        The pages of the metrics (`addresses`), where they are not all on this one.
    """
    editions, metrics = editions or {}, shown(matrix)
    chosen = front(matrix, metric)
    here = [chosen] if beside else metrics
    faces = {one: face(matrix, one, lang) for one in here}
    choices = [_choice(matrix, one, lang, (beside or {}).get(one, "")) for one in metrics]
    groups = itertools.groupby(choices, key=lambda one: group(one.metric))
    newest = _newest(matrix, here, editions)
    return render(
        "matrix/sheet.html",
        lang=lang,
        languages=HTML_LANG,
        words=WORDS[lang],
        front=faces[chosen],
        faces=[*faces.values()],
        groups=[(WORDS[lang]["groups"][kind], list(members)) for kind, members in groups],
        apart=[one for one in choices if one.metric not in faces],
        years=matrix.years,
        newest=newest,
        rows=list(_rows(matrix, faces[chosen], editions, marked, newest)),
        views=views,
        commands=[] if views else list(_commands(matrix, editions)),
        style=Markup((STATIC / "matrix.css").read_text("utf-8")),
        script=Markup((STATIC / "matrix.js").read_text("utf-8")),
    )


# -- what a page holds -------------------------------------------------------------------------------

ELEMENTS = 7_750
"""Most elements of a matrix on one page; with those of a page around it they stay below 8,000."""


def _elements(
    matrix: Matrix, here: Sequence[str], editions: Mapping[tuple[str, int], str], years: int = -1
) -> int:
    """How many elements a page has with the tables of some metrics, and years in front."""
    years = len(matrix.years) if years < 0 else years
    links = sum((one.id, year) in editions for one in matrix.regions for year in matrix.years)
    listed = len(shown(matrix))
    tables = len(here) * (3 * len(matrix.regions) + 13) + 3 * (listed - len(here)) + listed
    return tables + len(matrix.regions) * (3 + years) + years + links + 60


def _newest(
    matrix: Matrix, here: Sequence[str], editions: Mapping[tuple[str, int], str]
) -> tuple[int, ...]:
    """The years in front: all, or as many of the latest as a page holds."""
    left = ELEMENTS - _elements(matrix, here, editions, 0)
    return matrix.years[-max(1, left // (len(matrix.regions) + 1)) :]


@dataclass(frozen=True)
class Choice:
    """A metric to choose: its name in its group, its whole name, and its page if not this one."""

    metric: str
    name: str
    label: str
    address: str

    @property
    def anchor(self) -> str:
        """The id of its table, or of the link to its page."""
        return anchor(self.metric)


def _choice(matrix: Matrix, metric: str, lang: str, address: str = "") -> Choice:
    concepts = matrix.evaluator.store.concepts
    return Choice(metric, name(metric, lang, concepts), label(metric, lang, concepts), address)


def front(matrix: Matrix, metric: str = "") -> str:
    """The metric that stands in front of a page; `ParameterError` for one that no page shows."""
    metrics = shown(matrix)
    if metric and metric not in metrics:
        raise ParameterError(
            f"no page of {matrix.nation.id} shows the metric {metric!r}",
            remedy=f"Metrics: {', '.join(metrics)}",
        )
    return metric or metrics[0]


@dataclass(frozen=True)
class Row:
    """A region in front, and its cells."""

    region: Region
    marked: bool
    cells: list[Cell]


@dataclass(frozen=True)
class Cell:
    """A value with its colour, and the address of its edition."""

    text: str
    classes: str
    address: str | None


def _rows(
    matrix: Matrix,
    one: Face,
    editions: Mapping[tuple[str, int], str],
    marked: str,
    years: Sequence[int],
) -> Iterator[Row]:
    for region, texts in zip(matrix.regions, one.texts, strict=True):
        cells = []
        for year, text in zip(years, texts[-len(years) :], strict=True):
            classes = [one.scale.place(text), "b" if year in one.breaks else ""]
            address = editions.get((region.id, year))
            cells.append(Cell(text, " ".join(filter(None, classes)), address))
        yield Row(region, region.id == marked, cells)


def _commands(matrix: Matrix, editions: Mapping[tuple[str, int], str]) -> Iterator[str]:
    """The commands of the editions that are possible and not here."""
    any_one = {"region": "{region}", "year": "{year}", "basis": matrix.basis}
    command = packs.command(f"build{packs.edition(any_one)}")
    for region, possible in zip(matrix.regions, matrix.possible.tolist(), strict=True):
        for year, one in zip(matrix.years, possible, strict=True):
            if one and (region.id, year) not in editions:
                yield command.replace("{region}", region.id).replace("{year}", str(year))
