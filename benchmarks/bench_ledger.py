"""How long the whole ledger takes after loading, and `check` of a sentence and of an article, each in
a process of its own: it ends with an error if one takes longer than its limit.

Run: python benchmarks/bench_ledger.py
"""

from __future__ import annotations

import itertools
import os
import re
import sys
import time
from pathlib import Path

import measure

from regionshare.claims import claim as claimsfile
from regionshare.claims import consistency, formats, ledger
from regionshare.numbers import opening

LIMIT = 1.0
ROUNDS = 3
HERE = Path(__file__).resolve().parent
SENTENCE = "In 2021 Zhejiang used about 5 % of China's energy."
ARTICLE = HERE / "article.txt"
"""Prose of a newspaper in both languages, made up; few of its sentences state what data can answer."""
WORDS = 2000
CHECKED = {"a sentence": 0.5, f"{WORDS:,} words": 2.0}
"""What is checked, and in how many seconds of processor time."""


def article() -> str:
    """The article, again and again with other percentages, to so many English words or their like."""
    told = ARTICLE.read_text("utf-8")
    paragraphs = list(filter(None, told.split("\n")))
    count = itertools.count(1)
    texts: list[str] = []
    while (
        sum(len(one.split()) + len(re.findall("[\u4e00-\u9fff]", one)) / 2 for one in texts) < WORDS
    ):
        texts += [
            re.sub(r"\b[57](?= ?%)", lambda _: str(next(count) % 30 + 1), p) for p in paragraphs
        ]
    return "\n\n".join(texts)


def checks() -> list[str]:
    """Those that take longer than they may."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    slow = []
    for (name, limit), text in zip(CHECKED.items(), (SENTENCE, article()), strict=True):
        command = [sys.executable, "-m", "regionshare", "check", text]
        best = min(measure.run(command, HERE.parent, {}).cpu for _ in range(ROUNDS))
        print(f"check of {name}: best {best:.2f} s of CPU, limit {limit:g} s")
        slow += [name] if best > limit else []
    return slow


def main() -> int:
    evaluator = opening.evaluator()
    file = claimsfile.load(None, evaluator)
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = ledger.judge(file, evaluator)
        formats.as_json(found)
        consistency.findings(found)
        times.append(time.perf_counter() - start)
    first, best = times[0], min(times)
    print(f"{len(found.entries)} claims: first {first:.3f} s, best {best:.3f} s, limit {LIMIT:g} s")
    return int(bool(checks()) or first > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
