"""The chapter *Ledger*: overview, a section for each claim with its evidence, what they imply."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from regionshare.chapters import asked
from regionshare.chapters import claim as quoted
from regionshare.chapters.asked import GROUPS, WORDS, badge, badge_of
from regionshare.chapters.curves import WORDS as CURVES
from regionshare.chapters.curves import strip
from regionshare.chapters.edition import SHORT, Edition
from regionshare.chapters.panels import MARKS, records
from regionshare.citation import forms, linked
from regionshare.claims import answer as answers_of
from regionshare.claims import consistency, reasons
from regionshare.claims import words as wording
from regionshare.claims.interval import Interval
from regionshare.claims.labels import CODES, HELD_WHEN_SPOKEN, NO_EVIDENCE, WORST_TO_BEST, slug
from regionshare.claims.ledger import Entry, Ledger
from regionshare.claims.verdict import Judged, repeats
from regionshare.claims.who import CONCEPTS, RegionTable, answer
from regionshare.claims.words import Words
from regionshare.data.store import Store
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.markup import HTML_LANG, Markup, escape, render
from regionshare.text.messages import agreed
from regionshare.text.tables import MISSING, Column, Table

WIDTH, HEIGHT, EDGE, NARROWEST = 130, 18, 6, 3
"""Pixels of the drawing beside each row of evidence."""


class View(Protocol):
    """What of an edition the overview and the sections ask for: another text has no edition."""

    @property
    def lang(self) -> str:
        """The language."""

    @property
    def store(self) -> Store:
        """The data."""

    @property
    def evaluator(self) -> Evaluator:
        """Gives their numbers."""


def tells(edition: Edition) -> bool:
    """Whether there are statements that can be asked of the edition's region."""
    return asked.tells(edition)


def overview(edition: View, ledger: Ledger) -> pd.DataFrame:
    """One row for each claim, in its group, with what it says and its verdicts.

    ``claim, anchor, group, says, code, today, code_spoken, spoken, k, n, k_of_n, counted``; k of n
    deciding values agree; a claim that is not counted repeats others.
    """
    lang = edition.lang
    rows = [
        {
            "claim": entry.claim.id,
            "anchor": entry.claim.anchor,
            "group": ledger.file.groups[group].text(lang),
            "says": quoted.said(entry.claim, lang),
            "code": entry.verdict.today,
            "today": wording.label_text(entry.verdict.now, lang),
            "code_spoken": entry.verdict.when_spoken,
            "spoken": wording.label_text(entry.verdict.then, lang),
            "k": entry.verdict.k,
            "n": entry.verdict.n,
            "k_of_n": _k_of_n(entry, lang),
            "counted": not entry.claim.outside_tally,
        }
        for group, entries in ledger.groups().items()
        for entry in entries
    ]
    return pd.DataFrame(rows)


def _k_of_n(entry: Entry, lang: str) -> str:
    """How many of the deciding values agree; of one that held when spoken, then and now."""
    now, then = (f"{one.k}/{one.n}" for one in (entry.verdict.now, entry.verdict.then))
    if entry.verdict.today == HELD_WHEN_SPOKEN:
        return str(WORDS[lang]["held"].format(then=then, now=now))
    return now if entry.verdict.n else MISSING


def overview_table(edition: View, frame: pd.DataFrame) -> Markup:
    """The overview, grouped; radio buttons filter by verdict without a script."""
    lang, words = edition.lang, WORDS[edition.lang]["page"]
    repeat = MARKS[lang]["brackets"].format(text=words["repeat"])
    given = set(frame.loc[frame["counted"], "code"])
    groups = [
        {
            "name": name,
            "has": " ".join(dict.fromkeys(map(slug, rows["code"]))),
            "rows": [
                row
                | {
                    "slug": slug(row["code"]),
                    "says": row["says"] + ("" if row["counted"] else repeat),
                    "today": badge_of(row["code"], row["today"]),
                    "spoken": badge_of(row["code_spoken"], row["spoken"]),
                    "count": row["k_of_n"],
                }
                for row in records(rows)
            ],
        }
        for name, rows in frame.groupby("group", sort=False)
    ]
    return render(
        "chapters/overview.html",
        words=words,
        head=[words[key] for key in ("says", "today", "spoken", "count")],
        options={"all": words["all"]}
        | {slug(v): wording.verdict_word(v, lang) for v in CODES if v in given},
        groups=groups,
    )


