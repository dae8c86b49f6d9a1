"""From the lines of a table to planned rows: which site each means, where it lies, what it says. Compares nothing yet."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from rollout.arabic import fold
from rollout.codes import fits_address
from rollout.errors import Unreadable
from rollout.exchange.cells import SILENCE, read_stage
from rollout.exchange.compare import Spoken
from rollout.exchange.known import KnownGovernorate, KnownPlace, Register
from rollout.exchange.layout import Layout
from rollout.exchange.matching import (
    Certainty,
    Claim,
    Unmatched,
    close_spelling,
    closest_governorate,
    find_governorate,
    governorate_within,
    match,
)
from rollout.exchange.names import normal_code, place_name
from rollout.exchange.planned import Change, PlacedIn, PlannedSite, PlanRow
from rollout.exchange.problems import Notice, cell_name, unread
from rollout.exchange.rows import SheetRow
from rollout.exchange.stagecells import StageSaid, UnreadCell, read_stage_of
from rollout.exchange.titles import says_demo
from rollout.exchange.values import column_of, place_problem, read_values, shown_before, text_of
from rollout.exchange.vocabulary import FIELD_LABELS, kinds_named
from rollout.scope import Scope
from rollout.stages import Kind, State
from rollout.text import Text, _, listed

_LONGEST_CODE = 40
_LONGEST_NAME = 200


@dataclass
class Lines:
    """The lines of one sheet on their way into a plan."""

    layout: Layout
    day: date
    register: Register
    scope: Scope
    governorate: KnownGovernorate | None = None
    notices: list[Notice] = field(default_factory=list)
    new_marakez: dict[tuple[int, str], str] = field(default_factory=dict)

    @cached_property
    def is_demo(self) -> bool:
        """Whether the title lines say that the data were made up; the sites that they bring then say so too."""
        return any(says_demo(text) for text in self.layout.titles)

    def governorate_of_sheet(self) -> KnownGovernorate | None:
        """The governorate that the title lines or the sheet's name give to all lines without one."""
        for text in (*self.layout.titles, self.layout.grid.name):
            found = governorate_within(self.register, text) or find_governorate(self.register, text)
            if found:
                return found
        return None


def claimed_codes(lines: Lines, rows: list[SheetRow]) -> set[str]:
    """Every code of the sheet, as written and in its normal form."""
    codes = {text_of(lines.layout, row, "code") for row in rows}
    return {form for code in codes if code for form in (code, normal_code(code))}


def governorates_named(lines: Lines, rows: list[SheetRow]) -> set[int]:
    """The governorates of the lines that a name might have to be looked up in."""
    found = {lines.governorate.id} if lines.governorate else set()
    texts = {text_of(lines.layout, row, "governorate") or row.governorate for row in rows}
    return found | {known.id for text in texts if text and (known := find_governorate(lines.register, text))}


def read_line(lines: Lines, line: SheetRow) -> Spoken:
    """The planned row of a line, with its problems, and what it says of each stage of its site's kind."""
    row = PlanRow(line.sheet, line.number, day=lines.day, is_demo=lines.is_demo)
    spoken = Spoken(row, line.index, [], text_of(lines.layout, line, "notes"))
    try:
        claim = _claim(lines, line, row)
        row.match = match(lines.register, claim)
        _place(lines, line, row, claim)
    except Unmatched as refused:
        _blame(lines, line, row, refused)
        row.name = row.name or text_of(lines.layout, line, "name")
        spoken.stages = _read_stages(lines, line, row, None)
        return spoken
    if row.match.remark:
        column = column_of(lines.layout, "name")
        lines.notices.append(Notice(row.sheet, row.number, cell_name(line.index, column) if column is not None else "", row.match.remark))
    spoken.stages = _read_stages(lines, line, row, row.site.kind if row.site else None)
    return spoken


def _blame(lines: Lines, line: SheetRow, row: PlanRow, refused: Unmatched) -> None:
    row.problems.append(
        place_problem(lines.layout, line, refused.field, read=refused.read, expected=refused.expected, message=refused.message)
    )


