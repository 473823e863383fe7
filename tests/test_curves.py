"""Specification curves show the values that a verdict and a span rest on, no more and no fewer."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from regionshare.chapters import asked, curves
from regionshare.chapters.edition import Edition, make_edition
from regionshare.chapters.ledger import evidence_strip
from regionshare.claims.claim import kind_of
from regionshare.claims.ledger import Entry, Ledger
from regionshare.figures.curve import Curve, draw_curves
from regionshare.figures.style import themed

STRIP = 4096
"""Bytes that a small curve may take of the ledger's page."""


@pytest.fixture(scope="module")
def guangdong() -> Edition:
    return make_edition("CN-GD", 2023)


@pytest.fixture(scope="module")
def ledger(guangdong: Edition) -> Ledger:
    return asked.ask(guangdong)


def drawn(ledger: Ledger) -> list[tuple[Entry, Curve]]:
    found = [(entry, curves.of_statement(entry, "en")) for entry in ledger.entries]
    return [(entry, curve) for entry, curve in found if curve is not None]


def test_every_statement_over_a_metric_has_a_curve_and_no_other(ledger: Ledger) -> None:
    """But over one value alone, which makes no curve."""
    shown = {entry.claim.id for entry, _ in drawn(ledger)}
    for entry in ledger.entries:
        over = "metric" in map(kind_of, entry.claim.specs)
        wanted = over and len(curves.values(entry, "en")) >= curves.FEWEST
        assert (entry.claim.id in shown) == wanted, entry.claim.id


def test_a_curve_decides_as_its_verdict_does(ledger: Ledger) -> None:
    for entry, curve in drawn(ledger):
        deciding = [j for j in entry.verdict.now.deciding if j.evidence.options]
        full = curve.table[curve.table["decides"]]
        assert list(full["value"]) == sorted(j.evidence.interval.low for j in deciding)
        assert full["agrees"].sum() == sum(j.agrees is True for j in deciding)
        assert curve.table["value"].is_monotonic_increasing


def test_the_carbon_curve_crosses_every_inventory_total_and_way_to_count_power(
    ledger: Ledger,
) -> None:
    """36 cells in the latest common year and 12 in a later one; a replaced total does not count."""
    entry = ledger["C21"]
    curve = curves.of_statement(entry, "en")
    assert curve is not None
    cells = [one for one in entry.evidence if one.open]
    latest = [tuple(n.en for n in one.options.values()) for one in cells if one.year == 2022]
    options = [set(names) for names in zip(*latest, strict=True)]
    assert len(set(latest)) == np.prod([len(names) for names in options]) == 36
    assert len(cells) == 48
    assert set(curve.table["value"]) >= {one.interval.low for one in cells}
    assert curve.table["decides"].sum() == sum(not one.replaced_by for one in cells) == 36


def test_each_value_has_one_dot_for_each_choice_and_the_band_is_what_was_stated(
    ledger: Ledger,
) -> None:
    curve = curves.of_statement(ledger["C21"], "en")
    assert curve is not None
    with themed("light") as theme:
        upper, lower = draw_curves([curve], theme).axes
    (band,) = upper.patches
    box = band.get_window_extent().transformed(upper.transData.inverted())
    assert (box.y0, box.y1) == pytest.approx((4.5, 5.5))
    named = [label.get_text() for label in lower.get_yticklabels()]
    dots = {named[int(line.get_ydata()[0])]: set(line.get_xdata()) for line in lower.lines
            if line.get_marker() == "o"}  # fmt: skip
    choices = dict(curve.options())
    assert set(choices) == {"release", "denominator", "imports", "year"}
    for column, options in choices.items():
        assert sorted(place for name in options for place in dots[name]) == list(range(57)), column


def test_a_bound_without_an_end_is_drawn_to_the_edge(ledger: Ledger) -> None:
    """More than 50 %: the band has no upper end, the drawing has."""
    curve = curves.of_statement(ledger["C04"], "en")
    assert curve is not None
    assert curve.stated == [(50.0, float("inf"))]
    with themed("light") as theme:
        canvas = draw_curves([curve], theme)
    (band,) = canvas.axes[0].patches
    assert band.get_height() == pytest.approx(curve.limits()[1] - 50)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_small_curve_says_what_it_shows_and_weighs_little(ledger: Ledger, lang: str) -> None:
    for entry, curve in drawn(ledger):
        text = str(curves.strip(entry, lang))
        assert len(text.encode()) <= STRIP
        picture = ET.fromstring(text)
        assert picture.get("role") == "img"
        assert entry.claim.id in picture.get("aria-label", "")
        shown = {path.get("class"): path.get("d", "").count("M") for path in picture.iter("path")}
        table = curve.table
        table = table[table["decides"]] if len(table) > curves.MANY else table
        assert shown.get("agrees", 0) + shown.get("disagrees", 0) == len(table)
        assert shown.get("turns", 0) == table["turns"].sum()
        assert shown.get("shown", 0) == (~table["decides"]).sum()
        assert 42 <= float(picture.get("viewBox", "").split()[3]) <= 160


