"""The pages. To add one, write its view and add a row to `pages`."""

from dataclasses import dataclass
from typing import Any

from rollout.text import Text, _


@dataclass(frozen=True)
class Page:
    """A page of the program: its view, and its place in the menu where it has one.

    The view's `class_permission_name` says which page of `rollout.roles` it is; who may use its default view sees it in the menu, under
    the heading of its `group`. Pages of one group stand together.
    """

    view: type[Any]
    label: Text | None = None
    icon: str = "circle"
    group: Text | None = None


SUPPLY = _("Furniture and equipment contract")
"""The heading of the pages of the contract."""

FOLLOWING = _("Follow-up")
"""The heading of the pages of committees: meetings, obstacles, approvals, issued documents."""


def pages() -> tuple[Page, ...]:  # noqa: PLR0915 — one import for each page
    """Every page in the order of the menu. Imported late, for the views' parents live in this package."""
    from views.account import AccountView
    from views.addressees import AddresseeView
    from views.approvals import ApprovalsView
    from views.audits import AuditsView
    from views.baselines import BaselineView
    from views.bulk import BulkView
    from views.comparison_papers import ComparisonPapersView
    from views.comparisons import ComparisonsView
    from views.contract import ContractView
    from views.contract_kits import ContractKitsView
    from views.contract_terms import ContractLineView, ContractTermsView, LotView, StoreView, SupplierView
    from views.contract_work import ContractWorkView
    from views.decisions import DecisionsView
    from views.deliveries import DeliveriesView
    from views.devices import AssetsView
    from views.entries import EntryView
    from views.evidence import EvidenceView
    from views.favourites import FavouritesView
    from views.forms import FormsView
    from views.golive import GoLiveView
    from views.guides import GuideView
    from views.handlings import HandlingsView
    from views.handover import HandoverView
    from views.home import HomeView
    from views.imports import ImportsView
    from views.inspections import InspectionsView
    from views.issued import IssuedView
    from views.jobs import JobsView
    from views.late import LateView
    from views.letters import LettersView
    from views.linking import LinkingView
    from views.marakez import MarkazView
    from views.matrix import MatrixView
    from views.meeting_papers import MeetingPapersView
    from views.meetings import MeetingsView
    from views.meetings_forms import MeetingFormsView
    from views.memoranda import MemorandaView
    from views.meters import MetersView
    from views.notices import NoticesView
    from views.obstacles import ObstaclesView
    from views.obstacles_telling import ObstacleWorkView
    from views.office import OfficeView
    from views.offices import OfficesView
    from views.overdue import OverdueView
    from views.papers import PapersView
    from views.parameters import ParametersView
    from views.payments import PaymentsView
    from views.payments_certificates import CertificatesView
    from views.payments_compensation import CompensationView
    from views.payments_securities import SecuritiesView
    from views.plan import PlanView
    from views.plan_workbook import PlanWorkbookView
    from views.prints import PrintsView
    from views.programmes import ProgrammeView
    from views.published import PublishedView
    from views.reports import ReportsView
    from views.roles import RoleView
    from views.saved_views import SavedViewsView
    from views.search import SearchView
    from views.site_page import SitePage
    from views.sites import SitesView
    from views.sites_api import SiteApi
    from views.training import TrainingView
    from views.training_forms import CourseView, SessionView
    from views.undo import UndoStepView, UndoView
    from views.users import UserView
    from views.verify import VerifyView
    from views.view_as import LookView, ViewAsView
    from views.works import WorksView

    return (
        Page(HomeView, _("General position"), "gauge"),
        Page(MatrixView, _("Stage matrix"), "layout-grid"),
        Page(SitesView, _("Sites"), "building-community"),
        Page(OverdueView, _("Overdue"), "calendar-due"),
        Page(HandoverView, _("Building handover"), "building"),
        Page(MetersView, _("Utility meters"), "bolt"),
        Page(LinkingView, _("Electronic linking"), "world"),
        Page(TrainingView, _("Training"), "school"),
        Page(OfficesView, _("Partner offices"), "users-group"),
        Page(GoLiveView, _("Operation"), "rocket"),
        Page(PlanView, _("Plan"), "calendar"),
        Page(ContractView, _("The contract"), "license", SUPPLY),
        Page(DeliveriesView, _("Deliveries"), "truck", SUPPLY),
        Page(InspectionsView, _("Inspection and acceptance"), "clipboard-check", SUPPLY),
        Page(PapersView, _("Contract documents"), "receipt", SUPPLY),
        Page(AuditsView, _("Stock-taking"), "list-check", SUPPLY),
        Page(PaymentsView, _("Payments of the contract"), "scale", SUPPLY),
        Page(FormsView, _("Titles of the forms"), "writing", SUPPLY),
        Page(ReportsView, _("Reports"), "file-text"),
        Page(ObstaclesView, _("Obstacles"), "alert-triangle", FOLLOWING),
        Page(MeetingsView, _("Meetings"), "users", FOLLOWING),
        Page(ApprovalsView, _("Completeness and approval"), "check", FOLLOWING),
        Page(IssuedView, _("Issued documents"), "lock", FOLLOWING),
        Page(ComparisonsView, _("Two days compared"), "scale", FOLLOWING),
        Page(PublishedView, _("Published figures"), "paperclip", FOLLOWING),
        Page(ImportsView, _("Import"), "upload"),
        Page(MarkazView, _("Marakez"), "map-pin"),
        Page(ProgrammeView, _("Programmes"), "license"),
        Page(AddresseeView, _("Addressees"), "mail"),
        Page(ParametersView, _("Deadlines and targets"), "clock"),
        Page(UserView, _("Users"), "users"),
        Page(RoleView, _("Roles"), "key"),
        Page(ViewAsView, _("Looks as another user"), "eye"),
        Page(OfficeView, _("Office settings"), "settings"),
        Page(ContractTermsView),
        Page(ContractWorkView),
        Page(ContractKitsView),
        Page(ContractLineView),
        Page(LotView),
        Page(SupplierView),
        Page(StoreView),
        Page(SitePage),
        Page(EntryView),
        Page(BulkView),
        Page(UndoView),
        Page(UndoStepView),
        Page(AssetsView),
        Page(HandlingsView),
        Page(LateView),
        Page(WorksView),
        Page(CourseView),
        Page(SessionView),
        Page(PlanWorkbookView),
        Page(BaselineView),
        Page(EvidenceView),
        Page(CertificatesView),
        Page(CompensationView),
        Page(SecuritiesView),
        Page(PrintsView),
        Page(ObstacleWorkView),
        Page(LettersView),
        Page(VerifyView),
        Page(MeetingPapersView),
        Page(ComparisonPapersView),
        Page(MemorandaView),
        Page(MeetingFormsView),
        Page(DecisionsView),
        Page(JobsView),
        Page(AccountView),
        Page(NoticesView),
        Page(GuideView),
        Page(SearchView),
        Page(FavouritesView),
        Page(SavedViewsView),
        Page(LookView),
        Page(SiteApi),
    )
