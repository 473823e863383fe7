"""The front page: key figures with what was said of them, and the verdicts in a sentence."""

from __future__ import annotations

from html import escape

from regionshare.chapters import ledger_page
from regionshare.chapters.edition import SHORT, Edition
from regionshare.claims import words as wording
from regionshare.claims.ledger import Entry, Ledger
from regionshare.claims.verdict import VERDICTS
from regionshare.numbers.number import Number, anchor

OF = {
    "energy": {"en": "of the energy", "zh": "能源"},
    "co2": {"en": "of the carbon dioxide", "zh": "二氧化碳"},
    "population": {"en": "of the people", "zh": "人口"},
    "gdp": {"en": "of the economy", "zh": "经济"},
}
SAID = {"en": "said: {}", "zh": "所述：{}"}


def tell(edition: Edition) -> Ledger:
    """The ledger, and the sentence ``front/verdicts`` on the four figures of the sentence."""
    ledger = ledger_page.ask(edition)
    edition.say("front/verdicts", _verdicts(_central(ledger), edition.lang))
    return ledger


def _central(ledger: Ledger) -> dict[str, Entry]:
    return {
        ledger_page.CENTRAL[entry.claim.id]: entry
        for entry in ledger.entries
        if entry.claim.id in ledger_page.CENTRAL
    }


def _verdicts(central: dict[str, Entry], lang: str) -> str:
    """``supported: people; depends: carbon, economy``, in the order of the verdicts."""
    parts = []
    for verdict in VERDICTS:
        names = [SHORT[lang][c] for c, entry in central.items() if entry.verdict.today == verdict]
        if names and lang == "zh":
            parts.append(f"{wording.verdict_word(verdict, lang)}：{'、'.join(names)}")
        elif names:
            listed = ", ".join(name.lower() for name in names)
            parts.append(f"{wording.verdict_word(verdict, lang)}: {listed}")
    return ("；" if lang == "zh" else "; ").join(parts)


def key_figures(edition: Edition, shares: dict[str, Number], ledger: Ledger) -> str:
    """The four shares as cards; where the sentence is about this region, with what it said."""
    central = {} if ledger.left_out else _central(ledger)
    cards = [
        _card(edition, concept, shares[concept], central.get(concept))
        for concept in OF
        if concept in shares
    ]
    return f'<div class="headline">{"".join(cards)}</div>'


def _card(edition: Edition, concept: str, number: Number, entry: Entry | None) -> str:
    lang = edition.lang
    year = f"{number.period}年" if lang == "zh" else number.period
    lines = [
        f'<p><a class="num" href="#{anchor(number.id)}">{escape(edition.text(number))}</a></p>',
        f"<p>{OF[concept][lang]}</p>",
        f"<p>{year}</p>",
    ]
    if entry is not None:
        said = escape(SAID[lang].format(_said(entry, lang)))
        badge = ledger_page.badge(entry.verdict.today, lang, entry.verdict.untested)
        link = f'<a href="ledger.html#{entry.claim.anchor}">{badge}</a>'
        lines[2] = f"<p>{year}<br>{said}<br>{link}</p>"
    main = " main" if concept == "gdp" else ""
    return f'<div class="key-figure{main}">{"".join(lines)}</div>'


def _said(entry: Entry, lang: str) -> str:
    """The stated figure, with *about* where the words have it."""
    about = "约" in entry.claim.stated
    figure = "".join(c for c in entry.claim.stated if c.isdigit() or c == ".")
    if lang == "zh":
        return f"约{figure}%" if about else f"{figure}%"
    return f"about {figure}\u202f%" if about else f"{figure}\u202f%"
