"""Write the tables ``names`` and ``signs`` of the catalogue ``currencies``: what CLDR calls each legal tender.

They come from Babel, which the extra ``nation`` brings; the words beside them are written by hand and stay.
"""

from __future__ import annotations

import re
from pathlib import Path

from babel import Locale
from babel.core import get_global

from regionshare.files.places import write_whole
from regionshare.text.messages import LANGUAGES, LOCALE


def tender() -> list[str]:
    """The codes of the currencies that some territory pays in today."""
    rows = (row for of in get_global("territory_currencies").values() for row in of)
    return sorted({code for code, _, end, legal in rows if end is None and legal})


def named(code: str, lang: str) -> list[str]:
    """What a language calls a currency, of many and of one."""
    locale = Locale(lang)
    forms = locale._data["currency_names_plural"].get(code, {})
    found = [forms.get(count, "") for count in ("other", "one")]
    found.append(locale.currencies.get(code, ""))
    return list({one.casefold(): one for one in reversed(found) if one}.values())[::-1]


def tables(lang: str) -> dict[str, str]:
    """Both tables, a line for each currency."""
    signs = Locale(lang).currency_symbols
    names = {code: named(code, lang) for code in tender() if named(code, lang)}
    marks = {code: [signs[code]] for code in names if not signs.get(code, "A").isalpha()}
    return {
        key: "".join(f"  {code} {' | '.join(words)}\n" for code, words in of.items())
        for key, of in (("names", names), ("signs", marks))
    }


def written(path: Path, lang: str) -> str:
    """The catalogue with its tables written anew."""
    text = path.read_text(encoding="utf-8")
    for key, lines in tables(lang).items():
        text = re.sub(rf"(?<=^{key}: \|\n)(  .*\n)*", lines, text, flags=re.MULTILINE)
    return text


if __name__ == "__main__":
    for lang in LANGUAGES:
        path = LOCALE / lang / "currencies.yml"
        write_whole(path, written(path, lang).encode())
