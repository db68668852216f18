"""The kinds of questions with more than one input, as pages, on paper and by the API, without script."""

import copy
import re
from typing import Any

import pytest
from django.test import Client

from forms_app import authoring
from forms_app.models import Form, Submission
from home.history import recorded
from tests.asking import Program, errors
from tests.forms_app import loaded
from tests.forms_app.loaded import LIST, plain
from tests.forms_app.typed import typed
from tests.walking import Walk
from tickets.models import RoutingDecision, Ticket

KINDS: dict[str, Any] = {
    "key": "soorten",
    "title": "Soorten vragen",
    "default_category": "brief",
    "offered_from": 1,
    "steps": [
        {
            "key": "alles",
            "title": "Alles",
            "fields": [
                {
                    "type": "choice",
                    "key": "reason",
                    "label": "Waarom?",
                    "required": True,
                    "in_routing": True,
                    "options": [
                        {"key": "work", "label": "Werk"},
                        {"key": "other", "label": "Anders", "namely": True},
                    ],
                },
                {"type": "address", "key": "home", "label": "Uw adres", "meaning": "postcode", "required": True},
                {"type": "iban", "key": "account", "label": "Uw rekening"},
                {"type": "number", "key": "hours", "label": "Hoe lang?", "unit": "uur per week"},
            ],
        }
    ],
    "strings": {"en": {"alles.hours.unit": "hours a week"}},
}
ANSWERS = {
    "reason": "other",
    "reason.other": "de bus",
    "home.postcode": "1234 ab",
    "home.number": "12b",
    "account": "nl91 abna 0417 1643 00",
    "hours": "8",
}
WORDED = {"value": "other", "text": "de bus"}


@pytest.fixture(autouse=True)
def form(settled: Ticket) -> Form:
    with recorded("toets"):
        return authoring.load(copy.deepcopy(KINDS))


def said(page: Any) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def test_each_answer_is_kept_shown_and_sent_in_its_own_shape() -> None:
    walk = Walk(Client(), "soorten")
    check = said(walk.step("alles", **ANSWERS))
    assert "Anders<br>de bus" in check
    assert "12 b<br>1234 AB" in check
    assert "NL91 ABNA 0417 1643 00" in check
    assert "8 uur per week" in check
    ticket = walk.send("alles", **ANSWERS)
    submission = Submission.objects.get(ticket=ticket)
    assert submission.answers == {
        "reason": WORDED,
        "home": {"postcode": "1234AB", "number": "12", "addition": "b"},
        "account": "NL91ABNA0417164300",
        "hours": "8",
    }
    facts = RoutingDecision.objects.get(ticket=ticket).facts
    assert (facts["answer.reason"], facts["pc4"], facts["in_region"]) == ("other", "1234", True)
    assert ticket.municipality.name == "Waterdam"


def test_an_input_that_is_wrong_says_so_itself_and_the_summary_leads_to_it() -> None:
    walk = Walk(Client(), "soorten")
    page = said(walk.step("alles", **ANSWERS | {"reason.other": "", "home.number": "twaalf", "account": "NL00"}))
    for name in ("reason.other", "home.number", "account"):
        assert f'href="#id_{name}"' in page
        assert re.search(rf'<input[^>]* name="{name}" id="id_{name}"[^>]* aria-invalid="true"', page), name
    assert 'value="twaalf"' in page
    assert 'value="1234 ab"' in page
    assert 'value="NL00"' in page


def test_an_address_that_nobody_knows_asks_for_street_and_place() -> None:
    walk = Walk(Client(), "soorten")
    assert "home.street" not in said(walk.get("alles"))
    page = said(walk.step("alles", **ANSWERS | {"home.postcode": "9999 XX"}))
    assert 'href="#id_home.street"' in page
    assert 'name="home.place"' in page
    there = {"home.postcode": "9999 XX", "home.street": "Kade", "home.place": "Usquert"}
    assert "Kade 12 b<br>9999 XX Usquert" in said(walk.step("alles", **ANSWERS | there))


def test_the_place_of_a_postcode_is_shown_once_before_going_on() -> None:
    walk = Walk(Client(), "soorten")
    walk.get("alles")
    page = walk.client.post(
        f"{walk.base}alles/", ANSWERS | {"_shown": "reason home account hours", "_confirmed": ""}, follow=True
    )
    assert "1234 is Waterdam, gemeente Waterdam." in said(page)


def test_a_unit_is_said_in_the_language_of_the_reader() -> None:
    assert "hours a week" in said(Walk(Client(), "soorten", "en").get("alles"))
    assert 'id="id_hours-unit"' in said(Walk(Client(), "soorten").get("alles"))


def test_a_program_sends_the_same_and_hears_which_input_is_wrong() -> None:
    program = Program()
    home = {"postcode": "1234ab", "number": 12, "addition": "b"}
    answers = {"reason": WORDED, "home": home, "account": "NL91ABNA0417164300", "hours": 8}
    wrong = answers | {"reason": "other", "home": {"postcode": "1234AB"}, "account": "NL00"}
    refused = program.submit(form="soorten", answers=wrong)
    assert [(field, code) for _step, field, code in errors(refused)] == [
        ("reason.other", "sayWhich"),
        ("home.number", "requiredHouseNumber"),
        ("account", "invalidIban"),
    ]
    sent = program.submit(form="soorten", answers=answers)
    assert sent.status_code == 201
    assert Submission.objects.get().answers["reason"] == WORDED


def test_an_editor_sees_every_kind_in_the_preview() -> None:
    client, _user = loaded.editor()
    row = Form.objects.get(key="soorten")
    client.post(f"{LIST}preview/{row.pk}/", typed(row, plain(row)))
    page = client.get(f"{LIST}preview/{row.pk}/?mode=check-nl&in_preview_panel=true").content.decode()
    assert "NL91 ABNA 0417 1643 00" in page
    assert "1234 AB" in page
