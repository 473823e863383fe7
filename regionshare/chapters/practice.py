"""Practice: the virtual power plant, green manufacturing and the article's other subjects."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MultipleLocator

from regionshare.chapters import claim as quoted
from regionshare.chapters.asked import of_page
from regionshare.chapters.edition import Edition, Findings
from regionshare.chapters.panels import MARKS, records
from regionshare.claims.claim import load
from regionshare.figures import axes as lines
from regionshare.figures.figure import Figure
from regionshare.figures.style import Theme
from regionshare.files import paths
from regionshare.indicators import datapoint, practice
from regionshare.indicators.practice import DOCUMENTED, SUBJECTS, Subject
from regionshare.numbers import display
from regionshare.numbers.number import Number, NumberId
from regionshare.text.markup import Markup, original
from regionshare.text.messages import room
from regionshare.text.tables import Table

if TYPE_CHECKING:
    from regionshare.data.store import Store

PAGE = "practice"
WORDS = room("practice")
MIDDLE_RATE = practice.COAL_RATES[1]
GRID_YEARS = (2022, 2023)
PARTS = ("capacity", "land", "coal", "co2")
GREEN = ("factories", "parks", "supply")


@functools.lru_cache(maxsize=4)
def subjects(store: Store) -> tuple[Subject, ...]:
    """The subjects of the report's data."""
    return practice.read(paths.data_dir() / SUBJECTS, datapoint.load(store))


def known(edition: Edition) -> bool:
    """Whether the article speaks of the edition's region."""
    return bool(quoted.told_in(edition, PAGE)) and edition.region.id == practice.region(
        edition.store
    )


def _stated(edition: Edition, name: str) -> Number:
    return edition.evaluator.number(datapoint.identify(datapoint.figure(edition.store, name)))


def _plant(edition: Edition, metric: str, concepts: str, choice: str = "", year: int = 0) -> Number:
    """A number of the virtual power plant, of the year it is stated for if not another."""
    plant = datapoint.figure(edition.store, "article_plant_capacity")
    return edition.compute(metric, concepts, year or plant.year, plant.region, choice)


# -- what the page says ----------------------------------------------------------------------------


def findings(edition: Edition, documented: pd.DataFrame, computed: pd.DataFrame) -> Findings:
    """What the page says of `factors` and `runs`; no numbers for other regions."""
    found = Findings(edition)
    found.when(f"{PAGE}/known", known(edition))
    if not known(edition):
        return found
    _find_plant(found)
    fits = list(documented["fit"])
    low, high = datapoint.figure(edition.store, "article_plant_co2").bounds
    hits = sum(low <= found.add(number).value <= high for number in computed["co2"])
    coal = _stated(edition, "article_plant_coal").value
    reached = [
        practice.overlap((coal * row["low"].value, coal * row["high"].value), (low, high))
        for row in records(documented)
    ]
    for name, verb, count in (
        ("inside", "lie", fits.count("inside")),
        ("partly", "overlap", fits.count("partly")),
        ("hits", "give", hits),
        ("reaching", "could", len(reached) - reached.count("outside")),
    ):
        found.say(f"{PAGE}/{name}", _counted(verb, count, edition.lang))
    found.say(f"{PAGE}/factors", str(len(documented)))
    evidence = _evidence(edition)
    found.say(f"{PAGE}/subjects", str(len(evidence)))
    found.say(f"{PAGE}/without", str(sum(not texts for texts in evidence.values())))
    yardstick = round(found.number("share", "gdp").value, 1)
    for kind in GREEN:
        share = round(found.add(green_share(edition, kind), f"{PAGE}/{kind}_share").value, 1)
        side = "above" if share > yardstick else "below" if share < yardstick else "equal"
        found.say(f"{PAGE}/{kind}_side", WORDS[edition.lang]["sides"][side])
    return found


def _counted(verb: str, count: int, lang: str) -> str:
    """How many of several do something: ``none lies``, ``1 lies``."""
    form = "several" if count > 1 else "one" if count else "none"
    return str(WORDS[lang]["count"][verb][form].format(count=count))


def _find_plant(found: Findings) -> None:
    """The plant as stated and what it implies at the middle coal rate."""
    edition, rate = found.edition, str(MIDDLE_RATE)
    for part in PARTS:
        found.add(_stated(edition, f"article_plant_{part}"), f"{PAGE}/plant_{part}")
    found.add(_plant(edition, "plant_hours", "coal", rate), f"{PAGE}/hours")
    found.add(_plant(edition, "plant_per_kwh", "co2", rate), f"{PAGE}/per_kwh")
    found.add(_plant(edition, "plant_land_norm", "land"), f"{PAGE}/land_norm")
    for edge, alias in (("", "factor"), ("low", "factor_low"), ("high", "factor_high")):
        found.add(_plant(edition, "plant_factor", "co2:coal", edge), f"{PAGE}/{alias}")
    grid = practice.grid_of(edition.evaluator, edition.region.id)
    for year in GRID_YEARS:
        at_grid = _plant(edition, "plant_at_grid", "co2", rate, year)
        found.add(at_grid, f"{PAGE}/at_grid_{year}")
        found.add(edition.value("grid_factor", year, grid), f"{PAGE}/grid_{year}")
    found.say(f"{PAGE}/rate", rate)


