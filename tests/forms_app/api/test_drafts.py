"""Filling in a form piece by piece, by a program, by a person on the pages, by both."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale

from forms_app import answers, counting, resuming
from forms_app.api import drafts
from forms_app.models import Draft, Form, FormDayStat, Submission, Upload
from home import limits
from home.history import Actor, acting, recorded
from home.models import Delivery, Municipality
from portal import loading
from tests import cast
from tests.asking import ANSWERS, V1, Program, errors, problem
from tests.forms_app import loaded
from tests.forms_app.test_uploads import DEFINITION as WITH_FILES
from tests.home.strange_files import pdf, picture
from tests.walking import Walk
from tickets import access
from tickets.models import Ticket

BEGIN = "/forms/vraag-het/drafts"
BSN = "123456782"


@pytest.fixture
def form(settled: Ticket) -> Form:
    return Form.objects.get(key="vraag-het")


class Filling(Program):
    """A program that fills in one form."""

    def __init__(self, form: str = "vraag-het", language: str = "nl") -> None:
        super().__init__()
        begun = self.post(f"/forms/{form}/drafts", {"language": language})
        assert begun.status_code == 201, begun.content
        self.begun = begun.json()
        self.own = {"X-Resume-Code": self.begun["resumeCode"]}
        self.path = f"/drafts/{self.begun['id']}"

    @property
    def draft(self) -> Draft:
        found: Draft = Draft.objects.get(uuid=self.begun["id"])
        return found

    def look(self, **headers: str) -> HttpResponse:
        return self.get(self.path, **{**self.own, **headers})

    def answer(self, answers: dict[str, Any], **more: Any) -> HttpResponse:
        return self.patch(self.path, {"answers": answers, **more}, **self.own)

    def add(self, content: bytes, name: str = "brief.jpg", field: str = "photo", **more: Any) -> HttpResponse:
        parts = {"field": field, "file": SimpleUploadedFile(name, content), **more}
        answer: Any = self.client.post(f"{V1}{self.path}/uploads", parts, headers=self.own)
        return answer

    def send(self, version: int = 1) -> HttpResponse:
        return self.post(f"{self.path}/completion", {"version": version}, **self.own)


def wrong_with(answer: Any) -> list[tuple[str | None, str, str]]:
    """Step, field and code of what keeps a draft from being sent."""
    assert answer.status_code == 200, answer.content
    return [(row["step"], row["field"], row["code"]) for row in answer.json()["errors"]]


def test_a_form_is_begun_answered_and_sent(form: Form) -> None:
    program = Filling(language="ar")
    draft = program.draft
    assert program.begun == {
        "id": str(draft.uuid),
        "resumeCode": resuming.code_of(draft),
        "version": 1,
        "expiresAt": timezone.localtime(draft.expires_at).replace(microsecond=0).isoformat(),
    }
    assert (draft.channel, draft.token_hash) == ("api", "")
    assert draft.expires_at - draft.saved_at == timedelta(days=form.draft_days)

    shown = program.answer(ANSWERS).json()
    assert shown["answers"] == {**ANSWERS, "postcode": "1234AB", "spoken": "ar"}
    assert (shown["errors"], shown["state"], shown["reviewFrom"], shown["version"]) == ([], "open", None, 1)
    assert [(step["key"], step["isComplete"]) for step in shown["steps"]] == [
        ("taal", True), ("waar", True), ("vraag", True)
    ]  # fmt: skip
    assert shown["steps"][1]["fields"] == ["azc", "postcode"]

    answer = program.send()
    assert answer.status_code == 201, answer.content
    ticket = Submission.objects.get(draft=program.draft).ticket
    assert answer["Location"] == f"/api/v1/tickets/{ticket.reference}"
    assert "Idempotency-Replayed" not in answer
    assert set(answer.json()) == set(Program().submit().json())
    assert (answer.json()["reference"], answer.json()["accessCode"]) == (ticket.reference, access.code_of(ticket))
    assert (ticket.channel, ticket.language) == ("api", "ar")
    assert Delivery.objects.filter(dedupe_key=f"receipt:{ticket.pk}").count() == 1
    assert Submission.objects.get(ticket=ticket).answers == {**ANSWERS, "postcode": "1234AB", "spoken": "ar"}


def test_begun_says_where_it_is(form: Form) -> None:
    answer = Program().post(BEGIN, {})
    assert answer["Location"] == f"/api/v1/drafts/{answer.json()['id']}"
    assert answer["Cache-Control"] == "no-store"


def test_what_is_missing_or_wrong_is_told_by_step_and_field_and_kept(form: Form) -> None:
    program = Filling()
    answer = program.answer(
        {"azc": False, "postcode": "12", "email": "samira", "day": {"is": "no day"}, "people": "12"}
    )
    assert wrong_with(answer) == [
        ("waar", "postcode", "notAPostcode"),
        ("vraag", "question", "required"),
        ("vraag", "name", "required"),
        ("vraag", "email", "invalidEmail"),
        ("vraag", "day", "invalidDate"),
        ("vraag", "people", "tooLarge"),
    ]
    unread = {"postcode": ["12"], "email": ["samira"], "day": ['{"is": "no day"}']}
    assert answer.json()["unreadable"] == unread
    assert answer.json()["answers"] == {"spoken": "nl", "azc": False, "people": "12"}
    assert program.look().json() == answer.json()
    assert answer["Cache-Control"] == program.look()["Cache-Control"] == "no-store"
    assert "ETag" not in program.look()

    refused = program.send()
    assert (refused.status_code, problem(refused)["code"]) == (400, "invalidAnswers")
    assert errors(refused) == wrong_with(answer)
    assert Submission.objects.count() == 0
    assert program.draft.raw == unread


def test_a_field_that_the_form_does_not_have_is_told_and_what_else_was_sent_is_kept(form: Form) -> None:
    program = Filling()
    answer = program.answer({"shoeSize": "43", "tip": "x", "name": "Samira"})
    assert [row for row in wrong_with(answer) if row[0] is None] == [
        (None, "shoeSize", "unknownField"), (None, "tip", "unknownField")
    ]  # fmt: skip
    assert program.draft.answers["name"] == "Samira"
    assert "unknownField" not in program.look().content.decode()


def test_an_answer_to_a_question_that_is_not_asked_is_kept_and_not_sent(form: Form) -> None:
    program = Filling()
    assert wrong_with(program.answer({**ANSWERS, "linked": "GM9002"})) == []
    assert program.look().json()["answers"]["linked"] == "GM9002"
    assert program.send().status_code == 201
    assert "linked" not in Submission.objects.get().answers


def test_null_takes_an_answer_back_and_what_is_not_named_stays(form: Form) -> None:
    program = Filling()
    program.answer({"name": "Samira", "email": "samira", "day": "gisteren"})
    shown = program.answer({"email": None, "day": None}).json()
    assert (shown["answers"], shown["unreadable"]) == ({"spoken": "nl", "name": "Samira"}, {})


def test_of_two_devices_the_last_answer_to_a_field_wins_and_no_other_is_lost(form: Form) -> None:
    first = Filling()
    second = Program()
    first.answer({"name": "Samira", "question": "Eerste"})
    second.patch(first.path, {"answers": {"question": "Tweede", "people": 3}}, **first.own)
    shown = first.answer({"email": "samira@example.org"}).json()["answers"]
    assert shown == {
        "spoken": "nl", "name": "Samira", "question": "Tweede", "people": "3", "email": "samira@example.org"
    }  # fmt: skip


def test_sentences_and_labels_come_in_the_language_of_who_reads(form: Form) -> None:
    program = Filling()
    english = program.answer({}, language="en").json()
    assert english["language"] == "en"
    assert {row["message"] for row in english["errors"]} >= {"Fill this in."}
    assert "Vul dit in." in program.look(**{"Accept-Language": "nl"}).content.decode()
    assert program.draft.answers["spoken"] == "nl"  # an answer stays what the person said


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, [("answers", "required")]),
        ({"answers": []}, [("answers", "wrongType")]),
        ({"answers": {}, "colour": 1}, [("colour", "unknownField")]),
        ({"answers": {}, "version": "1"}, [("version", "wrongType")]),
        ({"answers": {}, "version": 9}, [("version", "unknownVersion")]),
        ({"answers": {}, "language": "xx"}, [("language", "unknownLanguage")]),
    ],
    ids=str,
)
def test_a_message_of_another_shape_is_refused(form: Form, body: Any, found: Any) -> None:
    program = Filling()
    answer = program.patch(program.path, body, **program.own)
    assert [(field, code) for _step, field, code in errors(answer)] == found
    assert program.draft.answers == {"spoken": "nl"}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"language": "pl"}, ("language", "unknownLanguage")),
        ({"language": 1}, ("language", "wrongType")),
        ({"answers": {}}, ("answers", "unknownField")),
    ],
    ids=str,
)
def test_a_form_is_not_begun_by_a_message_of_another_shape(form: Form, body: Any, found: tuple[str, str]) -> None:
    answer = Program().post(BEGIN, body)
    assert [(field, code) for _step, field, code in errors(answer)] == [found]
    assert Draft.objects.count() == 0


# --- the secret ---------------------------------------------------------------------------------------------------


def every_way(path: str, code: str) -> list[HttpResponse]:
    """Each operation of a draft, asked with a code."""
    program, own = Program(), {"X-Resume-Code": code}
    parts: Any = {"field": "photo", "file": SimpleUploadedFile("brief.pdf", pdf())}
    added: Any = program.client.post(f"{V1}{path}/uploads", parts, headers=own)
    return [
        program.get(path, **own),
        program.patch(path, {"answers": {"name": "Iemand"}}, **own),
        program.post(f"{path}/completion", {"version": 1}, **own),
        added,
    ]


def test_a_wrong_code_and_a_wrong_number_are_one_answer(form: Form) -> None:
    program, other = Filling(), Filling()
    program.answer(ANSWERS)
    nowhere = "/drafts/0b9a7c1e-5d1f-4c62-9a55-2f0d1c6f7e10"
    code, told = program.own["X-Resume-Code"], set()
    for path, shown in ((program.path, "AAAAAAAAAA"), (nowhere, code), ("/drafts/x", code), (other.path, code)):
        for answer in every_way(path, shown):
            assert answer.status_code == 404
            told.add(answer.content)
    assert len(told) == 1
    assert b"wrongResumeCode" in told.pop()
    assert (program.draft.answers["name"], program.draft.state) == ("Samira", "open")


def test_a_code_is_read_in_any_spelling(form: Form) -> None:
    program = Filling()
    code = resuming.grouped(program.own["X-Resume-Code"]).lower().replace("-", " ")
    assert program.look(**{"X-Resume-Code": code}).status_code == 200


def test_without_a_code_nothing_is_looked_for(form: Form) -> None:
    assert errors(Program().get(Filling().path)) == [(None, "X-Resume-Code", "required")]


def test_guessing_is_limited_and_a_right_code_costs_nothing(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Filling()
    monkeypatch.setattr(resuming, "NETWORK_TRIES", limits.Budget("resume_network", tries=2, seconds=3600))
    assert [program.look().status_code for _turn in range(4)] == [200] * 4
    guesses = [program.look(**{"X-Resume-Code": f"AAAAAAAAA{end}"}) for end in "346"]
    assert [answer.status_code for answer in guesses] == [404, 404, 429]
    assert 0 < int(guesses[-1]["Retry-After"]) <= 3600
    assert problem(program.look())["code"] == "tooMany"


def test_what_expired_is_not_there(form: Form) -> None:
    program = Filling()
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert {answer.status_code for answer in every_way(program.path, program.own["X-Resume-Code"])} == {404}


def test_keeping_an_answer_keeps_the_draft_longer(form: Form) -> None:
    program = Filling()
    soon = timezone.now() + timedelta(days=1)
    Draft.objects.update(expires_at=soon)
    program.look()
    assert program.draft.expires_at == soon
    program.answer({"name": "Samira"})
    assert program.draft.expires_at > soon


def test_neither_number_nor_code_is_in_the_history_or_stored_as_it_is(form: Form) -> None:
    program = Filling()
    assert program.own["X-Resume-Code"] not in str(list(Draft.objects.values()))


def test_too_many_who_begin_wait(form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "BEGUN", limits.Budget("api_drafts", tries=1, seconds=3600))
    Filling()
    answer = Program().post(BEGIN, {})
    assert (answer.status_code, problem(answer)["code"], Draft.objects.count()) == (429, "tooMany", 1)
    assert "Retry-After" in answer


def test_a_session_of_staff_opens_nothing(form: Form, admin_client: Any) -> None:
    program = Filling()
    program.client = admin_client
    assert program.look(**{"X-Resume-Code": "AAAAAAAAAA"}).status_code == 404


# --- the pages ----------------------------------------------------------------------------------------------------


def code_on_the_page(walk: Walk) -> str:
    page = walk.client.get(f"{walk.base}later/").content.decode()
    found = re.search(r'Uw code</dt><dd><bdi dir="ltr">([0-9A-Z-]+)</bdi>', page)
    assert found
    return found[1]


def test_what_was_begun_on_the_page_goes_on_here_and_there_again(form: Form) -> None:
    walk = Walk(Client(), "vraag-het")
    walk.step("taal", spoken="ar")
    walk.step("waar", azc="no", postcode="1234 ab")
    own = {"X-Resume-Code": code_on_the_page(walk)}
    program = Program()

    found = program.get("/drafts", **own)
    assert (found.status_code, found["Cache-Control"]) == (200, "no-store")
    assert found.json()["answers"] == {"spoken": "ar", "azc": False, "postcode": "1234AB"}
    path = f"/drafts/{found.json()['id']}"
    assert program.get(path, **own).json() == found.json()
    program.patch(path, {"answers": {"question": "Wanneer?", "name": "Samira"}}, **own)

    page = walk.get("vraag").content.decode()  # the device keeps what it had
    assert "Wanneer?" in page
    assert "Samira" in page
    ticket = walk.send("vraag", question="Wanneer precies?", name="Samira")
    assert ticket.channel == "web"
    again = program.post(f"{path}/completion", {"version": 1}, **own)
    assert (again.status_code, again.json()["reference"]) == (201, ticket.reference)
    assert again["Idempotency-Replayed"] == "true"
    assert Submission.objects.get().answers["question"] == "Wanneer precies?"


def test_what_was_begun_here_goes_on_on_the_page(form: Form) -> None:
    program = Filling()
    program.answer({"azc": False, "postcode": "1234", "question": "Wanneer?", "day": "gisteren"})
    walk = Walk(Client(), "vraag-het")
    onward: Any = walk.client.post("/nl/vraag/verder/", {"code": program.own["X-Resume-Code"]})
    assert onward["Location"] == "/nl/vraag/vraag-het/vraag/"
    page = walk.get("vraag").content.decode()
    assert "Wanneer?" in page
    assert "gisteren" in page
    ticket = walk.send("vraag", question="Wanneer?", name="Samira")
    assert program.look().json()["state"] == "sent"
    assert program.send().json()["reference"] == ticket.reference


def test_a_wrong_code_alone_finds_nothing(form: Form) -> None:
    answer = Program().get("/drafts", **{"X-Resume-Code": "AAAAAAAAAA"})
    assert (answer.status_code, problem(answer)["code"]) == (404, "wrongResumeCode")


# --- sending ------------------------------------------------------------------------------------------------------


def test_however_often_it_is_sent_it_is_sent_once(form: Form) -> None:
    program, before = Filling(), Ticket.objects.count()
    program.answer(ANSWERS)
    first, second, third = program.send(), program.send(), program.send(version=7)
    assert [answer.status_code for answer in (first, second, third)] == [201, 201, 201]
    assert first.json() == second.json() == third.json()
    assert second["Idempotency-Replayed"] == "true"
    assert (Ticket.objects.count(), Submission.objects.count()) == (before + 1, 1)


def test_what_was_sent_changes_no_more_and_can_be_read(form: Form) -> None:
    program = Filling()
    program.answer(ANSWERS)
    program.send()
    for answer in (program.answer({"name": "Iemand"}), program.add(picture())):
        assert (answer.status_code, problem(answer)["code"]) == (409, "alreadySent")
    shown = program.look().json()
    assert (shown["state"], shown["steps"], shown["errors"]) == ("sent", [], [])
    assert shown["answers"]["name"] == "Samira"


@pytest.mark.django_db(transaction=True)
def test_of_parallel_calls_one_sends_and_all_hear_the_same() -> None:
    with acting(Actor("toets"), via="command"), recorded("toets"):
        loading._places(cast.REGION, loading.Folder(loading.REGIONS / "minimal"))
        loading._desk(cast.DESK, Municipality.objects.get(kind="region"))
        Locale.objects.get_or_create(language_code="nl")  # tests of this kind begin with empty tables
    loaded.form()
    program = Filling("vraag")
    program.answer({"topic": "brief", "question": "Wat staat hier?", "name": "Samira"})

    def send(_turn: int) -> tuple[int, Any]:
        try:
            answer = program.__class__.send(program)
            return answer.status_code, answer.json()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(send, range(4)))
    assert [status for status, _receipt in told] == [201] * 4
    assert len({receipt["reference"] for _status, receipt in told}) == 1
    assert Submission.objects.count() == 1


def test_a_number_of_a_person_is_covered_at_the_desk(form: Form) -> None:
    program = Filling()
    program.answer({**ANSWERS, "question": f"Mijn BSN is {BSN}"})
    program.send()
    submission = Submission.objects.get()
    assert BSN in submission.answers["question"]
    assert BSN not in str([line.value for line in answers.for_staff(submission, "nl")])
    assert BSN not in submission.ticket.messages.get().body


def test_a_draft_of_a_program_is_counted_once(form: Form) -> None:
    program = Filling()
    program.answer(ANSWERS)
    program.send()
    Program().submit()
    counted = dict.fromkeys((counting.What.STARTED, counting.What.SUBMITTED), 0)
    for row in FormDayStat.objects.filter(what__in=counted):
        counted[counting.What(row.what)] += row.count
    assert set(counted.values()) == {2}


# --- the form changes, closes -------------------------------------------------------------------------------------


def require(steps: list[dict[str, Any]]) -> None:
    steps[-1]["value"]["fields"].append(
        {"type": "text", "id": "since", "value": {"label": "Sinds wanneer?", "required": True}}
    )


def take_out_the_number(steps: list[dict[str, Any]]) -> None:
    fields = steps[-1]["value"]["fields"]
    steps[-1]["value"]["fields"] = [field for field in fields if field["type"] != "number"]


def test_who_is_not_touched_by_a_change_moves_on_and_is_told_at_sending(form: Form) -> None:
    program = Filling()
    program.answer({**ANSWERS, "people": 3})
    loaded.publish(form, take_out_the_number)
    refused = program.send(version=1)
    assert (refused.status_code, problem(refused)["code"], problem(refused)["version"]) == (409, "changedSince", 2)
    kept = program.answer({"people": 4, "name": "Amina"}, version=1)  # from a page that still asks it
    assert (kept.json()["version"], kept.json()["errors"]) == (2, [])
    assert kept.json()["answers"]["people"] == "4"
    assert program.send(version=2).status_code == 201
    assert "people" not in Submission.objects.get().answers


def test_who_is_touched_keeps_the_version_then_looks_again(form: Form) -> None:
    program = Filling()
    program.answer(ANSWERS)
    loaded.publish(form, require)
    assert program.look().json()["version"] == 1
    Draft.objects.update(pinned_until=timezone.now() - timedelta(seconds=1))
    shown = program.look().json()
    assert (shown["version"], shown["reviewFrom"]) == (2, "vraag")
    assert [row["field"] for row in shown["errors"]] == ["sinds_wanneer"]
    assert problem(program.send(version=1))["code"] == "changedSince"

    program.answer({"sinds_wanneer": "Vorig jaar"})
    assert program.look().json()["reviewFrom"] == "vraag"  # nobody said that the new questions were seen
    refused = program.send(version=2)
    assert (refused.status_code, problem(refused)["code"]) == (409, "toReview")
    assert program.answer({}, version=2).json()["reviewFrom"] is None
    assert program.send(version=2).status_code == 201


@pytest.mark.parametrize(("column", "hours", "member"), [("opens_at", 1, "opensAt"), ("closes_at", -1, "closedAt")])
def test_a_form_that_is_not_open_is_not_begun(form: Form, column: str, hours: int, member: str) -> None:
    under_way = Filling()
    moment = timezone.now() + timedelta(hours=hours)
    loaded.publish(form, **{column: moment})
    answer = Program().post(BEGIN, {})
    assert (answer.status_code, problem(answer)["code"]) == (409, "formClosed")
    assert problem(answer)[member] == timezone.localtime(moment).isoformat()
    assert under_way.answer(ANSWERS).status_code == 200
    assert under_way.send(version=under_way.look().json()["version"]).status_code == 201


def test_after_the_deadline_nobody_goes_on_and_what_was_typed_can_be_read(form: Form) -> None:
    program = Filling()
    program.answer(ANSWERS)
    moment = timezone.now() - timedelta(minutes=1)
    loaded.publish(form, deadline_at=moment)
    version = program.look().json()["version"]
    for answer in (program.answer({"name": "Iemand"}), program.add(picture()), program.send(version)):
        assert (answer.status_code, problem(answer)["code"]) == (409, "formClosed")
        assert problem(answer)["closedAt"] == timezone.localtime(moment).isoformat()
    assert program.look().json()["answers"]["name"] == "Samira"
    assert program.draft.state == Draft.State.OPEN


@pytest.mark.parametrize("key", ["niets", "VRAAG-HET"])
def test_a_form_that_is_not_there_is_not_found(form: Form, key: str) -> None:
    assert problem(Program().post(f"/forms/{key}/drafts", {}))["code"] == "notFound"


# --- files --------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_files(settled: Ticket, private_files: Path) -> Filling:
    loaded.form(**WITH_FILES)
    program = Filling("foto")
    program.answer({"question": "Wat betekent dit?", "has_photo": True, "name": "Samira"})
    return program


def test_files_are_added_taken_back_and_sent(with_files: Filling) -> None:
    assert wrong_with(with_files.look()) == [("brief", "photo", "requiredFile")]
    answer = with_files.add(picture())
    first = answer.json()
    assert answer.status_code == 201
    assert (first["field"], first["name"], first["contentType"], first["scan"]) == (
        "photo", "brief.jpg", "image/jpeg", "none"
    )  # fmt: skip
    second = with_files.add(pdf(), "tweede.pdf").json()
    shown = with_files.look().json()
    assert shown["answers"]["photo"] == [first["id"], second["id"]]
    assert [file["id"] for file in shown["files"]] == [first["id"], second["id"]]

    shown = with_files.answer({"photo": [second["id"]]}).json()
    assert (shown["answers"]["photo"], len(shown["files"]), shown["errors"]) == ([second["id"]], 1, [])
    assert Upload.objects.get(uuid=first["id"]).removed_at is not None
    assert with_files.send().status_code == 201
    assert Submission.objects.get().answers["photo"] == [second["id"]]


def test_a_list_with_a_file_that_is_not_there_takes_nothing_away(with_files: Filling) -> None:
    mine = with_files.add(picture()).json()["id"]
    other = Filling("foto").add(picture()).json()["id"]
    for named in ([other], [mine, other], ["x"], {"a": 1}):
        answer = with_files.answer({"photo": named})
        assert wrong_with(answer) == [("brief", "photo", "unknownFile")]
        assert answer.json()["answers"]["photo"] == [mine]
    assert with_files.answer({"photo": None}).json()["files"] == []


@pytest.mark.parametrize(
    ("content", "name", "field", "found"),
    [
        (b"", "brief.jpg", "photo", ("brief", "photo", "fileEmpty")),
        (b"hallo", "brief.jpg", "photo", ("brief", "photo", "fileKind")),
        (picture() + bytes(1024 * 1024), "brief.jpg", "photo", ("brief", "photo", "fileTooLarge")),
        (pdf(), "brief.jpg", "photo", ("brief", "photo", "fileNameDiffers")),
        (picture(), "brief.jpg", "name", ("wie", "name", "unknownField")),
        (picture(), "brief.jpg", "nothing", (None, "nothing", "unknownField")),
    ],
    ids=["empty", "kind", "large", "name", "other field", "no field"],
)
def test_a_file_is_refused_by_the_rules_of_the_page(
    with_files: Filling, content: bytes, name: str, field: str, found: Any
) -> None:
    answer = with_files.add(content, name, field)
    assert (answer.status_code, problem(answer)["code"], errors(answer)) == (400, "invalidAnswers", [found])
    assert Upload.objects.count() == 0


def test_more_files_than_the_question_takes_are_refused(with_files: Filling) -> None:
    answers = [with_files.add(picture()) for _turn in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 400]
    assert errors(answers[-1]) == [("brief", "photo", "tooManyFiles")]
    assert "2" in problem(answers[-1])["errors"][0]["message"]


def test_parts_that_nobody_knows_or_that_come_twice_are_refused(with_files: Filling) -> None:
    another = SimpleUploadedFile("b.jpg", picture())
    assert errors(with_files.add(picture(), colour="red")) == [(None, "colour", "unknownField")]
    assert errors(with_files.add(picture(), more=another)) == [(None, "more", "unknownField")]
    assert errors(with_files.add(picture(), field=["photo", "photo"])) == [(None, "field", "repeated")]  # type: ignore[arg-type]
    answer: Any = with_files.client.post(f"{V1}{with_files.path}/uploads", {"field": "photo"}, headers=with_files.own)
    assert errors(answer) == [(None, "file", "required")]
    assert Upload.objects.count() == 0


def test_another_kind_of_message_is_refused(with_files: Filling) -> None:
    answer = with_files.post(f"{with_files.path}/uploads", {"field": "photo"}, **with_files.own)
    assert (answer.status_code, problem(answer)["code"]) == (415, "notMultipart")
    broken: Any = with_files.client.post(
        f"{V1}{with_files.path}/uploads", b"x", content_type="multipart/form-data", headers=with_files.own
    )
    assert (broken.status_code, problem(broken)["code"]) == (400, "badRequest")


def test_too_many_files_from_one_network_wait(with_files: Filling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "ADDED", limits.Budget("api_uploads", tries=1, seconds=3600))
    assert [with_files.add(picture()).status_code for _turn in range(2)] == [201, 429]


# --- cost ---------------------------------------------------------------------------------------------------------


def test_looking_and_answering_take_few_queries_however_much_is_answered(form: Form) -> None:
    program = Filling()
    counted = {}
    for said in ({"name": "Samira"}, ANSWERS):
        program.answer(said)
        with CaptureQueriesContext(
            connection,
        ) as looking:
            program.look()
        with CaptureQueriesContext(connection) as answering:
            program.answer(said)
        counted[len(said)] = (len(looking), len(answering))
    looked, answered = counted[len(ANSWERS)]
    assert looked <= 30
    assert answered <= 40
