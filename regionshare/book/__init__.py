"""The Sphinx side of the report: from prepared notebooks to HTML pages of one language."""

from __future__ import annotations

from regionshare.book.build import build_html, preload

__all__ = ["build_html", "preload"]
