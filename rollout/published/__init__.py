"""Figures published elsewhere, beside what the register itself gives for their day. For the central unit alone; in neutral words."""
