"""The money of the contract: what may be paid, certificates and payments, securities, and compensation for delay."""
