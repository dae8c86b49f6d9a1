"""The forms in which a document is handed out: paper, Word, Excel, and the charts on them."""
