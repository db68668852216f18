"""Answers that are a day."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from forms_app.fields.base import ORDERED, Context, Field, FieldType, Flaw, Setting, Unreadable, Voice
from home import working_days, writing

PERIODS = ("any", "past", "future")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)
_DUTCH = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})", re.ASCII)
_YEARS = range(1900, 2201)


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
        return []

    def show(self, value: str, field: Field, voice: Voice) -> str:
        """The day in words."""
        return voice.day(date.fromisoformat(value))

    def derive(self, value: str, context: Context) -> dict[str, object]:
        """Working days from today to that day; negative when it is past."""
        day = date.fromisoformat(value)
        return {"working_days_ahead": working_days.count_working_days(context.today, day, context.closed_days)}

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`period`: any day, not after today, or not before today."""
        return {"period": plain["period"] if plain.get("period") in PERIODS else "any"}, []

    def schema(self, field: Field) -> dict[str, Any]:
        """An ISO date."""
        return {"type": "string", "format": "date"}


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
