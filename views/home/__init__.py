"""First pages, by role."""
