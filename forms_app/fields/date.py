"""Answers that are a day."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from forms_app.fields.base import ORDERED, Context, Field, FieldType, Flaw, Setting, Unreadable, Voice, whole
from home import working_days, writing

PERIODS = ("any", "past", "future")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_DUTCH = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", re.ASCII)
_YEARS = range(1900, 2201)
LIMITS = {"days_ahead": 3660, "working_days_ahead": 1000, "at_most_days_ahead": 3660, "years_ago": 150}
"""What an editor may ask of a day beside the period, with the most of each."""


class Date(FieldType[str]):
    """A day of the Gregorian calendar, typed as day, month, year; canonical as an ISO date."""

    tests = (*ORDERED, "working_days_ahead_at_most", "working_days_ahead_at_least")
    derived = ("working_days_ahead",)
    missing = "required_date"
    unreadable = "invalid_date"

    def parse(self, raw: Sequence[str]) -> str | None | Unreadable:
        """Three parts, or one text: 2026-12-01, 1-12-2026."""
        parts = [writing.ascii_digits(writing.clean_line(part)) for part in raw]
        if not any(parts):
            return None
        day = _in_parts(parts) if len(parts) == 3 else _in_one(" ".join(parts))
        return Unreadable(tuple(raw)) if day is None else day.isoformat()

    def write(self, value: str) -> list[str]:
        """Day, month, year."""
        day = date.fromisoformat(value)
        return [str(day.day), str(day.month), str(day.year)]

    def check(self, value: str, field: Field, context: Context) -> list[Flaw]:
        """Not in the period that was asked for; today is in both."""
        day = date.fromisoformat(value)
        if field["period"] == "past" and day > context.today:
            return [Flaw("must_be_past")]
        if field["period"] == "future" and day < context.today:
            return [Flaw("must_be_future")]
        return _beyond(day, field, context)

    def show(self, value: str, field: Field, voice: Voice) -> str:
        """The day in words."""
        return voice.day(date.fromisoformat(value))

    def derive(self, value: str, context: Context) -> dict[str, object]:
        """Working days from today to that day; negative when it is past."""
        day = date.fromisoformat(value)
        return {"working_days_ahead": working_days.count_working_days(context.today, day, context.closed_days)}

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`period`: any day, not after today, or not before today; each of `LIMITS` that was set."""
        period = plain["period"] if plain.get("period") in PERIODS else "any"
        found: dict[str, int] = {}
        problems: list[Setting] = []
        for name, most in LIMITS.items():
            number, wrong = whole(plain, name, None, 0, most)
            problems += wrong
            found |= {name: number} if number is not None else {}
        ahead = max(found.get("days_ahead", 0), found.get("working_days_ahead", 0))
        if period == "past" and (ahead or found.get("at_most_days_ahead")):
            name = next(name for name in LIMITS if name != "years_ago" and found.get(name))
            problems.append(Setting(name, "contradictory"))
        elif ahead > found.get("at_most_days_ahead", ahead):
            problems.append(Setting("at_most_days_ahead", "contradictory"))
        if period == "future" and "years_ago" in found:
            problems.append(Setting("years_ago", "contradictory"))
        return {"period": period, **found}, problems

    def schema(self, field: Field) -> dict[str, Any]:
        """An ISO date."""
        return {"type": "string", "format": "date"}


def _beyond(day: date, field: Field, context: Context) -> list[Flaw]:
    """What is too soon, too far away or too long ago; every limit is itself allowed."""
    ahead = (day - context.today).days
    days, working = field.get("days_ahead"), field.get("working_days_ahead")
    if days is not None and ahead < days:
        return [Flaw("too_soon", {"days": days})]
    if working is not None and working_days.count_working_days(context.today, day, context.closed_days) < working:
        return [Flaw("too_soon_to_work", {"days": working})]
    if field.get("at_most_days_ahead") is not None and ahead > field["at_most_days_ahead"]:
        return [Flaw("too_far_ahead", {"days": field["at_most_days_ahead"]})]
    if field.get("years_ago") is not None and day < years_before(context.today, field["years_ago"]):
        return [Flaw("too_long_ago", {"years": field["years_ago"]})]
    return []


def years_before(today: date, years: int) -> date:
    """The same day that many years earlier; 1 March for 29 February in a year without it."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 3, 1)


def _in_parts(parts: Sequence[str]) -> date | None:
    return _in_one("-".join(parts))


def _in_one(typed: str) -> date | None:
    if match := _ISO.fullmatch(typed):
        return _day(match[1], match[2], match[3])
    if match := _DUTCH.fullmatch(typed):
        return _day(match[3], match[2], match[1])
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day)) if int(year) in _YEARS else None
    except ValueError:
        return None
