"""Issuing: from the journal to files with a number, once, and again the same."""
