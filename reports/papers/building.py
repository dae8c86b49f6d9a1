"""From a paper of supply to a document: the one content that paper and Word print."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from models import Signatory
from reports.document.content import Block, Document, Facts, Letterhead, Paragraph, Section, Signed, Signing, apart
from reports.papers import words
from reports.papers.reading import Reference, Told
from reports.papers.rows import rows_table, value_of
from reports.words.phrases import CAIRO, DEMO, DEMO_LINE, GOVERNORATE, Phrases
from rollout.arabic import to_digits
from rollout.arabic.spelling import spelled_amount
from rollout.supply.kinds import Signs

_PRICED = frozenset({"order", "addition"})
_LETTERS = frozenset({"order", "rejection"})
"""Kinds that are written to the supplier, with greeting and closing."""


def paper_document(told: Told) -> Document:
    """The whole paper. The language of labels is that of the caller; it is Arabic."""
    book, paper = Phrases(told.office.digits), told.paper
    number = told.form.numbered(paper.year, paper.number, told.office.digits)
    blocks: list[Block] = [Facts(tuple(_facts(book, told))), *_opening(book, told), rows_table(book, told), *_closing(book, told)]
    return Document(
        reference=number,
        title=told.form.title,
        subtitle=told.form.form,
        period="",
        letterhead=Letterhead(_issuer(told), tuple(_filed(book, told, number))),
        sections=(Section("", tuple(blocks)), Section("", (_signing(book, told),))),
        footer=(f"{told.form.title} {apart(number)}", _standing(book, told)),
        words=book.words(),
        known_at=told.moment,
        notice=DEMO if paper.is_demo else "",
        notice_line=DEMO_LINE if paper.is_demo else "",
        facts=_bare(told, number),
        watermark={"draft": words.DRAFT, "dropped": words.DROPPED}.get(paper.state, ""),
        form=True,
    )


def named(book: Phrases, reference: Reference) -> str:
    """An earlier paper by title, number and day; the supplier's own number for what the supplier numbered."""
    paper = reference.paper
    number = own_number(book, paper.own_number) or reference.form.numbered(paper.year, paper.number, book.digits)
    return words.NUMBERED.format(title=reference.form.title, number=apart(number), day=apart(book.short(paper.day)))


def own_number(book: Phrases, number: str) -> str:
    """The supplier's number in the digits of the paper; one with Latin letters stays as it was written."""
    return number if any("a" <= letter.lower() <= "z" for letter in number) else to_digits(number, book.digits)


def _issuer(told: Told) -> tuple[str, ...]:
    """The state; then the governorate and its store, or the ministry and the governorate, or the ministry and its unit."""
    if told.words.governorate is None:
        return told.office.republic, told.office.ministry, told.office.unit
    governorate = GOVERNORATE.format(name=told.words.governorate.name_ar)
    if told.words.store:
        return told.office.republic, governorate, told.words.store.name_ar
    return told.office.republic, told.office.ministry, governorate


def _filed(book: Phrases, told: Told, number: str) -> Iterable[tuple[str, str]]:
    yield words.NUMBER, apart(number)
    yield words.DAY, book.day(told.paper.day)
    yield words.CONTRACT_NUMBER, apart(told.words.contract.number)


def _facts(book: Phrases, told: Told) -> Iterable[tuple[str, str]]:
    """Who and what the paper is about, and the papers that it follows."""
    paper, said, contract = told.paper, told.words, told.words.contract
    yield words.FACTS["contract"], words.CONTRACT_WORDS.format(
        name=contract.name_ar, number=apart(contract.number), day=apart(book.short(contract.day))
    )
    if said.suppliers:
        yield words.FACTS["supplier"], "، ".join(said.suppliers)
    if said.governorate:
        yield words.FACTS["governorate"], said.governorate.name_ar
    if said.store:
        yield words.FACTS["store"], said.store.name_ar
    if told.kind.inspects and paper.facts.get("decision"):
        decision = own_number(book, str(paper.facts["decision"]))
        yield words.FACTS["decision"], apart(decision) + _on(book, words.DECIDED_ON, paper.facts.get("decided_on"))
    if paper.own_number:
        yield words.FACTS["own_number"], apart(own_number(book, paper.own_number))
    if told.kind.due is not None and paper.due_on:
        yield f"{told.kind.due}:", book.day(paper.due_on)
    label = words.FACTS["corrects" if told.kind.key == "counter" else "follows"]
    for n, reference in enumerate(told.follows):
        yield label if n == 0 else words.FACTS["follows"], named(book, reference)
    if told.orders:
        yield words.FACTS["orders"], "؛ ".join(named(book, order) for order in told.orders)
    yield words.FACTS["rows"], book.number(len(told.lines))


