"""A draft as a visitor would meet it."""

import pytest
from django.test import Client
from wagtail.models import Locale

from forms_app import previews, translating
from forms_app.models import Form
from home.history import Actor, acting, recorded
from tests.forms_app import loaded
from tests.forms_app.loaded import LIST, plain
from tests.forms_app.typed import typed
from tickets.models import Ticket


@pytest.fixture
def row(desk: Ticket) -> Form:
    with acting(Actor("toets"), via="command"), recorded("toets"):
        for code in ("nl", "ar"):
            Locale.objects.get_or_create(language_code=code)
    return loaded.form()


def preview(row: Form, mode: str, steps: list[dict[str, object]] | None = None) -> str:
    """What the editor's frame shows of what is typed and not yet saved."""
    return seen(row, [mode], steps)[0]


def seen(row: Form, modes: list[str], steps: list[dict[str, object]] | None = None) -> list[str]:
    """The same, in several modes."""
    client, _user = loaded.editor()
    told = client.post(f"{LIST}preview/{row.pk}/", typed(row, steps))
    assert told.json() == {"is_valid": True, "is_available": True}
    bodies = []
    for mode in modes:
        answer = client.get(f"{LIST}preview/{row.pk}/?mode={mode}&in_preview_panel=true")
        assert answer.status_code == 200
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        bodies.append(answer.content.decode())
    return bodies


def test_each_language_that_is_on_in_each_state(row: Form) -> None:
    codes = {mode for mode, _label in previews.modes()}
    assert {"empty-nl", "errors-nl", "check-nl", "empty-ar", "errors-ar", "check-ar"} <= codes
    assert previews.modes()[0][0] == "empty-nl"


def test_what_is_typed_is_seen_before_it_is_saved(row: Form) -> None:
    steps = plain(row)
    steps[0]["value"]["fields"][2]["value"]["label"] = "Wat wilt u weten?"
    body = preview(row, "empty-nl", steps)
    assert "Wat wilt u weten?" in body
    assert "Kies een antwoord." not in body


def test_with_errors_each_question_says_what_a_visitor_would_read(row: Form) -> None:
    body = preview(row, "errors-nl")
    assert "Kies een antwoord." in body
    assert body.count("Vul dit in.") >= 3


def test_the_check_page_shows_an_answer_to_each_question(row: Form) -> None:
    body = preview(row, "check-nl")
    assert "Controleer uw antwoorden" in body
    assert "Een brief" in body
    assert "naam@voorbeeld.nl" in body


def test_another_language_is_drawn_in_its_direction_and_says_what_is_missing(row: Form) -> None:
    translating.load(row, "ar", {"wie.name.label": "اسمك"}, {"wie.name.label": "Uw naam"})
    body = preview(row, "empty-ar")
    assert '<html lang="ar" dir="rtl">' in body
    assert "اسمك" in body


def test_half_a_form_can_be_seen_with_what_is_wrong(row: Form) -> None:
    steps = plain(row)
    steps[0]["value"]["fields"] = [
        {"type": "choice", "id": "a", "value": {"label": "", "options": [], "visible_if": [], "required_if": []}},
        {"type": "panel", "id": "b", "value": {"label": "", "text": "", "visible_if": []}},
    ]
    steps.append({"type": "step", "id": "c", "value": {"title": "", "fields": [], "visible_if": []}})
    dutch = [mode for mode, _label in previews.modes() if mode.endswith("-nl")]
    for body in seen(row, dutch, steps):
        assert "Geef minstens twee antwoorden." in body
        assert "Voeg een vraag toe aan deze stap." in body


def test_a_mode_that_does_not_exist_is_the_first_one(row: Form) -> None:
    assert "Waar gaat het over?" in preview(row, "nonsense")


def test_a_visitor_cannot_see_a_preview(row: Form) -> None:
    assert Client().get(f"{LIST}preview/{row.pk}/?mode=empty-nl").status_code == 302
