"""Gridded: evidence from a metric over the grid of admissible bases."""

from __future__ import annotations

from dataclasses import replace

from regionshare.claims import labels
from regionshare.claims.asked import Asked, matches
from regionshare.claims.evidence import Evidence, Formula
from regionshare.claims.intervals import Interval
from regionshare.claims.statement import Words
from regionshare.claims.verdicts import Missing
from regionshare.data.bases import Basis
from regionshare.data.tables import Mapping
from regionshare.errors import MissingDataError
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import Input, NumberId
from regionshare.numbers.quantities import Quantity

METRICS = ("share", "relative_intensity", "rank", "intensity_drop")
KEYS = ("concept", "years", "bases", "second", "chain", "growth", "since")
Found = tuple[list[Evidence], list[Missing]]


def gather(asked: Asked) -> Found:
    """The evidence of one metric, and the figures it lacks."""
    metric = asked.spec.text("metric")
    if metric == "intensity_drop":
        from regionshare.claims.chained import drop

        return drop(asked)
    named = [f"{asked.concept}.{name.partition('~')[0]}" for name in asked.names]
    abroad = asked.abroad(named)
    if abroad is not None:
        return [], [abroad]
    found: list[Evidence] = []
    missing: list[Missing] = []
    settled: set[tuple[str, ...]] = set()
    for year, searching in asked.years():
        candidates = [b for b in asked.bases(year) if not (searching and b.choice in settled)]
        if not candidates and not searching:
            missing.append(lacking(asked, year))
        if candidates and not searching:
            missing += _no_imports(asked, year, candidates)
        for basis in candidates:
            try:
                found.append(_one(asked, metric, basis, year))
                settled |= {basis.choice} if searching else set()
            except MissingDataError as error:
                if not searching:
                    missing.append(Missing(error.what, lacking(asked, year).zh))
    if not found and not missing:
        missing.append(lacking(asked, "latest"))
    return _distinct(found), missing


def _no_imports(asked: Asked, year: int, candidates: list[Basis]) -> list[Missing]:
    """That imported power cannot be added in a year for which no grid factor is at hand."""
    store = asked.evaluator.store
    entries = asked.evaluator.grid.entries(asked.nation, asked.concept)
    if asked.names or not any(b.imports for b in entries) or any(b.imports for b in candidates):
        return []
    years = [y for s in store.series.values() if s.concept == "grid_factor" and s.nation == asked.nation
             for y in store.years(s.id)]  # fmt: skip
    if not years or min(years) <= year <= max(years):
        return []
    span = f"{min(years)}–{max(years)}"
    return [
        Missing(
            f"imported power cannot be added for {year}: the grid factors at hand are of {span}",
            f"{year}年无法计入外来电：手头的电网因子为{span}年",
        )
    ]


def _distinct(found: list[Evidence]) -> list[Evidence]:
    """Each value once: a basis may be asked for a year and be the latest of itself."""
    return list({(e.label_en, e.interval): e for e in found}.values())


def lacking(asked: Asked, year: int | str) -> Missing:
    """The figure that is not there, with the bases asked for."""
    words = labels.figure_name(asked.evaluator.store, asked.concept, asked.region, year)
    bases = ", ".join(asked.spec.texts("bases"))
    if not bases or bases == "headline":
        return Missing(words.en, words.zh)
    return Missing(f"{words.en} ({bases})", f"{words.zh}（{bases}）")


def _one(asked: Asked, metric: str, basis: Basis, year: int) -> Evidence:
    if metric == "rank":
        return _rank(asked, basis, year)
    quantities = asked.evaluator.quantities
    if metric == "share":
        quantity = quantities.share_on(basis, asked.region, year)
        formula = None if basis.imports else _share_formula(asked, basis, year)
        choice = "" if basis.role == "headline" else basis.token
        number = str(NumberId("share", (asked.concept,), asked.region, year, choice))
    else:
        other = second_basis(asked, year)
        quantity = quantities.relative_on(basis, other, asked.region, year)
        formula, number = None, ""
    evidence = _evidence(asked, basis, year, quantity)
    return replace(evidence, formula=formula, number=number)


def _share_formula(asked: Asked, basis: Basis, year: int) -> Formula:
    quantities = asked.evaluator.quantities
    part = quantities.part(basis, asked.region, year).inputs[0]
    totals = quantities.total(basis, asked.nation, year).inputs
    inputs = (part, *(one for one in totals if one != part))
    inside = part in totals

    def compute(values: tuple[float, ...]) -> float:
        return 100 * values[0] / (sum(values[1:]) + (values[0] if inside else 0.0))

    return Formula(inputs, compute)


def second_basis(asked: Asked, year: int) -> Basis:
    """The basis of the second concept: the headline, or the one the spec names."""
    wanted = asked.spec.text("second").removeprefix(f"{asked.second}.")
    if not wanted:
        return asked.evaluator.grid.headline(asked.nation, asked.second, year)
    for basis in asked.evaluator.grid.admissible(asked.nation, asked.second, asked.region, year):
        if matches(basis, wanted):
            return basis
    raise MissingDataError(f"{asked.second}.{wanted} has no figure for {asked.region} in {year}")


