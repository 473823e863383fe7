"""Execution: what a chapter is made from, and the kernels that run it."""
