"""The papers of supply in print: orders, receipts, minutes, vouchers and letters, as PDF and as Word from one content."""

from reports.papers.issue import Print, paper_pdf, paper_word

__all__ = ["Print", "paper_pdf", "paper_word"]
