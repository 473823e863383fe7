"""Units: what a table writes as a unit, with its factor to the unit that readers see."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from regionshare.claims.units import GIGAJOULES
from regionshare.data.series import Unit
from regionshare.errors import DataError, raise_all
from regionshare.text.messages import room

WORDS = room("nation")
SAYS = WORDS["en"]["ready"]
MULTIPLES = {word: float(times) for word, times in WORDS["en"]["multiples"].items()}
"""What stands before a unit, and how many of it that is."""

ENERGY = {"J": 1.0, "Wh": 3600.0, "cal": 4.184}
ENERGY |= {name: float(size * 10**9) for name, size in GIGAJOULES.items()}
MASS = {"t": 1.0, "g": 1e-6}
WHOLE = {
    "volume": {"m3": 1.0, "hm3": 1e6, "km3": 1e9},
    "area": {"m2": 1e-6, "ha": 0.01, "km2": 1.0},
}
"""Units that take no prefix."""
BASES = {"persons": "persons", "mass": "t", "volume": "m3"}
SHOWN = {
    "persons": (1e6, 1e4, ""), "energy": (1e15, 1e15, ""), "mass": (1e6, 1e8, "yes"),
    "volume": (1e6, 1e8, ""), "area": (1e3, 1e4, ""),
}  # fmt: skip
"""How many of the smallest unit the one is that readers of English and of Chinese see."""
PREFIXES = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}
PLAIN: dict[str, list[str]] = WORDS["en"]["plain"]
"""Words for a person, a tonne, a cubic metre; a ton alone is of three kinds."""
NAMES: dict[str, str] = WORDS["en"]["energies"]
"""Other words for units of energy, such as tep."""
CURRENCIES: dict[str, list[str]] = WORDS["en"]["currencies"]
"""Words for a nation's money that no locale has, and whose it is."""
OTHER: list[list[str]] = WORDS["en"]["other"]
"""What is no unit here, as a pattern of its words, and what to do."""
QUOTIENT = re.compile("|".join(WORDS["en"]["quotients"]))
"""What a unit has of which regions do not add up to their nation."""


def parsed(
    text: str, nation: str, where: str, known: Iterable[Unit], counts: bool = False,
    dimension: str = "",
) -> Unit:  # fmt: skip
    """The unit that a cell names: one that there is, or a new one with its factors.

    Parameters
    ----------
    dimension : str
        What its concept measures, if that is known: thousands of people alone are persons.
    counts : bool
        Whether it may be any word for what is counted, such as schools.

    Raises
    ------
    DataError
        If it is not understood, or the amounts of regions do not add up.
    """
    if counts and QUOTIENT.search(plain(text).casefold()):
        raise DataError(
            f"unit {text[:40]!r} is of a quotient, which regions do not add up to their nation's",
            where=where,
            remedy="Give amounts: shares, and figures a head, are computed from them",
        )
    if dimension == "persons" and plain(text).casefold().strip(".") in MULTIPLES:
        text += " persons"
    own = {plain(one.unit): one for one in known if one.money_of in ("", nation)}
    if found := own.get(plain(text)):
        return found
    times, rest = _multiple(plain(text))
    found = _measure(times, rest) or _money(times, rest, nation)
    if found is None and counts and re.search(r"[^\W\d]", rest):
        return Unit(text, "_".join(re.findall(r"\w+", rest)), rest, times, rest, times)
    if found is None:
        from babel.numbers import get_territory_currencies

        code = (get_territory_currencies(nation) or ["USD"])[0]
        said = next((f"{hint}. " for word, hint in OTHER if re.search(word, text, re.I)), "")
        raise DataError(
            f"unit {text[:40]!r} is not known",
            where=where,
            remedy=f"{said}Write such as 1e6 {code}, thousand persons, TJ, ktoe, GWh, kt or Mt",
        )
    return next((one for one in own.values() if _same(one, found)), found)


def check(units: Iterable[Unit]) -> list[str]:
    """Hold declared units to what their names say.

    Returns
    -------
    list of str
        Units of people, energy or mass that no name is known for: they may be right.

    Raises
    ------
    DataError
        If a unit is another thing or another size by its name than its row says.
    """
    wrong, told = [], []
    for one in units:
        found, seen = _named(one.unit), _named(one.symbol_en)
        if found is None:
            if one.dimension in SHOWN:
                told.append(SAYS["strange"].format(unit=one.unit, dimension=one.dimension))
            continue
        size = one.factor_en * seen.factor_en if seen else found.factor_en
        what = ""
        if one.dimension != found.dimension:
            what = (
                f"{one.unit!r} is declared as {one.dimension}, and by its name is {found.dimension}"
            )
        elif seen is not None and seen.dimension != one.dimension:
            what = f"{one.symbol_en!r} is shown for {one.dimension}, and by its name is {seen.dimension}"
        elif abs(size / found.factor_en - 1) > 1e-6:
            right = found.factor_en / (seen.factor_en if seen else 1)
            what = f"factor_en of {one.unit!r} is {one.factor_en:g}, and {right:.6g} {one.symbol_en} by its name"
        if what:
            remedy = "Correct the row, or give the unit another name"
            wrong.append(DataError(what, where="units.csv", remedy=remedy))
    raise_all(wrong)
    return told


