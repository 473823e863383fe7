"""The matrix's page as text: what stands in it, in both languages, alone and in the book."""

from __future__ import annotations

import dataclasses
import functools
import re
from pathlib import Path

import html5lib
import html_rules
import pytest
from click.testing import CliRunner
from sampling import sampled

from regionshare.cli import build as command
from regionshare.cli import main
from regionshare.errors import ParameterError, RegionshareError
from regionshare.matrix import content, export, faces, pages
from regionshare.matrix.content import Matrix
from regionshare.numbers import opening

LANGS = ("en", "zh")


@functools.lru_cache(maxsize=4)
def of(nation: str) -> Matrix:
    return content.compute(opening.evaluator(), nation)


def front(page: str) -> str:
    """The table in front."""
    return page[page.index("<table") : page.index("</table>")]


def cell(page: str, region: str, year: int, found: Matrix) -> str:
    """The cell of a region and year in the table in front."""
    row = next(row for row in front(page).split("<tr")[2:] if found_name(region) in row)
    return row.split("<td")[1 + found.years.index(year)]


def found_name(region: str) -> str:
    return opening.evaluator().store.regions[region].name("en")


@pytest.mark.parametrize("lang", LANGS)
def test_every_metric_is_a_table_that_needs_no_script(lang: str) -> None:
    page = pages.standalone(of("CN"), lang)
    for metric in faces.shown(of("CN")):
        name = re.escape(metric.translate(str.maketrans("/:_", "---")))
        table = re.search(rf'<table id="matrix-{name}".*?</table>', page, re.DOTALL)
        assert table, metric
        assert table[0].count("<tr>") == 1 + len(of("CN").regions)
        (head,) = re.findall(r"<th scope=col class=row>([^<\n]*)", table[0])
        rows = re.findall(r"<td class=row>([^<\n]*)", table[0])
        assert head.split("\t") == [str(year) for year in of("CN").years]
        assert [row.split("\t") for row in rows] == faces.face(of("CN"), metric, lang).texts
    assert "http" not in re.sub(r'hreflang="[^"]*"|http-equiv', "", page)


@pytest.mark.parametrize("lang", LANGS)
def test_bases_are_told_in_words(lang: str) -> None:
    found = of("CN")
    told = {metric: faces.face(found, metric, lang).bases for metric in faces.shown(found)}
    texts = [text for runs in told.values() for _, text in runs]
    assert all(texts)
    assert not [text for text in texts if re.search(r"[~_]|\w\.\w", text)]
    (run, text), *_ = told["share/energy"]
    names = ("provincial yearbooks", "NBS national total")
    assert re.fullmatch(r"\d{4}–\d{4}", run)
    assert all(one in text for one in (names if lang == "en" else ("各省年鉴", "全国总量")))


def test_whether_shares_are_smaller_is_answered_with_yes_and_no() -> None:
    for lang, answers in (("en", ["yes", "no"]), ("zh", ["是", "否"])):
        face = faces.face(of("CN"), faces.COULD, lang)
        assert [face.scale.edges[0], face.scale.edges[2]] == answers
        assert {text for row in face.texts for text in row} >= set(answers)


def test_texts_are_the_values_as_the_report_prints_them() -> None:
    energy = faces.face(of("CN"), "share/energy", "en")
    row = [region.id for region in of("CN").regions].index("CN-GD")
    year = of("CN").years.index(2021)
    number = opening.evaluator().number("share/energy/CN-GD/2021")
    assert energy.texts[row][year] == f"{number.value:.1f}"
    assert energy.texts[row][of("CN").years.index(2023)] == "–"
    power = faces.face(of("CN"), "per_capita/electricity", "zh")
    assert power.unit == "千瓦时/人"


@pytest.mark.parametrize("nation", ["CN", "US"])
def test_quotients_are_in_units_that_readers_know(nation: str) -> None:
    for metric in filter(lambda one: "/" in one, of(nation).blocks):
        for lang in ("en", "zh"):
            unit = faces.face(of(nation), metric, lang).unit
            assert not re.search("/(million|bn|Mt|PJ|拍焦|亿|万人|万吨)", unit), (metric, unit)
            assert lang == "zh" or "/" not in unit, "one way to write a quotient"


def test_a_printed_value_lies_in_the_class_whose_label_holds_it() -> None:
    for metric in ("share/gdp", "relative_intensity/co2:gdp", "rank/co2:gdp", "intensity/co2:gdp"):
        one = faces.face(of("CN"), metric, "en")
        used = set()
        for text in {t for row in one.texts for t in row} - {"–"}:
            place = int(one.scale.place(text)[1:])
            used.add(place)
            ends = [faces.number(part) for part in re.findall(r"[\d.,]+", one.scale.labels[place])]
            low, high = ends[0], ends[-1]
            if one.scale.labels[place].startswith("≤"):
                low = float("-inf")
            elif one.scale.labels[place].startswith("≥"):
                high = float("inf")
            assert low <= faces.number(text) <= high, (metric, text)
        assert len(used) >= 6


