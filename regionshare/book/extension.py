"""Sphinx extension of the report: roles, outputs, formulas, frame of the page.

Load it with ``sphinx: extra_extensions: [regionshare.book.extension]`` in ``_config.yml``.
A notebook's outputs become page content:

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
from gettext import NullTranslations
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from latex2mathml.converter import convert
from myst_nb.core import render as myst_render
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx import locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.math import get_node_equation_number

from regionshare.book import frame, glossary, search
from regionshare.book.numbers import (
    Register,
    load_labels,
    load_register,
    short_language,
)
from regionshare.files import packs
from regionshare.numbers.display import moved
from regionshare.numbers.number import anchor
from regionshare.register import cards
from regionshare.text import tables
from regionshare.text.markup import DARK, render
from regionshare.text.messages import room

WORDS = room("book.frame")
DOWNLOADS = room("downloads")
GAPS = room("book.gaps")

logger = logging.getLogger(__name__)

FIGURE_MIME = "application/vnd.regionshare.figure+json"
REGISTER_MIME = "application/vnd.regionshare.register+json"


NUMBERS = re.compile(r'class="number-entry" id="[^"]*" data-number="([^"]+)"')


PICTURES = (".svg", ".dark.svg", ".narrow.svg", ".narrow.dark.svg")
"""The ends of the names of a figure's pictures, in the order of `book/picture.html`."""


class picture_node(nodes.General, nodes.Element):
    """The light and the dark drawing of one figure."""


class apart_node(nodes.General, nodes.Element):
    """HTML beside the text, such as lists of numbers and files: shown, and not searched."""


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
            return [apart_node(markup=listed)] if listed else None
        if data.mime_type == "text/html" and "<table" in data.string:
            lang = short_language(renderer.renderer.sphinx_env.config.language)
            markup = tables.scrollable(data.string, WORDS[lang]["table"])
            return [nodes.raw(text=markup, format="html", classes=["output", "text_html"])]
        return None


def register_outputs() -> None:
    """Add the plugin to those that myst-nb asks, once."""
    plugins = myst_render.load_mime_renders()
    if not any(plugin is ReportOutputs for plugin in plugins):
        plugins.append(ReportOutputs)


def _numbers(markup: str, source: Path, renderer: Any) -> str:
    """Return the numbers of a chapter as a folded list that leads to their cards.

    The notebook alone holds every number's facts; a page takes them from its cards.
    """
    labels, register = load_labels(source), load_register(source)
    lang = short_language(renderer.renderer.sphinx_env.config.language)
    listed = [html.unescape(found) for found in NUMBERS.findall(markup)]
    if any(one not in labels for one in listed):
        return ""
    shown = [cards.listed({"id": one, **register.number(one)}, labels[one], lang) for one in listed]
    return render(
        "book/numbers.html",
        summary=WORDS[lang]["numbers"].format(count=len(shown)),
        numbers=render("register/list.html", numbers=shown),
    )


def _figure(renderer: Any, data: Any) -> list[nodes.Element]:
    content = data.content
    parser, document = renderer.renderer, renderer.renderer.document
    identifier, alt = str(content.get("id") or ""), str(content.get("alt") or "").strip()
    location = (parser.sphinx_env.docname, data.line)
    if not re.fullmatch(r"fig-[a-z0-9-]+", identifier):
        logger.warning(f"figure id {identifier!r} is not of the form fig-name", location=location)
    if not alt:
        logger.warning(f"figure {identifier} has no alt text", location=location)
    extra = Path(parser.sphinx_env.srcdir) / "extra"
    files = []
    for end in PICTURES:
        file = f"figures/{identifier}/{identifier}{end}"
        light = file.replace(".dark.", ".")
        if not (extra / light).is_file():
            logger.warning(f"figure file {light} is missing", location=location)
        files.append(file if (extra / file).is_file() else f"{light}#{DARK}")
    width = int(content.get("width") or 0)
    picture = picture_node("", files=files, alt=alt)
    picture.attributes["size"] = _size(extra / files[0], width)
    picture.attributes["narrow_size"] = _size(extra / files[2], 0)
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
    edition = packs.edition(load_register(Path(parser.sphinx_env.srcdir)).edition)
    taken = bar(extra, identifier, lang, parser.sphinx_env.docname, alt, edition)
    return [figure, apart_node(markup=taken)]


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
    self.body.append(
        render(
            "book/picture.html",
            root=root,
            files=node["files"],
            alt=node["alt"],
            size=node["size"],
            narrow_size=node["narrow_size"],
        )
    )
    raise nodes.SkipNode


