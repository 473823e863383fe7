"""The workflows: no secrets, and releases that know each other."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import yaml

from regionshare.files import paths

GITHUB = paths.ROOT / ".github"


def book(folder: Path, version: str) -> Path:
    folder.mkdir()
    one = {"version": version, "released": version.replace(".", "-"), "address": "./"}
    feed = f"<feed><title>A book</title>\n<entry><id>{version}</id></entry></feed>\n"
    (folder / "feed.xml").write_text(feed, encoding="utf-8")
    (folder / "releases.json").write_text(json.dumps({"releases": [one]}), encoding="utf-8")
    (folder / f"page-{version}.html").write_text(version, encoding="utf-8")
    return folder


def known(place: Path) -> dict[str, str]:
    found = json.loads((place / "releases.json").read_text("utf-8"))["releases"]
    return {one["version"]: one["address"] for one in found}


def test_each_release_knows_all_and_the_latest_is_at_the_root(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("releases", GITHUB / "releases.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pages = tmp_path / "pages"
    pages.mkdir()
    first, second = "2026.11.01", "2026.12.01"
    module.add(book(tmp_path / "a", first), pages)
    module.add(book(tmp_path / "b", second), pages)
    assert known(pages) == {second: "./", first: f"{first}/"}
    assert known(pages / first) == {second: f"../{second}/", first: "./"}
    assert (pages / first / f"page-{first}.html").is_file()
    assert [one.name for one in pages.glob("*.html")] == [f"page-{second}.html"]
    entries = [f"<entry><id>{one}</id></entry>" for one in (second, first)]
    told = "<feed><title>A book</title>\n" + "\n".join(entries) + "</feed>\n"
    assert (pages / "feed.xml").read_text("utf-8") == told, "the feed goes on from the earlier ones"
    module.add(book(tmp_path / "c", second), pages)
    assert (pages / "feed.xml").read_text("utf-8") == told, "a release made again stands once"


def test_workflows_use_no_secrets_pin_what_they_run_and_say_what_they_may() -> None:
    paths_found = sorted(GITHUB.glob("workflows/*.yml"))
    assert [one.stem for one in paths_found] == ["check", "publish"]
    for path in paths_found:
        text = path.read_text("utf-8")
        assert "secrets." not in text
        assert yaml.safe_load(text)["permissions"]
        used = re.findall(r"uses: (\S+)", text)
        assert [one for one in used if not re.search("@[0-9a-f]{40}$", one)] == []
