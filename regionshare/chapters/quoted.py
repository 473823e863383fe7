"""Quoted: which of a page's shares lie inside what a statement of the text allows."""

from __future__ import annotations

from regionshare.chapters.edition import Collection, Edition
from regionshare.claims import claim as claimsfile
from regionshare.claims.claim import Claim
from regionshare.numbers import display
from regionshare.numbers.number import Number

BETWEEN = {"en": "from {} to {}", "zh": "{}至{}"}
INSIDE = {
    "en": {
        "none": "none of the {count} lies inside",
        "all": "all {count} lie inside",
        "some": "{few} of the {count} lie inside: {listed}; the others lie outside",
    },
    "zh": {
        "none": "{count}个比重均不在其内",
        "all": "{count}个比重全部在其内",
        "some": "{count}个比重中有{few}个在其内：{listed}；其余在其外",
    },
}


def statement(edition: Edition, wanted: str) -> Claim | None:
    """The statement, for an edition of its own region that is not before its year."""
    file = claimsfile.load(None, edition.evaluator)
    claim = next(c for c in file.claims if c.id == wanted)
    own = edition.region.id == claim.region and edition.year >= (claim.year or 0)
    return claim if own else None


def tell(found: Collection, place: str, claim: Claim, shares: list[tuple[str, Number]]) -> None:
    """Say the interval of a statement and which shares, each with its name, lie inside."""
    lang = found.edition.lang
    interval = claim.readings[0].interval
    ends = [display.percent(end, claim.decimals, lang) for end in (interval.low, interval.high)]
    found.say(f"{place}/claim_interval", BETWEEN[lang].format(*ends))
    held = [(label, one) for label, one in shares if interval.holds(one.value)]
    listed = [
        f"{label}（{one.period}年）" if lang == "zh" else f"{label} ({one.period})"
        for label, one in held
    ]
    key = "none" if not held else "all" if len(held) == len(shares) else "some"
    text = INSIDE[lang][key].format(
        count=len(shares), few=len(held), listed=("、" if lang == "zh" else ", ").join(listed)
    )
    found.say(f"{place}/claim_inside", text)


def raised(edition: Edition, up: int, count: int) -> str:
    """How many regions a revision raised: ``all 31 provinces``."""
    provinces = edition.texts["provinces"]
    if edition.lang == "zh":
        known = f"{count}个{provinces}"
        return f"{known}全部上调" if up == count else f"{known}中有{up}个上调"
    return f"all {count} {provinces}" if up == count else f"{up} of {count} {provinces}"
