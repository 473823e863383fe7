"""The roles ``{num}`` and ``{say}``: what prose prints comes from the edition's register.

``{num}`` gives a number's display text as a button that opens its card, or, where there is no
card, as a link to its row in the register table of the chapter that computed it; ``{say}`` gives a text such as the region's name. Both are resolved
while a page is parsed, so that titles, side bar and search index already hold the words.
In titles and inside other links a number is plain text (`FlattenNumbers`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxRole

from regionshare.book.numbers import Register, load_cards, load_register
from regionshare.numbers.number import anchor
from regionshare.text.strings import short_language


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
            card=identifier in load_cards(Path(self.env.srcdir)),
        )
        return [node], []


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
    """Open the button or the link of a number."""
    attributes = {"data-number": node["number"]}
    if node["tooltip"]:
        attributes["title"] = node["tooltip"]
    if node.get("card"):
        attributes |= {"type": "button", "popovertarget": card_id(node["number"])}
        self.body.append(self.starttag(node, "button", "", CLASS="num", **attributes))
        return
    page = node["chapter"]
    here = self.builder.current_docname
    target = "" if page == here else self.builder.get_relative_uri(here, page)
    attributes["href"] = f"{target}#{anchor(node['number'])}"
    self.body.append(self.starttag(node, "a", "", CLASS="num", **attributes))


def card_id(number: str) -> str:
    """Return the id of a number's card."""
    return f"card-{anchor(number).removeprefix('num-')}"


def depart_number_html(self: Any, node: number_node) -> None:
    """Close it."""
    self.body.append("</button>" if node.get("card") else "</a>")


def visit_number_text(self: Any, node: number_node) -> None:
    """Let other writers print the text alone."""


def depart_number_text(self: Any, node: number_node) -> None:
    """Let other writers print the text alone."""
