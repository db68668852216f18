"""A hundred were sent, and then an editor turned the form inside out: what was sent stays, to the byte."""

import csv
import json
from datetime import timedelta
from io import StringIO
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from forms_app import answers, retention
from forms_app.models import Form, Submission
from tests.forms_app import loaded
from tests.forms_app.staff.test_submissions import EXPORT, LIST, READ, reader, sent
from tests.forms_app.test_exporting import read
from tests.forms_app.test_retention import closed
from tickets.models import Ticket

MANY, YEAR = 100, timedelta(days=366)
SAID = {"help": ["read"], "day": "2026-12-01", "people": "3", "question": '=Wanneer?  "Nu"; of\nlater 😊'}
Blocks = list[dict[str, Any]]


def inside_out(steps: Blocks) -> None:
    """Renames, retypes (a new question in the place of the old), deletes and reorders."""
    fields = steps[2]["value"]["fields"]
    by_type = {field["type"]: field for field in fields}
    by_type["long_text"]["value"]["label"] = "Wat wilt u weten?"
    by_type["choices"]["value"]["options"][0]["value"]["label"] = "Kijken"
    by_type["choices"]["value"]["personal"] = "yes"
    by_type["date"].update(type="text", id="day-as-text", value={"label": "Welke dag?", "key": "day_text"})
    fields.remove(by_type["number"])
    fields.reverse()


def impersonal(steps: Blocks) -> None:
    """Says of one question that its answer stays after the term."""
    for field in steps[2]["value"]["fields"]:
        if field["type"] == "choices":
            field["value"]["personal"] = "no"


def test_of_a_hundred_every_answer_every_cell_and_what_stays_after_the_term_is_as_it_was(settled: Ticket) -> None:
    form = loaded.publish(Form.objects.get(key="vraag-het"), impersonal, retention="anonymise")
    rows = sent(MANY, answers=SAID)
    client = reader("handler GM9001", READ, EXPORT)
    pages, lines, cells = shown(client, rows[-3:]), told(rows), exported(client)
    assert (len(set(lines)), len(cells)) == (1, MANY)
    assert "Met hoeveel?" in pages[0]
    kept = erased(rows[:2])

    loaded.publish(form, inside_out)
    sent(1, answers={**SAID, "help": None, "day": None, "people": None})

    assert (shown(client, rows[-3:]), told(rows[2:])) == (pages, lines[2:])
    now = exported(client)
    assert len(now) == MANY + 1
    old = [row.ticket.reference for row in rows[2:]]
    assert [{key: now[reference].get(key) for key in cells[reference]} for reference in old] == [
        cells[reference] for reference in old
    ]
    assert erased(rows[2:4]) == kept == ['{"help": ["read"], "spoken": "nl"}'] * 2


def shown(client: Client, rows: list[Submission]) -> list[str]:
    """The answers as the page of each submission has them."""
    pages = [BeautifulSoup(client.get(f"{LIST}{row.ticket.reference}/").content, "html.parser") for row in rows]
    return [str(page.select_one("dl.kl-answers")) for page in pages]


def told(rows: list[Submission]) -> list[str]:
    """Label, words and code of every answer, everywhere else that shows them."""
    fresh = Submission.objects.select_related("version").in_bulk([row.pk for row in rows])
    return [repr(answers.lines(fresh[row.pk], "nl")) for row in rows]


def exported(client: Client) -> dict[str, dict[str, str]]:
    """The cells of a CSV by number and by key of the question."""
    page = client.post(f"{LIST}export/", {"kind": "csv"}, follow=True)
    content = read(client.get(f"{page.redirect_chain[-1][0]}file/")).decode("utf-8-sig")
    _labels, keys, *lines = csv.reader(StringIO(content), delimiter=";")
    return {line[0]: dict(zip(keys, line, strict=True)) for line in lines}


def erased(rows: list[Submission]) -> list[str]:
    """What stays of each when its term is over, as JSON."""
    for row in rows:
        closed(row.ticket)
    retention.apply(timezone.now() + YEAR)
    return [
        json.dumps(row.answers, sort_keys=True) for row in Submission.objects.filter(pk__in=[row.pk for row in rows])
    ]
