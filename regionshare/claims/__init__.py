"""The claim ledger: statements of a text, the evidence on each, and computed verdicts."""
