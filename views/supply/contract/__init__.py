"""The contract: parties, lots, lines, kits, and the work on them."""
