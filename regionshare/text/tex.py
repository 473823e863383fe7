r"""TeX: text as TeX prints it, and read back."""

from __future__ import annotations

import re

SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#",
    "$": r"\$", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "\u202f": r"\,", "\u2212": r"\ensuremath{-}", "\u2013": "--", "\u2082": r"\textsubscript{2}",
    "\u00b2": r"\textsuperscript{2}", "\u00b3": r"\textsuperscript{3}",
    "\u00b7": r"\textperiodcentered{}", "\u00d7": r"\ensuremath{\times}",
}  # fmt: skip

_LETTERS = {
    tex.removesuffix("{}"): letter for letter, tex in SPECIAL.items() if tex.startswith("\\")
}
_WORDS = sorted((tex for tex in _LETTERS if tex[1:].isalpha()), key=len, reverse=True)
_SIGNS = sorted((tex for tex in _LETTERS if not tex[1:].isalpha()), key=len, reverse=True)
_TEX = re.compile(
    rf"({'|'.join(map(re.escape, _WORDS))})(?:\{{\}}|\s+|(?![A-Za-z]))|({'|'.join(map(re.escape, _SIGNS))})"
)


def escape(text: str) -> str:
    r"""Text as TeX prints it.

    >>> escape("7.0\u202f% of nbs_2020")
    '7.0\\,\\% of nbs\\_2020'
    """
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def unescape(text: str) -> str:
    r"""TeX read back as text; what `escape` does not make is left as it is.

    A control word ends with braces, as here, or with white space, as pandoc writes it.

    >>> unescape(escape("a_b~c 7.0\u202f%"))
    'a_b~c 7.0\u202f%'
    >>> unescape(r"nbs\textasciitilde sum")
    'nbs~sum'
    """
    return _TEX.sub(lambda match: _LETTERS[match[1] or match[2]], text)