def visit_apart_html(self: Any, node: apart_node) -> None:
    """Write the HTML as it is."""
    self.body.append(node["markup"])
    raise nodes.SkipNode


def visit_picture_text(self: Any, node: picture_node) -> None:
    """Other writers get the alt text."""
    raise nodes.SkipNode


def visit_hidden_code_html(self: Any, node: nodes.Element) -> None:
    """Open a folded code cell; myst-nb's own carries an English label over its words."""
    self.body.append(
        render(
            "book/code_open.html",
            classes=node["classes"],
            show=node["prompt_show"],
            hide=node["prompt_hide"],
        )
    )


def depart_hidden_code_html(self: Any, node: nodes.Element) -> None:
    """Close a folded code cell."""
    self.body.append("</details>\n")


# -- the roles ``{num}`` and ``{say}``: what prose prints comes from the edition's register -------

# ``{num}`` gives a number's display text as a button that opens its card, or, where there is no
# card, as a link to its row in the register table of the chapter that computed it; ``{say}`` gives
# a text such as the region's name, and ``{change}`` and ``{differs}`` a number with its verb. All are resolved while a page is parsed, so that titles, side
# bar and search index already hold the words. In titles and inside other links a number is plain
# text (`FlattenNumbers`).


class number_node(nodes.Inline, nodes.TextElement):
    """A number in running text; knows its id, its chapter and its tooltip."""


class _RegisterRole(SphinxRole):
    def register(self) -> Register:
        register = load_register(Path(self.env.srcdir))
        if register.path is not None:
            self.env.note_dependency(str(register.path))
        return register

    def unknown(self, what: str) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        message = self.inliner.reporter.warning(
            f"{what} {self.text!r} is not in numbers.json", line=self.lineno
        )
        return [nodes.problematic(self.rawtext, self.rawtext)], [message]


class NumRole(_RegisterRole):
    """``{num}`share/energy` ``: a number of the register, by id or alias."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number as a node that links to its row in the register."""
        register = self.register()
        try:
            number = register.number(self.text)
        except KeyError:
            return self.unknown("number")
        lang = short_language(self.config.language)
        text = _display(number, lang)
        if text is None or not number.get("chapter"):
            return self.unknown("display text or chapter of number")
        identifier = register.identifier(self.text)
        node = number_node(
            text,
            text,
            number=identifier,
            chapter=str(number["chapter"]),
            tooltip=_text_of(number.get("tooltip"), lang) or "",
            card=identifier in load_labels(Path(self.env.srcdir)),
        )
        return [node], []


class ChangeRole(NumRole):
    """``{change}`intensity/energy` ``: a change as a verb says it, such as *fell by 45.0 %*.

    ``{differs}`` says a difference likewise: *is higher by 2.3 %*.
    """

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the verb, by the sign of the number as printed, and the number without its sign."""
        found, messages = super().run()
        if messages:
            return found, messages
        verb, text = moved(found[0].astext(), short_language(self.config.language), self.name)
        for node in found:
            if isinstance(node, number_node):
                node.clear()
                node += nodes.Text(text)
        return [nodes.Text(verb), *(found if text else [])], []


class SayRole(_RegisterRole):
    """``{say}`region` ``: a text of the register."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text."""
        try:
            text = self.register().texts[self.text]
        except KeyError:
            return self.unknown("text")
        return [nodes.Text(str(text))], []