def test_a_break_is_shown_where_a_chart_would_break_its_line() -> None:
    assert faces.face(of("CN"), "share/gdp", "en").breaks == (2006,)
    assert faces.face(of("CN"), "share/population", "en").breaks == (2011,)
    assert faces.face(of("CN"), "share/co2", "en").breaks == (2015,)
    assert faces.face(of("CN"), "share/energy", "en").breaks == ()
    assert faces.face(of("CN"), "could_say", "en").breaks == (2006, 2011, 2015)
    assert faces.face(of("US"), "share/population", "en").breaks == (2020,)
    (told,) = (note for note in faces.face(of("CN"), faces.COULD, "en").notes if "A line" in note)
    assert "(2011, NBS population: revision after a census)" in told
    (told,) = (note for note in faces.face(of("CN"), "share/gdp", "zh").notes if "竖线" in note)
    assert "断点" not in told


def test_the_years_with_an_answer_are_told() -> None:
    """The people begin in 2005, the energy of all provinces ends in 2022."""
    told = faces.face(of("CN"), faces.COULD, "en").notes
    assert "Years with an answer: 2005–2022." in told
    assert any("other years" in note for note in told)
    few = content.compute(opening.evaluator(), "CN", [2019, 2020])
    assert not any("other years" in note for note in faces.face(few, faces.COULD, "en").notes)


def test_whole_series_are_printed_only_where_their_licence_is_open() -> None:
    assert not any(metric.startswith("value/") for metric in faces.shown(of("CN")))
    assert "value/gdp" in faces.shown(of("US"))
    with pytest.raises(ParameterError, match="no page of CN shows the metric 'value/energy'"):
        pages.front(of("CN"), "value/energy")


def test_a_cell_leads_to_its_edition_and_other_commands_stand_once() -> None:
    editions = {("CN-ZJ", 2021): "CN-ZJ-2021/index.html"}
    page = pages.standalone(of("CN"), "en", editions, "share/energy", "zh/index.html")
    found = of("CN")
    assert 'href="CN-ZJ-2021/index.html"' in cell(page, "CN-ZJ", 2021, found)
    assert re.fullmatch(r'( class="[^"]*")?>[\d.]+</td>', cell(page, "CN-ZJ", 2020, found))
    assert "–" in cell(page, "CN-XZ", 2021, found)
    box = page[page.index('id="matrix-make"') :]
    assert page.count("popover ") == 1
    assert "\nregionshare build --region CN-ZJ --year 2020\n" in box
    lines = box[: box.index("</pre>")].split("regionshare build")[1:]
    there = {(r, y) for r, y in editions}
    assert len(lines) == found.possible.sum() - len(there)
    assert "--region CN-ZJ --year 2021" not in page
    assert "--region CN-ZJ --year 2003" not in page
    assert "--region CN-XZ" not in page
    assert '<a href="zh/index.html" lang="zh-CN"' in page


def test_commands_name_the_basis_that_was_asked_for() -> None:
    basis = {"gdp": "gdp.nbs_2020"}
    found = content.compute(opening.evaluator(), "CN", [2019, 2020], basis)
    page = pages.standalone(found, "zh")
    text = re.sub("<[^>]*>", "", page)
    assert "regionshare build --region CN-GD --year 2020 --basis gdp=gdp.nbs_2020" in text
    assert "以gdp=gdp.nbs_2020代替主口径" in page
    assert ">2018" not in page


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_of_the_book_marks_the_edition(lang: str) -> None:
    text = pages.chapter(of("CN"), lang, {("CN-GD", 2023): "index.html"}, "CN-GD")
    assert text.startswith(f"(page-matrix)=\n# {pages.WORDS[lang]['title']}\n\n")
    assert text.count(' class="marked">') == 1
    assert 'href="index.html"' in text[text.index(' class="marked">') :].split("</tr>")[0]
    assert text.count("````") == 2


def test_in_the_book_a_cell_leads_to_the_explorer_and_not_to_a_command() -> None:
    text = pages.chapter(of("CN"), "en", {("CN-GD", 2023): "index.html"}, "CN-GD")
    assert '<table data-views="explorer.html?region={region}&amp;year={year}">' in text
    assert "popover" not in text.partition("<script>")[0].partition("</style>")[2]
    assert '<a href="explorer.html">' in text, "without a script the explorer lists the regions"
    other = content.compute(opening.evaluator(), "CN", basis={"gdp": "gdp.nbs_2020~sum"})
    assert pages.explored(other).endswith("?region={region}&year={year}&gdp=nbs_2020")


