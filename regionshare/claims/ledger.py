"""Ledger: all claims of a text, the evidence gathered for each, and their verdicts."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from regionshare.claims import evidence_document, evidence_metric, questions, units
from regionshare.claims.claim import FIGURED, Claim, ClaimsFile, kind_of, load, portable
from regionshare.claims.document import Document, first_figures
from regionshare.claims.evidence import Evidence
from regionshare.claims.labels import DAY_NOT_ESTABLISHED, NO_EVIDENCE, OPEN, code_of
from regionshare.claims.verdict import Judged, Outcome, Verdict, evaluate, repeated
from regionshare.claims.words import Words, absent, said
from regionshare.data import releases
from regionshare.data.bases import CROSSING, LeftOut
from regionshare.data.regions import Regions
from regionshare.data.releases import Earlier
from regionshare.data.store import Store
from regionshare.data.tables import Mapping, suggested
from regionshare.errors import DataError, ParameterError, RegionshareError, raise_all
from regionshare.files import paths
from regionshare.numbers import opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.messages import room

WORDS = room("evidence")
ERROR = "error."
"""Begins the quantity of a publisher's stated error, of the series that follows, in percent."""


@dataclass(frozen=True)
class Entry:
    """One claim with its verdict; a repetition also with the entries it repeats."""

    claim: Claim
    verdict: Verdict
    region: str
    store: Store
    repeats: tuple[Entry, ...] = ()
    earlier: Earlier | None = None

    def was(self, when_spoken: bool = False) -> str:
        """The label of the release before, in its own word, where it was another; else empty."""
        labels = self.earlier.labels.get(self.claim.id, {}) if self.earlier else {}
        word = labels.get("when_spoken" if when_spoken else "today", "")
        return word if word and code_of(word) != self.outcome(when_spoken).code else ""

    @property
    def regions(self) -> Regions:
        """The regions of the data."""
        return self.store.regions

    @property
    def asked_elsewhere(self) -> bool:
        """Whether the claim was asked of another region than its own."""
        return self.region != self.claim.region

    @property
    def undated(self) -> bool:
        """Evaluated today, but not when spoken, for want of an established day of publication."""
        then = self.verdict.then
        return self.verdict.today != NO_EVIDENCE and then.reason == DAY_NOT_ESTABLISHED

    def outcome(self, when_spoken: bool = False) -> Outcome:
        """The outcome today, or when spoken."""
        return self.verdict.at(when_spoken)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All its evidence."""
        return tuple(j.evidence for j in self.verdict.judged)


def left_out(entry: Entry, evaluator: Evaluator) -> tuple[LeftOut, ...]:
    """What the crossing of an entry's open choices leaves out, each with its reason."""
    nation = evaluator.store.regions.nation(entry.region).id
    concepts = [s.text("concept") for s in entry.claim.specs if CROSSING in s.texts("bases")]
    found = [evaluator.grid.crossing(nation, concept) for concept in concepts]
    return tuple(one for crossing in found if crossing for one in crossing.left_out)


@dataclass(frozen=True)
class Ledger:
    """The entries of one text, asked of one region.

    Attributes
    ----------
    entries : tuple of Entry
        In the order of the file.
    left_out : tuple of Claim
        Claims that cannot be asked of this region: they rest on documents about another.
    """

    file: ClaimsFile
    region: str
    entries: tuple[Entry, ...]
    evaluator: Evaluator
    left_out: tuple[Claim, ...] = ()

    def __getitem__(self, wanted: str) -> Entry:
        for entry in self.entries:
            if wanted.lower() in (entry.claim.id.lower(), entry.claim.slug.lower()):
                return entry
        if any(wanted.lower() in (c.id.lower(), c.slug.lower()) for c in self.left_out):
            raise ParameterError(
                f"claim {wanted} rests on documents about {self.file.region}",
                remedy=f"It cannot be asked of {self.region}",
            )
        known = ", ".join(e.claim.id for e in self.entries)
        raise ParameterError(f"claim {wanted!r} is not known", remedy=f"Claims: {known}")

    def groups(self) -> dict[str, list[Entry]]:
        """Entries by group, in the order of the file's groups."""
        found: dict[str, list[Entry]] = {group: [] for group in self.file.groups}
        for entry in self.entries:
            found[entry.claim.group].append(entry)
        return {group: entries for group, entries in found.items() if entries}

    def tally(self, when_spoken: bool = False) -> dict[str, Counter[str]]:
        """How many claims of each group have each label; repetitions are not counted."""
        counted: dict[str, Counter[str]] = {}
        for group, entries in self.groups().items():
            counted[group] = Counter(
                e.verdict.when_spoken if when_spoken else e.verdict.today
                for e in entries
                if not e.claim.outside_tally
            )
        return counted

    def untested(self, when_spoken: bool = False) -> int:
        """How many claims the evidence touches without deciding them."""
        return self.total(when_spoken)[OPEN]

    def undated(self) -> int:
        """How many claims hang, for the day spoken, on a publication day not established."""
        return sum(e.undated for e in self.entries if not e.claim.outside_tally)

    def total(self, when_spoken: bool = False) -> Counter[str]:
        """The tally over all groups."""
        return sum(self.tally(when_spoken).values(), Counter())


