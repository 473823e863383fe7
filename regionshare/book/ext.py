"""Sphinx extension of the report: roles, outputs, formulas, search, frame of the page.

Load it with ``sphinx: extra_extensions: [regionshare.book.ext]`` in ``_config.yml``.
"""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path
from typing import Any

from myst_nb.sphinx_ import HideCodeCellNode
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config

from regionshare.book import mathml, outputs, pages, roles, search
from regionshare.text.strings import SPHINX_GAPS, UI, short_language

HERE = Path(__file__).parent


class _Gaps(NullTranslations):
    """Chinese for the messages that Sphinx's own catalogue lacks."""

    def gettext(self, message: str) -> str:
        return SPHINX_GAPS.get(message, message)


def _configure(app: Sphinx, config: Config) -> None:
    """Put our templates first, our files among the static ones, our words in the theme."""
    lang = short_language(config.language)
    config.templates_path.insert(0, str(HERE / "templates"))
    config.html_static_path.append(str(HERE / "static"))
    config.nb_code_prompt_show = UI[lang]["code_show"]
    config.nb_code_prompt_hide = UI[lang]["code_hide"]
    config.html_math_renderer = "mathml"
    extra = Path(app.srcdir) / "extra"
    if extra.is_dir() and str(extra) not in config.html_extra_path:
        config.html_extra_path.append(str(extra))
    if lang == "zh":
        locale.translators["general", "sphinx"].add_fallback(_Gaps())


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.add_config_value("regionshare_twin", None, "html", [str, type(None)])
    # Jupyter Book sets this for an extension that we do not load.
    app.add_config_value("comments_config", {}, "html")
    _add_nodes(app)
    app.add_role("num", roles.NumRole())
    app.add_role("say", roles.SayRole())
    app.add_transform(roles.FlattenNumbers)
    app.add_transform(roles.KeepExplicitIds)
    app.add_html_math_renderer("mathml", (mathml.visit_inline, None), (mathml.visit_block, None))
    app.add_search_language(search.HanEnglish)
    app.add_search_language(search.HanChinese)
    outputs.register_outputs()
    app.connect("config-inited", _configure, priority=900)
    app.connect("html-page-context", pages.add_frame, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _add_nodes(app: Sphinx) -> None:
    number = (roles.visit_number_html, roles.depart_number_html)
    plain = (roles.visit_number_text, roles.depart_number_text)
    app.add_node(roles.number_node, html=number, text=plain, latex=plain)
    hidden = (outputs.visit_hidden_code_html, outputs.depart_hidden_code_html)
    app.add_node(HideCodeCellNode, override=True, html=hidden)
    alt_only = (outputs.visit_picture_text, None)
    app.add_node(
        outputs.picture_node,
        html=(outputs.visit_picture_html, None),
        text=alt_only,
        latex=alt_only,
    )
