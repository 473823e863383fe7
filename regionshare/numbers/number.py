"""Numbers: what the report prints, each with its formula, inputs, basis, span and hash."""

from __future__ import annotations

import datetime
import functools
import hashlib
import importlib
import json
import operator
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, SupportsIndex

from regionshare.errors import ParameterError
from regionshare.numbers import registry
from regionshare.numbers.calls import called
from regionshare.text.messages import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

SIGNIFICANT = 12
"""Significant digits to which floats enter a hash: below that, platforms differ."""

METRICS = (
    "value", "share", "intensity", "relative_intensity", "per_capita", "rank", "below_average",
    "compared",
)  # fmt: skip
TWO_CONCEPTS = ("intensity", "relative_intensity", "rank", "below_average", "compared")

_ID = re.compile(
    r"(?P<metric>[a-z_]+)/(?P<concepts>[a-z0-9_]+(?::[a-z0-9_]+)?)/(?P<region>[A-Z0-9-]+)"
    r"/(?:(?P<first>\d{4})-)?(?P<year>\d{4})(?:@(?P<choice>[a-z0-9_.~+]+))?"
)


@dataclass(frozen=True)
class NumberId:
    """``metric/concept[:concept]/region/period[@series~denominator~option]``, taken apart.

    Without a suffix the number is on the headline basis. With two concepts the suffix may hold
    one choice for each, joined by ``+``, the second with its concept:
    ``relative_intensity/co2:gdp/CN-GD/2019@carbon_monitor~sum+gdp.nbs_2020~sum``.
    The period of a change is two years, ``2005-2021``: `first` and `year`; else `first` is 0.
    """

    metric: str
    concepts: tuple[str, ...]
    region: str
    year: int
    choice: str = ""
    first: int = 0

    @property
    def period(self) -> str:
        """The year, or the first and the last one: ``2005-2022``."""
        return f"{self.first}-{self.year}" if self.first else str(self.year)

    def __str__(self) -> str:
        text = f"{self.metric}/{':'.join(self.concepts)}/{self.region}/{self.period}"
        return f"{text}@{self.choice}" if self.choice else text

    @classmethod
    def parse(cls, text: str) -> NumberId:
        """Take an id apart.

        Raises
        ------
        ParameterError
            If the text is not an id, or its metric is unknown or takes other concepts.

        Examples
        --------
        >>> NumberId.parse("share/energy/CN-GD/2021").concepts
        ('energy',)
        """
        match = _ID.fullmatch(told("identifier", text).strip())
        if match is None:
            raise ParameterError(
                f"{text!r} is not the id of a number",
                remedy="Ids are like share/energy/CN-GD/2021 or "
                "relative_intensity/co2:gdp/CN-GD/2022@carbon_monitor~sum",
            )
        concepts = tuple(match["concepts"].split(":"))
        wanted = _concepts_of(match["metric"])
        if len(concepts) != wanted:
            raise ParameterError(
                f"{match['metric']} takes {wanted} concept{'s' * (wanted > 1)}, "
                f"not {len(concepts)}, in {text!r}",
                remedy="Write energy, or energy:gdp",
            )
        first, year = int(match["first"] or 0), int(match["year"])
        _require_period(match["metric"], first, year, text)
        return cls(match["metric"], concepts, match["region"], year, match["choice"] or "", first)


def _concepts_of(metric: str) -> int:
    """How many concepts the ids of a metric name; `ParameterError` if it is not known."""
    if metric in METRICS:
        return 2 if metric in TWO_CONCEPTS else 1
    others = registry.registered()
    if metric not in others:
        missing = registry.unavailable()
        raise ParameterError(
            f"metric {metric!r} is not known",
            remedy=f"Metrics: {', '.join((*METRICS, *others))}"
            + (
                f". Those of {', '.join(missing)} need {', '.join(sorted(set(missing.values())))}, "
                "which is not installed"
                if missing
                else ""
            ),
        )
    return others[metric].concepts


def _require_period(metric: str, first: int, year: int, text: str) -> None:
    """Two years for a metric of a period, one for any other."""
    spans = metric not in METRICS and registry.registered()[metric].spans
    if spans == bool(first) and first < year:
        return
    example = "two years, the first before the last: 2005-2021" if spans else "one year: 2021"
    raise ParameterError(f"the period of {text!r} does not fit {metric}", remedy=f"Give {example}")


@dataclass(frozen=True)
class Input:
    """One figure that entered a number."""

    series: str
    region: str
    year: int
    value: float
    unit: str
    source: str
    transcription: str