@dataclass(frozen=True)
class Gatherer:
    """Collects evidence from the data and from a claims file."""

    evaluator: Evaluator
    file: ClaimsFile

    def gather(self, claim: Claim, region: str = "") -> tuple[list[Evidence], list[Words]]:
        """The evidence of a claim, and the figures that are not there.

        Parameters
        ----------
        region : str, optional
            Ask the claim of another region: only metrics can be, so only they are gathered.
        """
        evidence: list[Evidence] = []
        missing: list[Words] = []
        for spec in claim.specs:
            kind = kind_of(spec)
            if kind == "repeat" or (region and kind != "metric"):
                continue
            try:
                more, lacking = self._one(kind, spec, claim, region or claim.region)
            except RegionshareError as error:
                lost = said(WORDS, "not_computed", claim=claim.id)
                more, lacking = [], [absent(self.evaluator.store, error, lost)]
            evidence += more
            missing += lacking if spec.text("role") != "shown" else []
        return evidence, missing

    def _one(
        self, kind: str, spec: Mapping, claim: Claim, region: str
    ) -> tuple[list[Evidence], list[Words]]:
        if kind == "metric":
            own = any(kind_of(one) != "metric" for one in claim.specs)  # it names its documents
            first = () if own else first_figures(paths.data_dir())
            asked = evidence_metric.Asked(self.evaluator, claim, spec, region, self.errors, first)
            figured = spec.text("metric") in FIGURED or spec.text("order")
            return questions.asked_of(asked) if figured else evidence_metric.gather(asked)
        if kind == "arithmetic":
            terms = evidence_document.Terms(self.evaluator, self.file, claim.speaker.organisation)
            return evidence_document.arithmetic(spec, claim, terms)
        of_documents = {
            "document": evidence_document.single,
            "bracket": evidence_document.bracket,
            "ranking": evidence_document.ranking,
            "share_rank": evidence_document.share_rank,
        }
        return of_documents[kind](spec, claim, self.file, self.evaluator)

    @functools.cached_property
    def errors(self) -> dict[str, float]:
        """The errors that publishers state of their series, in percent, by series."""
        stated = (one for one in self.file.documents.values() if one.quantity.startswith(ERROR))
        return {one.quantity.removeprefix(ERROR): one.interval.high for one in stated}


def check(
    file: ClaimsFile, evaluator: Evaluator, told: list[RegionshareError] | None = None
) -> ClaimsFile:
    """Refuse evidence and relations that name what is not there, with line and remedy.

    A ledger shows such a figure as missing; the report's own claims name none. Where ``told`` takes
    the errors up, the claims that have one are left out of what is returned.
    """
    claims = {claim.id for claim in file.claims}
    series, documents = evaluator.store.series, file.documents
    known: dict[str, Collection[str]] = {
        "document": documents,
        "bracket": {document.quantity for document in documents.values()},
        "share_rank": documents,
        "ranking": {*documents, *claims},
        "among": {*documents, *claims},
        "repeat": claims,
        "chain": series,
        "growth": series,
    }
    own = {spec.text("unit") for claim in file.claims for spec in claim.specs}
    for one in documents.values():
        _check_document(one, evaluator.store, own | {claim.unit for claim in file.claims})
    errors: list[RegionshareError] = []
    for claim in file.claims:
        try:
            _check_claim(file, claim, evaluator, known)
        except RegionshareError as error:
            errors.append(error)
            if told is not None:
                file = replace(file, claims=tuple(o for o in file.claims if o is not claim))
    if told is None:
        raise_all(errors)
    else:
        told += errors
    for relation in file.relations:
        expressions = [str(text) for text in relation.mapping("values").values()]
        _check_terms(relation, expressions, evidence_document.Terms(evaluator, file))
    return file


