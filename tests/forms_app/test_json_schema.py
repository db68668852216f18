from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given

from forms_app import journey, json_schema
from forms_app.fields.base import Unreadable
from tests.forms_app.documents import ask_your_question, field, option, published, step, when
from tests.forms_app.fields.judging import CONTEXT
from tests.forms_app.test_journey import ANSWERS, SAMIRA

FORM = ask_your_question()
SCHEMA = jsonschema_rs.Draft202012Validator(json_schema.schema(FORM), validate_formats=True)


def is_valid(**changed: Any) -> bool:
    return SCHEMA.is_valid({key: value for key, value in (SAMIRA | changed).items() if value is not None})


def test_a_schema_is_itself_valid() -> None:
    assert jsonschema_rs.meta.is_valid(json_schema.schema(FORM))


def test_complete_answers_are_valid() -> None:
    assert is_valid()


@pytest.mark.parametrize(
    "changed",
    [
        {"shoe_size": "43"},
        {"topic": "school"},
        {"azc": "no"},
        {"postcode": "4141 AB"},
        {"letter_date": "1-12-2026"},
        {"name": None},
        {"question": "x" * 1501},
        {"for_whom": "other"},
        {"helper_role": "family"},
        {"linked_municipality": "GM0512"},
        {"postcode": None},
        {"postcode": None, "municipality": "Gorinchem"},
        {"email": None},
        {"letter_date": None},
    ],
    ids=str,
)
def test_answers_that_the_form_would_refuse_are_not_valid(changed: dict[str, Any]) -> None:
    assert not is_valid(**changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"for_whom": "other", "helper_role": "family", "person_knows": True},
        {"postcode": None, "municipality": "unknown"},
        {"postcode": "4147", "send_anyway": True},
        {"email": None, "phone": "+31612345678"},
        {"topic": "anders", "letter_has_date": None, "letter_date": None},
    ],
    ids=str,
)
def test_answers_that_the_form_would_take_are_valid(changed: dict[str, Any]) -> None:
    assert is_valid(**changed)


@given(ANSWERS)
def test_the_schema_never_refuses_what_the_form_takes(answers: dict[str, Any]) -> None:
    complete = SAMIRA | {key: value for key, value in answers.items() if not isinstance(value, Unreadable)}
    found = journey.walk(FORM, complete, CONTEXT)
    assert found.problems or SCHEMA.is_valid(found.answered)


def test_every_kind_of_field_has_a_schema_of_its_value() -> None:
    form = published(
        step(
            "Alles",
            field("number", "Getal", "n", minimum="1", decimals=1),
            field("choices", "Keuzes", "c", at_most=1, options=[option("A", "a"), option("B", "b")]),
            field("organisation", "Organisatie", "o"),
            field("text", "Tekst", "t", visible_if=[when("-c", "is", "-c-a"), when("-n", "less", "5")]),
        )
    )
    schema = json_schema.schema(form)
    assert schema == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stel uw vraag",
        "type": "object",
        "properties": {
            "n": {"title": "Getal", "type": "string", "pattern": r"^-?[0-9]{1,15}(\.[0-9]{1,1})?$"},
            "c": {
                "title": "Keuzes",
                "type": "array",
                "items": {"enum": ["a", "b"]},
                "minItems": 1,
                "uniqueItems": True,
                "maxItems": 1,
            },
            "o": {"title": "Organisatie", "type": "string", "minLength": 1},
            "t": {"title": "Tekst", "type": "string", "minLength": 1, "maxLength": 200},
        },
        "additionalProperties": False,
    }


def test_an_order_of_numbers_is_left_to_the_server_while_a_picked_option_is_not() -> None:
    form = published(
        step(
            "Alles",
            field("choices", "Keuzes", "c", options=[option("A", "a"), option("B", "b")]),
            field("text", "Tekst", "t", visible_if=[when("-c", "is", "-c-a")]),
        )
    )
    contains = {"properties": {"c": {"contains": {"const": "a"}}}, "required": ["c"]}
    assert json_schema.schema(form)["allOf"] == [{"if": {"allOf": [contains]}, "else": {"properties": {"t": False}}}]
