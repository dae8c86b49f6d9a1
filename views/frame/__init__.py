"""What stands around and in every page: menu, day that is looked at, words and numbers, the governorates, errors."""
