from dataclasses import replace
from datetime import date

import pytest

from forms_app.fields import TYPES
from forms_app.fields.base import Flaw, Unreadable
from tests.forms_app.fields.judging import CONTEXT, PLAIN_VOICE

DATE = TYPES["date"]


@pytest.mark.parametrize(
    "raw",
    [["1", "12", "2026"], [" 01 ", "12", "2026"], ["2026-12-01"], ["1-12-2026"], ["1/12/2026"], ["١", "١٢", "٢٠٢٦"]],
)
def test_a_day_is_an_iso_date(raw: list[str]) -> None:
    assert DATE.parse(raw) == "2026-12-01"


@pytest.mark.parametrize(
    "raw",
    [
        ["31", "2", "2026"],
        ["1", "", "2026"],
        ["1", "12", "26"],
        ["1", "december", "2026"],
        ["morgen"],
        ["1", "12", "1026"],
        ["0", "0", "0000"],
    ],
)
def test_a_day_that_does_not_exist_is_kept_as_it_was_typed(raw: list[str]) -> None:
    assert DATE.parse(raw) == Unreadable(tuple(raw))


def test_a_day_stands_in_three_inputs() -> None:
    assert DATE.write("2026-12-01") == ["1", "12", "2026"]


def test_a_day_is_shown_in_words() -> None:
    assert DATE.show("2026-12-01", {}, PLAIN_VOICE) == "01/12/2026"


@pytest.mark.parametrize(
    ("period", "value", "flaws"),
    [
        ("any", "1999-01-01", []),
        ("past", "2026-11-23", []),
        ("past", "2026-11-24", [Flaw("must_be_past")]),
        ("future", "2026-11-23", []),
        ("future", "2026-11-22", [Flaw("must_be_future")]),
    ],
)
def test_today_is_in_the_past_and_in_the_future(period: str, value: str, flaws: list[Flaw]) -> None:
    assert DATE.check(value, {"period": period}, CONTEXT) == flaws


@pytest.mark.parametrize(
    ("value", "days"), [("2026-11-23", 0), ("2026-12-07", 10), ("2026-12-28", 24), ("2026-11-20", -1)]
)
def test_working_days_ahead_skip_weekends_and_closed_days(value: str, days: int) -> None:
    assert DATE.derive(value, CONTEXT) == {"working_days_ahead": days}


def limited(**limits: int) -> dict[str, object]:
    settings, problems = DATE.settings({"period": "any", **limits})
    assert problems == []
    return settings


@pytest.mark.parametrize(
    ("limits", "right", "wrong", "flaw"),
    [
        ({"days_ahead": 3}, "2026-11-26", "2026-11-25", Flaw("too_soon", {"days": 3})),
        ({"days_ahead": 0}, "2026-11-23", "2026-11-22", Flaw("too_soon", {"days": 0})),
        ({"working_days_ahead": 5}, "2026-11-30", "2026-11-29", Flaw("too_soon_to_work", {"days": 5})),
        ({"working_days_ahead": 24}, "2026-12-28", "2026-12-25", Flaw("too_soon_to_work", {"days": 24})),
        ({"at_most_days_ahead": 30}, "2026-12-23", "2026-12-24", Flaw("too_far_ahead", {"days": 30})),
        ({"years_ago": 1}, "2025-11-23", "2025-11-22", Flaw("too_long_ago", {"years": 1})),
    ],
    ids=str,
)
def test_a_limit_is_itself_allowed_and_the_day_beyond_it_is_not(
    limits: dict[str, int], right: str, wrong: str, flaw: Flaw
) -> None:
    assert DATE.check(right, limited(**limits), CONTEXT) == []
    assert DATE.check(wrong, limited(**limits), CONTEXT) == [flaw]


def test_years_ago_are_counted_from_a_leap_day() -> None:
    context = replace(CONTEXT, today=date(2028, 2, 29))
    assert DATE.check("2027-03-01", limited(years_ago=1), context) == []
    assert DATE.check("2027-02-28", limited(years_ago=1), context) == [Flaw("too_long_ago", {"years": 1})]


@pytest.mark.parametrize(
    ("plain", "wrong"),
    [
        ({"days_ahead": -1}, "days_ahead"),
        ({"days_ahead": "morgen"}, "days_ahead"),
        ({"period": "past", "working_days_ahead": 2}, "working_days_ahead"),
        ({"period": "future", "years_ago": 2}, "years_ago"),
        ({"days_ahead": 10, "at_most_days_ahead": 9}, "at_most_days_ahead"),
    ],
    ids=str,
)
def test_limits_that_no_day_can_meet_are_told_to_the_editor(plain: dict[str, object], wrong: str) -> None:
    assert [problem.name for problem in DATE.settings(plain)[1]] == [wrong]


def test_a_document_from_before_the_limits_still_reads() -> None:
    assert DATE.check("1950-01-01", {"period": "any"}, CONTEXT) == []
    assert DATE.settings({"period": "past"}) == ({"period": "past"}, [])
