"""Registers of the toy country, as a build would publish them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import published

IDS = (
    "share/energy/TL-A/2020",
    "share/co2/TL-A/2020",
    "share/co2/TL-A/2020@first~national~nation",
    "share/energy/TL-A/2021@later~national~nation",
    "relative_intensity/energy:gdp/TL-A/2020",
    "rank/energy:gdp/TL-A/2020",
)


def content(evaluator: Evaluator, ids: tuple[str, ...] = IDS) -> dict[str, Any]:
    numbers = {}
    for one in ids:
        number = evaluator.number(one)
        shown = {lang: display.display(number, evaluator.store, lang) for lang in ("en", "zh")}
        numbers[number.id] = {**number.to_dict(), "display": shown, "chapter": "index"}
    return {
        "schema": published.SCHEMA,
        "release": published.release(),
        "edition": {"region": "TL-A", "year": 2021, "basis": {}},
        "numbers": numbers,
        "aliases": {"share/energy": "share/energy/TL-A/2020"},
        "flags": {},
    }


def write(evaluator: Evaluator, path: Path, ids: tuple[str, ...] = IDS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(published.packed(content(evaluator, ids))), encoding="utf-8")
    return path


def change(data: Path, series: str, old: str, new: str) -> Path:
    """Change one row of a data directory."""
    path = data / "observations" / f"{series}.csv"
    text = path.read_text(encoding="utf-8")
    assert text.count(f"{old},") == 1
    path.write_text(text.replace(f"{old},", f"{new},"), encoding="utf-8")
    return data


def write_changed(register: Path, path: Path) -> Path:
    """The register with every printed text another."""
    content = json.loads(register.read_text(encoding="utf-8"))
    for one in content["numbers"].values():
        one["display"] = {lang: f"{text} " for lang, text in one["display"].items()}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
