"""What may bear on a decision is seen by two people before it ends."""

from typing import Any

import pytest
from django.utils import timezone

from home.history import Actor, acting, recorded
from home.models import User
from home.refusals import Refused
from tests.cast import person
from tests.registers import signed_in
from tests.tickets import every_act
from tickets import access, intake, lifecycle
from tickets.intake import Question
from tickets.models import Team, Ticket, TicketEvent
from tickets.states import ENDED, Act, State, arrows

WARNING = "Dit kan gevolgen hebben voor een besluit."
WAYS_OUT = sorted({(act, origin) for (origin, target), acts in arrows().items() if target in ENDED for act in acts})
"""Every act that ends a ticket, in every state in which it does."""


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


def test_there_is_more_than_one_way_to_end_it() -> None:
    assert {act for act, _origin in WAYS_OUT} == {Act.CLOSE, Act.FORWARD, Act.REJECT}


@pytest.mark.parametrize(("act", "origin"), WAYS_OUT)
def test_nobody_ends_it_alone_by_any_act(act: Act, origin: State, desk: Ticket, people: tuple[User, User]) -> None:
    petra, _els = people
    client, words = signed_in(petra), every_act.typed()[act]()
    for looked in (None, petra):
        ticket = every_act.brought_to(desk, origin, seconded=False)
        with recorded("toets"):
            ticket.seconded_by = looked
            ticket.save()
        answer = client.post(f"/admin/desk/{desk.reference}/{act}/", every_act.posted(act, now(desk), words))
        assert answer.status_code == 409
        with pytest.raises(Refused, match="needs_second"):
            every_act.do(act, access.get_visible(petra, desk.reference), petra, words)
        assert now(desk).state == origin
    every_act.brought_to(desk, origin)
    every_act.do(act, access.get_visible(petra, desk.reference), petra, words)
    assert now(desk).state in ENDED


def test_what_looks_like_spam_is_thrown_out_by_two_as_well(people: tuple[User, User]) -> None:
    petra, els = people
    ticket = born()
    with recorded("toets"):
        ticket.team.is_quarantine = True
        ticket.team.save()
    assert Team.objects.get(pk=ticket.team_id).is_quarantine
    assert refused(lifecycle.reject, ticket, petra, reason="spam") == "needs_second"
    assert do(lifecycle.reject, do(lifecycle.second, ticket, els), petra, reason="spam").state == "rejected"


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


def test_what_was_turned_away_and_is_handled_after_all_is_looked_at_again(people: tuple[User, User]) -> None:
    petra, els = people
    ticket = do(lifecycle.reject, do(lifecycle.second, born(), els), petra, reason="spam")
    ticket = do(lifecycle.undo_reject, ticket, els, reason="Was echt")
    assert ticket.seconded_by is None
    assert refused(lifecycle.forward, ticket, petra, to="other", reason="DUO beslist") == "needs_second"


def test_other_tickets_end_as_they_did(people: tuple[User, User]) -> None:
    petra, els = people
    assert do(lifecycle.reject, born(needs_second=False), petra, reason="spam").state == "rejected"
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
