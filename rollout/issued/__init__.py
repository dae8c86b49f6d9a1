"""Issued documents: their kinds and numbers, the register of them, and what can be said of a paper that somebody holds in the hand."""
