"""Markup: HTML from the templates in ``templates/``, which escape whatever they are given; TeX.

A room has its templates in a folder of its own, ``templates/<room>/<name>.html``; ``.md`` is a text
that is not HTML. What is HTML
already comes as `Markup`; every other value is text. A name that a template uses and does not get
is an error.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import marshal
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from regionshare.errors import BookError
from regionshare.files import compiled, packs
from regionshare.text.messages import agreed, room

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment

__all__ = [
    "HTML_LANG", "Markup", "breakable", "code", "escape", "original", "plain", "render",
]  # fmt: skip

HTML_LANG = {"en": "en", "zh": "zh-CN"}
"""The value of the ``lang`` attribute of each language."""
DARK = "dark"
"""The fragment of an address, ``fig-x.svg#dark``, at which a drawing shows its dark colours."""

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


def breakable(name: str, marks: str = "~._/:@+") -> Markup:
    """An id that may break after its separators only; what has a hyphen stays whole.

    >>> breakable("share/co2/CN-GD/2022@gcb_2024~sum", "/@~")
    Markup('share/<wbr>co2/<wbr><span>CN-GD/</span><wbr>2022@<wbr>gcb_2024~<wbr>sum')
    """
    parts = re.findall(f"[^{re.escape(marks)}]*[{re.escape(marks)}]|[^{re.escape(marks)}]+", name)
    whole = (Markup("<span>{}</span>" if "-" in one else "{}").format(one) for one in parts)
    return Markup("<wbr>").join(whole)


def original(text: str, lang: str) -> Markup:
    """A text of the data that a Chinese page shows as it stands, marked as English.

    >>> original("Government statistics", "zh"), original("Government statistics", "en")
    (Markup('<span lang="en">Government statistics</span>'), Markup('Government statistics'))
    >>> original("\u7edf\u8ba1", "zh")
    Markup('\u7edf\u8ba1')
    """
    if lang != "zh" or re.search("[\u4e00-\u9fff]", text):
        return escape(text)
    return Markup('<span lang="en">{}</span>').format(text)


def code(name: str) -> Markup:
    """An id in code type that may break after its separators only.

    >>> code("share/energy")
    Markup('<code>share/<wbr>energy</code>')
    """
    return Markup("<code>{}</code>").format(breakable(name))


def load() -> None:
    """Load Jinja2, so that what is forked has it; a template is read, and noted, by who renders it."""
    _environment()


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
        bytecode_cache=_kept_code(),
        loader=FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {
        "command": packs.command, "data_named": packs.options, "shipped": lambda: not packs.named()
    }  # fmt: skip
    made.filters |= {"breakable": breakable, "code": code, "agreed": agreed}
    return made


def _kept_code() -> BytecodeCache:
    """What gives templates their code: compiled once for what they are and what compiles them."""
    import jinja2
    from jinja2.bccache import Bucket, BytecodeCache

    class Compiled(BytecodeCache):
        def get_bucket(
            self, environment: Environment, name: str, filename: str | None, source: str
        ) -> Bucket:
            """The code of a template, kept with all else that is compiled."""
            bucket = Bucket(environment, name, "")
            made_by = (jinja2.__version__, sys.version, compiled.key(Path(__file__).read_bytes()))

            def make() -> str:
                code = environment.compile(source, name, f"templates/{name}")
                return base64.b64encode(marshal.dumps(code)).decode()

            kept = compiled.compiled(compiled.key(__name__, *made_by, name, source), make)
            bucket.code = marshal.loads(base64.b64decode(kept))
            return bucket

        def load_bytecode(self, bucket: Bucket) -> None:
            """Nothing: the bucket comes with its code."""

        def dump_bytecode(self, bucket: Bucket) -> None:
            """Nothing: it is kept already."""

    return Compiled()


# -- policy: what a page may load and run, stated on the page itself ------------------------------

