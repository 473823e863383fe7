"""Figures: one function per figure, each from tables to a `regionshare.figure.Figure`."""

from regionshare.figures.history import share_history
from regionshare.figures.inventoried import inventory_history, inventory_shares, nation_against_sum
from regionshare.figures.ledger import central_evidence, who_could_say
from regionshare.figures.ranked import ranked_intensity
from regionshare.figures.regional_carbon import imports_by_region, inventory_spread
from regionshare.figures.revised import earlier_revision, last_revision, vintage_shares
from regionshare.figures.shares import shares_at_a_glance
from regionshare.figures.tiles import tile_map

__all__ = [
    "central_evidence",
    "earlier_revision",
    "imports_by_region",
    "inventory_history",
    "inventory_shares",
    "inventory_spread",
    "last_revision",
    "nation_against_sum",
    "ranked_intensity",
    "share_history",
    "shares_at_a_glance",
    "tile_map",
    "vintage_shares",
    "who_could_say",
]
