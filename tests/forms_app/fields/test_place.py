import dataclasses

import pytest

from forms_app.fields import TYPES
from forms_app.fields.base import Flaw, Unreadable
from tests.forms_app.fields.judging import CONTEXT

POSTCODE = TYPES["postcode"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("4141", "4141"), ("4141 ab", "4141AB"), ("NL-4141 AB", "4141AB"), ("٤١٤١ ab", "4141AB"), ("۴۱۴۱", "4141")],
)
def test_a_postcode_of_any_spelling_is_one_postcode(typed: str, value: str) -> None:
    assert POSTCODE.parse([typed]) == value


@pytest.mark.parametrize("typed", ["Leerdam", "0141", "4141 SS", "41411"])
def test_what_is_no_postcode_is_kept_as_it_was_typed(typed: str) -> None:
    assert POSTCODE.parse([typed]) == Unreadable((typed,))


def test_nobody_lives_in_a_postcode_box() -> None:
    assert POSTCODE.check("4200AA", {}, CONTEXT) == [Flaw("po_box")]


def test_an_organisation_may_have_a_postcode_box() -> None:
    assert POSTCODE.check("4200AA", {}, dataclasses.replace(CONTEXT, audience="partner")) == []


def test_a_postcode_that_nobody_knows_is_taken() -> None:
    assert POSTCODE.check("9999", {}, CONTEXT) == []


@pytest.mark.parametrize(("value", "inside"), [("4141AB", True), ("4147", False), ("9999", False)])
def test_a_postcode_is_in_the_region_when_one_of_its_municipalities_is_responsible(value: str, inside: bool) -> None:
    assert POSTCODE.derive(value, CONTEXT) == {"in_region": inside}
