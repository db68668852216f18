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
