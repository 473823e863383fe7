"""Text: words of both languages, formulas and accessible tables."""