# Static hosts set no headers, so each page says so in a ``meta`` element: nothing from another host, no
# plug-in, and no script but the site's own files and the inline ones that were there when the page was
# made, known by their digest. What a name or a note from the data might smuggle in cannot run, and no
# element's handler of events does.

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style data-head>(.*?)</style>\n?", re.DOTALL)
_CHARSET = re.compile(r"<meta\s+charset=[^>]*>", re.IGNORECASE)
_POLICY = "Content-Security-Policy"
_PIECE = re.compile(
    r"<(script|style|code|pre|textarea|svg|title|select|datalist)\b.*?</\1\s*>|<[^>]*>|[^<]+",
    re.DOTALL | re.IGNORECASE,
)
_TEXT = re.compile("(?<=>)[^<]+")
_CHINESE = re.compile(r'<html[^>]*\blang="zh')
_ELLIPSIS = re.compile(" (?=\u2026)|(?<=\u2026) ")
_FIGURE = r"[+\u2212]?[\d.,]*\d%?"
_PER_CENT = re.compile("(?<=\\d)[ \u00a0](?=[%‰])")
"""The space before the sign is narrow, in a quotation as in a computed figure."""
_APOSTROPHE = re.compile(
    r"(?<=\w)(?:'|&#39;|&#x27;)(?=\w)|^(?:'|&#39;|&#x27;)(?=s\b)|(?<=\ws)(?:'|&#39;|&#x27;)(?=\s)"
)


LISTING = 4000
"""Characters from which code is a list for a script, of as many elements as words."""
WHOLE = r'<span class="whole">\g<0></span>'
_LONG = re.compile(r'<span class="pre">(?=[^<]{29})')
_HYPHENED = re.compile(r"(?<=[>\s])(?=\S*?-)[^\s<>]{2,28}(?=[\s<])(?![^<]*>)")
_HEAD = re.compile(r'(?<= data-label=")[^"]*')


def typeset(page: str, *, elements: bool = True) -> str:
    r"""A page whose texts, but not its code, have apostrophes and formulas as they are printed.

    No line ends between a figure and its per cent sign or unit, or at an ellipsis; nor, where
    elements may be added, as not in a drawing, within a range or before a Chinese unit. Chinese
    pages keep straight apostrophes: theirs are as wide as a character.

    >>> typeset('<p title="it&#39;s">It&#39;s 5 % of CO2, <code>CO2</code></p>')
    '<p title="it&#39;s">It’s 5\u202f% of CO₂, <code>CO2</code></p>'
    >>> typeset("<p>4.2–5.6 %</p><title>4.2–5.6 %</title>")
    '<p><span class="whole">4.2–5.6\u202f%</span></p><title>4.2–5.6\u202f%</title>'
    >>> typeset('<html lang="zh"><p>截至2024年10月31日')
    '<html lang="zh"><p>截至<span class="whole">2024年10月31日</span>'
    >>> typeset('<td data-label="the cells&#39; own">1</td>')
    '<td data-label="the cells’ own">1</td>'
    """
    lang = "zh" if _CHINESE.search(page) else "en"

    def set_in_type(piece: re.Match[str]) -> str:
        if piece[1] in ("code", "pre"):
            return _in_code(piece[0])
        if piece[1] in ("svg", "title", "select", "datalist"):  # where no element may stand
            return _TEXT.sub(lambda text: printed(text[0], lang), piece[0])
        if piece[0][0] == "<":  # of a tag's texts a page shows the heads of cells
            return _HEAD.sub(lambda head: printed(head[0], lang), piece[0])
        text = printed(piece[0], lang)
        return _whole(lang).sub(WHOLE, text) if elements else text

    return _PIECE.sub(set_in_type, page)


def _in_code(element: str) -> str:
    """Code of which a line parts no word at its hyphens, unless it is longer than a phone is wide.

    >>> _in_code("<pre>explain CN-GD --year 2023</pre>")
    '<pre>explain <span class="whole">CN-GD</span> <span class="whole">--year</span> 2023</pre>'
    >>> _in_code(f'<code><span class="pre">{"a-" * 20}</span></code>')[:31]
    '<code><span class="pre parted">'
    """
    if element.startswith("<code"):
        return _LONG.sub('<span class="pre parted">', element)
    return _HYPHENED.sub(WHOLE, element) if len(element) < LISTING else element