def test_metrics_are_called_otherwise_in_each_language() -> None:
    for metric in faces.shown(of("US")):
        assert faces.label(metric, "en") != faces.label(metric, "zh")


def test_names_of_metrics_are_apart() -> None:
    for nation in ("CN", "US"):
        for lang in LANGS:
            names = [faces.label(metric, lang) for metric in faces.shown(of(nation))]
            assert len(set(names)) == len(names)


# -- what a page holds -----------------------------------------------------------------------

FRAME = 200
"""More elements than a page of the book has around its text."""


def large(count: int) -> Matrix:
    """A made-up nation: the figures of the states again and again."""
    found = of("US")
    rows = [at % len(found.regions) for at in range(count)]
    blocks = {
        metric: dataclasses.replace(block, values=block.values[rows])
        for metric, block in found.blocks.items()
    }
    regions = [
        dataclasses.replace(found.regions[row], id=f"US-{at}", name_en=f"County {at}")
        for at, row in enumerate(rows)
    ]
    return dataclasses.replace(
        found, regions=tuple(regions), blocks=blocks, possible=found.possible[rows]
    )


def elements(page: str) -> int:
    body = html5lib.parse(page, namespaceHTMLElements=False)
    return sum(1 for one in body.iter() if isinstance(one.tag, str))


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "every"), sampled(LANGS, [True, False], few=True)[::-1])
@pytest.mark.parametrize("nation", ["CN", "US", "large"])
def test_no_page_has_eight_thousand_elements(nation: str, lang: str, every: bool) -> None:
    found = large(300) if nation == "large" else of(nation)
    editions = {(r.id, y): f"{r.id}-{y}/" for r in found.regions for y in found.years if every}
    made = pages.sheets(found, lang, "m.html", editions, twin="n.html")
    assert len(made) == (1 if nation == "CN" or (nation == "US" and not every) else 35)
    for name in [*made][:3]:
        assert elements(made[name]) + FRAME < 8_000, name
        assert html_rules.faults(made[name]) == [], name
    counted = pages._elements(found, faces.shown(found), editions)
    if len(made) == 1:
        assert 0 <= counted - elements(pages.fragment(found, lang, editions)) < 100
    beside = pages.addresses(found, "matrix.html", editions)
    text = pages.chapter(found, lang, editions, found.regions[0].id, beside)
    assert elements(text) + FRAME < 8_000


@pytest.mark.slow
def test_a_large_nation_has_every_figure_of_every_metric_and_every_old_anchor() -> None:
    found = large(300)
    made = pages.sheets(found, "en", "matrix.html", twin="zh/matrix.html")
    metrics = faces.shown(found)
    assert [*made][:2] == ["matrix.html", f"matrix.{metrics[1].replace('/', '-')}.html"]
    beside = pages.addresses(found, "matrix.html")
    assert set(beside.values()) == set(made)
    for metric in (metrics[0], "share/co2", metrics[-1]):
        page = made[beside[metric]]
        for one in metrics:
            link = f'<a id="{faces.anchor(one)}" href="{beside[one]}">'
            table = f'<table id="{faces.anchor(one)}"'
            assert (table if one == metric else link) in page
        rows = re.findall(r"<td class=row>([^<\n]*)", page)
        assert [row.split("\t") for row in rows] == faces.face(found, metric, "en").texts
        (last,) = re.findall(r'<th scope="col"[^>]*>(\d+)</th></tr>', front(page))
        assert int(last) == found.years[-1]
        (told,) = re.findall(r"The colours begin in (\d+)", page)
        assert int(told) > found.years[0]
        assert f">{told}</th>" in front(page)
        assert page.count('id="row-us-299"') == 1
    assert 'href="zh/matrix.share-co2.html"' in made["matrix.share-co2.html"]
    assert '<p><a href="matrix.html">United States: every region and year</a></p>' in page
    assert "<h1>Figures: Electricity (United States: every region and year)</h1>" in page


# -- files -----------------------------------------------------------------------------------


