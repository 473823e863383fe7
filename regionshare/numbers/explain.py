"""Explaining a number: as JSON for programs, as text for people."""

from __future__ import annotations

import json
from typing import Any

from regionshare.data.store import Store
from regionshare.errors import RegionshareError
from regionshare.numbers import display, opening, registry
from regionshare.numbers.number import Choice, Input, Number, rounded
from regionshare.text import formulas
from regionshare.text.messages import room

SAYS = room("commands.explain")["en"]
NEEDS = {lang: words["needs"] for lang, words in room("check").items()}

LONG = 8
"""Above this many inputs, text shows the first few and how many more there are."""


def as_json(number: Number) -> dict[str, Any]:
    """The stable JSON form.

    ``{"id", "value", "unit", "basis", "formula", "inputs": [{"series", "region", "year", "value",
    "unit", "source"}], "span"}``; ``basis`` says for each concept which choices were made, and
    whether they are a proxy and what it mixes.
    """
    basis = {
        "headline": number.headline,
        "match": number.match,
        "choices": [_choice(c) for c in number.basis],
    }
    span = None
    if number.span is not None:
        span = {"low": number.span.low, "high": number.span.high, "values": number.span.values}
    content = {
        "id": number.id,
        "value": number.value,
        "unit": number.unit,
        "basis": basis,
        "formula": number.formula,
        "inputs": [_input(one) for one in number.inputs],
        "span": span,
    }
    return rounded(content)  # type: ignore[no-any-return]


def _choice(choice: Choice) -> dict[str, Any]:
    content: dict[str, Any] = {
        "concept": choice.concept,
        "series": choice.series,
        "denominator": choice.denominator,
        "total": choice.total,
        "imports": list(choice.imports),
        "match": choice.match,
    }
    if choice.note_en:
        content["note"] = choice.note_en
    return content


def _input(one: Input) -> dict[str, Any]:
    names = ("series", "region", "year", "value", "unit", "source")
    return {name: getattr(one, name) for name in names}


def as_text(number: Number, asked: str, store: Store) -> str:
    """What ``regionshare explain`` prints."""
    lines = [f"{number.id} = {number.value:.6g} {number.unit}"]
    if number.id != asked:
        lines.append(f"  asked for: {asked}")
    if number.match != "direct":
        lines.append("  " + SAYS["match"].format(match=number.match))
        lines += [f"    {c.concept}: {c.note_en}" for c in number.basis if c.note_en]
    lines.append(f"  formula: {number.formula}")
    for choice in number.basis:
        lines.append(f"  basis, {choice.concept}: {_basis_text(choice, store)}")
    lines.append(f"  inputs: {len(number.inputs)}")
    lines += [f"    {_input_text(one)}" for one in number.inputs[:LONG]]
    if len(number.inputs) > LONG:
        lines.append(" " * 4 + SAYS["more"].format(count=len(number.inputs) - LONG))
    lines += _source_lines(number, store)
    if number.span is None:
        lines.append("  " + SAYS["one_choice"])
    else:
        low, high = f"{number.span.low:.6g}", f"{number.span.high:.6g}"
        lines.append("  " + SAYS["span"].format(count=number.span.count, low=low, high=high))
        lines += [f"    {value:.6g}  {name}" for name, value in number.span.values.items()]
    lines.append(f"  hash: {number.hash}")
    return "\n".join(lines)


def in_page(identifier: str, lang: str) -> str:
    """A number derived on a page of the book, as JSON: its steps in words, value and hash."""
    ready = opening.evaluator()
    try:
        number = ready.number(identifier)
    except RegionshareError as error:
        lacking = (
            registry.unavailable() and identifier.partition("/")[0] not in registry.registered()
        )
        library = ", ".join(sorted(set(registry.unavailable().values())))
        told = NEEDS[lang].format(library=library, id=identifier) if lacking else error.sentence
        return json.dumps({"error": told}, ensure_ascii=False)
    formula = formulas.signs(formulas.told(number.formula, lang))
    basis = display.basis_text(number, lang)
    inputs = [_step(one, ready.store, lang) for one in number.inputs]
    content = {
        "steps": [*inputs, *filter(None, [basis]), formula],
        "shown": display.display(number, ready.store, lang),
        "value": as_json(number)["value"],
        "hash": number.hash,
    }
    return json.dumps(content, ensure_ascii=False)


def _step(one: Input, store: Store, lang: str) -> str:
    region = store.regions[one.region].name(lang)
    return f"{region} {one.year}: {one.value:.10g} {one.unit} ({one.series})"


def _basis_text(choice: Choice, store: Store) -> str:
    text = f"{choice.series}, denominator {choice.denominator}"
    if choice.denominator == "national" and choice.total != choice.series:
        other = store.series[choice.total].source != store.series[choice.series].source
        text += SAYS["another_publication" if other else "another_series"].format(
            total=choice.total
        )
    if choice.imports:
        text += SAYS["imported"].format(areas=" and ".join(choice.imports))
    return text


def _input_text(one: Input) -> str:
    return f"{one.series}  {one.region}  {one.year}  {one.value:.10g} {one.unit}  [{one.source}]"


def _source_lines(number: Number, store: Store) -> list[str]:
    keys = dict.fromkeys(one.source for one in number.inputs)
    lines = ["  sources:"]
    for key in keys:
        lines.append(f"    {key}: {store.sources[key].citation}")
    unchecked = dict.fromkeys(
        one.series
        for one in number.inputs
        if one.series in store.series and store.series[one.series].not_compared
    )
    if unchecked:
        lines.append("  " + SAYS["not_compared"].format(series=", ".join(unchecked)))
    return lines
