"""The front page: key figures with what was said of them, and the verdicts in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from regionshare.chapters import asked
from regionshare.chapters.edition import SHORT, Edition, Findings
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
    _tell_years(found, ledger)
    _tell_cells(found, ledger)
    return found


def _tell_years(found: Findings, ledger: Ledger) -> None:
    """Where the answer rests on another number than the figure below it: both, with their years."""
    edition, words, items = found.edition, WORDS[found.edition.lang], []
    for concept, number in edition.shares().items():
        entry = {} if ledger.left_out else asked.central(ledger)
        told = [j.evidence.number for j in entry[concept].verdict.now.deciding if j.evidence.headline
                ] if concept in entry else []  # fmt: skip
        if len(told) != 1 or not told[0] or told[0] == number.id:
            continue
        other = found.add(edition.evaluator.number(told[0]))
        if other.period != number.period:
            items.append(words["two_years"].format(
                concept=SHORT[edition.lang][concept], answer=edition.text(other), answer_year=other.period,
                figure=edition.text(number), figure_year=number.period))  # fmt: skip
    found.when("front_years", bool(items))
    found.say("front/years", words["between"].join(items))


def _tell_cells(found: Findings, ledger: Ledger) -> None:
    """How many values the ledger holds the statement on carbon against, beside the page's span."""
    entry = None if ledger.left_out else asked.central(ledger).get("co2")
    years = (
        {j.evidence.choices.get("year", "") for j in entry.verdict.now.deciding} if entry else set()
    )
    found.when("front_cells", bool(entry and entry.verdict.n))
    found.say("front/cells", str(entry.verdict.n) if entry else "")
    found.say(
        "front/cells/years", WORDS[found.edition.lang]["and"].join(sorted(filter(None, years)))
    )


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