def _claim(lines: Lines, line: SheetRow, row: PlanRow) -> Claim:
    layout = lines.layout
    code = normal_code(text_of(layout, line, "code"))
    row.code, row.name = code, text_of(layout, line, "name") or text_of(layout, line, "village")
    for name, text, most in (("code", code, _LONGEST_CODE), ("name", row.name, _LONGEST_NAME)):
        if len(text) > most:
            raise Unmatched(name, text, _("at most %(most)s letters", most=most), _("The text is too long."))
    if code and code not in lines.register.sites and not fits_address(code):
        message = _("A site's code cannot contain / \\ % < > ? # or begin with a dot.")
        raise Unmatched("code", code, _("Latin or Arabic letters, digits and hyphens"), message)
    row.governorate = _governorate(lines, line, code)
    markaz_name = text_of(layout, line, "markaz") or line.markaz
    markaz = lines.register.marakez.find(row.governorate.id, markaz_name) if row.governorate and markaz_name else None
    if row.governorate is None and code in lines.register.sites:
        known = lines.register.sites[code]
        row.governorate = lines.register.governorate_by_id[known.governorate_id]
        markaz = lines.register.marakez.find(known.governorate_id, markaz_name) if markaz_name else None
    if row.governorate and row.governorate.id not in lines.scope.capture:
        message = _("You do not report for the governorate of %(name)s.", name=row.governorate.name_ar)
        raise Unmatched("governorate", row.governorate.name_ar, _("a governorate that you report for"), message)
    if row.governorate and markaz_name and markaz is None:
        near = close_spelling(lines.register.marakez.under(row.governorate.id), markaz_name)
        if near:
            message = _(
                "“%(read)s” is not a markaz of %(governorate)s. Is “%(known)s” meant?", read=markaz_name, known=near.name_ar,
                governorate=row.governorate.name_ar,
            )
            raise Unmatched("markaz", markaz_name, Text(near.name_ar), message)
    return Claim(code, row.name, row.governorate, markaz, markaz_name)


def _governorate(lines: Lines, line: SheetRow, code: str) -> KnownGovernorate | None:
    text = text_of(lines.layout, line, "governorate") or line.governorate
    if not text:
        # A line without its own governorate is only given the sheet's where its code does not tell another one.
        known = lines.register.sites.get(code)
        return lines.register.governorate_by_id[known.governorate_id] if known else lines.governorate
    found = find_governorate(lines.register, text)
    if found is None:
        near = closest_governorate(lines.register, text)
        expected = Text(near.name_ar) if near else _("the name of a governorate")
        raise Unmatched("governorate", text, expected, _("“%(read)s” is not a governorate.", read=text))
    return found


def _place(lines: Lines, line: SheetRow, row: PlanRow, claim: Claim) -> None:
    """Give the row its site and place: the register's, or the new one that it describes."""
    assert row.match
    known, governorate = row.match.site, claim.governorate
    kind = _kind(lines, line, Kind(known.kind) if known else None)
    if known:
        governorate = lines.register.governorate_by_id[known.governorate_id]
        row.governorate = governorate
        row.code = known.code
        if known.governorate_id not in lines.scope.capture:
            message = _("You do not report for the governorate of %(name)s.", name=governorate.name_ar)
            raise Unmatched("governorate", governorate.name_ar, _("a governorate that you report for"), message)
    assert governorate
    row.site = PlannedSite(known.id if known else None, row.code, kind, governorate.id)
    markaz_id = known.markaz_id if known and known.markaz_id else claim.markaz.id if claim.markaz else None
    markaz_name = "" if markaz_id else claim.markaz_name
    if markaz_name:
        _announce_markaz(lines, row, governorate, markaz_name)
    unit, unit_name = _unit(lines, line, markaz_id, bool(markaz_name))
    row.place = PlacedIn(governorate.id, markaz_id, markaz_name, unit.id if unit else None, unit_name)
    _compare_fields(lines, line, row)


def _announce_markaz(lines: Lines, row: PlanRow, governorate: KnownGovernorate, name: str) -> None:
    key = (governorate.id, place_name(name))
    if key in lines.new_marakez:
        return
    lines.new_marakez[key] = name
    message = _("The markaz “%(name)s” is not known in %(governorate)s and will be added.", name=name, governorate=governorate.name_ar)
    lines.notices.append(Notice(row.sheet, row.number, "", message))


def _unit(lines: Lines, line: SheetRow, markaz_id: int | None, markaz_is_new: bool) -> tuple[KnownPlace | None, str]:
    name = text_of(lines.layout, line, "village")
    if not name or not (markaz_id or markaz_is_new):
        return None, ""
    known = lines.register.units.find(markaz_id, name) if markaz_id else None
    return known, "" if known else name[:_LONGEST_NAME]


