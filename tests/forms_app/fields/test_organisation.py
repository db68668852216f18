"""A partner of the register, or one that is not in it."""

from typing import Any

import jsonschema_rs
import pytest

from forms_app.fields import TYPES
from forms_app.fields.base import Flaw, Unreadable
from tests.forms_app.fields.judging import CONTEXT, PLAIN_VOICE

ORGANISATION = TYPES["organisation"]
FIELD: dict[str, Any] = {
    "key": "who",
    "type": "organisation",
    "msg_id": "step.field",
    "unknown": False,
    "not_listed": True,
}
OTHER = {"value": "other", "text": "Buurthuis"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({"who": ["school-a"], "who.other": [""]}, "school-a"),
        ({"who": ["other"], "who.other": [" Buurt huis "]}, {"value": "other", "text": "Buurt huis"}),
        ({"who": [""], "who.other": ["Buurthuis"]}, OTHER),
        ({"who": ["school-a"], "who.other": ["Buurthuis"]}, "school-a"),
        ({"who": ["other"]}, "other"),
        ({"who": [""]}, None),
        ({"who": ["school-a", "school-b"]}, Unreadable(("school-a", "school-b"))),
    ],
    ids=str,
)
def test_a_name_counts_when_nothing_was_picked_from_the_list(typed: dict[str, list[str]], found: Any) -> None:
    assert ORGANISATION.collect(FIELD, typed) == found


@pytest.mark.parametrize(
    ("value", "flaws"),
    [
        ("school-a", []),
        (OTHER, []),
        ("other", [Flaw("which_organisation", inside="other")]),
        ("gone", [Flaw("unknown_option", {"value": "gone"})]),
        ({"value": "other", "text": "x" * 201}, [Flaw("too_long", {"max": 200, "length": 201}, "other")]),
    ],
    ids=str,
)
def test_what_is_not_in_the_register_has_a_name(value: Any, flaws: list[Flaw]) -> None:
    assert ORGANISATION.check(value, FIELD, CONTEXT) == flaws


def test_where_the_list_is_all_there_is_no_other_is_taken() -> None:
    assert ORGANISATION.check(OTHER, FIELD | {"not_listed": False}, CONTEXT) == [
        Flaw("unknown_option", {"value": "other"})
    ]


def test_conditions_know_that_it_is_another_one_and_a_reader_sees_its_name() -> None:
    assert (ORGANISATION.plain(OTHER), ORGANISATION.plain("school-a")) == ("other", "school-a")
    assert ORGANISATION.show(OTHER, FIELD, PLAIN_VOICE) == "Buurthuis"
    assert ORGANISATION.show("gone", FIELD, PLAIN_VOICE) == "gone"


def test_the_way_back_from_a_page_and_from_a_program() -> None:
    assert ORGANISATION.parse(ORGANISATION.write(OTHER)) == OTHER
    assert ORGANISATION.accept(FIELD, OTHER) == OTHER
    assert ORGANISATION.accept(FIELD, "school-a") == "school-a"
    assert isinstance(ORGANISATION.accept(FIELD, {"name": "x"}), Unreadable)


def test_the_schema_takes_both_shapes() -> None:
    schema = jsonschema_rs.Draft202012Validator(ORGANISATION.schema(FIELD))
    assert schema.is_valid("school-a")
    assert schema.is_valid(OTHER)
    assert not schema.is_valid("other")
    assert not schema.is_valid({"value": "other"})