def _check_document(one: Document, store: Store, units_of_claims: Collection[str]) -> None:
    """Refuse a document of a region, a unit or a later release that nothing else knows."""
    regions = [region.id for region in store.regions]
    wrong = f"document {one.id} is"
    if one.replaced_by and one.replaced_by not in store.series:
        raise DataError(
            f"{wrong} replaced by {one.replaced_by!r}, which is not known",
            where="documents.csv", remedy="Name a series of series.csv",
        )  # fmt: skip
    if one.region and one.region not in regions:
        raise DataError(
            f"{wrong} about region {one.region!r}, which is not known",
            where="documents.csv", remedy=suggested(one.region, regions),
        )  # fmt: skip
    if not (one.counts or units.known(one.unit) or one.unit in {*store.units, *units_of_claims}):
        raise DataError(
            f"{wrong} in {one.unit!r}, which is not known",
            where="documents.csv", remedy="Write a unit such as percent, 1e8 t or yuan",
        )  # fmt: skip


def _check_claim(
    file: ClaimsFile, claim: Claim, evaluator: Evaluator, known: dict[str, Collection[str]]
) -> None:
    for spec in claim.specs:
        for key, names in known.items():
            for name in spec.texts(key):
                if name not in names:
                    remedy = suggested(name, sorted(names))
                    spec.fail(f"{key}: {name!r} is not known", remedy, key)
    _check_independence(file, claim)
    for spec in claim.specs:
        _check_place(spec, claim, evaluator)
        _check_documents(spec, claim, file, evaluator.store)
        expressions = [spec.text("arithmetic")]
        if spec.text("role") == "trap" or spec.text("splice") == "true":
            expressions = []
        found = _check_terms(spec, expressions, evidence_document.Terms(evaluator, file))
        if kind_of(spec) == "arithmetic":
            _check_units(spec, found, spec.text("unit") or claim.unit)
        if "metric" in spec:
            _check_measure(spec, claim, evaluator)


def _check_documents(spec: Mapping, claim: Claim, file: ClaimsFile, store: Store) -> None:
    """Refuse documents in another unit, and those that differ otherwise without a word of it."""
    kind, unit = kind_of(spec), spec.text("unit") or claim.unit
    if kind not in ("document", "bracket", "share_rank", "ranking"):
        return
    named = [*spec.texts(kind), *spec.texts("among")]
    rows = [one for one in file.documents.values() if one.id in named or one.quantity in named]
    if kind in ("share_rank", "ranking"):
        unit = "percent" if kind == "share_rank" else rows[0].unit if rows else ""
    for one in rows:
        if not (units.alike(one.unit, unit) or (one.counts and unit in ("count", "date"))):
            spec.fail(
                f"{kind}: {one.id} is in {one.unit}, and is held against {unit}",
                "Correct the unit, or make it a term of arithmetic", kind,
            )  # fmt: skip
        told = spec.text("match") != "direct" and spec.text("differs_en")
        aside = spec.text("role") in ("shown", "trap") or spec.text("unit") not in ("", claim.unit)
        said_so = file.whose(one, claim.speaker.organisation) == "same_speaker"
        other = _differing(one, claim, store)
        if other and kind == "document" and not (told or aside or said_so):
            spec.fail(
                f"document: {one.id} is of {other[0]}, the statement of {other[1]}",
                "Name one that is not, or write match: proxy, differs_en and differs_zh", kind,
            )  # fmt: skip


def _differing(one: Document, claim: Claim, store: Store) -> tuple[str, str] | None:
    """In what a document differs from a statement: its year, region or quantity, and the other's."""
    if one.year and claim.year and one.year != claim.year:
        return str(one.year), str(claim.year)
    if one.region and one.region != claim.region:
        return one.region, claim.region
    measured = {part for part in one.quantity.split(".") if part in store.concepts}
    metrics = [spec.text("concept") for spec in claim.specs if "metric" in spec]
    asked = {concept for text in metrics for concept in text.split(":")}
    if measured and asked and not measured & asked:
        return ", ".join(sorted(measured)), ", ".join(sorted(asked))
    return None


