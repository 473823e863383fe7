"""The front page: key figures with what was said of them, and the verdicts in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from regionshare.chapters import asked
from regionshare.chapters.edition import Edition, Findings
from regionshare.claims import answer
from regionshare.claims.ledger import Entry, Ledger
from regionshare.numbers.number import Number, anchor
from regionshare.text.markup import Markup, render
from regionshare.text.messages import room
from regionshare.text.tables import Table

WORDS = room("index")


def findings(edition: Edition, ledger: Ledger) -> Findings:
    """The answer to the whole, ``front/whole``; whether the text is about this region."""
    found = Findings(edition)
    found.say("front/whole", answer.whole(ledger, edition.lang))
    found.when("speaker", not ledger.left_out)
    return found


def key_figures(edition: Edition, shares: Mapping[str, Number], ledger: Ledger) -> Markup:
    """The four shares as cards; where the sentence is about this region, with what it said."""
    lang, words = edition.lang, WORDS[edition.lang]
    central = {} if ledger.left_out else asked.central(ledger)
    cards = []
    for concept in filter(shares.__contains__, words["of"]):
        number, entry = shares[concept], central.get(concept)
        card = {
            "main": concept == "gdp",
            "number": edition.text(number),
            "anchor": anchor(number.id),
            "of": words["of"][concept],
            "year": words["year"].format(year=number.period),
        }
        if entry is not None:
            card["said"] = words["said"].format(figure=_said(entry, lang))
            card["claim"] = entry.claim.anchor
            card["badge"] = asked.badge(entry.verdict.now, lang)
        cards.append(card)
    return render("chapters/key_figures.html", cards=cards)


def _said(entry: Entry, lang: str) -> str:
    """The stated figure, with *about* where the words have it."""
    claim = entry.claim
    form = "about" if any(word in claim.stated for word in claim.rule.words) else "exactly"
    figure = "".join(c for c in claim.stated if c.isdigit() or c == ".")
    return str(WORDS[lang][form].format(figure=figure))


def tally_table(edition: Edition, ledger: Ledger) -> Table | None:
    """The tally, for the region that the article is about."""
    if ledger.left_out:
        return None
    return asked.tally_table(edition, asked.tally(edition, ledger))
