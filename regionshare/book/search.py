"""Search: how the words of a page are cut for its index, in both languages.

It finds Chinese compounds: runs of Han characters are indexed in pairs.

A dictionary splitter (jieba, Sphinx's own for Chinese) cuts 能源消费总量 differently in a text
and in a query and then finds nothing. Pairs need no dictionary: the query's pairs are all in
every text that holds the compound. Single characters are indexed too, for queries of one.
The JavaScript splitter must cut as the Python one does; a test compares them.
"""

from __future__ import annotations

import re
from typing import Final

import sphinx.search
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.search import IndexBuilder, SearchLanguage
from sphinx.search.en import SearchEnglish

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{HAN}]+|\d+\.\d+|[^\W{HAN}]+")
_IS_HAN = re.compile(rf"[{HAN}]")

SPLITTER: Final = """
function splitQuery(query) {
  const han = /[\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff]+/u;
  const tokens = query.match(
    /[\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff]+|\\d+\\.\\d+|[\\p{Letter}\\p{Number}_]+?(?=[\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff]|[^\\p{Letter}\\p{Number}_]|$)/gu
  ) || [];
  return tokens.flatMap((token) => {
    if (!han.test(token) || token.length === 1) return [token];
    return Array.from({length: token.length - 1}, (_, i) => token.slice(i, i + 2));
  });
}
"""


def split_query(text: str) -> list[str]:
    """Return the terms of a query: words, decimals, and Han runs as overlapping pairs.

    >>> split_query("GDP 能源消费 10.8")
    ['GDP', '能源', '源消', '消费', '10.8']
    """
    terms: list[str] = []
    for token in _TOKEN.findall(text):
        if _IS_HAN.match(token) and len(token) > 1:
            terms += [token[i : i + 2] for i in range(len(token) - 1)]
        else:
            terms.append(token)
    return terms


def split_text(text: str) -> list[str]:
    """Return the terms to index: those of a query and every single Han character."""
    return split_query(text) + _IS_HAN.findall(text)


class HanEnglish(SearchEnglish):
    """English with stemming, and the Chinese that it quotes in pairs."""

    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        """Return the terms of a text."""
        return split_text(input)


class HanChinese(SearchLanguage):
    """Chinese in pairs of characters."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        """Return the terms of a text."""
        return split_text(input)


class Index(IndexBuilder):
    """An index in which the words of neighbouring cells are apart: Sphinx's drops tags, and they are one."""

    def feed(self, docname: str, filename: str, title: str, doctree: nodes.document) -> None:
        """Add a page."""
        page = doctree.deepcopy()
        for one in page.findall(nodes.raw):
            one.children = [nodes.Text(one.astext().replace("<", " <"))]
        super().feed(docname, filename, title, page)


def add(app: Sphinx) -> None:
    """Have Sphinx cut words as this module does."""
    app.add_search_language(HanEnglish)
    app.add_search_language(HanChinese)
    sphinx.search.IndexBuilder = Index  # type: ignore[misc]  # it offers no other place