def test_texts_of_a_small_curve_do_not_overlap_and_are_not_cut(ledger: Ledger) -> None:
    """Global Carbon Budget 2025, in letters of which a line of ten takes 65 pixels."""
    for entry, _ in drawn(ledger):
        texts = list(ET.fromstring(str(curves.strip(entry, "en"))).iter("text"))
        assert all(6.5 * len(text.text or "") <= float(text.get("x", "")) for text in texts)
        places = [float(text.get("y", "")) for text in texts]
        gaps = np.diff(sorted(places))
        assert (gaps > 8).all(), (entry.claim.id, places)


def test_the_table_of_evidence_draws_hollow_what_does_not_decide(ledger: Ledger) -> None:
    """C20: one of eight values decides; of C30 nothing compares, and its cells say so."""
    rows = str(evidence_strip(ledger["C20"], "en")).split("<tr")[2:]
    assert [" agrees " in f" {row}".replace('"', " ") for row in rows] == [True] + 7 * [False]
    assert str(evidence_strip(ledger["C23"], "en")).count("decided when spoken") == 1
    assert str(evidence_strip(ledger["C30"], "en")).count('<td class="place">–</td>') == 2


def test_a_statement_without_choices_has_none(ledger: Ledger) -> None:
    assert curves.strip(ledger["C01"], "en") == ""
    assert curves.strip(next(e for e in ledger.entries if e.repeats), "en") == ""


def test_the_alternative_text_gives_the_finding_as_the_ledger_has_it(guangdong: Edition) -> None:
    figure = curves.statement_curve(guangdong, "share", "co2")
    assert figure is not None
    plain = figure.alt.replace("\u202f", " ")
    verdict = asked.ask(guangdong)["C21"].verdict
    assert plain.startswith(f"{verdict.k} of the {verdict.n} values that decide agree with")
    assert re.search(r"from 4\.2 % to 6\.5 %.* hangs on the inventory", plain)


def test_a_curve_says_of_what_it_is_and_quotes_what_was_said(guangdong: Edition) -> None:
    ranks = {"en": ("Ranked by carbon per GDP: 2 of the 8", "“(This carbon intensity) is"),
             "zh": ("按单位GDP碳排放由低到高排位：", "“（上述碳强度）处于")}  # fmt: skip
    for lang, (what, said) in ranks.items():
        edition = make_edition("CN-GD", 2023, lang)
        figure = curves.statement_curve(edition, "rank", "co2:gdp")
        assert figure is not None
        assert figure.alt.startswith(what)
        assert said in figure.caption
    share = curves.statement_curve(guangdong, "share", "energy")
    assert share is not None
    assert not share.alt.startswith("Ranked")


def test_the_curve_of_a_share_is_the_span_of_its_number(guangdong: Edition) -> None:
    numbers = guangdong.shares()
    figure = curves.share_curves(guangdong, numbers)
    assert figure is not None
    assert figure.title.startswith("Carbon moves most")
    assert f"share of {numbers['co2'].period} runs from" in figure.title
    for concept, rows in figure.table.groupby("concept"):
        span = numbers[str(concept)].span
        assert span is not None
        assert (rows["value"].min(), rows["value"].max()) == (span.low, span.high)
        assert len(rows) == span.count
        (own,) = rows.loc[rows["headline"], "value"]
        assert own == numbers[str(concept)].value


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("region", "year"), [("CN-ZJ", 2021), ("US-CA", 2019)])
def test_curves_of_other_editions(region: str, year: int, lang: str) -> None:
    edition = make_edition(region, year, lang)
    made = [curves.share_curves(edition, edition.shares())]
    made += [curves.statement_curve(edition, "share", "co2")]
    for figure in filter(None, made):
        assert edition.region.name(lang) in figure.alt + figure.caption
        assert figure.svg("dark").startswith("<svg")


def test_a_value_that_the_reading_turns_is_drawn_and_counted_as_such(ledger: Ledger) -> None:
    entry = ledger["C06"]
    table = curves.values(entry, "en")
    decide = table[table["decides"]]
    assert (decide["agrees"].sum(), decide["turns"].sum(), len(decide)) == (2, 6, 8)
    curve = curves.of_statement(entry, "en")
    assert curve is not None
    assert "; 6 with some of them only." in curves.alt(entry, curve, "en")


def test_what_does_not_decide_is_hollow_in_the_small_curve_too(ledger: Ledger) -> None:
    picture = ET.fromstring(str(curves.strip(ledger["C20"], "en")))
    hollow = [
        path.get("d", "").count("M")
        for path in picture.iter("path")
        if path.get("class") == "shown"
    ]
    assert hollow == [int((~curves.values(ledger["C20"], "en")["decides"]).sum())]
