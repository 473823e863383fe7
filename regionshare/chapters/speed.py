"""Speed: the table of measured times, as ``make bench`` has left them."""

from __future__ import annotations

import json
from typing import Any

from regionshare.chapters.edition import Edition
from regionshare.files import paths
from regionshare.text import tables

RESULTS = paths.ROOT / "benchmarks" / "results.json"
NAMES = {
    "papermill_cli": ("papermill, command line, one after another", "papermill命令行，逐个运行"),
    "papermill_api": ("papermill, two processes", "papermill，两个进程"),
    "nbclient": ("nbclient, two processes", "nbclient，两个进程"),
    "jupyter_book_force": ("jupyter-book, execute: force", "jupyter-book，execute: force"),
    "jupyter_book_cache": ("jupyter-book, execute: cache", "jupyter-book，execute: cache"),
    "ours": ("this report", "本报告"),
}
WORDS = {
    "en": {
        "caption": "Executing one chapter with three plain figures for many regions; {cores} cores, "
        "Python {python}, {date}",
        "head": [
            "way",
            "notebooks",
            "seconds each",
            "beyond the cells' own",
            "all again, unchanged",
        ],
    },
    "zh": {
        "caption": "为多个地区运行含三幅普通图的一章；{cores}核，Python {python}，{date}",
        "head": ["方式", "笔记本数", "每个耗时（秒）", "扣除单元格自身", "未变时重建全部（秒）"],
    },
}


def table(edition: Edition) -> str:
    """Peers and this report side by side; empty where nothing was measured."""
    if not RESULTS.is_file():
        return ""
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    words = WORDS[edition.lang]
    caption = str(words["caption"]).format(**found["machine"], date=found["date"])
    rows = [_row(one, edition.lang) for one in found["rows"]]
    return tables.table(caption, list(words["head"]), rows, numeric=range(1, 5))


def markdown(found: dict[str, Any]) -> str:
    """The table as the README shows it."""
    words = WORDS["en"]
    head = [str(word) for word in words["head"]]
    lines = [
        head,
        ["---", *["---:"] * (len(head) - 1)],
        *(_row(one, "en") for one in found["rows"]),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _row(found: dict[str, Any], lang: str) -> list[str]:
    def shown(key: str) -> str:
        return f"{found[key]:.2f}" if key in found else "–"

    name = NAMES[found["id"]][lang == "zh"]
    cells = [shown(key) for key in ("seconds", "overhead", "unchanged")]
    return [name, str(found["count"]), *cells]
