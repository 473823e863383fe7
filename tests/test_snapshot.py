from __future__ import annotations

from pathlib import Path

import pytest

from regionshare.data import snapshot
from regionshare.data.store import load_store


@pytest.fixture
def shared_toy(toy_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REGIONSHARE_DATA", str(toy_data))
    return toy_data


def test_a_snapshot_gives_the_same_figures(shared_toy: Path, tmp_path: Path) -> None:
    with snapshot.shared(tmp_path):
        found = snapshot.restore(shared_toy.resolve())
    assert found is not None
    assert found.observations.equals(load_store(shared_toy).observations)


def test_a_snapshot_of_other_files_is_not_used(shared_toy: Path, tmp_path: Path) -> None:
    with snapshot.shared(tmp_path):
        path = shared_toy / "observations" / "energy.books.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("2018,10,", "2018,11,"), "utf-8")
        assert snapshot.restore(shared_toy.resolve()) is None


def test_a_broken_snapshot_is_not_used(shared_toy: Path, tmp_path: Path) -> None:
    with snapshot.shared(tmp_path):
        (tmp_path / "data.snapshot").write_bytes(b"half")
        assert snapshot.restore(shared_toy.resolve()) is None


def test_outside_a_build_there_is_none(toy_data: Path) -> None:
    assert snapshot.restore(toy_data) is None
