"""Sentences about a sum, a direction, a count or a rank say what the printed numbers say."""

from __future__ import annotations

import html
import math
import re

import pytest

from regionshare.chapters import (
    asked,
    carbon,
    carbon_figures,
    carbon_imports,
    decoupling,
    drivers,
    index,
    inequality,
    intensity,
    ledger,
    shares,
)
from regionshare.chapters.edition import Edition, make_edition
from regionshare.claims import answer, reasons, words
from regionshare.claims.labels import code_of
from regionshare.figures.style import themed
from regionshare.files import paths
from regionshare.indicators.dispersion import sigma_moved
from regionshare.methods.decoupling import log_elasticity
from regionshare.numbers import display
from regionshare.numbers.evaluator import Evaluator
from regionshare.register import published
from regionshare.text.messages import room


@pytest.fixture(scope="module", params=["en", "zh"])
def edition(request: pytest.FixtureRequest) -> Edition:
    return make_edition("CN-GD", 2023, request.param)


@pytest.fixture(scope="module")
def english() -> Edition:
    return make_edition("CN-GD", 2023)


# -- directions ------------------------------------------------------------------------------------


def test_an_order_that_a_declared_alternative_turns_is_not_settled(edition: Edition) -> None:
    """With the later compilation's 37,726 for 2022 Guangdong fell by 43.2 %, China by 43.7 %.

    By the apparent inventory Guangdong fell by 40.6 % and China by 41.2 %: both of one method.
    """
    found = intensity.findings(edition)
    for load, turning in (("energy", {"1.01"}), ("co2", {"40.6", "41.2"})):
        assert found.flags[f"intensity_{load}_turned"]
        assert not found.flags[f"intensity_{load}_settled"]
        digits = set(re.findall(r"\d+\.\d+", found.texts[f"intensity/{load}/turned"]))
        assert turning <= digits
        assert "42.3" not in digits
    gap = found.numbers["gap/energy/CN-GD/2022@gd_later"]
    own = found.numbers[found.aliases["intensity/energy/own"]]
    assert 100 * (1 + own.value / 100) * (1 + gap.value / 100) - 100 == pytest.approx(
        -43.2, abs=0.05
    )


def test_a_difference_is_that_of_the_printed_values(edition: Edition) -> None:
    """45.0 and 43.7 differ by 1.3, not 1.4."""
    found = intensity.findings(edition)
    for load in ("energy", "co2"):
        own, nation = (
            round(found.numbers[found.aliases[f"intensity/{load}/{place}"]].value, 1)
            for place in ("own", "nation")
        )
        assert found.texts[f"intensity/{load}/difference"] == f"{abs(own - nation):.1f}"


def test_an_order_that_no_alternative_turns_is_told_as_settled() -> None:
    found = intensity.findings(make_edition("CN-BJ", 2019))
    settled = [load for load in ("energy", "co2") if found.flags[f"intensity_{load}_settled"]]
    assert settled
    for load in settled:
        assert int(found.texts[f"intensity/{load}/tried"]) > 0
        assert not found.flags[f"intensity_{load}_turned"]


def test_the_start_of_2005_is_held_against_the_ledgers_other_account(english: Edition) -> None:
    found = intensity.findings(english)
    levels = found.texts["intensity/start/levels"]
    assert found.flags["intensity_start"]
    assert "between 321.7 Mt and 324.4 Mt" in levels
    assert found.texts["intensity/start/nearer"].startswith("nearer to the start of the headline")


def test_regions_move_apart_only_beyond_chance(edition: Edition) -> None:
    spread = inequality.sigmas(edition)
    told = inequality.findings(edition, inequality.measures(edition), spread).texts
    apart, _, none = told["inequality/alike"].partition({"en": ";", "zh": "；"}[edition.lang])
    energy = {"en": "energy per GDP", "zh": "单位GDP能耗"}[edition.lang]
    assert energy in none
    assert energy not in apart
    assert {"en": "carbon per GDP", "zh": "单位GDP碳排放"}[edition.lang] in apart


