"""The ledger of the contract: papers that are drafted, closed and corrected, what they move, and the figures that follow."""