def _kind(lines: Lines, line: SheetRow, known: Kind | None) -> Kind:
    text = text_of(lines.layout, line, "kind")
    named = kinds_named(text) if text else tuple(lines.layout.kinds)
    if known and (not text or known in named):
        return known
    if not known and len(named) > 1:
        named = tuple(kind for kind in kinds_named(text_of(lines.layout, line, "name")) if kind in named)
    if not known and len(named) == 1:
        return named[0]
    expected = Text(listed(str(kind.label) for kind in ([known] if known else Kind)))
    if known:
        message = _("The register has this site as a %(known)s; the line says “%(read)s”.", known=known.label, read=text)
    else:
        message = _("It is not clear of which kind the new site is.")
    raise Unmatched("kind", text, expected, message)


def _compare_fields(lines: Lines, line: SheetRow, row: PlanRow) -> None:
    assert row.match
    assert row.place
    known = row.match.site
    for value in read_values(lines.layout, line, lines.register, row.problems):
        before = shown_before(known, value, lines.register) if known else ""
        given, shown = value.value, value.shown
        if value.attribute == "aliases" and before:
            lacking = [name for name in shown.split("؛") if fold(name) not in {fold(old) for old in before.splitlines()}]
            given = shown = "\n".join([before, *(name.strip() for name in lacking)])
        if known and (getattr(known, value.attribute) == given or shown == before):
            continue
        row.edits[value.attribute] = given
        if known:
            row.changes.append(Change(FIELD_LABELS[value.field], cell_name(line.index, value.column), before, shown))
    if known and row.match.certainty is not Certainty.NEW:
        _compare_place(lines, line, row)


def _compare_place(lines: Lines, line: SheetRow, row: PlanRow) -> None:
    assert row.match
    assert row.match.site
    assert row.place
    known, place = row.match.site, row.place
    if place.markaz_name or (place.markaz_id and place.markaz_id != known.markaz_id):
        column = column_of(lines.layout, "markaz")
        markaz = lines.register.marakez.by_id.get(place.markaz_id or 0)
        after = place.markaz_name or (markaz.name_ar if markaz else "")
        row.changes.append(Change(FIELD_LABELS["markaz"], cell_name(line.index, column) if column is not None else "", "", after))
    if place.unit_name or (place.unit_id and place.unit_id != known.local_unit_id):
        column = column_of(lines.layout, "village")
        before = lines.register.units.by_id.get(known.local_unit_id or 0)
        after_unit = lines.register.units.by_id.get(place.unit_id or 0)
        after = place.unit_name or (after_unit.name_ar if after_unit else "")
        cell = cell_name(line.index, column) if column is not None else ""
        row.changes.append(Change(FIELD_LABELS["village"], cell, before.name_ar if before else "", after))


def _read_stages(lines: Lines, line: SheetRow, row: PlanRow, kind: Kind | None) -> list[StageSaid]:
    """What the line says of each stage; with an unknown kind only to find all unreadable cells at once."""
    layout, said = lines.layout, []
    kind = kind or (next(iter(layout.kinds)) if len(layout.kinds) == 1 else None)
    stages = layout.stages_of(kind) if kind else layout.stages
    own = {stage.key: stage for one in ([kind] if kind else sorted(layout.kinds)) for stage in one.stages}
    for key, columns in stages.items():
        readable = [column for column in columns if column.meaning and column.meaning.side != "planned"]
        if not readable or key not in own:
            continue
        try:
            said.append(read_stage_of(line, own[key], readable))
        except UnreadCell as bad:
            row.problems.append(
                unread(line.sheet, line.index, bad.column, field=own[key].label, read=bad.read, expected=bad.expected)
            )
    if kind:
        for column in layout.foreign_to(kind):
            _check_foreign_stage(line, row, column, kind)
    return said


def _check_foreign_stage(line: SheetRow, row: PlanRow, column: int, kind: Kind) -> None:
    """A column of another kind's stage may stand empty, or say that it does not apply; anything else is a misunderstanding."""
    value = line.cell(column)
    try:
        said = read_stage(value, None)
    except Unreadable:
        said = None
    if said is None or said.state not in (SILENCE.state, State.NOT_APPLICABLE, State.NOT_STARTED):
        expected = _("an empty cell: a %(kind)s has no such stage", kind=kind.label)
        row.problems.append(unread(line.sheet, line.index, column, field=kind.label, read=value, expected=expected))
