"""What is typed for every act of the desk, and a ticket in every state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from home.history import recorded
from home.models import User
from tickets.models import Category, Team, Ticket
from tickets.staff.handling import HANDLINGS
from tickets.states import ENDED, WAITING, Act, State

BACKEND = "portal.signing_in.Backend"


def brought_to(ticket: Ticket, state: State, *, seconded: bool = True) -> Ticket:
    """The ticket in a state, with the columns that the database demands there, and as its other team never had it.

    `seconded`: somebody who does none of the acts has looked along, so that whoever ends it may.
    """
    at = timezone.now()
    with recorded("toets"):
        row = Ticket.objects.get(pk=ticket.pk)
        row.state = state
        row.wake_on = timezone.localdate(at) + timedelta(days=5) if state in WAITING else None
        row.closed_at = at if state in ENDED else None
        row.outcome = "answered" if state in ENDED else ""
        row.forwarded_to = "other" if state is State.FORWARDED else ""
        row.category, row.team, row.municipality = ticket.category, ticket.team, ticket.municipality
        row.restricted, row.transfer_count, row.paused_on = False, 0, None
        row.needs_second = True
        row.seconded_by = User.objects.get_or_create(username="tweede")[0] if seconded else None
        row.transfers.all().delete()
        row.save()
    return row


def typed() -> dict[Act, Callable[[], dict[str, str]]]:
    """For each act what a person fills in, made when it is asked for."""
    other = Team.objects.get(municipality__code="GM9002", name="Loket")
    handler = User.objects.get(username="handler-gm9001")
    soon = (timezone.localdate() + timedelta(days=5)).isoformat()
    said = {"text": "Neem de brief mee.", "language": "nl"}
    fixed: dict[Act, dict[str, str]] = {
        Act.TAKE: {},
        Act.READ: {},
        Act.SECOND: {},
        Act.REPLY: said,
        Act.ASK: {**said, "wake_on": soon},
        Act.NOTE: {"text": "Gebeld."},
        Act.CONSULT: {"to": str(other.pk), "text": "Weet u dit?"},
        Act.REFER: {"to": str(other.pk), "reason": "Ter informatie"},
        Act.CLOSE: {**said, "outcome": "answered", "note": ""},
        Act.TRANSFER: {"to": str(other.pk), "reason": "moved", "note": "Verhuisd.", "tell_sender": "on"},
        Act.FORWARD: {"to": "other", "reason": "DUO beslist hierover"},
        Act.ASSIGN: {"to": str(handler.pk)},
        Act.RESUME: {"reason": "Gebeld"},
        Act.REOPEN: {"reason": "Toch niet klaar"},
        Act.RECATEGORISE: {"to": str(Category.objects.get(code="les").pk), "reason": "Gaat over les"},
        Act.SET_URGENCY: {"to": "urgent", "reason": "Morgen"},
        Act.SNOOZE: {"wake_on": soon},
        Act.TREAT_AS_OBJECTION: {"reason": "Is het niet eens met een besluit"},
        Act.TREAT_AS_COMPLAINT: {"reason": "Klaagt over de bejegening"},
        Act.REJECT: {"reason": "spam"},
        Act.UNDO_REJECT: {"reason": "Was echt"},
    }
    assert set(fixed) == set(HANDLINGS)
    return {act: lambda words=words: dict(words) for act, words in fixed.items()}  # type: ignore[misc]


def posted(act: Act, ticket: Ticket, words: dict[str, str]) -> dict[str, str]:
    """The fields of a form as a browser sends them."""
    return {f"{act}-seen": str(ticket.lock_version), **{f"{act}-{name}": value for name, value in words.items()}}


def do(act: Act, ticket: Ticket, by: User, words: dict[str, str]) -> None:
    """The act itself, with what the form makes of the words."""
    handling = HANDLINGS[act]
    form = handling.form(posted(act, ticket, words), ticket=ticket, user=by, prefix=act)
    assert form.is_valid(), form.errors
    cleaned: dict[str, Any] = dict(form.cleaned_data)
    handling.do(ticket, by=by, at=timezone.now(), expected=cleaned.pop("seen"), **cleaned)


def signed_in(user: User | None) -> Client:
    """A browser of this person."""
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client