def test_the_command_writes_table_and_pages(tmp_path: Path) -> None:
    from arro3.io import read_parquet

    arguments = ["matrix", "--nation", "CN", "--years", "2019-2021", "--output", str(tmp_path)]
    done = CliRunner().invoke(main, [*arguments, "--metric", "share/energy"])
    assert done.exit_code == 0, done.output
    assert {path.name for path in tmp_path.iterdir()} == {
        "matrix-CN.csv", "matrix-CN.parquet", "matrix-CN.html", "matrix-CN.zh.html",
    }  # fmt: skip
    head, *lines = (tmp_path / "matrix-CN.csv").read_text("utf-8").splitlines()
    assert head == "region,year,metric,value,unit,id,basis"
    parquet = read_parquet(tmp_path / "matrix-CN.parquet").read_all()
    assert parquet.column_names == head.split(",")
    columns = [parquet[name].to_pylist() for name in parquet.column_names]
    assert [",".join(map(str, row)) for row in zip(*columns, strict=True)] == lines
    row = next(line for line in lines if ",share/energy/CN-GD/2021," in line).split(",")
    value = opening.evaluator().number("share/energy/CN-GD/2021").value
    assert float(row[3]) == pytest.approx(value, rel=1e-12)
    english, chinese = ((tmp_path / f"matrix-CN{x}.html").read_text("utf-8") for x in ("", ".zh"))
    assert 'href="matrix-CN.zh.html"' in english
    assert 'href="matrix-CN.html"' in chinese
    assert 'href="matrix-CN.parquet"' in english
    assert 'data-metric="matrix-share-energy"' in english


def test_the_same_command_writes_the_same_bytes(tmp_path: Path) -> None:
    kept = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        arguments = ["matrix", "--nation", "US", "--years", "2019", "--lang", "en"]
        assert CliRunner().invoke(main, [*arguments, "--output", str(folder)]).exit_code == 0
        kept.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert kept[0] == kept[1]
    assert len(kept[0]) == 3


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--nation", "CN-GD"], "CN-GD is a province, no nation. Use CN."),
        (
            ["--years", "2023-2005"],
            "--years: '2023-2005' is not a list of years. Like 2021-2023,2019.",
        ),
        (["--years", "1990-2000"], "no headline basis of CN reaches 1990. Years: 2003-2024."),
        (
            ["--metric", "share/tea"],
            "no page of CN shows the metric 'share/tea'. Metrics: could_say",
        ),
        (["--lang", "fr"], "language 'fr' is not known"),
        (["--basis", "gdp"], "--basis 'gdp' is not understood"),
    ],
)
def test_a_mistake_is_told_before_anything_is_written(
    arguments: list[str], told: str, tmp_path: Path
) -> None:
    done = CliRunner().invoke(main, ["matrix", *arguments, "--output", str(tmp_path / "new")])
    assert done.exit_code == 2
    assert told in done.stderr
    assert not (tmp_path / "new").exists()


def test_columns_are_written_as_the_table_of_them_is() -> None:
    found = of("CN")
    table, columns = export.long(found), export.columns(found)
    assert export.csv_of(columns) == export.as_csv(table)
    assert export.parquet_of(columns) == export.as_parquet(table)


def test_files_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    export.write(tmp_path / "out", {"a.txt": "old", "b.txt": b"old"})
    with pytest.raises(FileNotFoundError):
        export.write(tmp_path / "out", {"a.txt": "new", "no/such/folder.txt": "new"})
    assert (tmp_path / "out" / "a.txt").read_text() == "old"
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"a.txt", "b.txt"}
    (tmp_path / "file").write_text("mine")
    with pytest.raises(RegionshareError, match="a file is where the folder belongs"):
        export.write(tmp_path / "file", {"a.txt": "new"})


def test_built_editions_are_found_on_the_same_basis_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        command, "default_outputs", lambda basis: lambda region, year: tmp_path / f"{region}-{year}"
    )
    for name, basis in (("CN-ZJ-2021", "{}"), ("CN-ZJ-2020", '{"gdp": "gdp.nbs_2020"}')):
        (tmp_path / name).mkdir()
        year = name[-4:]
        (tmp_path / name / "numbers.json").write_text(
            f'{{"edition": {{"region": "CN-ZJ", "year": {year}, "basis": {basis}}}}}'
        )
    found = command.built(of("CN"), tmp_path / "matrix")
    assert found == {("CN-ZJ", 2021): "../CN-ZJ-2021/index.html"}


@pytest.mark.slow
def test_no_chapter_loads_what_writes_parquet() -> None:
    """With pyarrow installed, pandas would use it for the text of every chapter's tables."""
    import subprocess
    import sys

    code = (
        "import sys, pandas, regionshare.cli.build, regionshare.chapters.edition\n"
        "import regionshare.book.site\n"
        "assert pandas.Series(['a']).dtype.storage == 'python'\n"
        "print([m for m in sys.modules if m.startswith(('arro3', 'pyarrow'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
