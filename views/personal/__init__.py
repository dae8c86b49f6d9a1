"""A user's own: account, favourites, guides, notices, search."""
