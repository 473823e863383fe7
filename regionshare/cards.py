"""Cards: each number with its formula, figures, basis and span, opened without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from regionshare import display, tables
from regionshare.numbers import Input, Number, anchor
from regionshare.observations import Store

SHOWN = 6
"""Above this many figures a card shows the first few and says how many more the register has."""

WORDS = {
    "en": {
        "formula": "Formula",
        "basis": "Basis",
        "inputs": "Figures",
        "span": "Span",
        "hash": "Hash",
        "more": "and {} more, all in numbers.json",
        "spanned": "{} over {} admissible choices, not an error margin",
        "not_compared": "not compared with the publisher's table",
    },
    "zh": {
        "formula": "公式",
        "basis": "口径",
        "inputs": "所用数值",
        "span": "范围",
        "hash": "哈希",
        "more": "另有{}个，全部见numbers.json",
        "spanned": "{}（{}种可采用口径，不是误差）",
        "not_compared": "尚未与发布者原表核对",
    },
}


def cards(numbers: Sequence[Number], store: Store, lang: str) -> str:
    """One entry for each number, in the order they were computed."""
    return "\n".join(_card(one, store, lang) for one in numbers)


def _card(number: Number, store: Store, lang: str) -> str:
    words = WORDS[lang]
    proxy = f" ({tables.WORDS[lang]['proxy']})" if number.match == "proxy" else ""
    items = [
        ("formula", escape(number.formula)),
        ("basis", escape(tables.basis_text(number, lang))),
        ("inputs", _figures(number.inputs, store, lang)),
    ]
    if number.span is not None:
        text = words["spanned"].format(display.span(number, store, lang), number.span.count)
        items.append(("span", escape(text) + _choices(number, store, lang)))
    items.append(("hash", f"<code>{number.hash}</code>"))
    facts = "".join(f"<dt>{escape(words[key])}</dt><dd>{html}</dd>" for key, html in items)
    value = escape(display.display(number, store, lang))
    return (
        f'<details class="number-card"><summary><strong>{value}</strong> '
        f"<code>{escape(number.id)}</code>{proxy}</summary>"
        f'<dl id="{anchor(number.id)}">{facts}</dl></details>'
    )


def _figures(inputs: Sequence[Input], store: Store, lang: str) -> str:
    words = WORDS[lang]
    lines = []
    for one in inputs[: SHOWN if len(inputs) > SHOWN else None]:
        name = store.regions[one.region].name(lang)
        source = store.sources[one.source].citation
        value = display.quantity(one.value, one.unit, store.units, lang)
        if one.unit in ("count", "ratio", "MW"):
            value = f"{one.value:,.10g}" + (" MW" if one.unit == "MW" else "")
        text = f"{name}, {one.year}: {value} ({one.series}; {source})"
        series = store.series.get(one.series)  # none for a figure of a document
        if series and series.not_compared:
            text += f", {words['not_compared']}"
        lines.append(f"<li>{escape(text)}</li>")
    if len(inputs) > SHOWN:
        lines.append(f"<li>{escape(words['more'].format(len(inputs) - SHOWN))}</li>")
    return f"<ul>{''.join(lines)}</ul>"


def _choices(number: Number, store: Store, lang: str) -> str:
    assert number.span is not None
    shown = (
        (token, display.shown(value, number.unit, number.decimals, store.units, lang))
        for token, value in number.span.values.items()
    )
    items = "".join(f"<li>{escape(value)} <code>{token}</code></li>" for token, value in shown)
    return f"<ul>{items}</ul>"
