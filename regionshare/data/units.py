"""Units: what a series is stored in, and what readers see."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from regionshare.data import tables
from regionshare.errors import DataError

COLUMNS = ("unit", "dimension", "symbol_en", "factor_en", "symbol_zh", "factor_zh")


@dataclass(frozen=True)
class Unit:
    """A stored unit with the friendly unit of each language.

    ``value in the friendly unit = value in the stored unit * factor``.
    """

    unit: str
    dimension: str
    symbol_en: str
    factor_en: float
    symbol_zh: str
    factor_zh: float

    def symbol(self, lang: str) -> str:
        """The friendly unit's symbol."""
        return self.symbol_zh if lang == "zh" else self.symbol_en

    def factor(self, lang: str) -> float:
        """What to multiply a stored value with."""
        return self.factor_zh if lang == "zh" else self.factor_en


def load_units(path: Path) -> dict[str, Unit]:
    """Read ``units.csv``: stored unit to `Unit`."""
    frame = tables.read(path, COLUMNS)
    place = tables.relative(path)
    units: dict[str, Unit] = {}
    for line, row in frame.iterrows():
        where = f"{place}, row {line}"
        if row["unit"] in units:
            raise DataError(f"unit {row['unit']!r} stands twice", where=where)
        units[row["unit"]] = Unit(
            row["unit"],
            row["dimension"],
            row["symbol_en"],
            tables.number(row["factor_en"], where, "factor_en"),
            row["symbol_zh"],
            tables.number(row["factor_zh"], where, "factor_zh"),
        )
    return units
