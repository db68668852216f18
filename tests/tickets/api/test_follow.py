"""The sender's own view: with number and code, and nothing of anyone else in it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from home.history import Actor, acting
from tests.asking import V1, Program, errors, problem
from tests.cast import ASKED, person
from tickets import access, access_codes, conversation
from tickets.models import Message, Team, Ticket
from tickets.states import State

NOBODY = "WTR-3333-3333"


@pytest.fixture
def ticket(settled: Ticket) -> Ticket:
    return settled


def code(ticket: Ticket) -> dict[str, str]:
    return {"X-Access-Code": access.code_of(ticket)}


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("team", "municipality", "category").get(pk=ticket.pk)


def handled(ticket: Ticket) -> None:
    """A handler writes a note, asks a colleague, and replies."""
    petra = person("handler GM9001")
    assert petra is not None
    with acting(Actor("Petra Peeters", petra), via="web"):
        for act, more in (
            (conversation.note, {"text": "Geheime notitie"}),
            (conversation.consult, {"text": "Geheim overleg", "to": Team.objects.get(name="Triage")}),
            (conversation.reply, {"text": "Uw les begint op maandag.", "language": "nl"}),
        ):
            row = now(ticket)
            act(row, by=petra, at=timezone.now(), expected=row.lock_version, **more)


def closed(ticket: Ticket) -> None:
    petra = person("coordinator GM9001")
    row = now(ticket)
    assert petra is not None
    with acting(Actor("Petra Peeters", petra), via="web"):
        conversation.close(
            row,
            outcome="answered",
            text="Klaar.",
            note="",
            language="nl",
            by=petra,
            at=timezone.now(),
            expected=row.lock_version,
        )


def test_the_sender_sees_the_question_and_what_was_answered(ticket: Ticket) -> None:
    handled(ticket)
    answer = Program().get(f"/tickets/{ticket.reference}", **code(ticket))
    shown = answer.json()
    asked, replied = Message.objects.filter(ticket=ticket, kind__in=("question", "reply")).order_by("id")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert shown == {
        "reference": ticket.reference,
        "progress": {"code": "received", "label": "Wij hebben uw vraag ontvangen"},
        "municipality": {"code": "GM9001", "name": "Waterdam"},
        "receivedAt": timezone.localtime(ticket.received_at).replace(microsecond=0).isoformat(),
        "dueOn": ticket.service_due.isoformat(),
        "messages": [
            {
                "id": f"m-{asked.pk}",
                "kind": "question",
                "from": "sender",
                "language": "nl",
                "text": ASKED,
                "sentAt": timezone.localtime(asked.at).replace(microsecond=0).isoformat(),
            },
            {
                "id": f"m-{replied.pk}",
                "kind": "reply",
                "from": "team",
                "language": "nl",
                "text": "Uw les begint op maandag.",
                "sentAt": timezone.localtime(replied.at).replace(microsecond=0).isoformat(),
            },
        ],
    }


def test_no_note_no_consult_and_no_name_of_staff_reaches_the_sender(ticket: Ticket) -> None:
    handled(ticket)
    body = Program().get(f"/tickets/{ticket.reference}", **code(ticket)).content.decode()
    assert [word for word in ("Geheim", "Petra", "Peeters", "handler", "Kanarie Zeldzaam") if word in body] == []


def test_a_question_that_came_by_a_form_names_it_in_the_language_of_the_reader(ticket: Ticket) -> None:
    receipt = Program().submit().json()
    codes = {"X-Access-Code": receipt["accessCode"]}
    shown = Program().get(f"/tickets/{receipt['reference']}", **codes, **{"Accept-Language": "en"}).json()
    assert shown["form"] == {"key": "vraag-het", "title": "Ask us"}
    assert shown["progress"]["code"] == "received"


def test_spelling_of_number_and_code_does_not_matter(ticket: Ticket) -> None:
    typed = access_codes.grouped(access.code_of(ticket)).lower().replace("-", " ")
    reference = ticket.reference.lower().replace("-", "")
    assert Program().get(f"/tickets/{reference}", **{"X-Access-Code": typed}).json()["reference"] == ticket.reference


def test_a_wrong_code_and_an_unknown_number_are_the_same_answer(ticket: Ticket) -> None:
    program, wrong = Program(), {"X-Access-Code": "AAAAAAAAAA"}
    answers = [
        program.get(f"/tickets/{reference}", **wrong) for reference in (ticket.reference, NOBODY, "x", "niets%00")
    ]
    answers.append(program.get(f"/tickets/{NOBODY}", **code(ticket)))
    answers.append(program.post(f"/tickets/{ticket.reference}/messages", {"text": "Hallo"}, **wrong))
    assert [answer.status_code for answer in answers] == [404] * 6
    assert {answer.content for answer in answers} == {answers[0].content}
    assert problem(answers[0])["code"] == "wrongCode"
    assert Message.objects.filter(kind="sender").count() == 0


def test_without_a_code_the_answer_says_that_one_is_wanted(ticket: Ticket) -> None:
    answers = [Program().get(f"/tickets/{reference}") for reference in (ticket.reference, NOBODY)]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert errors(answers[0]) == [(None, "X-Access-Code", "required")]


def test_guessing_is_limited_also_for_who_has_the_right_code_then(ticket: Ticket) -> None:
    program = Program()
    for _turn in range(access.CODE_PER_REFERENCE.tries):
        assert program.get(f"/tickets/{ticket.reference}", **{"X-Access-Code": "AAAAAAAAAA"}).status_code == 404
    answer = program.get(f"/tickets/{ticket.reference}", **code(ticket))
    assert (answer.status_code, problem(answer)["code"]) == (429, "tooMany")
    assert 0 < int(answer["Retry-After"]) <= 3600


def test_the_sender_writes_back_and_a_waiting_question_goes_on(ticket: Ticket) -> None:
    petra = person("handler GM9001")
    row = now(ticket)
    assert petra is not None
    with acting(Actor("Petra", petra), via="web"):
        conversation.ask(
            row, text="Welke brief?", language="nl", by=petra, at=timezone.now(), expected=row.lock_version,
            wake_on=timezone.localdate() + timedelta(days=7),
        )  # fmt: skip
    program = Program()
    waiting = program.get(f"/tickets/{ticket.reference}", **code(ticket)).json()["progress"]
    answer = program.post(f"/tickets/{ticket.reference}/messages", {"text": "هذه", "language": "ar"}, **code(ticket))
    message = Message.objects.get(kind="sender")

    assert waiting == {"code": "waiting_for_you", "label": "Wij wachten op u"}
    assert (answer.status_code, answer["Location"]) == (201, f"{V1}/tickets/{ticket.reference}")
    assert answer.json()["id"] == f"m-{message.pk}"
    assert answer.json()["progress"]["code"] == "looking"
    assert set(answer.json()) == {"id", "sentAt", "progress"}
    assert (message.body, message.language) == ("هذه", "ar")
    assert now(ticket).state == State.OPEN


def test_the_same_message_twice_is_one_message(ticket: Ticket) -> None:
    program, headers = Program(), {**code(ticket), "Idempotency-Key": "the-same-key"}
    path = f"/tickets/{ticket.reference}/messages"
    first, again = (program.post(path, {"text": "Hallo"}, **headers) for _turn in range(2))
    other = program.post(path, {"text": "Iets anders"}, **headers)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert (other.status_code, problem(other)["code"]) == (409, "idempotencyKeyReused")
    assert Message.objects.filter(kind="sender").count() == 1


def test_long_after_the_end_a_message_becomes_a_new_question_that_can_be_followed(ticket: Ticket) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=20), tick=True):
        closed(ticket)
    program, headers = Program(), {**code(ticket), "Idempotency-Key": "the-same-key"}
    path = f"/tickets/{ticket.reference}/messages"
    first, again = (program.post(path, {"text": "Toch nog iets"}, **headers) for _turn in range(2))
    onward: Any = first.json()["followUp"]

    assert first.json() == again.json()
    assert onward["reference"] != ticket.reference
    shown = program.get(f"/tickets/{onward['reference']}", **{"X-Access-Code": onward["accessCode"]}).json()
    assert [row["text"] for row in shown["messages"]] == ["Toch nog iets"]
    assert Ticket.objects.filter(parent=ticket).count() == 1


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({}, ("text", "required")),
        ({"text": ""}, ("text", "tooShort")),
        ({"text": " \n "}, ("text", "tooShort")),
        ({"text": "\0"}, ("text", "tooShort")),
        ({"text": "x" * 5001}, ("text", "tooLong")),
        ({"text": 5}, ("text", "wrongType")),
        ({"text": "x", "language": "xx"}, ("language", "unknownLanguage")),
        ({"text": "x", "note": "y"}, ("note", "unknownField")),
    ],
    ids=str,
)
def test_a_message_that_is_not_right_says_why(ticket: Ticket, body: Any, found: tuple[str, str]) -> None:
    answer = Program().post(f"/tickets/{ticket.reference}/messages", body, **code(ticket))
    assert answer.status_code == 400
    assert errors(answer) == [(None, *found)]


def test_too_many_messages_on_one_question_wait(ticket: Ticket) -> None:
    program, path = Program(), f"/tickets/{ticket.reference}/messages"
    for turn in range(conversation.SENDER_MESSAGES.tries):
        assert program.post(path, {"text": f"Bericht {turn}"}, **code(ticket)).status_code == 201
    answer = program.post(path, {"text": "Nog een"}, **code(ticket))
    assert (answer.status_code, problem(answer)["code"]) == (429, "tooMany")
    assert "Retry-After" in answer


@pytest.mark.parametrize("replies", [1, 3])
def test_what_the_view_costs(ticket: Ticket, django_assert_max_num_queries: Any, replies: int) -> None:
    for turn in range(replies):
        conversation.sender_wrote(now(ticket), text=f"{turn}", language="nl", at=timezone.now())
    program = Program()
    with django_assert_max_num_queries(22):  # sixteen of them count the tries
        program.get(f"/tickets/{ticket.reference}", **code(ticket))