def printed(text: str, lang: str) -> str:
    r"""A text without markup as pages print it, for words that scripts put up.

    >>> printed("the nation's 5 % of CO2, 127 million people, 3.5 Mt in 2023 as a whole …", "en")
    'the nation’s 5\u202f% of CO₂, 127\xa0million people, 3.5\xa0Mt in 2023 as a whole\xa0…'
    """
    text = _ELLIPSIS.sub("\u00a0", _PER_CENT.sub("\u202f", text))
    text = _APOSTROPHE.sub("'" if lang == "zh" else "\u2019", text)
    text = _spaced(lang).sub("\u00a0", text)
    return text.replace("CO2", "CO\u2082")


@functools.cache
def _spaced(lang: str) -> re.Pattern[str]:
    """The space between a figure and its unit."""
    return re.compile(rf"(?<=\d) (?=(?:{room('display')[lang]['behind_figures']}))")


@functools.cache
def _whole(lang: str) -> re.Pattern[str]:
    """What no line parts and no space holds: a range, and a figure with a unit that follows at once."""
    unit = rf"(?:{room('display')[lang]['behind_figures']})"
    return re.compile(rf"{_FIGURE}\u2013{_FIGURE}(?:\u202f%|{unit})?|{_FIGURE}{unit}|\d+-\d+")


def guarded(page: str, where: str = "page", *, compiles: bool = False) -> str:
    """A page with its policy, right behind the statement of its encoding, as it is printed.

    A fragment's style, marked ``data-head``, goes to the head: in a body it has no place.

    Parameters
    ----------
    page : str
        A whole HTML page, its inline scripts being those that may run.
    where : str
        Its name, for messages.
    compiles : bool
        Whether it may compile WebAssembly, as Python in a browser is.

    Raises
    ------
    BookError
        If it states no encoding.
    """
    if _POLICY in page:
        return page
    page = typeset(page)
    charset = _CHARSET.search(page)
    if charset is None:
        raise BookError("the page does not state its encoding", where=where)
    styles = "".join(f"<style>{one}</style>\n" for one in _STYLE.findall(page))
    page = _STYLE.sub("", page).replace("</head>", f"{styles}</head>", 1)
    head, rest = page[: charset.end()], page[charset.end() :]
    return f'{head}<meta http-equiv="{_POLICY}" content="{policy(page, compiles=compiles)}">{rest}'


def policy(page: str, *, compiles: bool = False) -> str:
    """The policy of a page whose inline scripts are its own."""
    scripts = (
        body
        for attributes, body in _SCRIPT.findall(page)
        if "src=" not in attributes and "json" not in attributes
    )
    digests = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts)
    allowed = "".join(f" 'sha256-{one}'" for one in dict.fromkeys(digests))
    if compiles:
        allowed += " 'wasm-unsafe-eval'; worker-src 'self'"
    return (
        f"default-src 'none'; script-src 'self'{allowed}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'"
    )


# -- TeX: text as TeX prints it, and read back ----------------------------------------------------

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


def dark_drawing(svg: str) -> str:
    """The dark drawing alone, of a drawing that is dark at the fragment `DARK`."""
    return svg.replace("svg:target{", "svg{", 1)


def escape_tex(text: str) -> str:
    r"""Text as TeX prints it.

    >>> escape_tex("7.0\u202f% of nbs_2020")
    '7.0\\,\\% of nbs\\_2020'
    """
    return "".join(SPECIAL.get(letter, letter) for letter in text)


def unescape_tex(text: str) -> str:
    r"""TeX read back as text; what `escape` does not make is left as it is.

    A control word ends with braces, as here, or with white space, as pandoc writes it.

    >>> unescape_tex(escape_tex("a_b~c 7.0\u202f%"))
    'a_b~c 7.0\u202f%'
    >>> unescape_tex(r"nbs\textasciitilde sum")
    'nbs~sum'
    """
    return _TEX.sub(lambda match: _LETTERS[match[1] or match[2]], text)
