"""Chapters: the edition, and for each chapter its tables, its figures and its findings."""
