"""How each kind of thing that a search finds is called, what is said beside it, and where it leads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from rollout.arabic import fold, search_words
from rollout.followup.obstacles import Category
from rollout.issued.kinds import KINDS as ISSUED
from rollout.ledger.forms import Headings
from rollout.people import full_name
from rollout.register import governorates
from rollout.search import FINDERS, Finder, Question, find
from rollout.stages import Kind
from rollout.supply.kinds import KINDS
from rollout.text import LANGUAGES, Text, _, speaking
from views.documents.rights import hidden
from views.frame.words import decision_numbered, digits, in_digits, local_name, long_day, meeting_named, short_day
from views.security.access import may
from views.sites.register import address_of

PAGES, GOVERNORATES = "pages", "governorates"

DEEDS = (
    ((_("New delivery note"), _("Log a delivery")), "DeliveriesView.new", "deliveries", "can_write"),
    ((_("New supply order"),), "DeliveriesView.order", "deliveries", "can_write"),
    ((_("Packing list"),), "DeliveriesView.packing", "deliveries", "can_write"),
    ((_("Late orders"),), "LateView.read", "deliveries", "can_read"),
)
"""Pages that stand in no menu although people look for them by name: their names, their endpoints, and who may open them."""


@dataclass(frozen=True)
class Hit:
    """One thing that was found. `code` is what stays in Latin letters whatever the language."""

    title: str
    address: str
    note: str = ""
    code: str = ""


@dataclass(frozen=True)
class Group:
    """The things of one kind: some of them, and how many there are in all."""

    key: str
    label: Text
    icon: str
    hits: Sequence[Hit]
    number: int

    @property
    def more(self) -> bool:
        return self.number > len(self.hits)


@dataclass
class Searching:
    """One search of one request: who asks, in which governorates, and the names that its rows are told with."""

    session: Session
    typed: str
    question: Question = field(init=False)
    names: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        places = governorates(self.session)
        self.question = Question(self.typed, places, hidden())
        self.names = {place.id: local_name(place) for place in places}

    def groups(self, menu: Sequence[Any], most: int) -> list[Group]:
        """What was found of every kind that the user may read; kinds of which there is nothing are left out."""
        if not self.question.says_something:
            return []
        found = [self._pages(menu), self._governorates(), *(self.group(key, most) for key in FINDERS)]
        return [group for group in found if group is not None and group.hits]

    def group(self, key: str, most: int, start: int = 0) -> Group | None:
        """What was found of one kind; None for one that the user may not read."""
        finder = FINDERS[key]
        if not may(finder.page, finder.action):
            return None
        found = find(self.session, finder, self.question, most=most, start=start)
        return Group(key, finder.label, finder.icon, self._hits(finder, found.rows), found.number)

    def _hits(self, finder: Finder, rows: Sequence[Any]) -> list[Hit]:
        if finder.key == "papers":
            headings = Headings(self.session) if rows else None
            return [self._paper(row, headings) for row in rows]
        tell = _TOLD[finder.key]
        return [tell(row, self.names.get(getattr(row, "governorate_id", None) or 0, "")) for row in rows]

    def _paper(self, row: Any, headings: Any) -> Hit:
        number = headings.of(row.kind, row.closed_at).numbered(row.year, row.number, digits()) if row.number else ""
        own = str(_("note %(number)s", number=in_digits(row.own_number))) if row.own_number else ""
        where = self.names.get(row.governorate_id or 0, "")
        note = _joined(number, own, short_day(row.day), where)
        return Hit(str(KINDS[row.kind].label), url_for("PapersView.show", paper=row.id), note)

    def _pages(self, menu: Sequence[Any]) -> Group:
        """Pages of the menu and what is done most, by their names in either language."""
        hits = [
            Hit(str(names[0]), url_for(endpoint)) for names, endpoint, page, action in DEEDS
            if may(page, action) and any(self._is_called(name) for name in names)
        ]
        hits += [Hit(str(item.label), item.address, str(item.group or "")) for item in menu if self._is_called(item.label)]
        return Group(PAGES, _("Pages of the program"), "layout-grid", hits, len(hits))

    def _is_called(self, label: Text) -> bool:
        words = self.question.words
        for language in LANGUAGES:
            with speaking(language):
                parts = search_words(str(label))
            if words and all(any(part.startswith(word) for part in parts) for word in words):
                return True
        return False

    def _governorates(self) -> Group:
        words = self.question.words
        hits = [
            Hit(local_name(place), url_for("MatrixView.show", code=place.code), str(_("Governorate")))
            for place in self.question.places
            if words and all(word in fold(f"{place.name_ar} {place.name_en} {place.code}") for word in words)
        ]
        return Group(GOVERNORATES, _("Governorates"), "map-pin", hits if may("matrix", "can_read") else [], len(hits))


def _joined(*parts: Any) -> str:
    return " · ".join(str(part) for part in parts if part)


def _site(row: Any, where: str) -> Hit:
    return Hit(local_name(row), address_of(row.code), _joined(Kind(row.kind).label, row.markaz, where), row.code)


def _markaz(row: Any, where: str) -> Hit:
    address = url_for("SitesView.list", markaz=row.id)
    return Hit(local_name(row), address, _joined(_("Sites of the markaz"), where))


def _obstacle(row: Any, where: str) -> Hit:
    note = _joined(_("No. %(number)s", number=row.number), Category(row.category).label, where)
    return Hit(row.title, url_for("ObstaclesView.show", obstacle=row.id), note)


def _decision(row: Any, where: str) -> Hit:
    note = _joined(decision_numbered((row.number, row.meeting, row.year)), where)
    return Hit(row.words, url_for("DecisionsView.show", decision=row.id), note)


def _meeting(row: Any, where: str) -> Hit:
    address = url_for("MeetingsView.show", meeting=row.id)
    return Hit(str(meeting_named((row.number, row.year))), address, _joined(where, long_day(row.held_on)))


def _letter(row: Any, where: str) -> Hit:
    state = _("Draft") if row.state == "draft" else ""
    return Hit(row.subject, url_for("LettersView.show", letter=row.id), _joined(state, where), row.reference or "")


def _document(row: Any, where: str) -> Hit:
    day: date = row.as_of
    note = _joined(ISSUED[row.kind].label if row.kind in ISSUED else "", where, short_day(day))
    return Hit(row.title, url_for("IssuedView.show", reference=row.reference), note, row.reference)


def _contract(row: Any, _where: str) -> Hit:
    return Hit(local_name(row), url_for("ContractView.show", code=row.code), in_digits(row.number), row.code)


def _item(row: Any, _where: str) -> Hit:
    return Hit(local_name(row), url_for("ContractView.line", code=row.contract, line=row.code), str(_("Item of the contract")), row.code)


def _supplier(row: Any, _where: str) -> Hit:
    return Hit(local_name(row), url_for("SupplierView.show", pk=row.id), "", row.code)


def _member(row: Any, where: str) -> Hit:
    left = _("left on %(day)s", day=short_day(row.until)) if row.until else ""
    return Hit(row.name, url_for("MeetingsView.committee", code=row.code), _joined(row.capacity, row.body, where, left))


def _addressee(row: Any, _where: str) -> Hit:
    return Hit(row.post_ar, url_for("AddresseeView.show", pk=row.id), _joined(row.name_ar, row.body_ar))


def _user(row: Any, _where: str) -> Hit:
    state = "" if row.active else _("Closed account")
    return Hit(full_name(row.first_name, row.last_name), url_for("UserView.show", pk=row.id), _joined(state), row.username)


_TOLD: Mapping[str, Callable[[Any, str], Hit]] = {
    "sites": _site, "marakez": _markaz, "obstacles": _obstacle, "decisions": _decision, "meetings": _meeting, "letters": _letter,
    "issued": _document, "contracts": _contract, "items": _item, "suppliers": _supplier, "members": _member, "addressees": _addressee,
    "users": _user,
}
