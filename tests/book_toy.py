"""A prepared source tree of four small chapters, as `regionshare build` would write it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from regionshare.book.build import build_html

FIGURE = "application/vnd.regionshare.figure+json"
REGISTER = "application/vnd.regionshare.register+json"
NUMBER = "share/energy/CN-GD/2021"
WORDS = {
    "en": {
        "region": "Guangdong",
        "title": "Guangdong, 2023",
        "index": "Does {say}`region` use {num}`share/energy` of the energy?",
        "claim": "The claim of {num}`share/energy`",
        "claim_title": "The claim of 7.0 %",
        "shares": "The four shares",
        "sources": "Sources",
        "text": "{say}`region` used {num}`share/energy` of the nation's energy, and more people.",
        "quote": "The speaker said 能源消费总量 and 碳排放强度 in Chinese.",
        "label": "of the nation's energy",
        "year": "2021; 6.8 to 7.2 % by other sources",
        "caption": "{say}`region` had {num}`share/energy` of the energy; see {numref}`fig-shares`.",
        "alt": "Bars of four shares: energy 7.0 %, people 9.0 %.",
        "verdicts": "[agrees]{.badge-agrees} [disagrees]{.badge-disagrees} "
        "[depends]{.badge-depends} [not checkable]{.badge-unknown}",
        "dark": "Drawn",
    },
    "zh": {
        "region": "广东",
        "title": "广东，2023年",
        "index": "{say}`region`是否只用了全国{num}`share/energy`的能源？",
        "claim": "{num}`share/energy`这句话",
        "claim_title": "7.0%这句话",
        "shares": "四个占比",
        "sources": "数据来源",
        "text": "{say}`region`的能源消费总量占全国{num}`share/energy`，"
        "碳排放强度低于全国平均水平。",
        "quote": "原话提到了能源消费总量和碳排放强度。",
        "label": "占全国能源",
        "year": "2021年；其他来源为6.8%至7.2%",
        "caption": "{say}`region`占全国能源的{num}`share/energy`；见{numref}`fig-shares`。",
        "alt": "四个占比的条形图：能源7.0%，人口9.0%。",
        "verdicts": "[相符]{.badge-agrees} [不符]{.badge-disagrees} "
        "[取决于选择]{.badge-depends} [无法核对]{.badge-unknown}",
        "dark": "绘图",
    },
}
CHAPTERS = ("index", "claim", "shares", "sources")


def register(lang: str) -> dict[str, Any]:
    words = WORDS[lang]
    display = "7.0 %" if lang == "en" else "7.0%"
    number = {
        "value": 7.04,
        "unit": "%",
        "display": display,
        "tooltip": f"{words['label']}: 7.04",
        "chapter": "shares",
    }
    return {
        "edition": {"region": "CN-GD", "year": 2023, "lang": lang, "title": words["title"]},
        "chapters": {name: {"title": name} for name in CHAPTERS},
        "numbers": {NUMBER: number},
        "aliases": {"share/energy": NUMBER},
        "texts": {"region": words["region"]},
        "flags": {},
    }


def _svg(ground: str, ink: str) -> str:
    bars = "".join(
        f'<rect x="20" y="{20 + 40 * i}" width="{w}" height="24" fill="{ink}"/>'
        for i, w in enumerate((140, 100, 180, 216))
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 360 200" width="360" height="200">'
        f'<rect width="360" height="200" fill="{ground}"/>{bars}</svg>'
    )


def _table(lang: str) -> str:
    heads = "".join(f"<th>{h}</th>" for h in ["", "a", "b", "c", "d", "e", "f", "g", "h"])
    cells = "".join(f"<td>long cell {i}</td>" for i in range(7))
    row = f'<tr id="num-share-energy-cn-gd-2021"><td>7.0 %</td><td>{NUMBER}</td>{cells}</tr>'
    card = f"<details><summary>{NUMBER}</summary><dl id='folded'><dt>7.0</dt></dl></details>"
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{row}</tbody></table>{card}"


def _outputs(lang: str) -> list[Any]:
    words = WORDS[lang]
    figure = {"id": "fig-shares", "alt": words["alt"], "caption": words["caption"], "width": 640}
    shown = new_output("display_data", {FIGURE: figure, "image/svg+xml": _svg("#fff", "#085d6c")})
    numbers = {key: register(lang)[key] for key in ("numbers", "aliases", "texts", "flags")}
    table = new_output("display_data", {REGISTER: numbers, "text/html": _table(lang)})
    return [shown, table]


def _cells(chapter: str, lang: str) -> list[Any]:
    words = WORDS[lang]
    head = new_markdown_cell(f"({chapter})=\n# {words[chapter]}\n\n{words['text']}")
    if chapter == "index":
        cards = (
            f"{{.answer}}\n{{num}}`share/energy`\n\n"
            f"{{.answer}}\n{words['label']}\n\n{{.answer}}\n{words['year']}\n"
        )
        return [head, new_markdown_cell(cards), new_markdown_cell(words["verdicts"])]
    if chapter == "shares":
        formula = (
            "(formula)=\n## {num}`share/energy`, $s$\n\n"
            "$$s = \\frac{100\\,E_r}{\\sum_i E_i}$$ (eq-share)\n\n{eq}`eq-share`"
        )
        code = new_code_cell(
            "from regionshare import figures\nfigures.four_shares()",
            outputs=_outputs(lang),
            metadata={"tags": ["hide-input"]},
        )
        return [head, new_markdown_cell(formula), code, *(_section(lang, n) for n in (1, 2, 3))]
    return [head, new_markdown_cell(f"> {words['quote']}\n\n:::{{note}}\n{words['text']}\n:::")]


def _section(lang: str, n: int) -> Any:
    words = WORDS[lang]
    return new_markdown_cell(
        f"(part-{n})=\n## {words['dark']} {n}\n\n" + f"{words['text']}\n\n" * 6
    )


def write_tree(folder: Path, lang: str, **replaced: list[Any]) -> Path:
    """Write the toy tree; `replaced` gives other cells for a chapter."""
    folder.mkdir(parents=True, exist_ok=True)
    for chapter in CHAPTERS:
        notebook = new_notebook(cells=replaced.get(chapter) or _cells(chapter, lang))
        for position, cell in enumerate(notebook.cells):
            cell["id"] = f"cell-{position}"
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
        nbformat.write(notebook, folder / f"{chapter}.ipynb")
    toc = "format: jb-book\nroot: index\nchapters:\n"
    toc += "".join(f"- file: {chapter}\n" for chapter in CHAPTERS[1:])
    (folder / "_toc.yml").write_text(toc, encoding="utf-8")
    content = json.dumps(register(lang), ensure_ascii=False)
    (folder / "numbers.json").write_text(content, encoding="utf-8")
    figures = folder / "extra" / "figures" / "fig-shares"
    figures.mkdir(parents=True, exist_ok=True)
    for layout in ("", ".narrow"):
        for theme, colours in (("", ("#fff", "#085d6c")), (".dark", ("#14181e", "#3fb1c5"))):
            path = figures / f"fig-shares{layout}{theme}.svg"
            path.write_text(_svg(*colours), encoding="utf-8")
    return folder


def write_edition(folder: Path, lang: str) -> Path:
    """Write the toy tree; in Chinese as one of a site of many."""
    source = write_tree(folder, lang)
    if lang == "zh":
        content = json.loads((source / "numbers.json").read_text(encoding="utf-8"))
        content["edition"]["site"] = "../../index.html"
        (source / "numbers.json").write_text(json.dumps(content), encoding="utf-8")
    return source


def build_site(root: Path, write: Callable[[Path, str], Path] = write_edition) -> Path:
    """Build what `write` makes in both languages, the Chinese pages inside the English ones."""
    for lang, twin, out in (("en", "zh/", "site"), ("zh", "../", "site/zh")):
        build_html(write(root / "src" / lang, lang), root / out, root / "work" / lang, lang, twin)
    return root / "site"
