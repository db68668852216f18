"""The only writer of a ticket's state."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.utils import timezone

from home.history import Stale, recorded
from home.models import User
from home.refusals import Refused
from tickets import access, bodies, clocks, timeline
from tickets.models import Ticket
from tickets.states import ACTIVE, MOVES, Act, State
from tickets.words import OUTCOME_LABELS, REJECT_REASONS, STATE_LABELS, URGENCY_LABELS

log = logging.getLogger(__name__)
REOPEN_DAYS = 14


@contextmanager
def acting_on(
    ticket: Ticket, act: Act, *, by: User | None, at: datetime, expected: int, reason: str = ""
) -> Iterator[Ticket]:
    """One act on one ticket: the version seen, the right to do it, the move, the save and the event, in that order.

    `by` is None for the sender and for jobs, who are bound by the states alone.

    :raises Stale: when the ticket is no longer at the version `expected`.
    :raises Refused: what `tickets.access.refusal` says.
    """
    with recorded(reason):
        if ticket.lock_version != expected:
            raise Stale(ticket)
        if by is not None:
            access.demand(by, act, ticket, at=at)
        after = _after(act, ticket)
        before = timeline.snapshot(ticket)
        yield ticket
        if by is not None:
            ticket.last_staff_at = at
        ticket.state = after
        ticket.save()
        timeline.record(ticket, act, before, at)


def take(ticket: Ticket, *, by: User, at: datetime, expected: int) -> None:
    """The person makes it theirs."""
    with acting_on(ticket, Act.TAKE, by=by, at=at, expected=expected):
        _given_to(ticket, by, at)


def assign(ticket: Ticket, *, to: User | None, by: User, at: datetime, expected: int, reason: str = "") -> None:
    """Somebody who may handle it gets it, or nobody: a member of the team, for a coordinator any coordinator there too.

    :raises Refused: `not_a_member`.
    """
    with acting_on(ticket, Act.ASSIGN, by=by, at=at, expected=expected, reason=reason):
        if to is None:
            ticket.assignee = None
        elif to.pk not in access.assignable(ticket, by, timezone.localdate(at)):
            raise Refused("not_a_member")
        else:
            _given_to(ticket, to, at)


def wait_for_sender(ticket: Ticket, *, wake_on: date, by: User, at: datetime, expected: int) -> None:
    """Stops the service clock until the sender answers or the wake date comes (called with the words, by `ask`).

    :raises Refused: `needs_wake_date`, when that day is not after today.
    """
    with acting_on(ticket, Act.ASK, by=by, at=at, expected=expected):
        if wake_on <= timezone.localdate(at):
            raise Refused("needs_wake_date")
        ticket.wake_on = wake_on
        ticket.unread_since = None
        clocks.pause(ticket, at=at)


def resume(ticket: Ticket, *, by: User | None, at: datetime, expected: int, reason: str = "") -> None:
    """Goes on after waiting and makes good the paused working days, up to the wake date at most.

    So a clock that stood still on that date takes nothing from our own norm.

    :raises Refused: `needs_reason`, when a person does it by hand without one.
    """
    if by is not None and not reason:
        raise Refused("needs_reason")
    with acting_on(ticket, Act.RESUME, by=by, at=at, expected=expected, reason=reason):
        today = timezone.localdate(at)
        clocks.resume(ticket, on=min(today, ticket.wake_on or today))
        ticket.wake_on = None
        _without_absent_assignee(ticket)


def forward(ticket: Ticket, *, to: str, by: User, at: datetime, expected: int, reason: str) -> None:
    """Another body answers this; our clocks end (the letter goes in the same act, by `conversation`).

    :raises Refused: `unknown_value` or `needs_reason`.
    """
    if not bodies.is_open(to):
        raise Refused("unknown_value")
    if not reason:
        raise Refused("needs_reason")
    with acting_on(ticket, Act.FORWARD, by=by, at=at, expected=expected, reason=reason):
        _ended(ticket, at, "forwarded")
        ticket.forwarded_to = to


def close(ticket: Ticket, *, outcome: str, by: User, at: datetime, expected: int) -> None:
    """We are done, with an outcome.

    :raises Refused: `needs_outcome`.
    """
    if outcome not in OUTCOME_LABELS or outcome in ("forwarded", "rejected"):
        raise Refused("needs_outcome")
    with acting_on(ticket, Act.CLOSE, by=by, at=at, expected=expected):
        _ended(ticket, at, outcome)


def reopen(ticket: Ticket, *, by: User | None, at: datetime, expected: int, reason: str = "") -> None:
    """Goes on after the end, with a new service date.

    :raises Refused: `needs_reason`, when a person does it without one.
    """
    if by is not None and not reason:
        raise Refused("needs_reason")
    with acting_on(ticket, Act.REOPEN, by=by, at=at, expected=expected, reason=reason):
        ticket.closed_at, ticket.outcome, ticket.forwarded_to = None, "", ""
        ticket.reopened_count += 1
        ticket.seconded_by = None  # what is answered now, nobody has seen yet
        clocks.restart(ticket, at=at)
        _without_absent_assignee(ticket)


def reject(ticket: Ticket, *, reason: str, by: User, at: datetime, expected: int) -> None:
    """Not handled: spam, a test, asked before.

    :raises Refused: `unknown_value`.
    """
    if reason not in REJECT_REASONS:
        raise Refused("unknown_value")
    with acting_on(ticket, Act.REJECT, by=by, at=at, expected=expected, reason=reason):
        _ended(ticket, at, "rejected")


def undo_reject(ticket: Ticket, *, by: User, at: datetime, expected: int, reason: str) -> None:
    """Handled after all.

    :raises Refused: `needs_reason`, `too_late` 30 days after the rejection.
    """
    if not reason:
        raise Refused("needs_reason")
    with acting_on(ticket, Act.UNDO_REJECT, by=by, at=at, expected=expected, reason=reason):
        ticket.closed_at, ticket.outcome = None, ""
        ticket.seconded_by = None  # who looked along agreed that it was turned away


def set_urgency(ticket: Ticket, *, to: str, by: User, at: datetime, expected: int, reason: str) -> None:
    """Sooner or less soon.

    :raises Refused: `unknown_value` or `needs_reason`.
    """
    if to not in URGENCY_LABELS:
        raise Refused("unknown_value")
    if not reason:
        raise Refused("needs_reason")
    with acting_on(ticket, Act.SET_URGENCY, by=by, at=at, expected=expected, reason=reason):
        ticket.urgency = to


def snooze(ticket: Ticket, *, wake_on: date, by: User, at: datetime, expected: int) -> None:
    """Comes back on a day; the clocks run on.

    :raises Refused: `needs_wake_date`.
    """
    if wake_on <= timezone.localdate(at):
        raise Refused("needs_wake_date")
    with acting_on(ticket, Act.SNOOZE, by=by, at=at, expected=expected):
        ticket.wake_on = wake_on


def mark_read(ticket: Ticket, *, by: User, at: datetime, expected: int) -> None:
    """The sender's last message was read, so the ticket can be closed."""
    with acting_on(ticket, Act.READ, by=by, at=at, expected=expected):
        ticket.unread_since = None


