"""What a form asks, for another front end."""

from datetime import timedelta
from typing import Any

import jsonschema_rs
import pytest
from django.utils import timezone

from forms_app.models import Form, FormVersion
from tests.asking import ANSWERS, FORM, Program, errors
from tickets.models import Ticket

KEEPS = "public, max-age=31536000, immutable"


@pytest.fixture(autouse=True)
def form(settled: Ticket) -> Form:
    return Form.objects.get(key="vraag-het")


def test_the_forms_that_are_online_say_whether_they_are_open(form: Form) -> None:
    line = {"key": "vraag-het", "title": "Vraag het ons", "version": 1, "languages": ["nl", "en"], "isOpen": True}
    assert Program().get("/forms").json() == {"results": [line], "next": None}
    assert Program().get("/forms?language=en").json()["results"][0]["title"] == "Ask us"
    Form.objects.filter(pk=form.pk).update(closes_at=timezone.now())
    assert Program().get("/forms").json()["results"] == [{**line, "isOpen": False}]
    form.refresh_from_db()
    form.unpublish()
    assert Program().get("/forms").json()["results"] == []
    assert Program().get("/forms/vraag-het").status_code == 404


def test_a_form_with_its_steps_fields_options_and_conditions() -> None:
    answer = Program().get("/forms/vraag-het")
    found = answer.json()
    asked = {field["key"]: field for step in found["document"]["steps"] for field in step["fields"]}

    assert answer["Cache-Control"] == "public, max-age=60"
    assert {name: found[name] for name in found if name != "document"} == {
        "key": "vraag-het",
        "version": 1,
        "title": "Vraag het ons",
        "language": "nl",
        "languages": ["nl", "en"],
        "isOpen": True,
    }
    assert [step["key"] for step in found["document"]["steps"]] == [step["key"] for step in FORM["steps"]]
    assert asked["postcode"]["visibleIf"] == {"and": [{"===": [{"var": "azc"}, False]}]}
    assert asked["postcode"]["meaning"] == "postcode"
    assert [(one["value"], one["label"]) for one in asked["help"]["options"]] == [
        ("read", "Lezen"),
        ("write", "Schrijven"),
    ]
    assert asked["people"]["maximum"] == "9"
    assert asked["tip"]["text"] == "Schrijf geen nummers op."
    assert "required" not in asked["tip"]


def test_what_only_staff_needs_is_not_in_it() -> None:
    body = Program().get("/forms/vraag-het").content.decode()
    assert [word for word in ("category", "personal", "in_routing", "inRouting", "msg_id") if word in body] == []


def test_texts_come_in_the_language_asked_or_the_next_best() -> None:
    found = Program().get("/forms/vraag-het?language=en").json()
    labels = [step["fields"][0].get("label") for step in found["document"]["steps"]]
    assert (found["title"], labels[:2]) == ("Ask us", ["Your language", "In een azc?"])


def test_a_version_never_changes_and_is_kept_for_ever(form: Form) -> None:
    first = Program().get("/forms/vraag-het/versions/1")
    form.title = "Vraag het nu"
    form.save_revision().publish()
    again = Program().get("/forms/vraag-het/versions/1", **{"If-None-Match": first["ETag"]})
    after = Program().get("/forms/vraag-het/versions/1")

    assert first["ETag"] == f'"{FormVersion.objects.get(form=form, number=1).sha256}"'
    assert (first["Cache-Control"], again.status_code, after.content) == (KEEPS, 304, first.content)
    assert "isOpen" not in first.json()
    assert Program().get("/forms/vraag-het").json()["version"] == 2
    assert Program().get("/forms/vraag-het/versions/2").json()["title"] == "Vraag het nu"


def test_the_schema_of_a_version_takes_what_the_form_takes() -> None:
    answer = Program().get("/forms/vraag-het/versions/1/schema.json")
    schema = jsonschema_rs.Draft202012Validator(answer.json())
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/schema+json", KEEPS)
    assert schema.is_valid({**ANSWERS, "postcode": "1234AB", "spoken": "nl"})
    assert not schema.is_valid({**ANSWERS, "postcode": "1234AB", "spoken": "nl", "shoeSize": "43"})
    assert (
        Program().get("/forms/vraag-het/versions/1/schema.json", **{"If-None-Match": answer["ETag"]}).status_code == 304
    )


@pytest.mark.parametrize(
    "path",
    [
        "/forms/niets",
        "/forms/niets/versions/1",
        "/forms/vraag-het/versions/2",
        "/forms/vraag-het/versions/2/schema.json",
        "/forms/vraag-het/",
        "/forms/vraag-het/versions",
    ],
)
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert Program().get(path).status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.5", "9" * 25])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    assert Program().get(f"/forms/vraag-het/versions/{number}").status_code in (400, 404)


@pytest.mark.parametrize("language", ["xx", "", "nl%00", "x" * 13])
def test_an_unknown_language_is_refused(language: str) -> None:
    answer = Program().get(f"/forms?language={language}")
    assert (answer.status_code, errors(answer)[0][1]) == (400, "language")


def test_a_form_that_opens_later_can_be_read_now(form: Form) -> None:
    Form.objects.filter(pk=form.pk).update(opens_at=timezone.now() + timedelta(days=1))
    assert Program().get("/forms/vraag-het").json()["isOpen"] is False


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/forms", 1), ("/forms/vraag-het", 1), ("/forms/vraag-het/versions/1", 1),
     ("/forms/vraag-het/versions/1/schema.json", 1)],
)  # fmt: skip
def test_what_an_answer_costs(django_assert_num_queries: Any, path: str, queries: int) -> None:
    program = Program()
    with django_assert_num_queries(queries):
        program.get(path)
