"""A ticket's clocks: started, paused, resumed, closed and started anew."""

from datetime import date, datetime

from django.utils import timezone

from home import places
from home.remembering import remembered
from home.working_days import add_working_days
from tickets import deadlines
from tickets.models import Category, Norm, Team, Ticket


def start(ticket: Ticket, *, at: datetime) -> None:
    """Sets the dates of a new ticket by the norm and the law that hold on the local day of receipt."""
    on = timezone.localdate(at)
    norm = norm_of(ticket.category, on)
    first, service = (norm.first_days, norm.service_days) if norm else (1, 5)
    closed = closed_days(ticket.team)
    ticket.first_due, ticket.service_due = deadlines.first_and_service_due(on, first, service, closed)
    start_statutory(ticket, ticket.category, on)
    if ticket.urgency == "urgent":
        ticket.first_due = min(ticket.first_due, add_working_days(on, 0, closed))
        ticket.service_due = min(ticket.service_due, add_working_days(on, 1, closed))


def start_statutory(ticket: Ticket, category: Category, on: date) -> None:
    """Sets the end of the term of law, counted from the day of receipt; none when the category has none."""
    if category.statutory_weeks:
        term = deadlines.Term(weeks=category.statutory_weeks)
    elif category.statutory_months:
        term = deadlines.Term(months=category.statutory_months)
    else:
        ticket.statutory_due, ticket.statutory_basis = None, ""
        return
    ticket.statutory_due = deadlines.statutory_end(on, term, places.statutory_days())
    ticket.statutory_basis = category.statutory_basis


def pause(ticket: Ticket, *, at: datetime) -> None:
    """Stops the service clock; the term of law runs on."""
    ticket.paused_on = timezone.localdate(at)


def resume(ticket: Ticket, *, on: date) -> None:
    """Adds the working days of a pause that ended on the local date `on`, by the calendar of the team that owns it now.

    The day of the first reply moves along while there was none.
    """
    if ticket.paused_on is None:
        return
    closed = closed_days(ticket.team)
    ticket.service_due = deadlines.moved_by_pause(ticket.service_due, ticket.paused_on, on, closed)
    if ticket.first_reply_at is None:
        ticket.first_due = deadlines.moved_by_pause(ticket.first_due, ticket.paused_on, on, closed)
    ticket.paused_on = None


def restart(ticket: Ticket, *, at: datetime) -> None:
    """A new service date for a ticket that was opened again; the old one stays in its history."""
    on = timezone.localdate(at)
    norm = norm_of(ticket.category, on)
    ticket.service_due = add_working_days(on, norm.service_days if norm else 5, closed_days(ticket.team))
    ticket.paused_on = None


def tighten(ticket: Ticket, category: Category) -> None:
    """Another category: a shorter norm brings the dates forward, a longer one never moves them back.

    The term of law is that of the category, counted from the day of receipt.
    """
    on = timezone.localdate(ticket.received_at)
    norm = norm_of(category, on)
    if norm is not None:
        closed = closed_days(ticket.team)
        first, service = deadlines.first_and_service_due(on, norm.first_days, norm.service_days, closed)
        ticket.first_due, ticket.service_due = min(ticket.first_due, first), min(ticket.service_due, service)
    start_statutory(ticket, category, on)


def norm_of(category: Category, on: date) -> Norm | None:
    """The norm of a category on a day."""
    norms = remembered("norms", _norms).get(category.pk, ())
    return next((norm for norm in norms if norm.valid_from <= on), None)


def _norms() -> dict[int, list[Norm]]:
    """The norms of each category, the newest first."""
    found: dict[int, list[Norm]] = {}
    for norm in Norm.objects.order_by("-valid_from"):
        found.setdefault(norm.category_id, []).append(norm)
    return found


def closed_days(team: Team) -> frozenset[date]:
    """The closing days of a team: its own calendar, else that of the region."""
    return places.closed_days(team.calendar_id)
