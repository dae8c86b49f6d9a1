"""Tests, in the same folders as what they test, and the tools that they share."""
