"""Matrix: every metric, and the central sentence's answer, for every region and year of a nation.

It is arithmetic, not notebooks: one vectorised pass over the tables of the series.
"""
