"""The letters of the demo are shown in the demo alone."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from home import delivery
from home.history import recorded
from tests.cast import person
from tests.registers import signed_in
from tickets.models import Ticket


@pytest.fixture
def petra(desk: Ticket) -> Client:
    """A handler who is signed in."""
    client = Client()
    client.force_login(person("handler GM9001"), backend="portal.signing_in.Backend")  # type: ignore[arg-type]
    return client


def test_the_demo_shows_what_left(desk: Ticket, petra: Client, settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.OUTBOX_ROOT = True, tmp_path
    assert delivery.send_due(timezone.now()) == 1
    answer = petra.get("/admin/outbox/")
    assert answer.status_code == 200
    assert desk.reference in answer.content.decode()


def test_outside_the_demo_there_is_no_such_page(petra: Client, settings: Any) -> None:
    settings.DEMO = False
    assert petra.get("/admin/outbox/").status_code == 404


def test_a_visitor_never_sees_it(desk: Ticket, settings: Any) -> None:
    settings.DEMO = True
    assert Client().get("/admin/outbox/").status_code == 302


@pytest.mark.parametrize("who", ["handler GM9002", "reader GM9001", "functional_admin", "auditor", "superuser"])
def test_who_may_not_see_the_contact_of_a_ticket_reads_no_letter_about_it(
    desk: Ticket, settings: Any, tmp_path: Path, who: str
) -> None:
    settings.DEMO, settings.OUTBOX_ROOT = True, tmp_path
    delivery.send_due(timezone.now())
    answer = signed_in(who).get("/admin/outbox/")
    assert answer.status_code == 200
    assert desk.reference not in answer.content.decode()


def test_everybody_reads_the_letters_to_the_own_address(desk: Ticket, settings: Any, tmp_path: Path) -> None:
    settings.DEMO, settings.OUTBOX_ROOT = True, tmp_path
    user = person("handler GM9002")
    assert user is not None
    with recorded("toets"):
        user.email = "kanarie.zeldzaam@example.org"
        user.save()
    delivery.send_due(timezone.now())
    assert desk.reference in signed_in(user).get("/admin/outbox/").content.decode()
