"""Templates of markup: what comes from data is escaped, and none lies about unused."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import jinja2
import pytest

from regionshare.text import markup, tables
from regionshare.text.markup import Markup, render

PACKAGE = markup.TEMPLATES.parent.parent
TEMPLATES = sorted(
    path.relative_to(markup.TEMPLATES).as_posix() for path in markup.TEMPLATES.rglob("*.*")
)


def test_what_comes_from_data_is_escaped_and_markup_is_not() -> None:
    rows = [("<b>", Markup("<b>own</b>")), ("a & b", 'say "so"')]
    made = tables.table("1 < 2", ["x", "y>"], rows)
    assert "<caption>1 &lt; 2</caption>" in made
    assert '<th scope="row">&lt;b&gt;</th><td><b>own</b></td>' in made
    assert '<th scope="row">a &amp; b</th><td>say &#34;so&#34;</td>' in made


def test_a_table_says_what_it_aligns_names_and_marks() -> None:
    rows = [("a", "1"), ("b", "2")]
    made = tables.table("c", ["h", "n"], rows, numeric=(1,), anchors=["row-a"], marked=[1])
    assert '<th scope="col">h</th>\n<th scope="col" class="number">n</th>' in made
    assert '<tr id="row-a"><th scope="row">a</th><td class="number">1</td></tr>' in made
    assert '<tr class="marked"><th scope="row">b</th>' in made


def test_a_value_that_a_template_lacks_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError, match="'label' is undefined"):
        render("text/scrollable.html", table="", width="")


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_is_used_by_its_literal_name(template: str) -> None:
    """By a module or by another template; a name that begins with _ is for templates alone."""
    code = [*PACKAGE.rglob("*.py"), *markup.TEMPLATES.rglob("*.*")]
    assert any(f'"{template}"' in path.read_text(encoding="utf-8") for path in code)


def test_every_template_that_is_named_is_there() -> None:
    """In code as `render` takes it, in templates as they import and include each other."""
    named = set()
    for path in (*PACKAGE.rglob("*.py"), *markup.TEMPLATES.rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        named |= set(re.findall(r'(?:render|plain)\(\s*"([\w./-]+\.\w+)"', text))
        named |= set(re.findall(r'{% (?:from|import|include) "([^"]+)"', text))
    assert named <= set(TEMPLATES)


def test_jinja_is_loaded_when_something_is_rendered() -> None:
    code = "import sys, regionshare.text.tables; sys.exit('jinja2' in sys.modules)"
    folder = Path(__file__).resolve().parents[1]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=folder)


def test_a_template_is_compiled_once_and_gives_the_same_from_what_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = markup._environment.__wrapped__()
    values = {
        "caption": "c",
        "head": "x",
        "rows": ["1"],
        "numeric": (),
        "anchors": (),
        "marked": (),
    }
    text = first.get_template("text/table.html").render(values)
    again = markup._environment.__wrapped__()
    monkeypatch.setattr(again, "compile", lambda *_: pytest.fail("it is compiled already"))
    assert again.get_template("text/table.html").render(values) == text
