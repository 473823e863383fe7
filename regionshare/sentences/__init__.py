"""Sentences: a text in words, read as statements over the data, each with its verdict.

A text is cleaned (`cleaning`), cut into sentences and words (`lexicon`), a sentence into clauses
(`clauses`), a clause read by one grammar (`grammar`) as statements (`statements`), and these held
against the data (`figures`, `verdicts`). What is not understood is listed, never left out (`checking`).
"""
