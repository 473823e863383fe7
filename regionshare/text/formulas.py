"""Formulas: the words between the symbols of a number's formula, in the page's language.

A formula is written once, by the module that computes the number: ids, figures and operators, which
are the same in every language, joined by a few English phrases. The catalogue ``formulas`` has each
phrase in both languages, with named fields; Chinese pages show the formula with each phrase
replaced, in the order of the catalogue: the most particular come first.
"""

from __future__ import annotations

import functools
import re
import string

from regionshare.text.messages import room

PHRASES = room("formulas.phrases")

ID = r"[\w.:~-]+"
FIELDS = {
    **dict.fromkeys(("id", "other", "metric", "period", "limit"), ID),
    **dict.fromkeys(("count", "seed", "first", "last"), r"\d+"),
    **dict.fromkeys(("index", "whole"), "[TL]"),
    "ids": rf"{ID}(?: and {ID})*",
    "text": ".+?",
    "letter": r"\b[sp]",
    "second": "[sp]",
    "share": r"\d+%",
    "end": r"[\w)]",
    "year": r"\d{4}",
    "before": "[A-Z]",
    "after": "[A-Z]",
}
"""What stands in the fields of the phrases, as regular expressions."""


@functools.cache
def _phrases() -> list[tuple[re.Pattern[str], str]]:
    """Each English phrase as a pattern, with the Chinese one."""
    return [(_pattern(text), PHRASES["zh"][key]) for key, text in PHRASES["en"].items()]


def _pattern(phrase: str) -> re.Pattern[str]:
    parts = []
    for literal, field, _, _ in string.Formatter().parse(phrase):
        parts.append(re.escape(literal))
        if field:
            parts.append(f"(?P<{field}>{FIELDS[field]})")
    return re.compile("".join(parts))


def told(formula: str, lang: str) -> str:
    """A formula in the page's language.

    >>> told("100 * co2[CN-GD, 2022] / co2[sum of 30 regions, 2022]", "zh")
    '100 * co2[CN-GD, 2022] / co2[30个地区之和，2022]'
    """
    if lang != "zh":
        return formula
    for pattern, text in _phrases():
        formula = pattern.sub(functools.partial(_filled, text), formula)
    return re.sub(r"(?<=[\u4e00-\u9fff]), ", "，", formula)


def signs(formula: str) -> str:
    """A formula with the signs of arithmetic instead of those of a keyboard.

    >>> signs("100 * 3 / 4 - 1")
    '100 × 3 ÷ 4 − 1'
    """
    for typed, sign in ((" * ", " × "), (" / ", " ÷ "), (" - ", " \u2212 ")):
        formula = formula.replace(typed, sign)
    return formula


def _filled(text: str, found: re.Match[str]) -> str:
    return text.format(**found.groupdict())
