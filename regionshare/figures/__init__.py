"""Figures: style, canvas and print; what a chapter draws stands in the chapter."""
