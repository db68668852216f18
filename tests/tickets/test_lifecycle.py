"""Every act in every state: allowed or refused as the table says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from home.history import recorded
from home.models import User
from home.refusals import Refused
from tests.cast import person
from tickets import access, lifecycle
from tickets.models import Ticket
from tickets.states import ENDED, MOVES, Act, State

REACHED = [State.NEW, State.OPEN, State.WAITING_SENDER, State.FORWARDED, State.DONE, State.REJECTED]


def brought_to(ticket: Ticket, state: State) -> Ticket:
    """The ticket in a state, with the columns that the database demands there."""
    at = timezone.now()
    with recorded("toets"):
        row = Ticket.objects.get(pk=ticket.pk)
        row.state = state
        row.wake_on = timezone.localdate(at) + timedelta(days=5) if state is State.WAITING_SENDER else None
        row.closed_at = at if state in ENDED else None
        row.outcome = "answered" if state in ENDED else ""
        row.forwarded_to = "duo" if state is State.FORWARDED else ""
        row.save()
    return row


def do(act: Act, ticket: Ticket, by: User) -> None:
    """The act with everything it demands."""
    words = {"by": by, "at": timezone.now(), "expected": ticket.lock_version}
    calls = {
        Act.TAKE: lambda: lifecycle.take(ticket, **words),
        Act.RESUME: lambda: lifecycle.resume(ticket, reason="r", **words),
        Act.FORWARD: lambda: lifecycle.forward(ticket, to="duo", reason="r", **words),
        Act.CLOSE: lambda: lifecycle.close(ticket, outcome="answered", **words),
        Act.REOPEN: lambda: lifecycle.reopen(ticket, reason="r", **words),
        Act.REJECT: lambda: lifecycle.reject(ticket, reason="spam", **words),
        Act.UNDO_REJECT: lambda: lifecycle.undo_reject(ticket, reason="r", **words),
        Act.ASK: lambda: lifecycle.wait_for_sender(ticket, wake_on=timezone.localdate() + timedelta(days=5), **words),
        Act.SET_URGENCY: lambda: lifecycle.set_urgency(ticket, to="urgent", reason="r", **words),
        Act.READ: lambda: lifecycle.mark_read(ticket, **words),
    }
    calls[act]()


ACTS = [
    Act.TAKE,
    Act.RESUME,
    Act.FORWARD,
    Act.CLOSE,
    Act.REOPEN,
    Act.REJECT,
    Act.UNDO_REJECT,
    Act.ASK,
    Act.SET_URGENCY,
    Act.READ,
]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_open_in_the_states_of_the_table_and_in_no_other(desk: Ticket, act: Act) -> None:
    els = person("coordinator GM9001")
    assert els is not None
    outcome, wanted = {}, {}
    for state in REACHED:
        brought_to(desk, state)
        ticket = access.get_visible(els, desk.reference)
        allowed = state in MOVES[act].origins
        wanted[state] = str(MOVES[act].after(state)) if allowed else "not_now"
        hidden = access.refusal(els, act, ticket)
        assert (hidden is None) is allowed
        try:
            do(act, ticket, els)
            outcome[state] = Ticket.objects.get(pk=desk.pk).state
        except Refused as refused:
            outcome[state] = refused.code
    assert outcome == wanted


def test_who_may_not_close_is_refused_with_the_name_of_the_team(desk: Ticket) -> None:
    reader = person("reader GM9001")
    assert reader is not None
    ticket = access.get_visible(reader, desk.reference)
    with pytest.raises(Refused) as refused:
        lifecycle.close(ticket, outcome="answered", by=reader, at=timezone.now(), expected=ticket.lock_version)
    assert (refused.value.code, refused.value.data) == ("not_yours", {"team": "Loket"})
