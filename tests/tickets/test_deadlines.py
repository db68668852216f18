import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.working_days import count_working_days, is_working_day
from tickets import deadlines
from tickets.deadlines import Term

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "deadlines.json").read_text())
CLOSED = {name: frozenset(map(date.fromisoformat, days)) for name, days in VECTORS["calendars"].items()}

days = st.dates(date(2025, 1, 1), date(2029, 12, 31))
extended_terms = st.one_of(
    st.builds(Term, days=st.integers(1, 90)),
    st.builds(Term, weeks=st.integers(1, 12)),
    st.builds(Term, months=st.integers(1, 3)),
)


@pytest.mark.parametrize("vector", VECTORS["statutory_end"], ids=lambda vector: vector["says"])
def test_a_term_of_law_ends_by_the_algemene_termijnenwet(vector: dict[str, Any]) -> None:
    end = deadlines.statutory_end(date.fromisoformat(vector["on"]), Term(**vector["term"]), CLOSED["statutory"])

    assert end.isoformat() == vector["end"]


@given(days, extended_terms)
def test_a_term_of_law_ends_on_a_working_day_and_never_early(on: date, term: Term) -> None:
    end = deadlines.statutory_end(on, term, CLOSED["statutory"])

    assert is_working_day(end, CLOSED["statutory"])
    assert end >= term.last_day(on)
    if not 0 < term.days < 3:
        assert count_working_days(on, end, CLOSED["statutory"]) >= 2


@pytest.mark.parametrize(
    "units", [{}, {"weeks": 1, "days": 1}, {"weeks": 6, "months": 1}, {"days": -1}, {"weeks": 2, "days": -1}]
)
def test_a_term_has_one_unit(units: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="one unit"):
        Term(**units)


def test_both_norms_run_from_the_day_of_receipt() -> None:
    due = deadlines.first_and_service_due(date(2026, 4, 2), 0, 3, CLOSED["staff"])

    assert due == (date(2026, 4, 2), date(2026, 4, 8))


def test_norms_run_from_the_next_working_day_when_received_on_a_closed_one() -> None:
    due = deadlines.first_and_service_due(date(2026, 4, 4), 0, 1, CLOSED["staff"])

    assert due == (date(2026, 4, 7), date(2026, 4, 7))


@pytest.mark.parametrize("vector", VECTORS["moved_by_pause"], ids=lambda vector: vector["says"])
def test_a_pause_moves_a_date_by_its_whole_working_days(vector: dict[str, Any]) -> None:
    due, paused_from, resumed_on = (date.fromisoformat(vector[name]) for name in ("due", "from", "to"))

    assert (
        deadlines.moved_by_pause(due, paused_from, resumed_on, CLOSED[vector["closed"]]).isoformat() == vector["moved"]
    )


@given(days, days, days)
def test_a_pause_never_moves_a_date_forward(due: date, paused_from: date, resumed_on: date) -> None:
    assert deadlines.moved_by_pause(due, paused_from, resumed_on, CLOSED["staff"]) >= due
