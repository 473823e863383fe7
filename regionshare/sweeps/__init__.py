"""Sweeps: many editions of the report executed, kept and published as one site."""
