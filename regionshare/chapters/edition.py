"""Editions: one region and year of the report, in one language, on one choice of bases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regionshare.chapters import prose
from regionshare.claims.who import BURDENS, CARRIED
from regionshare.data import trace
from regionshare.data.regions import Region
from regionshare.data.store import Store
from regionshare.errors import MissingDataError, ParameterError
from regionshare.files.notebooks import FINDINGS_MIME
from regionshare.numbers import calls, display, opening
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import SPOKEN, Number, NumberId, whole_year
from regionshare.text.messages import room
from regionshare.text.tables import Column, Table

if TYPE_CHECKING:
    import pandas as pd

    from regionshare.figures.figure import Figure

PARAMETERS = ("region", "year", "lang", "basis")
LANGUAGES = ("en", "zh")
MAIN = ("energy", "co2", "population", "gdp")
READING_ORDER = ("energy", "co2", "electricity", "population", "gdp")
REGISTER_MIME = "application/vnd.regionshare.register+json"
WORDS = room("edition")
SHORT = room("edition.short")
"""A concept in one word, for labels and column heads."""

Form = Callable[[Any], str] | Mapping[Any, str] | tuple[str, int] | None
"""How a column is printed: `str` or words to look up, aligned left; a unit and decimals, a function
or, for `Number` and years, None, aligned right."""


OWN_TONES = 4
"""As many colours the figures have for concepts of a pack's own, `own.1` and on."""


def tones(concepts: Iterable[str]) -> dict[str, str]:
    """The colour of each of a nation's concepts, as the figures name it; own ones in their order.

    >>> tones(["gdp", "water", "forest"])
    {'gdp': 'gdp', 'water': 'own.1', 'forest': 'own.2'}
    """
    found = {one: one for one in concepts}
    own = [one for one in found if one not in READING_ORDER]
    return found | {one: f"own.{place % OWN_TONES + 1}" for place, one in enumerate(own)}


@dataclass
class Collection:
    """Numbers, phrases and conditions under the names that prose uses.

    Attributes
    ----------
    numbers : dict of str to Number
        By id.
    aliases : dict of str to str
        Name to id: ``share/energy``.
    texts : dict of str to str
        Computed phrases, in the edition's language.
    flags : dict of str to bool
        Conditions that keep or drop cells.
    """

    numbers: dict[str, Number] = field(default_factory=dict, init=False)
    aliases: dict[str, str] = field(default_factory=dict, init=False)
    texts: dict[str, str] = field(default_factory=dict, init=False)
    flags: dict[str, bool] = field(default_factory=dict, init=False)

    @property
    def edition(self) -> Edition:
        """The edition that the numbers are of."""
        raise NotImplementedError

    def take(self, other: Collection) -> None:
        """Take over what another collection holds; a name that is here already keeps its number."""
        self.numbers.update(other.numbers)
        for name, identifier in other.aliases.items():
            self.aliases.setdefault(name, identifier)
        self.texts.update(other.texts)
        self.flags.update(other.flags)

    def add(self, number: Number, alias: str = "") -> Number:
        """Enter a number in the register, so that prose can show it by its id or alias."""
        self.numbers[number.id] = number
        for name in filter(None, (alias, self._alias(number))):
            self.aliases.setdefault(name, number.id)
        return number

    def _alias(self, number: Number) -> str:
        wanted = NumberId.parse(number.id)
        if (
            wanted.region not in (self.edition.region.id, self.edition.nation.id)
            or number.match != "direct"
        ):
            return ""
        if wanted.first or wanted.year != self.edition.complete_year(wanted.concepts[0]):
            return ""
        return f"{wanted.metric}/{':'.join(wanted.concepts)}"

    def number(
        self, metric: str, concepts: str, year: int | None = None, of: str = "", choice: str = "",
        first: int = 0, alias: str = "",
    ) -> Number:  # fmt: skip
        """Compute a number of the edition's region (or another) and enter it.

        Parameters
        ----------
        metric, concepts : str
            As in an id: ``share``, ``energy``; ``rank``, ``energy:gdp``.
        year : int, optional
            The latest complete year of all concepts by default.
        of : str, optional
            Another region, or the nation.
        choice, first : optional
            As in an id: the basis, and the year that a change is from.
        alias : str, optional
            The name in prose; ``<metric>/<concepts>`` by default where it is of the region.
        """
        one = self.edition.compute(metric, concepts, year, of, choice, first)
        return self.add(one, alias or ("" if of else f"{metric}/{concepts}"))

    def shares(self, of: Sequence[str] = ()) -> dict[str, Number]:
        """The region's share of every concept, or of some, each in its own latest complete year."""
        return {c: self.number("share", c) for c in self.edition.concepts if c in (of or {c})}

    def proxy(self, concept: str) -> Number | None:
        """The declared proxy for the edition's year, where the headline does not reach it."""
        if self.edition.complete_year(concept) == self.edition.year:
            return None
        proxies = self.edition.evaluator.grid.entries(self.edition.nation.id, concept, "proxies")
        fitting = [b for b in proxies if b.covers(self.edition.region.id, self.edition.year)]
        if not fitting:
            return None
        wanted = NumberId(
            "share", (concept,), self.edition.region.id, self.edition.year, fitting[0].token
        )
        return self.add(self.edition.evaluator.number(wanted), f"proxy/{concept}")

    def say(self, key: str, text: str) -> None:
        """Give prose a computed phrase, in the edition's language: ``{say}`key```."""
        self.texts[key] = text

    def when(self, flag: str, holds: bool) -> None:
        """Keep or drop the cells tagged ``if-flag`` and ``unless-flag``."""
        self.flags[flag] = bool(holds)