def _named(text: str) -> Unit | None:
    """What a unit is by its name alone; money has names of its own."""
    return _measure(*_multiple(plain(text)))


def shown(unit: Unit) -> float:
    """What the unit that readers of English see is in million people, PJ or Mt; else 1."""
    found = _named(unit.symbol_en)
    return found.factor_en if found else 1.0


def plain(text: str) -> str:
    """A unit with single spaces, and with ₂ as 2."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("×", "").split())


def _same(one: Unit, other: Unit) -> bool:
    """Whether a unit that there is measures the same (its words need not be the same)."""
    ratio = one.factor_en / other.factor_en
    return (one.dimension, one.symbol_en) == (other.dimension, other.symbol_en) and (
        abs(ratio - 1) < 1e-12
    )


def _multiple(text: str) -> tuple[float, str]:
    number = re.match(r"(1e\d{1,2}|10\^\d{1,2}|1[0 ,]*0|1)\s+(?=\D)", text)
    if number:
        digits = re.sub(r"[ ,]", "", number[1]).replace("10^", "1e")
        return float(digits), text[number.end() :]
    words = sorted(MULTIPLES, key=len, reverse=True)
    lower = text.casefold()
    for word in words:
        rest = text[len(word) :]
        apart = not word.isascii() or rest[:1] in (" ", ".")
        if lower.startswith(word) and apart and rest.strip(" ."):
            return MULTIPLES[word], re.sub(r"^(d['’]|(of|de|di)\s)\s*", "", rest.strip(" ."))
        if lower.endswith(f" {word}"):
            return MULTIPLES[word], text[: -len(word)].strip()
    return 1.0, text


def _measure(times: float, text: str) -> Unit | None:
    lower = text.casefold()
    of = re.sub(r"\s*(co2|of co2|二氧化碳)$", "", lower).strip()
    for dimension, words in PLAIN.items():
        if lower in words or (dimension == "mass" and of in words):
            return _unit(times, BASES[dimension], dimension, times)
    base = re.sub(r"\s*(of )?CO2$", "", text)
    base = next((base.removesuffix(x) + y for x, y in NAMES.items() if base.endswith(x)), base)
    for dimension, units in (("energy", ENERGY), ("mass", MASS)):
        for name, size in units.items():
            for prefix, power in PREFIXES.items():
                fits = base == prefix + name or (
                    len(name) > 2 and base.casefold() == (prefix + name).casefold()
                )
                if fits:
                    return _unit(times, prefix + name, dimension, times * power * size)
    for dimension, units in WHOLE.items():
        if lower in units:
            return _unit(times, lower, dimension, times * units[lower])
    return None


def _money(times: float, text: str, nation: str) -> Unit | None:
    from babel import Locale
    from babel.numbers import get_territory_currencies

    names = {code: Locale(code).currencies for code in ("en", "zh")}
    local = get_territory_currencies(nation)
    wanted = text.casefold().strip(". ").rstrip("s")
    for code in dict.fromkeys([*local, *names["en"]]):
        called = {code, names["en"].get(code, ""), names["zh"].get(code, "")}
        if code in local:
            called |= {
                names["en"].get(code, "").split(" ")[-1],
                Locale("en").currency_symbols.get(code, code),
            }
            called |= set(_own_words(code, nation))
            called |= {word for word, codes in CURRENCIES.items() if code in codes}
        if wanted in {one.casefold().rstrip("s") for one in called if one}:
            mine = code in local
            name = f"{times:g} {code}" + ("" if mine else f", {nation}")
            chinese = names["zh"].get(code, code)
            return Unit(
                name.replace("e+0", "e").replace("e+", "e"),
                "money",
                WORDS["en"]["shown"]["money"].format(money=code),
                _short(times / 1e9),
                WORDS["zh"]["shown"]["money"].format(money=chinese),
                _short(times / 1e8),
                nation if mine else "",
            )
    return None


def _own_words(code: str, nation: str) -> list[str]:
    """What a nation's official languages call a currency, alone and behind a number."""
    from babel import Locale, localedata
    from babel.languages import get_official_languages
    from babel.numbers import get_currency_name

    spoken = [Locale.parse(one) for one in get_official_languages(nation) if localedata.exists(one)]
    words = [one.currencies.get(code, "") for one in spoken]
    words += [get_currency_name(code, count, one) for one in spoken for count in (1, 2, 1e6)]
    words += [word for one in words for word in one.split()]  # Franken, złotych
    words += [one.currency_symbols.get(code, "") for one in spoken]
    return [*filter(None, words)]


def _unit(times: float, base: str, dimension: str, size: float) -> Unit:
    one, one_zh, carry = SHOWN[dimension]
    symbol, symbol_zh = (WORDS[lang]["shown"][dimension] for lang in ("en", "zh"))
    name = f"{times:g} {base}" if times != 1 else base
    name = name.replace("e+0", "e").replace("e+", "e")
    return Unit(
        name, dimension, symbol, _short(size / one), symbol_zh, _short(size / one_zh), "", carry
    )


def _short(value: float) -> float:
    return float(f"{value:.12g}")
