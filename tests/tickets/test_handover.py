"""Which team owns a ticket, who reads on, and what the sender hears."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from home.history import recorded
from home.models import Calendar, ClosingDay, Delivery, User
from home.refusals import Refused
from tests.cast import person
from tickets import access, conversation, handover, lifecycle, timeline
from tickets.models import Category, Referral, RoutingDecision, Team, Ticket, TicketEvent
from tickets.states import Act


@pytest.fixture
def petra(desk: Ticket) -> User:
    """A handler of the team that has the ticket."""
    found = person("handler GM9001")
    assert found is not None
    return found


@pytest.fixture
def els(desk: Ticket) -> User:
    """The regional coordinator."""
    found = person("regional_coordinator")
    assert found is not None
    return found


def team(code: str, name: str = "Loket") -> Team:
    return Team.objects.select_related("municipality").get(municipality__code=code, name=name)


def seen(ticket: Ticket, user: User) -> Ticket:
    """The ticket as this person gets it in a new request."""
    user.__dict__.pop("_desk_scope", None)
    return access.get_visible(user, ticket.reference)


def transferred(ticket: Ticket, to: Team, by: User) -> Team:
    now = seen(ticket, by)
    return conversation.transfer(
        now, to=to, reason="wrong_team", note="Hoort daar.", by=by, at=timezone.now(), expected=now.lock_version
    )


def test_a_third_transfer_goes_to_the_regional_triage_which_alone_sends_it_on(
    desk: Ticket, petra: User, els: User
) -> None:
    triage = team("RG09", "Triage")
    assert transferred(desk, team("GM9001", "Intake"), els) == team("GM9001", "Intake")
    assert transferred(desk, team("GM9002"), els) == team("GM9002")
    assert handover.goes_to_triage(Ticket.objects.get(pk=desk.pk))
    assert transferred(desk, team("GM9002", "Intake"), els) == triage
    assert not handover.goes_to_triage(Ticket.objects.get(pk=desk.pk))
    assert transferred(desk, team("GM9001"), els) == team("GM9001")
    assert transferred(desk, team("GM9002"), petra) == triage
    assert Ticket.objects.get(pk=desk.pk).transfer_count == 5


def test_back_to_a_team_that_had_it_goes_to_the_regional_triage(desk: Ticket, els: User) -> None:
    transferred(desk, team("GM9002"), els)
    assert transferred(desk, team("GM9001"), els) == team("RG09", "Triage")


def test_the_old_team_reads_on_for_thirty_days_and_does_nothing_more(desk: Ticket, petra: User) -> None:
    transferred(desk, team("GM9002"), petra)
    now = seen(desk, petra)
    assert access.acts_of(petra, now) == {Act.SEE}
    today = timezone.localdate()
    for day, sees in ((today + timedelta(days=30), True), (today + timedelta(days=31), False)):
        scope = access.scope_of(petra, day)
        assert Ticket.objects.visible_to(scope).filter(pk=desk.pk).exists() is sees


def test_who_is_asked_for_advice_reads_and_answers_by_a_note(desk: Ticket, petra: User) -> None:
    mo, reader = person("handler GM9002"), person("reader GM9002")
    assert mo is not None
    assert reader is not None
    now = seen(desk, petra)
    other = team("GM9002")
    with recorded("toets"):
        other.email = "loket@example.org"
        other.save()
    conversation.consult(now, text="Weet u dit?", to=other, by=petra, at=timezone.now(), expected=now.lock_version)
    assert access.acts_of(mo, seen(desk, mo)) == {Act.SEE, Act.NOTE}
    assert access.acts_of(reader, seen(desk, reader)) == {Act.SEE}
    letter = Delivery.objects.get(kind="consulted")
    assert (letter.recipient, "Weet u dit?" in letter.text) == ("loket@example.org", False)
    assert Ticket.objects.get(pk=desk.pk).team_id == desk.team_id
    theirs = seen(desk, mo)
    conversation.note(theirs, text="Ja: morgen.", by=mo, at=timezone.now(), expected=theirs.lock_version)
    with pytest.raises(Refused, match="not_yours"):
        conversation.reply(theirs, text="?", language="nl", by=mo, at=timezone.now(), expected=theirs.lock_version)


def test_a_team_that_works_no_more_gets_no_ticket(desk: Ticket, petra: User) -> None:
    gone = team("GM9002")
    with recorded("toets"):
        gone.is_active = False
        gone.save()
    now = seen(desk, petra)
    words = {"by": petra, "at": timezone.now(), "expected": now.lock_version}
    with pytest.raises(Refused, match="team_not_active"):
        handover.transfer(now, to=gone, reason="moved", note="n", **words)
    with pytest.raises(Refused, match="team_not_active"):
        handover.refer(now, to=gone, reason="r", **words)
    with pytest.raises(Refused, match="same_team"):
        handover.transfer(now, to=now.team, reason="moved", note="n", **words)


@pytest.mark.parametrize(
    ("act", "code", "kind"),
    [(Act.TREAT_AS_OBJECTION, "bezwaar", "as_objection"), (Act.TREAT_AS_COMPLAINT, "klacht", "as_complaint")],
)
def test_an_objection_or_complaint_counts_from_its_receipt_goes_to_its_team_and_is_confirmed(
    desk: Ticket, petra: User, act: Act, code: str, kind: str
) -> None:
    statutory = Calendar.objects.get(kind="statutory")
    with recorded("toets"):
        for day in ("2026-05-14", "2026-05-15"):
            ClosingDay.objects.get_or_create(calendar=statutory, day=day, defaults={"name": day})
    received = timezone.make_aware(datetime(2026, 4, 2, 23, 59))
    with recorded("toets"):
        row = Ticket.objects.get(pk=desk.pk)
        row.received_at = received
        row.save()
    now = seen(desk, petra)
    conversation.treat_as(now, act, reason="Niet eens", by=petra, at=timezone.now(), expected=now.lock_version)

    after = Ticket.objects.get(pk=desk.pk)
    # 23:59 counts for its own day; six weeks later is Ascension Day, then a day by decree, then a weekend.
    assert after.statutory_due == date(2026, 5, 18)
    assert (after.category.code, after.team, after.restricted) == (code, team("GM9001", "Bezwaar"), True)
    letter = Delivery.objects.get(kind=kind)
    assert letter.recipient == "kanarie.zeldzaam@example.org"
    assert "2 april 2026" in letter.text
    assert "18 mei 2026" in letter.text
    decision = RoutingDecision.objects.filter(ticket=desk).latest("id")
    assert (decision.team, decision.facts["category"]) == (after.team, code)
    assert not access.visible_tickets(User.objects.get(pk=petra.pk)).filter(pk=desk.pk).exists()


def test_what_becomes_restricted_is_no_longer_read_by_the_teams_around_it(desk: Ticket, petra: User) -> None:
    mo = person("handler GM9002")
    assert mo is not None
    now = seen(desk, petra)
    handover.refer(now, to=team("GM9002"), reason="Meelezen", by=petra, at=timezone.now(), expected=now.lock_version)
    assert seen(desk, mo).pk == desk.pk
    now = seen(desk, petra)
    avg = Category.objects.get(code="avg")
    handover.recategorise(now, to=avg, reason="Privacy", by=petra, at=timezone.now(), expected=now.lock_version)
    mo.__dict__.pop("_desk_scope")
    assert not access.visible_tickets(mo).exists()
    assert Referral.objects.get(ticket=desk).until == timezone.localdate() - timedelta(days=1)


def test_another_category_brings_dates_forward_and_never_back_and_the_term_of_law_is_its_own(
    desk: Ticket, petra: User
) -> None:
    def recategorised(code: str) -> Ticket:
        now = seen(desk, petra)
        category = Category.objects.get(code=code)
        handover.recategorise(now, to=category, reason="r", by=petra, at=timezone.now(), expected=now.lock_version)
        return Ticket.objects.get(pk=desk.pk)

    before = Ticket.objects.get(pk=desk.pk)
    shorter = recategorised("les")
    assert shorter.service_due < before.service_due
    assert shorter.first_due < before.first_due
    longer = recategorised("bezwaar")
    assert (longer.service_due, longer.first_due) == (shorter.service_due, shorter.first_due)
    assert longer.statutory_due is not None
    back = recategorised("brief")
    assert (back.statutory_due, back.team_id) == (None, before.team_id)
    event = TicketEvent.objects.filter(ticket=desk).latest("seq")
    assert event.changes["statutory_due"] == [longer.statutory_due.isoformat(), None]


def test_a_transfer_is_one_event_that_says_the_person_lost_it(desk: Ticket, petra: User) -> None:
    now = seen(desk, petra)
    lifecycle.take(now, by=petra, at=timezone.now(), expected=now.lock_version)
    transferred(desk, team("GM9002"), petra)
    event = TicketEvent.objects.filter(ticket=desk).latest("seq")
    assert event.changes["assignee_id"] == [petra.pk, None]
    assert event.changes["team_id"] == [desk.team_id, team("GM9002").pk]
    assert set(event.changes) == {"municipality_id", "team_id", "assignee_id"}
    assert timeline.changes(timeline.snapshot(now), now) == {}
