"""Policy: what a page may load and run, stated on the page itself.

Static hosts set no headers, so each page says so in a ``meta`` element: nothing from another host, no
plug-in, and no script but the site's own files and the inline ones that were there when the page was
made, known by their digest. What a name or a note from the data might smuggle in cannot run, and no
element's handler of events does.
"""

from __future__ import annotations

import base64
import hashlib
import re

from regionshare.errors import BookError

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_CHARSET = re.compile(r"<meta\s+charset=[^>]*>", re.IGNORECASE)
_STYLE = re.compile(r"<style data-head>(.*?)</style>\n?", re.DOTALL)
_POLICY = "Content-Security-Policy"


def guarded(page: str, where: str = "page") -> str:
    """A page with its policy, right behind the statement of its encoding.

    A fragment's style, marked ``data-head``, goes to the head: in a body it has no place.

    Parameters
    ----------
    page : str
        A whole HTML page, its inline scripts being those that may run.
    where : str
        Its name, for messages.

    Raises
    ------
    BookError
        If it states no encoding.
    """
    if _POLICY in page:
        return page
    charset = _CHARSET.search(page)
    if charset is None:
        raise BookError("the page does not state its encoding", where=where)
    styles = "".join(f"<style>{one}</style>\n" for one in _STYLE.findall(page))
    page = _STYLE.sub("", page).replace("</head>", f"{styles}</head>", 1)
    head, rest = page[: charset.end()], page[charset.end() :]
    return f'{head}<meta http-equiv="{_POLICY}" content="{policy(page)}">{rest}'


def policy(page: str) -> str:
    """The policy of a page whose inline scripts are its own."""
    scripts = (
        body
        for attributes, body in _SCRIPT.findall(page)
        if "src=" not in attributes and "json" not in attributes
    )
    digests = (base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts)
    allowed = "".join(f" 'sha256-{one}'" for one in dict.fromkeys(digests))
    return (
        f"default-src 'none'; script-src 'self'{allowed}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; object-src 'none'; "
        "base-uri 'self'; form-action 'self'"
    )
