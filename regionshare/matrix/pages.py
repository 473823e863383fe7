"""Pages: the matrix as a page that stands alone, and as a page of the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from regionshare.chapters.edition import NATIONS
from regionshare.errors import ParameterError
from regionshare.matrix.content import Matrix, compute
from regionshare.matrix.faces import shown
from regionshare.matrix.markup import HTML_LANG, Sheet
from regionshare.matrix.words import WORDS
from regionshare.numbers import opening

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