def ranks(
    evaluator: Evaluator, first: Basis, second: Basis, year: int
) -> tuple[dict[str, float], tuple[Input, ...]]:
    """Intensity of every region that the first series expects, with all inputs."""
    quantities = evaluator.quantities
    values, inputs = {}, []
    for region in quantities.complete_parts(first.series, year):
        above = quantities.part(first, region, year)
        below = quantities.figure(second.series, region, year)
        values[region] = above.value / below.value
        inputs += [*above.inputs, *below.inputs]
    return values, tuple(inputs)


def _rank(asked: Asked, basis: Basis, year: int) -> Evidence:
    other = second_basis(asked, year)
    values, inputs = ranks(asked.evaluator, basis, other, year)
    if asked.region not in values:
        raise MissingDataError(f"{asked.region} {year} is not in {basis.series}")
    rank = 1 + sum(value < values[asked.region] for value in values.values())
    evidence = _evidence(asked, basis, year, Quantity(float(rank), "rank", inputs))
    series, of = labels.series_name(basis.series), labels.series_name(other.series)
    imports = labels.IMPORTS.get("+".join(basis.imports), Words("", "")) if basis.imports else None
    en = f"{series.en} per {of.en}, among {len(values)} regions, {year}"
    zh = f"{series.zh}与{of.zh}之比，{len(values)}个地区中的位次，{year}年"
    if imports:
        en, zh = f"{en}, {imports.en}", f"{zh}，{imports.zh}"
    choices = {k: v for k, v in evidence.choices.items() if k != "denominator"}
    choices["gdp"] = labels.family(other.series)[1] or other.series
    spec = asked.spec
    return replace(
        evidence,
        label_en=spec.text("label_en") or en,
        label_zh=spec.text("label_zh") or zh,
        choices=choices,
        headline=basis.role == "headline" and other.role == "headline",
    )


def _evidence(asked: Asked, basis: Basis, year: int, quantity: Quantity) -> Evidence:
    spec, claim = asked.spec, asked.claim
    differs = _differs(asked, basis, year)
    proxy = spec.text("match") == "proxy" or basis.match == "proxy" or bool(differs)
    name = labels.basis_name(basis, year)
    if spec.text("label_en"):
        name = Words(f"{spec.text('label_en')}: {name.en}", f"{spec.text('label_zh')}：{name.zh}")
    used = tuple(dict.fromkeys(one.series for one in quantity.inputs))
    return Evidence(
        label_en=name.en,
        label_zh=name.zh,
        interval=Interval.point(quantity.value),
        match="proxy" if proxy else "direct",
        independence=labels.independence_of(used),
        role=spec.text("role") or "counted",
        published=asked.published(quantity.inputs),
        established=asked.established(quantity.inputs),
        source=used,
        choices=labels.choices_of(basis, year),
        differs_en="; ".join(filter(None, (asked.differs.en, *(d.en for d in differs)))),
        differs_zh="；".join(filter(None, (asked.differs.zh, *(d.zh for d in differs)))),
        headline=basis.role == "headline",
        unit=claim.unit,
    )


def _differs(asked: Asked, basis: Basis, year: int) -> list[Words]:
    found = []
    if asked.claim.year is not None and year != asked.claim.year:
        found.append(
            Words(
                f"the figures are of {year}, not {asked.claim.year}",
                f"数据为{year}年，而非{asked.claim.year}年",
            )
        )
    if basis.imports:
        found.append(
            Words(
                "imported power is added here, by this report's computation",
                "外来电部分由本报告计算加入",
            )
        )
    if basis.match == "proxy":
        found.append(Words(basis.note("en"), basis.note("zh")))
    return found


def check(spec: Mapping, evaluator: Evaluator) -> None:
    """Refuse an unknown metric, concept or year, with its line."""
    metric = spec.text("metric")
    if metric not in METRICS:
        spec.fail(f"metric {metric!r} is not known", f"Metrics: {', '.join(METRICS)}", "metric")
    concepts = spec.text("concept").split(":")
    for concept in concepts:
        if concept not in evaluator.store.concepts:
            known = ", ".join(evaluator.store.concepts)
            spec.fail(f"concept {concept!r} is not known", f"Concepts: {known}", "concept")
    wanted = 1 if metric == "share" else 2
    if metric != "intensity_drop" and len(concepts) != wanted:
        spec.fail(
            f"{metric} takes {wanted} concept{'s' * (wanted > 1)}, not {len(concepts)}",
            "Write energy, or co2:gdp",
            "concept",
        )
    if metric == "intensity_drop":
        spec.check_keys(spec, ("chain", "growth", "since"))
    for year in (*spec.texts("years"), *spec.texts("since")):
        if year != "latest" and not (year.isdigit() and len(year) == 4):
            spec.fail(f"year {year!r} is not known", "Write 2021, or latest", "years")