def test_the_title_of_the_spread_counts_what_moved_beyond_chance(edition: Edition) -> None:
    spread = inequality.sigmas(edition)
    title = inequality.sigma_history(edition, spread).title
    told = inequality.findings(edition, inequality.measures(edition), spread).texts
    apart = told["inequality/alike"].partition({"en": ";", "zh": "；"}[edition.lang])[0]
    counts = [str(len(re.findall("sigma|σ", apart))), str(spread["pair"].nunique())]
    assert sorted(re.findall(r"\d+", title)) == sorted(counts)


def test_a_spread_that_doubles_everywhere_is_no_chance() -> None:
    start = [math.exp(x) for x in (-2, -1, 0.1, 1, 2)]
    assert sigma_moved(start, [x**2.01 for x in start]) > 2
    assert sigma_moved([x**2.01 for x in start], start) < -2
    assert sigma_moved(start, start) == 0


# -- sums, counts, divisors -------------------------------------------------------------------------


def test_net_imports_leave_a_remainder_that_is_printed(english: Edition) -> None:
    """11,408.5 Mt become 11,295.5 at the nation's factor; closed, the share is 5.99 at the South China grid's."""
    found = carbon_imports.findings(english)
    assert found.numbers[found.aliases["carbon/imports/rest"]].value == pytest.approx(
        -112.95, abs=0.01
    )
    closed = english.evaluator.number(
        "closed_share/co2/CN-GD/2022@ceads_sectoral_2022~sum~imports_south"
    )
    assert closed.value == pytest.approx(5.99, abs=0.005)


def test_the_closed_balance_sums_to_the_territorial_total(real: Evaluator) -> None:
    token = "ceads_sectoral_2022~sum~imports_national"
    parts = real.store.parts("co2.ceads_sectoral_2022")
    shares_ = [real.number(f"closed_share/co2/{region}/2022@{token}").value for region in parts]
    assert sum(shares_) == pytest.approx(100, abs=1e-9)


def test_superseded_releases_are_not_counted_among_inventories(edition: Edition) -> None:
    found = carbon.findings(edition)
    assert "3" in found.texts["carbon/claim_inside"]
    assert "5" not in found.texts["carbon/claim_inside"]
    assert "5.8" in found.texts["carbon/own_total"]


def test_the_ratio_and_its_divisor_give_the_share(english: Edition) -> None:
    frame = shares.beside(english, english.shares()).set_index("concept")
    for concept in ("energy", "co2", "population"):
        row = frame.loc[concept]
        assert row["share"] / row["divisor"] == pytest.approx(row["relative"], rel=1e-9)
    assert frame.loc["co2", "divisor"] == pytest.approx(10.86, abs=0.005)


def test_ways_that_this_report_adds_are_not_called_published(english: Edition) -> None:
    spread = inequality.sigmas(english)
    told = inequality.findings(english, inequality.measures(english), spread).texts
    assert "published" not in told["inequality/counted"]
    assert told["inequality/counted"].count("2 of them") == 1


# -- elasticities over long periods -----------------------------------------------------------------


def test_elasticities_over_long_periods_are_in_logarithms(edition: Edition) -> None:
    found = decoupling.findings(edition)
    for load, value in (("co2", 0.43), ("energy", 0.57)):
        one = found.numbers[found.aliases[f"decoupling/{load}/whole"]]
        assert one.id == f"log_elasticity/{load}:gdp/CN-GD/2005-2022"
        assert round(one.value, 2) == value
        assert f"decoupling/{load}/whole/state" not in found.texts


def test_ten_equal_years_have_the_elasticity_of_one() -> None:
    once, ten = log_elasticity(0.03, 0.07), log_elasticity(1.03**10 - 1, 1.07**10 - 1)
    assert once == pytest.approx(ten)
    assert 0.9 * once > (1.03**10 - 1) / (1.07**10 - 1)


