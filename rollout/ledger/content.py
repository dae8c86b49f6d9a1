"""What a paper says, as one text that never changes once it is closed, and the hash of it by which signatures are tied to it."""

import hashlib
import json
from typing import Any

from models import Paper, PaperLine, Signatory
from rollout.supply.quantities import Quantity, thousandths


def content_hash(paper: Paper) -> str:
    """The sha256 of everything that the paper says; its lines and signatories are read."""
    text = json.dumps(content(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def content(paper: Paper) -> dict[str, Any]:
    """What the paper says: its head, its lines in their order, and whom it names to sign it; quantities in thousandths."""
    return {
        "kind": paper.kind, "contract": paper.contract_id, "governorate": paper.governorate_id, "day": paper.day.isoformat(),
        "year": paper.year, "number": paper.number, "own_number": paper.own_number, "store": paper.store_id,
        "supplier": paper.supplier_id, "about": paper.about_id, "due_on": paper.due_on.isoformat() if paper.due_on else None,
        "note": paper.note, "facts": paper.facts, "printed": paper.printed,
        "lines": [_line(line) for line in sorted(paper.lines, key=lambda line: line.position)],
        "signatories": [_signatory(person) for person in sorted(paper.signatories, key=lambda person: person.id)],
    }


def _line(line: PaperLine) -> dict[str, Any]:
    return {
        "position": line.position, "line": line.line_id, "site": line.site_id, "quantity": _exact(line.quantity),
        "accepted": _exact(line.accepted), "rejected": _exact(line.rejected), "short": _exact(line.short),
        "surplus": _exact(line.surplus), "reason": line.reason, "drawn": line.drawn, "to_site": line.to_site_id,
        "to_store": line.to_store_id, "about": line.about_id, "facts": line.facts,
    }


def _signatory(person: Signatory) -> dict[str, Any]:
    return {"part": person.part, "name": person.name, "capacity": person.capacity, "account": person.user_id}


def _exact(quantity: Quantity | None) -> int | None:
    return None if quantity is None else thousandths(quantity)
