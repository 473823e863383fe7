"""The ledger as a page: overview, one section for each claim, findings, the tally."""

from __future__ import annotations

from html import escape

from regionshare.chapters.edition import Edition
from regionshare.chapters.strips import strip_table
from regionshare.claims import consistency, reasons
from regionshare.claims import words as wording
from regionshare.claims.ledger import Entry, Ledger, open_ledger
from regionshare.claims.verdict import CONSISTENT, CONTRADICTED, DEPENDS, SUPPORTED, VERDICTS
from regionshare.text import tables
from regionshare.text.messages import room
from regionshare.text.tables import Html

WORDS = room("ledger.page")
FITS = room("ledger.fits")

BADGES = {
    SUPPORTED: "agrees",
    CONSISTENT: "agrees",
    DEPENDS: "depends",
    CONTRADICTED: "disagrees",
}
CENTRAL = {"C20": "energy", "C21": "co2", "C22": "population", "C23": "gdp"}


def ask(edition: Edition) -> Ledger:
    """The report's ledger, asked of the edition's region; sets the flags of its groups."""
    ledger = open_ledger(region=edition.region.id, evaluator=edition.evaluator)
    groups = ledger.groups()
    for group in ledger.file.groups:
        edition.when(f"ledger_{group}", group in groups)
    edition.when("ledger_elsewhere", bool(ledger.left_out))
    edition.say("ledger/entries", str(len(ledger.entries)))
    edition.say("ledger/left_out", str(len(ledger.left_out)))
    for verdict in VERDICTS:
        count = ledger.total()[verdict]
        edition.say(f"ledger/{verdict.replace(' ', '_')}", str(count))
    edition.say("ledger/untested", str(ledger.untested()))
    edition.say("ledger/untested_spoken", str(ledger.untested(when_spoken=True)))
    edition.say("ledger/undated", str(ledger.undated()))
    for entry in groups.get("central", ()):
        for one in entry.evidence:
            if one.number:
                edition.add(edition.evaluator.number(one.number))
    return ledger


def badge(verdict: str, lang: str, untested: bool = False) -> Html:
    """A verdict as a badge: a sign and a word, not a colour alone; neutral where untested."""
    css = "unknown" if untested else BADGES.get(verdict, "unknown")
    return Html(f'<span class="badge-{css}">{escape(wording.verdict_word(verdict, lang))}</span>')


def overview(ledger: Ledger, lang: str) -> str:
    """One line for each claim, grouped; radio buttons filter by verdict without a script."""
    words = WORDS[lang]
    bodies = []
    for group, entries in ledger.groups().items():
        name = escape(ledger.file.groups[group].text(lang))
        rows = "".join(_overview_row(entry, lang) for entry in entries)
        has = " ".join(dict.fromkeys(_slug(entry.verdict.today) for entry in entries))
        bodies.append(
            f'<tbody data-has="{has}"><tr class="group"><th scope="rowgroup" colspan="5">{name}'
            f"</th></tr>{rows}</tbody>"
        )
    head = [words[k] for k in ("claim", "says", "today", "spoken", "count")]
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    return (
        f'<div class="ledger-overview">{_filters(ledger, lang)}<table class="rs-table">'
        f"<caption>{escape(words['overview'])}</caption><thead><tr>{heads}</tr></thead>"
        f"{''.join(bodies)}</table></div>"
    )


def bracketed(text: str, lang: str) -> str:
    """A remark in the brackets of the language."""
    return f"（{text}）" if lang == "zh" else f" ({text})"


def _slug(verdict: str) -> str:
    return verdict.replace(" ", "-")


def _filters(ledger: Ledger, lang: str) -> str:
    words = WORDS[lang]
    found = ledger.total()
    options = [("all", words["all"])]
    options += [(_slug(v), wording.verdict_word(v, lang)) for v in VERDICTS if found[v]]
    items = "".join(
        f'<label><input type="radio" name="verdict" value="{value}"'
        f"{' checked' if value == 'all' else ''}> {escape(text)}</label> "
        for value, text in options
    )
    return (
        f'<fieldset class="no-print"><legend>{escape(words["filter"])}</legend>{items}</fieldset>'
    )


def _overview_row(entry: Entry, lang: str) -> str:
    claim, verdict = entry.claim, entry.verdict
    says = claim.quote_zh if lang == "zh" else claim.text_en
    note = bracketed(WORDS[lang]["repeat"], lang) if claim.outside_tally else ""
    count = f"{verdict.k}/{verdict.n}" if verdict.n else "–"
    cells = [
        escape(says + note),
        _today(entry, lang),
        _spoken(entry, lang),
        count,
    ]
    body = "".join(f"<td>{cell}</td>" for cell in cells)
    link = f'<a href="#{claim.anchor}">{claim.id}</a>'
    return f'<tr data-verdict="{_slug(verdict.today)}"><th scope="row">{link}</th>{body}</tr>'


