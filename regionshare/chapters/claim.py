"""The chapter *Claim*: what the words of the sentence mean in this report.

Quoted: the central sentence, and which of a page's shares lie inside what it allows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from regionshare.chapters.edition import LANGUAGES, Collection, Edition, Findings
from regionshare.chapters.panels import MARKS
from regionshare.claims import claim as claims
from regionshare.claims.claim import Claim
from regionshare.claims.words import interval_text, number_text
from regionshare.numbers import display
from regionshare.numbers.number import Number
from regionshare.text.messages import room
from regionshare.text.tables import Table

if TYPE_CHECKING:
    import pandas as pd

WORDS = room("claim")
QUOTED = room("quoted")


def tells(edition: Edition) -> bool:
    """Whether the text has a sentence on the shares, and an account of who said it."""
    file = claims.load(None, edition.evaluator)
    return bool(file.account.en and central(file.claims))


def findings(edition: Edition) -> Findings:
    """The sentence in both languages, and who said it."""
    found, file = Findings(edition), claims.load(None, edition.evaluator)
    for lang in LANGUAGES:
        found.say(f"claim/sentence/{lang}", file.sentence.text(lang))
    found.say("claim/account", file.account.text(edition.lang))
    return found


def told_in(edition: Edition, page: str) -> list[Claim]:
    """The statements of which a chapter speaks, of the text that is checked."""
    known = claims.load(None, edition.evaluator).claims
    return [one for one in known if one.chapter.partition("/")[0] == page]


def definitions(edition: Edition, concepts: Iterable[str]) -> pd.DataFrame:
    """What each concept means: ``concept, name, definition``."""
    zh = edition.lang == "zh"
    known = [edition.store.concepts[concept] for concept in concepts]
    rows = [(c.id, c.name(edition.lang), c.definition_zh if zh else c.definition_en) for c in known]
    import pandas as pd

    return pd.DataFrame(rows, columns=["concept", "name", "definition"])


def definitions_table(edition: Edition, frame: pd.DataFrame) -> Table | None:
    """The definitions, one concept a row."""
    words, columns = WORDS[edition.lang], {"what": str, "definition": str}
    return edition.tabulate(frame.rename(columns={"name": "what"}), words, columns, "definitions")


CENTRAL = "central"
"""The group of the statements that make up the central sentence."""


def central(claims: Iterable[Claim]) -> dict[str, Claim]:
    """The statements of the central sentence, by the concept whose share they state."""
    found = {}
    for claim in claims:
        shares = [spec.text("concept") for spec in claim.specs if spec.text("metric") == "share"]
        if claim.group == CENTRAL and shares:
            found[shares[0]] = claim
    return found


def stated(edition: Edition) -> dict[str, list[tuple[float, float]]]:
    """What the central sentence says of the edition's region, as read: bands by concept.

    Nothing in an edition of a year before that of which it speaks.
    """
    known = claims.load(None, edition.evaluator).claims
    return {
        concept: bands(claim)
        for concept, claim in central(known).items()
        if claim.region == edition.region.id and edition.year >= (claim.year or 0)
    }


def statement(edition: Edition, chapter: str) -> Claim | None:
    """The statement that a chapter tells, for an edition of its region and not before its year."""
    claim = claims.load(None, edition.evaluator).told_in(chapter)
    if claim is None or edition.region.id != claim.region or edition.year < (claim.year or 0):
        return None
    return claim


def said(claim: Claim, lang: str) -> str:
    """The words of a statement, in Chinese as they were said; in brackets what they leave out."""
    if lang != "zh":
        return claim.text_en
    about = QUOTED[lang]["subject"].format(subject=claim.subject_zh) if claim.subject_zh else ""
    return f"{about}{claim.quote_zh}"


def bands(claim: Claim) -> list[tuple[float, float]]:
    """What a statement allows, an interval for each of its readings."""
    return [(one.interval.low, one.interval.high) for one in claim.readings]


def told(claim: Claim, lang: str, form: str = "said") -> str:
    """What stands over the bands of a statement in a figure: ``said: 6.5 % to 7.5 %``."""
    words, parts = QUOTED[lang]["drawn"], dict[str, None]()
    for interval in (one.interval for one in claim.readings):
        ranked = claim.unit == "rank"  # its ends are parted within the words
        if math.isfinite(interval.low) and math.isfinite(interval.high) and not ranked:
            ends = {
                end: number_text(getattr(interval, end), claim, lang) for end in ("low", "high")
            }
            parts[words["between"].format(**ends)] = None
        else:
            parts[interval_text(interval, claim, lang)] = None
    return str(words[form].format(stated=MARKS[lang]["comma"].join(parts)))


def drawn(
    edition: Edition, chapter: str, form: str = "said"
) -> tuple[list[tuple[float, float]], str]:
    """`bands` of the statement that a chapter tells of the edition's region, and what is `told`."""
    claim = statement(edition, chapter)
    return (bands(claim), told(claim, edition.lang, form)) if claim else ([], "")


def tell(found: Collection, place: str, claim: Claim, shares: list[tuple[str, Number]]) -> None:
    """Say the interval of a statement and which shares, each with its name, lie inside.

    Parameters
    ----------
    found : Findings or Edition
        Where it is said, as ``<place>/claim_interval`` and ``<place>/claim_inside``.
    """
    lang = found.edition.lang
    words = QUOTED[lang]
    interval = claim.readings[0].interval
    low, high = (display.percent(e, claim.decimals, lang) for e in (interval.low, interval.high))
    found.say(f"{place}/claim_interval", words["between"].format(low=low, high=high))
    inside = [
        words["share"].format(name=name, year=one.period)
        for name, one in shares
        if interval.holds(one.value)
    ]
    key = "none" if not inside else "all" if len(inside) == len(shares) else "some"
    listed = MARKS[lang]["list"].join(inside)
    text = words["inside"][key].format(count=len(shares), few=len(inside), listed=listed)
    found.say(f"{place}/claim_inside", text)


def raised(edition: Edition, up: int, count: int) -> str:
    """How many regions a revision raised: ``all 31 provinces``."""
    words = QUOTED[edition.lang]["raised"]
    form = words["all" if up == count else "some"]
    return str(form.format(up=up, count=count, provinces=edition.texts["provinces"]))
