"""Whether the sender confirmed the address stands wherever the answer stands; who filled it in, on the ticket."""

import csv
import re
from io import StringIO
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from forms_app import authoring
from forms_app.models import Submission
from forms_app.staff import ticket_part
from home.history import Actor, acting, recorded
from tests.asking import Program
from tests.forms_app.test_exporting import exporter, read
from tests.registers import signed_in
from tests.walking import Walk
from tickets import access, confirming
from tickets.models import Ticket

FORM: dict[str, Any] = {
    "key": "partner",
    "title": "Een partner",
    "default_category": "brief",
    "confirm_email": True,
    "steps": [
        {
            "key": "wie",
            "title": "Wie bent u?",
            "fields": [
                {"type": "municipality", "key": "where", "label": "Gemeente", "meaning": "municipality"},
                {"type": "email", "key": "email", "label": "Uw werkmail", "meaning": "sender_email"},
            ],
        }
    ],
}
EMAIL = "joke@school.example"
OPEN, DONE = "E-mail nog niet bevestigd", "E-mailadres bevestigd"
HELPED = "Iemand anders heeft dit ingevuld voor de vrager."


@pytest.fixture(autouse=True)
def form(settled: Ticket) -> None:
    with recorded("toets"):
        authoring.load(FORM)


def send(**typed: str) -> Ticket:
    with acting(Actor("bezoeker"), via="public"):
        return Walk(Client(), "partner").send("wie", where="GM9001", **typed)


def confirm(ticket: Ticket) -> None:
    assert Client().post(f"/nl/volg/bevestig/{confirming.signed(ticket, EMAIL)}/").status_code == 200


def shown(ticket: Ticket, client: Client) -> list[str]:
    """The answers at the desk, on paper and among what was sent."""
    pages = [
        client.get(f"/admin/desk/{ticket.reference}/").content.decode().partition('id="part-answers"')[2],
        render_to_string("forms_app/printouts/answers_part.html", {"part": ticket_part.page(ticket)}),
        client.get(f"/admin/submissions/partner/{ticket.reference}/").content.decode(),
    ]
    return [re.sub(r"\s+", " ", page.partition("Uw werkmail")[2][:250]) for page in pages]


def in_file(client: Client) -> list[str]:
    page = client.post("/admin/submissions/partner/export/", {"kind": "csv"}, follow=True)
    content = read(client.get(f"{page.redirect_chain[-1][0]}file/")).decode("utf-8-sig")
    _labels, keys, *lines = csv.reader(StringIO(content), delimiter=";")
    return [line[keys.index("_email_confirmed")] for line in lines]


def told(ticket: Ticket) -> Any:
    answer = Program().get(f"/tickets/{ticket.reference}", **{"X-Access-Code": access.code_of(ticket)})
    return answer.json().get("emailConfirmed", "absent")


def test_it_stands_beside_the_answer_everywhere_until_and_after_it_is_confirmed() -> None:
    client, _user = exporter()
    ticket, silent = send(email=EMAIL), send()
    assert [OPEN in page and EMAIL not in page for page in shown(ticket, client)] == [True] * 3
    assert (in_file(client), told(ticket), told(silent)) == (["no", ""], False, "absent")
    confirm(ticket)
    assert [DONE in page and OPEN not in page for page in shown(ticket, client)] == [True] * 3
    assert (in_file(client), told(ticket)) == (["yes", ""], True)
    assert not any(word in page for page in shown(silent, client)[:2] for word in (OPEN, DONE))


def test_who_confirms_has_no_address_in_what_the_part_gives() -> None:
    ticket = send(email=EMAIL)
    part = ticket_part.revealed(ticket)
    assert part is not None
    assert EMAIL not in str(part)


@pytest.mark.parametrize("helps", [True, False])
def test_that_somebody_else_filled_it_in_is_said_on_the_ticket(helps: bool) -> None:
    ticket = send(email=EMAIL, **({"_helps_asked": "1", "_helps": "1"} if helps else {}))
    assert Submission.objects.get().channel == ("helper" if helps else "web")
    page = signed_in("handler GM9001").get(f"/admin/desk/{ticket.reference}/").content.decode()
    assert (HELPED in page) == helps
    assert ("website, door iemand die helpt" in page) == helps
    context = {"ticket": ticket, "contact": None, "moments": [], "parts": []}
    assert (HELPED in render_to_string("tickets/printouts/file.html", context)) == helps
