"""Sending a form in one call: the same act as on the website, once per key."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from forms_app import filling
from forms_app.api import submissions
from forms_app.models import Draft, Form, Submission
from home import limits
from home.history import Actor, acting, recorded
from home.models import Delivery
from tests.asking import ANSWERS, Program, errors, problem
from tests.forms_app import loaded
from tickets import access
from tickets.models import Team, Ticket

PATH = "/forms/vraag-het/submissions"


@pytest.fixture
def form(settled: Ticket) -> Form:
    return Form.objects.get(key="vraag-het")


def test_a_form_is_sent_in_one_call(form: Form) -> None:
    answer = Program().submit(language="ar")
    receipt = answer.json()
    ticket = Ticket.objects.get(reference=receipt["reference"])

    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/tickets/{ticket.reference}"
    assert answer["Cache-Control"] == "no-store"
    assert answer["API-Version"] == "1.0.0"
    assert receipt == {
        "reference": ticket.reference,
        "accessCode": access.code_of(ticket),
        "municipality": {"code": "GM9001", "name": "Waterdam"},
        "team": "Loket",
        "receivedAt": timezone.localtime(ticket.received_at).replace(microsecond=0).isoformat(),
        "dueOn": ticket.service_due.isoformat(),
        "statusUrl": f"http://testserver/ar/volg/{ticket.reference}/",
    }
    assert (ticket.channel, ticket.language) == ("api", "ar")
    assert Delivery.objects.filter(dedupe_key=f"receipt:{ticket.pk}").count() == 1
    submission = Submission.objects.get(ticket=ticket)
    assert submission.answers == {**ANSWERS, "postcode": "1234AB", "spoken": "ar"}
    assert submission.draft.state == Draft.State.DONE


def test_who_acts_is_the_api_also_from_the_browser_of_staff(form: Form, admin_client: Any) -> None:
    program = Program()
    program.client = admin_client
    ticket = Ticket.objects.get(reference=program.submit().json()["reference"])
    row = Ticket.history.get(id=ticket.pk)
    assert (row.actor_label, row.via, row.history_user_id) == ("API", "api", None)


def test_input_is_read_as_generously_as_on_the_page(form: Form) -> None:
    typed = {"azc": "nee", "postcode": "NL-١٢٣٤ ab", "day": "1-12-2026", "people": 3, "help": ["write"]}
    receipt = Program().submit(typed).json()
    answers = Submission.objects.get(ticket__reference=receipt["reference"]).answers
    read = {name: answers[name] for name in typed}
    assert read == {"azc": False, "postcode": "1234AB", "day": "2026-12-01", "people": "3", "help": ["write"]}


def test_a_language_given_for_the_field_itself_wins(form: Form) -> None:
    receipt = Program().submit({"spoken": "en"}, language="ar").json()
    ticket = Ticket.objects.get(reference=receipt["reference"])
    assert ticket.language == "en"


def test_a_question_for_the_region_has_no_municipality(form: Form) -> None:
    receipt = Program().submit({"postcode": "1299"}).json()
    assert (receipt["municipality"], receipt["team"]) == (None, "Triage")


def test_all_errors_come_at_once_with_step_field_code_and_sentence(form: Form) -> None:
    wrong = {
        "email": "samira",
        "shoeSize": "43",
        "linked": "GM9001",
        "name": None,
        "tip": "x",
        "postcode": "1200",
        "people": "12",
    }
    answer = Program().submit(wrong)
    told = problem(answer)
    assert (answer.status_code, told["code"], told["title"]) == (
        400,
        "invalidAnswers",
        "Sommige antwoorden kloppen niet",
    )
    assert errors(answer) == [
        ("waar", "postcode", "poBox"),
        ("vraag", "name", "required"),
        ("vraag", "email", "invalidEmail"),
        ("vraag", "people", "tooLarge"),
        (None, "shoeSize", "unknownField"),
        ("waar", "linked", "notAsked"),
        (None, "tip", "unknownField"),
    ]
    assert {row["field"]: row["message"] for row in told["errors"]}[
        "email"
    ] == "Vul een e-mailadres in, zoals naam@voorbeeld.nl."
    assert Draft.objects.count() == Submission.objects.count() == 0


def test_an_answer_that_is_null_is_no_answer(form: Form) -> None:
    body = {"version": 1, "answers": {**ANSWERS, "linked": None, "day": None}}
    assert Program().post(PATH, body).status_code == 201


def test_messages_are_in_the_language_of_the_message(form: Form) -> None:
    english = problem(Program().submit({"name": None}, language="en"))
    by_header = problem(Program().post(PATH, {"version": 7, "answers": {}}, **{"Accept-Language": "en"}))
    assert english["title"] == "Some answers are not right"
    assert english["errors"][0]["message"] == "Fill this in."
    assert by_header["errors"][0]["code"] == "unknownVersion"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, [("version", "required"), ("answers", "required")]),
        ({"version": "1", "answers": {}}, [("version", "wrongType")]),
        ({"version": True, "answers": {}}, [("version", "wrongType")]),
        ({"version": 0, "answers": {}}, [("version", "tooSmall")]),
        ({"version": 10**12, "answers": {}}, [("version", "tooLarge")]),
        ({"version": 1, "answers": []}, [("answers", "wrongType")]),
        ({"version": 1, "answers": {}, "colour": 1}, [("colour", "unknownField")]),
        ({"version": 9, "answers": {}}, [("version", "unknownVersion")]),
        ({"version": 1, "answers": {}, "language": "xx"}, [("language", "unknownLanguage")]),
        ({"version": 1, "answers": {}, "language": "pl"}, [("language", "unknownLanguage")]),
        ([], [("body", "wrongType")]),
        (None, [("body", "wrongType")]),
    ],
    ids=str,
)
def test_a_message_of_another_shape_is_refused_with_all_that_is_wrong(form: Form, body: Any, found: Any) -> None:
    answer = Program().post(PATH, body)
    assert answer.status_code == 400
    assert [(field, code) for _step, field, code in errors(answer)] == found


@pytest.mark.parametrize("key", ["", "short", "x" * 129, "with space in it", "sleutel-é-12345"])
def test_a_key_that_is_no_key_is_refused(form: Form, key: str) -> None:
    answer = Program().submit(**{"Idempotency-Key": key})
    assert answer.status_code == 400
    assert [field for _step, field, _code in errors(answer)] == ["Idempotency-Key"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "notJson"),
        ('{"version": 1, "version": 1, "answers": {}}', 400, "notJson"),
        ('{"version": 1, "answers": {"people": NaN}}', 400, "notJson"),
        ("[" * 100_000, 400, "notJson"),
        (f'{{"version": 1, "answers": {{"people": {"[" * 500}{"]" * 500}}}}}', 400, "notJson"),
        (b"\xff\xfe", 400, "notJson"),
        (json.dumps({"version": 1, "answers": {"question": "x" * 300_000}}), 413, "tooLarge"),
    ],
    ids=["cut off", "twice", "NaN", "deep", "deeper", "bytes", "large"],
)
def test_a_body_that_is_not_right_is_a_problem(form: Form, body: Any, status: int, code: str) -> None:
    answer = Program().post(PATH, body)
    assert (answer.status_code, problem(answer)["code"]) == (status, code)


def test_another_kind_of_body_is_refused(form: Form) -> None:
    answer: Any = Program().client.post(f"/api/v1{PATH}", {"version": 1})
    assert (answer.status_code, problem(answer)["code"]) == (415, "wrongMediaType")


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "x\ud800\0y"])
@pytest.mark.parametrize("field", ["question", "email", "day", "people", "postcode"])
def test_characters_that_no_database_keeps_are_left_out_or_refused(form: Form, field: str, text: str) -> None:
    assert Program().submit({field: text}).status_code in (201, 400)


def test_the_same_message_with_the_same_key_is_the_same_answer(form: Form) -> None:
    program, key = Program(), {"Idempotency-Key": "the-same-key"}
    first = program.submit(**key)
    ticket = Ticket.objects.get(reference=first.json()["reference"])
    with acting(Actor("toets"), via="command"), recorded("toets"):
        ticket.team = Team.objects.get(name="Triage")
        ticket.municipality = ticket.team.municipality
        ticket.service_due += timedelta(days=9)
        ticket.save()

    again = program.submit(**key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Submission.objects.count() == 1


def test_another_message_with_the_same_key_is_refused(form: Form) -> None:
    program, key = Program(), {"Idempotency-Key": "the-same-key"}
    program.submit(**key)
    answer = program.submit({"name": "Amina"}, **key)
    assert (answer.status_code, problem(answer)["code"]) == (409, "idempotencyKeyReused")
    assert Submission.objects.count() == 1


def test_a_key_is_still_free_after_a_message_that_was_not_right(form: Form) -> None:
    program, key = Program(), {"Idempotency-Key": "the-same-key"}
    assert program.submit({"name": None}, **key).status_code == 400
    assert program.submit(**key).status_code == 201


@pytest.mark.parametrize("key", ["niets", "VRAAG-HET", "a%00b", "x" * 60])
def test_an_unknown_form_is_not_found(form: Form, key: str) -> None:
    answer = Program().post(f"/forms/{key}/submissions", {"version": 1, "answers": {}})
    assert answer.status_code in (400, 404)
    assert problem(answer)["code"] in ("notFound", "badRequest")


def publish_again(form: Form) -> Form:
    """A second version goes live now."""
    form.receipt_text = "Wij lezen uw vraag vandaag."
    form.save_revision().publish()
    form.refresh_from_db()
    assert form.live_version is not None
    assert form.live_version.number == 2
    return form


def test_an_older_version_is_taken_for_as_long_as_somebody_can_be_under_way_with_it(form: Form) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=29), tick=True):
        publish_again(form)
    assert [Program().submit(version=number).status_code for number in (1, 2)] == [201, 201]


def test_after_that_it_is_closed_and_the_live_version_is_named(form: Form) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=31), tick=True):
        publish_again(form)
    answer = Program().submit(version=1)
    assert (answer.status_code, problem(answer)["code"], problem(answer)["version"]) == (409, "versionClosed", 2)
    assert Program().submit(version=2).status_code == 201


def test_a_draft_that_lives_on_keeps_its_version_open(form: Form) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=40), tick=True):
        draft, _token = filling.start(form, language="nl", at=timezone.now())
    with time_machine.travel(timezone.now() - timedelta(days=31), tick=True):
        steps = loaded.plain(form)
        steps[-1]["value"]["fields"].append(
            {"type": "text", "id": "since", "value": {"label": "Sinds wanneer?", "required": True}}
        )
        form.steps = Form.blocks(steps)
        publish_again(form)
    assert Program().submit(version=1).status_code == 409
    filling.save(draft, {}, [], language="nl", at=timezone.now())
    assert Program().submit(version=1).status_code == 201


def test_a_version_that_was_taken_back_has_its_own_window(form: Form) -> None:
    first = form.receipt_text
    with time_machine.travel(timezone.now() - timedelta(days=29), tick=True):
        publish_again(form)
        form.receipt_text = first
        form.save_revision().publish()
    assert [Program().submit(version=number).status_code for number in (1, 2)] == [201, 201]


def test_after_the_deadline_an_older_version_is_closed(form: Form) -> None:
    publish_again(form)
    Form.objects.filter(pk=form.pk).update(deadline_at=timezone.now() - timedelta(minutes=1))
    assert problem(Program().submit(version=1))["code"] == "versionClosed"
    assert problem(Program().submit(version=2))["code"] == "formClosed"


@pytest.mark.parametrize(
    ("column", "hours", "member"),
    [("opens_at", 1, "opensAt"), ("closes_at", -1, "closedAt"), ("deadline_at", -1, "closedAt")],
)
def test_a_closed_form_says_when_it_opens_or_closed(form: Form, column: str, hours: int, member: str) -> None:
    moment = timezone.now() + timedelta(hours=hours)
    Form.objects.filter(pk=form.pk).update(**{column: moment})
    answer = Program().submit()
    assert (answer.status_code, problem(answer)["code"]) == (409, "formClosed")
    assert problem(answer)[member] == timezone.localtime(moment).isoformat()


def test_what_was_sent_before_the_form_closed_is_still_answered(form: Form) -> None:
    program, key = Program(), {"Idempotency-Key": "the-same-key"}
    first = program.submit(**key)
    Form.objects.filter(pk=form.pk).update(closes_at=timezone.now())
    assert program.submit(**key).json() == first.json()


def test_too_many_messages_from_one_network_wait(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submissions, "BUDGET", limits.Budget("api_submissions", tries=1, seconds=3600))
    program = Program()
    key = {"Idempotency-Key": "the-same-key"}
    assert program.submit(**key).status_code == 201
    answer = program.submit()
    assert (answer.status_code, problem(answer)["code"]) == (429, "tooMany")
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert program.submit(**key).status_code == 201
