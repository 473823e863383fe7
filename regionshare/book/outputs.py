"""How a notebook's outputs become page content: figures, the register, tables.

* ``application/vnd.regionshare.figure+json`` (id, alt, caption, width) becomes a numbered
  figure with a light and a dark picture, whose files lie in ``figures/<id>/`` of the site.
* ``application/vnd.regionshare.register+json`` draws nothing: the bundle's ``text/html``
  table is shown in its place.
* Any HTML output with a table is put in a container that scrolls sideways and can be focused.

The renderer is put into myst-nb's list when this extension is set up, not declared as an
entry point: an entry point would change every other book built in the same environment.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from myst_nb.core import render as myst_render
from sphinx.util import logging

from regionshare.book.downloads import bar
from regionshare.book.numbers import load_cards, load_register
from regionshare.book.roles import card_id
from regionshare.numbers.number import anchor
from regionshare.text import tables
from regionshare.text.strings import short_language, ui

logger = logging.getLogger(__name__)

FIGURE_MIME = "application/vnd.regionshare.figure+json"
REGISTER_MIME = "application/vnd.regionshare.register+json"


NUMBERS = re.compile(r'class="number-entry" id="[^"]*" data-number="([^"]+)"')


class picture_node(nodes.General, nodes.Element):
    """The light and the dark drawing of one figure."""


class ReportOutputs:
    """The myst-nb plugin that draws the report's own outputs."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int | None]]] = [("*", FIGURE_MIME, 1)]

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Return the nodes of one output, or None to leave it to myst-nb."""
        if inline:
            return None
        if data.mime_type == REGISTER_MIME:
            return []
        if data.mime_type == FIGURE_MIME:
            return _figure(renderer, data)
        if data.mime_type == "text/html" and NUMBERS.search(data.string):
            listed = _numbers(data.string, Path(renderer.renderer.sphinx_env.srcdir), renderer)
            return [nodes.raw(text=listed, format="html")] if listed else None
        if data.mime_type == "text/html" and "<table" in data.string:
            lang = short_language(renderer.renderer.sphinx_env.config.language)
            markup = tables.scrollable(data.string, ui(lang)["table"])
            return [nodes.raw(text=markup, format="html", classes=["output", "text_html"])]
        return None


def register_outputs() -> None:
    """Add the plugin to those that myst-nb asks, once."""
    plugins = myst_render.load_mime_renders()
    if not any(plugin is ReportOutputs for plugin in plugins):
        plugins.append(ReportOutputs)


def _numbers(markup: str, source: Path, renderer: Any) -> str:
    """Return the numbers of a chapter as a list of buttons that open their cards.

    The notebook alone holds every number's facts; a page has them in its cards.
    """
    cards, register = load_cards(source), load_register(source)
    lang = short_language(renderer.renderer.sphinx_env.config.language)
    lines = []
    for identifier in map(html.unescape, NUMBERS.findall(markup)):
        if identifier not in cards:
            return ""
        shown = html.escape(register.number(identifier)["display"][lang])
        lines.append(
            f'<li id="{anchor(identifier)}"><button type="button" class="num" '
            f'popovertarget="{card_id(identifier)}">{shown}</button> '
            f'<a href="numbers.html#{anchor(identifier)}"><code>{html.escape(identifier)}</code>'
            "</a></li>"
        )
    return f'<ul class="number-list">{"".join(lines)}</ul>'


def _figure(renderer: Any, data: Any) -> list[nodes.Element]:
    content = data.content
    parser, document = renderer.renderer, renderer.renderer.document
    identifier, alt = str(content.get("id") or ""), str(content.get("alt") or "").strip()
    location = (parser.sphinx_env.docname, data.line)
    if not re.fullmatch(r"fig-[a-z0-9-]+", identifier):
        logger.warning(f"figure id {identifier!r} is not of the form fig-name", location=location)
    if not alt:
        logger.warning(f"figure {identifier} has no alt text", location=location)
    files = [f"figures/{identifier}/{identifier}{dark}.svg" for dark in ("", ".dark")]
    extra = Path(parser.sphinx_env.srcdir) / "extra"
    for file in files:
        if not (extra / file).is_file():
            logger.warning(f"figure file {file} is missing", location=location)
    width = int(content.get("width") or 0)
    picture = picture_node("", files=files, alt=alt)
    picture.attributes.update(_size(extra / files[0], width))
    figure = nodes.figure("", nodes.container("", picture, classes=["figure-picture"]))
    figure["names"].append(identifier)
    figure["ids"].append(identifier)
    figure["classes"] += ["report-figure"]
    document.note_explicit_target(figure, figure)
    caption = nodes.caption()
    with parser.current_node_context(caption):
        parser.nested_render_text(str(content.get("caption") or ""), data.line or 0, inline=True)
    figure += caption
    lang = short_language(parser.sphinx_env.config.language)
    return [figure, nodes.raw(text=bar(extra, identifier, lang), format="html")]


def _size(file: Path, width: int) -> dict[str, int]:
    """Return width and height in px: the page keeps the place before the picture is there."""
    head = file.read_text(encoding="utf-8")[:4000] if file.is_file() else ""
    box = re.search(r'viewBox="[\d.eE+-]+[ ,]+[\d.eE+-]+[ ,]+([\d.]+)[ ,]+([\d.]+)"', head)
    if not box:
        return {"width": width} if width else {}
    box_width, box_height = float(box[1]), float(box[2])
    width = width or round(box_width)
    return {"width": width, "height": round(width * box_height / box_width)}


def visit_picture_html(self: Any, node: picture_node) -> None:
    """Write both drawings; the dark one is loaded only where it is shown."""
    root = self.builder.get_relative_uri(self.builder.current_docname, "index")
    root = root[: -len("index.html")] if root.endswith("index.html") else root
    size = "".join(f' {key}="{node[key]}"' for key in ("width", "height") if key in node)
    alt = html.escape(node["alt"], quote=True)
    for file, mode, loading in zip(
        node["files"], ("light", "dark"), ("", ' loading="lazy"'), strict=True
    ):
        self.body.append(
            f'<img class="picture-{mode}" src="{root}{file}" alt="{alt}"{size}{loading}>'
        )
    raise nodes.SkipNode


def visit_picture_text(self: Any, node: picture_node) -> None:
    """Other writers get the alt text."""
    raise nodes.SkipNode


def visit_hidden_code_html(self: Any, node: nodes.Element) -> None:
    """Open a folded code cell; myst-nb's own carries an English label over its words."""
    self.body.append(f'<details class="hide {" ".join(node["classes"])}">\n<summary>')
    for state, prompt in (("collapsed", node["prompt_show"]), ("expanded", node["prompt_hide"])):
        self.body.append(f'<span class="{state}">{html.escape(prompt)}</span>')
    self.body.append("</summary>\n")


def depart_hidden_code_html(self: Any, node: nodes.Element) -> None:
    """Close a folded code cell."""
    self.body.append("</details>\n")