def tally_table(ledger: Ledger, lang: str) -> str:
    """Verdicts by group, today and (in brackets) when spoken."""
    words = WORDS[lang]
    today, spoken = ledger.tally(), ledger.tally(when_spoken=True)
    used = [v for v in VERDICTS if ledger.total()[v] or ledger.total(when_spoken=True)[v]]
    rows: list[list[str]] = []
    for group, counts in today.items():
        name = ledger.file.groups[group].text(lang)
        rows.append([name, *(f"{counts[v]}{bracketed(str(spoken[group][v]), lang)}" for v in used)])
    total = ledger.total(), ledger.total(when_spoken=True)
    rows.append(
        [words["all"], *(f"{total[0][v]}{bracketed(str(total[1][v]), lang)}" for v in used)]
    )
    head = [words["group"], *(wording.verdict_word(v, lang) for v in used)]
    return tables.table(
        words["tally"], head, rows, numeric=range(1, len(head)), marked=[len(rows) - 1]
    )


def sections(ledger: Ledger, group: str, edition: Edition) -> str:
    """The claims of one group, a section each with the anchor ``#C21``."""
    entries = ledger.groups().get(group, [])
    return "\n".join(_section(entry, edition) for entry in entries)


def _section(entry: Entry, edition: Edition) -> str:
    lang, claim, words = edition.lang, entry.claim, WORDS[edition.lang]
    comma, colon = ("，", "：") if lang == "zh" else (", ", ": ")
    own, speaker = not entry.asked_elsewhere, claim.speaker
    facts: list[tuple[str, list[str]]] = [
        ("said_by", [escape(comma.join((speaker.name.text(lang), speaker.capacity.text(lang))))]),
        (
            "of",
            [escape(comma.join(filter(None, (_about(entry, edition), claim.period.text(lang)))))],
        ),
        ("reading", [_reading(entry, lang)]),
        ("reason", [_linked(escape(reasons.reason(entry, lang)), entry)]),
        (
            "reason_spoken",
            [_linked(escape(reasons.reason(entry, lang, when_spoken=True)), entry)],
        ),
        ("effects", [escape(text) for text in reasons.effect_lines(entry, lang)]),
        ("ends", [escape(text) for text in reasons.approach_lines(entry, lang)]),
        ("note", [escape(claim.note.text(lang))] if own else []),
        ("settles", [escape(claim.settles.text(lang))] if own else []),
    ]
    items = "".join(
        f"<dt>{escape(words[key])}</dt>" + "".join(f"<dd>{text}</dd>" for text in texts)
        for key, texts in facts
        if any(texts)
    )
    translation = "" if lang == "zh" else f'<p lang="en">{escape(claim.text_en)}</p>'
    verdicts = (
        f"{words['today']}{colon}{_today(entry, lang)} "
        f"{words['spoken']}{colon}{_spoken(entry, lang)}"
    )
    return (
        f'<section class="claim" id="{claim.anchor}"><h3>{claim.id} '
        f'<a class="headerlink" href="#{claim.anchor}" aria-label="{claim.id}">#</a></h3>'
        f'<blockquote class="quotation"><p lang="zh">{escape(claim.quote_zh)}</p>'
        f"{translation}</blockquote><p>{verdicts}</p>"
        f"<dl>{items}</dl>{'' if entry.repeats else strip_table(entry, lang)}</section>"
    )


def _today(entry: Entry, lang: str) -> Html:
    return badge(entry.verdict.today, lang, entry.verdict.untested)


def _spoken(entry: Entry, lang: str) -> Html:
    return badge(entry.verdict.when_spoken, lang, entry.verdict.untested_spoken)


def _about(entry: Entry, edition: Edition) -> str:
    lang, region = edition.lang, edition.store.regions[entry.region].name(edition.lang)
    if entry.asked_elsewhere:
        glue = "" if lang == "zh" else " "
        return f"{WORDS[lang]['asked_of']}{glue}{region}"
    return entry.claim.about.text(lang) or region


def _reading(entry: Entry, lang: str) -> str:
    """What values the statement allows, and by which rule; empty for a repetition."""
    stated, rule = wording.stated_text(entry.claim, lang), wording.rule_text(entry.claim, lang)
    if entry.repeats or not stated:
        return "" if entry.repeats else escape(rule)
    return escape(f"{stated}。{rule}" if lang == "zh" else f"{stated} ({rule})")


def _linked(text: str, entry: Entry) -> str:
    """The reason of a repetition, with links to the statements it repeats."""
    for one in entry.repeats:
        text = text.replace(one.claim.id, f'<a href="#{one.claim.anchor}">{one.claim.id}</a>')
    return text


def findings(ledger: Ledger, lang: str) -> str:
    """What statements imply for each other, each with whether it fits; of their own region only."""
    if ledger.left_out:
        return ""
    parts = []
    for one in consistency.findings(ledger):
        mark = ""
        if one.fits is not None:
            mark = bracketed(FITS[lang]["fits" if one.fits else "fits_not"], lang)
        parts.append(
            f"<dt>{escape(one.title.text(lang))}{mark}</dt><dd>{escape(one.text.text(lang))}</dd>"
        )
    return f"<dl>{''.join(parts)}</dl>"


def front(edition: Edition, ledger: Ledger) -> None:
    """The tally, for the region that the article is about."""
    if not ledger.left_out:
        edition.show(tally_table(ledger, edition.lang))
