"""How many statements it takes to send a form: named by what they do, the same on both databases."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forms_app.models import Submission, Upload
from home.history import Actor, acting, recorded
from tests.forms_app import loaded
from tests.home.strange_files import picture
from tests.walking import Walk
from tickets.models import Team, Ticket

SAID = {"topic": "brief", "question": "Wat betekent deze brief?"}
ANEW = count(1)
WHO = {"name": "Samira", "email": "samira@example.org"}
ROWS = (
    "forms_app_submission",
    "home_delivery",
    "tickets_historicalticket",
    "tickets_historicalticketcontact",
    "tickets_message",
    "tickets_routingdecision",
    "tickets_ticket",
    "tickets_ticketcontact",
    "tickets_ticketevent",
)
COST = {
    **{f"INSERT {table}": 1 for table in ROWS},
    "INSERT home_delivery": 2,  # the receipt, and the notice to the team
    "INSERT forms_app_formdaystat": 1,
    "UPDATE forms_app_draft": 1,
    "SELECT forms_app_draft": 1,
    "SELECT forms_app_submission": 1,  # whether the same was sent a little earlier
    "SELECT home_registerstamp": 1,
    "SELECT tickets_ticket": 1,  # whether the number is free
}


@pytest.fixture
def walk(desk: Ticket, private_files: Path) -> Walk:
    """A visitor of a form whose team has an address."""
    with acting(Actor("toets"), via="command"), recorded("toets"):
        for team in Team.objects.all():
            team.email = "team@example.org"
            team.save()
    return Walk(Client(), "vraag")


def form(*more: dict[str, Any]) -> None:
    """The form, with `more` questions in its first step."""
    first, *others = loaded.DEFINITION["steps"]
    loaded.form(steps=[{**first, "fields": [*first["fields"], *more]}, *others])


def sending(walk: Walk, *photos: str) -> dict[str, int]:
    """Fills in the form and sends it: what that took, as `COST` has it."""
    walk.client.cookies.clear()
    walk.step("waarover", **{**SAID, "question": f"Dit is mijn vraag, en wel nummer {next(ANEW)}."})
    for photo in photos:
        file = SimpleUploadedFile(photo, picture(), "image/jpeg")
        walk.client.post(f"{walk.base}waarover/bestanden/photo/", {"_shown": "", "photo": file})
    page = walk.step("wie", **WHO).content.decode()
    seen = re.search(r'name="_seen" value="([^"]+)"', page)
    assert seen is not None
    with CaptureQueriesContext(connection) as caught:
        answer = walk.client.post(f"{walk.base}controle/", {"_seen": seen[1]})
    assert "/klaar/" in answer["Location"]
    found: Counter[str] = Counter()
    for query in caught.captured_queries:
        words = query["sql"].replace('"', "")
        table = re.search(r"(?:INTO|UPDATE|FROM) (\w+)", words)
        found[f"{words.split()[0]} {table[1]}" if table else "transaction"] += 1
    assert found.pop("transaction") == 2, "it begins once and ends once"
    return dict(found)


def test_sending_writes_what_must_be_there_and_looks_up_little(walk: Walk) -> None:
    form()
    sending(walk)  # from here on the registers are remembered
    assert sending(walk) == COST


def test_files_are_looked_for_once_and_read_only_where_there_are_any(walk: Walk) -> None:
    form({"type": "upload", "key": "photo", "label": "Foto van de brief"})
    sending(walk)
    assert sending(walk) == {**COST, "SELECT forms_app_upload": 1}
    with_files = {**COST, "SELECT forms_app_upload": 2, "UPDATE forms_app_upload": 1}
    assert sending(walk, "een.jpg") == with_files
    assert sending(walk, "een.jpg", "twee.jpg") == with_files
    sent = Submission.objects.order_by("pk").last()
    assert sent is not None
    assert len(sent.answers["photo"]) == Upload.objects.filter(draft=sent.draft, removed_at=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_to_begin_is_two_commits_and_to_go_on_is_one(roots: None, walk: Walk) -> None:
    form()
    sending(walk)
    walk.client.cookies.clear()
    kept = re.search(r'name="_begin" value="([^"]+)"', walk.get("waarover").content.decode())
    assert kept is not None
    typed = {"_shown": "topic question", "_begin": kept[1], **SAID}
    assert commits(lambda: walk.client.post(f"{walk.base}waarover/", typed)) == 2
    assert commits(lambda: walk.client.post(f"{walk.base}wie/", {"_shown": "name email", **WHO})) == 1


def commits(act: Callable[[], Any]) -> int:
    """How often something waits for the disk."""
    with CaptureQueriesContext(connection) as caught:
        assert act().status_code == 302
    return sum(query["sql"] == "COMMIT" for query in caught.captured_queries)
