"""Evidence: the store of its files, what a file may be, and how a better document takes the place of a worse one."""

from rollout.evidence.kinds import MOST_BYTES, MOST_NAME, MOST_PIXELS, PHOTOS, SUFFIXES, clean_name, type_of
from rollout.evidence.looking import MOST_PAGES
from rollout.evidence.store import Store, Stored, store_for

__all__ = [
    "MOST_BYTES", "MOST_NAME", "MOST_PAGES", "MOST_PIXELS", "PHOTOS", "SUFFIXES", "Store", "Stored", "clean_name", "store_for", "type_of",
]
