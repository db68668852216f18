"""An option that asks for a few words: what was picked stays comparable, whatever was written."""

from typing import Any

import jsonschema_rs
import pytest

from forms_app import journey, json_schema
from forms_app.fields import TYPES
from forms_app.fields.base import Flaw, Unreadable
from home import conditions
from tests.forms_app.documents import field, option, published, step, when
from tests.forms_app.fields.judging import CONTEXT, PLAIN_VOICE

CHOICE = TYPES["choice"]
FIELD: dict[str, Any] = {
    "key": "why",
    "type": "choice",
    "msg_id": "step.field",
    "options": [{"value": "a"}, {"value": "b", "namely": True}],
}
WORDED = {"value": "b", "text": "mijn fiets"}


def asking(label: str, key: str) -> dict[str, Any]:
    found = option(label, key)
    found["value"]["namely"] = True
    return found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"why": ["b"], "why.b": [" mijn  fiets "]}, WORDED),
        ({"why": ["a"], "why.b": ["vergeten tekst"]}, "a"),
        ({"why": ["b"], "why.b": [""]}, "b"),
        ({"why": ["b"]}, "b"),
        ({"why.b": [" "]}, None),
        ({"why.b": ["mijn fiets"]}, Unreadable((":mijn fiets",))),
        ({"why": ["a", "b"]}, Unreadable(("a", "b"))),
    ],
    ids=str,
)
def test_the_words_belong_to_the_option_that_was_picked(typed: dict[str, list[str]], found: Any) -> None:
    assert CHOICE.collect(FIELD, typed) == found


@pytest.mark.parametrize(
    ("value", "flaws"),
    [
        (WORDED, []),
        ("a", []),
        ("b", [Flaw("say_which", inside="b")]),
        ({"value": "a", "text": "?"}, [Flaw("unknown_option", {"value": "?"})]),
        ({"value": "c", "text": "?"}, [Flaw("unknown_option", {"value": "c"})]),
        ({"value": "b", "text": "x" * 201}, [Flaw("too_long", {"max": 200, "length": 201}, "b")]),
    ],
    ids=str,
)
def test_words_are_there_where_they_are_asked_and_nowhere_else(value: Any, flaws: list[Flaw]) -> None:
    assert CHOICE.check(value, FIELD, CONTEXT) == flaws


def test_the_way_back_from_a_page_and_from_a_program() -> None:
    assert CHOICE.parse(CHOICE.write(WORDED)) == WORDED
    assert CHOICE.accept(FIELD, WORDED) == WORDED
    assert CHOICE.accept(FIELD, "a") == "a"
    assert CHOICE.accept(FIELD, {"value": "b", "text": ""}) == "b"


@pytest.mark.parametrize("answer", [{"value": 1}, {"value": "b", "why": "x"}, {"text": "x"}], ids=str)
def test_another_object_is_unreadable(answer: object) -> None:
    assert isinstance(CHOICE.accept(FIELD, answer), Unreadable)


def test_it_is_shown_by_its_label_and_its_words() -> None:
    assert CHOICE.show(WORDED, FIELD, PLAIN_VOICE) == "Antwoord B\nmijn fiets"


def test_conditions_routing_meanings_and_schema_know_the_option_alone() -> None:
    form = published(
        step(
            "Rol",
            field("choice", "Rol", "role", meaning="sender_role", in_routing=True, required=True,
                  options=[option("School", "school"), asking("Anders", "other")]),
            field("text", "Welke school?", "school", required=True, visible_if=[when("-role", "is", "-role-school")]),
            field("text", "Adres", "where", required=True, visible_if=[when("-role", "is_not", "-role-school")]),
        )
    )  # fmt: skip
    answers = {"role": {"value": "other", "text": "Buurthuis"}, "where": "Kade 1"}
    walked = journey.walk(form, answers, CONTEXT)
    assert (walked.problems, walked.answered) == ((), answers)
    facts = journey.facts(form, walked.answered, CONTEXT)
    assert (facts["sender_role"], facts["answer.role"]) == ("other", "other")
    assert journey.answers_by_meaning(form, walked.answered) == {"sender_role": "other"}
    schema = jsonschema_rs.Draft202012Validator(json_schema.schema(form))
    assert schema.is_valid(answers)
    assert not schema.is_valid({"role": "other", "where": "Kade 1"})
    assert not schema.is_valid({"role": answers["role"]})
    assert not schema.is_valid({"role": "school", "where": "Kade 1"})
    assert conditions.is_answered(answers["role"])