def _check_measure(spec: Mapping, claim: Claim, evaluator: Evaluator) -> None:
    """Refuse a figure that is stated in another unit than its metric, or the data, count it in."""
    metric, stated = spec.text("metric"), units.written(claim.unit)
    fixed = units.written(questions.STATED.get(metric, ""))
    if stated is not None and (
        stated == fixed or stated.dimension in questions.ALSO.get(metric, ())
    ):
        return
    measured = fixed.dimension if fixed else _measured(spec, claim, evaluator)
    if stated is None or fixed or not questions.given_in(measured, stated.dimension):
        kind = questions.STATED.get(metric) or measured.replace("/", " per ")
        spec.fail(
            f"{metric} of {spec.text('concept')} is in {kind}, which is not {claim.unit}",
            "Correct the unit of the claim, or its evidence",
            "metric",
        )


def _measured(spec: Mapping, claim: Claim, evaluator: Evaluator) -> str:
    """What the data count a metric's concepts in."""
    nation = evaluator.store.regions.nation(claim.region).id
    dimensions = []
    for concept in spec.text("concept").split(":"):
        entries = evaluator.grid.entries(nation, concept, "headline")
        own = units.written(evaluator.store.series[entries[0].series].unit) if entries else None
        dimensions.append(own.dimension if own else "")
    return "/".join(dimensions)


def _check_terms(
    spec: Mapping, expressions: Sequence[str], terms: evidence_document.Terms
) -> dict[str, evidence_document.Term]:
    """Refuse terms that are not there, and expressions that mix years or vintages."""
    named = spec.mapping("terms")
    found: dict[str, evidence_document.Term] = {}
    for name, text in named.items():
        try:
            found[name] = terms.find(str(text))
        except RegionshareError as error:
            named.fail(error.what, error.remedy or "Correct it, or add its row", name)
    for expression in expressions:
        try:
            evidence_document.refuse_mixed(expression, found)
        except RegionshareError as error:
            spec.fail(error.what, error.remedy, "terms")
    return found


def _check_units(spec: Mapping, terms: dict[str, evidence_document.Term], unit: str) -> None:
    try:
        evidence_document.refuse_units(spec.text("arithmetic"), terms, unit)
    except ParameterError as error:
        spec.fail(error.what, error.remedy, "arithmetic")


def _check_place(spec: Mapping, claim: Claim, evaluator: Evaluator) -> None:
    """Refuse a metric of a nation in itself, and bases and years that no data have."""
    if kind_of(spec) != "metric":
        return
    store = evaluator.store
    if store.regions[claim.region].level == "nation":
        spec.fail(
            f"{spec.text('metric')} is of a region in its nation, and {claim.id} is of {claim.region}",
            "Give the claim, or the file, a region such as CN-GD",
        )
    names = spec.text("concept").split(":")
    for key, concept in (("bases", names[0]), ("second", names[-1])):
        entries = [one for _, one in evaluator.grid.everything() if one.concept == concept]
        tokens = [one.token for one in entries]
        whole = {part for one in tokens for part in (one, *accumulated(one))}
        for name in spec.texts(key):
            bare = name.removeprefix(f"{concept}.")
            if bare not in whole | {"headline", CROSSING, ""}:
                spec.fail(f"{key}: {name!r} is no basis of {concept}", suggested(bare, tokens), key)
    series = [one for one in store.series.values() if one.concept == names[0]]
    years = {year for one in series for year in store.years(one.id)}
    for year in (*spec.texts("years"), *spec.texts("since")):
        if year != "latest" and int(year) not in years:
            spec.fail(
                f"no series of {names[0]} has {year}", f"They reach {min(years)} to {max(years)}",
                "years" if "years" in spec else "since",
            )  # fmt: skip


def accumulated(token: str) -> Iterator[str]:
    """The beginnings of a token that name it: ``first``, ``first~national``."""
    return itertools.accumulate(token.split("~"), "{}~{}".format)


