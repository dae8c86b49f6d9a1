"""A company's reply for many sites: one letter, one step, a line for each site; all of it is recorded, or none."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from flask import abort
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from models import Site, StepEntry
from rollout.arabic import format_date, parse_date
from rollout.database import lock_journal
from rollout.details.saving import Did, refusals, save_many
from rollout.errors import Refused, Unreadable
from rollout.evidence import store_for
from rollout.meters import AREA, Meter, Row, meters
from rollout.position import SitePosition
from rollout.text import Text, _
from rollout.works.steps import BLOCKED, EXPECTED, Field, ItemKind, Step
from rollout.works.utilities import KINDS, can_take
from views.frame.asof import today
from views.frame.words import digits
from views.news.form import MOST_FILES
from views.security.current import database
from views.security.forms import REQUIRED
from views.security.saving import NotSaved, saving
from views.works.form import StepForm, did_from, form_for
from views.works.meter_paste import paste

MOST_SITES = 150
"""Sites on one page: more than any governorate has today, and what a browser's form may carry."""


@dataclass(frozen=True)
class Problem:
    """A refusal of the whole reply: of which site, which field, and why."""

    site: str
    field: Any
    sentence: Any


@dataclass
class Sent:
    """What was filled in: the letter, and by site (its code) the ticked line with its texts as they were typed."""

    body: str = ""
    number: str = ""
    day: str = ""
    note: str = ""
    pasted: str = ""
    ticked: set[str] = field(default_factory=set)
    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Line:
    """One site of the table: what it waits for now, and what was typed for it."""

    row: Row
    meter: Meter
    seen: int | None
    ticked: bool
    cells: dict[str, str]
    wrong: set[str]
    untold: list[Step]


@dataclass
class Reply:
    """What is replied: which step of which utility, for sites of which governorate."""

    governorate: str
    kind: ItemKind
    step: Step | None
    markaz: str = ""

    @property
    def steps(self) -> list[Step]:
        """What a company can reply: a step that is its own, a stop, a promised day. What the governorate does is told site by site."""
        own = [step for step in self.kind.path if step.owner == self.kind.owner]
        return [*own, *(self.kind.steps[key] for key in (BLOCKED, EXPECTED))]

    @property
    def fields(self) -> list[Field]:
        """The particulars that differ from site to site; the company is that of the letter."""
        return [each for each in self.step.fields if each.name != "body"] if self.step else []

    @property
    def body_field(self) -> Field | None:
        return next((each for each in self.step.fields if each.name == "body"), None) if self.step else None

    @property
    def columns(self) -> list[tuple[str, Text]]:
        """What a line is made of, by the names that it has in the form and when it is pasted."""
        return [("on", _("On")), *((each.name, each.label) for each in self.fields)]

    @cached_property
    def waiting(self) -> list[Row]:
        """The sites whose utility can take this step now: first those for which it comes next, each part in the order of the register."""
        step = self.step
        if step is None:
            return []
        found = [row for row in meters(database(), today(), self.governorate) if can_take(row.meters[self.kind.key].item, step.key)]
        found = [row for row in found if not self.markaz or row.site.markaz_ar == self.markaz]
        return sorted(found, key=lambda row: row.meters[self.kind.key].item.next is not step)

    def untold(self, row: Row) -> list[Step]:
        """The steps that lie before the one replied and that nobody told of the site."""
        places, taken = self.kind.places, row.meters[self.kind.key].item.taken
        if self.step is None or self.step.key not in places:
            return []
        return [step for step in self.kind.path[: places[self.step.key]] if step.key not in taken]

    def rows(self, told: Sent) -> list[Line]:
        seen = latest(database(), [row.site.id for row in self.waiting[:MOST_SITES]], self.kind.key)
        wrong: dict[str, set[str]] = {}
        for problem in told.problems:
            wrong.setdefault(problem.site, set()).add(getattr(problem.field, "source", ""))
        return [
            Line(row, row.meters[self.kind.key], seen.get(row.site.id), row.site.code in told.ticked,
                 told.cells.get(row.site.code, {}), wrong.get(row.site.code, set()), self.untold(row))
            for row in self.waiting[:MOST_SITES]
        ]


def reply_of(given: Mapping[str, str], places: Mapping[str, str]) -> Reply:
    """What the address or the form asks for; a governorate that the user does not report for is not there."""
    if not places:
        abort(403)
    governorate = given.get("governorate", "") or next(iter(places))
    if governorate not in places:
        abort(404)
    kind = next((kind for kind in KINDS if kind.key == (given.get("utility") or KINDS[0].key)), None) or abort(400)
    step = given.get("step", "")
    reply = Reply(governorate, kind, None, given.get("markaz", "")[:200])
    if step:
        reply.step = next((each for each in reply.steps if each.key == step), None)
    return reply