def sections(edition: View, ledger: Ledger, group: str, reviewed: bool = True) -> str:
    """The claims of one group, a section each with the anchor ``#C21``.

    With ``reviewed`` each says for machines, too, that the report has checked it.
    """
    title = ledger.file.title if reviewed else None
    entries = ledger.groups().get(group, [])
    return "\n".join(_section(entry, edition, title) for entry in entries)


def other_sections(edition: View, ledger: Ledger) -> Markup | None:
    """The claims of groups that the chapter has no place for: another text's; None without any."""
    names, given = ledger.file.groups, ledger.groups()
    shown = [
        (names[key].text(edition.lang), Markup(sections(edition, ledger, key)))
        for key in given
        if key not in GROUPS
    ]
    return render("chapters/groups.html", groups=shown) if shown else None


def _section(entry: Entry, edition: View, title: Words | None) -> Markup:
    lang = edition.lang
    words = WORDS[lang]["page"]
    facts = [(words[key], texts) for key, texts in _facts(entry, edition).items() if any(texts)]
    return render(
        "chapters/claim.html",
        claim=entry.claim,
        lang=lang,
        says=quoted.said(entry.claim, lang),
        words=words,
        colon=MARKS[lang]["colon"],
        today=badge(entry.verdict.now, lang),
        spoken=badge(entry.verdict.then, lang),
        was=[_bracketed(wording.was_text(entry, lang, spoken), lang) for spoken in (False, True)],
        facts=facts,
        review=_data_block(review(entry, title, lang) if title else None),
        evidence=evidence_strip(entry, lang) if entry.verdict.judged and not entry.repeats else "",
        curve=strip(entry, lang),
        key=CURVES[lang]["key"],
        every=agreed(words["every"].format(count=len(entry.verdict.judged))),
    )


def review(entry: Entry, title: Words, lang: str) -> dict[str, Any] | None:
    """The statement as schema.org's ``ClaimReview``; None of a region that nobody spoke of.

    The rating is the place of the label in `WORST_TO_BEST`; its words are the page's own.
    """
    if entry.asked_elsewhere:
        return None
    claim, citing = entry.claim, forms.Citable(forms.load_citation(), entry.region, 0, "")
    speaker = {"@type": "Person", "name": claim.speaker.name.text(lang)}
    appearance = {
        "@type": "CreativeWork",
        "name": title.text(lang),
        "datePublished": claim.spoken.isoformat(),
    }
    return forms.known({
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"ledger.html#{claim.anchor}",
        "inLanguage": HTML_LANG[lang],
        "claimReviewed": claim.quote_zh if lang == "zh" else claim.text_en,
        "itemReviewed": {
            "@type": "Claim",
            "author": speaker | {"description": claim.speaker.capacity.text(lang)},
            "datePublished": claim.spoken.isoformat(),
            "appearance": appearance,
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1 + WORST_TO_BEST.index(entry.verdict.today),
            "worstRating": 1,
            "bestRating": len(WORST_TO_BEST),
            "alternateName": wording.label_text(entry.verdict.now, lang),
            "ratingExplanation": answers_of.sentence(entry, lang),
        },
        "author": linked.creators(citing),
        "datePublished": citing.day,
        "version": citing.version,
    })  # fmt: skip


def _data_block(content: dict[str, Any] | None) -> Markup:
    """Content as it stands in a page, where nothing in it can end the element."""
    if content is None:
        return Markup()
    text = json.dumps(content, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))


