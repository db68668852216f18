"""The rows of the ground floor."""

from home.models.calendar import Calendar, ClosingDay
from home.models.delivery import Delivery
from home.models.jobs import JobRun
from home.models.record import GateOpening, HistoryRoot, RightsEvent
from home.models.region import Municipality, OutsideArea, PostcodeArea
from home.models.user import User

__all__ = [
    "Calendar",
    "ClosingDay",
    "Delivery",
    "GateOpening",
    "HistoryRoot",
    "JobRun",
    "Municipality",
    "OutsideArea",
    "PostcodeArea",
    "RightsEvent",
    "User",
]