@dataclass
class Edition(Collection):
    """What a chapter computes with: it collects every number, text and flag that it shows.

    Attributes
    ----------
    region : Region
    year : int
        The year asked for; `year_of` says which year a concept really has.
    lang : str
    evaluator : Evaluator
        On the edition's bases.
    notebook : Path or None
        The chapter that is run.
    """

    region: Region
    year: int
    lang: str
    evaluator: Evaluator
    notebook: Path | None = None

    def __post_init__(self) -> None:
        self.texts.update(_names(self))

    @property
    def edition(self) -> Edition:
        """Itself: an edition is the collection that all findings of a chapter go into."""
        return self

    # -- where and when -----------------------------------------------------------------------

    @property
    def store(self) -> Store:
        """The data."""
        return self.evaluator.store

    @property
    def nation(self) -> Region:
        """The nation of the edition's region."""
        return self.store.regions.nation(self.region.id)

    @property
    def concepts(self) -> list[str]:
        """The concepts with a headline and a complete year for this edition, as they are told."""
        known = self.evaluator.grid.concepts(self.nation.id)
        found = [c for c in known if self.complete_year(c) is not None]
        last = len(READING_ORDER)
        place = {concept: position for position, concept in enumerate(READING_ORDER)}
        return sorted(found, key=lambda c: place.get(c, last))

    @property
    def short(self) -> dict[str, str]:
        """Each concept in one word; one of a pack's own by its name."""
        names = {one: self.store.concepts[one].name(self.lang) for one in self.concepts}
        return {**names, **SHORT[self.lang]}

    @property
    def tones(self) -> dict[str, str]:
        """The colour of each concept, in every figure and edition of the nation the same."""
        return tones(self.evaluator.grid.concepts(self.nation.id))

    @property
    def loads(self) -> list[str]:
        """What is used or emitted, of the four: what the nation has of energy and carbon."""
        return [concept for concept in BURDENS if concept in self.concepts]

    @property
    def yardsticks(self) -> list[str]:
        """What that is held against, of the four: what the nation has of economy and people."""
        return [concept for concept in CARRIED[::-1] if concept in self.concepts]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What can be held against what."""
        return [(load, yardstick) for load in self.loads for yardstick in self.yardsticks]

    def complete_year(self, concept: str) -> int | None:
        """The latest year, not after the edition's, in which every region has a figure.

        None if there is no such year. The edition's own region must have one, too.
        """
        for year in range(self.year, self.year - 60, -1):
            if self._complete(concept, year):
                return year
        return None

    def _complete(self, concept: str, year: int) -> bool:
        try:
            basis = self.evaluator.grid.headline(self.nation.id, concept, year)
            self.store.need(basis.series, self.region.id, year)
        except MissingDataError:
            return False
        if self.store.missing(basis.series, year):
            return False
        return basis.denominator == "sum" or self.store.has(basis.total, self.nation.id, year)

    def year_of(self, concept: str) -> int:
        """The year that a panel of a concept shows; `MissingDataError` if there is none."""
        year = self.complete_year(concept)
        if year is None:
            raise MissingDataError(
                f"{concept} has no complete year up to {self.year} for {self.region.id}",
                remedy=self.store.alternatives(concept, self.region.id, self.year),
            )
        return year

    def compute(
        self, metric: str, concepts: str, year: int | None = None, of: str = "", choice: str = "",
        first: int = 0,
    ) -> Number:  # fmt: skip
        """A number as `number` takes it, without entering it."""
        parts = tuple(concepts.split(":"))
        period = min(self.year_of(c) for c in parts) if year is None else year
        wanted = NumberId(metric, parts, of or self.region.id, period, choice, first)
        return self.evaluator.number(wanted)

    def value(self, concept: str, year: int, of: str = "") -> Number:
        """A figure of the best series that the region, or another place, has of a concept."""
        series = self.store.ranked(concept, of or self.region.id)[0]
        return self.compute("value", concept, year, of, series.short)

    def telling(self, *modules: Any) -> tuple[Any, ...]:
        """The modules of a chapter; where the first does not `tells` of this edition, mutes.

        A mute's functions give None, which `show` leaves out. The flag ``tells_<chapter>`` says
        which it is.
        """
        first, *_ = modules
        tells = bool(first.tells(self))
        self.when(f"tells_{first.__name__.rpartition('.')[2]}", tells)
        return modules if tells else tuple(Mute() for _ in modules)

    # -- what is shown ------------------------------------------------------------------------

    def text(self, number: Number) -> str:
        """A number as the report prints it."""
        return display.display(number, self.store, self.lang)

    def tabulate(
        self,
        frame: pd.DataFrame,
        words: Mapping[str, Any],
        columns: Mapping[str, Form],
        caption: str = "caption",
        *,
        marked: pd.Series[bool] | None = None,
        enter: bool = True,
        **told: Any,
    ) -> Table | None:
        """A table of a frame whose cells are numbers, texts or values; None if it is empty.

        Parameters
        ----------
        words : mapping
            By column what stands above it, and the caption; their fields are filled from `told`
            and from the edition's own texts. A head with the field ``unit`` takes the unit of its cells.
        columns : mapping
            The columns that are shown, in this order, with the `Form` of their cells. A cell that
            is a `Number` needs none, and is entered in the register unless `enter` is false.
        caption : str
            The caption's key in `words`.
        marked : series of bool, optional
            Rows to set apart; the edition's own region by default.
        """
        if frame.empty:
            return None
        told = self.texts | told
        shown = {c: self._column(words[c], f, frame[c], **told) for c, f in columns.items()}
        for row in frame[list(columns)].itertuples(index=False):
            for cell in filter(lambda cell: enter and isinstance(cell, Number), row):
                self.add(cell)
        if marked is None and "region" in frame:
            marked = frame["region"] == self.region.id
        rows = () if marked is None else frame.index[marked]
        return Table(frame, words[caption].format(**told), shown, rows)

    def phrases(self, template: str, frame: pd.DataFrame, **forms: Form) -> list[str]:
        """A phrase for each row, its fields filled from the columns as `tabulate` prints them."""
        texts = {c: frame[c].map(self._column("", f, frame[c]).text) for c, f in forms.items()}
        rows = frame.assign(**texts).to_dict("records")
        return [template.format(**{str(key): cell for key, cell in row.items()}) for row in rows]

    def _column(self, head: str, form: Form, cells: Iterable[Any], **told: Any) -> Column:
        if "{unit}" in head:
            told["unit"], form = display.unit_apart(cells, self.store, self.lang)
        head = head.format(**told)
        if form is str or isinstance(form, Mapping):
            return Column(head, form.__getitem__ if isinstance(form, Mapping) else str)
        if isinstance(form, tuple):
            form = display.printer(*form, self.lang, self.store.units)
        return Column(head, form or display.teller(cells, self.store, self.lang), numeric=True)

    def show(self, *things: Table | Figure | Findings | str | None) -> None:
        """Show what a chapter has made, and nothing for None or an empty text.

        Parameters
        ----------
        *things
            A table or markup; a figure, with its alt text, its table and what its downloads need;
            findings, which the text of the page then knows by name: the notebook lists them, the
            page does not.
        """
        for thing in things:
            if isinstance(thing, Findings):
                self.take(thing)
                _show(thing.bundle())
            elif isinstance(thing, Table):
                _show({"text/html": thing.html(), "text/plain": thing.frame.to_string()})
            elif isinstance(thing, str):
                if thing:
                    _show({"text/html": thing, "text/plain": "table"})
            elif thing is not None:
                from regionshare.chapters.columns import describe

                _show(thing.bundle(describe(thing, self)))

    def register(self) -> dict[str, Any]:
        """What this chapter has to say to the book."""
        return {
            "numbers": {key: self._entry(one) for key, one in self.numbers.items()},
            "aliases": self.aliases,
            "texts": self.texts,
            "flags": self.flags,
        }

    def _entry(self, number: Number) -> dict[str, Any]:
        from regionshare.register.meanings import meaning

        shown = {lang: display.display(number, self.store, lang) for lang in LANGUAGES}
        beside = display.tooltip(number, self.store, self.lang)
        told = (meaning(number.id, self.store, self.lang), beside)
        return {**number.to_dict(), "display": shown, "tooltip": " · ".join(filter(None, told))}

    def card(self, *numbers: Number) -> str:
        """Numbers with their provenance, as HTML in the edition's language."""
        from regionshare.register import cards

        return cards.cards(numbers, self.store, self.lang)

    def publish(self) -> None:
        """Show the chapter's numbers, each with its provenance; the last call of every chapter.

        Before them stands its prose with the numbers in it, for the notebook's reader alone: a
        page of the book has the prose where it belongs.
        """
        if self.notebook:
            text = prose.prose(self.notebook, self.lang, self.flags, self._told)
            _show({FINDINGS_MIME: {}, "text/markdown": text, "text/plain": text})
        html = self.card(*self.numbers.values())
        bundle = {REGISTER_MIME: self.register(), "text/html": html, "text/plain": "numbers"}
        _show(bundle)

    def _told(self, role: str, key: str) -> str:
        """What a role of the prose says; its key, where another chapter says it."""
        if role == "say":
            return self.texts.get(key, f"`{key}`")
        one = self.numbers.get(self.aliases.get(key, key))
        shown = self.text(one) if one else f"`{key}`"
        signed = one and role in display.VERBS[self.lang]
        return "".join(display.moved(shown, self.lang, role)) if signed else shown


