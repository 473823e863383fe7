"""The bar under a figure: what can be taken away of it."""

from __future__ import annotations

import html
from pathlib import Path

from regionshare.text.words import DOWNLOADS

GROUPS = {
    "download": (
        "zip", "svg", "-89mm.pdf", "-183mm.pdf", "-300dpi.png", "-600dpi.png", "csv", "json", "py",
    ),
    "cite": ("bib", "ris", "csl.json"),
}  # fmt: skip


def bar(extra: Path, identifier: str, lang: str) -> str:
    """Return the bar as HTML: links to those of the figure's files that are there."""
    words = DOWNLOADS[lang]
    groups = []
    for group, parts in GROUPS.items():
        links = [
            f'<li><a href="{path}" download>{html.escape(words[part])}</a></li>'
            for part in parts
            if (extra / (path := _path(identifier, part))).is_file()
        ]
        if links:
            groups.append(f'<span class="bar-label">{words[group]}</span><ul>{"".join(links)}</ul>')
    name = html.escape(words["label"].format(identifier))
    return (
        f'<div class="figure-bar no-print" role="group" aria-label="{name}">{"".join(groups)}</div>'
    )


def _path(identifier: str, part: str) -> str:
    end = part if part.startswith("-") else f".{part}"
    return f"figures/{identifier}/{identifier}{end}"
