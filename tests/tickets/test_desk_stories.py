"""Stories of the desk, through the pages that people use."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from home.models import Delivery, Municipality, User
from home.working_days import count_working_days
from tests.cast import person
from tests.tickets.every_act import posted, signed_in
from tickets import access, clocks, intake
from tickets.models import Message, Team, Ticket, TicketEvent
from tickets.states import Act

Later = Callable[[timedelta], datetime]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Time goes on."""
    begun = timezone.now()

    def go_on(by: timedelta) -> datetime:
        monkeypatch.setattr(timezone, "now", lambda: begun + by)
        return begun + by

    return go_on


def somebody(who: str) -> tuple[Client, User]:
    """Signed in, with this role."""
    user = person(who)
    assert user is not None
    return signed_in(user), user


def fresh(ticket: Ticket) -> Ticket:
    """The ticket as the database has it."""
    found: Ticket = Ticket.objects.select_related("team", "municipality").get(pk=ticket.pk)
    return found


def do(client: Client, act: Act, ticket: Ticket, **words: str) -> Any:
    """An act by its form, on the version that the ticket has now."""
    answer = client.post(f"/admin/desk/{ticket.reference}/{act}/", posted(act, fresh(ticket), words))
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].startswith("/admin/desk/")
    return answer


def sender(ticket: Ticket) -> Client:
    """The sender, who followed the link of the letter."""
    client = Client()
    answer = client.get(f"/nl/volg/{ticket.reference}/{access.code_of(ticket)}/")
    assert answer["Location"] == f"/nl/volg/{ticket.reference}/"
    return client


def read(client: Client, ticket: Ticket) -> str:
    """What the status page says."""
    answer = client.get(f"/nl/volg/{ticket.reference}/")
    assert answer.status_code == 200
    return re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())


def write(client: Client, ticket: Ticket, text: str) -> Any:
    """The sender writes back; the page that follows."""
    answer = client.post(f"/nl/volg/{ticket.reference}/bericht/", {"text": text})
    assert answer.status_code == 302
    return answer["Location"]


def test_an_answer_of_the_sender_resumes_a_waiting_ticket_and_adds_the_paused_working_days(
    desk: Ticket, later: Later
) -> None:
    petra, user = somebody("handler GM9001")
    due, asked = desk.service_due, timezone.localdate()
    wake_on = (asked + timedelta(days=20)).isoformat()
    do(petra, Act.ASK, desk, text="Welke datum staat er op?", language="nl", wake_on=wake_on)
    assert fresh(desk).state == "waiting_sender"
    samira = sender(desk)
    assert "Welke datum staat er op?" in read(samira, desk)
    assert fresh(desk).service_due == due

    now = later(timedelta(days=9))
    samira = sender(desk)
    assert write(samira, desk, "1 december") == f"/nl/volg/{desk.reference}/"

    ticket = fresh(desk)
    closed = clocks.closed_days(ticket.team)
    paused = count_working_days(asked, timezone.localdate(now), closed)
    assert (ticket.state, ticket.wake_on, ticket.unread_since) == ("open", None, now)
    assert paused >= 5
    assert count_working_days(due, ticket.service_due, closed) == paused
    event = TicketEvent.objects.filter(ticket=ticket).order_by("-seq")[0]
    assert (event.via, event.user) == ("public", None)
    assert "1 december" in signed_in(user).get(f"/admin/desk/{desk.reference}/").content.decode()