def _opening(book: Phrases, told: Told) -> list[Paragraph]:
    """What introduces the rows."""
    paper, key = told.paper, told.kind.key
    if key in _LETTERS:
        due = book.day(paper.due_on) if paper.due_on else "…"
        minutes = named(book, told.follows[0]) if told.follows else ""
        sentence = (words.ORDERING if key == "order" else words.REJECTED).format(
            contract=apart(told.words.contract.number), signed=book.day(told.words.contract.day), due=due, minutes=minutes,
            notified=_on(book, words.NOTIFIED_ON, paper.facts.get("notified_on")),
        )
        to = words.TO.format(supplier="، ".join(told.words.suppliers) or "…")
        return [Paragraph(to), Paragraph(words.GREETING, centred=True), Paragraph(sentence)]
    if told.kind.inspects:
        decision = own_number(book, str(paper.facts.get("decision") or ""))
        if decision:
            decision = words.FORMED_BY.format(decision=apart(decision)) + _on(book, words.DECIDED_ON, paper.facts.get("decided_on"))
        return [Paragraph(words.COMMITTEE_MET.format(
            weekday=words.WEEKDAYS[paper.day.weekday()], day=book.day(paper.day), store=_store(told), decision=decision,
        ))]
    return [Paragraph(words.OPENINGS[key].format(store=_store(told)))]


def _on(book: Phrases, words_of: str, told: Any) -> str:
    """A day that was told beside the paper, in words; nothing where none was."""
    return words_of.format(day=apart(book.short(date.fromisoformat(told)))) if told else ""


def _closing(book: Phrases, told: Told) -> Iterable[Paragraph]:
    """What follows from the rows: their value in words, the committee's decision, the request to the supplier."""
    paper = told.paper
    if told.kind.key in _PRICED:
        value = sum(value_of(line) for line in told.lines)
        yield Paragraph(words.IN_WORDS.format(amount=book.money(value), words=spelled_amount(value)))
    if told.kind.inspects:
        yield Paragraph(words.DECIDED.format(decision=_decision(told)))
    if told.kind.key == "rejection":
        due = book.day(paper.due_on) if paper.due_on else "…"
        yield Paragraph(words.REQUEST.format(store=_store(told), due=due))
    if paper.note.strip():
        yield Paragraph(words.NOTE.format(note=paper.note.strip()))
    if told.kind.key in _LETTERS:
        yield Paragraph(words.CLOSING, centred=True)


def _decision(told: Told) -> str:
    """What the quantities decide, so that the words can never say anything else."""
    accepted, rejected = any(line.accepted for line in told.lines), any(line.rejected for line in told.lines)
    if accepted and rejected:
        return words.PART_REJECTED
    if rejected:
        return words.ALL_REJECTED
    return words.ALL_ACCEPTED if accepted else words.ONLY_SHORT


def _store(told: Told) -> str:
    return told.words.store.name_ar if told.words.store else words.AT_SITE


def _signing(book: Phrases, told: Told) -> Signing:
    """Everybody who is to sign in the order of the kind; a part that nobody has yet keeps its empty line."""
    people = sorted(told.paper.signatories, key=lambda person: (list(Signs).index(Signs(person.part)), person.id))
    filled = {person.part for person in people}
    wanted = told.kind.signs or (() if people else (Signs.AUTHORITY,))
    if told.kind.key == "addition":
        wanted = (*wanted, Signs.AUTHORITY)
    missing = [Signed(str(part.label), "") for part in wanted if part.value not in filled]
    return Signing(words.SIGNING, (*(_signed(book, person) for person in people), *missing))


def _signed(book: Phrases, person: Signatory) -> Signed:
    part, drawn = str(Signs(person.part).label), person.signature
    if drawn is None:
        return Signed(part, person.name, person.capacity)
    strokes = tuple(tuple((int(x), int(y)) for x, y, *_pressure in line) for line in drawn.strokes if line)
    day = apart(book.short(drawn.signed_at.astimezone(CAIRO).date()))
    return Signed(part, person.name, person.capacity, strokes, day, words.SIGNATURE_OF.format(name=person.name, part=part))


def _standing(book: Phrases, told: Told) -> str:
    """Whether the paper is in force, and since when."""
    if told.paper.closed_at is None:
        return words.DROPPED_FOOTER if told.paper.state == "dropped" else words.DRAFT_FOOTER
    return words.CLOSED_FOOTER.format(moment=book.clock(told.paper.closed_at))


def _bare(told: Told, number: str) -> dict[str, Any]:
    """The paper for a machine: codes and numbers without words."""
    paper = told.paper
    return {
        "paper": paper.id, "kind": paper.kind, "state": paper.state, "number": number, "day": paper.day.isoformat(),
        "contract": told.words.contract.code, "own_number": paper.own_number, "due_on": paper.due_on.isoformat() if paper.due_on else None,
        "lines": [
            {
                "item": told.words.items[line.line_id].code, "site": told.words.sites[line.site_id].code if line.site_id else None,
                "reason": line.reason,
                **{
                    part: str(value) for part in ("quantity", "accepted", "rejected", "short", "surplus")
                    if (value := getattr(line, part)) is not None
                },
            }
            for line in told.lines
        ],
        "signatures": [person.signature.sha256 for person in paper.signatories if person.signature],
    }