class Mute:
    """In place of a module that has nothing to tell."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


class Findings(Collection):
    """What a chapter has found: collected by a function, returned, and shown by the edition.

    Parameters
    ----------
    edition : Edition
        What the numbers are computed with.
    """

    def __init__(self, edition: Edition) -> None:
        super().__init__()
        self._edition = edition

    @property
    def edition(self) -> Edition:
        """The edition that the numbers are of."""
        return self._edition

    def to_frame(self) -> pd.DataFrame:
        """A row for each name: ``name, kind, found, id``."""
        import pandas as pd

        words = WORDS[self.edition.lang]["findings"]
        names = {identifier: alias for alias, identifier in self.aliases.items()}
        rows = [
            (names.get(key, ""), words["number"], self.edition.text(one), key)
            for key, one in self.numbers.items()
        ]
        rows += [(key, words["phrase"], text, "") for key, text in self.texts.items()]
        rows += [
            (key, words["condition"], words["holds" if holds else "fails"], "")
            for key, holds in self.flags.items()
        ]
        return pd.DataFrame(rows, columns=["name", "kind", "found", "id"])

    def bundle(self) -> dict[str, Any]:
        """The mime bundle that a notebook shows; a page leaves it out."""
        frame = self.to_frame()
        html = frame.to_html(index=False) if len(frame) else ""
        return {FINDINGS_MIME: {}, "text/html": html, "text/plain": frame.to_string(index=False)}


def _show(bundle: dict[str, Any]) -> None:
    """Display a mime bundle in the notebook that is running."""
    import IPython.display

    IPython.display.display(bundle, raw=True)  # type: ignore[no-untyped-call]


def make_edition(
    region: str, year: int, lang: str = "en", basis: Mapping[str, str] | None = None
) -> Edition:
    """The edition of a region and year.

    Raises
    ------
    ParameterError
        If region, language or basis is not known, or the region is no part of a nation.
    MissingDataError
        If the year lies before the first or after the last year of the data.
    """
    ready = opening.evaluator()
    found = ready.store.regions[region]
    if not ready.store.regions.is_part(region):
        of = ready.store.regions.nation(region)
        names = ", ".join(one.id for one in ready.store.regions.members(of.id)[:3])
        raise ParameterError(
            f"{region} is a {found.level}; an edition is of one of the regions that make up {of.id}",
            remedy=f"Use an id such as {names}",
        )
    year = whole_year(year)
    if lang not in LANGUAGES:
        raise ParameterError(
            f"language {lang!r} is not known", remedy=f"Languages: {', '.join(LANGUAGES)}"
        )
    nation = ready.store.regions.nation(region).id
    edition = Edition(found, year, lang, ready.override(nation, basis or {}))
    _require_years(edition)
    return edition


def _require_years(edition: Edition) -> None:
    """What the nation has of the main concepts has a year not after the edition's; one reaches it.

    One at least is of people or economy: the others are held against it.
    """
    known = edition.evaluator.grid.concepts(edition.nation.id)
    if not any(concept in known for concept in CARRIED):
        raise MissingDataError(
            f"{edition.nation.id} has no headline basis of {' or '.join(CARRIED)}",
            where="bases.yml",
            remedy="Declare one: an edition holds the other shares against it",
        )
    for concept in MAIN:
        if concept in known:
            edition.year_of(concept)
    if not any(edition.complete_year(c) == edition.year for c in edition.concepts):
        last = max(edition.year_of(c) for c in edition.concepts)
        raise MissingDataError(
            f"no figure of {edition.nation.id} reaches {edition.year}",
            remedy=f"The latest year with data is {last}",
        )


def check(
    region: str, year: int, langs: Sequence[str] = ("en",), basis: Mapping[str, str] | None = None
) -> None:
    """Raise what `make_edition` would, before anything is written."""
    for lang in langs:
        make_edition(region, year, lang, basis)


@calls.called
def open_edition(namespace: Mapping[str, Any]) -> Edition:
    """The edition of a notebook's parameters: ``edition = open_edition(globals())``.

    papermill only warns of a parameter that a notebook does not have; here it is refused.

    Raises
    ------
    ParameterError
        If the notebook defines a name that is no parameter, besides imported modules, or a
        parameter's value is of another type.
    """
    import difflib
    from types import ModuleType

    trace.begin()
    hidden = {"In", "Out", "exit", "quit", "get_ipython", "open"}
    for name, value in namespace.items():
        foreign = not name.startswith("_") and name not in hidden | set(PARAMETERS)
        if foreign and not isinstance(value, ModuleType) and not callable(value):
            near = difflib.get_close_matches(name, PARAMETERS, n=1)
            raise ParameterError(
                f"parameter {name!r} is not known" + (f" (meant {near[0]!r}?)" if near else ""),
                remedy=f"Parameters: {', '.join(PARAMETERS)}",
            )
    given = {name: namespace[name] for name in PARAMETERS if name in namespace}
    for name, kind, called in (
        ("region", str, "text"),
        ("lang", str, "text"),
        ("basis", dict, "mapping"),
    ):
        if name in given and not isinstance(given[name], kind):
            raise ParameterError(
                f"{name} is {given[name]!r}, which is no {called}",
                remedy='In YAML, words such as NO need quotation marks: region: "NO"',
            )
    edition = make_edition(**given)
    SPOKEN.lang = edition.lang
    edition.notebook = prose.notebook(namespace)
    return edition


def _names(edition: Edition) -> dict[str, str]:
    """The names every chapter may use: region, nation, year, the word for its regions."""
    lang, region = edition.lang, edition.region
    words = WORDS[lang]
    one, many = edition.store.regions.level(region.id).words(lang)
    texts = {
        "region": region.name(lang),
        "region_id": region.id,
        "region_en": region.name("en"),
        "nation": edition.nation.running(lang),
        "year": str(edition.year),
        "edition": words["edition"].format(region=region.name(lang), year=edition.year),
        "province": one,
        "provinces": many,
    }
    for concept in edition.evaluator.grid.concepts(edition.nation.id):
        year = edition.complete_year(concept)
        if year is not None:
            texts[f"year/{concept}"] = str(year)
    return texts
