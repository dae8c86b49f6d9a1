"""The progress reports: of a governorate and of the whole country, section by section."""
