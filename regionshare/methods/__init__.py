"""Methods: pure arithmetic on numbers and arrays."""
