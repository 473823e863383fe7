"""Formats: a checked text as text, as a page with its figures marked, and as a claims file."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from regionshare.claims import answer, words
from regionshare.claims.grammar import meaning
from regionshare.claims.labels import BADGES
from regionshare.claims.statement import Stated
from regionshare.errors import ParameterError, RegionshareError
from regionshare.numbers.number import day_of
from regionshare.sentences.checking import WORDS, Checked, NotRead, Read, checked
from regionshare.sentences.verdicts import Verdict, unit_name

MULTIPLES = {"trillion": 1e12, "million": 1e6, "thousand": 1e3, "billion": 1e9, "": 1.0}
"""Words for figures that are not stated to the last unit, in the order in which they are tried."""
ROUNDED = ("rounded", "fraction", "factor", "between")
"""Kinds of figures whose last digit says how far they reach."""
DIGITS = 15
"""Digits at which a figure is written into a claims file."""


def text(found: Checked, lang: str) -> str:
    """Each statement with its answer and tests, then what was not read."""
    said = WORDS[lang]["text"]
    lines = [line for one in found.read for line in _statement(one, lang)]
    if found.left:
        lines.append(WORDS[lang]["page"]["not_read"])
        lines += [f"  {one.code}: {_why(one, lang)}" for one in found.left]
    lines.append(said["count"].format(read=len(found.read), left=len(found.left)))
    return "\n".join(lines)


def _statement(one: Read, lang: str) -> list[str]:
    said, verdict = WORDS[lang]["text"], one.verdict
    lines = [f"“{one.text}”", f"  {_label(one, lang, firm=True)}", f"  {verdict.answer(lang)}"]
    if verdict.number:
        lines.append(f"  {said['number'].format(id=verdict.number)}")
    return [*lines, *(f"  {text}" for text in _tests(one, lang)), ""]


def _label(one: Read, lang: str, *, firm: bool = False) -> str:
    """Today's label; where it held before a revision, that, too, since the text may be older."""
    said, label = WORDS[lang]["text"], words.label_text(one.verdict.entry.verdict.now, lang)
    how = said["firm"].format(firm=_firm(one, lang)) if firm and _firm(one, lang) else ""
    older = one.verdict.older
    if older is None or older.replaced_on is None:
        return label + how
    return str(said["revised"].format(label=label, firm=how, year=older.replaced_on.year))


def _firm(one: Read, lang: str) -> str:
    firm = words.FIRMNESS_WORDS.get(one.verdict.firmness)
    return firm.text(lang) if firm else ""


def _tests(one: Read, lang: str) -> list[str]:
    """Of how many choices, years and regions it holds, where there are any."""
    said, tests = WORDS[lang]["text"], one.verdict.tests
    k, n = tests.choices
    told = words.agreeing(k, n, lang, "any")
    lines = [said["choices"].format(agreeing=told)] if n else []
    lines += [answer.held_in(tests, lang)] if tests.years.n else []
    return lines + ([answer.said_by(tests, lang)] if tests.regions.n else [])


def _why(one: NotRead, lang: str) -> str:
    return str(WORDS[lang]["page"]["why"].format(text=f"“{one.text}”", why=one.why.text(lang)))


# -- a page ---------------------------------------------------------------------------------------


def page(found: Checked, lang: str) -> str:
    """The text with each figure marked: its label, and our value beside it."""
    from regionshare.text import markup

    marks: list[Read | NotRead] = sorted([*found.read, *found.left], key=lambda one: one.span)
    parts: list[dict[str, Any]] = []
    place = 0
    for span, group in groupby(marks, key=lambda one: one.span):
        if span.start < place:
            continue
        parts.append({"text": found.text[place : span.start], "marks": []})
        parts.append(
            {"text": found.text[span.start : span.end], "marks": [_mark(o, lang) for o in group]}
        )
        place = span.end
    parts.append({"text": found.text[place:], "marks": []})
    html = markup.render(
        "sentences/page.html",
        lang=markup.HTML_LANG[lang],
        words=WORDS[lang]["page"],
        parts=[part for part in parts if part["text"] or part["marks"]],
        statements=[_row(one, lang) for one in found.read],
        left=[{"text": one.text, "why": one.why.text(lang)} for one in found.left],
    )
    return markup.guarded(str(html))


def _mark(one: Read | NotRead, lang: str) -> dict[str, str]:
    if isinstance(one, NotRead):
        return {"badge": "unread", "label": WORDS[lang]["page"]["not_read"], "value": ""}
    return _row(one, lang)


def _row(one: Read, lang: str) -> dict[str, str]:
    shown = one.verdict.shown(lang)
    return {
        "badge": BADGES[one.verdict.label],
        "label": _label(one, lang),
        "value": WORDS[lang]["page"]["value"].format(value=shown) if shown else "",
        "text": one.text,
        "answer": one.verdict.answer(lang),
    }


