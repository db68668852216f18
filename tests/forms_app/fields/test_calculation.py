from typing import Any

import pytest

from forms_app import answers, journey
from forms_app.fields import TYPES
from forms_app.fields.calculation import worked_out
from tests.forms_app.documents import compiled, field, published, step
from tests.forms_app.fields.judging import CONTEXT, PLAIN_VOICE

CALCULATION = TYPES["calculation"]
ASKED = [
    field("number", "Uren les", "lessons", decimals=1),
    field("number", "Uren thuis", "home", decimals=1),
    field("date", "Van", "start"),
    field("date", "Tot", "end"),
    field("group", "Kinderen", "children", fields=[field("text", "Naam", "name", id="-in-name")]),
]


def made(formula: str, of: str) -> dict[str, Any]:
    """A calculation after the questions, as it stands in a document."""
    result = field("calculation", "Samen", "together", formula=formula, of=of, unit="uur")
    return published(step("Alles", *ASKED, result))["steps"][0]["fields"][-1]


@pytest.mark.parametrize(
    ("formula", "of", "answered", "found"),
    [
        ("sum", "-lessons -home", {"lessons": "0.1", "home": "0.2"}, "0.3"),
        ("sum", "-lessons -home", {"lessons": "10"}, "10"),
        ("sum", "-lessons -home", {"lessons": "5", "home": "-5"}, "0"),
        ("sum", "-lessons -home", {}, None),
        ("count", "-children", {"children": [{"name": "Ali"}, {"name": "Sara"}]}, "2"),
        ("days", "-start -end", {"start": "2026-11-23", "end": "2026-12-03"}, "10"),
        ("days", "-start -end", {"start": "2026-12-03", "end": "2026-11-23"}, "10"),
        ("days", "-start -end", {"start": "2026-11-23"}, None),
    ],
)
def test_it_follows_from_the_answers_that_are_there(
    formula: str, of: str, answered: dict[str, Any], found: str | None
) -> None:
    assert worked_out(made(formula, of), answered) == found


def test_it_is_shown_with_its_unit() -> None:
    assert CALCULATION.show("12", {"msg_id": "step.field"}, PLAIN_VOICE) == "12 uur"
    assert CALCULATION.show("12", {"msg_id": "step.other"}, PLAIN_VOICE) == "12"


def test_it_is_never_an_answer() -> None:
    document = published(step("Alles", *ASKED, field("calculation", "Samen", "sum", formula="sum", of="-lessons")))
    walked = journey.walk(document, {"lessons": "3", "sum": "99"}, CONTEXT)
    assert walked.answered == {"lessons": "3"}
    assert "sum" in walked.steps[0].fields
    assert "sum" not in journey.questions(document)


@pytest.mark.parametrize(
    ("formula", "of", "code"),
    [
        ("sum", "", "missing"),
        ("sum", "-later", "not_earlier"),
        ("sum", "-start", "wrong_operand"),
        ("count", "-lessons", "wrong_operand"),
        ("days", "-start", "two_days"),
    ],
)
def test_what_it_is_worked_out_from_must_fit(formula: str, of: str, code: str) -> None:
    result = field("calculation", "Samen", "together", formula=formula, of=of)
    _document, problems = compiled(step("Alles", *ASKED, result, field("number", "Later", "later")))
    assert [(found.path, found.code) for found in problems] == [((0, "fields", 5, "of"), code)]


def test_it_must_have_a_heading() -> None:
    _document, problems = compiled(step("Alles", *ASKED, field("calculation", "", "x", formula="sum", of="-lessons")))
    assert [(found.path[-1], found.code) for found in problems] == [("label", "missing")]
    assert "calculation" not in answers.TYPED
