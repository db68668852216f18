"""What looks like spam: its number at once, somebody who looks, and the way on to where it belongs."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import IntegrityError
from django.test import Client

from forms_app import quarantine
from forms_app.api import drafts
from forms_app.models import Draft, Form, Submission
from home import limits
from home.history import Actor, acting, recorded
from home.models import Delivery, Municipality
from tests.cast import person
from tests.forms_app import loaded
from tests.walking import Walk
from tickets.models import Team, Ticket

BASE = "/nl/vraag/vraag/"
MORNING = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
FIELDS = [*loaded.DEFINITION["steps"][1]["fields"], {
    "type": "municipality", "key": "where", "label": "Uw gemeente", "meaning": "municipality", "required": True,
}]  # fmt: skip
STEPS = [loaded.DEFINITION["steps"][0], {**loaded.DEFINITION["steps"][1], "fields": FIELDS}]
WHO = {"name": "Amina", "email": "amina@example.org", "where": "GM9001"}


@pytest.fixture(autouse=True)
def form(desk: Ticket, settings: Any) -> Form:
    settings.ENVIRONMENT = {**settings.ENVIRONMENT, "FORM_FASTEST_SECONDS": 2}
    return loaded.form(steps=STEPS)


@pytest.fixture
def team(desk: Ticket) -> Team:
    region = Municipality.objects.get(kind="region")
    with acting(Actor("toets"), via="command"), recorded("toets"):
        row = Team(municipality=region, name="Quarantaine", is_quarantine=True)
        row.save()
    return row


def sent(*, seconds: float = 40, **odd: str) -> Ticket:
    """A question that took so long to fill in; `odd` stands in inputs of the first step."""
    walk = Walk(Client(), "vraag")
    with time_machine.travel(MORNING, tick=False):
        walk.step("waarover", topic="brief", question="Wat betekent deze brief?", **odd)
    with time_machine.travel(MORNING + timedelta(seconds=seconds), tick=False):
        return walk.send("wie", **WHO)


def codes(ticket: Ticket) -> list[str]:
    """What the trace of its routing says, without the rules that were passed over."""
    return [code for _rule, code, _data in ticket.decisions.get().trace if code != "not_matched"]


def test_a_person_goes_where_the_rules_say(team: Team) -> None:
    ticket = sent()
    assert (ticket.team.name, codes(ticket)) == ("Loket", ["matched_fact"])


@pytest.mark.parametrize(
    ("seconds", "odd", "sign"),
    [
        (1, {}, "sign_too_fast"),
        (40, {"_website": "https://spam.example"}, "sign_filled_trap"),
        (40, {"_page": "made-up"}, "sign_no_page"),
    ],
)
def test_a_suspect_has_its_number_at_once_and_is_somebodys_work(
    team: Team, seconds: int, odd: dict[str, str], sign: str
) -> None:
    ticket = sent(seconds=seconds, **odd)
    assert (ticket.team, codes(ticket)) == (team, ["matched_fact", sign, "held"])
    assert Submission.objects.get().ticket == ticket
    assert Delivery.objects.filter(recipient=WHO["email"]).count() == 1
    assert "Quarantaine" not in Delivery.objects.get(recipient=WHO["email"]).text


def test_the_sender_never_reads_that_it_looked_like_spam(team: Team) -> None:
    walk = Walk(Client(), "vraag")
    walk.step("waarover", topic="brief", question="Wat betekent deze brief?", _website="x")
    walk.step("wie", **WHO)
    receipt = walk.client.post(f"{BASE}controle/", follow=True).content.decode()
    assert "Waterland, team van de regio" in receipt
    assert "uarantaine" not in receipt


def test_without_a_team_for_it_a_suspect_goes_on_and_the_trace_says_so() -> None:
    ticket = sent(seconds=1)
    assert (ticket.team.name, codes(ticket)) == ("Loket", ["matched_fact", "sign_too_fast", "not_held"])


def test_release_is_a_transfer_in_one_click_that_counts_for_nobody(team: Team) -> None:
    ticket = sent(seconds=1)
    els = Client()
    els.force_login(person("regional_coordinator"), backend=loaded.BACKEND)
    address = f"/admin/desk/{ticket.reference}/"
    page = els.get(address).content.decode()
    assert "sneller ingevuld dan een mens kan" in page
    assert "Anders ging zij naar Waterdam · Loket" in page
    offered = page.split("Deze vraag leek op spam.")[1].split("</form>")[0]
    hidden = dict(re.findall(r'name="(transfer-[a-z_]+)" value="([^"]*)"', offered))
    letters = Delivery.objects.filter(recipient=WHO["email"]).count()
    assert els.post(f"{address}transfer/", hidden).status_code == 302
    moved = Ticket.objects.get(pk=ticket.pk)
    assert (moved.team.name, moved.transfer_count) == ("Loket", 0)
    assert Delivery.objects.filter(recipient=WHO["email"]).count() == letters
    page = els.get(address).content.decode()
    assert "Overgedragen van Waterland · Quarantaine aan Waterdam · Loket: de vraag is geen spam." in page
    assert "leek op spam" not in page


def test_there_is_one_quarantine(team: Team) -> None:
    with pytest.raises(IntegrityError), acting(Actor("toets"), via="command"), recorded("toets"):
        Team(municipality=team.municipality, name="Nog een", is_quarantine=True).save()


def test_no_person_meets_the_trap() -> None:
    soup = BeautifulSoup(Client().get(f"{BASE}waarover/").content, "html.parser")
    trap: Any = soup.find("input", attrs={"name": quarantine.TRAP})
    assert (trap["tabindex"], trap["autocomplete"], trap.get("required")) == ("-1", "off", None)
    assert trap.parent["aria-hidden"] == "true"
    assert trap.parent["class"] == ["visually-hidden"]


def test_nobody_can_say_that_they_read_longer() -> None:
    draft = Draft()
    later = quarantine.page_mark(MORNING + timedelta(hours=1))
    quarantine.begin(draft, {quarantine.PAGE: later}, MORNING)
    assert draft.begun_at == MORNING
    forged = quarantine.page_mark(MORNING - timedelta(hours=1))[:-1]
    quarantine.begin(draft, {quarantine.PAGE: forged}, MORNING)
    assert (draft.begun_at, draft.signs) == (None, "no_page")


def test_no_watch_is_kept_where_nobody_wants_to_know(team: Team, settings: Any) -> None:
    settings.ENVIRONMENT = {**settings.ENVIRONMENT, "FORM_FASTEST_SECONDS": 0}
    assert sent(seconds=0, _page="").team.name == "Loket"


def test_who_begins_too_often_is_told_when_to_come_back_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "_STARTS_OF_FORM", limits.Budget("few", tries=1, seconds=3600))
    typed = {
        "topic": "iets",
        "what": "Een 'lang' verhaal <b>",
        "question": "Twee\r\nregels",
        "_shown": "topic what question",
    }
    with time_machine.travel(MORNING + timedelta(minutes=48), tick=False):
        assert Client().post(f"{BASE}waarover/", typed).status_code == 302
        visitor = Client()
        answer = visitor.post(f"{BASE}waarover/?van=controle", typed)
        assert (answer.status_code, answer["Retry-After"]) == (429, "720")
        assert "no-store" in answer["Cache-Control"]
    soup = BeautifulSoup(answer.content, "html.parser")
    assert "Probeer het over 12 minuten nog een keer." in soup.get_text()
    again: Any = soup.find("main").find("form")  # type: ignore[union-attr]
    assert again["action"] == f"{BASE}waarover/?van=controle"
    kept = {row["name"]: row["value"] for row in again.find_all("input") if row["name"] != "csrfmiddlewaretoken"}
    assert kept == typed
    with time_machine.travel(MORNING + timedelta(minutes=61), tick=False):
        assert visitor.post(again["action"], kept).status_code == 302
    assert Draft.objects.filter(answers__what=typed["what"]).count() == 2


def by_program(way: str) -> Any:
    """A program that begins the form, or sends it in one call."""
    bodies: dict[str, Any] = {
        "drafts": {"language": "nl"},
        "submissions": {"version": 1, "answers": {"topic": "brief", "question": "?", **WHO}},
    }
    headers = {"Idempotency-Key": "key-of-a-program"} if way == "submissions" else {}
    return Client().post(f"/api/v1/forms/vraag/{way}", bodies[way], "application/json", headers=headers)


@pytest.mark.parametrize("way", ["drafts", "submissions"])
def test_programs_never_close_the_pages_and_the_pages_never_close_the_api(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_STARTS_OF_FORM", "_CALLS_OF_FORM"):
        monkeypatch.setattr(quarantine, name, limits.Budget(name, tries=1, seconds=3600))
    assert by_program("drafts").status_code == 201
    refused = by_program(way)
    assert (refused.status_code, refused.json()["code"]) == (429, "tooMany")
    answers = [Client().post(f"{BASE}waarover/", {"topic": "brief", "_shown": "topic"}) for _turn in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]


def test_who_begins_too_often_by_a_program_leaves_room_for_other_networks() -> None:
    assert drafts.BEGUN.tries == quarantine._STARTS.tries
    with time_machine.travel(MORNING, tick=False):
        for _turn in range(drafts.BEGUN.tries):
            drafts.BEGUN.spend("127.0.0.0/24")
        refused = [by_program("drafts").status_code for _turn in range(3)]
        counted = quarantine._CALLS_OF_FORM.left("vraag")
    assert (refused, counted) == ([429] * 3, quarantine._CALLS_OF_FORM.tries)  # they cost the form nothing


@pytest.mark.parametrize(("is_demo", "held"), [(False, True), (True, False)])
def test_a_demo_is_shown_by_programs_unless_it_is_told_otherwise(
    team: Team, settings: Any, is_demo: bool, held: bool
) -> None:
    settings.DEMO, settings.ENVIRONMENT = is_demo, {**settings.ENVIRONMENT, "FORM_FASTEST_SECONDS": None}
    assert (sent(seconds=1).team == team) is held
