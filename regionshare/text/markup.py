"""Markup: HTML from the templates in ``templates/``, which escape whatever they are given.

A room has its templates in a folder of its own, ``templates/<room>/<name>.html``; ``.md`` is a text
that is not HTML. What is HTML
already comes as `Markup`; every other value is text. A name that a template uses and does not get
is an error.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["HTML_LANG", "Markup", "breakable", "code", "escape", "plain", "render"]

HTML_LANG = {"en": "en", "zh": "zh-CN"}
"""The value of the ``lang`` attribute of each language."""

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: Any) -> Markup:
    """The HTML that a template makes of values: ``render("text/table.html", caption=...)``.

    A template's name is given literally, so that what depends on it can be found.
    """
    return Markup(_environment().get_template(template).render(values))


def plain(template: str, **values: Any) -> str:
    """The text that a template makes of values, such as a page in MyST; nothing is escaped.

    HTML inside it comes from `render`.
    """
    return _environment().get_template(template).render(values)


def breakable(name: str) -> Markup:
    """An id that may break after its separators only."""
    return Markup(re.sub(r"([~._/:@+])", r"\1<wbr>", str(escape(name))))


def code(name: str) -> Markup:
    """An id in code type that may break after its separators only.

    >>> code("share/energy")
    Markup('<code>share/<wbr>energy</code>')
    """
    return Markup("<code>{}</code>").format(breakable(name))


@functools.cache
def _environment() -> Environment:
    """The templates' environment; Jinja2 is loaded when something is rendered."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    class Templates(Environment):
        """Where ``words.copy`` is the text called copy, not the method of a mapping."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            return (
                obj[attribute]
                if type(obj) is dict and attribute in obj
                else (super().getattr(obj, attribute))
            )

    made = Templates(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"breakable": breakable, "code": code}
    return made
