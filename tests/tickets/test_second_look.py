"""What may bear on a decision is seen by two people before it ends."""

from typing import Any

import pytest
from django.utils import timezone

from home.history import Actor, acting, recorded
from home.models import User
from home.refusals import Refused
from tests.cast import person
from tests.registers import signed_in
from tickets import access, intake, lifecycle
from tickets.intake import Question
from tickets.models import Ticket, TicketEvent
from tickets.states import Act

WARNING = "Dit kan gevolgen hebben voor een besluit."


def born(needs_second: bool = True) -> Ticket:
    question = Question(
        text="De cursist komt weinig.",
        language="nl",
        category="brief",
        topic_line="Melding",
        channel="web",
        facts={"municipality": "GM9001"},
        needs_second=needs_second,
    )
    with acting(Actor("toets"), via="public"), recorded("toets"):
        return intake.open_ticket(question, at=timezone.now())


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("team", "municipality", "category").get(pk=ticket.pk)


def do(act: Any, ticket: Ticket, by: User, **more: Any) -> Ticket:
    row = now(ticket)
    with acting(Actor(by.username, by), via="web"):
        act(row, by=by, at=timezone.now(), expected=row.lock_version, **more)
    return now(ticket)


def refused(act: Any, ticket: Ticket, by: User, **more: Any) -> str:
    with pytest.raises(Refused) as said:
        do(act, ticket, by, **more)
    return said.value.code


@pytest.fixture
def people(desk: Ticket) -> tuple[User, User]:
    petra, els = person("handler GM9001"), person("coordinator GM9001")
    assert petra is not None
    assert els is not None
    return petra, els


def test_who_handles_it_cannot_end_it_alone(people: tuple[User, User]) -> None:
    petra, els = people
    ticket = do(lifecycle.take, born(), petra)
    assert refused(lifecycle.close, ticket, petra, outcome="solved") == "needs_second"
    assert refused(lifecycle.second, ticket, petra) == "second_is_another"
    ticket = do(lifecycle.second, ticket, els)
    assert refused(lifecycle.close, ticket, els, outcome="solved") == "needs_second", "who looked along does not end it"
    ticket = do(lifecycle.close, ticket, petra, outcome="solved")
    assert ticket.state == "done"
    event = TicketEvent.objects.get(ticket=ticket, act=Act.SECOND)
    assert event.user == els


def test_who_looked_along_and_then_takes_it_needs_somebody_else(people: tuple[User, User]) -> None:
    petra, els = people
    ticket = do(lifecycle.take, do(lifecycle.second, born(), els), els)
    assert refused(lifecycle.close, ticket, els, outcome="solved") == "needs_second"
    ticket = do(lifecycle.second, ticket, petra)
    assert do(lifecycle.close, ticket, els, outcome="solved").state == "done"


def test_what_is_opened_again_is_looked_at_again(people: tuple[User, User]) -> None:
    petra, els = people
    ticket = do(lifecycle.close, do(lifecycle.second, born(), els), petra, outcome="solved")
    ticket = do(lifecycle.reopen, ticket, petra, reason="Toch niet")
    assert ticket.seconded_by is None
    assert refused(lifecycle.close, ticket, petra, outcome="solved") == "needs_second"


def test_other_tickets_end_as_they_did(people: tuple[User, User]) -> None:
    petra, els = people
    ticket = born(needs_second=False)
    assert refused(lifecycle.second, ticket, els) == "no_second_needed"
    assert do(lifecycle.close, ticket, petra, outcome="solved").state == "done"


def test_staff_reads_it_and_the_sender_does_not(people: tuple[User, User]) -> None:
    petra, els = people
    ticket, other = born(), born(needs_second=False)
    client = signed_in(petra)
    page = client.get(f"/admin/desk/{ticket.reference}/").content.decode()
    assert WARNING in page
    assert "Ik heb meegekeken en ben akkoord" in page
    assert WARNING not in client.get(f"/admin/desk/{other.reference}/").content.decode()
    ticket = do(lifecycle.second, ticket, els)
    assert "heeft meegekeken en is akkoord" in client.get(f"/admin/desk/{ticket.reference}/").content.decode()
    answer = client.post(f"/admin/desk/{other.reference}/second/", {"second-seen": now(other).lock_version})
    assert answer.status_code == 409
    sender = signed_in(petra)
    sender.logout()
    sender.post("/nl/volg/", {"reference": ticket.reference, "code": access.code_of(ticket)})
    shown = sender.get(f"/nl/volg/{ticket.reference}/").content.decode()
    assert ticket.reference in shown
    assert "besluit" not in shown.lower().partition("<main")[2]
