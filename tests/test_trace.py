from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from regionshare import api
from regionshare.data import trace
from regionshare.data.pack import load
from regionshare.files import paths


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    target = tmp_path / "record"
    monkeypatch.setenv(trace.VARIABLE, str(target))
    trace.begin()
    yield target
    monkeypatch.undo()
    trace.begin()


def test_a_series_is_recorded_when_one_of_its_figures_is_asked_for(record: Path) -> None:
    store = load()
    assert not any("observations/" in name for name in trace.recorded(record))
    store.has("gdp.nbs_2025", "CN-GD", 2021)
    store.has("gdp.nbs_2025", "CN-GD", 2022)
    found = [name for name in trace.recorded(record) if "observations/" in name]
    assert found == ["data/observations/gdp.nbs_2025.csv"]


def test_what_a_number_rests_on_is_recorded(record: Path) -> None:
    number = api.share("energy", "CN-GD", 2021)
    wanted = {f"data/observations/{one.series}.csv" for one in number.inputs}
    assert wanted <= set(trace.recorded(record))
    assert {"data/series.csv", "data/bases.yml", "data/regions.csv"} <= set(trace.recorded(record))


def test_all_figures_or_all_copies_are_every_series(record: Path) -> None:
    store = load()
    assert len(store.observations) > 0
    assert len(store.transcriptions) > 0
    names = set(trace.recorded(record))
    for series in store.series:
        assert f"data/observations/{series}.csv" in names
        assert f"data/transcriptions/{series}.csv" in names


def test_a_file_that_is_opened_is_recorded(record: Path) -> None:
    (paths.data_dir() / "claims.yml").read_bytes()
    (paths.ROOT / "CITATION.cff").read_text(encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        (paths.data_dir() / "not_there.csv").read_bytes()
    os.listdir(paths.data_dir() / "transcriptions")  # noqa: PTH208
    assert trace.recorded(record) == [
        "CITATION.cff", "data/claims.yml", "data/not_there.csv", "data/transcriptions/",
    ]  # fmt: skip


def test_what_is_written_elsewhere_or_code_is_not_recorded(record: Path, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("1")
    (tmp_path / "x").read_text()
    (paths.ROOT / "regionshare" / "api.py").read_text(encoding="utf-8")
    with trace.paused():
        (paths.data_dir() / "claims.yml").read_bytes()
    assert trace.recorded(record) == []


def test_nothing_is_recorded_without_a_record(tmp_path: Path) -> None:
    trace.begin()
    load().has("gdp.nbs_2025", "CN-GD", 2021)
    assert trace.recorded(tmp_path / "record") == []


def test_a_digest_stands_for_content_absence_and_names(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()

    def now(name: str) -> str:
        return trace.digest_of(name, tmp_path, data)

    assert now("data/x.csv") == ""
    (data / "x.csv").write_text("1")
    first, listed = now("data/x.csv"), now("data/")
    assert first
    (data / "x.csv").write_text("2")
    assert now("data/x.csv") != first
    assert now("data/") == listed
    (data / "y.csv").touch()
    assert now("data/") != listed
