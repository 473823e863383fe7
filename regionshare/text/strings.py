"""Words of the page frame in both languages, and what Sphinx leaves untranslated.

The frame (templates, scripts) takes every word from here, so that a page of one language
cannot show the other's. The two dictionaries have the same keys; a test holds them to it.
"""

from __future__ import annotations

from typing import Final

LOCALES: Final[dict[str, str]] = {"en": "en", "zh": "zh_CN"}
"""Sphinx's name of each language."""

HTML_LANG: Final[dict[str, str]] = {"en": "en", "zh": "zh-CN"}
"""The value of the ``lang`` attribute of each language."""

UI: Final[dict[str, dict[str, str]]] = {
    "en": {
        "site_title": "Share of the Nation",
        "skip": "Skip to main content",
        "menu": "Menu",
        "chapters": "Chapters",
        "front": "Front page",
        "all_editions": "All editions",
        "colon": ": ",
        "search": "Search",
        "search_hint": "Search this report",
        "search_needs_script": "Search needs JavaScript. The chapters are listed in the menu.",
        "theme": "Dark or light",
        "contents": "On this page",
        "previous": "Previous",
        "next": "Next",
        "page_turn": "Previous and next chapter",
        "twin_label": "中文",
        "twin_title": "这一页的中文版",
        "notebook": "Notebook of this page (.ipynb)",
        "licence": "Text and figures CC BY 4.0, code MIT.",
        "by": "By ",
        "stop": ". ",
        "copy": "Copy",
        "copied": "Copied",
        "table": "Table",
        "code_show": "Show code",
        "code_hide": "Hide code",
    },
    "zh": {
        "site_title": "全国占比",
        "skip": "跳到正文",
        "menu": "目录",
        "chapters": "各章",
        "front": "首页",
        "all_editions": "所有版本",
        "colon": "：",
        "search": "搜索",
        "search_hint": "搜索本报告",
        "search_needs_script": "搜索需要启用 JavaScript。各章见目录。",
        "theme": "深色或浅色",
        "contents": "本页内容",
        "previous": "上一章",
        "next": "下一章",
        "page_turn": "上一章与下一章",
        "twin_label": "English",
        "twin_title": "English version of this page",
        "notebook": "本页的笔记本文件（.ipynb）",
        "licence": "文字和图表：CC BY 4.0；代码：MIT。",
        "by": "作者：",
        "stop": "。",
        "copy": "复制",
        "copied": "已复制",
        "table": "表格",
        "code_show": "显示代码",
        "code_hide": "隐藏代码",
    },
}

AUTHORS: Final[dict[str, str]] = {
    "en": "Share of the Nation authors",
    "zh": "《全国占比》作者组",
}

SPHINX_GAPS: Final[dict[str, str]] = {
    "Link to this heading": "指向此标题的链接",
    "Link to this image": "指向此图的链接",
    "Link to this table": "指向此表的链接",
    "Link to this code": "指向此代码的链接",
    "Link to this equation": "指向此公式的链接",
    "Link to this term": "指向此术语的链接",
    "Link to this definition": "指向此定义的链接",
    "Link to this toctree": "指向此目录的链接",
}
"""Messages for which Sphinx 7.4 has no Chinese."""


def ui(lang: str) -> dict[str, str]:
    """Return the words of the page frame in `lang` (``en`` or ``zh``)."""
    return UI[lang]


def short_language(sphinx_language: str | None) -> str:
    """Return ``zh`` for any of Sphinx's Chinese locales, else ``en``."""
    return "zh" if (sphinx_language or "en").lower().startswith("zh") else "en"
