"""The papers of follow-up: pack, minutes, memorandum, letters, differences."""
