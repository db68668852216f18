"""What must stay: said by the privacy officer by its number, shown to who handles it, heeded by what erases."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from home.history import recorded
from home.models import User
from home.refusals import Refused
from tests.cast import person
from tests.crowd import gather
from tests.tickets.every_act import brought_to, signed_in
from tickets import erasure, holding
from tickets.models import Ticket, TicketEvent
from tickets.states import Act, State

HOLDS = "/admin/desk/holds/"
WHY = "Er loopt een rechtszaak"


@pytest.fixture
def officer(desk: Ticket) -> tuple[Client, User]:
    """The privacy officer, signed in."""
    user = person("privacy_officer")
    assert user is not None
    return signed_in(user), user


def said(ticket: Ticket, act: str = "hold", **more: str) -> dict[str, str]:
    """What is typed on the screen."""
    return {"reference": ticket.reference, "act": act, "reason": WHY, **more}


def is_held(ticket: Ticket) -> bool:
    """As the database has it."""
    return bool(Ticket.objects.get(pk=ticket.pk).legal_hold)


def test_a_held_ticket_is_not_erased_until_it_is_let_go(desk: Ticket, officer: tuple[Client, User]) -> None:
    client, _user = officer
    brought_to(desk, State.DONE)
    assert client.post(HOLDS, said(desk, reference=desk.reference.lower().replace("-", " "))).status_code == 302
    with pytest.raises(Refused, match="legal_hold"):
        erasure.erase(desk, reason="verzoek", at=timezone.now(), thoroughly=True)
    assert client.post(HOLDS, said(desk, "lift", reason="De zaak is klaar")).status_code == 302
    assert erasure.erase(desk, reason="verzoek", at=timezone.now(), thoroughly=True)


def test_who_said_so_and_why_is_on_record_and_the_state_stays(desk: Ticket, officer: tuple[Client, User]) -> None:
    client, user = officer
    client.post(HOLDS, said(desk))
    client.post(HOLDS, said(desk, "lift", reason="Klaar"))
    events = TicketEvent.objects.filter(ticket=desk, act__in=[Act.HOLD, Act.LIFT_HOLD]).order_by("seq")
    assert [(event.act, event.reason, event.user) for event in events] == [
        (Act.HOLD, WHY, user),
        (Act.LIFT_HOLD, "Klaar", user),
    ]
    assert Ticket.objects.get(pk=desk.pk).state == desk.state


def test_the_ticket_says_so_to_who_handles_it(desk: Ticket, officer: tuple[Client, User]) -> None:
    handler = signed_in(person("handler GM9001"))
    address = f"/admin/desk/{desk.reference}/"
    assert "Dit ticket staat vast" not in handler.get(address).content.decode()
    officer[0].post(HOLDS, said(desk))
    page = handler.get(address).content.decode()
    assert "Dit ticket staat vast" in page
    assert WHY in page
    assert HOLDS not in page, "only the privacy officer lets it go"


def test_the_screen_lists_numbers_and_reasons_and_no_question(desk: Ticket, officer: tuple[Client, User]) -> None:
    client, _user = officer
    assert "Er staat geen ticket vast." in client.get(HOLDS).content.decode()
    client.post(HOLDS, said(desk))
    answer = client.get(HOLDS)
    page = answer.content.decode()
    assert desk.reference in page
    assert WHY in page
    assert desk.topic_line not in page
    assert "no-store" in answer["Cache-Control"]
    assert client.get(f"/admin/desk/{desk.reference}/").status_code == 404, "to hold is not to read"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"reason": ""}, "Dit is nog niet gedaan"),
        ({"reason": "  "}, "Dit is nog niet gedaan"),
        ({"reference": "WTR-AAAA-AAAA"}, "Dit nummer klopt niet."),
        ({"act": "lift"}, "Dit ticket staat niet vast."),
        ({"act": "burn"}, "burn"),
    ],
)
def test_what_cannot_be_done_says_why_and_keeps_what_was_typed(
    desk: Ticket, officer: tuple[Client, User], more: dict[str, str], told: str
) -> None:
    answer = officer[0].post(HOLDS, said(desk, **more))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert told in page
    assert more.get("reference", desk.reference) in page
    assert not is_held(desk)
    assert not TicketEvent.objects.filter(ticket=desk, act=Act.HOLD).exists()


def test_it_is_said_once(desk: Ticket, officer: tuple[Client, User]) -> None:
    client, _user = officer
    client.post(HOLDS, said(desk))
    assert "Dit ticket staat al vast." in client.post(HOLDS, said(desk)).content.decode()
    assert TicketEvent.objects.filter(ticket=desk, act=Act.HOLD).count() == 1


def test_what_is_erased_is_not_held(desk: Ticket, officer: tuple[Client, User]) -> None:
    brought_to(desk, State.DONE)
    erasure.erase(desk, reason="verzoek", at=timezone.now())
    officer[0].post(HOLDS, said(desk))
    assert not is_held(desk)


@pytest.mark.parametrize("who", ["handler GM9001", "coordinator GM9001", "auditor", "functional_admin", "superuser"])
def test_nobody_else_has_the_screen(desk: Ticket, who: str) -> None:
    user: Any = person(who)
    client = signed_in(user)
    assert client.get(HOLDS).status_code == 404
    assert client.post(HOLDS, said(desk)).status_code == 404
    assert not is_held(desk)
    for act in (holding.hold, holding.lift):
        with pytest.raises(Refused, match="not_found"):
            act(user, desk.reference, reason=WHY, at=timezone.now())


@pytest.mark.parametrize("many", [1, 8])
def test_the_list_costs_the_same_among_many(
    desk: Ticket, officer: tuple[Client, User], many: int, django_assert_num_queries: Any
) -> None:
    gather(many, [desk])
    for reference in Ticket.objects.order_by("id").values_list("reference", flat=True)[:many]:
        with recorded():
            holding.hold(officer[1], reference, reason=WHY, at=timezone.now())
    with django_assert_num_queries(2):
        assert len(holding.held(officer[1])) == many
