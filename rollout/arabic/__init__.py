"""Arabic as Egyptian administration writes it: one place that reads, writes, counts, folds and orders it.

Everything here is pure: values in, text out, and back.
"""

from rollout.arabic.digits import Digits, to_digits
from rollout.arabic.folding import clean, fold, sort_key

__all__ = ["Digits", "clean", "fold", "sort_key", "to_digits"]
