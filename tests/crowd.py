"""Many tickets quickly: what the acts would have left of each, sealed by the same digests, inserted in bulk."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import models, transaction
from django.utils import timezone

from home.history import current
from home.history.rows import _seal
from tickets import references, timeline
from tickets.models import Message, RoutingDecision, Ticket, TicketContact, TicketEvent
from tickets.states import Act

CHUNK = 500
STATES = ("new", "new", "new", "open", "open", "done")
URGENCIES = ("normal", "normal", "normal", "normal", "this_week", "urgent")


def gather(count: int, like: Sequence[Ticket], assignees: Sequence[Any] = ()) -> None:
    """`count` tickets that look like the ones given, each with contact, message, decision, event and history.

    Spread over teams as those given are; two thirds are not done; due and received over 200 days. Somebody acts.
    They are follow-ups, so that nobody misses the submission of a form.
    """
    chance = random.Random(count)
    with transaction.atomic():
        for first in range(0, count, CHUNK):
            _some(range(first, min(first + CHUNK, count)), like, assignees, chance)


def _some(numbers: range, like: Sequence[Ticket], assignees: Sequence[Any], chance: random.Random) -> None:
    tickets = [_ticket(like[number % len(like)], assignees, chance) for number in numbers]
    _insert(Ticket, tickets)
    contacts = [
        TicketContact(ticket=ticket, role="sender", name=f"Persoon {ticket.pk}", contact_how="phone", phone="06")
        for ticket in tickets
    ]
    _insert(TicketContact, contacts)
    seals = [[_history(ticket), _history(contact)] for ticket, contact in zip(tickets, contacts, strict=True)]
    for place in (0, 1):
        rows = [seal[place] for seal in seals]
        _insert(type(rows[0]), rows)
    said = [Message(ticket=t, kind="question", body=f"Vraag {t.pk}", language="nl", at=t.received_at) for t in tickets]
    _insert(Message, said)
    first = RoutingDecision.objects.order_by("id")[0]
    _insert(RoutingDecision, [_decision(ticket, first) for ticket in tickets])
    _insert(TicketEvent, [_event(t, [row.digest for row in seal]) for t, seal in zip(tickets, seals, strict=True)])


def _ticket(seed: Ticket, assignees: Sequence[Any], chance: random.Random) -> Ticket:
    received = seed.received_at - timedelta(minutes=chance.randrange(200 * 24 * 60))
    state = chance.choice(STATES)
    values = {field.attname: getattr(seed, field.attname) for field in Ticket._meta.concrete_fields}
    values |= {
        "id": None,
        "reference": references.new(seed.reference.partition("-")[0], chance),
        "origin": "follow_up",
        "state": state,
        "urgency": chance.choice(URGENCIES),
        "received_at": received,
        "last_sender_at": received,
        "first_due": seed.first_due + timedelta(days=chance.randrange(-100, 100)),
        "service_due": seed.service_due + timedelta(days=chance.randrange(-100, 100)),
        "taken_at": None if state == "new" else received + timedelta(hours=1),
        "closed_at": received + timedelta(days=2) if state == "done" else None,
        "outcome": "answered" if state == "done" else "",
        "assignee_id": chance.choice(assignees).pk if assignees and state != "new" else None,
    }
    return Ticket(**values)


def _history(row: Any) -> Any:
    """The first row of its history, sealed as a save would."""
    history = row.history.model
    names = [field.attname for field in history.tracked_fields]
    made = history(history_type="+", **{name: getattr(row, name) for name in names})
    _seal(history, history_instance=made)
    return made


def _decision(ticket: Ticket, first: RoutingDecision) -> RoutingDecision:
    return RoutingDecision(
        ticket=ticket,
        rule_id=first.rule_id,
        rule_history_id=first.rule_history_id,
        team_id=ticket.team_id,
        facts=first.facts,
        trace=first.trace,
        at=ticket.received_at,
    )


def _event(ticket: Ticket, digests: Sequence[str]) -> TicketEvent:
    doing = replace(current(), act_key=uuid4())  # type: ignore[type-var]
    event = TicketEvent(
        ticket=ticket,
        seq=1,
        act=Act.FOLLOW_UP,
        act_key=doing.act_key,  # type: ignore[union-attr]
        actor_label=doing.actor.label,  # type: ignore[union-attr]
        via=doing.via,  # type: ignore[union-attr]
        changes=timeline.changes({}, ticket),
        row_digests=sorted(digests),
        at=timezone.now(),
    )
    event.digest = timeline.digest_of(event, "")
    return event


def _insert(model: type[models.Model], rows: list[Any]) -> None:
    """Past the manager that refuses bulk inserts because they write no history: here the history is written too."""
    models.QuerySet(model).bulk_create(rows)
