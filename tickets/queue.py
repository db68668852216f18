"""What a person wants to see, as one page of tickets, most urgent first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

from home.refusals import Refused
from tickets import access, references
from tickets.models import TicketQuerySet
from tickets.states import ACTIVE

VIEWS = ("mine", "team", "unassigned", "overdue", "all")
# Only orders that an index serves (tickets.md 4.8).
ORDERS = {
    "due": ("service_due", "id"),
    "-due": ("-service_due", "-id"),
    "received": ("received_at", "id"),
    "-received": ("-received_at", "-id"),
}
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Wanted:
    """The criteria of a list; screens and the API make the same ones.

    `view`: mine, team, unassigned, overdue, all. `state`: "" for all active ones, "ended", or one state.
    """

    view: str = "team"
    state: str = ""
    team_id: int | None = None
    category_id: int | None = None
    language: str = ""
    urgency: str = ""
    order: str = "urgent"
    reference: str = ""


def tickets(user: Any, wanted: Wanted, today: date) -> TicketQuerySet:
    """The tickets of a list: visible ones only, with what a row shows, in the order asked."""
    found = access.visible_tickets(user)
    if wanted.reference:
        found = found.filter(reference=_reference(wanted.reference))
    else:
        found = _in_state(found, wanted.state)
        found = _in_view(found, user, wanted.view, today)
    chosen = {
        "team_id": wanted.team_id,
        "category_id": wanted.category_id,
        "language": wanted.language or None,
        "urgency": wanted.urgency or None,
    }
    found = found.filter(**{name: value for name, value in chosen.items() if value is not None})
    rows = found.select_related("team", "municipality", "category", "assignee")
    ordered: TicketQuerySet = _ordered(rows, wanted.order)
    return ordered


def counts(user: Any, today: date) -> dict[str, int]:
    """How many tickets each view holds, counted to 1,000 at most: "1000+" is said beyond."""
    found = {}
    for view in VIEWS:
        visible = _in_view(_in_state(access.visible_tickets(user), ""), user, view, today)
        found[view] = len(visible.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1])
    return found


def _in_state(found: TicketQuerySet, state: str) -> TicketQuerySet:
    active = [str(row) for row in ACTIVE]
    if state == "":
        return found.filter(state__in=active)
    if state == "ended":
        return found.exclude(state__in=active)
    return found.filter(state=state)


def _in_view(found: TicketQuerySet, user: Any, view: str, today: date) -> TicketQuerySet:
    if view == "mine":
        return found.filter(assignee=user)
    if view == "unassigned":
        return found.filter(assignee=None)
    if view == "overdue":
        return found.filter(Q(service_due__lt=today) | Q(statutory_due__lt=today))
    if view == "team":
        return found.filter(team_id__in=access.desk_scope(user).team_ids)
    return found


def _ordered(found: TicketQuerySet, order: str) -> TicketQuerySet:
    if order in ORDERS:
        return found.order_by(*ORDERS[order])
    urgent_first = Case(
        When(urgency="urgent", then=Value(0)),
        When(urgency="this_week", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.order_by(urgent_first, "service_due", "id")


def _reference(typed: str) -> str:
    """A number as it is stored; one that cannot exist is looked for as it was typed and found nowhere."""
    try:
        return references.check(typed)
    except Refused:
        return typed
