"""Put a built book beside earlier releases: at the root, and in a folder named for its version."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path


def add(site: Path, pages: Path) -> list[dict[str, str]]:
    """Copy `site` into `pages`; every release there then knows all of them, the latest first."""
    own = json.loads((site / "releases.json").read_text(encoding="utf-8"))["releases"][0]
    before = pages / "releases.json"
    known = json.loads(before.read_text(encoding="utf-8"))["releases"] if before.is_file() else []
    earlier = {one["version"]: one for one in known} | {own["version"]: own}
    new, told_before = (_entries(one / "feed.xml") for one in (site, pages))
    for old in pages.iterdir():  # the root is the latest alone; folders of releases stay
        if old.name not in {".git", *earlier}:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    shutil.copytree(site, pages / own["version"], dirs_exist_ok=True)
    shutil.copytree(site, pages, dirs_exist_ok=True)
    if new:
        text = (site / "feed.xml").read_text(encoding="utf-8")
        rest = [one for one in told_before if one.partition("</id>")[0] not in text]
        whole = text.replace("</entry></feed>", "\n".join(["</entry>", *rest]) + "</feed>")
        (pages / "feed.xml").write_text(whole, encoding="utf-8")
    latest = sorted(earlier.values(), key=lambda one: one["released"], reverse=True)
    for place, up in [(pages, ""), *((pages / one["version"], "../") for one in latest)]:
        told = [
            {**one, "address": "./" if place.name == one["version"] or (not up and one is latest[0])
             else f"{up}{one['version']}/"}
            for one in latest
        ]  # fmt: skip
        text = json.dumps({"releases": told}, indent=1)
        (place / "releases.json").write_text(text + "\n", encoding="utf-8")
    return latest


def _entries(feed: Path) -> list[str]:
    """The entries of a feed, each as it stands; none where there is no feed."""
    text = feed.read_text(encoding="utf-8") if feed.is_file() else ""
    return re.findall(r"<entry>.*?</entry>", text, re.DOTALL)


if __name__ == "__main__":
    add(Path(sys.argv[1]), Path(sys.argv[2]))
