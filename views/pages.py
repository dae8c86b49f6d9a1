"""Every page, in the order of the menu."""

from rollout.text import _
from views.acts.bulk import BulkView
from views.acts.undo import UndoQuietView, UndoStepView, UndoView
from views.acts.undo_together import UndoPromiseView, UndoTogetherView
from views.documents.comparison_papers import ComparisonPapersView
from views.documents.comparisons import ComparisonsView
from views.documents.issued import IssuedView
from views.documents.published import PublishedView
from views.documents.reports import ReportsView
from views.documents.verify import VerifyView
from views.followup.addressees import AddresseeView
from views.followup.approvals import ApprovalsView
from views.followup.decisions import DecisionsView
from views.followup.letters import LettersView
from views.followup.meeting_papers import MeetingPapersView
from views.followup.meetings import MeetingsView
from views.followup.meetings_forms import MeetingFormsView
from views.followup.memoranda import MemorandaView
from views.followup.obstacles import ObstaclesView
from views.followup.obstacles_telling import ObstacleWorkView
from views.frame.menu import Page
from views.home.first import HomeView, home_label
from views.lists.kept import SavedViewsView
from views.news.entries import EntryView
from views.news.matrix import MatrixView
from views.office.imports import ImportsView
from views.office.jobs import JobsView
from views.office.roles import RoleView
from views.office.settings import OfficeView
from views.office.users import UserView
from views.office.view_as import LookView, ViewAsView
from views.personal.account import AccountView
from views.personal.favourites import FavouritesView
from views.personal.guides import GuideView
from views.personal.notices import NoticesView
from views.personal.search import SearchView
from views.plan.baselines import BaselineView
from views.plan.parameters import ParametersView
from views.plan.waves import PlanView
from views.plan.workbook import PlanWorkbookView
from views.site_page.evidence import EvidenceView
from views.site_page.page import SitePage
from views.sites.api import SiteApi
from views.sites.marakez import MarkazView
from views.sites.programmes import ProgrammeView
from views.sites.register import SitesView
from views.supply.contract.kits import ContractKitsView
from views.supply.contract.overview import ContractView
from views.supply.contract.terms import ContractLineView, ContractTermsView, LotView, StoreView, SupplierView
from views.supply.contract.work import ContractWorkView
from views.supply.papers.making import PapersView
from views.supply.papers.prints import PrintsView
from views.supply.papers.titles import FormsView
from views.supply.payments.certificates import CertificatesView
from views.supply.payments.compensation import CompensationView
from views.supply.payments.overview import PaymentsView
from views.supply.payments.securities import SecuritiesView
from views.supply.stores.audits import AuditsView
from views.supply.stores.deliveries import DeliveriesView
from views.supply.stores.devices import AssetsView
from views.supply.stores.handlings import HandlingsView
from views.supply.stores.inspections import InspectionsView
from views.supply.stores.late import LateView
from views.training.forms import CourseView, SessionView
from views.training.overview import TrainingView
from views.works.golive import GoLiveView
from views.works.handover import HandoverView
from views.works.linking import LinkingView
from views.works.meters import MetersView
from views.works.offices import OfficesView
from views.works.overdue import OverdueView
from views.works.steps import WorksView

SUPPLY = _("Furniture and equipment contract")
"""The heading of the pages of the contract."""

FOLLOWING = _("Follow-up")
"""The heading of the pages of committees: meetings, obstacles, approvals, issued documents."""

PAGES = (
    Page(HomeView, home_label, "gauge"),
    Page(MatrixView, _("Stage matrix"), "layout-grid"),
    Page(SitesView, _("Sites"), "building-community"),
    Page(OverdueView, _("Past the deadline"), "calendar-due"),
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
    Page(ViewAsView, _("Viewing as another user"), "eye"),
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
    Page(UndoQuietView),
    Page(UndoTogetherView),
    Page(UndoPromiseView),
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
