"""One submission erased before its term: by who may, when its ticket has ended, after a page that says what goes."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forms_app import exporting, retention
from forms_app.models import Form, Submission, SubmissionExport
from home.history import recorded
from home.models import GateOpening
from home.refusals import Refused
from tests.forms_app.staff.test_submissions import CHANGE, DELETE, EXPORT, LIST, READ, reader, sent
from tests.forms_app.test_retention import closed
from tickets.models import Message, Ticket, TicketContact, TicketEvent
from tickets.states import Act

WHY = "Op verzoek van de vrager"


def address(one: Submission) -> str:
    """Where it is erased."""
    return f"{LIST}{one.ticket.reference}/delete/"


def eraser(who: str = "handler GM9001") -> Client:
    """Who may read, export and erase."""
    return reader(who, READ, EXPORT, DELETE)


@pytest.fixture
def one(settled: Ticket) -> Submission:
    """A submission whose ticket is done."""
    (row,) = sent()
    client = reader("handler GM9001", READ)
    assert client.get(address(row)).status_code == 404, "to read is not to erase"
    closed(row.ticket)
    return row


def is_there(one: Submission) -> bool:
    """Whether its answers are."""
    return bool(Submission.objects.get(pk=one.pk).answers)


def test_all_of_it_goes_whatever_the_form_keeps(one: Submission) -> None:
    Form.objects.filter(key="vraag-het").update(retention="anonymise")
    client = eraser("coordinator GM9001")
    page = client.get(address(one)).content.decode()
    assert "Dit gaat weg" in page
    assert "Dit blijft" in page
    assert "Wanneer begint mijn les?" not in page
    assert is_there(one)
    answer = client.post(address(one), {"reason": WHY})
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{one.ticket.reference}/")
    one.refresh_from_db()
    assert (one.answers, one.facts, one.cleaned_at is None) == ({}, {}, False)
    assert TicketContact.objects.get(ticket=one.ticket).name == ""
    assert set(Message.objects.filter(ticket=one.ticket).values_list("body", flat=True)) == {"[verwijderd]"}
    page = client.get(f"{LIST}{one.ticket.reference}/").content.decode()
    assert "zijn persoonlijke antwoorden gewist" in page
    assert address(one) not in page


def test_that_it_was_done_by_whom_and_why_is_on_record(one: Submission) -> None:
    eraser("coordinator GM9001").post(address(one), {"reason": WHY})
    event = TicketEvent.objects.filter(ticket=one.ticket).order_by("-seq")[0]
    assert (event.act, event.reason, event.user.username) == (Act.ERASE, WHY, "coordinator-gm9001")
    assert GateOpening.objects.filter(purpose="erasure", reason=WHY).count() == 1


def test_without_a_reason_nothing_goes(one: Submission) -> None:
    client = eraser("coordinator GM9001")
    for reason in ("", "   "):
        page = client.post(address(one), {"reason": reason}).content.decode()
        assert "Er is nog niets gewist" in page
        with pytest.raises(Refused, match="needs_reason"):
            retention.erase_by_hand(one, reason=reason, at=timezone.now())
    assert is_there(one)


def test_what_is_under_way_is_not_erased(settled: Ticket) -> None:
    (row,) = sent()
    client = eraser()
    assert "Rond het eerst af." in client.get(address(row)).content.decode()
    answer = client.post(address(row), {"reason": WHY})
    assert answer.status_code == 409
    assert is_there(row)


def test_what_is_held_is_not_erased(one: Submission) -> None:
    with recorded("bezwaar loopt"):
        ticket = Ticket.objects.get(pk=one.ticket_id)
        ticket.legal_hold = True
        ticket.save()
    client = eraser("coordinator GM9001")
    assert "Dit ticket moet bewaard blijven." in client.get(address(one)).content.decode()
    assert client.post(address(one), {"reason": WHY}).status_code == 409
    assert is_there(one)


def test_a_second_time_there_is_nothing_to_erase(one: Submission) -> None:
    client = eraser("coordinator GM9001")
    client.post(address(one), {"reason": WHY})
    assert client.post(address(one), {"reason": WHY}).status_code == 409
    assert TicketEvent.objects.filter(ticket=one.ticket, act=Act.ERASE).count() == 1


@pytest.mark.parametrize(
    ("who", "rights"),
    [
        ("coordinator GM9001", (READ, CHANGE, EXPORT)),
        ("coordinator GM9001", (DELETE,)),
        ("handler GM9002", (READ, DELETE)),
        ("group Formulieren", (READ, DELETE)),
        ("superuser", ()),
    ],
)
def test_nobody_else_erases(one: Submission, who: str, rights: tuple[str, ...]) -> None:
    client = reader(who, *rights)
    assert client.get(address(one)).status_code == 404
    assert client.post(address(one), {"reason": WHY}).status_code == 404
    assert is_there(one)


def test_exports_that_may_hold_it_go_too_and_older_ones_stay(one: Submission, private_files: Path) -> None:
    client = eraser("coordinator GM9001")
    for _number in range(2):
        client.post(f"{LIST}export/", {"kind": "csv"})
    old, new = SubmissionExport.objects.order_by("id")
    SubmissionExport.objects.filter(pk=old.pk).update(
        finished_at=one.completed_at - (timezone.now() - one.completed_at)
    )
    running = SubmissionExport.objects.create(
        form=one.form, user=new.user, kind="csv", state="running", created_at=timezone.now()
    )
    client.post(address(one), {"reason": WHY})
    states = {row.pk: (row.state, bool(row.file)) for row in SubmissionExport.objects.all()}
    assert states == {old.pk: ("ready", True), new.pk: ("gone", False), running.pk: ("failed", False)}
    there = [file.name for file in private_files.rglob("*") if file.is_file()]
    assert len(there) == 1


def test_an_export_that_was_being_made_leaves_no_file(
    one: Submission, private_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Erased between the last row and the end of the file."""
    client = eraser("coordinator GM9001")
    real: Any = exporting._make

    def slow(row: SubmissionExport, place: Path, between: Any) -> None:
        real(row, place, between)
        retention.erase_by_hand(one, reason=WHY, at=timezone.now())

    monkeypatch.setattr(exporting, "_make", slow)
    client.post(f"{LIST}export/", {"kind": "csv"})
    assert SubmissionExport.objects.get().state == "failed"
    assert [file for file in private_files.rglob("*") if file.is_file()] == []
