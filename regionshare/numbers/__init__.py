"""Numbers: ids, numbers, quantities, the evaluator, and how numbers are shown."""
