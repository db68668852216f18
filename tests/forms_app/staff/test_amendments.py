"""An answer that is corrected: beside what was sent, by who may, seen by who reads it, gone with what it corrects."""

import copy
import re
import subprocess
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forms_app import amending, answers, authoring, retention
from forms_app.models import Form, Submission, SubmissionAmendment
from home.history import HistoryBypass
from home.models import User
from home.refusals import Refused
from tests.asking import ANSWERS, FORM, Program
from tests.forms_app.staff.test_submissions import CHANGE, DELETE, EXPORT, LIST, READ, reader, sent
from tests.forms_app.test_exporting import exporter, fetched
from tests.forms_app.test_retention import closed
from tickets.models import AccessLog, Ticket, TicketEvent
from tickets.states import Act

WHY = "De vrager belde hierover"


def address(one: Submission, key: str = "question") -> str:
    """Where this answer is corrected."""
    return f"{LIST}{one.ticket.reference}/correct/{key}/"


def said(reason: str = WHY, seen: int = 0, **inputs: Any) -> dict[str, Any]:
    """What is typed there."""
    return {"_-reason": reason, "_-seen": str(seen), **inputs}


def corrector(who: str = "handler GM9001") -> Client:
    """Who may read and correct."""
    return reader(who, READ, CHANGE)


def test_what_was_sent_stays_and_the_correction_stands_beside_it(settled: Ticket) -> None:
    (one,) = sent()
    client = corrector()
    was = dict(Submission.objects.get(pk=one.pk).answers)
    answer = client.post(address(one), said(question="Wanneer begint mijn examen?"))
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{one.ticket.reference}/")
    assert Submission.objects.get(pk=one.pk).answers == was
    row = SubmissionAmendment.objects.get()
    assert (row.before, row.after) == ("Wanneer begint mijn les?", "Wanneer begint mijn examen?")
    assert (row.key, row.seq, row.reason, row.by.username) == ("question", 1, WHY, "handler-gm9001")
    for place in (f"{LIST}{one.ticket.reference}/", f"/admin/desk/{one.ticket.reference}/"):
        page = client.get(place).content.decode()
        for words in ("Wanneer begint mijn les?", "Wanneer begint mijn examen?", WHY):
            assert words in page, place
    with pytest.raises(HistoryBypass):
        row.delete()


def test_it_is_on_record_without_the_words(settled: Ticket) -> None:
    (one,) = sent()
    client = corrector()
    client.get(address(one))
    client.post(address(one), said(question="Wanneer begint mijn examen?"))
    event = TicketEvent.objects.filter(ticket=one.ticket).order_by("-seq")[0]
    assert (event.act, event.user.username, event.reason, event.changes) == (Act.AMEND, "handler-gm9001", "", {})
    assert list(AccessLog.objects.order_by("id").values_list("what", flat=True)) == ["submission", "amend"]
    assert Ticket.objects.get(pk=one.ticket_id).state == one.ticket.state


def test_it_is_on_paper(settled: Ticket) -> None:
    (one,) = sent()
    client = corrector()
    client.post(address(one), said(question="Wanneer begint mijn examen?"))
    paper = client.get(f"/admin/desk/{one.ticket.reference}/pdf/").content
    text = subprocess.run(["pdftotext", "-", "-"], input=paper, capture_output=True, check=True).stdout.decode()
    assert "Wanneer begint mijn les?" in text
    assert "Wanneer begint mijn examen?" in text


def test_who_comes_second_is_told_and_keeps_what_was_typed(settled: Ticket) -> None:
    (one,) = sent()
    first, second = corrector(), corrector("coordinator GM9001")
    assert 'name="_-seen" value="0"' in second.get(address(one)).content.decode()
    first.post(address(one), said(question="Van de eerste"))
    answer = second.post(address(one), said("Mijn reden", question="Van de tweede"))
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Iemand anders heeft dit intussen gewijzigd", "Van de eerste", "Van de tweede", "Mijn reden"):
        assert words in page
    assert SubmissionAmendment.objects.count() == 1
    assert 'name="_-seen" value="1"' in page, "the same form can be sent again"
    assert second.post(address(one), said("Mijn reden", 1, question="Van de tweede")).status_code == 302
    assert list(SubmissionAmendment.objects.order_by("seq").values_list("before", "after")) == [
        ("Wanneer begint mijn les?", "Van de eerste"),
        ("Van de eerste", "Van de tweede"),
    ]