def second(ticket: Ticket, *, by: User, at: datetime, expected: int) -> None:
    """Somebody else than who handles it has looked along and agrees, so that it can be ended.

    :raises Refused: `no_second_needed` or `second_is_another`.
    """
    with acting_on(ticket, Act.SECOND, by=by, at=at, expected=expected):
        ticket.seconded_by = by


def wake(at: datetime) -> int:
    """What waited until today goes on, in order, each in its own transaction; how many.

    A clock that stood still is made good. A ticket that somebody acts on at this very moment is left for the next run.
    """
    waiting = Ticket.objects.filter(wake_on__lte=timezone.localdate(at), state__in=[str(state) for state in ACTIVE])
    return sum(_woken(pk, at) for pk in list(waiting.order_by("wake_on", "pk").values_list("pk", flat=True)))


def _woken(pk: int, at: datetime) -> bool:
    ticket = Ticket.objects.select_related("team", "category", "municipality", "assignee").get(pk=pk)
    try:
        if State(ticket.state) is State.WAITING_SENDER:
            resume(ticket, by=None, at=at, expected=ticket.lock_version)
        else:
            with acting_on(ticket, Act.SNOOZE, by=None, at=at, expected=ticket.lock_version):
                ticket.wake_on = None
    except Refused as refusal:
        log.warning("ticket %s was not woken: %s", ticket.pk, refusal.code)
        return False
    return True


def may_reopen(ticket: Ticket, at: datetime) -> bool:
    """Whether the sender's message opens it again: within 14 days of its end."""
    return (
        ticket.anonymised_at is None
        and State(ticket.state) in MOVES[Act.REOPEN].origins
        and ticket.closed_at is not None
        and at - ticket.closed_at <= timedelta(days=REOPEN_DAYS)
    )


def _after(act: Act, ticket: Ticket) -> State:
    state = State(ticket.state)
    if state not in MOVES[act].origins:
        raise Refused("not_now", state=STATE_LABELS[state])
    return MOVES[act].after(state)


def _given_to(ticket: Ticket, person: User, at: datetime) -> None:
    ticket.assignee = person
    ticket.taken_at = ticket.taken_at or at


def _ended(ticket: Ticket, at: datetime, outcome: str) -> None:
    ticket.closed_at, ticket.outcome = at, outcome
    ticket.wake_on = ticket.paused_on = ticket.unread_since = None


def _without_absent_assignee(ticket: Ticket) -> None:
    if ticket.assignee is not None and not ticket.assignee.is_active:
        ticket.assignee = None
