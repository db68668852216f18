"""Everything that happened to a ticket, as one chained list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from home import chain
from home.history.actor import needed
from tickets.models import Message, Ticket, TicketEvent
from tickets.states import BIRTHS, Act

# What an event shows as changed; the rest of a history row is for the auditor.
SHOWN = (
    "municipality_id",
    "team_id",
    "assignee_id",
    "category_id",
    "state",
    "urgency",
    "restricted",
    "first_due",
    "service_due",
    "statutory_due",
    "wake_on",
    "outcome",
    "forwarded_to",
)


def snapshot(ticket: Ticket) -> dict[str, Any]:
    """The shown columns of a ticket as they are now, to be compared after an act."""
    return {name: getattr(ticket, name) for name in SHOWN}


def changes(before: Mapping[str, Any], ticket: Ticket) -> dict[str, list[Any]]:
    """Which shown columns differ: name -> [old, new], as JSON holds them."""
    after = snapshot(ticket)
    return {name: [_plain(before.get(name)), _plain(after[name])] for name in SHOWN if before.get(name) != after[name]}


def record(ticket: Ticket, act: Act, before: Mapping[str, Any], at: datetime) -> TicketEvent:
    """Writes the event of an act, as the last thing of it.

    Its digest covers the event before it and the digests of the history rows of the same act (tickets.md 4.6, 11).

    :raises NoActor: when nobody acts.
    """
    doing = needed()
    # Where a chain stands already, the unique pair of ticket and seq refuses a second beginning.
    seq, digest = (0, "") if act in BIRTHS else _newest(ticket)
    event = TicketEvent(
        ticket=ticket,
        seq=seq + 1,
        act=act,
        act_key=doing.act_key,
        actor_label=doing.actor.label,
        user=doing.actor.user,
        via=doing.via,
        reason=doing.reason,
        request_id=doing.request_id,
        changes=changes(before, ticket),
        row_digests=sorted(doing.digests),
        at=at,
    )
    event.digest = digest_of(event, digest)
    event.save()
    return event


def _newest(ticket: Ticket) -> tuple[int, str]:
    last = TicketEvent.objects.filter(ticket=ticket).order_by("-seq").values_list("seq", "digest").first()
    return last or (0, "")


def digest_of(event: TicketEvent, before: str) -> str:
    """The digest of an event over the one before it and the history rows of its act."""
    row = chain.canonical(
        {
            "ticket": event.ticket_id,
            "seq": event.seq,
            "act": str(event.act),
            "act_key": str(event.act_key),
            "actor_label": event.actor_label,
            "user": event.user_id,
            "via": event.via,
            "reason": event.reason,
            "request_id": event.request_id,
            "changes": event.changes,
            "at": event.at,
            "rows": event.row_digests,
        }
    )
    return chain.digest(before, row)


def untrue() -> Iterator[tuple[str, object, int | None, str]]:
    """Every event that is not as its act wrote it, every change of a ticket without one: table, key, seq, problem."""
    table, covered = TicketEvent._meta.db_table, set[str]()
    ticket_id, seq, digest = 0, 0, ""
    for event in TicketEvent.objects.order_by("ticket_id", "seq").iterator(chunk_size=2000):
        if event.ticket_id != ticket_id:
            ticket_id, seq, digest = event.ticket_id, 0, ""
        if event.seq != seq + 1:
            yield table, ticket_id, event.seq, f"event {seq + 1} is missing"
        if digest_of(event, digest) != event.digest:
            yield table, ticket_id, event.seq, "digest does not match"
        seq, digest = event.seq, event.digest
        covered.update(event.row_digests)
    history = Ticket.history.model
    rows = history.objects.order_by("id", "seq").values_list("id", "seq", "digest")
    for key, number, sealed in rows.iterator(chunk_size=2000):
        if sealed not in covered:
            yield history._meta.db_table, key, number, "changed without an event"


def born(ticket: Ticket) -> dict[str, Any]:
    """The shown columns of a ticket as its first event wrote them, those that had a value."""
    first = TicketEvent.objects.get(ticket=ticket, seq=1)
    return {name: new for name, (_old, new) in first.changes.items()}


@dataclass(frozen=True)
class Moment:
    """One line of the timeline: an event or a message."""

    at: datetime
    event: TicketEvent | None
    message: Message | None


def of(ticket: Ticket) -> list[Moment]:
    """Events and messages in order of time; the newest last. Two queries."""
    events = TicketEvent.objects.filter(ticket=ticket).order_by("seq")
    messages = Message.objects.filter(ticket=ticket).select_related("delivery").order_by("at", "id")
    moments = [Moment(event.at, event, None) for event in events]
    moments += [Moment(message.at, None, message) for message in messages]
    return sorted(moments, key=lambda moment: moment.at)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
