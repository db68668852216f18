import datetime
import json
import uuid
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home import chain

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (7, 7),
        ("ë", "ë"),
        (1.5, 1.5),
        (-0.0, 0),
        (1e22, 10**22),
        (datetime.date(2026, 3, 1), "2026-03-01"),
        (datetime.time(9, 30), "09:30:00"),
        (datetime.timedelta(days=1, microseconds=2), 86_400_000_002),
        (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (b"\x01\xff", "01ff"),
        (memoryview(b"\x01"), "01"),
        ({1: (2.0, None)}, {"1": [2, None]}),
    ],
)
def test_each_kind_of_value_has_one_form(value: object, expected: object) -> None:
    assert chain.canonical(value) == expected
    assert type(chain.canonical(value)) is type(expected)


def test_a_moment_is_the_same_in_every_zone() -> None:
    moment = datetime.datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert chain.canonical(moment) == "2026-07-01T10:00:00.000000+00:00"
    assert chain.canonical(moment.astimezone(datetime.UTC)) == chain.canonical(moment)


@pytest.mark.parametrize(
    ("value", "expected"), [("1", "1.00"), ("1.5", "1.50"), ("-0", "0.00"), ("-0.00", "0.00"), ("1E+2", "100.00")]
)
def test_a_decimal_has_the_places_of_its_column(value: str, expected: str) -> None:
    assert chain.canonical(Decimal(value), places=2) == expected


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (Decimal("1.005"), ValueError),
        (datetime.datetime(2026, 1, 1), ValueError),
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        (object(), TypeError),
        ({1, 2}, TypeError),
    ],
)
def test_what_has_no_one_form_is_refused(value: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        chain.canonical(value, places=2)


@given(JSON)
def test_json_that_was_stored_keeps_its_form(value: Any) -> None:
    assert chain.pack({"v": chain.canonical(json.loads(json.dumps(value)))}) == chain.pack(
        {"v": chain.canonical(value)}
    )


def test_a_digest_depends_on_each_column_with_the_row_before() -> None:
    first = chain.digest("", {"name": "Gorinchem", "seq": 1})
    assert first == chain.digest("", {"seq": 1, "name": "Gorinchem"})
    others = [
        chain.digest("", {"name": "Gorinchem", "seq": 2}),
        chain.digest("", {"name": "Gorinche", "seq": 1}),
        chain.digest(first, {"name": "Gorinchem", "seq": 1}),
    ]
    assert len({first, *others}) == 4


def test_a_digest_is_what_it_was_last_year() -> None:
    stored = "387874a34fe1d3b13c2fab66e40e5a56784a4ee82b9e022110833d3718c08681"
    assert chain.digest("", {"name": "Gorinchem"}) == stored


def test_a_personal_digest_says_nothing_without_its_salt() -> None:
    row = {"name": "Samira"}
    assert chain.personal_digest("00" * 16, row) == chain.personal_digest("00" * 16, row)
    assert chain.personal_digest("00" * 16, row) != chain.personal_digest("01" * 16, row)


def test_a_root_depends_on_order_numbers_digests() -> None:
    rows = [(1, "a"), (2, "b")]
    assert chain.root(rows)[0] == 2
    assert (
        len({chain.root(rows), chain.root(rows[::-1]), chain.root([(1, "a")]), chain.root([(1, "a"), (3, "b")])}) == 4
    )


def test_only_the_key_makes_the_signature() -> None:
    signed = chain.signature("key", {"at": "now"})
    assert chain.is_signed("key", {"at": "now"}, signed)
    assert not chain.is_signed("other", {"at": "now"}, signed)
    assert not chain.is_signed("key", {"at": "later"}, signed)
