"""Working days over a set of closed days."""

from collections.abc import Container
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(on: date, closed: Container[date]) -> bool:
    """Whether `on` is Monday to Friday, not closed."""
    return on.weekday() < _SATURDAY and on not in closed


def add_working_days(on: date, days: int, closed: Container[date]) -> date:
    """The day that is `days` working days after `on`; 0 is `on` itself, or the next working day when that is closed.

    ValueError for a negative number.
    """
    if days < 0:
        raise ValueError(f"working days are counted forwards, not {days}")
    if days == 0:
        return on if is_working_day(on, closed) else add_working_days(on, 1, closed)
    for _ in range(days):
        on += ONE_DAY
        while not is_working_day(on, closed):
            on += ONE_DAY
    return on


def count_working_days(start: date, end: date, closed: AbstractSet[date]) -> int:
    """Working days after `start` up to `end` included; negative when `end` is before `start`."""
    if end < start:
        return -count_working_days(end, start, closed)
    closed_weekdays = sum(1 for day in closed if start < day <= end and day.weekday() < _SATURDAY)
    return _weekdays_up_to(end) - _weekdays_up_to(start) - closed_weekdays


def _weekdays_up_to(on: date) -> int:
    # Day 1 of the proleptic calendar is a Monday: whole weeks of five, then what is left of the last one. No walk from
    # day to day, because a typed date may lie thousands of years ahead.
    weeks, left = divmod(on.toordinal(), 7)
    return weeks * _SATURDAY + min(left, _SATURDAY)
