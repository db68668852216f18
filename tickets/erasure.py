"""Personal data out of a ticket, its history true as before; that it was done, when and why stays on record."""

import logging
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from home import delivery, gate
from home.history import recorded
from home.models import Delivery
from home.refusals import Refused
from tickets import letters, parts, timeline
from tickets.models import Category, Message, RoutingDecision, Ticket, TicketContact
from tickets.states import ENDED, Act

log = logging.getLogger(__name__)
BATCH = 200
ERASED = "[verwijderd]"
TABLES: list[type[models.Model]] = [
    Ticket, TicketContact, TicketContact.history.model, Message, RoutingDecision, Delivery,
]  # fmt: skip
"""What is written over, beside the tables of the parts."""
_LATER = (
    "WITH RECURSIVE later(id) AS ("
    "SELECT id FROM tickets_ticket WHERE parent_id = %s AND origin = %s"
    " UNION SELECT after.id FROM tickets_ticket AS after JOIN later ON after.parent_id = later.id"
    " WHERE after.origin = %s) SELECT id FROM later"
)


def erase(ticket: Ticket, *, reason: str, at: datetime, thoroughly: bool = False) -> bool:
    """Blanks contact, messages, letters, the facts it was routed by and every part of a ticket that has ended.

    The history rows of the contact are blanked through the gate, with their salt. The code of the sender opens nothing
    any more. `thoroughly`: also what a part would keep by its own policy. False when it was done before.

    :raises Refused: `legal_hold`, `not_ended`.
    :raises NoActor: when nobody acts.
    """
    with gate.gate("erasure", reason) as opened:
        row = Ticket.objects.select_for_update(of=("self",)).select_related("team", "category").get(pk=ticket.pk)
        refused = refusal(row)
        if refused is not None:
            raise refused
        if row.anonymised_at is not None and not thoroughly:
            return False
        for contact in TicketContact.objects.filter(ticket=row):
            opened.erase(contact)
        # The digest of a text goes too: short ones could be guessed by it.
        opened.update(Message.objects.filter(ticket=row), body=ERASED, body_digest="", idempotency_key=None)
        opened.update(RoutingDecision.objects.filter(ticket=row), facts={})
        delivery.forget(letters.about(row))
        for part in parts.registered():
            part.erase(row, opened, thoroughly, at)
        before = timeline.snapshot(row)
        row.anonymised_at = row.anonymised_at or at
        row.save()
        timeline.record(row, Act.ERASE, before, at)
    return True


def refusal(ticket: Ticket) -> Refused | None:
    """Why nothing of a ticket may be erased now (`legal_hold`, `not_ended`), or None."""
    if ticket.legal_hold:
        return Refused("legal_hold")
    return Refused("not_ended") if ticket.state not in ENDED else None


def follow_ups(ticket: Ticket) -> models.QuerySet[Ticket]:
    """What the same sender asked after a ticket had ended too long ago, and after that again; the oldest first.

    Those that hold something still: they have the contact and words of their own, and no submission. One query,
    however long the chain.
    """
    later = RawSQL(_LATER, [ticket.pk, Ticket.Origin.FOLLOW_UP, Ticket.Origin.FOLLOW_UP])  # noqa: S611  ours
    rows: models.QuerySet[Ticket] = Ticket.objects.filter(pk__in=later, anonymised_at=None)
    return rows.order_by("received_at", "id")


def keep_still(ticket: Ticket) -> None:
    """Locks a ticket and its follow-ups until the end of the transaction, so that none is born or opened meanwhile."""
    for rows in (Ticket.objects.filter(pk=ticket.pk), follow_ups(ticket)):
        list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def due(at: datetime) -> models.QuerySet[Ticket]:
    """Tickets whose own term, that of their category, is over: those of which no part decides."""
    owned = Q()
    for part in parts.registered():
        if part.owns is not None:
            owned |= Q(pk__in=part.owns())
    past = Q()
    for category, months in Category.objects.values_list("pk", "retention_months"):
        past |= Q(category_id=category, closed_at__lte=_earlier(at, months))
    rows = Ticket.objects.filter(past, anonymised_at=None, legal_hold=False, state__in=[str(state) for state in ENDED])
    found: models.QuerySet[Ticket] = rows.exclude(owned) if owned else rows
    return found


def erase_due(at: datetime, *, reason: str) -> int:
    """Erases tickets whose own term is over, each in its own transaction; how many. It goes on where it was stopped."""
    done, last = 0, 0
    while keys := list(due(at).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        done += sum(tried(Ticket(pk=key), reason=reason, at=at) for key in keys)
        last = keys[-1]
    return done


def tried(ticket: Ticket, *, reason: str, at: datetime) -> bool:
    """Whether a ticket was erased; what fails stops no other, and stands in the log by its number of a row."""
    try:
        with recorded(reason):
            return erase(ticket, reason=reason, at=at)
    except Exception as error:
        log.exception("ticket row %s is not erased: %s", ticket.pk, type(error).__name__)
        return False


def _earlier(at: datetime, months: int) -> datetime:
    """The moment so many months before."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    day: Any = min(at.day, 28)
    return at.replace(year=year, month=month + 1, day=day)