# -- the virtual power plant -----------------------------------------------------------------------


def hours(edition: Edition) -> pd.DataFrame:
    """Hours and emissions per kWh that the stated savings need at each coal rate."""
    rows = [
        {
            "rate": rate,
            "hours": _plant(edition, "plant_hours", "coal", str(rate)),
            "per_kwh": _plant(edition, "plant_per_kwh", "co2", str(rate)),
        }
        for rate in (practice.COAL_RATES if known(edition) else ())
    ]
    return pd.DataFrame(rows)


def hours_table(edition: Edition, needed: pd.DataFrame) -> Table | None:
    """`hours` by coal rate."""
    columns = dict.fromkeys(("rate", "hours", "per_kwh"))
    return edition.tabulate(needed, WORDS[edition.lang]["tables"], columns, "runs")


def factors(edition: Edition) -> pd.DataFrame:
    """Each documented factor, its ends, and how it lies to the one that the article implies."""
    rows, store = [], edition.store
    for name in DOCUMENTED if known(edition) else ():
        points = practice.factor_points(store, name)
        if len(points) == 1:
            low = high = _stated(edition, name)
        else:
            low, high = (
                edition.evaluator.number(
                    f"documented_factor/co2:coal/{points[0].region}/{points[0].year}@{name}~{edge}"
                )
                for edge in ("low", "high")
            )
        value = practice.documented_value(store, name)
        place = practice.overlap(
            practice.documented_factor(store, name), practice.stated_factor(store)
        )
        label = WORDS[edition.lang]["savings"].get(name) or points[0].statement(edition.lang)
        row = {"id": name, "factor": label, "low": low, "value": value, "high": high}
        rows.append(row | {"fit": place})
    return pd.DataFrame(rows)


def factors_table(edition: Edition, documented: pd.DataFrame) -> Table | None:
    """`factors` with how they lie in words."""
    if documented.empty:
        return None
    words, implied = WORDS[edition.lang], _implied(edition)
    columns = {"factor": str, "value": None, "fits": words["place"]}
    ends = [tuple(map(edition.add, (row["low"], row["high"]))) for row in records(documented)]
    values = ["–".join(dict.fromkeys(map(edition.text, pair))) for pair in ends]
    table = documented.rename(columns={"fit": "fits"}).assign(value=values)
    return edition.tabulate(table, words["tables"], columns, "factors", implied=implied)


def runs(edition: Edition) -> pd.DataFrame:
    """CO2 of the stated coal at each factor; the hours follow the coal rate, which cancels."""
    rows = [
        {"id": row["id"], "factor": row["factor"], "co2": _run(edition, row["id"])}
        for row in records(factors(edition))
    ]
    return pd.DataFrame(rows)


def _run(edition: Edition, name: str) -> Number:
    return _plant(edition, "plant_run", "co2", f"{MIDDLE_RATE}~{name}")


def runs_table(edition: Edition, computed: pd.DataFrame) -> Table | None:
    """`runs`: what the calculator gives for the stated coal at each documented factor."""
    columns = {"factor": str, "co2": None}
    return edition.tabulate(computed, WORDS[edition.lang]["tables"], columns, "combinations")


def plant_factors(edition: Edition, documented: pd.DataFrame) -> Figure | None:
    """Intervals of the implied and the documented `factors`; None for other regions."""
    if documented.empty:
        return None
    words, store = WORDS[edition.lang], edition.store
    points = [datapoint.figure(store, f"article_plant_{part}") for part in ("co2", "coal")]
    (low, high), (co2, coal) = practice.stated_factor(store), points
    rows = [("article", low, co2.value / coal.value, high, "inside")]
    rows += [
        (r["id"], r["low"].value, r["value"], r["high"].value, r["fit"])
        for r in records(documented)
    ]
    table = pd.DataFrame(rows, columns=["factor", "low", "value", "high", "fit"])
    points += [one for name in DOCUMENTED for one in practice.factor_points(store, name)]
    items = [
        words["alt_item"].format(name=words["drawn"][row["factor"]], interval=_interval(row))
        for row in records(table)
    ]
    fits = list(documented["fit"])
    told = {
        "items": words["stop"].join(items),
        "inside": _counted("lie", fits.count("inside"), edition.lang),
        "partly": _counted("overlap", fits.count("partly"), edition.lang),
    }
    return Figure(
        id="fig-plant-factors",
        alt=words["alt"].format(**told, count=len(fits)),
        caption=words["caption"],
        table=table,
        units=dict.fromkeys(("low", "value", "high"), "t/tce"),
        inputs=tuple(one.input for one in points),
        draw=lambda theme: _draw(table, theme, edition.lang),
    )


def _implied(edition: Edition) -> str:
    """The range of the factor that the article implies."""
    return "–".join(display.digits(x, 3) for x in practice.stated_factor(edition.store))