def in_page(text: str, region: str, year: str, spoken: str, lang: str) -> str:
    """What the page *Check a sentence* shows, as JSON: that of the command line, and it in words.

    Parameters
    ----------
    text : str
    region, year, spoken : str
        What the text leaves open, as `checked` takes it; empty where nothing is given.
    lang : {"en", "zh"}
    """
    try:
        found = checked(text, region, int(year) if year else None, day_of(spoken or None))
    except RegionshareError as error:
        return json.dumps({"error": error.sentence}, ensure_ascii=False)
    statements = [
        {
            **_row(one, lang),
            **one.verdict.parts(lang),
            "firm": _firm(one, lang),
            "number": one.verdict.number,
            "shown": one.verdict.shown(lang),
            "tests": _tests(one, lang),
        }
        for one in found.read
    ]
    left = [_why(one, lang) for one in found.left]
    told = {"json": found.as_json(lang), "statements": statements, "left": left}
    return json.dumps(told, ensure_ascii=False)


# -- a claims file --------------------------------------------------------------------------------


def claims(found: Checked) -> str:
    """A claims file of what was read, to go on with: ``regionshare ledger --claims FILE``."""
    from regionshare.text import markup

    said = {lang: WORDS[lang]["claims"] for lang in WORDS}
    days = [one.verdict.entry.claim.spoken for one in found.read]
    regions = [one.verdict.statement.region for one in found.read]
    return markup.plain(
        "sentences/claims.md",
        en=_quoted(said["en"]),
        zh=_quoted(said["zh"]),
        spoken=max(days, default=datetime.date.today()).isoformat(),
        region=max(set(regions), key=regions.count) if regions else "",
        claims=[_claim(one) for one in found.read],
    ).rstrip()


def _quoted(texts: dict[str, str]) -> dict[str, str]:
    return {key: _quote(one) for key, one in texts.items()}


def _quote(one: str) -> str:
    """A text between double quotes, as YAML and JSON both write it."""
    return json.dumps(one, ensure_ascii=False)


def _claim(one: Read) -> dict[str, Any]:
    verdict = one.verdict
    statement, claim = verdict.statement, verdict.entry.claim
    reading, value = _stated(verdict)
    return {
        "id": claim.id,
        "slug": claim.slug,
        "text": _quote(one.text),
        "region": statement.region,
        "year": claim.year,
        "reading": reading,
        "value": _quote(value),
        "unit": claim.unit.replace("/", " per "),
        "evidence": json.dumps(dict(claim.specs[0])),
        "names": _quoted({lang: _unit(claim.unit, lang) for lang in WORDS}),
    }


def _unit(unit: str, lang: str) -> str:
    """The name of a unit; none of per cent, ratios and places."""
    above, _, below = unit.partition("/")
    if below:
        above, below = (unit_name(one, lang) for one in (above, below))
        return str(WORDS[lang]["per"]["form"].format(above=above, below=below))
    return "" if unit == "ratio" else unit_name(unit, lang)


def _stated(verdict: Verdict) -> tuple[str, str]:
    """The reading and the figure as a claims file states them, so that they allow what was read."""
    stated = verdict.stated
    if stated.unit == "place":
        top = stated.rule in ("top", "leading")
        rule = "rank" if stated.rule == "first" else stated.rule
        return rule, f"{'top' if top else 'no.'} {stated.high:.0f}"
    for text in _written(verdict):
        if _allows(text, stated):
            return stated.rule, text
    if stated.kind not in ROUNDED:
        return stated.rule, _plainly(stated.value)
    return "between", f"{_plainly(stated.low)} to {_plainly(stated.high)}"


def _plainly(value: float) -> str:
    """A figure without an exponent."""
    return f"{Decimal(f'{value:.{DIGITS}g}'):f}"


def _written(verdict: Verdict) -> Iterator[str]:
    """Ways to write a figure, with and without a word such as million."""
    stated = verdict.stated
    if stated.kind == "fraction":
        fraction = verdict.statement.stated.value / (100 if stated.unit == "percent" else 1)
        yield f"{fraction.numerator}/{fraction.denominator}"
        return
    counted = stated.unit not in ("percent", "ratio", "place")
    for large, worth in MULTIPLES.items():
        if large and not (counted and 1 < stated.step >= worth / 1000):
            continue
        places = max(0, math.ceil(-math.log10(stated.step / worth) - 1e-9))
        if stated.kind == "between":
            low, high = stated.low / worth, stated.high / worth
            yield f"{low:.{places}f} to {high:.{places}f} {large}".rstrip()
        else:
            word = "times" if stated.kind == "factor" else large
            yield f"{round(stated.value / worth, DIGITS):.{places}f} {word}".rstrip()


def _allows(text: str, stated: Stated) -> bool:
    """Whether a text, under the reading of a figure, allows the same interval."""
    try:
        one = meaning(text)
    except ParameterError:
        return False
    scale = 100 if stated.kind == "fraction" and stated.unit == "percent" else 1
    ends = (one.value, one.value) if stated.kind not in ROUNDED else (one.low, one.high)
    ours = (stated.value, stated.value) if stated.kind not in ROUNDED else (stated.low, stated.high)
    return all(
        math.isclose(scale * float(end or 0), mine, rel_tol=1e-9)
        for end, mine in zip(ends, ours, strict=True)
    )
