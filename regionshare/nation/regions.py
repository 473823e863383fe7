"""Regions: what a table calls them, and the ids and names of ISO 3166-2 that they have.

A name is matched whole, in any language that `pycountry` carries, or is asked for: nothing that
merely resembles a name is taken for it.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale

from regionshare.data import tables
from regionshare.errors import DataError, ParameterError
from regionshare.text.messages import room

WORDS = room("nation")["en"]
LONGER = 3
"""A name that is so many letters longer than the nation's is not a slip of it."""

GIVEN = ("name", "id", "name_en", "name_zh")
"""The columns of a file that says which region a name stands for."""


@dataclass(frozen=True)
class Known:
    """A region with its id, both names (the Chinese one may be empty) and ISO's word for its kind."""

    id: str
    name_en: str
    name_zh: str
    kind: str = ""


@dataclass
class Names:
    """What stands for which region of a nation.

    ``regions`` are those of ISO 3166-2 and those that were given, ``forms`` the ids that a name,
    written plainly, may stand for.
    """

    nation: Known
    regions: dict[str, Known] = field(default_factory=dict)
    forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    tops: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)

    def add(self, names: Iterable[str], region: str) -> None:
        """Let names stand for a region."""
        for name in names:
            self.forms[plain(name)].add(region)

    def of(self, text: str) -> str:
        """The id that a text stands for; empty if there is none, or more than one.

        Names in several languages, parted by a slash, are one region's.
        """
        found = self.forms.get(plain(text), set())
        if len(found) != 1:
            found = self.forms.get(bare(text), set())
        if not found and "/" in text:
            found = {self.of(one) for one in text.split("/")}
        return next(iter(found)) if len(found) == 1 else ""

    def near(self, text: str) -> list[str]:
        """What may have been meant, as ``JP-13 Tokyo``."""
        parts = [one for name in (text, *text.split("/")) for one in (plain(name), bare(name))]
        same = next((found for one in parts if (found := self.forms.get(one))), set())
        close = difflib.get_close_matches(plain(text), self.forms, n=5, cutoff=0.7)
        close += [form for form in self.forms if plain(text) in form.split()]
        ids = dict.fromkeys([*sorted(same), *(one for form in close for one in self.forms[form])])
        if len(plain(text)) > len(plain(self.nation.name_en)) + LONGER:
            ids.pop(self.nation.id, None)  # "Eastern Switzerland" is a part of it
        return [f"{one} {self.named(one)}" for one in ids][:3]

    def named(self, region: str) -> str:
        """The English name of a region or of the nation."""
        return self.nation.name_en if region == self.nation.id else self.regions[region].name_en