def _text_of(value: Any, lang: str) -> str | None:
    """Return `value` itself or its entry for `lang` if it is given per language."""
    if isinstance(value, dict):
        value = value.get(lang)
    return None if value is None else str(value)


def _display(number: dict[str, Any], lang: str) -> str | None:
    return _text_of(number.get("display"), lang)


class FlattenNumbers(SphinxTransform):
    """Turn numbers in titles and links into plain text: side bar and search show no links."""

    default_priority = 5

    def apply(self, **kwargs: Any) -> None:
        """Replace the nodes."""
        for node in list(self.document.findall(number_node)):
            parent = node.parent
            while parent is not None:
                if isinstance(parent, nodes.title | nodes.reference | nodes.rubric):
                    node.replace_self(nodes.Text(node.astext()))
                    break
                parent = parent.parent


class KeepExplicitIds(SphinxTransform):
    """Keep only the explicit label of a section that has one.

    The implicit id follows the title, and a title that prints a number would change its
    address with the number, and differ between the languages.
    """

    default_priority = 280

    def apply(self, **kwargs: Any) -> None:
        """Drop implicit ids of labelled sections."""
        explicit = {
            self.document.nameids.get(name)
            for name, is_explicit in self.document.nametypes.items()
            if is_explicit
        }
        for section in self.document.findall(nodes.section):
            kept = [identifier for identifier in section["ids"] if identifier in explicit]
            if kept:
                section["ids"] = kept


def visit_number_html(self: Any, node: number_node) -> None:
    """Open the link of a number: to its card, or to its row where there are no cards."""
    attributes = {"data-number": node["number"]}
    if node["tooltip"]:
        attributes["title"] = node["tooltip"]
    page, here = node["chapter"], self.builder.current_docname
    target = "" if page == here else self.builder.get_relative_uri(here, page)
    row = f"{target}#{anchor(node['number'])}"
    attributes["href"] = cards.address(node["number"], page) if node.get("card") else row
    self.body.append(self.starttag(node, "a", "", CLASS="num", **attributes))


def depart_number_html(self: Any, node: number_node) -> None:
    """Close it."""
    self.body.append("</a>")


def visit_number_text(self: Any, node: number_node) -> None:
    """Let other writers print the text alone."""


def depart_number_text(self: Any, node: number_node) -> None:
    """Let other writers print the text alone."""


# -- the bar under a figure: what can be taken away of it ----------------------------------------

GROUPS = {
    "download": ("svg", "png", "csv", "json", "py"),
    "print": ("-89mm.pdf", "-183mm.pdf", "-300dpi.png", "-600dpi.png"),
    "cite": ("bib", "ris", "csl.json"),
}


def bar(extra: Path, identifier: str, lang: str, page: str, alt: str, edition: str) -> str:
    """Links to the figure's files that are there, or the edition's command for them, and its markup."""
    found = [
        (
            group,
            [
                (path, part)
                for part in parts
                if (extra / (path := _path(identifier, part))).is_file()
            ],
        )
        for group, parts in GROUPS.items()
    ]
    groups = [(group, links) for group, links in found if links or group == "print"]
    return render(
        "book/bar.html",
        words=DOWNLOADS[lang],
        figure=identifier,
        page=page,
        groups=groups,
        edition=edition,
        embed=str(render("book/embed.html", name=identifier, alt=alt)),  # as text
    )


def _path(identifier: str, part: str) -> str:
    end = part if part.startswith("-") else f".{part}"
    return f"figures/{identifier}/{identifier}{end}"


# -- what Sphinx is told ---------------------------------------------------------------------

HERE = Path(__file__).parent


class _Gaps(NullTranslations):
    """Chinese for the messages that Sphinx's own catalogue lacks."""

    def gettext(self, message: str) -> str:
        return str(GAPS["zh"].get(message, message))


