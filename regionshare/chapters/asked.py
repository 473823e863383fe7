"""Asked: the claims asked of an edition's region, as the front page and the ledger tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from regionshare.chapters import claim as quoted
from regionshare.chapters.edition import Edition, Findings
from regionshare.chapters.panels import MARKS
from regionshare.claims import answer as answers
from regionshare.claims import words as wording
from regionshare.claims.claim import load
from regionshare.claims.evidence import Evidence
from regionshare.claims.labels import BADGES, CODES
from regionshare.claims.ledger import Entry, Ledger, judge, open_ledger
from regionshare.claims.verdict import Outcome
from regionshare.claims.who import RegionTable, central_table, nations
from regionshare.text.markup import Markup, render
from regionshare.text.messages import room
from regionshare.text.tables import MISSING, Column, Table

WORDS = room("ledger")
GROUPS = (quoted.CENTRAL, "quantities", "ranks", "counts", "events")
"""The groups that have a place of their own in the ledger's chapter."""


def tells(edition: Edition) -> bool:
    """Whether there are statements, of the edition's nation or of one like it.

    Those of another nation are asked of one that has what their central sentence asks.
    """
    file, regions = load(None, edition.evaluator), edition.store.regions
    nation = edition.nation.id
    return bool(file.claims) and (
        regions.nation(file.region).id == nation or nation in nations(edition.evaluator)
    )


def ask(edition: Edition) -> Ledger:
    """The report's ledger, asked of the edition's region; empty where it `tells` nothing."""
    if tells(edition):
        return open_ledger(region=edition.region.id, evaluator=edition.evaluator)
    empty = replace(load(None, edition.evaluator), claims=())
    return judge(empty, edition.evaluator, edition.region.id)


def ledger_findings(edition: Edition, ledger: Ledger) -> Findings:
    """Which text, the flags of its groups, counts, and the shares behind the central sentence."""
    found, groups, total = Findings(edition), ledger.groups(), ledger.total()
    found.say("ledger/title", ledger.file.title.text(edition.lang))
    found.say(
        "ledger/about",
        edition.store.regions[ledger.file.region or edition.region.id].name(edition.lang),
    )
    found.say("ledger/spoken", wording.day_text(ledger.file.spoken, edition.lang))
    for group in (*GROUPS, *ledger.file.groups):
        found.when(f"ledger_{group}", group in groups)
    found.when("has_claims", bool(ledger.entries))
    asks = bool(central(ledger)) and edition.nation.id in nations(edition.evaluator)
    found.when("ledger_who", asks)
    carbon = [one for one in edition.store.series.values() if one.concept == "co2"]
    found.when("ledger_inventories", len({one.family for one in carbon}) > 2)
    found.when("ledger_elsewhere", bool(ledger.left_out))
    counts = {
        "entries": len(ledger.entries),
        "squares": sum(not entry.claim.outside_tally for entry in ledger.entries),
        "left_out": len(ledger.left_out),
        **{code: total[code] for code in CODES},
        "untested": ledger.untested(),
        "untested_spoken": ledger.untested(when_spoken=True),
        "undated": ledger.undated(),
    }
    for name, count in counts.items():
        found.say(f"ledger/{name}", str(count))
    found.say("ledger/tally", _tally_text(total, edition.lang))
    for entry in groups.get(quoted.CENTRAL, ()):
        for one in entry.evidence:
            if one.number:
                found.add(edition.evaluator.number(one.number))
    return found


def _tally_text(total: Mapping[str, int], lang: str) -> str:
    """How many statements have each label that is given, as a sentence goes on."""
    parts = [counted(code, total[code], lang) for code in CODES if total[code]]
    return str(MARKS[lang]["comma"].join(parts))


def counted(code: str, count: int, lang: str) -> str:
    """How many statements have a label: ``4 hold``."""
    return str(WORDS[lang]["tally"][code][count > 1].format(n=count))


def central(ledger: Ledger) -> dict[str, Entry]:
    """The entries of the central sentence, by the concept whose share they state."""
    claims = quoted.central(entry.claim for entry in ledger.entries)
    return {concept: ledger[claim.id] for concept, claim in claims.items()}


def spliced(entry: Entry) -> Evidence | None:
    """The value of two levels that does not decide, since another does; None without one."""
    if any(one.evidence.splice for one in entry.verdict.now.deciding):
        return None
    return next((j.evidence for j in entry.verdict.counted if j.evidence.splice), None)


