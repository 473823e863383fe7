"""Labels: the eight codes that a statement can have, their order, and how each is shown.

A label is computed (`regionshare.claims.verdict`), never typed. Its words stand in the catalogue
``claims.yml``; sign and colour follow from one class of the style sheet for each code.
"""

from __future__ import annotations

HOLDS = "holds"
HELD_WHEN_SPOKEN = "held_when_spoken"
PLAUSIBLE = "plausible"
DEPENDS = "depends"
OPEN = "open"
NOT_BORNE_OUT = "not_borne_out"
WRONG = "wrong"
NO_EVIDENCE = "no_evidence"

CODES = (
    HOLDS, HELD_WHEN_SPOKEN, PLAUSIBLE, DEPENDS, OPEN, NOT_BORNE_OUT, WRONG, NO_EVIDENCE,
)  # fmt: skip
"""In the order in which pages list them."""
WORST_TO_BEST = (
    WRONG, NOT_BORNE_OUT, NO_EVIDENCE, OPEN, DEPENDS, HELD_WHEN_SPOKEN, PLAUSIBLE, HOLDS,
)  # fmt: skip
"""Further evidence that agrees never moves a label towards the beginning."""

FIRM, FAIR, WEAK = "firm", "fair", "weak"
FIRMNESS = (FIRM, FAIR, WEAK)

DAY_NOT_ESTABLISHED = "day_not_established"
PUBLISHED_LATER = "published_later"
NOTHING_AT_HAND = "nothing_at_hand"
REASONS = (DAY_NOT_ESTABLISHED, PUBLISHED_LATER, NOTHING_AT_HAND)
"""Why nothing could be evaluated."""

BADGES = {
    HOLDS: "agrees",
    HELD_WHEN_SPOKEN: "agrees",
    PLAUSIBLE: "agrees",
    DEPENDS: "depends",
    NOT_BORNE_OUT: "disagrees",
    WRONG: "disagrees",
    OPEN: "unknown",
    NO_EVIDENCE: "absent",
}
"""The class of the style sheet that gives a label its sign and its colour."""

LEGACY = {
    HOLDS: "supported",
    HELD_WHEN_SPOKEN: "depends",
    PLAUSIBLE: "consistent",
    DEPENDS: "depends",
    OPEN: "consistent",
    NOT_BORNE_OUT: "unconfirmed",
    WRONG: "contradicted",
    NO_EVIDENCE: "not checkable",
}
"""The word of the releases before; ``ledger.json`` keeps it for one release."""

_RENAMED = {
    "supported": HOLDS,
    "consistent": PLAUSIBLE,
    "unconfirmed": NOT_BORNE_OUT,
    "contradicted": WRONG,
    "not checkable": NO_EVIDENCE,
}


def code_of(word: str) -> str:
    """A code; the word of an older release by the code that took its place.

    >>> code_of("supported"), code_of("open")
    ('holds', 'open')
    """
    return _RENAMED.get(word, word)


def slug(code: str) -> str:
    """A code as part of an address or of an attribute: ``no-evidence``."""
    return code.replace("_", "-")
