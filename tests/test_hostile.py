"""What strangers put into files: told in a sentence, in no time, and never misread."""

from __future__ import annotations

from pathlib import Path

import pytest

from regionshare.claims.reading import understand
from regionshare.data import tables
from regionshare.data.pack import load
from regionshare.errors import DataError, RegionshareError

BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n"
    for before, name in zip("abcdefghij", "bcdefghijk", strict=False)
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "an alias"),
        ("x: &x [*x]", "an alias"),
        ("[" * 3000, "levels|YAML"),
        ("".join("{a: " for _ in range(2000)), "levels|YAML"),
    ],
)
@pytest.mark.parametrize("reader", [tables.read_plain, tables.marked_content])
def test_yaml_that_grows_or_nests_is_refused(
    tmp_path: Path, text: str, told: str, reader: object
) -> None:
    path = tmp_path / "claims.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=told):
        reader(path)  # type: ignore[operator]


@pytest.mark.parametrize("reader", [tables.read_plain, tables.marked_content, tables.table])
def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path, reader: object) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        reader(tmp_path)  # type: ignore[operator]


def test_a_region_below_itself_is_told(toy_data: Path) -> None:
    path = toy_data / "regions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("TL-A,TL,", "TL-A,TL-A,"), "utf-8")
    with pytest.raises(DataError, match="TL-A stands below itself"):
        load(toy_data)


@pytest.mark.parametrize("factor", ["nan", "0", "-1", "inf"])
def test_a_factor_that_is_none_is_told(toy_data: Path, factor: str) -> None:
    path = toy_data / "units.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[lines[0].split(",").index("factor_en")] = factor
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n", encoding="utf-8")
    with pytest.raises(DataError, match="units"):
        load(toy_data)


@pytest.mark.parametrize("text", ["=>5%", "> = 5%", ">=5%", "≥5%"])
def test_signs_for_at_least_are_read_whole(text: str) -> None:
    assert understand(text).kind == "at_least"


@pytest.mark.parametrize("text", ["=<5%", "< = 5%", "<=5%"])
def test_signs_for_at_most_are_read_whole(text: str) -> None:
    assert understand(text).kind == "at_most"


@pytest.mark.parametrize("text", ["2021年-5%", "2021年–5%", "in 2021-5%", "—5%", "–5%"])
def test_a_dash_that_may_be_no_sign_is_refused(text: str) -> None:
    with pytest.raises(RegionshareError, match="dash"):
        understand(text)


@pytest.mark.parametrize("text", ["-5%", "\u22125%", "－5％", "minus 5%"])
def test_a_minus_sign_is_read(text: str) -> None:
    assert understand(text).value == -5
