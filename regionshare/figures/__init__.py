"""Figures: one function per figure, each from tables to a `regionshare.figure.Figure`."""

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
from regionshare.figures.inventoried import inventory_history, inventory_shares, nation_against_sum
from regionshare.figures.ledger import central_evidence, who_could_say
from regionshare.figures.market import market_reports
from regionshare.figures.plant import plant_factors
from regionshare.figures.power import electricity_import, energy_mix
from regionshare.figures.ranked import ranked_intensity
from regionshare.figures.regional_carbon import imports_by_region, inventory_spread
from regionshare.figures.revised import earlier_revision, last_revision, vintage_shares
from regionshare.figures.shares import shares_at_a_glance
from regionshare.figures.tiles import tile_map

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
