"""The tables. Importing this package defines every one of them, so that mappers can be configured at any time."""

from models.base import Scoped, Versioned
from models.jobs import Job, JobState
from models.journal import Affirmation, Evidence, ImportRun, ProgressEntry
from models.office import OfficeSetting
from models.people import LoginFailure, Officer, OfficerGovernorate, SignIn
from models.places import Governorate, LocalUnit, Markaz, Programme, Site
from models.plan import Baseline, Parameter, Promise
from models.training import Attendance, Course, TrainingSession
from models.works import CentrePair, StepEntry

__all__ = [
    "Affirmation", "Attendance", "Baseline", "CentrePair", "Course", "Evidence", "Governorate", "ImportRun", "Job", "JobState", "LocalUnit",
    "LoginFailure", "Markaz", "OfficeSetting", "Officer", "OfficerGovernorate", "Parameter", "Programme", "ProgressEntry", "Promise",
    "Scoped", "SignIn", "Site", "StepEntry", "TrainingSession", "Versioned",
]
