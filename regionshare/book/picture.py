"""The picture of an edition that is shown where somebody links to it: its headline numbers."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure as Canvas

from regionshare.chapters.edition import SHORT
from regionshare.figures.style import themed

NAME = "preview.png"
WIDTH, HEIGHT = 1200, 630
_DPI = 100
SHOWN = ("energy", "co2", "population", "gdp")
WORDS = {
    "en": (
        "Share of the Nation",
        "{region}'s share of {nation}",
        "published statistics, recomputed",
    ),
    "zh": ("全国占比", "{region}占{nation}的比重", "由已发布的统计数据重新计算"),
}


def facts(register: Mapping[str, Any], lang: str) -> list[tuple[str, str, str, str]]:
    """The headline shares: concept, its name, the number as printed, its year."""
    found = []
    for concept in SHOWN:
        number = register["numbers"].get(register["aliases"].get(f"share/{concept}", ""))
        if number:
            shown = number["display"][lang].replace("\u202f", " ")
            year = number["id"].partition("@")[0].rpartition("/")[2]
            found.append((concept, SHORT[lang][concept], shown, year))
    return found


def alternative(register: Mapping[str, Any], lang: str) -> str:
    """The picture in words."""
    texts = register["texts"]
    head = WORDS[lang][1].format(region=texts.get("region", ""), nation=texts.get("nation", ""))
    items = [f"{name} {shown} ({year})" for _, name, shown, year in facts(register, lang)]
    return f"{head}{'：' if lang == 'zh' else ': '}{('，' if lang == 'zh' else ', ').join(items)}"


def draw(register: Mapping[str, Any], lang: str) -> bytes:
    """The picture as PNG, 1200 by 630."""
    texts, (title, head, foot) = register["texts"], WORDS[lang]
    told = head.format(region=texts.get("region", ""), nation=texts.get("nation", ""))
    shown = facts(register, lang)
    with themed("light") as theme:
        canvas = Canvas(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor="white")
        canvas.text(0.06, 0.86, title, fontsize=26, color=theme.muted, va="center")
        canvas.text(0.06, 0.72, told, fontsize=38, va="center")
        for place, (concept, name, value, year) in enumerate(shown):
            left, colour = 0.06 + 0.23 * place, theme.concepts[concept]
            canvas.text(left, 0.44, value, fontsize=46, color=colour, va="center")
            canvas.text(left, 0.30, name, fontsize=25, va="center")
            canvas.text(left, 0.22, year, fontsize=20, color=theme.muted, va="center")
        canvas.text(0.06, 0.08, foot, fontsize=18, color=theme.muted, va="center")
        out = io.BytesIO()
        canvas.savefig(out, format="png", dpi=_DPI, facecolor="white", metadata={"Software": None})
    return out.getvalue()
