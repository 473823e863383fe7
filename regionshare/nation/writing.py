"""Writing: the files of a drafted data pack, which appear whole or not at all."""

from __future__ import annotations

import csv
import datetime
import io
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from regionshare.data.plausible import COLUMNS, Implausible
from regionshare.data.regions import Group, Region
from regionshare.data.series import OPTIONAL, SERIES_COLUMNS, Concept, Unit
from regionshare.data.store import Store
from regionshare.errors import DataError, ParameterError, raise_all
from regionshare.nation import bounds, ready
from regionshare.nation.pack import Draft, Drafted, key
from regionshare.nation.regions import Known, bare, plain
from regionshare.numbers.evaluator import Evaluator
from regionshare.text.messages import LANGUAGES, room

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WORDS = room("nation")
SAYS = WORDS["en"]


def write(made: Draft, folder: Path, store: Store, given: Path | None = None) -> None:
    """Write a pack: the folder appears whole, or not at all, and none is written over.

    Parameters
    ----------
    given : Path, optional
        More rows of ``bounds.csv``, such as those that confirm figures.

    Raises
    ------
    RegionshareError
        If there is something at its place, or figures are out of line with the others.
    """
    folder = folder.absolute()
    if folder.exists() or folder.is_symlink():
        raise ParameterError(
            "there is something at this place already, and it stays as it is",
            where=str(folder),
            remedy="Give another --output, or move it away",
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".tmp"))
    try:
        _fill(work, made, store, given)
        work.chmod(0o755)
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def tried(made: Draft, store: Store, given: Path | None = None) -> list[str]:
    """Write a pack where nobody sees it, and ask what may be a slip; parameters, errors as `write`."""
    with tempfile.TemporaryDirectory() as work:
        return ready.questions(_fill(Path(work), made, store, given), made.nation.id, made.rows)


def _fill(work: Path, made: Draft, store: Store, given: Path | None) -> Evaluator:
    (work / "observations").mkdir()
    for name, text in files(made, store, given).items():
        (work / name).write_text(text, encoding="utf-8")
    return try_pack(work, made)


def try_pack(folder: Path, made: Draft) -> Evaluator:
    """Read a pack as every command will, before it is there; figures are told with the panel's rows."""
    from regionshare.data import pack
    from regionshare.data.bases import read_grid
    from regionshare.files import packs, paths

    with tempfile.TemporaryDirectory() as place:
        found = packs.merged([folder], paths.ROOT / "data", Path(place))
        try:
            store = pack.load_store(found, made.rows)
        except Implausible as error:
            raise_all([*error.errors, DataError(SAYS["unlikely"])])
        grid = read_grid(store.bases, "bases.yml", store)
    return Evaluator(store, grid, grid)


def files(made: Draft, store: Store, given: Path | None = None) -> dict[str, str]:
    """The files of a pack, by name."""
    store = replace(store, concepts=store.concepts | made.own)
    new_units = {one.unit.unit: one.unit for one in made.series if one.unit.unit not in store.units}
    found = {
        "regions.csv": _table(_region_rows(made), [*columns_of(Region), "languages"]),
        "series.csv": _table(
            [_series_row(made, one, store) for one in made.series], _series_columns()
        ),
        "groups.csv": _table([], columns_of(Group)),
        "bounds.csv": _table(bounds.proposed(made, store, given), COLUMNS),
        "sources.bib": _sources(made),
        "corrections.yml": "[]\n",
        "bases.yml": _bases(made),
    }
    if new_units:
        found["units.csv"] = _table(map(_cells, new_units.values()), columns_of(Unit))
    if made.own:
        rows = [
            _cells(one) | {"languages": "en" if one.name_en == one.name_zh else ""}
            for one in made.own.values()
        ]
        found["concepts.csv"] = _table(rows, [*columns_of(Concept), "languages"])
    for one in made.series:
        rows = [
            {"region": region, "year": str(year), "value": cell.text, "note": cell.note}
            for (region, year), cell in sorted(one.cells.items())
        ]
        found[f"observations/{one.id}.csv"] = _table(rows, ["region", "year", "value", "note"])
    return found


