"""Arabic as Egyptian administration writes it: one place that reads, writes, counts, folds and orders it.

Everything here is pure: values in, text out, and back.
"""

from rollout.arabic.dates import MONTHS_AR, MONTHS_EN, format_date, format_month, parse_date, parse_month
from rollout.arabic.digits import Digits, digits_in, to_digits
from rollout.arabic.folding import BLANKS, clean, fold, sort_key
from rollout.arabic.nouns import NOUNS, Noun, plural_category
from rollout.arabic.reading import parse_amount, parse_count, parse_number, parse_percent
from rollout.arabic.searching import BARE, BEFORE_WAW, LOOSE, search_words, spelled_codes
from rollout.arabic.writing import counted, format_amount, format_exact, format_number, format_percent

__all__ = [
    "BARE", "BEFORE_WAW", "BLANKS", "LOOSE", "MONTHS_AR", "MONTHS_EN", "NOUNS", "Digits", "Noun", "clean", "counted", "digits_in", "fold",
    "format_amount", "format_date", "format_exact", "format_month", "format_number", "format_percent", "parse_amount", "parse_count",
    "parse_date", "parse_month", "parse_number", "parse_percent", "plural_category", "search_words", "sort_key", "spelled_codes",
    "to_digits",
]