def sent(asked: Reply, form: Mapping[str, str]) -> Sent:
    """What the form holds, with what was pasted already put into its lines."""
    body, number, day, note = (str(form.get(name, ""))[:4_000].strip() for name in ("body", "letter", "day", "remark"))
    told = Sent(body, number, day if form else today().isoformat(), note)
    told.ticked = set(form.getlist("site")) if isinstance(form, MultiDict) else set()
    codes = {row.site.code: row.site.id for row in asked.waiting}
    for code, key in codes.items():
        told.seen[code] = form.get(f"{key}-seen", "")
        texts = {name: form.get(f"{key}-{name}", "").strip() for name, _label in asked.columns}
        told.cells[code] = {name: text for name, text in texts.items() if text}
    told.pasted = str(form.get("pasted", ""))[:100_000]
    if told.pasted.strip():
        choices = {each.name: each.choices for each in asked.fields if each.choices}
        for line, read in paste(told.pasted, asked.columns, choices, told.cells, told.ticked, set(codes)):
            told.problems.append(Problem(read, None, _("Line %(line)s: no site with this code waits for this step.", line=line)))
        told.pasted = "" if not told.problems else told.pasted
    return told


def latest(session: Session, site_ids: list[int], item: str) -> dict[int, int]:
    """The entry that was recorded last of this utility at each site."""
    query = select(StepEntry.site_id, func.max(StepEntry.id)).where(
        StepEntry.site_id.in_(site_ids), StepEntry.area == AREA, StepEntry.item == item
    )
    return {site: entry for site, entry in session.execute(query.group_by(StepEntry.site_id))}  # noqa: C416 — a result is no dict


def record(session: Session, asked: Reply, told: Sent, files: list[Any], files_url: str, *, by: int) -> list[SitePosition]:
    """Judge every line and record all of them with the letter as their shared document; gives the sites of which something was recorded.

    What is refused is told in `told.problems`.
    """
    lock_journal(session)
    lines = [row for row in asked.waiting[:MOST_SITES] if row.site.code in told.ticked]
    day = _letter_day(told)
    if not lines:
        told.problems.append(Problem("", None, _("Tick at least one site.")))
    dids = [(row, did) for row in lines if (did := _did(asked, told, row, day)) is not None]
    if len(files) > MOST_FILES:
        told.problems.append(Problem("", None, _("At most %(most)s files at once.", most=MOST_FILES)))
    sites = {site.id: site for site in session.scalars(select(Site).where(Site.id.in_([row.site.id for row, _did in dids])))}
    doings = [(sites[row.site.id], AREA, did) for row, did in dids]
    labels = {each.name: each.label for each in asked.fields} | {"happened_on": _("On")}
    faults: dict[tuple[int, str | None], Refused] = {}
    for index, refused in refusals(session, doings, today=today()):
        faults.setdefault((index, refused.about), refused)  # a day too early comes before each of the steps behind it; once is enough
    for (index, about), refused in faults.items():
        told.problems.append(Problem(dids[index][0].site.code, labels.get(about or ""), refused.message))
    seen = latest(session, [row.site.id for row in lines], asked.kind.key)
    for row in lines:
        if told.seen[row.site.code] != str(seen.get(row.site.id) or ""):
            sentence = _("Somebody recorded something of this utility meanwhile; look at the line again.")
            told.problems.append(Problem(row.site.code, None, sentence))
    if told.problems:
        session.rollback()
        return []
    try:
        with saving(session):
            store = store_for(files_url)
            documents = [store.put(file.stream, file.filename) for file in files if file.filename]
            save_many(session, doings, today=today(), by=by, documents=documents)
    except NotSaved as refusal:
        told.problems.append(Problem("", None, refusal.message))
        return []
    return [row.site for row, _did in dids]


def _letter_day(told: Sent) -> date | None:
    try:
        return parse_date(told.day) if told.day else None
    except Unreadable as unreadable:
        told.problems.append(Problem("", _("Date of the letter"), unreadable.message))
        return None


def _did(asked: Reply, told: Sent, row: Row, day: date | None) -> Did | None:
    """One line as what was done; None where a text of it cannot be read, which then stands among the problems."""
    assert asked.step is not None, "a reply names its step"
    cells = dict(told.cells.get(row.site.code, {}))
    given: MultiDict[str, str] = MultiDict(cells)
    given["happened_on"] = cells.get("on") or (day.isoformat() if day else "")
    if asked.body_field:
        given["body"] = told.body
    remarks = [cells.get("note", ""), told.note, _letter(told, day)]
    if "note" in {each.name for each in asked.fields} and (cells.get("note") or asked.step.key != BLOCKED):
        given["note"] = " — ".join(part for part in remarks if part)
    form: StepForm = form_for(asked.step)(formdata=given, meta={"csrf": False})
    form.item.data = asked.kind.key
    if form.validate():
        return replace(did_from(form), item=asked.kind.key)
    for name, errors in form.errors.items():
        label = form[name].label.text if name in form._fields else None
        read = given.get(name, "")
        for error in errors:
            shown = error if not read or str(error) == str(REQUIRED) else f"«{read[:80]}» — {error}" if read not in str(error) else error
            told.problems.append(Problem(row.site.code, label, shown))
    return None


def _letter(told: Sent, day: date | None) -> str:
    if not told.number:
        return ""
    return str(_("Letter %(number)s of %(day)s", number=told.number, day=format_date(day, digits()) if day else "—"))

