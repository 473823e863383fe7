"""Figures: one function per figure, each from tables to a `regionshare.figure.Figure`.

The names below load on first use, so that a chapter depends on its own figures alone.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regionshare.figures.bay_area import bay_gdp_per_person, bay_index_ranks, draw_bay
    from regionshare.figures.couplings import decoupling_phase, decoupling_years
    from regionshare.figures.drivers import drivers_by_period, drivers_history
    from regionshare.figures.history import share_history
    from regionshare.figures.inequality import (
        lorenz_curves,
        rank_history,
        sigma_history,
        theil_by_group,
    )
    from regionshare.figures.intensities import intensity_history
    from regionshare.figures.inventoried import (
        inventory_history,
        inventory_shares,
        nation_against_sum,
    )
    from regionshare.figures.ledger import central_evidence, who_could_say
    from regionshare.figures.market import market_reports
    from regionshare.figures.plant import plant_factors
    from regionshare.figures.power import electricity_import, energy_mix
    from regionshare.figures.ranked import ranked_intensity
    from regionshare.figures.regional_carbon import imports_by_region, inventory_spread
    from regionshare.figures.revised import earlier_revision, last_revision, vintage_shares
    from regionshare.figures.shares import shares_at_a_glance
    from regionshare.figures.tiles import tile_map

_HOME = {
    "bay_gdp_per_person": "bay_area",
    "bay_index_ranks": "bay_area",
    "central_evidence": "ledger",
    "decoupling_phase": "couplings",
    "decoupling_years": "couplings",
    "draw_bay": "bay_area",
    "drivers_by_period": "drivers",
    "drivers_history": "drivers",
    "earlier_revision": "revised",
    "electricity_import": "power",
    "energy_mix": "power",
    "imports_by_region": "regional_carbon",
    "intensity_history": "intensities",
    "inventory_history": "inventoried",
    "inventory_shares": "inventoried",
    "inventory_spread": "regional_carbon",
    "last_revision": "revised",
    "lorenz_curves": "inequality",
    "market_reports": "market",
    "nation_against_sum": "inventoried",
    "plant_factors": "plant",
    "rank_history": "inequality",
    "ranked_intensity": "ranked",
    "share_history": "history",
    "shares_at_a_glance": "shares",
    "sigma_history": "inequality",
    "theil_by_group": "inequality",
    "tile_map": "tiles",
    "vintage_shares": "revised",
    "who_could_say": "ledger",
}
__all__ = [
    "bay_gdp_per_person",
    "bay_index_ranks",
    "central_evidence",
    "decoupling_phase",
    "decoupling_years",
    "draw_bay",
    "drivers_by_period",
    "drivers_history",
    "earlier_revision",
    "electricity_import",
    "energy_mix",
    "imports_by_region",
    "intensity_history",
    "inventory_history",
    "inventory_shares",
    "inventory_spread",
    "last_revision",
    "lorenz_curves",
    "market_reports",
    "nation_against_sum",
    "plant_factors",
    "rank_history",
    "ranked_intensity",
    "share_history",
    "shares_at_a_glance",
    "sigma_history",
    "theil_by_group",
    "tile_map",
    "vintage_shares",
    "who_could_say",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'regionshare.figures' has no attribute {name!r}")
    return getattr(importlib.import_module(f"regionshare.figures.{_HOME[name]}"), name)
