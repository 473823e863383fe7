"""Delta: carbon per GDP of the nine cities together, beside the figure that the article states."""

from __future__ import annotations

from regionshare.chapters.edition import Edition
from regionshare.claims.reading import read
from regionshare.indicators import bay_cities
from regionshare.numbers import display

STATED = "0.45吨/万元以下"
"""The words of statement C05."""
SIDES = {"en": ("not below", "below"), "zh": ("不低于", "低于")}


def tell(edition: Edition) -> None:
    """Say the latest ratio of the nine cities, its grade and its side of the statement."""
    store, lang = edition.store, edition.lang
    cities = bay_cities.mainland(store)
    co2, gdp = bay_cities.SERIES["co2"], bay_cities.SERIES["gdp"]
    years = [
        year
        for year in store.years(co2)
        if year <= edition.year
        and all(store.has(series, city, year) for series in (co2, gdp) for city in cities)
    ]
    edition.when("bay_area_delta", bool(years))
    if not years:
        return
    year = max(years)
    carbon, money = (sum(store.value(s, c, year) for c in cities) for s in (co2, gdp))
    ratio = 100 * carbon / money
    edition.say("bay_area/delta_year", str(year))
    edition.say("bay_area/delta_ratio", display.digits(ratio, 2))
    edition.say("bay_area/delta_grade", store.series[co2].grade)
    below = read(STATED)[0].interval.holds(ratio)
    edition.say("bay_area/delta_side", SIDES[lang][below])
