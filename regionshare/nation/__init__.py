"""Nation: a data pack made from one tidy table."""
