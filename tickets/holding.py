"""That a ticket must stay, whatever its term: said and taken back by the privacy officer, by its number."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from home.history import recorded
from home.models import User
from home.refusals import Refused
from tickets import access, lifecycle, references
from tickets.models import Ticket, TicketEvent
from tickets.states import Act

MOST = 500
"""How many held tickets a list holds."""


@dataclass(frozen=True)
class Held:
    """A ticket that must stay: its number, why, who said so and when; empty when that was never said by an act."""

    reference: str
    reason: str
    by: str
    at: datetime | None


def hold(user: User, typed: str, *, reason: str, at: datetime) -> Ticket:
    """Nothing of this ticket is erased until it is let go; `typed`: its number as somebody wrote it.

    :raises Refused: `not_found`, `not_a_reference`, `needs_reason`, `held_already`, `erased`.
    """
    return _set(user, typed, Act.HOLD, reason, at)


def lift(user: User, typed: str, *, reason: str, at: datetime) -> Ticket:
    """The ticket goes by its term again.

    :raises Refused: `not_found`, `not_a_reference`, `needs_reason`, `not_held`.
    """
    return _set(user, typed, Act.LIFT_HOLD, reason, at)


ACTS: dict[str, Callable[..., Ticket]] = {"hold": hold, "lift": lift}


def held(user: Any) -> list[Held]:
    """The tickets that must stay, the last that was said first; two queries, however many.

    :raises Refused: `not_found` for who may not say so.
    """
    if not access.may_hold(user):
        raise Refused("not_found")
    tickets = dict(Ticket.objects.filter(legal_hold=True).order_by("-id").values_list("pk", "reference")[:MOST])
    said: dict[int, TicketEvent] = {}
    for event in TicketEvent.objects.filter(ticket__in=list(tickets), act=Act.HOLD).order_by("at", "seq"):
        said[event.ticket_id] = event
    rows = [
        Held(reference, said[pk].reason, said[pk].actor_label, said[pk].at)
        if pk in said
        else Held(reference, "", "", None)
        for pk, reference in tickets.items()
    ]
    return sorted(rows, key=lambda row: (row.at is not None, row.at), reverse=True)


def _set(user: User, typed: str, act: Act, reason: str, at: datetime) -> Ticket:
    if not access.may_hold(user):
        raise Refused("not_found")
    if not reason.strip():
        raise Refused("needs_reason")
    canonical = references.check(typed)
    wanted = act is Act.HOLD
    with recorded(reason.strip()):
        rows = Ticket.objects.select_for_update(of=("self",)).select_related("team")
        ticket: Ticket | None = rows.filter(reference=canonical).first()
        if ticket is None:
            raise Refused("not_found")
        if wanted and ticket.anonymised_at is not None:
            raise Refused("erased")
        if ticket.legal_hold == wanted:
            raise Refused("held_already" if wanted else "not_held")
        # Who may do this was asked above: it needs no sight of the ticket, so not the rule of the desk.
        with lifecycle.acting_on(ticket, act, by=None, at=at, expected=ticket.lock_version, reason=reason.strip()):
            ticket.legal_hold = wanted
    return ticket
