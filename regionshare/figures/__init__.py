"""Figures: one function per figure, each from tables to a `regionshare.figure.Figure`."""

from regionshare.figures.bay_area import bay_gdp_per_person, bay_index_ranks, draw_bay
from regionshare.figures.history import share_history
from regionshare.figures.inequality import (
    lorenz_curves,
    rank_history,
    sigma_history,
    theil_by_group,
)
from regionshare.figures.ledger import central_evidence, who_could_say
from regionshare.figures.ranked import ranked_intensity
from regionshare.figures.shares import shares_at_a_glance
from regionshare.figures.tiles import tile_map

__all__ = [
    "bay_gdp_per_person",
    "bay_index_ranks",
    "central_evidence",
    "draw_bay",
    "lorenz_curves",
    "rank_history",
    "ranked_intensity",
    "share_history",
    "shares_at_a_glance",
    "sigma_history",
    "theil_by_group",
    "tile_map",
    "who_could_say",
]