def _interval(row: dict[str, float]) -> str:
    """One value as it is stated, or the ends of what rounding allows."""
    low, high = row["low"], row["high"]
    return f"{low:.10g}" if low == high else "–".join(display.digits(x, 3) for x in (low, high))


def _draw(table: pd.DataFrame, theme: Theme, lang: str) -> Canvas:
    words, band = WORDS[lang], table.iloc[0]
    rows = records(table)
    canvas, axes = lines.panel(0.33 * len(rows) + 0.7)
    lines.said(axes, [(band["low"], band["high"])], "", theme, narrow=True)
    for place, row in enumerate(rows):
        ends = [row["low"], row["high"]]
        colour = theme["said" if row["factor"] == "article" else "co2"]
        axes.plot(ends, [place, place], lw=5, color=colour, solid_capstyle="butt")
        axes.plot(row["value"], place, "|", ms=11, mew=1.8, color=colour)
        lines.beside(axes, place, _interval(row), gap=5, fontsize=8)
    lines.name_rows(axes, [words["drawn"][row["factor"]] for row in rows], size=8)
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        if row["factor"] == "article":
            label.set_color(theme["said"])
    low, high = float(table["low"].min()), float(table["high"].max())
    axes.set_xlim(low - 0.1 * (high - low), high + 0.05 * (high - low))
    lines.digit_axis(axes.xaxis)
    axes.xaxis.set_major_locator(MultipleLocator(0.5))
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(words["axis"])
    return canvas


# -- green manufacturing and the other subjects ----------------------------------------------------


def green_share(edition: Edition, kind: str) -> Number:
    """The article's count over the nation's, in percent."""
    part, whole = (datapoint.figure(edition.store, name) for name in _counts(kind)[:2])
    choice = f"{part.id}~{whole.id}"
    wanted = NumberId("stated_share", (part.quantity,), part.region, part.year, choice)
    return edition.evaluator.number(wanted)


def _counts(kind: str) -> tuple[str, str, str]:
    """The data points of a kind: the province by the article, the nation, the province later."""
    return f"article_{kind}", f"national_{kind}_2024", f"congress_{kind}_2025"


def green(edition: Edition) -> pd.DataFrame:
    """Counts of the province and the nation, with the province's share."""
    rows = []
    for kind in GREEN if known(edition) else ():
        row = {"kind": WORDS[edition.lang]["kinds"][kind]}
        for alias, name in zip(("own", "nation", "later"), _counts(kind), strict=True):
            row[alias] = edition.add(_stated(edition, name), f"{PAGE}/{kind}_{alias}")
        rows.append(row | {"share": green_share(edition, kind)})
    return pd.DataFrame(rows)


def green_table(edition: Edition, counted: pd.DataFrame) -> Table | None:
    """`green` manufacturing."""
    columns = {"kind": str, **dict.fromkeys(("own", "nation", "share", "later"))}
    return edition.tabulate(counted, WORDS[edition.lang]["tables"], columns, "green")


def others(edition: Edition) -> pd.DataFrame:
    """One line for each other subject: quotation and evidence, or that none was found."""
    rows, lang = [], edition.lang
    told = _evidence(edition) if known(edition) else {}
    claims = {one.id: one for one in load(None, edition.evaluator).claims}
    for one in subjects(edition.store) if known(edition) else ():
        name, quote = (one.name_zh, one.quote_zh) if lang == "zh" else (one.name_en, one.quote_en)
        quote = quoted.said(claims[one.claim], lang) if one.claim else quote
        said = WORDS[lang]["quote"].format(quote=quote)
        evidence = Markup(MARKS[lang]["semicolon"]).join(told[one.id]) or WORDS[lang]["nothing"]
        rows.append(
            {
                "subject": name + _bracketed(one.claim, lang),
                "said": said,
                "evidence": evidence,
            }
        )
    return pd.DataFrame(rows)


def _evidence(edition: Edition) -> dict[str, list[str]]:
    """What is at hand on each subject: what decides in the ledger, else its documents."""
    lang, store = edition.lang, edition.store
    judged = {entry.claim.id: entry for entry in of_page(edition, "practice")}
    found = {}
    for one in subjects(store):
        entry = judged.get(one.claim)
        deciding = entry.verdict.now.deciding if entry else ()
        points = [datapoint.figure(store, name) for name in one.documents]
        found[one.id] = [j.evidence.label.text(lang) for j in deciding] or [
            Markup(WORDS[lang]["sourced"]).format(
                text=point.statement(lang),
                source=original(store.sources[point.source].cited(lang), lang),
            )
            for point in points
        ]
    return found


def _bracketed(text: str, lang: str) -> Markup:
    return Markup(MARKS[lang]["brackets"]).format(text=text) if text else Markup()


def subjects_table(edition: Edition, told: pd.DataFrame) -> Table | None:
    """The `others`."""
    columns = dict.fromkeys(("subject", "said", "evidence"), str)
    return edition.tabulate(told, WORDS[edition.lang]["tables"], columns, "subjects")
