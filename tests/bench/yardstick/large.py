"""A form of 60 questions in six languages, a journey of 200 questions: how long publishing and reading them takes."""

import time
from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms_app import authoring, filling, journey, publishing, translating
from forms_app.fields.base import Context
from forms_app.models import Draft, Form
from tests.forms_app.documents import field, option, published, step, when

KEY, STEPS, EACH = "zestig-vragen", 6, 10
LANGUAGES = ("en", "ar", "ti", "tr", "fa")
UNDER_WAY = 1000
TURNS = 7
KINDS = ("yes_no", "choice", "text", "number", "long_text")


def measure() -> dict[str, Any]:
    """Milliseconds of publishing and of a journey; statements of a step in the middle; where its first step is."""
    form = authoring.load(definition())
    document, _problems = publishing.compile_form(form)
    source = document["strings"]["nl"]
    for language in LANGUAGES:
        translating.load(form, language, {name: f"{language} {text}" for name, text in source.items()}, source)
    _under_way(form)
    return {
        "questions": STEPS * EACH,
        "languages": 1 + len(LANGUAGES),
        "under_way": UNDER_WAY,
        "publish": [_published(form, turn) for turn in range(TURNS)],
        "step_queries": _step_queries(form),
        "step_url": f"/nl/vraag/{KEY}/stap-1/",
        "journey": _journey(),
    }


def definition() -> dict[str, Any]:
    """Six steps of ten questions, every other one asked for by the one before it."""
    return {
        "key": KEY,
        "title": "Zestig vragen",
        "default_category": "overig",
        "steps": [
            {
                "key": f"stap-{number + 1}",
                "title": f"Stap {number + 1}",
                "intro": "Vul in wat u weet. Wat u niet weet, kan leeg blijven.",
                "fields": [_question(number * EACH + place) for place in range(EACH)],
            }
            for number in range(STEPS)
        ],
    }


def _question(number: int) -> dict[str, Any]:
    kind = KINDS[number % len(KINDS)]
    made: dict[str, Any] = {
        "type": kind,
        "key": f"question_{number}",
        "label": f"Wat is uw antwoord op vraag {number + 1}?",
        "hint": "Schrijf het zoals het op de brief staat.",
        "required": False,
    }
    if kind == "choice":
        made["options"] = [{"key": f"answer_{n}", "label": f"Antwoord {n} van vraag {number}"} for n in range(5)]
    if kind == "text":
        made["visible_if"] = [{"question": f"question_{number - 2}", "test": "is", "value": "yes"}]
    return made


def _under_way(form: Form) -> None:
    """People who are filling it in while it is published."""
    now = timezone.now()
    first, _token = filling.start(form, language="nl", at=now)
    kept = {
        name: getattr(first, name)
        for name in ("form", "version_id", "language", "created_at", "saved_at", "expires_at")
    }
    answers = {"question_1": "answer_1", "question_3": "12"}
    Draft.objects.bulk_create(
        [Draft(token_hash=f"{number}", answers=answers, **kept) for number in range(UNDER_WAY)], batch_size=500
    )


def _published(form: Form, turn: int) -> float:
    """Milliseconds of a publishing that changes a text; the draft was saved before."""
    form.refresh_from_db()
    plain = form.steps.get_prep_value()
    plain[0]["value"]["title"] = f"Stap 1, zoals die na {turn} keer heet"
    form.steps = Form.blocks(plain)
    revision = form.save_revision()
    began = time.perf_counter()
    revision.publish()
    return (time.perf_counter() - began) * 1000


def _step_queries(form: Form) -> int:
    """Statements of the third step, for who filled in the two before it."""
    visitor = Client(headers={"host": "localhost"})
    for number in (1, 2):
        answer = visitor.post(f"/nl/vraag/{KEY}/stap-{number}/", {"_shown": f"question_{number * EACH}"})
        assert answer.status_code == 302, answer.content
    with CaptureQueriesContext(connection) as asked:
        answer = visitor.get(f"/nl/vraag/{KEY}/stap-3/")
    assert answer.status_code == 200, answer.content
    return len(asked)


def _journey() -> list[float]:
    """Milliseconds of the one reading of 200 questions with 100 conditions of two rows, all answered."""
    fields = [_of_journey(number) for number in range(200)]
    conditions = sum(1 for one in fields if one["value"].get("visible_if"))
    assert conditions == 100, conditions
    document = published(*(step(f"Stap {n}", *fields[n * 10 : n * 10 + 10], key=f"s{n}") for n in range(20)))
    answers = {f"f{number}": (True, "a", "tekst", "12")[number % 4] for number in range(200)}
    context, found = Context(today=date(2026, 11, 26)), []
    for _turn in range(TURNS * 10):
        began = time.perf_counter()
        walked = journey.walk(document, answers, context)
        found.append((time.perf_counter() - began) * 1000)
        assert len(walked.answered) == 200
    return found


def _of_journey(number: int) -> dict[str, Any]:
    kind = ("yes_no", "choice", "text", "number")[number % 4]
    options = [option(letter.upper(), letter) for letter in "abc"] if kind == "choice" else []
    rows = (
        [when(f"-f{number - number % 4}", "is", "yes"), when(f"-f{number - 1}", "answered")] if number % 4 > 1 else []
    )
    return field(kind, f"Vraag {number}", f"f{number}", options=options, required=not rows, visible_if=rows)
