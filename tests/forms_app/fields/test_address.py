from typing import Any

import jsonschema_rs
import pytest

from forms_app.fields import TYPES
from forms_app.fields.base import Unreadable
from tests.forms_app.fields.judging import CONTEXT, PLAIN_VOICE

ADDRESS = TYPES["address"]
FIELD: dict[str, Any] = {"key": "home", "type": "address", "msg_id": "step.field"}
HOME = {"postcode": "4141AB", "number": "12", "addition": "A"}


def typed(**parts: str) -> dict[str, list[str]]:
    return {f"home.{part}": [value] for part, value in parts.items()}


def codes(value: Any) -> list[tuple[str, str]]:
    flaws = (
        ADDRESS.explain(value.raw, FIELD, CONTEXT)
        if isinstance(value, Unreadable)
        else ADDRESS.check(value, FIELD, CONTEXT)
    )
    return [(flaw.code, flaw.inside) for flaw in flaws]


@pytest.mark.parametrize(
    "parts",
    [
        {"postcode": "4141 ab", "number": "12", "addition": "A"},
        {"postcode": "NL-4141AB", "number": "12A"},
        {"postcode": "٤١٤١ab", "number": "١٢ A"},
    ],
)
def test_an_address_is_read_from_its_inputs(parts: dict[str, str]) -> None:
    found = ADDRESS.collect(FIELD, typed(**parts))
    assert isinstance(found, dict)
    assert found == HOME | {"addition": found["addition"]}
    assert found["addition"] == "A"


def test_nothing_typed_is_no_answer() -> None:
    assert ADDRESS.collect(FIELD, typed(postcode=" ", number="")) is None
    assert ADDRESS.accept(FIELD, None) is None


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ({"postcode": "4141AB"}, [("required_house_number", "number")]),
        ({"number": "12"}, [("required_postcode", "postcode")]),
        ({"postcode": "41", "number": "0"}, [("not_a_postcode", "postcode"), ("invalid_house_number", "number")]),
        ({"postcode": "4141AB", "number": "12a", "addition": "b"}, [("invalid_house_number", "number")]),
        ({"postcode": "4141AB", "number": "twaalf"}, [("invalid_house_number", "number")]),
        ({"postcode": "4141", "number": "12"}, [("whole_postcode", "postcode")]),
        ({"postcode": "4200AB", "number": "12"}, [("po_box", "postcode")]),
        ({"postcode": "9999AB", "number": "12"}, [("required_street", "street"), ("required_place", "place")]),
        ({"postcode": "9999AB", "number": "12", "street": "Kade", "place": "Usquert"}, []),
        ({"postcode": "4141AB", "number": "12", "addition": "x" * 11}, [("too_long", "addition")]),
    ],
    ids=str,
)
def test_each_input_says_what_is_wrong_with_it(parts: dict[str, str], wrong: list[tuple[str, str]]) -> None:
    found = ADDRESS.collect(FIELD, typed(**parts))
    assert codes(found) == wrong


def test_what_cannot_be_read_goes_back_into_the_same_inputs() -> None:
    found = ADDRESS.collect(FIELD, typed(postcode="41", number="12", street="Kade"))
    assert found == Unreadable(("41", "12", "", "Kade", ""))


def test_the_way_back() -> None:
    assert ADDRESS.parse(ADDRESS.write(HOME)) == HOME
    assert ADDRESS.accept(FIELD, HOME) == HOME
    assert ADDRESS.accept(FIELD, {"postcode": "4141ab", "number": 12, "addition": "A"}) == HOME


@pytest.mark.parametrize(
    "answer", ["4141AB 12", ["4141AB"], {"postcode": "4141AB", "number": "1", "floor": "2"}], ids=str
)
def test_what_is_no_address_is_unreadable(answer: object) -> None:
    assert isinstance(ADDRESS.accept(FIELD, answer), Unreadable)


def test_an_address_is_where_its_postcode_is() -> None:
    assert ADDRESS.plain(HOME) == "4141AB"
    assert ADDRESS.derive(HOME, CONTEXT) == {"in_region": True}
    assert ADDRESS.derive({"postcode": "4147AB", "number": "1"}, CONTEXT) == {"in_region": False}


def test_an_address_is_shown_as_on_an_envelope() -> None:
    assert ADDRESS.show(HOME, FIELD, PLAIN_VOICE) == "12 A\n4141 AB"
    there = {"postcode": "9999AB", "number": "1", "street": "Kade", "place": "Usquert"}
    assert ADDRESS.show(there, FIELD, PLAIN_VOICE) == "Kade 1\n9999 AB Usquert"


def test_the_schema_takes_what_is_right_and_no_other() -> None:
    schema = jsonschema_rs.Draft202012Validator(ADDRESS.schema(FIELD))
    assert schema.is_valid(HOME)
    assert not schema.is_valid({"postcode": "4141AB"})
    assert not schema.is_valid(HOME | {"number": "twaalf"})
    assert not schema.is_valid(HOME | {"floor": "2"})
