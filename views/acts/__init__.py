"""Acts upon what is recorded: the same at many sites at once, and undoing."""
