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

_LETTERS = {tex: letter for letter, tex in SPECIAL.items() if tex.startswith("\\")}
_TEX = re.compile("|".join(re.escape(tex) for tex in sorted(_LETTERS, key=len, reverse=True)))


def escape(text: str) -> str:
    r"""Text as TeX prints it.

    >>> escape("7.0\u202f% of nbs_2020")
    '7.0\\,\\% of nbs\\_2020'
    """
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def unescape(text: str) -> str:
    r"""TeX read back as text; what `escape` does not make is left as it is.

    >>> unescape(escape("a_b~c 7.0\u202f%"))
    'a_b~c 7.0\u202f%'
    """
    return _TEX.sub(lambda match: _LETTERS[match.group()], text)
