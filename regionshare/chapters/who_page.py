"""Who could say the same: the central sentence asked of every region, as a table."""

from __future__ import annotations

from regionshare.chapters.edition import SHORT, Edition
from regionshare.claims.who import CONCEPTS, RegionTable, central_table
from regionshare.numbers import display
from regionshare.text import tables
from regionshare.text.messages import room

ANSWERS = room("ledger.answers")
WORDS = room("ledger.page")


def who_could_say(edition: Edition) -> RegionTable:
    """The central sentence asked of every region; says the phrases ``who/...``."""
    table = central_table(edition.evaluator, edition.nation.id, upto=edition.year)
    regions, lang = edition.store.regions, edition.lang
    glue = "、" if lang == "zh" else ", "
    edition.say("who/year", str(table.year))
    edition.say("who/evaluated", str(len(table.evaluated)))
    edition.say("who/count", str(len(table.could_say)))
    edition.say("who/names", glue.join(regions[r].name(lang) for r in table.could_say) or "–")
    edition.say("who/economy_only", str(len(table.of_economy_only)))
    return table


def who_table(table: RegionTable, edition: Edition) -> str:
    """Every region's four shares and whether it could say the sentence."""
    words, lang = WORDS[edition.lang], edition.lang
    rows, marked = [], []
    for place, row in enumerate(table.rows):
        if row.region == edition.region.id:
            marked.append(place)
        shares = [
            display.percent(row.shares[c], 1, lang) if c in row.shares else "–" for c in CONCEPTS
        ]
        name = edition.store.regions[row.region].name(lang)
        rows.append((name, *shares, ANSWERS[lang][answer(row.could_say, row.of_economy_only)]))
    head = [words["region"], *(SHORT[lang][c] for c in CONCEPTS), words["could"]]
    caption = f"{words['who']}, {table.year}"
    return tables.table(caption, head, rows, numeric=range(1, 5), marked=marked)


def answer(could_say: bool | None, economy_only: bool | None) -> int:
    """0 yes, 1 of the economy only, 2 no, 3 not all figures at hand."""
    if could_say is None:
        return 3
    return 0 if could_say else 1 if economy_only else 2
