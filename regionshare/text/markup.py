"""Markup: HTML from the templates in ``templates/``, which escape whatever they are given.

A room has its templates in a folder of its own, ``templates/<room>/<name>.html``. What is HTML
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

__all__ = ["Markup", "code", "escape", "render"]

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: Any) -> Markup:
    """The HTML that a template makes of values: ``render("text/table.html", caption=...)``.

    A template's name is given literally, so that what depends on it can be found.
    """
    return Markup(_environment().get_template(template).render(values))


def code(name: str) -> Markup:
    """An id in code type that may break after its separators only.

    >>> code("share/energy")
    Markup('<code>share/<wbr>energy</code>')
    """
    breakable = re.sub(r"([~._/:@+])", r"\1<wbr>", str(escape(name)))
    return Markup(f"<code>{breakable}</code>")


@functools.cache
def _environment() -> Environment:
    """The templates' environment; Jinja2 is loaded when something is rendered."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["code"] = code
    return made
