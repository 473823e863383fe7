"""Times: the years of clauses, their own or those of what stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from regionshare.sentences.clauses import Clause, of_saying
from regionshare.sentences.measures import RefusedError
from regionshare.sentences.years import Time

BEFORE = -1
"""The place of a year that stands in the sentence before."""


def attributes(part: Clause) -> bool:
    """Whether a clause only says who said so."""
    return bool(part.of("SAID")) and not part.figured and not part.topical


def dated(parts: Sequence[Clause]) -> tuple[list[Clause], list[Time]]:
    """Clauses without the years of what was said or published, and those years."""
    sources = [one for part in parts for one in of_saying(part, attributes(part))]
    kept = [
        replace(part, times=tuple(one for one in part.times if one not in sources))
        for part in parts
    ]
    return kept, sources


def times_of(
    part: Clause, after: Sequence[Clause], latest: list[Time], own: list[Time]
) -> list[Time]:
    """The years of a clause: its own, or those of what stands before it, or behind it.

    Behind a change goes on the year that it ends in, ``own``, if that stood before it.
    """
    if part.times or part.present:
        return list(part.times)
    if latest and own and latest[0].last == own[0].first != latest[0].first:
        return own
    return _later(part, after) if part.figured and not latest else latest


def _later(part: Clause, after: Sequence[Clause]) -> list[Time]:
    """The one year that stands behind a clause without one and is its own as well."""
    if after and after[0].times and not after[0].figured:
        return list(after[0].times)
    later = [one for one in after if one.times]
    if not later or not later[0].dates(part):
        return []
    years = {time[:2] for one in later for time in one.times}
    if len(years) > 1:
        raise RefusedError("several_years", ", ".join(sorted({str(first) for first, _ in years})))
    return list(later[0].times)


def carried(parts: Sequence[Clause], before: Sequence[Time]) -> list[Time]:
    """The one year of the sentence before, for one that points back to it: ``It emitted 5 %.``"""
    back = any(part.of("PRONOUN", "ITS") for part in parts)
    own = any(part.times or part.present for part in parts)
    years = {year for time in before for year in time[:2]}
    return [before[0]._replace(start=BEFORE)] if back and not own and len(years) == 1 else []
