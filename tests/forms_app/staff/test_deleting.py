"""One submission erased before its term: by who may, when its ticket has ended, after a page that says what goes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forms_app import exporting, retention
from forms_app.models import Form, Submission, SubmissionExport
from home.history import Actor, acting, recorded
from home.models import GateOpening, User
from home.refusals import Refused
from tests.forms_app.staff.test_submissions import CHANGE, DELETE, EXPORT, LIST, READ, reader, sent
from tests.forms_app.test_retention import closed
from tickets import conversation, erasure
from tickets.models import Message, Team, Ticket, TicketContact, TicketEvent
from tickets.states import Act

WHY = "Op verzoek van de vrager"
QUERIES = 10
"""Of the page before it, whatever follows."""


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


def followed_up(ticket: Ticket, *, is_done: bool = True) -> Ticket:
    """What becomes of the sender's message on a ticket that ended too long ago, handled as well."""
    assert ticket.closed_at is not None
    late = ticket.closed_at + timedelta(days=15)
    with acting(Actor("vrager"), via="public"):
        again, _message = conversation.sender_wrote(ticket, text="En mijn toets?", language="nl", at=late)
    return closed(again) if is_done else again


@pytest.fixture
def chain(one: Submission) -> tuple[Ticket, Ticket]:
    """A follow-up of its ticket, and the follow-up of that one; both done."""
    first = followed_up(Ticket.objects.get(pk=one.ticket_id))
    return first, followed_up(first)


def is_whole(*tickets: Ticket) -> bool:
    """Whether these hold all that the sender said."""
    names = TicketContact.objects.filter(ticket__in=tickets).values_list("name", flat=True)
    bodies = set(Message.objects.filter(ticket__in=tickets).values_list("body", flat=True))
    return len(names) == len(tickets) and all(names) and "[verwijderd]" not in bodies


def eraser_user() -> User:
    """The person of `eraser("coordinator GM9001")`."""
    user: User = User.objects.get(username="coordinator-gm9001")
    return user


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
            retention.erase_by_hand(one, by=eraser_user(), reason=reason, at=timezone.now())
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
        retention.erase_by_hand(one, by=eraser_user(), reason=WHY, at=timezone.now())

    monkeypatch.setattr(exporting, "_make", slow)
    client.post(f"{LIST}export/", {"kind": "csv"})
    assert SubmissionExport.objects.get().state == "failed"
    assert [file for file in private_files.rglob("*") if file.is_file()] == []


def test_what_the_sender_asked_after_it_goes_too(one: Submission, chain: tuple[Ticket, Ticket]) -> None:
    client = eraser("coordinator GM9001")
    page = client.get(address(one)).content.decode()
    assert "2 vervolgen" in page
    for row in chain:
        assert f'href="/admin/desk/{row.reference}/"' in page
    assert client.post(address(one), {"reason": WHY}).status_code == 302
    tickets = [one.ticket, *chain]
    assert set(TicketContact.objects.filter(ticket__in=tickets).values_list("name", "email")) == {("", "")}
    assert set(Message.objects.filter(ticket__in=tickets).values_list("body", flat=True)) == {"[verwijderd]"}
    for row in tickets:
        (event,) = TicketEvent.objects.filter(ticket=row, act=Act.ERASE)
        assert (event.reason, event.user.username) == (WHY, "coordinator-gm9001")
    assert len(set(TicketEvent.objects.filter(act=Act.ERASE).values_list("act_key", flat=True))) == 1, "one act"


def test_a_follow_up_that_went_before_is_not_erased_twice(one: Submission, chain: tuple[Ticket, Ticket]) -> None:
    with acting(Actor("job: bewaartermijn"), via="job"):
        assert erasure.tried(chain[0], reason="termijn", at=timezone.now())
    client = eraser("coordinator GM9001")
    page = client.get(address(one)).content.decode()
    assert chain[0].reference not in page
    assert chain[1].reference in page, "what follows on what is gone is there still"
    assert client.post(address(one), {"reason": WHY}).status_code == 302
    for row in (one.ticket, *chain):
        assert TicketEvent.objects.filter(ticket=row, act=Act.ERASE).count() == 1


@pytest.mark.parametrize("is_held", [True, False])
def test_while_a_follow_up_must_stay_or_is_under_way_nothing_goes(
    one: Submission, chain: tuple[Ticket, Ticket], is_held: bool
) -> None:
    first, last = chain
    if is_held:
        with recorded("bezwaar loopt"):
            last.legal_hold = True
            last.save()
    else:
        last = followed_up(last, is_done=False)
    why = "Dit ticket moet bewaard blijven." if is_held else "Rond het eerst af."
    client = eraser("coordinator GM9001")
    for answer, status in ((client.get(address(one)), 200), (client.post(address(one), {"reason": WHY}), 409)):
        page = answer.content.decode()
        assert answer.status_code == status
        assert why in page
        assert f'href="/admin/desk/{last.reference}/"' in page
        assert first.reference not in page, "of that one nothing stands in the way"
        assert "Wis deze inzending voorgoed" not in page
    with pytest.raises(Refused, match="follow_up_stays"), acting(Actor("toets"), via="web"):
        retention.erase_by_hand(one, by=eraser_user(), reason=WHY, at=timezone.now())
    assert is_there(one)
    assert is_whole(one.ticket, first, last)
    assert not TicketEvent.objects.filter(act=Act.ERASE).exists()
    assert not GateOpening.objects.filter(purpose="erasure").exists()


def test_what_another_team_has_alone_is_not_erased_by_who_may_not_see_it(
    one: Submission, chain: tuple[Ticket, Ticket]
) -> None:
    with recorded("toets"):
        hidden = Ticket.objects.get(pk=chain[1].pk)
        hidden.team = Team.objects.get(municipality__code="GM9002", name="Loket")
        hidden.municipality = hidden.team.municipality
        hidden.save()
    client = eraser("coordinator GM9001")
    page = client.get(address(one)).content.decode()
    assert "dat u niet mag zien" in page
    assert hidden.reference not in page
    assert client.post(address(one), {"reason": WHY}).status_code == 409
    assert is_there(one)
    assert is_whole(one.ticket, *chain)


def test_the_same_answers_sent_again_stay_and_are_named(settled: Ticket) -> None:
    one, twice, thrice = sent(3)
    assert [twice.ticket.parent_id, thrice.ticket.parent_id] == [one.ticket_id] * 2
    for row in (one, twice):
        closed(row.ticket)
    client = eraser("coordinator GM9001")
    for row, others in ((one, (twice, thrice)), (twice, (one, thrice))):
        page = client.get(address(row)).content.decode()
        for other in others:
            assert f'href="{LIST}{other.ticket.reference}/"' in page
    assert client.post(address(one), {"reason": WHY}).status_code == 302
    assert not is_there(one)
    assert is_there(twice)
    assert is_there(thrice)
    assert one.ticket.reference not in client.get(address(twice)).content.decode().replace(address(twice), "")


def test_the_page_costs_as_much_whatever_came_after(one: Submission, django_assert_num_queries: Any) -> None:
    client = eraser("coordinator GM9001")
    client.get(address(one))
    with django_assert_num_queries(QUERIES):
        client.get(address(one))
    followed_up(followed_up(Ticket.objects.get(pk=one.ticket_id)))
    sent(2)
    with django_assert_num_queries(QUERIES):
        client.get(address(one))
