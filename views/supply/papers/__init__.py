"""The papers of the contract: drafted, closed, signed, printed."""
