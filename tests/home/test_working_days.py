import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.working_days import add_working_days, count_working_days, is_working_day

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "deadlines.json").read_text())
CLOSED = {name: frozenset(map(date.fromisoformat, days)) for name, days in VECTORS["calendars"].items()}

days_of_years = st.dates(date(2020, 1, 1), date(2040, 12, 31))
closed_days = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)
days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


def test_a_weekday_that_is_not_closed_is_a_working_day() -> None:
    closed = {date(2026, 4, 6)}

    assert [is_working_day(date(2026, 4, day), closed) for day in range(3, 8)] == [True, False, False, False, True]


@pytest.mark.parametrize("vector", VECTORS["add_working_days"], ids=lambda vector: vector["says"])
def test_working_days_are_added(vector: dict[str, Any]) -> None:
    end = add_working_days(date.fromisoformat(vector["on"]), vector["days"], CLOSED[vector["closed"]])

    assert end.isoformat() == vector["end"]


@pytest.mark.parametrize("vector", VECTORS["count_working_days"], ids=lambda vector: vector["says"])
def test_working_days_are_counted(vector: dict[str, Any]) -> None:
    start, end = date.fromisoformat(vector["start"]), date.fromisoformat(vector["end"])

    assert count_working_days(start, end, CLOSED[vector["closed"]]) == vector["days"]


def test_working_days_are_not_added_backwards() -> None:
    with pytest.raises(ValueError, match="-1"):
        add_working_days(date(2026, 4, 2), -1, frozenset())


@given(days_of_2026, st.integers(1, 120), closed_days)
def test_what_was_added_is_counted_back(on: date, days: int, closed: frozenset[date]) -> None:
    end = add_working_days(on, days, closed)

    assert is_working_day(end, closed)
    assert count_working_days(on, end, closed) == days
    assert count_working_days(end, on, closed) == -days


@given(days_of_2026, closed_days)
def test_no_days_later_is_the_first_working_day_from_the_day_itself(on: date, closed: frozenset[date]) -> None:
    end = add_working_days(on, 0, closed)

    assert is_working_day(end, closed)
    assert count_working_days(on - timedelta(days=1), end, closed) == 1


@given(days_of_years, days_of_2026, closed_days)
def test_the_count_is_that_of_a_walk_over_the_days(start: date, end: date, closed: frozenset[date]) -> None:
    first, last = sorted([start, end])
    walked = (first + timedelta(days=passed) for passed in range(1, (last - first).days + 1))
    counted = sum(is_working_day(day, closed) for day in walked)

    assert count_working_days(first, last, closed) == counted
    assert count_working_days(last, first, closed) == -counted
