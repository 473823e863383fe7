"""The functions that analysts call: ``regionshare.share("energy", "CN-GD", 2021)``.

They are the methods of `Data` over the report's own data; `open` gives the same over other packs.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, SupportsIndex

from regionshare.data.store import Store
from regionshare.files import packs as merging
from regionshare.files import paths
from regionshare.numbers import display, opening
from regionshare.numbers.calls import answering, called
from regionshare.numbers.evaluator import Evaluator
from regionshare.numbers.number import SPOKEN, Number, NumberId, spoken, told, whole_year

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Years = Sequence[SupportsIndex] | SupportsIndex


@answering
class Data:
    """Data packs, opened as one: whatever this package answers, answered from them.

    `regionshare.open` gives one. The report's own, and what ``REGIONSHARE_DATA`` names, need not be
    opened: ``regionshare.share`` and the other functions of that name answer from them.
    """

    def __init__(self, packs: Iterable[str] = (), lang: str = "") -> None:
        self.packs = tuple(packs)
        self.lang = spoken(lang) if lang else ""

    def __repr__(self) -> str:
        return f"regionshare.open({', '.join(map(repr, self.packs))})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Data, (self.packs, self.lang)

    @cached_property
    def _opened(self) -> Evaluator:
        own, joined = paths.ROOT / "data", os.pathsep.join(self.packs)
        return opening.opened(merging.found(joined, own, paths.packs_dir()).resolve())

    @property
    def evaluator(self) -> Evaluator:
        """What computes the numbers."""
        return self._opened if self.packs else opening.evaluator()

    @property
    def store(self) -> Store:
        """The data: regions, concepts, series, figures, sources."""
        return self.evaluator.store

    # -- numbers ----------------------------------------------------------------------------------

    def number(self, identifier: str) -> Number:
        """The number of an id.

        Parameters
        ----------
        identifier : str
            Metric, concepts, region and year, such as ``share/energy/CN-GD/2021``; another basis
            than the headline behind an ``@``.

        Returns
        -------
        Number

        Raises
        ------
        ParameterError
            If the id, or a region, concept, series or basis in it, is not known.
        MissingDataError
            If figures that it needs are missing; says which series have them.

        Examples
        --------
        >>> import regionshare
        >>> regionshare.number("share/energy/CN-GD/2021")
        <Number share/energy/CN-GD/2021 = 7.02699 percent>
        """
        return self._number(told("identifier", identifier))

    def _number(self, wanted: str | NumberId) -> Number:
        found = self.evaluator.number(wanted)
        if self.packs:
            vars(found)["home"] = self  # for its card and its history
        return found

    def _of(
        self, metric: str, concepts: tuple[str, ...], region: str, year: SupportsIndex,
        series: str | None, denominator: str | None,
    ) -> Number:  # fmt: skip
        ready = self.evaluator
        for concept in concepts:
            ready.store.get_concept(told("concept", concept))
        for name, one in (("series", series), ("denominator", denominator)):
            if one is not None:
                told(name, one)
        ready.store.regions.nation(told("region", region))
        year, choice = whole_year(year), ""
        if series is not None or denominator is not None:
            choice = ready.chooser.basis(concepts[0], region, year, series, denominator).token
        return self._number(NumberId(metric, concepts, region, year, choice))

    def share(
        self,
        concept: str,
        region: str,
        year: SupportsIndex,
        series: str | None = None,
        denominator: str | None = None,
    ) -> Number:
        """``share = 100 * value(region) / total(nation)``, in percent.

        Parameters
        ----------
        concept : str
            ``energy``, ``co2``, ``population``, ``gdp``, ``electricity``: see `concepts`.
        region : str
            ISO 3166-2 id, such as ``CN-GD``: see `regions`.
        year : int
            Year of the figures, of any kind of whole number.
        series : str, optional
            A series of the concept; by default that of the headline basis.
        denominator : {"national", "sum"}, optional
            The nation's own row, or the sum of all expected regions of the series.

        Returns
        -------
        Number
            With ``id``, ``value``, ``unit``, ``inputs``, ``basis`` and ``span``. Where the headline
            does not reach the year and a proxy is declared, the proxy: ``match`` is then ``proxy``.

        Raises
        ------
        ParameterError
            If a name is not known.
        MissingDataError
            If a figure is missing, or a sum would lack a region.

        Examples
        --------
        >>> import regionshare
        >>> number = regionshare.share("gdp", "CN-GD", 2023)
        >>> round(float(number), 1), number.unit
        (10.7, 'percent')
        """
        return self._of("share", (concept,), region, year, series, denominator)

    def relative_intensity(
        self,
        concept: str,
        region: str,
        year: SupportsIndex,
        activity: str = "gdp",
        series: str | None = None,
        denominator: str | None = None,
    ) -> Number:
        """``share(concept) / share(activity)``, both over one coverage; 1 is the nation's average.

        Parameters and errors as in `share`; ``series`` and ``denominator`` are those of the concept.

        Examples
        --------
        >>> import regionshare
        >>> regionshare.relative_intensity("co2", "CN-GD", 2022).value < 1
        True
        """
        concepts = concept, activity
        return self._of("relative_intensity", concepts, region, year, series, denominator)

    def intensity(
        self,
        concept: str,
        region: str,
        year: SupportsIndex,
        activity: str = "gdp",
        series: str | None = None,
        denominator: str | None = None,
    ) -> Number:
        """``value(concept) / value(activity)`` of one region, at current prices.

        Parameters and errors as in `share`.

        Examples
        --------
        >>> import regionshare
        >>> regionshare.intensity("energy", "CN-GD", 2021).unit
        '1e4 tce per 1e8 yuan'
        """
        return self._of("intensity", (concept, activity), region, year, series, denominator)

    def per_capita(
        self,
        concept: str,
        region: str,
        year: SupportsIndex,
        series: str | None = None,
        denominator: str | None = None,
    ) -> Number:
        """``value(concept) / value(population)`` of one region.

        Parameters and errors as in `share`.

        Examples
        --------
        >>> import regionshare
        >>> regionshare.per_capita("gdp", "CN-GD", 2023).id
        'per_capita/gdp/CN-GD/2023'
        """
        return self._of("per_capita", (concept,), region, year, series, denominator)

    def explain(self, number: str | Number) -> str:
        """Formula, figures with their sources, basis and span of a number, as text.

        Parameters
        ----------
        number : str or Number
            An id, or what a function of this package returned.

        Examples
        --------
        >>> import regionshare
        >>> print(regionshare.explain("share/energy/CN-GD/2021").splitlines()[0])
        share/energy/CN-GD/2021 = 7.02699 percent
        """
        asked = number.id if isinstance(number, Number) else number
        return display.as_text(self.number(asked), asked, self.store)

    def card(self, number: Number, lang: str = "") -> str:
        """A number's card as HTML: what Jupyter shows."""
        from regionshare.register import cards

        return cards.cards([number], self.store, self._spoken(lang))

    def _spoken(self, lang: str) -> str:
        return spoken(lang or self.lang or SPOKEN.lang)

    # -- tables -----------------------------------------------------------------------------------

    def regions(self, nation: str | None = None) -> pd.DataFrame:
        """The regions at hand: ``region``, ``nation``, ``level``, ``name_en``, ``name_zh``.

        Parameters
        ----------
        nation : str, optional
            ISO 3166-1 id; all nations if not given. One that is not known is a `ParameterError`.

        Examples
        --------
        >>> import regionshare
        >>> found = regionshare.regions("US")
        >>> found.loc[found["region"] == "US-CA", ["level", "name_en"]].values.tolist()
        [['state', 'California']]
        """
        from regionshare.matrix import panel

        return panel.regions(self.evaluator, nation)

    def concepts(self) -> pd.DataFrame:
        """What is measured: ``concept``, ``name_en``, ``name_zh``, ``definition_en``, ``series``.

        ``series`` is how many series measure it.

        Examples
        --------
        >>> import regionshare
        >>> regionshare.concepts().set_index("concept").loc["co2", "name_en"]
        'Carbon dioxide emissions'
        """
        from regionshare.matrix import panel

        return panel.concepts(self.evaluator)

    def panel(
        self,
        concept: str | Sequence[str] | None = None,
        nation: str | None = None,
        metric: str = "share",
        years: Years = (),
        basis: Mapping[str, str] | None = None,
    ) -> pd.DataFrame:
        """Every value of a metric over all regions and years of a nation, a row each.

        Parameters
        ----------
        concept : str or sequence of str, optional
            One or several, as in ids (``energy``, ``co2:gdp``); all that the metric has if not given.
        nation : str, optional
            ISO 3166-1 id; the first of the data if not given.
        metric : str
            ``share``, ``per_capita``, ``intensity``, ``relative_intensity``, ``rank`` ...
        years : int or sequence of int, optional
            All for which a headline basis is declared if not given.
        basis : mapping, optional
            Another headline by concept, as ``regionshare build --basis`` takes it.

        Returns
        -------
        DataFrame
            ``region, year, metric, concepts, value, unit, basis, id``; where a figure is missing
            there is no row.

        Raises
        ------
        ParameterError
            If a name is not known.

        Examples
        --------
        >>> import regionshare
        >>> found = regionshare.panel("gdp", years=2023)
        >>> round(float(found.set_index("region").loc["CN-GD", "value"]), 1)
        10.7
        """
        from regionshare.matrix import panel

        return panel.panel(self.evaluator, concept, nation, metric, years, basis)

    def matrix(
        self,
        nation: str | None = None,
        years: Years = (),
        basis: Mapping[str, str] | None = None,
        metric: str | None = None,
    ) -> pd.DataFrame:
        """Every metric of every region and year of a nation, as ``regionshare matrix`` writes it.

        Parameters
        ----------
        nation, years, basis
            As `panel` takes them.
        metric : str, optional
            One metric, such as ``share/energy``: the table then has a row for each region, a column
            for each year.

        Returns
        -------
        DataFrame
            ``region, year, metric, value, unit, id, basis``; or regions by years.

        Examples
        --------
        >>> import regionshare
        >>> found = regionshare.matrix("CN", [2020, 2021], metric="share/energy")
        >>> round(float(found.loc["CN-GD", 2021]), 1)
        7.0
        """
        from regionshare.matrix import panel

        return panel.matrix(self.evaluator, nation, years, basis, metric)

    def table(
        self,
        found: pd.DataFrame | Number | Iterable[Number],
        path_or_format: str | os.PathLike[str],
    ) -> Path | str | bytes:
        """Write a table as a file, or get its content.

        Parameters
        ----------
        found : DataFrame, Number or several numbers
            Such as what `panel` and `matrix` return; of a number its figures, of several a row each.
        path_or_format : str or path
            A path that ends in ``.csv``, ``.xlsx``, ``.parquet`` or ``.sdmx.csv``: the file is
            written whole or not at all, in place of one that is there. Or a format, ``csv``,
            ``excel``, ``parquet`` or ``sdmx-csv``, to get the content.

        Returns
        -------
        Path, str or bytes
            The file; or its content, bytes for Excel and Parquet.

        Notes
        -----
        A text that a spreadsheet would compute, such as ``=1+1``, stands behind an apostrophe in CSV,
        and is a text in Excel. SDMX-CSV is that of SDMX 3.0 (version 2.0), and holds a panel or a
        matrix.

        Raises
        ------
        ParameterError
            If it is no table, or nothing that a table can be written as.

        Examples
        --------
        >>> import regionshare
        >>> found = regionshare.panel("gdp", years=2023)
        >>> print(regionshare.table(found, "sdmx-csv").splitlines()[0][:61])
        STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,MEASURE,INDICATOR
        """
        from regionshare.matrix import export

        return export.table(found, path_or_format)

    # -- figures ----------------------------------------------------------------------------------

    def plot(
        self,
        panel: pd.DataFrame | Number,
        region: str | Sequence[str] = (),
        lang: str = "",
        ax: Axes | None = None,
    ) -> Any:
        """Draw a panel, or a number's history, in the report's style.

        A line for each region over the years, broken where its figures break; a bar for each
        region where the panel has one year.

        Parameters
        ----------
        panel : DataFrame or Number
            What `panel` returns, or rows of it.
        region : str or sequence of str, optional
            The regions to name and to colour; the highest of the last year if not given.
        lang : {"en", "zh"}, optional
            That of the notebook's edition, or of `language`, if not given.
        ax : matplotlib axes, optional
            To draw on; new ones if not given.

        Returns
        -------
        matplotlib axes
            A list of them if the panel has several metrics or concepts.

        Examples
        --------
        >>> import regionshare
        >>> axes = regionshare.plot(regionshare.panel("gdp"), region="CN-GD")
        >>> axes.get_title(loc="left")
        'Share of the nation: Economy (China)'
        """
        from regionshare.matrix import drawing

        if isinstance(panel, Number):
            return self.history(panel, lang, ax)
        return drawing.panel(self.evaluator, panel, region, self._spoken(lang), ax)

    def history(self, number: Number, lang: str = "", ax: Any = None) -> Any:
        """Draw a number's history: see `Number.plot`."""
        from regionshare.matrix import drawing

        return drawing.history(self.evaluator, number, self._spoken(lang), ax)

    # -- statements -------------------------------------------------------------------------------

    def alike(
        self, region: str, year: SupportsIndex, nation: str | None = None,
        count: SupportsIndex = 5, burden: str = "co2", lang: str = "",
    ) -> pd.DataFrame:  # fmt: skip
        """Regions like this one, of all nations at hand, the nearest first.

        Alike by three measures: the share of the nation's people, GDP a head and the burden per unit of
        GDP, the last two over the nation's own. ``distance`` is the root mean square of their
        logarithms' differences; ``exp(distance)`` is by which factor they are apart on average. Nations,
        regions and inventories differ, so this is no ranking.

        Parameters
        ----------
        region : str
            ISO 3166-2 id, such as ``CN-GD``.
        year : int
            Each region is taken in its latest year up to this one, at most five years earlier.
        nation : str, optional
            Regions of this nation alone.
        count : int
            How many.
        burden : {"co2", "energy"}
            Whose intensity it is.
        lang : {"en", "zh"}, optional
            Of names and reasons; that of the notebook's edition, or of `language`, if not given.

        Returns
        -------
        DataFrame
            ``region, name, nation, year, distance, size, income, intensity, reason``. Under
            ``attrs["left_out"]`` stand the nations that lack one of the measures.

        Raises
        ------
        ParameterError
            If a name is not known.
        MissingDataError
            If the region lacks one of the measures.

        Examples
        --------
        >>> import regionshare
        >>> found = regionshare.alike("CN-GD", 2022, nation="CN", count=2)
        >>> found["distance"].is_monotonic_increasing, len(found)
        (True, 2)
        """
        from regionshare.claims import alike

        asked = (region, year, nation, count, burden, self._spoken(lang))
        return alike.alike(self.evaluator, *asked).to_frame()

    def check(
        self,
        text: str,
        region: str = "",
        year: SupportsIndex | None = None,
        spoken: date | str | None = None,
        lang: str | None = None,
    ) -> dict[str, Any]:
        """What a text states about regions of a nation, each statement with its verdict.

        Parameters
        ----------
        text : str
            One sentence or an article, English or Chinese.
        region, year : optional
            The region, ``CN-GD``, and the year that the text leaves open.
        spoken : datetime.date or str, optional
            The day it was said, ``2024-11-21``, which says what last year is; today if not given.
        lang : {"en", "zh"}, optional
            The language of the answers; the text's own if not given.

        Returns
        -------
        dict
            ``text``, ``statements`` and ``not_read``, by ``schemas/sentences.schema.json``.

        Raises
        ------
        ParameterError
            If the region, the day or the language is not known.

        Examples
        --------
        >>> import regionshare
        >>> found = regionshare.check("In 2021 Zhejiang used about 5 % of China's energy.")
        >>> len(found["statements"]), found["not_read"]
        (1, [])
        """
        from regionshare.sentences.checking import check

        return check(text, region, year, spoken, lang, self.evaluator)