def badge(outcome: Outcome, lang: str) -> Markup:
    """A label as a badge: a sign and a word, not a colour alone; with what it depends on."""
    return badge_of(outcome.code, wording.label_text(outcome, lang))


def badge_of(code: str, word: str) -> Markup:
    """The badge of a code, with its word."""
    return render("chapters/badge.html", kind=BADGES[code], word=word)


def tally(edition: Edition, ledger: Ledger) -> pd.DataFrame:
    """How many statements of each group have each verdict: ``group, verdict, today, spoken``."""
    groups = [(name.text(edition.lang), key) for key, name in ledger.file.groups.items()]
    today, spoken = ledger.tally(), ledger.tally(when_spoken=True)
    rows = [
        (name, verdict, today[key][verdict], spoken[key][verdict])
        for name, key in groups
        if key in today
        for verdict in CODES
    ]
    return pd.DataFrame(rows, columns=["group", "verdict", "today", "spoken"])


def tally_table(edition: Edition, frame: pd.DataFrame) -> Table:
    """Verdicts by group, today and (in brackets) when spoken; those that are given to any."""
    lang, words = edition.lang, WORDS[edition.lang]["page"]
    total = frame.groupby("verdict", as_index=False)[["today", "spoken"]].sum()
    frame = pd.concat([frame, total.assign(group=words["all"])])
    bracket = MARKS[lang]["brackets"]
    shown = frame.assign(
        count=[
            f"{a}{bracket.format(text=b)}" if a or b else MISSING
            for a, b in frame[["today", "spoken"]].to_numpy()
        ]
    ).pivot(index="group", columns="verdict", values="count")
    shown = shown.loc[frame["group"].unique()].reset_index()
    used = set(total.loc[total["today"] + total["spoken"] > 0, "verdict"])
    columns = {"group": Column(words["group"])} | {
        verdict: Column(wording.verdict_word(verdict, lang), numeric=True)
        for verdict in CODES
        if verdict in used
    }
    return Table(shown, words["tally"], columns, marked=[len(shown) - 1])


def who_could_say(edition: Edition) -> RegionTable | None:
    """The central sentence asked of every region of the nation; None where it lacks a concept."""
    if edition.nation.id not in nations(edition.evaluator):
        return None
    return central_table(edition.evaluator, edition.nation.id, upto=edition.year)


def who_of_sentence(edition: Edition, ledger: Ledger) -> RegionTable | None:
    """The same, where the text has the central sentence."""
    return who_could_say(edition) if central(ledger) else None


def who_findings(edition: Edition, table: RegionTable | None) -> Findings:
    """How many and which regions could say the sentence: the phrases ``who/...``."""
    found, regions = Findings(edition), edition.store.regions
    if table is None:
        return found
    names = [regions[region].name(edition.lang) for region in table.could_say]
    found.say("who/year", str(table.year))
    found.say("who/evaluated", str(len(table.evaluated)))
    found.say("who/count", str(len(table.could_say)))
    found.say("who/names", MARKS[edition.lang]["list"].join(names) or "–")
    found.say("who/economy_only", str(len(table.of_economy_only)))
    return found


def of_page(edition: Edition, page: str) -> list[Entry]:
    """The statements that a chapter speaks of, judged as in the ledger; none of another region."""
    file = load(None, edition.evaluator)
    told = [
        one
        for one in file.claims
        if one.chapter.partition("/")[0] == page and edition.year >= (one.year or 0)
    ]
    own = edition.region.id == file.region
    return list(judge(file, edition.evaluator, claims=told).entries) if own else []


def verdicts(edition: Edition, page: str) -> Markup | None:
    """What the ledger says today of the statements that a chapter speaks of; None without any.

    Label and answer are the ledger's own, so that no page says another thing than it does.
    """
    return verdicts_of(edition, of_page(edition, page))


def verdicts_of(edition: Edition, entries: Sequence[Entry]) -> Markup | None:
    """What the ledger says today of some statements; None of none."""
    lang = edition.lang
    if not entries:
        return None
    return render("chapters/verdicts.html", title=WORDS[lang]["told"], told=[
        (entry.claim.anchor, entry.verdict.today, badge(entry.verdict.now, lang),
         quoted.said(entry.claim, lang), answers.sentence(entry, lang)) for entry in entries
    ])  # fmt: skip
