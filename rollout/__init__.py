"""Tashgheel: bringing Egypt's public service sites into operation. Imports nothing."""