@called
def open(*packs: str | os.PathLike[str], lang: str = "") -> Data:
    """Data packs as one, which answer like the report's own; nothing else changes.

    Parameters
    ----------
    *packs : str or path
        Folders like ``data/``; ``report`` stands for the report's own data. Rows that are equal may
        stand in several; what differs under one name is refused.
    lang : {"en", "zh"}, optional
        The language of cards and figures.

    Returns
    -------
    Data
        With `Data.number`, `Data.share`, `Data.panel`, `Data.matrix`, `Data.check` and the other
        functions of this package. It holds the data as they are now; open them again after a change.

    Raises
    ------
    ParameterError
        If nothing is given, or no path.
    DataError
        If a pack is not there or breaks a rule, or two packs say different things under one name.

    Examples
    --------
    >>> import regionshare
    >>> data = regionshare.open("report")
    >>> data.share("energy", "CN-GD", 2021) == regionshare.share("energy", "CN-GD", 2021)
    True
    """
    data = Data(merging.listed(packs), lang)
    _ = data.evaluator  # what is wrong with the packs is said here
    return data


REPORT = Data()
"""The report's own data, or what ``REGIONSHARE_DATA`` names."""

alike, check, concepts, explain = REPORT.alike, REPORT.check, REPORT.concepts, REPORT.explain
intensity, number, panel = REPORT.intensity, REPORT.number, REPORT.panel
per_capita, plot, regions = REPORT.per_capita, REPORT.plot, REPORT.regions
relative_intensity, share, table = REPORT.relative_intensity, REPORT.share, REPORT.table