def test_growth_that_a_census_cut_is_told(english: Edition) -> None:
    found = decoupling.findings(english)
    for name in ("Liaoning", "Jilin", "Inner Mongolia", "Tianjin"):
        assert name in found.texts["decoupling/cut"]
    assert "−32.9" in found.texts["decoupling/cut"]
    assert not decoupling.findings(make_edition("US-CA", 2019)).flags["decoupling_cut"]


def test_each_analysis_has_a_line_in_the_other_inventory(edition: Edition) -> None:
    for found, flag, alias in (
        (decoupling.findings(edition), "decoupling_co2_other", "decoupling/co2/other"),
        (drivers.findings(edition), "drivers_other", "drivers/other/carbon_intensity"),
    ):
        assert found.flags[flag]
        assert found.aliases[alias].endswith("@ceads_apparent_2022")
    spread = inequality.sigmas(edition)
    told = inequality.findings(edition, inequality.measures(edition), spread)
    assert told.flags["inequality_choices"]


# -- words of the ledger ----------------------------------------------------------------------------


def test_rows_that_do_not_decide_say_so(edition: Edition) -> None:
    entry = asked.ask(edition)["C20"]
    texts = [words.verdict_of(j, entry.verdict.now, edition.lang) for j in entry.verdict.judged]
    plain = {"en": "agrees", "zh": "相符"}[edition.lang]
    assert [text for text in texts if text == plain] == [plain]
    assert any(text.startswith(plain) and text != plain for text in texts)


def test_what_held_when_spoken_counts_then_and_now(edition: Edition) -> None:
    entries = asked.ask(edition)
    frame = ledger.overview(edition, entries).set_index("claim")
    told = {"en": "0/2 (when spoken 1/1)", "zh": "0/2（发言时1/1）"}
    assert frame.loc["C23", "k_of_n"] == told[edition.lang]
    assert "0 of 2" not in answer.firmness(entries["C23"], "en")


def test_a_label_without_evidence_of_the_day_names_the_reason(english: Edition) -> None:
    entry = asked.ask(english)["C04"]
    assert words.label_text(entry.verdict.then, "en") == "no evidence: day not established"
    assert words.label_text(entry.verdict.now, "en") == "depends on the inventory"


def test_what_is_missing_is_told_once(edition: Edition) -> None:
    entries = asked.ask(edition)
    text = str(ledger.sections(edition, entries, "counts"))
    part = text[text.index('id="C16"') : text.index('id="C17"')]
    visible = html.unescape(part.partition("<script")[0])
    assert visible.count(entries["C16"].claim.settles.text(edition.lang)) == 1


def test_the_tally_is_in_the_singular_for_one(english: Edition) -> None:
    told = asked.ledger_findings(english, asked.ask(english)).texts["ledger/tally"]
    assert "1 is not borne out" in told
    assert "1 are" not in told


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_days_stand_in_sentences_as_the_language_writes_them(lang: str) -> None:
    for entry in asked.ask(make_edition("CN-GD", 2023, lang)).entries:
        told = [answer.sentence(entry, lang), reasons.reason(entry, lang, when_spoken=True)]
        told += [words.stated_text(entry.claim, lang)]
        told += [one.label.text(lang) for one in entry.evidence]
        assert not re.search(r"20\d\d-\d\d", " ".join(told)), told


def test_the_region_that_a_release_revised_most_is_named_once() -> None:
    told = carbon.findings(make_edition("CN-GD", 2023)).texts
    assert told["carbon/apparent/most_name"] == "Guangdong"
    assert told["carbon/sectoral/most_name"] == "Yunnan"