def _check_independence(file: ClaimsFile, claim: Claim) -> None:
    """Refuse a typed independence that its document contradicts."""
    for spec in claim.specs:
        for name in (*spec.texts("document"), *(str(t) for t in spec.mapping("terms").values())):
            one = file.documents.get(name)
            if one is None or not one.independence or not one.issuer_kind:
                continue
            derived = file.whose(one, claim.speaker.organisation)
            if one.independence != derived:
                raise DataError(
                    f"independence of {one.id} is typed as {one.independence}; held against "
                    f"{claim.id} its issuer makes it {derived}",
                    where="documents.csv", remedy="Leave it empty: it is derived",
                )  # fmt: skip


def open_ledger(
    path: Path | None = None,
    region: str | None = None,
    evaluator: Evaluator | None = None,
    told: list[RegionshareError] | None = None,
) -> Ledger:
    """Read a claims file and judge every claim; a file that is named is checked as by `check`.

    Parameters
    ----------
    path : Path, optional
        The report's ``data/claims.yml`` by default.
    region : str, optional
        Ask the claims of another region than their own: those whose evidence is a metric.
    evaluator : Evaluator, optional
        The report's by default.
    told : list, optional
        Takes up what is wrong with single claims of a file that is named, so that they do not stop
        the others.
    """
    ready = evaluator or opening.evaluator()
    file = load(path, ready, told)
    if path is None and not file.claims:
        raise DataError(
            "the data at hand hold no statements: no claims.yml is among them",
            remedy="Give --claims FILE",
        )
    if path is not None:
        file = check(file, ready, told)
    found = judge(file, ready, region)
    earlier = releases.labels_before(paths.data_dir(), found.region) if path is None else None
    if earlier is None:
        return found
    entries = tuple(replace(entry, earlier=earlier) for entry in found.entries)
    return replace(found, entries=entries)


def judge(
    file: ClaimsFile,
    evaluator: Evaluator,
    region: str | None = None,
    claims: Sequence[Claim] | None = None,
) -> Ledger:
    """The ledger of a claims file that is already read, of all its claims or of some."""
    chosen = file.claims if claims is None else claims
    wanted = region or file.region
    if wanted not in evaluator.store.regions:
        raise ParameterError(f"region {wanted!r} is not known", remedy="Use an id such as CN-ZJ")
    if wanted != file.region and not evaluator.store.regions.is_part(wanted):
        raise ParameterError(
            f"{wanted} is a {evaluator.store.regions[wanted].level}",
            remedy="Claims can be asked of a region that is part of a nation, such as CN-ZJ",
        )
    gatherer = Gatherer(evaluator, file)
    elsewhere = wanted != file.region
    entries: dict[str, Entry] = {}
    left_out = []
    for claim in chosen:
        if any(kind_of(spec) == "repeat" for spec in claim.specs):
            continue
        if elsewhere and not (claim.region == file.region and portable(claim)):
            left_out.append(claim)
            continue
        evidence, missing = gatherer.gather(claim, wanted if elsewhere else "")
        verdict = evaluate(claim, evidence, missing)
        if elsewhere:  # nobody said it of that region
            verdict = replace(verdict, favours_speaker=None)
        entries[claim.id] = Entry(
            claim, verdict, wanted if elsewhere else claim.region, evaluator.store
        )
    ordered = []
    for claim in chosen:
        if claim.id not in entries and claim not in left_out:
            entries[claim.id] = _repeated(
                claim, entries, wanted if elsewhere else claim.region, evaluator.store
            )
        if claim.id in entries:
            ordered.append(entries[claim.id])
    return Ledger(file, wanted, tuple(ordered), evaluator, tuple(left_out))


def _repeated(claim: Claim, entries: dict[str, Entry], region: str, store: Store) -> Entry:
    """A repetition: everything held against the statements it repeats, each by its interval."""
    names = [name for spec in claim.specs for name in spec.texts("repeat")]
    known = [name for name in names if name in entries]
    verdicts = [entries[name].verdict for name in known]
    judged = [j for name in known for j in _prefixed(name, entries[name].verdict.judged)]
    verdict = repeated(verdicts, judged)
    return Entry(claim, verdict, region, store, tuple(entries[name] for name in known))


def _prefixed(name: str, judged: Sequence[Judged]) -> list[Judged]:
    found = []
    for one in judged:
        piece = one.evidence
        evidence = replace(
            piece,
            label=said(WORDS, "label", label=name, name=piece.label),
            headline=False,
            formula=None,
            choices={"claim": name, **piece.choices},
        )
        found.append(replace(one, evidence=evidence))
    return found
