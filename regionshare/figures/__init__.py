"""Figures: one function per figure, each from tables to a `regionshare.figure.Figure`."""

from regionshare.figures.history import share_history
from regionshare.figures.provinces import ranked_intensity, tile_map
from regionshare.figures.shares import shares_at_a_glance

__all__ = ["ranked_intensity", "share_history", "shares_at_a_glance", "tile_map"]
