"""A form changes while people fill it in: each finishes what they began, and what was sent stays as it was asked."""

import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forms_app import filling
from forms_app.models import Form, Submission
from tests.cast import person
from tests.forms_app import loaded
from tests.forms_app.loaded import BACKEND, LIST, plain
from tests.forms_app.typed import typed
from tickets.models import Ticket

Blocks = list[dict[str, Any]]
START = "/nl/vraag/vraag/"


class Visitor:
    """A person with a browser of their own."""

    def __init__(self) -> None:
        self.client = Client()

    def read(self, step: str) -> str:
        """A step as it is shown."""
        return self.client.get(f"{START}{step}/").content.decode()

    def fill(self, step: str, **fields: str) -> str:
        """Fills in a step, what it revealed included; where that led."""
        answer: Any = None
        for _look in range(3):
            shown = re.search(r'name="_shown" value="([^"]*)"', self.read(step))
            marks = {"_shown": shown[1] if shown else "", "_confirmed": ""}
            answer = self.client.post(f"{START}{step}/", {**marks, **fields})
            if f"/{step}/" not in answer["Location"]:
                break
        return str(answer["Location"])

    def send(self) -> str:
        """Sends from the check page; the address of the receipt."""
        return str(self.client.post(f"{START}controle/")["Location"])


def relabel(steps: Blocks) -> None:
    steps[0]["value"]["fields"][2]["value"]["label"] = "Wat wilt u weten?"


def remove(steps: Blocks) -> None:
    del steps[0]["value"]["fields"][1]


def require(steps: Blocks) -> None:
    value = {"label": "Sinds wanneer?", "required": True, "visible_if": [], "required_if": []}
    steps[0]["value"]["fields"].append({"type": "text", "id": "since", "value": value})


def turn(steps: Blocks) -> None:
    rule = steps[0]["value"]["fields"][1]["value"]["visible_if"][0]["value"]
    rule["value"] = steps[0]["value"]["fields"][0]["value"]["options"][0]["id"]


def everything(steps: Blocks) -> None:
    relabel(steps)
    turn(steps)
    require(steps)


@pytest.fixture
def row(desk: Ticket) -> Form:
    return loaded.form()


def publish(row: Form, change: Callable[[Blocks], None]) -> None:
    """By the editor's own button."""
    client, _user = loaded.editor()
    steps = plain(row)
    change(steps)
    answer = client.post(f"{LIST}edit/{row.pk}/", typed(row, steps, **{"action-publish": "action-publish"}))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.live_version is not None
    assert row.live_version.number == 2


ALL = pytest.mark.parametrize("change", [relabel, remove, require, turn, everything], ids=lambda one: one.__name__)


@pytest.mark.parametrize("change", [remove, require, turn, everything], ids=lambda one: one.__name__)
def test_three_people_half_way_finish_the_version_they_began(row: Form, change: Callable[[Blocks], None]) -> None:
    first, second, third = Visitor(), Visitor(), Visitor()
    # one at the next step, one with half a step typed, one about to send
    assert first.fill("waarover", topic="iets", what="Een pas", question="Hoe kom ik eraan?").endswith("/wie/")
    assert "controle=1" in second.fill("waarover", topic="iets", question="Mijn halve vraag")
    third.fill("waarover", topic="brief", question="Wat staat hier?")
    assert third.fill("wie", name="Samira", email="samira@example.org").endswith("/controle/")

    publish(row, change)

    assert "Uw vraag" in second.read("waarover")
    assert "Mijn halve vraag" in second.read("waarover")
    assert "Sinds wanneer?" not in second.read("waarover")
    assert second.fill("waarover", topic="iets", what="Een kaart", question="Mijn halve vraag").endswith("/wie/")
    for person_ in (first, second):
        person_.fill("wie", name="Yonas", email="yonas@example.org")
    receipts = [visitor.send() for visitor in (first, second, third)]

    assert all("/klaar/" in receipt for receipt in receipts)
    sent = list(Submission.objects.order_by("pk"))
    assert [submission.version.number for submission in sent] == [1, 1, 1]
    assert [submission.answers for submission in sent] == [
        {"topic": "iets", "what": "Een pas", "question": "Hoe kom ik eraan?", "name": "Yonas",
         "email": "yonas@example.org"},
        {"topic": "iets", "what": "Een kaart", "question": "Mijn halve vraag", "name": "Yonas",
         "email": "yonas@example.org"},
        {"topic": "brief", "question": "Wat staat hier?", "name": "Samira", "email": "samira@example.org"},
    ]  # fmt: skip
    assert "Uw vraag" in first.client.get(receipts[0]).content.decode()


