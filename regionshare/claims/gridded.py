"""Gridded: evidence from a metric over the grid of admissible bases."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace

from regionshare.bases import Basis
from regionshare.claims import labels
from regionshare.claims.evidence import Evidence, Formula
from regionshare.claims.intervals import Interval
from regionshare.claims.marked import Mapping
from regionshare.claims.statement import Claim, Words
from regionshare.claims.verdicts import Missing
from regionshare.errors import MissingDataError
from regionshare.evaluation import Evaluator
from regionshare.numbers import Input, NumberId
from regionshare.quantities import Quantity

METRICS = ("share", "relative_intensity", "rank", "intensity_drop")
KEYS = ("concept", "years", "bases", "second", "chain", "growth", "since")
Found = tuple[list[Evidence], list[Missing]]


@dataclass(frozen=True)
class Asked:
    """A metric asked for a claim: of which region, up to which year."""

    evaluator: Evaluator
    claim: Claim
    spec: Mapping
    region: str

    @property
    def concept(self) -> str:
        """The first concept."""
        return self.spec.text("concept").partition(":")[0]

    @property
    def second(self) -> str:
        """The second concept, of a ratio or rank."""
        return self.spec.text("concept").partition(":")[2]

    @property
    def nation(self) -> str:
        """The nation of the region."""
        return self.evaluator.store.regions.nation(self.region).id

    def bases(self, year: int) -> list[Basis]:
        """The bases of the first concept for a year, filtered by what the spec names."""
        grid = self.evaluator.grid
        found = grid.admissible(self.nation, self.concept, self.region, year)
        wanted = self.spec.texts("bases")
        if not wanted:
            return found
        if wanted == ["headline"]:
            return [b for b in found if b.role == "headline"]
        names = [name.removeprefix(f"{self.concept}.") for name in wanted]
        return [b for b in found if any(matches(b, name) for name in names)]

    def years(self) -> Iterator[tuple[int, bool]]:
        """Years asked for, newest first for ``latest``; the flag marks a search."""
        for text in self.spec.texts("years") or ["latest"]:
            if text == "latest":
                last = self.claim.year or self.claim.spoken.year
                yield from ((year, True) for year in range(last, last - 30, -1))
            else:
                yield int(text), False

    def published(self, inputs: tuple[Input, ...]) -> datetime.date:
        """The latest day of publication of the series used."""
        series = self.evaluator.store.series
        return max(series[name].published for name in {one.series for one in inputs})


def matches(basis: Basis, name: str) -> bool:
    """Whether a name means a basis: its token, or the beginning of it."""
    return basis.token == name or basis.token.startswith(f"{name}~")


def gather(asked: Asked) -> Found:
    """The evidence of one metric, and the figures it lacks."""
    metric = asked.spec.text("metric")
    if metric == "intensity_drop":
        from regionshare.claims.chained import drop

        return drop(asked)
    found: list[Evidence] = []
    missing: list[Missing] = []
    settled: set[tuple[str, ...]] = set()
    for year, searching in asked.years():
        candidates = [b for b in asked.bases(year) if not (searching and b.choice in settled)]
        if not candidates and not searching:
            missing.append(lacking(asked, year))
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
        source=used,
        choices=labels.choices_of(basis, year),
        differs_en="; ".join(filter(None, (spec.text("differs_en"), *(d.en for d in differs)))),
        differs_zh="；".join(filter(None, (spec.text("differs_zh"), *(d.zh for d in differs)))),
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
