"""What is said at the desk, and what it does to a ticket."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from home.history import Stale, acting
from home.history.actor import Actor
from home.models import Delivery, User
from home.refusals import Refused
from home.working_days import count_working_days
from tests.cast import person
from tickets import access, clocks, conversation, letters, lifecycle, timeline
from tickets.models import Message, Team, Ticket, TicketEvent


@pytest.fixture
def petra(desk: Ticket) -> User:
    """A handler of the municipality that has the ticket."""
    user = person("handler GM9001")
    assert user is not None
    return user


def fresh(ticket: Ticket) -> Ticket:
    """The ticket as the database has it."""
    found: Ticket = Ticket.objects.select_related("team", "category", "municipality", "assignee").get(pk=ticket.pk)
    return found


def seen(ticket: Ticket, user: User) -> Ticket:
    """The ticket as this person gets it."""
    user.__dict__.pop("_desk_scope", None)
    return access.get_visible(user, ticket.reference)


def test_a_reply_tells_the_sender_without_the_text_of_it(desk: Ticket, petra: User) -> None:
    ticket, at = seen(desk, petra), timezone.now()
    conversation.reply(ticket, text="Neem de brief mee.", language="nl", by=petra, at=at, expected=ticket.lock_version)

    letter = Delivery.objects.get(kind="answered")
    assert letter.recipient == "kanarie.zeldzaam@example.org"
    assert "Neem de brief mee" not in letter.text + letter.html
    assert "{access_code}" in letter.text
    assert letters.late_values(letter.about)["link"].startswith("http")
    assert fresh(desk).first_reply_at == at


def test_an_answer_resumes_a_waiting_ticket_and_adds_the_paused_working_days(desk: Ticket, petra: User) -> None:
    ticket, at = seen(desk, petra), timezone.now()
    due = ticket.service_due
    today = timezone.localdate(at)
    conversation.ask(
        ticket,
        text="Welke datum?",
        language="nl",
        wake_on=today + timedelta(days=20),
        by=petra,
        at=at,
        expected=ticket.lock_version,
    )
    assert fresh(desk).state == "waiting_sender"

    later = at + timedelta(days=6)
    with acting(Actor("afzender"), via="public"):
        conversation.sender_wrote(fresh(desk), text="1 december", language="nl", at=later)

    ticket = fresh(desk)
    closed = clocks.closed_days(ticket.team)
    paused = count_working_days(today, timezone.localdate(later), closed)
    assert ticket.state == "open"
    assert ticket.wake_on is None
    assert ticket.unread_since == later
    assert paused > 0
    assert count_working_days(due, ticket.service_due, closed) == paused


def test_the_clock_that_stood_still_wakes_once(desk: Ticket, petra: User) -> None:
    ticket, at = seen(desk, petra), timezone.now()
    wake_on = timezone.localdate(at) + timedelta(days=3)
    conversation.ask(ticket, text="?", language="nl", wake_on=wake_on, by=petra, at=at, expected=ticket.lock_version)
    late = at + timedelta(days=5)
    with acting(Actor("job: wekken"), via="job"):
        assert lifecycle.wake(late) == 1
        assert lifecycle.wake(late) == 0
    assert fresh(desk).state == "open"


def closed(ticket: Ticket, user: User) -> Ticket:
    """The same ticket, answered and closed."""
    now = seen(ticket, user)
    conversation.close(
        now,
        outcome="answered",
        text="Klaar.",
        note="",
        language="nl",
        by=user,
        at=timezone.now(),
        expected=now.lock_version,
    )
    return fresh(ticket)


def test_an_answer_to_a_closed_ticket_reopens_it(desk: Ticket, petra: User) -> None:
    ticket = closed(desk, petra)
    assert ticket.closed_at is not None
    with acting(Actor("afzender"), via="public"):
        same, _message = conversation.sender_wrote(
            ticket, text="Toch niet", language="nl", at=ticket.closed_at + timedelta(days=13)
        )
    assert same.pk == desk.pk
    assert (fresh(desk).state, fresh(desk).reopened_count, fresh(desk).outcome) == ("open", 1, "")


def test_after_fourteen_days_it_becomes_a_linked_new_ticket(desk: Ticket, petra: User) -> None:
    ticket = closed(desk, petra)
    assert ticket.closed_at is not None
    at = ticket.closed_at + timedelta(days=15)
    with acting(Actor("afzender"), via="public"):
        again, _message = conversation.sender_wrote(ticket, text="Nog iets", language="nl", at=at)
    assert again.pk != desk.pk
    assert (again.parent_id, again.team_id, again.state, again.origin) == (desk.pk, desk.team_id, "new", "follow_up")
    assert fresh(desk).state == "done"


def test_a_fresh_answer_must_be_read_before_closing(desk: Ticket, petra: User) -> None:
    with acting(Actor("afzender"), via="public"):
        conversation.sender_wrote(fresh(desk), text="Ik heb nog iets", language="nl", at=timezone.now())
    with pytest.raises(Refused) as refused:
        closed(desk, petra)
    assert refused.value.code == "unread"

    ticket = seen(desk, petra)
    lifecycle.mark_read(ticket, by=petra, at=timezone.now(), expected=ticket.lock_version)
    assert closed(desk, petra).state == "done"


def test_a_transfer_keeps_state_and_clocks_and_the_old_team_reads_on(desk: Ticket, petra: User) -> None:
    ticket, at = seen(desk, petra), timezone.now()
    lifecycle.take(ticket, by=petra, at=at, expected=ticket.lock_version)
    before = fresh(desk)
    other = Team.objects.get(municipality__code="GM9002", name="Loket")
    ticket = seen(desk, petra)
    conversation.transfer(
        ticket, to=other, reason="moved", note="Verhuisd.", by=petra, at=at, expected=ticket.lock_version
    )

    after = fresh(desk)
    assert (after.state, after.service_due, after.first_due) == ("open", before.service_due, before.first_due)
    assert (after.team, after.assignee, after.transfer_count) == (other, None, 1)
    assert Delivery.objects.filter(kind="transferred").count() == 1
    ticket = seen(desk, petra)
    refused = access.refusal(petra, timeline.Act.REPLY, ticket)
    assert refused is not None
    assert refused.code == "not_yours"


def test_of_two_people_with_one_version_the_second_is_refused_and_nothing_is_written(desk: Ticket, petra: User) -> None:
    els = person("coordinator GM9001")
    assert els is not None
    mine, theirs, at = seen(desk, petra), seen(desk, els), timezone.now()
    lifecycle.take(mine, by=petra, at=at, expected=mine.lock_version)
    count = Message.objects.count()

    with pytest.raises(Stale):
        conversation.reply(theirs, text="Hallo", language="nl", by=els, at=at, expected=theirs.lock_version)
    assert Message.objects.count() == count
    assert Delivery.objects.filter(kind="answered").count() == 0


def test_the_same_key_twice_is_one_message(desk: Ticket) -> None:
    with acting(Actor("afzender"), via="public"):
        said = [
            conversation.sender_wrote(fresh(desk), text="Hallo", language="nl", at=timezone.now(), idempotency_key="k")[
                1
            ].pk
            for _turn in range(2)
        ]
        with pytest.raises(Refused) as refused:
            conversation.sender_wrote(fresh(desk), text="Anders", language="nl", at=timezone.now(), idempotency_key="k")
    assert said[0] == said[1]
    assert refused.value.code == "idempotency_key_reused"


def test_the_sender_never_reads_a_note(desk: Ticket, petra: User) -> None:
    ticket = seen(desk, petra)
    conversation.note(ticket, text="Intern", by=petra, at=timezone.now(), expected=ticket.lock_version)
    assert [message.kind for message in conversation.spoken(desk)] == ["question"]


def test_every_act_leaves_an_event_with_actor_and_reason_in_one_chain(desk: Ticket, petra: User) -> None:
    ticket, at = seen(desk, petra), timezone.now()
    lifecycle.set_urgency(ticket, to="urgent", by=petra, at=at, expected=ticket.lock_version, reason="Morgen")
    events = list(TicketEvent.objects.filter(ticket=desk).order_by("seq"))
    assert [(event.seq, event.act) for event in events] == [(1, "open_ticket"), (2, "set_urgency")]
    assert (events[1].reason, events[1].changes) == ("Morgen", {"urgency": ["normal", "urgent"]})
    assert len({event.digest for event in events}) == 2


@pytest.mark.parametrize("wake_on", [date(2020, 1, 1)])
def test_a_wake_date_must_be_after_today(desk: Ticket, petra: User, wake_on: date) -> None:
    ticket = seen(desk, petra)
    with pytest.raises(Refused) as refused:
        conversation.ask(
            ticket,
            text="?",
            language="nl",
            wake_on=wake_on,
            by=petra,
            at=timezone.now(),
            expected=ticket.lock_version,
        )
    assert refused.value.code == "needs_wake_date"
    assert fresh(desk).state == "new"
