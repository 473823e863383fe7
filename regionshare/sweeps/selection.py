"""Selection: which editions and chapters a sweep is about, refused before anything is written."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionshare.data.regions import Regions
from regionshare.errors import MissingDataError, ParameterError
from regionshare.files.notebooks import Chapter
from regionshare.sweeps.orders import Edition

Check = Callable[[str, int, Sequence[str], Mapping[str, str]], Any]


@dataclass(frozen=True)
class Selection:
    """The editions of a sweep.

    Attributes
    ----------
    editions : sequence of Edition
        By year, then by region as named or in the order of the data.
    without : mapping
        Why there is no edition of a region and year that was not named by itself.
    """

    editions: Sequence[Edition]
    without: Mapping[Edition, str]


def choose(
    regions: Regions,
    nation: str,
    years: Sequence[int],
    named: Sequence[str],
    check: Check,
) -> Selection:
    """Return the editions of a nation's regions, or of those named, in some years.

    Parameters
    ----------
    regions : Regions
    nation : str
    years : sequence of int
    named : sequence of str
        Regions of the nation; empty for all its provinces or states.
    check : callable
        ``check(region, year, langs, basis)`` raises if there is no such edition.

    Raises
    ------
    ParameterError
        The nation or a region is not known, or a region lies elsewhere.
    MissingDataError
        There is no edition of a region that was named, or none at all.
    """
    if regions[nation].level != "nation":
        raise ParameterError(
            f"{nation} is a {regions[nation].level}",
            where="--nation",
            remedy=f"Nations: {', '.join(one.id for one in regions.nations)}",
        )
    members = [one.id for one in regions.members(nation)]
    for region in named:
        if regions[region].id not in members:
            raise ParameterError(
                f"{region} is not a province or state of {nation}",
                where="--regions",
                remedy="Name its nation with --nation, or leave it out",
            )
    editions: list[Edition] = []
    without: dict[Edition, str] = {}
    for year in years:
        for region in named or members:
            edition = Edition(region, year)
            try:
                check(region, year, ["en"], {})
            except MissingDataError as error:
                if named:
                    raise
                without[edition] = error.sentence
            else:
                editions.append(edition)
    if not editions:
        raise MissingDataError(
            f"there is no edition of {nation} in {', '.join(map(str, years))}",
            remedy=next(iter(without.values()), ""),
        )
    return Selection(editions, without)


def choose_chapters(chapters: Sequence[Chapter], named: Sequence[str]) -> list[Chapter]:
    """Return the chapters named, in reading order; all if none is named.

    Raises
    ------
    ParameterError
        A name is not a chapter's.
    """
    known = [one.slug for one in chapters]
    for name in named:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            raise ParameterError(
                f"chapter {name!r} is not known" + (f" (meant {near[0]}?)" if near else ""),
                where="--chapters",
                remedy=f"Chapters: {', '.join(known)}",
            )
    return [one for one in chapters if one.slug in named or not named]


def parse_years(text: str) -> list[int]:
    """Return the years of a list of years and spans, each once, in order.

    >>> parse_years("2021-2023,2019")
    [2019, 2021, 2022, 2023]

    Raises
    ------
    ParameterError
        The text is of another form, or a span runs backwards.
    """
    years: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d{4})(?:-(\d{4}))?\s*", part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if first > last:
            raise ParameterError(
                f"{text!r} is not a list of years", where="--years", remedy="Like 2021-2023,2019"
            )
        years.update(range(first, last + 1))
    return sorted(years)


def parse_names(text: str) -> list[str]:
    """Return the names of a list with commas, each once.

    >>> parse_names("CN-GD, CN-ZJ,CN-GD")
    ['CN-GD', 'CN-ZJ']
    """
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