def test_three_people_half_way_move_on_when_only_words_changed(row: Form) -> None:
    first, second, third = Visitor(), Visitor(), Visitor()
    first.fill("waarover", topic="iets", what="Een pas", question="Hoe kom ik eraan?")
    second.fill("waarover", topic="iets", question="Mijn halve vraag")
    third.fill("waarover", topic="brief", question="Wat staat hier?")
    third.fill("wie", name="Samira", email="samira@example.org")
    publish(row, relabel)
    page = second.read("waarover")
    assert "Wat wilt u weten?" in page
    assert "Mijn halve vraag" in page
    assert second.fill("waarover", topic="iets", what="Een kaart", question="Mijn halve vraag").endswith("/wie/")
    for person_ in (first, second):
        person_.fill("wie", name="Yonas", email="yonas@example.org")
    assert all("/klaar/" in visitor.send() for visitor in (first, second, third))
    sent = list(Submission.objects.order_by("pk"))
    assert [submission.version.number for submission in sent] == [2, 2, 2]
    assert [submission.answers["question"] for submission in sent] == [
        "Hoe kom ik eraan?", "Mijn halve vraag", "Wat staat hier?"
    ]  # fmt: skip


@ALL
def test_the_next_visitor_gets_the_new_version(row: Form, change: Callable[[Blocks], None]) -> None:
    publish(row, change)
    new = Visitor()
    given = {"topic": "iets", "question": "Hoe?"}
    if change in (relabel, require):
        given["what"] = "Een pas"
    asked = new.fill("waarover", **given)
    if change in (require, everything):
        assert "controle=1" in asked
        assert "Sinds wanneer?" in new.read("waarover")
        asked = new.fill("waarover", **given, sinds_wanneer="Vorig jaar")
    assert asked.endswith("/wie/")
    new.fill("wie", name="Samira", email="samira@example.org")
    new.send()
    sent = Submission.objects.get()
    assert sent.version.number == 2
    assert ("what" in sent.answers) == (change in (relabel, require))


def words_of(pdf: bytes) -> str:
    """The text of a PDF as it can be copied."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def test_what_was_sent_stays_as_it_was_asked_everywhere(row: Form) -> None:
    sender = Visitor()
    sender.fill("waarover", topic="iets", what="Een pas", question="Hoe kom ik eraan?")
    sender.fill("wie", name="Samira", email="samira@example.org")
    receipt = sender.send()
    ticket = Submission.objects.get().ticket
    els = person("regional_coordinator")
    assert els is not None
    staff = Client()
    staff.force_login(els, backend=BACKEND)

    def everywhere() -> list[str]:
        page = staff.get(f"/admin/desk/{ticket.reference}/").content.decode()
        part = re.search(r'<section class="desk-part" aria-labelledby="part-answers">.*?</section>', page, re.DOTALL)
        assert part
        shown = sender.client.get(receipt).content.decode()
        table = re.search(r"<main.*</main>", shown, re.DOTALL)
        assert table
        return [
            part[0],
            re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", table[0]),
            words_of(sender.client.get(f"{receipt}pdf/").content),
            re.sub(r"Afgedrukt.*", "", words_of(staff.get(f"/admin/desk/{ticket.reference}/pdf/").content)),
        ]

    before = everywhere()
    assert all("Wat dan?" in text and "Een pas" in text and "Iets anders" in text for text in before)
    assert "versie 1" in before[0]

    def change(steps: Blocks) -> None:
        everything(steps)
        steps[0]["value"]["fields"][0]["value"]["options"][1]["value"]["label"] = "Wat anders"
        steps[0]["value"]["fields"][1]["value"]["label"] = "Zeg het"

    publish(row, change)
    assert everywhere() == before


def test_a_form_that_went_offline_lets_those_under_way_finish_and_nobody_begin(row: Form) -> None:
    under_way = Visitor()
    under_way.fill("waarover", topic="brief", question="Wat staat hier?")
    client, _user = loaded.editor()
    client.post(f"{LIST}unpublish/{row.pk}/")

    under_way.fill("wie", name="Samira", email="samira@example.org")
    assert "/klaar/" in under_way.send()
    closed = Client().get(START)
    assert (closed.status_code, "Bel uw gemeente." in closed.content.decode()) == (410, True)


def test_the_last_moment_stops_those_under_way_too(row: Form) -> None:
    under_way = Visitor()
    under_way.fill("waarover", topic="brief", question="Wat staat hier?")
    under_way.fill("wie", name="Samira", email="samira@example.org")
    client, _user = loaded.editor()
    client.post(
        f"{LIST}edit/{row.pk}/", typed(row, deadline_at="2020-01-01 09:00", **{"action-publish": "action-publish"})
    )
    row.refresh_from_db()
    assert row.deadline_at is not None

    closed = under_way.client.post(f"{START}controle/")
    assert (closed.status_code, "Wij bewaren het tot" in closed.content.decode()) == (410, True)
    assert Submission.objects.count() == 0
    draft = filling.find(row, under_way.client.cookies["vraag-vraag"].value, timezone.now())
    assert draft is not None
    assert draft.answers["question"] == "Wat staat hier?"
