"""The rows of the ground floor."""

from home.models.calendar import Calendar, ClosingDay
from home.models.delivery import Delivery
from home.models.jobs import JobRun
from home.models.limits import Tries
from home.models.pages import ContactPage, GuidancePage, HomePage, PracticePage, SectionPage
from home.models.record import GateOpening, HistoryRoot, RightsEvent
from home.models.region import Logo, Municipality, OutsideArea, PostcodeArea
from home.models.stamp import RegisterStamp
from home.models.user import User

__all__ = [
    "Calendar",
    "ClosingDay",
    "ContactPage",
    "Delivery",
    "GateOpening",
    "GuidancePage",
    "HistoryRoot",
    "HomePage",
    "JobRun",
    "Logo",
    "Municipality",
    "OutsideArea",
    "PostcodeArea",
    "PracticePage",
    "RegisterStamp",
    "RightsEvent",
    "SectionPage",
    "Tries",
    "User",
]
