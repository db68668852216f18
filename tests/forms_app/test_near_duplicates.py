"""The same answers of the same person, sent again: both are taken, and each knows of the other."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms_app import near_duplicates
from forms_app.letters import receipt_address
from forms_app.models import Form, Submission
from home.models import User
from tests.cast import person
from tests.forms_app import loaded
from tests.registers import signed_in
from tests.walking import Walk
from tickets import handover
from tickets.models import Team, Ticket

MORNING = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
ASKED = {"topic": "brief", "question": "Wat betekent deze brief?"}
AMINA = {"name": "Amina", "email": "amina@example.org"}


@pytest.fixture(autouse=True)
def form(desk: Ticket) -> Form:
    return loaded.form()


def sent(after: timedelta = timedelta(0), **other: str) -> Ticket:
    """The same question again, so long after the first, with other answers where that is said."""
    answers = {**ASKED, **AMINA, **other}
    walk = Walk(Client(), "vraag")
    with time_machine.travel(MORNING + after, tick=False):
        walk.step("waarover", **{key: answers[key] for key in ASKED})
        return walk.send("wie", **{key: answers[key] for key in AMINA})


@pytest.mark.parametrize(
    "other",
    [{}, {"question": "  wat betekent\tdeze  BRIEF? "}, {"name": "ＡＭＩＮＡ"}],
    ids=["the same", "case and spaces", "wide letters"],
)
def test_who_sends_it_again_reads_the_number_that_was_there(other: dict[str, str]) -> None:
    first, again = sent(), sent(timedelta(hours=1), **other)
    assert (again.parent, first.parent) == (first, None)
    assert again.reference != first.reference
    submission = Submission.objects.get(ticket=again)
    assert submission.answers["name"] == other.get("name", "Amina"), "what was typed stays as it was typed"


def test_the_receipt_says_so_on_the_page_and_on_paper(form: Form) -> None:
    first, again = sent(), sent(timedelta(minutes=10))
    with time_machine.travel(MORNING + timedelta(minutes=11), tick=False):
        page = Client().get(receipt_address(Submission.objects.get(ticket=again)))
        assert f'Die heeft nummer <bdi class="kl-unbroken" dir="ltr">{first.reference}</bdi>' in page.content.decode()
        assert "26 november 2026, 10:00" in page.content.decode()
        before = Client().get(receipt_address(Submission.objects.get(ticket=first)))
        assert again.reference not in before.content.decode()
        paper = Client().get(receipt_address(Submission.objects.get(ticket=again)) + "pdf/")
    assert paper["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    "other",
    [{"question": "Iets anders"}, {"name": "Samira"}, {"email": "samira@example.org"}],
    ids=str,
)
def test_other_answers_are_another_question(other: dict[str, str]) -> None:
    sent()
    assert sent(timedelta(hours=1), **other).parent is None


def test_a_day_later_it_is_another_question() -> None:
    first = sent()
    assert sent(timedelta(hours=23, minutes=59)).parent == first
    assert sent(timedelta(hours=48)).parent is None


def test_the_third_belongs_with_the_first() -> None:
    first, _second = sent(), sent(timedelta(hours=1))
    assert sent(timedelta(hours=2)).parent == first


@pytest.mark.parametrize("other", [{"email": ""}, {"question": "Wat nu?"}], ids=["a name alone", "hardly a word"])
def test_what_somebody_else_could_have_sent_too_is_not_compared(other: dict[str, str]) -> None:
    for _person in range(2):
        ticket = sent(**other)
        assert (ticket.parent, Submission.objects.get(ticket=ticket).fingerprint) == (None, "")


def test_the_desk_sees_that_they_belong_together_and_only_who_may_see_both() -> None:
    first, again = sent(), sent(timedelta(hours=1))
    user = person("regional_coordinator")
    assert user is not None
    desk = signed_in(user)
    later, earlier = (desk.get(f"/admin/desk/{ticket.reference}/") for ticket in (again, first))
    assert "dezelfde antwoorden van dezelfde vrager" in later.content.decode()
    assert "dezelfde antwoorden" not in earlier.content.decode()
    assert (links(later), links(earlier)) == ({first.reference}, {again.reference})

    to_loket(again, "GM9002", by=user)
    page = signed_in("handler GM9002").get(f"/admin/desk/{again.reference}/")
    assert page.status_code == 200
    assert first.reference not in page.content.decode()


def to_loket(ticket: Ticket, municipality: str, *, by: User) -> None:
    """The ticket lies with the desk of a municipality."""
    now = Ticket.objects.get(pk=ticket.pk)
    team = Team.objects.get(name="Loket", municipality__code=municipality)
    handover.transfer(now, to=team, reason="moved", note="Toets", by=by, at=timezone.now(), expected=now.lock_version)


def links(page: Any) -> set[str]:
    """The numbers of other tickets that a ticket's page leads to."""
    facts = BeautifulSoup(page.content, "html.parser").select("aside a bdi")
    return {bdi.get_text() for bdi in facts}


def test_nothing_to_compare_with_stays_longer_than_a_day() -> None:
    sent()
    assert near_duplicates.forget(MORNING + timedelta(hours=23)) == 0
    assert near_duplicates.forget(MORNING + timedelta(hours=24)) == 1
    assert Submission.objects.get().fingerprint == ""


def test_looking_costs_one_query(form: Form) -> None:
    sent()
    mark = Submission.objects.get().fingerprint
    with CaptureQueriesContext(connection) as queries:
        assert near_duplicates.first(form.pk, mark, MORNING + timedelta(minutes=1)) is not None
    assert len(queries) == 1
