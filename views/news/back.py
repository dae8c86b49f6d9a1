"""The way back to the matrix with the filters that somebody came from, kept by the page's own address."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from flask import request, url_for

from views.frame.words import kept_query

ASKED = ("q", "markaz", "stage", "state", "wave", "late", "silent", "stalled", "changed", "compare", "from")
LONGEST = 2_000


def asked_in(address: str | None) -> str:
    """What the matrix at this address was asked, as the end of an address; nothing for any other page."""
    parts = urlsplit(address or "")
    if not parts.path.startswith(url_for("MatrixView.read")) or len(parts.query) > LONGEST:
        return ""
    return kept_query(_known(parts.query))


def asked_before() -> Mapping[str, str]:
    """What the matrix was asked from which this form came, at once or by way of a page of its own."""
    return _known(request.form.get("kept", "")[:LONGEST] or asked_in(request.referrer))


def _known(query: str) -> dict[str, str]:
    return {name: value for name, value in parse_qsl(query) if name in ASKED}
