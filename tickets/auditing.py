"""Reading what happened to tickets and who looked, for the auditor: never what was asked, nor by whom."""

from dataclasses import dataclass
from typing import Any

from home.refusals import Refused
from tickets import access, references
from tickets.models import (
    AccessLog,
    Message,
    Referral,
    RoutingDecision,
    Ticket,
    TicketContact,
    TicketEvent,
    Transfer,
)

MOST_ROWS = 500
# Of these columns of a ticket the auditor learns that they changed, not how.
HIDDEN_OF_TICKET = frozenset({"topic_line", "access_nonce", "access_key_id"})


@dataclass(frozen=True)
class Audited:
    """What is on record of one ticket, each list the newest first.

    `rows`: history rows per model, with the columns of which only the change is told.
    """

    ticket: Ticket
    events: list[TicketEvent]
    messages: list[Message]
    decisions: list[RoutingDecision]
    looks: list[AccessLog]
    rows: list[tuple[Any, list[Any], frozenset[str]]]


def find(user: Any, reference: str) -> Ticket:
    """A ticket by its number as it was typed.

    :raises Refused: `not_found`, the same whether it is not there or this person is no auditor.
    """
    if not access.may_audit(user):
        raise Refused("not_found")
    try:
        canonical = references.check(reference)
    except Refused as refusal:
        raise Refused("not_found") from refusal
    tickets = Ticket.objects.select_related("municipality", "team__municipality", "category")
    ticket: Ticket | None = tickets.filter(reference=canonical).first()
    if ticket is None:
        raise Refused("not_found")
    return ticket


def of(user: Any, reference: str) -> Audited:
    """Everything on record of one ticket; that the auditor looked is on record too.

    :raises Refused: `not_found`.
    """
    ticket = find(user, reference)
    access.looked(user, ticket, AccessLog.What.HISTORY)
    everything = frozenset(field.name for field in TicketContact._meta.concrete_fields) - {"role", "ticket"}
    return Audited(
        ticket=ticket,
        events=list(TicketEvent.objects.filter(ticket=ticket).order_by("-seq")[:MOST_ROWS]),
        messages=list(_messages(ticket)[:MOST_ROWS]),
        decisions=list(ticket.decisions.select_related("team__municipality").order_by("-id")[:MOST_ROWS]),
        looks=list(AccessLog.objects.filter(ticket=ticket).select_related("user").order_by("-id")[:MOST_ROWS]),
        rows=[
            (Ticket, _rows(Ticket, id=ticket.pk), HIDDEN_OF_TICKET),
            (TicketContact, _rows(TicketContact, ticket_id=ticket.pk), everything),
            (Transfer, _rows(Transfer, ticket_id=ticket.pk), frozenset({"note"})),
            (Referral, _rows(Referral, ticket_id=ticket.pk), frozenset()),
        ],
    )


def looks(user: Any, *, by: int | None = None, before: int | None = None, most: int = 50) -> list[AccessLog]:
    """Who opened what, the newest first, one more than `most` when there are older ones.

    `by`: only of this account; `before`: only older than this row.

    :raises Refused: `not_found` for who is no auditor.
    """
    if not access.may_audit(user):
        raise Refused("not_found")
    rows = AccessLog.objects.select_related("user", "ticket").order_by("-id")
    if by is not None:
        rows = rows.filter(user_id=by)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows[: most + 1])


def _messages(ticket: Ticket) -> Any:
    """Who said something when, not what."""
    return Message.objects.filter(ticket=ticket).select_related("delivery").defer("body").order_by("-id")


def _rows(model: Any, **look_up: Any) -> list[Any]:
    return list(model.history.filter(**look_up).order_by("-history_id")[:MOST_ROWS])