def _configure(app: Sphinx, config: Config) -> None:
    """Put our templates first, our files among the static ones, our words in the theme."""
    lang = short_language(config.language)
    config.templates_path.insert(0, str(HERE / "templates"))
    config.html_static_path.append(str(HERE / "static"))
    config.nb_code_prompt_show = WORDS[lang]["code_show"]
    config.nb_code_prompt_hide = WORDS[lang]["code_hide"]
    config.html_math_renderer = "mathml"
    extra = "extra"  # seen from there: Sphinx cannot hash a path that its locale does not know
    if (Path(app.srcdir) / extra).is_dir() and extra not in config.html_extra_path:
        config.html_extra_path.append(extra)
    if lang == "zh":
        locale.translators["general", "sphinx"].add_fallback(_Gaps())


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx."""
    app.add_config_value("regionshare_twin", None, "html", [str, type(None)])
    # Jupyter Book sets this for an extension that we do not load.
    app.add_config_value("comments_config", {}, "html")
    _add_nodes(app)
    app.add_role("num", NumRole())
    for role in ("change", "differs"):
        app.add_role(role, ChangeRole())
    app.add_role("say", SayRole())
    app.add_transform(FlattenNumbers)
    app.add_transform(KeepExplicitIds)
    app.add_transform(glossary.MarkTerms)
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    search.add(app)
    register_outputs()
    app.connect("config-inited", _configure, priority=900)
    app.connect("html-page-context", frame.add_frame, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _add_nodes(app: Sphinx) -> None:
    number = (visit_number_html, depart_number_html)
    plain = (visit_number_text, depart_number_text)
    app.add_node(number_node, html=number, text=plain, latex=plain)
    term, said = (
        (glossary.visit_term_html, glossary.depart_term_html),
        (glossary.visit_plain, glossary.visit_plain),
    )
    app.add_node(glossary.term_node, html=term, text=said, latex=said)
    hidden = (visit_hidden_code_html, depart_hidden_code_html)
    app.add_node(HideCodeCellNode, override=True, html=hidden)
    alt_only = (visit_picture_text, None)
    app.add_node(apart_node, html=(visit_apart_html, None), text=alt_only, latex=alt_only)
    app.add_node(
        picture_node,
        html=(visit_picture_html, None),
        text=alt_only,
        latex=alt_only,
    )


# -- formulas as MathML, written at build time ----------------------------------------------------

# Every current browser draws MathML itself. So a page with formulas needs no script, no font
# file and no other host (MathJax asks one for all three by default, or adds some 300 KB when it
# is shipped), is complete without JavaScript, prints, and can be read by a screen reader.
# The price is a smaller LaTeX: what `latex2mathml` does not know stops the build (it would
# otherwise print the command's name).


def to_mathml(latex: str, *, block: bool = False) -> str:
    r"""Return a formula as a MathML element; `ValueError` if it cannot be converted.

    >>> to_mathml("a < b")[:29]
    '<math alttext="a &lt; b" xmln'
    """
    try:
        markup = convert(latex, display="block" if block else "inline")
    except Exception as error:
        raise ValueError(
            f"formula cannot be converted ({type(error).__name__}): {latex}"
        ) from error
    unknown = re.search(r">\s*(\\[A-Za-z]+)", markup)
    if unknown:
        raise ValueError(f"formula uses a command that is not supported, {unknown[1]}: {latex}")
    alt = html.escape(" ".join(latex.split()), quote=True)
    return markup.replace("<math ", f'<math alttext="{alt}" ', 1)


def _markup(node: nodes.Element, *, block: bool) -> str:
    try:
        return to_mathml(node.astext(), block=block)
    except ValueError as error:
        logger.warning(str(error), location=node)
        return ""


def visit_inline(self: Any, node: nodes.math) -> None:
    """Write an inline formula."""
    self.body.append(_markup(node, block=False))
    raise nodes.SkipNode


def visit_block(self: Any, node: nodes.math_block) -> None:
    """Write a displayed formula, with its number if it has a label."""
    self.body.append(self.starttag(node, "div", CLASS="math-block"))
    self.body.append(f'<div class="math-scroll">{_markup(node, block=True)}</div>')
    if node.get("number"):
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})</span>')
    self.body.append("</div>\n")
    raise nodes.SkipNode
