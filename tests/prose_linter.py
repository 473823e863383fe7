"""Linter: results typed into prose, where only ``{num}`` and ``{say}`` may bring a number.

A result is a number with a unit or a percent sign, a decimal fraction, or the same in words:
百分之七, 三成, seven per cent. Quotations may hold figures, and the sentence around a quoted figure
explains how it is read. Years, dates, versions and the numbers of sections, tables and figures are
no results.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

SYMBOLS = (
    r"%|％|‰|percentage|per[ -]?cent|pp\b|"
    r"(?:[kKMGTP]|k?g ?CO[2₂]?/k)?(?:Wh|W|tce|tC|t|J|Btu|g)\b|"
    r"[bm]n\b|[btm]r?illion|kilomet|tonne|tons?\b|yuan|RMB|CNY|USD|HKD|MOP|dollar|"
    r"亿|万|千(?:瓦|克|焦|米|兆)|兆|吉|太(?:瓦|焦)|吨|元|港元|个(?:百分)?点|倍|成(?!不)"
)
"""What may not stand behind a number; years included."""
SOFT = r"people\b|persons\b|inhabitants\b|times\b|-fold\b|fold\b|人(?!均)|度\b"
"""What may not stand behind a number other than a year."""

WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundred|thousand)"
)
NUMERAL = "[零〇一二两三四五六七八九十]"
RESULTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\d[\d,]*(?:\.\d+)?[ \u00a0\u202f]*(?:{SYMBOLS}|{SOFT})",
        r"(?<![\d.,\w])\d[\d,]*\.\d+(?![\d.]*\.?\w)",
        rf"\b(?!one[ -]percentage){WORD}(?:[ -]{WORD})*[ -](?:percentage|per[ -]?cent|[btm]r?illion|tonnes?|times\b)",
        rf"\b{WORD}[ -](?:thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)\b",
        r"\bhalf a per[ -]?cent|\bhalf a percentage",
        r"[百千万]分之",
        rf"{NUMERAL}+分之{NUMERAL}+",
        rf"(?!一(?:个百分点|千瓦|[吨元倍])){NUMERAL}[{NUMERAL[1:-1]}百千万亿点]*"
        rf"(?:个百分点|成(?!不|为|了|本|果|立)|倍|亿|万|吨|元(?!化)|千瓦)",
    )
)

QUOTE = r"""[“「『"][^”」』"]*[”」』"]"""
QUOTED_FIGURE = re.compile(r"""[“「『"][^”」』"]*\d[^”」』"]*[”」』"]""")
SENTENCE = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s+")
FENCE = re.compile(r"[ ]*(?P<marks>`{3,}|~{3,}|:{3,})[ ]*(?P<info>.*?)[ ]*$")
VERBATIM = re.compile(r"\{(?:math|code|code-block|code-cell|raw|mermaid)\}|(?!\{)")
NO_RESULT = tuple(
    re.compile(pattern, re.MULTILINE | re.IGNORECASE)
    for pattern in (
        r"^\s*>.*$",  # block quotations
        r"^:\w[\w-]*:.*$",  # options of a directive
        r"\$\$[^$]*\$\$|\$[^$\n]*\$",
        r"(\{[\w-]+\})?`+[^`]*`+",  # roles and code
        QUOTE,
        r"\]\([^)]*\)|<https?:[^>]*>|https?://\S+|<[^>\n]+>",
        rf"\b(?:sections?|tables?|figures?|chapters?|articles?|version|python|by|v)[ ~]?"
        rf"\d+(?:[.–-]\d+)*(?![\d.]|[ \u202f]*(?:{SYMBOLS}))",
        r"§ ?\d+(?:\.\d+)*",
        r"第 ?\d+(?:[.–—-]\d+)* ?[节章条款表图页]",
        rf"[表图] ?\d+(?:[.–—-]\d+)*(?![\d.]|[ \u202f]*(?:{SYMBOLS}))",
        rf"(?<![\d.,])(?:19|20)\d\d(?:[ ]?[–—至/-][ ]?(?:(?:19|20)\d\d|\d\d))?"
        rf"(?![\d]|[.,]\d|[ \u202f]*(?:{SYMBOLS}))",
    )
)  # fmt: skip


class Finding(NamedTuple):
    """A typed result: the cell (0 where it is text alone) and what was typed."""

    cell: int
    text: str


def _without_code(markdown: str) -> str:
    """Text without fences and what a fence of code or math holds; a directive's prose stays."""
    kept: list[str] = []
    open_fences: list[tuple[str, bool]] = []
    for line in markdown.splitlines():
        fence = FENCE.match(line)
        if fence is None:
            if not any(verbatim for _, verbatim in open_fences):
                kept.append(line)
            continue
        marks, info = fence["marks"], fence["info"]
        if open_fences and not info and marks.startswith(open_fences[-1][0]):
            open_fences.pop()
        else:
            open_fences.append((marks, VERBATIM.match(info) is not None))
    return "\n".join(kept)


def prose(markdown: str) -> str:
    """Markdown without what may hold typed figures."""
    text = _without_code(markdown)
    text = re.sub(r"^\s*>.*$", "", text, flags=re.MULTILINE)
    kept = []
    for paragraph in text.split("\n\n"):
        sentences = SENTENCE.split(paragraph)
        kept.append(" ".join(s for s in sentences if s and not QUOTED_FIGURE.search(s)))
    text = "\n\n".join(kept)
    for pattern in NO_RESULT:
        text = pattern.sub(" ", text)
    return text


def typed_results(markdown: str) -> list[str]:
    """The results typed into a text, in the order of the rules.

    >>> typed_results("It used 7.0 % of it, 百分之七, in 2021")
    ['7.0 %', '百分之']
    >>> typed_results("It used {num}`share/energy` of it in 2021; he said “about 7 %”")
    []
    """
    text = prose(markdown)
    found: list[str] = []
    for pattern in RESULTS:
        found += [match.group().strip() for match in pattern.finditer(text)]
        text = pattern.sub(" ", text)
    return found


def lint(notebook: Mapping[str, Any]) -> list[Finding]:
    """The results typed into the prose cells of a notebook, cells counted from 1."""
    return [
        Finding(position, text)
        for position, cell in enumerate(notebook["cells"], start=1)
        if cell["cell_type"] == "markdown"
        for text in typed_results("".join(cell["source"]))
    ]