def test_an_answer_to_a_closed_question_opens_it_again_and_after_fourteen_days_it_is_a_new_one(
    desk: Ticket, later: Later
) -> None:
    petra, user = somebody("handler GM9001")
    closing = {"text": "Klaar.", "language": "nl", "outcome": "answered", "note": ""}
    do(petra, Act.CLOSE, desk, **closing)
    later(timedelta(days=13))
    assert write(sender(desk), desk, "Toch niet") == f"/nl/volg/{desk.reference}/"
    ticket = fresh(desk)
    assert (ticket.state, ticket.reopened_count, ticket.outcome, ticket.closed_at) == ("open", 1, "", None)

    petra = signed_in(user)
    do(petra, Act.READ, desk)
    do(petra, Act.CLOSE, desk, **closing)
    later(timedelta(days=13 + 15))
    samira = sender(desk)
    onward = write(samira, desk, "Nog iets anders")

    again = Ticket.objects.get(parent=desk)
    assert onward == f"/nl/volg/{again.reference}/"
    assert (again.state, again.origin, again.team_id) == ("new", "follow_up", desk.team_id)
    assert "Nog iets anders" in read(samira, again)
    assert (fresh(desk).state, fresh(desk).reopened_count) == ("done", 1)
    assert access.code_of(again) != access.code_of(desk)


def test_a_wrong_municipality_is_corrected_by_a_transfer_that_the_sender_hears_of(desk: Ticket) -> None:
    petra, _user = somebody("handler GM9001")
    kees, _user = somebody("handler GM9002")
    do(petra, Act.TAKE, desk)
    before = fresh(desk)
    other = Team.objects.get(municipality__code="GM9002", name="Loket")
    right: Municipality = other.municipality
    page = f"/admin/desk/{desk.reference}/"
    assert kees.get(page).status_code == 404
    assert right.name not in read(sender(desk), desk)

    do(petra, Act.TRANSFER, desk, to=str(other.pk), reason="moved", note="Verhuisd.", tell_sender="on")

    after = fresh(desk)
    assert (after.team, after.municipality, after.assignee) == (other, right, None)
    kept = ("state", "first_due", "service_due", "statutory_due", "taken_at", "received_at", "paused_on")
    assert {name: getattr(after, name) for name in kept} == {name: getattr(before, name) for name in kept}
    letter = Delivery.objects.get(kind="transferred")
    assert letter.recipient == "kanarie.zeldzaam@example.org"
    assert right.name in letter.text
    assert right.name in read(sender(desk), desk)
    assert intake.receipt_of(after).municipality_name == right.name

    assert desk.reference in kees.get("/admin/desk/lijst/unassigned/").content.decode()
    reading = petra.get(page)
    assert reading.status_code == 200
    assert f'action="{page}reply/"' not in reading.content.decode()
    refused = petra.post(f"{page}reply/", posted(Act.REPLY, after, {"text": "Nog even", "language": "nl"}))
    assert refused.status_code == 409
    assert not Message.objects.filter(ticket=desk, kind="reply").exists()
    do(kees, Act.TAKE, desk)


def test_of_two_with_the_same_version_the_second_sees_what_changed_and_keeps_the_text(desk: Ticket) -> None:
    first, petra = somebody("handler GM9001")
    second, _els = somebody("coordinator GM9001")
    seen = fresh(desk)
    page = f"/admin/desk/{desk.reference}/"
    do(first, Act.TAKE, desk)

    words = {"text": "Mijn lange antwoord", "language": "nl"}
    answer = second.post(f"{page}reply/", posted(Act.REPLY, seen, words))

    said = answer.content.decode()
    assert answer.status_code == 409
    told = said.partition('class="desk-errors"')[2].partition("</div>")[0]
    assert petra.username in told
    assert "<del>nieuw</del> <ins>in behandeling</ins>" in told
    assert f"<ins>{petra.username}</ins>" in told
    assert "Mijn lange antwoord</textarea>" in said
    assert not Message.objects.filter(ticket=desk, kind="reply").exists()
    assert not Delivery.objects.filter(kind="answered").exists()

    version = re.search(r'name="reply-seen" value="(\d+)"', said) or re.search(r'value="(\d+)" name="reply-seen"', said)
    assert version is not None
    assert int(version[1]) == fresh(desk).lock_version
    do(second, Act.REPLY, desk, **words)
    assert Message.objects.get(ticket=desk, kind="reply").body == "Mijn lange antwoord"
