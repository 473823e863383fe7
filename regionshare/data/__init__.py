"""Data: regions, series, sources, bases, the store, its checks and packages."""
