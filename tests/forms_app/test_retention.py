"""What goes when its term is over, what stays, and what is judged by the version that was answered."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from forms_app import filling, retention
from forms_app.models import Draft, Form, Submission
from forms_app.retention import Done, Due
from home.history import recorded
from home.models import User
from home.refusals import Refused
from tests.cast import person
from tests.forms_app.staff.test_submissions import sent
from tickets import access, conversation, erasure
from tickets.models import Message, RoutingDecision, Ticket, TicketContact, TicketEvent
from tickets.states import Act

YEAR = timedelta(days=366)


def closed(ticket: Ticket) -> Ticket:
    """The ticket, after its handler closed it."""
    name = "handler GM9001"
    user = User.objects.filter(username="handler-gm9001").first() or person(name)
    assert user is not None
    at = timezone.now()
    row: Ticket = Ticket.objects.get(pk=ticket.pk)
    conversation.close(
        row, outcome="answered", text="Kom langs.", note="", language="nl", by=user, at=at, expected=row.lock_version
    )
    return row


def kept(act: str = "delete") -> None:
    """What the form says happens after its term."""
    Form.objects.filter(key="vraag-het").update(retention=act)


def test_after_its_term_the_answers_are_gone_and_the_row_stays(settled: Ticket) -> None:
    (one,) = sent()
    closed(one.ticket)
    assert retention.apply(timezone.now() + timedelta(days=364)) == Done(0, 0, 0)
    assert retention.apply(timezone.now() + YEAR) == Done(1, 0, 0)
    one.refresh_from_db()
    assert (one.answers, one.facts, one.cleaned_at is None) == ({}, {}, False)
    assert (one.version.number, one.language, one.channel) == (1, "nl", "web")
    draft = Draft.objects.get(pk=one.draft_id)
    assert (draft.answers, draft.raw, draft.token_hash, draft.state) == ({}, {}, "", "done")
    assert retention.apply(timezone.now() + YEAR) == Done(0, 0, 0)


def test_the_ticket_keeps_what_was_done_and_loses_who_asked(settled: Ticket) -> None:
    (one,) = sent()
    ticket = closed(one.ticket)
    retention.apply(timezone.now() + YEAR)
    contact = TicketContact.objects.get(ticket=ticket)
    assert (contact.name, contact.email) == ("", "")
    assert {row.name for row in TicketContact.history.filter(id=contact.pk)} == {""}
    assert set(Message.objects.filter(ticket=ticket).values_list("body", flat=True)) == {"[verwijderd]"}
    assert RoutingDecision.objects.get(ticket=ticket).facts == {}
    events = list(TicketEvent.objects.filter(ticket=ticket).values_list("act", flat=True))
    assert events == [Act.OPEN_TICKET, Act.CLOSE, Act.ERASE]
    assert Ticket.objects.get(pk=ticket.pk).anonymised_at is not None


def test_anonymising_keeps_what_the_version_called_not_personal(settled: Ticket) -> None:
    (one,) = sent(answers={"help": ["read"], "people": "3"})
    closed(one.ticket)
    document = one.version.document
    flags = {field["key"]: field.get("personal") for step in document["steps"] for field in step["fields"]}
    kept("anonymise")
    retention.apply(timezone.now() + YEAR)
    one.refresh_from_db()
    assert set(one.answers) == {key for key, personal in flags.items() if personal is False and key == "spoken"}
    assert "question" not in one.answers
    assert "pc4" not in one.facts
    assert one.facts["form"] == "vraag-het"


def test_what_is_personal_is_asked_of_the_version_that_was_answered() -> None:
    document: Any = {
        "steps": [
            {
                "fields": [
                    {"key": "a", "personal": True},
                    {"key": "b", "personal": False},
                    {"key": "c"},
                    {"key": "g", "personal": False, "fields": [{"key": "x", "personal": False}, {"key": "y"}]},
                ]
            }
        ]
    }
    said = {"a": "1", "b": "2", "c": "3", "g": [{"x": "4", "y": "5"}, {"y": "6"}], "gone": "7"}
    assert retention.impersonal(document, said) == {"b": "2", "g": [{"x": "4"}, {}]}


def test_what_is_under_way_or_held_is_left_alone(settled: Ticket) -> None:
    open_, held = sent(2)
    ticket = closed(held.ticket)
    with recorded("bezwaar loopt"):
        ticket.legal_hold = True
        ticket.save()
    assert retention.apply(timezone.now() + YEAR) == Done(0, 0, 0)
    for row, code in ((open_, "not_ended"), (held, "legal_hold")):
        with pytest.raises(Refused, match=code):
            erasure.erase(row.ticket, reason="verzoek", at=timezone.now())
        assert Submission.objects.get(pk=row.pk).answers["name"] == "Samira"


def test_what_fails_stops_no_other(settled: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = sent(3)
    for row in rows:
        closed(row.ticket)
    monkeypatch.setattr(retention, "BATCH", 2)
    real = erasure.erase

    def broken(ticket: Ticket, **how: Any) -> bool:
        done = real(ticket, **how)
        if ticket.pk == rows[0].ticket_id:
            raise OSError("disk")
        return done

    monkeypatch.setattr(erasure, "erase", broken)
    assert retention.apply(timezone.now() + YEAR).submissions == 2
    assert [bool(Submission.objects.get(pk=row.pk).answers) for row in rows] == [True, False, False]
    monkeypatch.undo()
    assert retention.apply(timezone.now() + YEAR).submissions == 1, "the next run goes on with what is left"


def test_an_erased_ticket_is_not_opened_again(settled: Ticket) -> None:
    (one,) = sent()
    ticket = closed(one.ticket)
    user = User.objects.get(username="handler-gm9001")
    retention.apply(timezone.now() + YEAR)
    ticket = Ticket.objects.select_related("team").get(pk=ticket.pk)
    refused = access.refusal(user, Act.REOPEN, ticket)
    assert refused is not None
    assert refused.code == "erased"
    assert access.refusal(user, Act.SEE, ticket) is None


def test_a_ticket_without_a_form_goes_by_its_category(settled: Ticket) -> None:
    closed(settled)
    assert retention.apply(timezone.now() + YEAR) == Done(0, 0, 0)
    assert retention.apply(timezone.now() + timedelta(days=800)) == Done(0, 1, 0)
    assert TicketContact.objects.get(ticket=settled).name == ""


def test_a_draft_that_is_too_old_loses_its_digest_too(settled: Ticket) -> None:
    form = filling.form_of("vraag-het")
    assert form is not None
    draft, _token = filling.start(form, language="nl", at=timezone.now())
    Draft.objects.filter(pk=draft.pk).update(answers={"name": "S"}, body_digest="abc", idempotency_key="k")
    assert retention.apply(timezone.now() + timedelta(days=31)) == Done(0, 0, 1)
    draft.refresh_from_db()
    assert (draft.answers, draft.body_digest, draft.idempotency_key, draft.state) == ({}, "", None, "expired")


def test_a_dry_run_says_what_it_would_do_and_does_nothing(settled: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = sent()
    closed(one.ticket)
    later = timezone.now() + YEAR
    assert retention.due(later) == [Due("vraag-het", "delete", 1, 0)]
    monkeypatch.setattr("forms_app.management.commands.apply_retention.timezone.now", lambda: later)
    said = StringIO()
    call_command("apply_retention", "--dry-run", stdout=said)
    assert said.getvalue() == "vraag-het: delete 1 submissions, empty 0 drafts\n"
    assert Submission.objects.get(pk=one.pk).answers["name"] == "Samira"
    said = StringIO()
    call_command("apply_retention", stdout=said)
    assert said.getvalue().endswith("done: 1 submissions, 0 tickets, 0 drafts\n")
    assert Submission.objects.get(pk=one.pk).answers == {}
