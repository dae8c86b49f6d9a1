"""One site's page: how far it has come, its people, its documents and pictures."""
