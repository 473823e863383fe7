"""Indicators: families of metrics, each registering the words of its ids."""
