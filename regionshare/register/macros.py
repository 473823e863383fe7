r"""Macros: each number under a TeX name of letters alone, such as ``\GuangdongEnergyShareMMXXI``."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable

from regionshare.data.regions import Regions
from regionshare.errors import RegionshareError

DIGITS = ("Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
BETWEEN = {"@": "On", "~": "Over", "+": "And", ".": "Of", ":": "To", "-": "To"}
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def roman(year: int) -> str:
    """A year in Roman numerals.

    >>> roman(2023)
    'MMXXIII'
    """
    text = ""
    for value, letters in ROMAN:
        text += letters * (year // value)
        year %= value
    return text


@functools.lru_cache(maxsize=4096)
def words(text: str) -> str:
    """A part of an id in letters alone: years Roman, other digits spelled.

    >>> words("nbs_2020~sum"), words("co2:gdp"), words("2005-2021")
    ('NbsMMXXOverSum', 'CoTwoToGdp', 'MMVToMMXXI')
    """
    found = []
    for part in re.findall(r"[a-z]+|[A-Z]+|(?<!\d)(?:19|20)\d\d(?!\d)|\d|[@~+.:-]", text):
        if part in BETWEEN:
            found.append(BETWEEN[part])
        elif part.isdigit():
            found.append(roman(int(part)) if len(part) == 4 else DIGITS[int(part)])
        else:
            found.append(part.capitalize())
    return "".join(found)


@functools.lru_cache(maxsize=8)
def region_words(regions: Regions) -> dict[str, str]:
    """A word for each region: its English name in ASCII letters.

    Where two regions have one name, the first in the file keeps it and a later one adds its id, so
    that a region that is added renames none.
    """
    found: dict[str, str] = {}
    for region in regions:
        plain = unicodedata.normalize("NFKD", region.name_en).encode("ascii", "ignore").decode()
        word = "".join(part[0].upper() + part[1:] for part in re.findall(r"[A-Za-z]+", plain))
        if not word or word in found.values():
            word += "Id" + words(region.id)
        found[region.id] = word
    return found


def name(number: str, regions: Regions) -> str:
    r"""The macro of a number's id, without the backslash.

    ``share/energy/CN-GD/2021`` is ``GuangdongEnergyShareMMXXI``: region, concepts, metric, period,
    then the choice if it is not the headline.
    """
    body, _, choice = number.partition("@")
    metric, concepts, region, period = body.split("/")
    known = region_words(regions)
    where = known.get(region) or "Id" + words(region)
    text = where + words(concepts) + words(metric) + words(period)
    return text + (BETWEEN["@"] + words(choice) if choice else "")


def names(numbers: Iterable[str], regions: Regions) -> dict[str, str]:
    """The macro of each id.

    Raises
    ------
    RegionshareError
        If two ids would get one macro: then one of them must be renamed, since a reader's paper
        would print the wrong number.
    """
    owner: dict[str, str] = {}
    for number in numbers:
        first = owner.setdefault(name(number, regions), number)
        if first != number:
            raise RegionshareError(
                f"{first} and {number} would both be \\{name(number, regions)}",
                remedy="Rename the series or label in data/, so that the letters differ",
            )
    return {number: macro for macro, number in owner.items()}
