"""Formulas as MathML, written at build time.

Every current browser draws MathML itself. So a page with formulas needs no script, no font
file and no other host (MathJax asks one for all three by default, or adds some 300 KB when it
is shipped), is complete without JavaScript, prints, and can be read by a screen reader.
The price is a smaller LaTeX: what `latex2mathml` does not know stops the build (it would
otherwise print the command's name).
"""

from __future__ import annotations

import html
import re
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)


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
