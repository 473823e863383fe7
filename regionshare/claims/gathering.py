"""Gathering: the evidence a claim asks for, whatever its kind."""

from __future__ import annotations

from dataclasses import dataclass

from regionshare.claims import found, gridded, terms
from regionshare.claims.asked import Asked
from regionshare.claims.evidence import Evidence
from regionshare.claims.statement import Claim, ClaimsFile
from regionshare.claims.verdicts import Missing
from regionshare.data.tables import Mapping
from regionshare.errors import RegionshareError
from regionshare.numbers.evaluator import Evaluator

KINDS = {
    "metric": gridded.KEYS,
    "arithmetic": terms.KEYS,
    "document": (),
    "bracket": ("at",),
    "ranking": ("among", "of"),
    "repeat": (),
}
COMMON = (
    "label_en", "label_zh", "match", "role", "independence", "differs_en", "differs_zh",
    "choices", "headline", "unit",
)  # fmt: skip


def kind_of(spec: Mapping) -> str:
    """The kind of an entry, by the key that only this kind has; empty if none."""
    kinds = [kind for kind in KINDS if kind in spec]
    return kinds[0] if len(kinds) == 1 else ""


@dataclass(frozen=True)
class Gatherer:
    """Collects evidence from the data and from a claims file."""

    evaluator: Evaluator
    file: ClaimsFile

    def gather(self, claim: Claim, region: str = "") -> tuple[list[Evidence], list[Missing]]:
        """The evidence of a claim, and the figures that are not there.

        Parameters
        ----------
        region : str, optional
            Ask the claim of another region: only metrics can be, so only they are gathered.
        """
        evidence: list[Evidence] = []
        missing: list[Missing] = []
        for spec in claim.specs:
            kind = kind_of(spec)
            if kind == "repeat" or (region and kind != "metric"):
                continue
            try:
                more, lacking = self._one(kind, spec, claim, region or claim.region)
            except RegionshareError as error:
                more, lacking = [], [Missing(error.what, f"无法计算的证据：{claim.id}")]
            evidence += more
            missing += lacking if spec.text("role") != "shown" else []
        return evidence, missing

    def _one(
        self, kind: str, spec: Mapping, claim: Claim, region: str
    ) -> tuple[list[Evidence], list[Missing]]:
        if kind == "metric":
            return gridded.gather(Asked(self.evaluator, claim, spec, region))
        if kind == "arithmetic":
            return terms.arithmetic(spec, claim, terms.Terms(self.evaluator, self.file))
        if kind == "bracket":
            return found.bracket(spec, claim, self.file)
        if kind == "ranking":
            return found.ranking(spec, claim, self.file)
        return found.single(spec, claim, self.file)


def portable(claim: Claim) -> bool:
    """Whether a claim can be asked of another region: some of its evidence is a metric."""
    return any(kind_of(spec) == "metric" for spec in claim.specs)
