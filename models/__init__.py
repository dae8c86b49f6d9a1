"""The tables. Importing this package defines every one of them, so that mappers can be configured at any time."""

from models.base import Scoped, Versioned
from models.contract import Contract, ContractLine, FormTitle, Kit, KitPart, Lot, Store, Supplier
from models.issued import Approval, IssuedDocument, IssuedFile, Restatement
from models.jobs import Job, JobState
from models.journal import Affirmation, Evidence, ImportRun, ProgressEntry
from models.ledger import Account, Entitlement, Movement
from models.meetings import AgendaItem, Attendee, Committee, Decision, DecisionEvent, Meeting, Member
from models.obstacles import Addressee, Letter, Obstacle, ObstacleEvent, ObstacleSite
from models.office import OfficeSetting
from models.papers import Asset, Paper, PaperLine, Signatory, Signature
from models.payments import (
    Certificate,
    CertificateItem,
    Compensation,
    Invoice,
    Payment,
    Security,
    SecurityEvent,
)
from models.people import LoginFailure, Officer, OfficerGovernorate, SignIn
from models.personal import Favourite, GuideSeen, Notice, NoticeChoice, SavedView, ViewAs
from models.places import Governorate, LocalUnit, Markaz, Programme, Site
from models.plan import Baseline, Parameter, Promise
from models.published import PublishedFigure
from models.sending import SentForm
from models.training import Attendance, Course, TrainingSession
from models.works import CentrePair, StepEntry

__all__ = [
    "Account", "Addressee", "Affirmation", "AgendaItem", "Approval", "Asset", "Attendance", "Attendee", "Baseline", "CentrePair",
    "Certificate", "CertificateItem", "Committee", "Compensation", "Contract", "ContractLine", "Course", "Decision",
    "DecisionEvent", "Entitlement", "Evidence", "Favourite", "FormTitle", "Governorate", "GuideSeen", "ImportRun", "Invoice",
    "IssuedDocument", "IssuedFile", "Job", "JobState", "Kit", "KitPart", "Letter", "LocalUnit", "LoginFailure", "Lot", "Markaz",
    "Meeting", "Member", "Movement", "Notice", "NoticeChoice", "Obstacle", "ObstacleEvent", "ObstacleSite", "OfficeSetting",
    "Officer", "OfficerGovernorate", "Paper", "PaperLine", "Parameter", "Payment", "Programme", "ProgressEntry", "Promise",
    "PublishedFigure", "Restatement", "SavedView", "Scoped", "Security", "SecurityEvent", "SentForm", "SignIn", "Signatory", "Signature",
    "Site", "StepEntry", "Store", "Supplier", "TrainingSession", "Versioned", "ViewAs",
]