def _bracketed(text: str, lang: str) -> str:
    return str(MARKS[lang]["brackets"].format(text=text)) if text else ""


def _tests(entry: Entry, edition: View) -> list[str]:
    """The three tests; of a statement that repeats others with what its years and regions test."""
    found = answers_of.tests(entry, edition.evaluator, edition.lang)
    direction = WORDS[edition.lang]["page"]["tests_direction"]
    return [*found, direction] if found and entry.repeats else found


def _facts(entry: Entry, edition: View) -> dict[str, list[str]]:
    """What the section of a claim lists, by the key of its name."""
    lang, claim, comma = edition.lang, entry.claim, MARKS[edition.lang]["comma"]
    own = not entry.asked_elsewhere
    about = (_about(entry, edition), claim.period.text(lang))
    why, then = (reasons.reason(entry, lang, when_spoken=spoken) for spoken in (False, True))
    # The answer has said what is missing; it is not said again.
    said = entry.verdict.today == NO_EVIDENCE and not entry.verdict.missing and not entry.repeats
    return {
        "answer": [answers_of.sentence(entry, lang)],
        "firmness": [answers_of.firmness(entry, lang)],
        "said_by": [comma.join((claim.speaker.name.text(lang), claim.speaker.capacity.text(lang)))],
        "of": [comma.join(filter(None, about))],
        "reading": [_reading(entry, lang)],
        "reason": [] if said else [_linked(why, entry)],
        "reason_spoken": [] if why.startswith(then) else [_linked(then, entry)],
        "tests": _tests(entry, edition),
        "effects": reasons.effect_lines(entry, lang),
        "ends": reasons.approach_lines(entry, lang),
        "left_out": reasons.left_out_lines(entry, edition.evaluator, lang),
        "note": [claim.note.text(lang)] if own else [],
        "settles": [claim.settles.text(lang)] if own and not said else [],
    }


def _about(entry: Entry, edition: View) -> str:
    lang, region = edition.lang, edition.store.regions[entry.region].name(edition.lang)
    if entry.asked_elsewhere:
        return str(WORDS[lang]["page"]["asked_of"].format(region=region))
    return entry.claim.about.text(lang) or region


def _reading(entry: Entry, lang: str) -> str:
    """What values the statement allows, and by which rule; empty for a repetition."""
    stated, rule = wording.stated_text(entry.claim, lang), wording.rule_text(entry.claim, lang)
    if entry.repeats:
        return ""
    return str(WORDS[lang]["page"]["read"].format(stated=stated, rule=rule)) if stated else rule


def _linked(text: str, entry: Entry) -> Markup:
    """The reason of a repetition, with links to the statements it repeats."""
    linked = escape(text)
    for one in entry.repeats:
        link = Markup('<a href="#{}">{}</a>').format(one.claim.anchor, one.claim.id)
        linked = linked.replace(one.claim.id, link)
    return linked


@dataclass(frozen=True)
class Scale:
    """Maps values to places on a strip."""

    low: float
    high: float

    def place(self, value: float) -> float:
        """The place of a value, kept on the strip."""
        if self.high <= self.low:
            return WIDTH / 2
        share = (value - self.low) / (self.high - self.low)
        return EDGE + min(1.0, max(0.0, share)) * (WIDTH - 2 * EDGE)


def scale_of(intervals: Sequence[Interval]) -> Scale:
    """From the lowest to the highest finite end, with a tenth of room on both sides."""
    ends = [e for i in intervals for e in (i.low, i.high) if math.isfinite(e)]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = (high - low) * 0.1 or max(abs(low) * 0.1, 1.0)
    return Scale(low - room, high + room)