def columns_of(kind: type[DataclassInstance]) -> list[str]:
    """The columns of the table that a class stands for."""
    return [one.name for one in fields(kind)]


def _cells(one: DataclassInstance) -> dict[str, str]:
    values = {name: getattr(one, name) for name in columns_of(type(one))}
    return {
        name: f"{value:.12g}" if isinstance(value, float) else str(value)
        for name, value in values.items()
    }


def _table(rows: Iterable[dict[str, str]], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _region_rows(made: Draft) -> list[dict[str, str]]:
    return [
        {
            "id": one.id,
            "parent": "" if one is made.nation else made.nation.id,
            "level": "nation" if one is made.nation else made.level,
            "name_en": one.name_en,
            "running_en": f"the {one.name_en}" if one.id in SAYS["the"] else "",
            "running_zh": one.name_zh if one.id in SAYS["the"] else "",
            "name_zh": one.name_zh,
            "also_en": " | ".join(_also(made, one)),
            "also_zh": bare(one.name_zh) if bare(one.name_zh) != one.name_zh else "",
            "languages": "" if one.name_zh else "en",
        }
        for one in [made.nation, *made.regions]
    ]


def _also(made: Draft, one: Known) -> list[str]:
    """Other names by which a sentence may call a region: the table's, and its own without accents."""
    spread = unicodedata.normalize("NFKD", one.name_en)
    found = ["".join(c for c in spread if not unicodedata.combining(c))]
    found += [text for text in made.also.get(one.id, ()) if re.search("[a-z]", text)]
    if one is made.nation:
        found = [text for text in found if plain(text) not in map(plain, SAYS["totals"])]
    return [text for text in dict.fromkeys(found) if text != one.name_en and "|" not in text]


def _series_columns() -> list[str]:
    return [*SERIES_COLUMNS, *OPTIONAL]


def _series_row(made: Draft, one: Drafted, store: Store) -> dict[str, str]:
    regions = [made.nation.id] if any(r == made.nation.id for r, _ in one.cells) else []
    regions += sorted({region for region, _ in one.cells} - {made.nation.id})
    of, *parts = made.parts.get(one.id, ("", "", ""))
    low, high = parts if of == one.id else ("", "")
    concept = store.concepts[one.concept]
    row = {
        "id": one.id, "concept": one.concept, "nation": made.nation.id,
        "source": key(made.nation.id, one.source),
        "published": datetime.date.today().isoformat(), "published_is": "by",
        "unit": one.unit.unit, "expected_regions": " ".join(regions),
        "first_year": str(one.years[0]), "last_year": str(one.years[-1]), "grade": "C",
        "licence": SAYS["made"]["licence"], "redistribution": "figures_only",
        "rank": str(1 + [s.id for s in made.series if s.concept == one.concept].index(one.id)),
        "parts_min": str(low), "parts_max": str(high), "not_compared": "no",
    }  # fmt: skip
    for lang in LANGUAGES:
        row[f"definition_{lang}"] = WORDS[lang]["made"]["definition"].format(
            concept=concept.name(lang), source=one.source
        )
        row[f"short_{lang}"] = one.source
        row[f"caveat_{lang}"] = WORDS[lang]["made"]["caveat"]
    row["licence_zh"] = WORDS["zh"]["made"]["licence"]
    return row


def _sources(made: Draft) -> str:
    found = {key(made.nation.id, one.source): one.source for one in made.series}
    return "\n".join(
        f"@misc{{{key},\n  title = {{{{{_bibtex(text)}}}}},\n"
        f"  note = {{{SAYS['made']['terms']}}},\n"
        f"  keywords = {{licence:{SAYS['made']['licence']}}},\n}}\n"
        for key, text in found.items()
    )


def _bibtex(text: str) -> str:
    return re.sub(r"([&%#$_])", r"\\\1", re.sub(r"[{}\\]", "", text))


def _bases(made: Draft) -> str:
    import yaml

    content = {
        made.nation.id: {
            concept: {role: items for role, items in roles.items() if items}
            for concept, roles in made.bases.items()
        }
    }
    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100))
