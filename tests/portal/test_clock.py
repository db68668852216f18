"""A clock that stood still: what was missed is done once, in order, and on record."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from home import verification
from home.history import acting
from home.history.actor import Actor
from home.models import HistoryRoot, JobRun, User
from home.working_days import count_working_days
from portal import clock
from tests.cast import person
from tickets import access, clocks, conversation, intake, lifecycle
from tickets.intake import Question
from tickets.models import Ticket, TicketEvent

FRIDAY = datetime(2027, 3, 5, 15, 30, tzinfo=UTC)
MONDAY = datetime(2027, 3, 8, 8, 0, tzinfo=UTC)


@pytest.fixture
def petra(desk: Ticket) -> User:
    user = person("handler GM9001")
    assert user is not None
    return user


def waiting(petra: User, asked: datetime, wake: int) -> Ticket:
    """A question that waits for its sender since `asked`, for a number of days."""
    ticket = intake.open_ticket(
        Question(
            text="?", language="nl", category="brief", topic_line="Vraag", channel="web",
            facts={"municipality": "GM9001"},
        ),
        at=asked,
    )  # fmt: skip
    petra.__dict__.pop("_desk_scope", None)
    seen = access.get_visible(petra, ticket.reference)
    wake_on = timezone.localdate(asked) + timedelta(days=wake)
    conversation.ask(
        seen, text="Welke?", language="nl", wake_on=wake_on, by=petra, at=asked, expected=seen.lock_version
    )
    return Ticket.objects.get(pk=ticket.pk)


def test_a_clock_that_stood_still_over_a_weekend_is_made_good(petra: User) -> None:
    thursday = FRIDAY - timedelta(days=1)
    saturday, sunday = waiting(petra, thursday, 2), waiting(petra, thursday, 3)
    later = waiting(petra, thursday, 20)
    assert clock.tick(FRIDAY) == [job.name for job in clock.TIMETABLE]
    assert {row.state for row in Ticket.objects.filter(pk__in=(saturday.pk, sunday.pk, later.pk))} == {"waiting_sender"}
    roots = HistoryRoot.objects.count()

    ran = clock.tick(MONDAY)

    assert ran == [job.name for job in clock.TIMETABLE]
    for ticket in (saturday, sunday):
        # Our own norm does not win by a clock that stood still: the pause ended on the day that was agreed.
        assert ticket.wake_on is not None
        row = Ticket.objects.get(pk=ticket.pk)
        closed = clocks.closed_days(row.team)
        paused = count_working_days(timezone.localdate(thursday), ticket.wake_on, closed)
        assert (row.state, row.wake_on) == ("open", None)
        assert paused == 1
        assert count_working_days(ticket.service_due, row.service_due, closed) == paused
        event = TicketEvent.objects.filter(ticket=row).order_by("-seq")[0]
        assert (event.act, event.actor_label, event.via) == ("resume", "job: wekken", "job")
        assert event.reason == clock.ON_TIME
    assert Ticket.objects.get(pk=later.pk).state == "waiting_sender"
    # One root over all that happened since, not one for each night that was missed.
    assert HistoryRoot.objects.count() == roots + 1
    assert verification.check_roots() == []

    events = TicketEvent.objects.count()
    assert clock.tick(MONDAY) == clock.tick(MONDAY + timedelta(seconds=20)) == []
    assert TicketEvent.objects.count() == events


def test_a_job_that_fails_holds_up_no_other_and_says_so(petra: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(at: datetime) -> None:
        raise OSError("disk full")

    jobs = [clock.Job(job.name, job.label, broken if job.name == "wake" else job.run, job.every, job.daily_at)
            for job in clock.TIMETABLE]  # fmt: skip
    monkeypatch.setattr(clock, "TIMETABLE", tuple(jobs))
    assert clock.tick(MONDAY) == [job.name for job in jobs if job.name != "wake"]
    run = JobRun.objects.get(job="wake")
    assert (run.finished_at, run.last_error) == (None, "OSError")


def test_a_run_that_is_stuck_is_taken_again_by_one_process_and_not_for_ever(petra: User) -> None:
    ticket = waiting(petra, FRIDAY, 1)
    wake = next(job for job in clock.TIMETABLE if job.name == "wake")
    JobRun.objects.create(job="wake", slot=wake.slot(MONDAY), started_at=MONDAY)  # a process that died on the way
    assert "wake" not in clock.tick(MONDAY + timedelta(minutes=10))
    assert Ticket.objects.get(pk=ticket.pk).state == "waiting_sender"

    assert "wake" in clock.tick(MONDAY + timedelta(minutes=16))
    assert "wake" not in clock.tick(MONDAY + timedelta(minutes=40))
    assert Ticket.objects.get(pk=ticket.pk).state == "open"

    with acting(Actor("toets"), via="job"):
        assert lifecycle.wake(MONDAY) == 0
