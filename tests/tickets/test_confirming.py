"""The e-mail address of a sender: asked for in a letter, confirmed by a button, never by looking."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.history import Actor, acting, recorded
from home.models import Delivery
from tests.registers import signed_in
from tickets import confirming, intake
from tickets.intake import Contact, Question
from tickets.models import EmailConfirmation, Ticket, TicketContact, TicketEvent

EMAIL = "joke@school.example"


@pytest.fixture
def ticket(desk: Ticket) -> Ticket:
    question = Question(
        text="Mag deze cursist wisselen?",
        language="ar",
        category="brief",
        topic_line="Vraag",
        channel="web",
        contacts=(Contact("sender", name="Joke", email=EMAIL),),
        facts={"municipality": "GM9001"},
        confirm_email=True,
    )
    with acting(Actor("toets"), via="public"), recorded("toets"):
        return intake.open_ticket(question, at=timezone.now())


def steps(ticket: Ticket) -> list[str]:
    return list(EmailConfirmation.objects.filter(ticket=ticket).order_by("id").values_list("step", flat=True))


def address(ticket: Ticket, email: str = EMAIL) -> str:
    return f"/ar/volg/bevestig/{confirming.signed(ticket, email)}/"


def test_the_question_is_there_at_once_and_a_letter_asks_in_the_language_of_the_sender(ticket: Ticket) -> None:
    letter = Delivery.objects.get(dedupe_key=f"confirm-email:{ticket.pk}")
    assert (letter.recipient, letter.language) == (EMAIL, "ar")
    assert "/ar/volg/bevestig/" in letter.text
    assert EMAIL not in letter.text
    assert steps(ticket) == ["asked"]
    assert "E-mail nog niet bevestigd" in staff_page(ticket)


def staff_page(ticket: Ticket) -> str:
    found: str = signed_in("handler GM9001").get(f"/admin/desk/{ticket.reference}/").content.decode()
    return found


def test_looking_changes_nothing_and_the_button_confirms_once(ticket: Ticket) -> None:
    client, version = Client(), ticket.lock_version
    for _scanner in range(2):
        page = client.get(address(ticket))
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
    assert client.head(address(ticket)).status_code == 200
    assert steps(ticket) == ["asked"]
    ticket.refresh_from_db()
    assert ticket.lock_version == version

    for _again in range(2):
        assert client.post(address(ticket)).status_code == 200
    assert steps(ticket) == ["asked", "confirmed"]
    assert TicketEvent.objects.filter(ticket=ticket, act="confirm_email").count() == 1
    shown = staff_page(ticket)
    assert "E-mailadres bevestigd" in shown
    assert "E-mail nog niet bevestigd" not in shown


def test_the_page_of_a_ticket_asks_no_more_for_it(ticket: Ticket) -> None:
    client = signed_in("handler GM9001")
    client.get(f"/admin/desk/{ticket.reference}/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(f"/admin/desk/{ticket.reference}/")
    tables = [row["sql"] for row in asked if "tickets_emailconfirmation" in row["sql"]]
    assert len(tables) == 1


@pytest.mark.parametrize("link", ["x", "bevestig", "1:2:3"])
def test_a_link_that_is_not_ours_says_so_and_changes_nothing(ticket: Ticket, link: str) -> None:
    page: Any = Client().post(f"/nl/volg/bevestig/{link}/")
    assert page.status_code == 404
    assert "Deze link werkt niet meer" in page.content.decode()
    assert steps(ticket) == ["asked"]


def test_a_link_ends_after_fourteen_days_and_with_another_address(ticket: Ticket) -> None:
    link = address(ticket)
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert Client().post(link).status_code == 404
    assert Client().post(address(ticket, "ander@school.example")).status_code == 404
    with acting(Actor("toets"), via="command"), recorded("toets"):
        contact = TicketContact.objects.get(ticket=ticket)
        contact.email = "nieuw@school.example"
        contact.save()
    assert Client().post(link).status_code == 404
    assert steps(ticket) == ["asked"]


def test_who_gives_no_address_is_asked_nothing(desk: Ticket) -> None:
    question = Question(
        text="?", language="nl", category="brief", topic_line="Vraag", channel="web",
        contacts=(Contact("sender", name="Joke", phone="+31612345678"),), confirm_email=True,
    )  # fmt: skip
    with acting(Actor("toets"), via="public"), recorded("toets"):
        found = intake.open_ticket(question, at=timezone.now())
    assert steps(found) == []