def plain(text: str) -> str:
    """A name without case, accents and marks.

    >>> plain("Rhône-Alpes "), plain("Jammu & Kashmir")
    ('rhone alpes', 'jammu and kashmir')
    """
    spread = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("&", " and ")).casefold()
    spread = "".join(c for c in spread if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", spread).split())


KINDS = sorted(map(plain, WORDS["kinds"]), key=len, reverse=True)
ENDINGS = [plain(one) for one in WORDS["endings"]]


def bare(text: str) -> str:
    """A plain name without the word for its kind, such as prefecture, Kanton or 県."""
    found = plain(text)
    for kind in KINDS:
        found = found.removeprefix(f"{kind} ").removesuffix(f" {kind}")
    for ending in ENDINGS:
        found = found.removesuffix(f" {ending}" if ending.isascii() else ending)
    return found


@cache
def _translations(domain: str) -> dict[str, NullTranslations]:
    folder = Path(pycountry.LOCALES_DIR)
    return {
        path.parents[1].name: translation(domain, folder, [path.parents[1].name])
        for path in sorted(folder.glob(f"*/LC_MESSAGES/{domain}.mo"))
    }


def _meant(text: str) -> list[str]:
    """The codes of nations that a text may mean: by a usual code, a name in any language, or nearly."""
    countries: Any = pycountry.countries
    code = text.strip().upper().partition("-")[0]
    found = {WORDS["codes"].get(code, code), code}
    exact = [one for one in countries if found & {one.alpha_2, one.alpha_3}]
    if exact and code in (text.strip().upper(), exact[0].alpha_2):
        return [exact[0].alpha_2]
    names: dict[str, str] = {}
    for one in countries:
        called = [one.name, getattr(one, "common_name", ""), getattr(one, "official_name", "")]
        called += [spoken.gettext(one.name) for spoken in _translations("iso3166-1").values()]
        names |= {plain(name): one.alpha_2 for name in called if name}
    near = difflib.get_close_matches(plain(text), names, n=3, cutoff=0.8)
    if plain(text) in names:
        near = [plain(text)]
    return list(dict.fromkeys(names[one] for one in near))


def names_of(nation: str, given: Path | None = None) -> Names:
    """All names of a nation and its regions, with those of a file that says more.

    Raises
    ------
    RegionshareError
        If ISO 3166-1 has no such nation, or the file breaks a rule.
    """
    countries: Any = pycountry.countries
    country = countries.get(alpha_2=nation)
    if country is None or country.alpha_2 != nation:
        near = _meant(nation)
        raise ParameterError(
            f"nation {nation!r} is not one of ISO 3166-1",
            remedy=f"Did you mean {' or '.join(near)}?" if near else "Give two letters, such as JP",
        )
    own = {code: Locale(code).territories.get(nation, "") for code in ("en", "zh")}
    found = Names(Known(nation, own["en"] or country.name, own["zh"], "nation"))
    called = [country.name, country.alpha_3, nation, own["en"], own["zh"], *WORDS["totals"]]
    called += [WORDS["whole"].format(nation=own["en"] or country.name)]
    called += [getattr(country, one, "") for one in ("common_name", "official_name")]
    called += [one.gettext(country.name) for one in _translations("iso3166-1").values()]
    found.add(filter(None, called), nation)
    subdivisions: Any = pycountry.subdivisions
    for one in subdivisions.get(country_code=nation) or ():
        _add_subdivision(found, one)
    usual = [name for name, code in WORDS["codes"].items() if code == nation]
    found.add((one for one in usual if plain(one) not in found.forms), nation)
    if given is not None:
        _add_given(found, given)
    return found


def _add_subdivision(found: Names, one: Any) -> None:
    spoken = {code: words.gettext(one.name) for code, words in _translations("iso3166-2").items()}
    chinese = spoken.get("zh_CN", "")
    ours = chinese if chinese != one.name and re.search("[\u4e00-\u9fff]", chinese) else ""
    english = (
        re.sub(r"\s*[\[(].*?[\])]", "", spoken.get("en") or one.name).partition(" / ")[0].strip()
    )
    found.regions[one.code] = Known(one.code, english, ours, one.type)
    if one.parent_code is None:
        found.tops.add(one.code)
    names = dict.fromkeys([one.name, *spoken.values()])
    parts = [part for name in names for part in re.split(r"[\[\](),/]", name)]
    found.add(filter(str.strip, [one.code, *names, *parts]), one.code)
    found.add(map(bare, names), one.code)
    suffix = one.code.partition("-")[2]
    if not suffix.isdigit():
        found.add([suffix], one.code)


def _add_given(found: Names, path: Path) -> None:
    """The rows of a file ``name,id,name_en,name_zh``: what a table calls a region is that region."""
    nation = found.nation.id
    for cells in tables.rows(path, GIVEN[:2], GIVEN[2:]):
        row = tables.Row(zip(GIVEN, cells, strict=False), f"{path.name}, row {cells[-1]}")
        region = row["id"]
        if region == nation:
            found.forms[plain(row["name"])] = {nation}
            continue
        if not re.fullmatch(rf"{nation}(-[A-Z0-9]+)+", region):
            row.fail(f"id {region!r} is no region of {nation}", f"An id is like {nation}-XY")
        old = found.regions.get(region)
        english = row["name_en"] or (old.name_en if old else row["name"])
        chinese = row["name_zh"] or (old.name_zh if old else "")
        found.regions[region] = Known(region, english, chinese, old.kind if old else "")
        found.forms[plain(row["name"])] = {region}
        found.add([region], region)
        found.given.add(region)


def matched(written: Mapping[str, int], names: Names, file: str) -> dict[str, str]:
    """The id of everything that a table writes as a region.

    Parameters
    ----------
    written : mapping
        Each name with the first row that has it.

    Raises
    ------
    DataError
        With a sentence for each name that stands for no region, or for several.
    """
    from regionshare.nation.panel import fail

    numbers = _numbered(written, names)
    found, wrong = {}, []
    for text, row in written.items():
        found[text] = numbers.get(text) or names.of(text)
        if not found[text]:
            wrong.append(_unknown(text, f"{file}, row {row}", names))
    fail(wrong)
    return found


def _numbered(written: Iterable[str], names: Names) -> dict[str, str]:
    """Numbers are those of ISO 3166-2 where they are all of its numbers, and no others."""
    digits = [text for text in written if text.isascii() and text.isdigit()]
    wanted = {one.partition("-")[2]: one for one in names.tops}
    width = max(map(len, wanted), default=0)
    found = {text: wanted.get(text.zfill(width), "") for text in digits}
    return found if set(found.values()) == names.tops else {}


def _unknown(text: str, where: str, names: Names) -> DataError:
    words, nation = plain(text).split(), names.nation.id
    if set(words) & {plain(one) for one in WORDS["subtotals"]}:
        return DataError(
            f"region {text[:60]!r} looks like a total of several regions",
            where=where,
            remedy="Leave the row out: totals among the regions would be counted twice",
        )
    near = names.near(text)
    meant = WORDS["hints"]["meant"].format(names=" / ".join(near)) if near else ""
    example = near[0].split()[0] if near else f"{nation}-XY"
    told = f'"{text}"' if "," in text else text
    return DataError(
        f"region {text[:60]!r} is no region of {names.nation.name_en} in ISO 3166-2"
        + ("" if near or not text.isdigit() else ", and numbers of a statistical office are not"),
        where=where,
        remedy=f"{meant}Write its ISO id, or give --regions FILE with a row "
        f"under {','.join(GIVEN)}: {told},{example},... ; leave totals of several regions out",
    )
