"""The Sphinx side of the report: from prepared notebooks to HTML pages of one language."""