def test_another_answer_does_not_stand_in_the_way(settled: Ticket) -> None:
    (one,) = sent(answers={"people": "3"})
    client = corrector()
    client.post(address(one), said(question="Anders"))
    assert client.post(address(one, "people"), said(people="4")).status_code == 302
    assert SubmissionAmendment.objects.get(key="people").seq == 1


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("people", said(people="40"), "9"),
        ("people", said(people="veel"), "veel"),
        ("question", said(question=""), "Er is nog niets verbeterd"),
        ("question", said("", question="Iets anders"), "Iets anders"),
        ("question", said(question="Wanneer begint mijn les?"), "Dit is al het antwoord."),
        ("day", said(day=["31", "2", "2027"]), "31"),
    ],
)
def test_what_is_wrong_is_said_and_stays_as_it_was_typed(settled: Ticket, key: str, typed: Any, told: str) -> None:
    (one,) = sent(answers={"people": "3", "day": "2026-12-01"})
    answer = corrector().post(address(one, key), typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Er is nog niets verbeterd" in page
    assert told in page
    assert not SubmissionAmendment.objects.exists()
    assert not TicketEvent.objects.filter(act=Act.AMEND).exists()


def test_an_answer_that_may_be_empty_is_taken_away(settled: Ticket) -> None:
    (one,) = sent(answers={"people": "3"})
    client = corrector()
    assert client.post(address(one, "people"), said(people="")).status_code == 302
    assert SubmissionAmendment.objects.get().after is None
    assert "geen antwoord" in client.get(f"{LIST}{one.ticket.reference}/").content.decode()
    assert "people" not in amending.current(one, amending.made(one))


def test_a_choice_is_made_with_the_options_of_then(settled: Ticket) -> None:
    (one,) = sent(answers={"help": ["read"]})
    client = corrector()
    assert 'value="write"' in client.get(address(one, "help")).content.decode()
    client.post(address(one, "help"), said(help=["read", "write"]))
    line = next(line for line in answers.for_staff(one, "nl") if line.key == "help")
    assert (line.value, [row.value for row in line.corrections]) == ("Lezen", ["Lezen\nSchrijven"])


@pytest.mark.parametrize("key", ["name", "email", "tip", "linked", "day", "nothing"])
def test_contact_and_what_was_not_answered_are_not_corrected_here(settled: Ticket, key: str) -> None:
    (one,) = sent()
    client = corrector()
    assert address(one, key) not in client.get(f"{LIST}{one.ticket.reference}/").content.decode()
    assert client.get(address(one, key)).status_code == 404
    assert client.post(address(one, key), said(**{key: "x"})).status_code == 404


@pytest.mark.parametrize(
    ("who", "rights"),
    [
        ("handler GM9001", (READ,)),
        ("handler GM9001", (CHANGE,)),
        ("handler GM9001", (READ, EXPORT, DELETE)),
        ("handler GM9002", (READ, CHANGE)),
        ("reader GM9001", (READ, CHANGE)),
        ("regional_coordinator", (READ, CHANGE)),
        ("group Formulieren", (READ, CHANGE)),
    ],
)
def test_nobody_else_corrects(settled: Ticket, who: str, rights: tuple[str, ...]) -> None:
    (one,) = sent()
    client = reader(who, *rights)
    assert "/correct/" not in client.get(f"{LIST}{one.ticket.reference}/").content.decode()
    assert client.get(address(one)).status_code == 404
    assert client.post(address(one), said(question="Anders")).status_code == 404
    user = User.objects.get(username=who.replace(" ", "-").lower())
    with pytest.raises(Refused, match="not_found"):
        amending.amend(user, one, "question", "Anders", reason=WHY, seen=0, at=timezone.now())
    assert not SubmissionAmendment.objects.exists()


def test_a_number_of_a_person_stays_covered_and_is_shown_on_record_to_be_corrected(settled: Ticket) -> None:
    (one,) = sent(answers={"question": "Mijn nummer is 111222333"})
    client = corrector()
    assert "111222333" not in client.get(f"{LIST}{one.ticket.reference}/").content.decode()
    assert "111222333" in client.get(address(one)).content.decode()
    assert AccessLog.objects.order_by("-id")[0].what == "reveal"
    assert "111222333" in client.post(address(one), said(seen=7, question="Anders")).content.decode()
    assert AccessLog.objects.filter(what="reveal").count() == 2, "each time it was shown"
    client.post(address(one), said("Zijn nummer is 123456782", question="Het is 123456782"))
    assert "123456782" not in client.get(f"{LIST}{one.ticket.reference}/").content.decode()
    assert "123456782" not in client.get(f"/admin/desk/{one.ticket.reference}/").content.decode()


def test_a_date_is_judged_by_the_day_of_sending(settled: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = sent(answers={"day": "2026-12-01"})
    context = amending.context(one, one.answers)
    assert context.today == timezone.localdate(one.completed_at)


@pytest.mark.parametrize("act", ["delete", "anonymise"])
def test_after_the_term_nothing_personal_of_it_is_left(settled: Ticket, act: str) -> None:
    (one,) = sent(answers={"people": "3"})
    client = corrector()
    client.post(address(one), said(question="Anders gevraagd"))
    client.post(address(one, "spoken"), said(spoken="en"))
    Form.objects.filter(key="vraag-het").update(retention=act)
    closed(one.ticket)
    retention.apply(timezone.now() + timedelta(days=366))
    rows = {row.key: (row.before, row.after, row.reason) for row in SubmissionAmendment.objects.all()}
    kept = ("nl", "en", "") if act == "anonymise" else (None, None, "")
    assert rows == {"question": (None, None, ""), "spoken": kept}
    assert client.get(address(one)).status_code == 404
    assert client.get(f"{LIST}{one.ticket.reference}/").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_both_and_no_formula(settled: Ticket, kind: str) -> None:
    one, other = sent(2)
    corrector().post(address(one), said(question="=1+1"))
    client, _user = exporter("coordinator GM9001")
    _answer, (labels, keys, *lines) = fetched(client, kind)
    first, second = (dict(zip(keys, line, strict=True)) for line in lines)
    assert first["_reference"] == one.ticket.reference
    assert (first["question"], first["_amended"]) == ("Wanneer begint mijn les?", "question: =1+1")
    assert (second["_reference"], second["_amended"]) == (other.ticket.reference, "")
    assert labels[keys.index("_amended")] == "Verbeterd"


def test_a_number_of_a_person_is_covered_in_the_file(settled: Ticket) -> None:
    (one,) = sent()
    corrector().post(address(one), said(question="Het is 123456782"))
    client, _user = exporter("coordinator GM9001")
    _answer, (_labels, keys, line) = fetched(client)
    assert "123456782" not in line[keys.index("_amended")]
    assert line[keys.index("_amended")].startswith("question: Het is ")


@pytest.mark.parametrize("many", [1, 12])
def test_corrections_cost_one_query_however_many(settled: Ticket, many: int, django_assert_num_queries: Any) -> None:
    (one,) = sent()
    client = corrector()
    for number in range(many):
        client.post(address(one), said(seen=number, question=f"Vraag {number}"))
    assert SubmissionAmendment.objects.count() == many
    client.get(f"{LIST}{one.ticket.reference}/")
    with django_assert_num_queries(10):
        client.get(f"{LIST}{one.ticket.reference}/")
    with django_assert_num_queries(1):
        assert amending.latest([one.pk]) == {one.pk: {"question": f"Vraag {many - 1}"}}


CHILDREN: dict[str, Any] = {
    "type": "group",
    "key": "children",
    "label": "Uw kinderen",
    "row_label": "Kind",
    "max_rows": 3,
    "fields": [{"type": "text", "key": "child", "label": "Naam", "required": True}],
}


def test_a_row_more_or_less_is_shown_and_not_saved_before_who_corrects_says_so(settled: Ticket) -> None:
    definition = copy.deepcopy(FORM) | {"key": "met-gezin"}
    definition["steps"][2]["fields"].append(CHILDREN)
    authoring.load(definition)
    was = [{"child": "Ali"}, {"child": "Sara"}]
    assert Program().submit({**ANSWERS, "children": was}, form="met-gezin").status_code == 201
    one = Submission.objects.get()
    place = f"/admin/submissions/met-gezin/{one.ticket.reference}/correct/children/"
    client, rows = corrector(), {"children.0.child": "Ali", "children.1.child": "Sara"}

    def pressed(**inputs: Any) -> str:
        answer = client.post(place, said(**inputs))
        assert answer.status_code == 200
        assert not SubmissionAmendment.objects.exists()
        page = answer.content.decode()
        assert (WHY in page, 'name="_-seen" value="0"' in page, "Er is nog niets verbeterd" in page) == (
            True,
            True,
            False,
        )
        return page

    more = pressed(**rows, _add_row="children")
    assert ('value="Sara"' in more, 'name="children.2.child"' in more, 'name="_add_row"' in more) == (True, True, False)
    less = pressed(**rows, _remove_row="children.0")
    assert ('value="Ali"' in less, 'value="Sara"' in less, 'name="children.1.child"' in less) == (False, True, False)
    assert 'value="Sara"' in pressed(**rows, _restore_row="children")
    buttons = re.findall(r'<(?:button|input)[^>]*type="submit"[^>]*>', more.partition('class="kl-form')[2])
    assert 'name="_' not in buttons[0], "Enter presses the first button, and that saves"
    assert client.post(place, said(**{"children.0.child": "Sara", "children.1.child": "Noor"})).status_code == 302
    assert SubmissionAmendment.objects.get().after == [{"child": "Sara"}, {"child": "Noor"}]