@dataclass(frozen=True)
class Choice:
    """The choices made for one concept, as a reader sees them."""

    concept: str
    series: str
    denominator: str
    total: str
    imports: tuple[str, ...] = ()
    match: str = "direct"
    note_en: str = ""
    note_zh: str = ""


@dataclass(frozen=True)
class Span:
    """Lowest and highest value over the grid of admissible choices; not an error margin."""

    low: float
    high: float
    values: dict[str, float] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many choices the span is over."""
        return len(self.values)

    @property
    def added(self) -> int:
        """How many of them add bought power, by this report's own computation."""
        return sum("~imports" in token for token in self.values)


@dataclass(frozen=True)
class Number:
    """What the report prints.

    Attributes
    ----------
    id : str
        See `NumberId`; stable, since readers cite it.
    value : float
        Unrounded; rounding happens once, in `display`.
    unit : str
        ``percent``, ``ratio``, ``count``, ``rank``, ``change`` (percent, with its sign),
        ``points`` (percentage points, with their sign), or the stored unit.
    decimals : int
        Decimals shown.
    formula : str
        With symbols, then with the figures put in.
    inputs : tuple of Input
        Every figure that entered.
    basis : tuple of Choice
        One for each concept.
    headline : bool
        Whether the basis is the declared headline.
    span : Span or None
        None where only one choice is admissible.
    """

    id: str
    value: float
    unit: str
    decimals: int
    formula: str
    inputs: tuple[Input, ...]
    basis: tuple[Choice, ...]
    headline: bool
    span: Span | None = None

    @classmethod
    def of(
        cls,
        wanted: NumberId,
        value: float,
        unit: str,
        decimals: int,
        formula: str,
        inputs: Iterable[Input],
        basis: Iterable[Choice],
    ) -> Number:
        """What an id asks for, each figure once; the headline where the id makes no choice."""
        once, choices = tuple(dict.fromkeys(inputs)), tuple(dict.fromkeys(basis))
        return cls(str(wanted), value, unit, decimals, formula, once, choices, not wanted.choice)

    def __float__(self) -> float:
        return self.value

    def __format__(self, spec: str) -> str:
        """The value as a plain number is formatted, such as ``f"{number:.1f}"``."""
        return format(self.value, spec) if spec else str(self)

    def __round__(self, digits: int | None = None) -> float:
        return round(self.value, digits or 0)

    def __repr__(self) -> str:
        return f"<Number {self.id} = {self.value:.6g} {self.unit}>"

    def _repr_html_(self) -> str:
        """What Jupyter shows: the number's card, in the language of the notebook's edition."""
        return self.html()

    def html(self, lang: str = "") -> str:
        """The number's card: value and meaning, which open to figures, formula, basis and span.

        Parameters
        ----------
        lang : {"en", "zh"}, optional
            That of the notebook's edition, or of `regionshare.language`, if not given.
        """
        return self.home.card(self, lang)

    @called
    def plot(self, lang: str = "", ax: Any = None) -> Any:
        """Draw the number's history: its region's values in all years, broken where they break.

        Parameters
        ----------
        lang : {"en", "zh"}, optional
            As `html` takes it.
        ax : matplotlib axes, optional
            To draw on; new ones if not given.

        Returns
        -------
        matplotlib axes
        """
        return self.home.history(self, lang, ax)

    @functools.cached_property
    def home(self) -> Home:
        """Where the number comes from: the data opened, or those of the report."""
        home: Home = report()
        return home

    def to_frame(self) -> pd.DataFrame:
        """Every figure that entered, one row each; ``attrs`` has the number itself."""
        import pandas as pd

        frame = pd.DataFrame([asdict(one) for one in self.inputs])
        frame.attrs = {"id": self.id, "value": self.value, "unit": self.unit, "hash": self.hash}
        return frame

    @property
    def match(self) -> str:
        """``proxy`` or ``trap`` if any choice is one, else ``direct``."""
        found = {c.match for c in self.basis}
        return "trap" if "trap" in found else "proxy" if "proxy" in found else "direct"

    @property
    def period(self) -> str:
        """The data's own period, from the id."""
        return NumberId.parse(self.id).period

    def to_dict(self) -> dict[str, Any]:
        """As JSON: the content of the register."""
        content = {name: getattr(self, name) for name in self.__dataclass_fields__}
        content["inputs"] = [vars(one) for one in self.inputs]
        content["basis"] = [vars(one) for one in self.basis]
        content["span"] = self.span and vars(self.span)
        content["match"] = self.match
        content["hash"] = self.hash
        return rounded(content)  # type: ignore[no-any-return]

    @functools.cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of `cited`, first 16 hexadecimal digits."""
        return fingerprint(self.cited())

    def cited(self) -> dict[str, Any]:
        """What the hash covers: all that decides the number as printed, none of the words about it.

        Id, value, unit, decimals, headline; of each input all but the remark on its
        transcription; of each choice all but its notes. The formula says in symbols what id,
        inputs and basis decide; and a new alternative in the span must not change what was cited.
        """
        inputs = [
            {**vars(one), "transcription": one.transcription.partition(";")[0].strip()}
            for one in self.inputs
        ]
        notes = {"note_en", "note_zh"}
        basis = [{k: v for k, v in vars(one).items() if k not in notes} for one in self.basis]
        names = ("id", "value", "unit", "decimals", "headline")
        return {**{name: getattr(self, name) for name in names}, "inputs": inputs, "basis": basis}


def whole_year(year: SupportsIndex) -> int:
    """A year as an int: of any kind of whole number, such as numpy's, but no bool."""
    try:
        if not isinstance(year, bool) and 0 < operator.index(year) < 10000:
            return operator.index(year)
    except TypeError:
        pass
    raise ParameterError(f"year is {year!r}", remedy="Give a whole number such as 2021")


