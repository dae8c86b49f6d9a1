"""Where the battery gets what addresses need: one row for each page and argument, asked for a governorate.

A row that a test may delete is made anew each time it is asked for.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from models import (
    Affirmation,
    Evidence,
    Governorate,
    Job,
    Notice,
    Programme,
    ProgressEntry,
    Site,
    StepEntry,
)
from rollout.jobs import CHECK
from rollout.journal import affirm
from tests.cast import MINISTRY, READER, account
from tests.factories import a_markaz, a_site, entry_values, write_entries
from tests.rollout.training.making import a_course, a_session
from tests.views.contracts import CONTRACTS, LOOKED_AT
from tests.views.delivered import DELIVERED
from tests.views.issuing import ISSUED
from tests.views.keeping import a_view_of_the_ministry
from tests.views.met import MET
from tests.views.obstructed import OBSTRUCTED, an_obstacle_of
from tests.views.paid import money
from tests.views.papered import PAPERED
from tests.views.planned import PLANNED
from tests.views.visiting import House

_number = count(1)


def a_new_markaz(house: House, place: str) -> int:
    with house.records() as session:
        return a_markaz(session, place, f"مركز للحذف {next(_number)}").id


def a_new_programme(house: House, place: str) -> int:
    with house.records() as session:
        number = next(_number)
        programme = Programme(code=f"P{number}", name_ar=f"برنامج {number}", name_en="P", partner_ar="جهة", partner_en="Partner")
        session.add(programme)
        session.flush()
        return programme.id


def a_new_course(house: House, place: str) -> int:
    with house.records() as session:
        return a_course(session).id


def a_new_session(house: House, place: str) -> int:
    with house.records() as session:
        return a_session(session).id


def a_user(house: House, place: str) -> int:
    with house.records() as session:
        return account(session, READER).id


def the_site(house: House, place: str) -> int:
    return house.site(place)


def a_new_site(house: House, place: str) -> int:
    with house.records() as session:
        return a_site(session, governorate=place).id


def its_code(house: House, place: str) -> str:
    with house.records() as session:
        return session.get_one(Site, house.site_id(session, place)).code


def the_governorate(house: House, place: str) -> str:
    return place


def an_entry(house: House, place: str) -> int:
    with house.records() as session:
        site = session.get_one(Site, house.site_id(session, place))
        found = session.scalar(select(ProgressEntry.id).where(ProgressEntry.site_id == site.id))
        if found is None:
            write_entries(session, [entry_values(site)])
            found = session.scalars(select(ProgressEntry.id).where(ProgressEntry.site_id == site.id)).one()
        return found


def an_affirmation(house: House, place: str) -> int:
    with house.records() as session:
        affirm(session, [session.get_one(Site, house.site_id(session, place))], news_on=date(2023, 6, 30))
        return session.scalars(select(Affirmation.id).order_by(Affirmation.id.desc())).first() or 0


def a_document(house: House, place: str) -> int:
    """A record whose file is not in the store: served to nobody, but told apart from one that may not be seen."""
    entry = an_entry(house, place)
    with house.records() as session:
        proven = session.get_one(ProgressEntry, entry)
        document = Evidence(
            entry_id=entry, governorate_id=proven.governorate_id, sha256="0" * 64, original_name="محضر.pdf", media_type="application/pdf",
            size=1, recorded_at=datetime.now(UTC),
        )
        session.add(document)
        session.flush()
        return document.id


def a_job_of_the_ministry(house: House, place: str) -> int:
    with house.records() as session:
        job = Job(kind=CHECK, user_id=account(session, MINISTRY).id, params='{"name": "سجل.xlsx"}', created_at=datetime.now(UTC))
        session.add(job)
        session.flush()
        return job.id


def a_notice_of_the_ministry(house: House, place: str) -> int:
    """Of something in the governorate."""
    about = house.id_of(Governorate, place)
    with house.records() as session:
        notice = Notice(
            user_id=account(session, MINISTRY).id, kind="pack", key=f"pack:{next(_number)}", address="/meetings/", facts='{"is": "taken"}',
            about_id=about, on_day=date(2023, 11, 30), made_at=datetime.now(UTC),
        )
        session.add(notice)
        session.flush()
        return notice.id


def a_step(house: House, place: str) -> int:
    """The request for a meter, as its first entry or as it was supplied before."""
    with house.records() as session:
        site = session.get_one(Site, house.site_id(session, place))
        found = session.scalar(select(StepEntry.id).where(StepEntry.site_id == site.id).order_by(StepEntry.id.desc()))
        if found is not None:
            return found
        step = StepEntry(
            site_id=site.id, governorate_id=site.governorate_id, area="utilities", item="electricity", step="request",
            happened_on=date(2023, 7, 1), recorded_at=datetime.now(UTC),
        )
        session.add(step)
        session.flush()
        return step.id


SUPPLIERS: dict[tuple[str, str], Callable[[House, str], Any]] = {
    ("ApprovalsView", "code"): the_governorate,
    ("ApprovalsView", "day"): lambda house, place: "2023-07-26",
    ("CertificatesView", "certificate"): lambda house, place: money(house).certificate,
    ("CompensationView", "order_line"): lambda house, place: money(house).order_line,
    ("CompensationView", "site"): lambda house, place: money(house).site,
    ("AuditsView", "code"): its_code,
    ("CourseView", "pk"): a_new_course,
    ("EntryView", "entry_id"): an_entry,
    ("UndoView", "entry_id"): an_entry,
    ("UndoStepView", "step_id"): a_step,
    ("UndoQuietView", "said_id"): an_affirmation,
    ("UndoTogetherView", "entry_id"): an_entry,
    ("UndoTogetherView", "step_id"): a_step,
    ("UndoTogetherView", "said_id"): an_affirmation,
    ("EvidenceView", "evidence_id"): a_document,
    ("FormsView", "kind"): lambda house, place: "inspection",
    ("GoLiveView", "code"): its_code,
    ("HandlingsView", "code"): its_code,
    ("HandlingsView", "kind"): lambda house, place: "transfer",
    ("HomeView", "form"): lambda house, place: "csv",
    ("HomeView", "name"): lambda house, place: "ranking",
    ("ImportsView", "job_id"): a_job_of_the_ministry,
    ("JobsView", "job_id"): a_job_of_the_ministry,
    ("MarkazView", "pk"): a_new_markaz,
    ("LinkingView", "code"): its_code,
    ("MatrixView", "code"): the_governorate,
    ("NoticesView", "notice"): a_notice_of_the_ministry,
    ("OfficesView", "body"): lambda house, place: "post",
    ("OfficesView", "code"): its_code,
    ("MetersView", "code"): the_governorate,
    ("ProgrammeView", "pk"): a_new_programme,
    ("SavedViewsView", "view"): a_view_of_the_ministry,
    ("SecuritiesView", "security"): lambda house, place: money(house).security,
    ("SessionView", "pk"): a_new_session,
    ("SessionView", "session_id"): a_new_session,
    ("PlanView", "code"): its_code,
    ("SiteApi", "pk"): the_site,
    ("SitePage", "code"): its_code,
    ("SitesView", "pk"): a_new_site,
    ("TrainingView", "code"): its_code,
    ("UserView", "pk"): a_user,
    ("ViewAsView", "user_id"): a_user,
    ("WorksView", "area"): lambda house, place: "utilities",
    ("WorksView", "code"): its_code,
    ("WorksView", "step_id"): a_step,
    **CONTRACTS,
    **DELIVERED,
    **ISSUED,
    **MET,
    **OBSTRUCTED,
    **PAPERED,
    **PLANNED,
}
"""By view and argument."""


def _about_a_site(house: House, place: str) -> dict[str, str]:
    return {"site": its_code(house, place), "stage": "handover"}


def _about_a_step(house: House, place: str) -> dict[str, Any]:
    return {"query_string": {"site": its_code(house, place), "area": "utilities", "item": "water", "step": "request"}}


def _about_an_obstacle(house: House, place: str) -> dict[str, Any]:
    return {"query_string": {"obstacle": an_obstacle_of(house, place)}}


def _in_governorate(house: House, place: str) -> dict[str, Any]:
    return {"query_string": {"governorate": place}}


IN_GOVERNORATE = (
    "ComparisonsView.paper",
    "LinkingView.read", "LinkingView.topology", "OfficesView.read", "OfficesView.export", "OfficesView.body", "OfficesView.export_body",
    *LOOKED_AT,
)
"""Overviews that look at the governorate that the address names beside itself."""

ABOUT: dict[tuple[str, str], Callable[[House, str], dict[str, Any]]] = {
    ("EntryView.new", "GET"): lambda house, place: {"query_string": _about_a_site(house, place)},
    ("EntryView.record", "POST"): lambda house, place: {"data": _about_a_site(house, place)},
    ("EntryView.nothing_new", "POST"): lambda house, place: {"data": _about_a_site(house, place)},
    **{(endpoint, "GET"): _in_governorate for endpoint in IN_GOVERNORATE},
    ("ComparisonPapersView.issue", "GET"): _in_governorate,
    ("ComparisonPapersView.issue", "POST"): _in_governorate,
    ("IssuedView.new", "GET"): _in_governorate,
    ("IssuedView.new", "POST"): lambda house, place: {"data": {"governorate": place, "as_of": "2023-06-30"}},
    ("LettersView.new", "GET"): _about_an_obstacle,
    ("LettersView.new", "POST"): _about_an_obstacle,
    ("ObstacleWorkView.new", "GET"): _in_governorate,
    ("ObstacleWorkView.new", "POST"): _in_governorate,
    ("ObstacleWorkView.tell", "GET"): lambda house, place: {"query_string": {"step": "news"}},
    ("ObstacleWorkView.tell", "POST"): lambda house, place: {"query_string": {"step": "news"}},
    ("WorksView.new", "GET"): _about_a_step,
    ("WorksView.record", "POST"): _about_a_step,
    ("SiteApi.put", "PUT"): lambda house, place: {"json": {}},
}
"""What is sent along, as arguments of the test client, where an address names its row beside itself or takes no empty form."""

PERSONAL = {"ImportsView": MINISTRY.name, "JobsView": MINISTRY.name, "NoticesView": MINISTRY.name, "SavedViewsView": MINISTRY.name}
"""Views whose rows belong to one user: the one whom the supplier made them for. For everybody else they are not there."""

UNPLACED = frozenset({"HomeView.chart"})
"""Addresses whose arguments name no place: they answer each user for their own governorates."""

NATIONAL = frozenset({"ReportsView.every", "MemorandaView.new"})
"""Addresses that are there only for those who see the whole country."""

MAYBE_EMPTY = frozenset({
    "EvidenceView.read", "EvidenceView.picture", "EvidenceView.small", "ImportsView.remarks", "JobsView.file", "OfficeView.picture",
})
"""Addresses of files, of which the supplied rows have none: the permitted, too, may be told that there is nothing."""
