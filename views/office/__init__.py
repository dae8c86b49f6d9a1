"""The office's own: users, roles, settings, imports, long work."""