def test_a_repeat_says_what_its_years_and_regions_test(edition: Edition) -> None:
    asked_ledger = asked.ask(edition)
    told = {group: ledger.sections(edition, asked_ledger, group) for group in asked_ledger.groups()}
    sentence = ledger.WORDS[edition.lang]["page"]["tests_direction"]
    assert sum(str(text).count(sentence) for text in told.values()) == 1


def test_names_inside_a_sentence_are_written_so() -> None:
    english, chinese = (make_edition("CN-GD", 2023, lang) for lang in ("en", "zh"))
    measured, spread = inequality.measures(english), inequality.sigmas(english)
    told = inequality.findings(english, measured, spread).texts
    assert "Carbon" not in told["inequality/alike_choices"]
    counts = decoupling.findings(chinese).texts["decoupling/counts"]
    assert re.fullmatch(r"(\w+?\d+个、)+\w+?\d+个", counts), counts


def test_chinese_axes_count_masses_in_yi(real: Evaluator) -> None:
    units = real.store.units
    assert display.friendly("Mt", units, "zh") == (0.01, "亿吨")
    assert display.friendly("Gt", units, "zh") == (10.0, "亿吨")
    for room_name in ("carbon", "drivers", "market"):
        assert "百万吨" not in str(room(room_name)["zh"]), room_name
    chinese = make_edition("CN-GD", 2023, "zh")
    figure = carbon_figures.inventory_history(chinese, carbon.history(chinese))
    assert figure is not None
    with themed("light") as theme:
        (axes,) = figure.draw(theme).axes
    highest = max(max(line.get_ydata()) for line in axes.lines)
    assert highest == pytest.approx(figure.table["value"].max() / 100.0)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (569.12, "Mt", "5.691亿吨"),
        (200.45, "Mt", "2.004亿吨"),  # 200.4 Mt in English: rounded once, not twice
        (58.24, "Mt", "5,820万吨"),
        (569.02, "Mt", "5.690亿吨"),  # 569.0 Mt in English: as exact beside 5.691
        (25000, "1e4 kW", "2.500亿千瓦"),
        (1614, "1e4 kW", "1,610万千瓦"),
        (36821.4, "1e4 tce", "36,821万吨标准煤"),
    ],
)
def test_chinese_counts_in_its_own_units(
    real: Evaluator, value: float, unit: str, text: str
) -> None:
    assert display.quantity(value, unit, real.store.units, "zh") == text


def test_what_the_front_page_prints_twice_is_explained(edition: Edition) -> None:
    told = index.findings(edition, asked.ask(edition)).texts
    for part in ("6.8", "2022", "7.0", "2021"):
        assert part in told["front/years"]
    assert told["front/cells"] == "36"
    assert told["front/cells/inventories"] == told["front/cells/totals"] == "3"
    years = {"en": "2022 (Carbon Monitor also in 2023)", "zh": "2022年（Carbon Monitor另有2023年）"}
    assert told["front/cells/years"] == years[edition.lang]


# -- what a label was -------------------------------------------------------------------------------


def test_labels_that_moved_say_what_they_were(edition: Edition) -> None:
    """As `drift` has it: every flip between the kept release and today, and no other."""
    entries = asked.ask(edition)
    kept = published.latest(paths.data_dir(), "CN-GD-2023", "9999.1.0")
    assert kept is not None
    assert kept.verdicts is not None
    for entry in entries.entries:
        old = kept.verdicts.get(entry.claim.id)
        if old is None:
            assert not any(words.was_text(entry, edition.lang, one) for one in (False, True))
            continue
        for spoken, kind in ((False, "today"), (True, "when_spoken")):
            moved = code_of(old[kind]) != entry.outcome(spoken).code
            text = words.was_text(entry, edition.lang, spoken)
            assert bool(text) == moved, entry.claim.id
            assert not text or kept.release in text
    assert words.was_text(entries["C24"], "en") == "our verdict until release 2026.11.0: supported"
    assert words.was_text(entries["C21"], "en") == ""