def told(name: str, value: Any) -> str:
    """An argument that is a text; `ParameterError` for one that is not, such as None or a list."""
    if isinstance(value, str):
        return value
    raise ParameterError(
        f"{name} is {value!r}, which is no text", remedy="Give it in quotation marks"
    )


HOME = "regionshare.api"
"""The module whose ``REPORT`` draws numbers; it stands on a higher floor, and is found by name."""


def report() -> Any:
    """The report's own data, opened: a `regionshare.api.Data`."""
    return importlib.import_module(HOME).REPORT


class Spoken:
    """The language in which numbers are shown where none is asked for."""

    lang = "en"


SPOKEN = Spoken()


def spoken(lang: str) -> str:
    """A language that the report speaks, or `ParameterError`."""
    if lang not in LANGUAGES:
        raise ParameterError(
            f"lang {lang!r} is not known", remedy=f"It is {' or '.join(LANGUAGES)}"
        )
    return lang


@called
def language(lang: str) -> None:
    """Set the language of cards and figures where none is asked for: ``en`` or ``zh``.

    Examples
    --------
    >>> import regionshare
    >>> regionshare.language("en")
    """
    SPOKEN.lang = spoken(lang)


class Home(Protocol):
    """What draws a number, with the data it comes from."""

    def card(self, number: Number, lang: str = "") -> str:
        """A number's card."""

    def history(self, number: Number, lang: str = "", ax: Any = None) -> Any:
        """A number's history, drawn."""


def rounded(content: Any) -> Any:
    """The same content with floats at twelve significant digits.

    >>> rounded({"a": 0.1 + 0.2})
    {'a': 0.3}
    """
    if isinstance(content, float):
        return float(f"{content:.{SIGNIFICANT}g}")
    if isinstance(content, dict):  # nearly all of a number is texts, which need no call
        return {k: v if type(v) is str else rounded(v) for k, v in content.items()}
    if isinstance(content, list | tuple):
        return [rounded(value) for value in content]
    return content


def canonical_json(content: Any) -> str:
    """JSON with sorted keys, no spaces and floats at twelve significant digits.

    >>> canonical_json({"b": 1.0, "a": [0.1 + 0.2]})
    '{"a":[0.3],"b":1.0}'
    """
    return json.dumps(
        rounded(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def fingerprint(content: Any) -> str:
    """SHA-256 of the canonical JSON, first 16 hexadecimal digits."""
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()[:16]


def anchor(number: str) -> str:
    """The HTML anchor of a number's id.

    >>> anchor("share/energy/CN-GD/2021")
    'num-share-energy-cn-gd-2021'
    """
    return "num-" + re.sub(r"[^a-z0-9]+", "-", number.lower()).strip("-")


def citation_key(number: str, hashed: str) -> str:
    """The BibTeX key of a number: id and hash, so that another value never has the same key.

    >>> citation_key("share/energy/CN-GD/2021", "0123456789abcdef")
    'share-energy-cn-gd-2021-0123456789abcdef'
    """
    return f"{anchor(number).removeprefix('num-')}-{hashed}"


def day_of(spoken: datetime.date | str | None) -> datetime.date | None:
    """A day, written as ``2024-11-21``."""
    if spoken is None or (isinstance(spoken, datetime.date) and spoken == spoken):
        return spoken
    try:
        return datetime.date.fromisoformat(told("spoken", spoken))
    except ValueError:
        raise ParameterError(f"{spoken!r} is not a day", remedy="Write it as 2024-11-21") from None
