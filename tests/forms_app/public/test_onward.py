"""From one form to another on the same device: what was answered goes along, and none of it is in an address."""

import copy
from typing import Any

import pytest
from django.test import Client

from forms_app import authoring
from forms_app.models import Draft, Form
from home.history import recorded
from tests.forms_app import loaded
from tests.walking import Walk
from tickets.models import Ticket

PANEL: dict[str, Any] = {
    "type": "panel",
    "key": "elsewhere",
    "label": "Een afspraak?",
    "text": "Daar is een eigen formulier voor.",
    "link_text": "Naar de afspraak",
    "link_form": "afspraak",
}
NAME: dict[str, Any] = {
    "type": "text",
    "key": "called",
    "label": "Hoe heet u?",
    "meaning": "sender_name",
    "required": True,
}
OTHER: dict[str, Any] = {
    "key": "afspraak",
    "title": "Afspraak",
    "default_category": "brief",
    "steps": [
        {"key": "naam", "title": "Naam", "fields": [NAME]},
        {
            "key": "hoe",
            "title": "Hoe",
            "fields": [
                {"type": "text", "key": "email", "label": "Iets met dezelfde sleutel"},
                {"type": "email", "key": "mail", "label": "Uw e-mailadres", "meaning": "sender_email"},
            ],
        },
    ],
}
FROM = "/nl/vraag/vraag/naar/elsewhere/"


@pytest.fixture(autouse=True)
def _forms(desk: Ticket) -> None:
    steps = copy.deepcopy(loaded.DEFINITION["steps"])
    steps[1]["fields"].append(PANEL)
    loaded.form(steps=steps)
    with recorded("toets"):
        authoring.load(copy.deepcopy(OTHER))


@pytest.fixture
def walk() -> Walk:
    found = Walk(Client(), "vraag")
    found.step("waarover", topic="brief", question="Wat betekent dit?")
    found.step("wie", name="Samira", email="samira@example.org")
    return found


def there() -> Draft:
    return Draft.objects.get(form__key="afspraak")


def test_a_panel_leads_to_the_other_form_with_what_was_answered(walk: Walk) -> None:
    assert f'href="{FROM}"' in walk.get("wie").content.decode()
    shown = walk.client.get(FROM)
    assert "Hoe heet u?" in shown.content.decode()
    assert "Samira" not in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Draft.objects.count() == 1

    moved = walk.client.post(FROM)
    assert moved["Location"] == "/nl/vraag/afspraak/controle/"
    assert there().answers == {"called": "Samira", "mail": "samira@example.org"}
    assert "Samira" in walk.client.get(moved["Location"]).content.decode()
    assert walk.client.cookies["vraag-afspraak"]["httponly"]
    assert Draft.objects.get(form__key="vraag").answers["name"] == "Samira"


def test_what_was_begun_there_keeps_its_own_answers_and_a_second_click_begins_nothing(walk: Walk) -> None:
    Walk(walk.client, "afspraak").step("naam", called="Amina")
    walk.client.post(FROM)
    walk.client.post(FROM)
    assert there().answers == {"called": "Amina", "mail": "samira@example.org"}


def test_without_answers_the_other_form_begins_empty() -> None:
    client = Client()
    assert client.post(FROM)["Location"] == "/nl/vraag/afspraak/naam/"
    assert there().answers == {}


def test_another_device_gets_nothing_of_it(walk: Walk) -> None:
    Client().post(FROM)
    assert there().answers == {}


def test_an_answer_that_does_not_fit_there_stays_behind(walk: Walk) -> None:
    walk.step("wie", name="x" * 300, email="samira@example.org")
    walk.client.post(FROM)
    assert there().answers == {"mail": "samira@example.org"}


def test_only_a_panel_that_says_so_leads_on_and_only_to_a_form_that_is_online(walk: Walk) -> None:
    assert walk.client.get("/nl/vraag/vraag/naar/name/").status_code == 404
    assert walk.client.get("/nl/vraag/afspraak/naar/elsewhere/").status_code == 404
    with recorded("toets"):
        Form.objects.get(key="afspraak").unpublish()
    assert walk.client.post(FROM).status_code == 404
    assert FROM not in walk.get("wie").content.decode()