def evidence_strip(entry: Entry, lang: str) -> Markup:
    """All evidence on a claim as a table: place, value, agreement, kind, date, source.

    It reads without sight of it: the drawing beside each row repeats what the row says in words.
    """
    drawn = [j.evidence.interval for j in entry.verdict.judged if j.evidence.comparable]
    stated = [reading.interval for reading in entry.claim.readings]
    scale = scale_of([*stated, *drawn])
    return render(
        "chapters/strip.html",
        claim=entry.claim.id,
        words=WORDS[lang]["strip"],
        rows=[_evidence(entry, judged, scale, lang) for judged in entry.verdict.judged],
        bands=[_band(scale.place(one.low), scale.place(one.high)) for one in stated],
        dash=MISSING,
        width=WIDTH,
        height=HEIGHT,
    )


def _band(low: float, high: float) -> tuple[float, float]:
    """A band wide enough to be seen, about its middle."""
    more = max(0.0, NARROWEST - (high - low)) / 2
    return low - more, high + more


def _evidence(entry: Entry, judged: Judged, scale: Scale, lang: str) -> dict[str, Any]:
    """One row of a strip."""
    one = judged.evidence
    kind = [wording.MATCH_WORDS[one.match].text(lang)]
    kind.append(wording.INDEPENDENCE_WORDS[one.independence].text(lang))
    if not one.counted:
        kind.append(wording.role_word(one, lang))
    now, marks, words = entry.verdict.now, MARKS[lang], WORDS[lang]["strip"]
    if judged in repeats(now.deciding, entry.claim.decimals):
        kind.append(words["once"])
    if judged in entry.verdict.then.deciding and not one.counted:
        kind.append(words["then"])
    # A value of a tier below the one that decides is drawn as it is told: shown, and no more.
    decides = judged in now.deciding or not (now.deciding and judged.outcomes)
    details = (marks["comma"].join(kind), reasons.day_text(one, lang), one.differs.text(lang))
    return {
        "evidence": one,
        "label": one.label.text(lang),
        "details": marks["semicolon"].join(filter(None, details)),
        "value": wording.value_text(one, entry.claim, lang),
        "agreement": (wording.verdict_of(judged, now, lang) or MISSING).split(marks["semicolon"]),
        "kind": f"{judged.agreement if one.counted and decides else 'uncounted'} {one.match}",
        "low": scale.place(one.interval.low),
        "high": scale.place(one.interval.high),
    }


def implications(edition: Edition, ledger: Ledger) -> Markup | None:
    """What statements imply for each other, each with whether it fits; of their own region only."""
    if ledger.left_out:
        return None
    lang = edition.lang
    fits = {True: WORDS[lang]["fits"]["fits"], False: WORDS[lang]["fits"]["fits_not"]}
    found = []
    for one in consistency.findings(ledger):
        mark = "" if one.fits is None else MARKS[lang]["brackets"].format(text=fits[one.fits])
        found.append((one.title.text(lang) + mark, one.text.text(lang)))
    return render("chapters/implications.html", found=found)


def answers(edition: Edition, who: RegionTable | None) -> pd.DataFrame:
    """Every region's four shares and whether it could say the sentence, as a code of the answer."""
    rows = [
        {
            "region": row.region,
            "name": edition.store.regions[row.region].name(edition.lang),
            **{concept: row.shares.get(concept) for concept in CONCEPTS},
            "answer": answer(row.could_say, row.of_economy_only),
        }
        for row in (who.rows if who else ())
    ]
    return pd.DataFrame(rows)


def who_table(edition: Edition, frame: pd.DataFrame, who: RegionTable | None) -> Table | None:
    """Every region's four shares and whether it could say the sentence; None where nobody asks."""
    if who is None:
        return None
    lang, words = edition.lang, WORDS[edition.lang]["page"]
    columns = {"name": Column(words["region"])}
    for concept in CONCEPTS:
        label = SHORT[lang][concept]
        columns[concept] = Column(label, lambda v: display.percent(v, 1, lang), numeric=True)
    columns["answer"] = Column(words["could"], WORDS[lang]["answers"].__getitem__)
    marked = frame.index[frame["region"] == edition.region.id]
    return Table(frame, words["who"].format(year=who.year), columns, marked)
