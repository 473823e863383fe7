"""The front page of a site: its editions by region and year, in both languages.

It needs no script, no other host and no file of an edition; of the site, a font alone.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regionshare.data.regions import Region, Regions
from regionshare.sweeps.orders import Edition

MARK = '<meta name="generator" content="regionshare sweep">'
NATIVE = {"en": "English", "zh": "中文"}
HTML_LANG = {"en": "en", "zh": "zh-Hans"}
TITLE = {"en": "Share of the Nation", "zh": "全国占比"}
STYLE = """
:root { color-scheme: light dark; --ink: #1c2229; --soft: #59636e; --line: #d5dae0;
  --ground: #fff; --link: #085d6c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e7eb; --soft: #9aa5b1; --line: #39424d;
  --ground: #14181e; --link: #5cc3d5; } }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.55 "System Han", "Report Han", system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.25; }
h1 span { display: block; }
p { color: var(--soft); }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding-bottom: .5rem; }
th, td { border-top: 1px solid var(--line); padding: .5rem .75rem .5rem 0; text-align: left;
  vertical-align: top; }
th { font-weight: 600; }
th span { color: var(--soft); font-weight: 400; }
p span, caption span, th span { display: block; }
ul { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: 0; padding: 0; }
li { white-space: nowrap; }
a { color: var(--link); display: inline-block; padding: .25rem 0; }
li a + a { margin-left: .6rem; }
a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
"""


@dataclass(frozen=True)
class Listed:
    """A published edition and its languages; the first one's pages are at the root."""

    edition: Edition
    langs: tuple[str, ...]

    def address(self, lang: str) -> str:
        """Return where the pages of a language begin, seen from the site."""
        folder = "" if lang == self.langs[0] else f"{lang}/"
        return f"{self.edition.id}/{folder}index.html"


def front_page(
    editions: Sequence[Listed],
    regions: Regions,
    matrices: Mapping[str, str] | None = None,
    *,
    fonts: str = "",
) -> str:
    """Return the front page.

    Parameters
    ----------
    editions : sequence of Listed
        By region and year, at least one.
    regions : Regions
        For their names.
    matrices : mapping, optional
        Addresses of the pages of all regions and years, by nation.
    fonts : str
        A style sheet that brings a Chinese font, to readers whose system has none.
    """
    link = f'<link rel="stylesheet" href="{fonts}">' if fonts else ""
    rows = [
        _row(regions[region], list(group))
        for region, group in itertools.groupby(editions, key=lambda one: one.edition.region)
    ]
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="{TITLE["en"]}: the editions of the report by region and year.">
{MARK}
<title>{TITLE["en"]} · {TITLE["zh"]}</title>
{link}
<style>{STYLE}</style>
</head>
<body>
<main>
<h1><span>{TITLE["en"]}</span><span lang="zh-Hans">{TITLE["zh"]}</span></h1>
<p>Editions of the report by region and year.<span lang="zh-Hans">按地区和年份列出的各版报告。</span></p>
{_matrix_links(matrices or {}, regions)}<table>
<caption>{_count(len(editions), len(rows))}</caption>
<thead><tr><th scope="col">Region <span lang="zh-Hans">地区</span></th>
<th scope="col">Editions <span lang="zh-Hans">各版</span></th></tr></thead>
<tbody>
{"".join(rows)}</tbody>
</table>
</main>
</body>
</html>
"""


def _matrix_links(matrices: Mapping[str, str], regions: Regions) -> str:
    return "".join(
        f'<p><a href="{html.escape(address)}">Every region and year of '
        f"{html.escape(regions[nation].name_en)}: each metric, and which editions there are</a> "
        f'<a href="{html.escape(address.replace(".html", ".zh.html"))}" lang="zh-Hans">'
        f"{html.escape(regions[nation].name_zh)}各地区、各年份</a></p>\n"
        for nation, address in matrices.items()
    )


def _count(editions: int, regions: int) -> str:
    english = f"{editions} edition{'s' * (editions > 1)} of {regions} region{'s' * (regions > 1)}."
    return f'{english} <span lang="zh-Hans">{regions}个地区，共{editions}版。</span>'


def _row(region: Region, editions: Sequence[Listed]) -> str:
    name = f'{html.escape(region.name_en)}<span lang="zh-Hans">{html.escape(region.name_zh)}</span>'
    years = "".join(f"<li>{_links(one)}</li>\n" for one in editions)
    return f'<tr><th scope="row">{name}</th>\n<td><ul>\n{years}</ul></td></tr>\n'


def _links(one: Listed) -> str:
    year = one.edition.year
    links = " ".join(
        f'<a href="{one.address(lang)}" hreflang="{HTML_LANG[lang]}" lang="{HTML_LANG[lang]}" '
        f'aria-label="{one.edition.region} {year}, {NATIVE[lang]}">{NATIVE[lang]}</a>'
        for lang in one.langs
    )
    return f"{year} {links}"
