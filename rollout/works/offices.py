"""The offices of the partner bodies in a complex, and what each still lacks. Practice: DOMAIN §1.2 row 7 and §2.4."""

from collections.abc import Iterator
from enum import StrEnum

from rollout.text import Text, _
from rollout.works.steps import EXCUSED, Area, Entry, Field, Happened, ItemKind, Items, ItemState, Step, beside
from rollout.works.units import units_done

_NOTE = Field("note", _("Note"), Entry.PROSE)
_HEADS = Field("count", _("Employees"), Entry.COUNT, required=True)
_UNIT = _("Local unit")
OPENED = "opened"


def _lacks_nothing(office: ItemState) -> Happened | None:
    return office.last if len(office.taken) == len(office.kind.path) else None


_LINKS = ("line", "letter")
"""What a body gives that only links the complex with its systems: it has neither a room nor staff there."""


def _office(key: str, label: Text, icon: str, *, counted: bool, has: tuple[str, ...] = ()) -> ItemKind:
    """An office of a body; `has` names the only things that it needs, where it does not need them all."""
    excuse = Step(EXCUSED, _("Not applicable"), _UNIT, (Field("note", _("Reason"), Entry.PROSE, required=True),
                  Field("person", _("Who approved that it does not apply"), required=True)), _("Approval"))
    opened = Step(OPENED, _("Opened to the public"), label, (_NOTE,))
    path = (
        Step("space", _("Space"), _UNIT, (Field("area", _("Area (m²)"), Entry.DECIMAL), _NOTE)),
        Step("furniture", _("Furniture"), _("Supplier"), (_NOTE,)),
        Step("line", _("Line"), _("Telecom Egypt"), (Field("number", _("Line number")), _NOTE)),
        Step("devices", _("Devices"), label, (Field("count", _("Devices"), Entry.COUNT), _NOTE)),
        Step("nominated", _("Nomination of employees"), label, (_HEADS, Field("number", _("Number of the letter")), _NOTE),
             _("Nominations"), again=True),
        Step("trained", _("Training of employees"), label, (_HEADS, _NOTE), again=True),
        Step("letter", _("Letter of approval"), label, (Field("number", _("Number of the letter"), required=True),
             Field("person", _("Signed by")), _NOTE), _("Letter of the body")),
    )
    return ItemKind(
        key, label, label, path=tuple(step for step in path if not has or step.key in has), finish="letter",
        beside=beside(excuse, opened, owner=label), ends=_lacks_nothing, ordered=False, counted=counted, icon=icon,
    )


KINDS = (
    _office("justice", _("Justice"), "scale", counted=True),
    _office("interior", _("Interior"), "id", counted=True),
    _office("solidarity", _("Social solidarity"), "heart-handshake", counted=True),
    _office("supply", _("Supply"), "shopping-cart", counted=True),
    _office("post", _("Post"), "mail", counted=True),
    _office("local_unit", _("Local unit"), "building-community", counted=False),
    _office("local_council", _("Local council"), "users-group", counted=False),
    _office("technology_centre", _("Technology centre"), "device-desktop", counted=False),
    _office("planning", _("Planning (linking)"), "network", counted=False, has=_LINKS),
    _office("ict", _("Communications (linking)"), "wifi", counted=False, has=_LINKS),
)
PARTNERS = tuple(kind.key for kind in KINDS if kind.counted)


class OfficeStatus(StrEnum):
    """How far one body's office has come."""

    NOT_STARTED = "not_started"
    PREPARING = "preparing"
    STOPPED = "stopped"
    READY = "ready"
    OPENED = "opened"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> Text:
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    OfficeStatus.NOT_STARTED: _("Not started"),
    OfficeStatus.PREPARING: _("In preparation"),
    OfficeStatus.STOPPED: _("Stopped"),
    OfficeStatus.READY: _("Ready"),
    OfficeStatus.OPENED: _("Opened"),
    OfficeStatus.NOT_APPLICABLE: _("Not applicable"),
}


def missing(office: ItemState) -> list[Step]:
    """What the office still lacks, in the order of its path; nothing where the body has none here."""
    return [] if office.excused else [step for step in office.kind.path if step.key not in office.taken]


def staff_told(office: ItemState) -> tuple[int | None, int | None]:
    """Employees nominated and trained as they were told last; None where nobody said."""
    nominated, trained = office.taken.get("nominated"), office.taken.get("trained")
    return nominated.count if nominated else None, trained.count if trained else None


def opened_on(office: ItemState) -> Happened | None:
    """The day on which the office opened to the public: a fact beside its readiness."""
    return next((step for step in office.beside if step.step == OPENED), None)


def office_status(office: ItemState) -> OfficeStatus:
    """An office is ready when it lacks nothing; that it is open is a fact of its own."""
    if office.excused:
        return OfficeStatus.NOT_APPLICABLE
    if opened_on(office):
        return OfficeStatus.OPENED
    if office.finished:
        return OfficeStatus.READY
    if office.blocked:
        return OfficeStatus.STOPPED
    return OfficeStatus.PREPARING if office.known else OfficeStatus.NOT_STARTED


def _rules(items: Items, kind: ItemKind, step: Happened) -> Iterator[tuple[Text, str]]:
    office = items[kind.key]
    nominated, trained = staff_told(office)
    if step.step == EXCUSED and opened_on(office):
        yield _("The office is open, so it cannot be “not applicable”."), "step"
    if step.step == OPENED and not office.finished:
        yield _("The office still lacks something; it cannot have opened."), "step"
    if step.step in ("nominated", "trained") and step.count == 0:
        yield _("Nobody is no staff: give at least one employee, or leave the step out."), "count"
    more_trained = step.step == "trained" and step.count and nominated and step.count > nominated
    fewer_nominated = step.step == "nominated" and step.count and trained and step.count < trained
    if more_trained or fewer_nominated:
        yield _("More are trained than nominated; correct one of the two."), "count"


OFFICES = Area("offices", _("Readiness of partner offices"), "users-group", KINDS, units_done, _rules, counted=True)
