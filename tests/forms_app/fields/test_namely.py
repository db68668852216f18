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

CHOICE, CHOICES = TYPES["choice"], TYPES["choices"]
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
    assert CHOICES.show(["a", WORDED], SEVERAL, PLAIN_VOICE) == "Antwoord A\nAntwoord B: mijn fiets"


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


SEVERAL: dict[str, Any] = {
    **FIELD,
    "type": "choices",
    "at_most": 2,
    "options": [{"value": "a"}, {"value": "b", "namely": True}, {"value": "c", "namely": True}],
}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"why": ["a", "b"], "why.b": [" mijn  fiets "]}, ["a", WORDED]),
        ({"why": ["b", "a", "c"], "why.b": ["fiets"], "why.c": ["boot"]},
         [{"value": "b", "text": "fiets"}, "a", {"value": "c", "text": "boot"}]),
        ({"why": ["a", "b"], "why.b": [""]}, ["a", "b"]),
        ({"why.b": ["mijn fiets"]}, [WORDED]),
        ({"why": ["a"], "why.b": ["mijn fiets"]}, ["a", WORDED]),
        ({"why.b": [" "], "why": [""]}, None),
    ],
    ids=str,
)  # fmt: skip
def test_of_several_each_keeps_its_own_words_and_words_pick_their_option(
    typed: dict[str, list[str]], found: Any
) -> None:
    assert CHOICES.collect(SEVERAL, typed) == found
    if found:
        assert CHOICES.collect(SEVERAL, CHOICES.lay_out(SEVERAL, found)) == found
        assert CHOICES.parse(CHOICES.write(found)) == found
        assert CHOICES.accept(SEVERAL, found) == found


@pytest.mark.parametrize(
    ("value", "flaws"),
    [
        (["a", WORDED], []),
        (["a", "b"], [Flaw("say_which", inside="b")]),
        ([{"value": "a", "text": "?"}], [Flaw("unknown_option", {"value": "?"})]),
        (["x"], [Flaw("unknown_option", {"value": "x"})]),
        ([{"value": "c", "text": "x" * 201}], [Flaw("too_long", {"max": 200, "length": 201}, "c")]),
        (["a", WORDED, {"value": "c", "text": "boot"}], [Flaw("too_many_choices", {"at_most": 2})]),
    ],
    ids=str,
)
def test_of_several_words_are_there_where_they_are_asked(value: Any, flaws: list[Flaw]) -> None:
    assert CHOICES.check(value, SEVERAL, CONTEXT) == flaws


@pytest.mark.parametrize("answer", [[{"value": 1}], [{"text": "x"}], [[WORDED]], ["a", {"value": "b", "x": "y"}]])
def test_of_several_another_object_is_unreadable(answer: object) -> None:
    assert isinstance(CHOICES.accept(SEVERAL, answer), Unreadable)


def test_words_without_an_option_before_them_are_unreadable() -> None:
    assert isinstance(CHOICES.parse([":boot", "a"]), Unreadable)


def test_of_several_conditions_and_schema_know_the_options_alone() -> None:
    form = published(
        step(
            "Hulp",
            field("choices", "Waarbij?", "what", required=True,
                  options=[option("Les", "les"), asking("Anders", "other")]),
            field("text", "Wie helpt u nu?", "who", required=True, visible_if=[when("-what", "is", "-what-other")]),
        )
    )  # fmt: skip
    answers = {"what": ["les", {"value": "other", "text": "fietsen"}], "who": "Een buurvrouw"}
    walked = journey.walk(form, answers, CONTEXT)
    assert (walked.problems, walked.answered) == ((), answers)
    schema = jsonschema_rs.Draft202012Validator(json_schema.schema(form))
    assert schema.is_valid(answers)
    assert schema.is_valid({"what": ["les"]})
    assert not schema.is_valid({"what": answers["what"]})  # the next question is asked too
    assert not schema.is_valid({"what": ["les", "other"], "who": "x"})
    assert not schema.is_valid({"what": ["les"], "who": "x"})
