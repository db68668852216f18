"""The dates of a ticket's two clocks: our own norm, the term of law."""

import calendar
from collections.abc import Container
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta

from home.working_days import add_working_days, count_working_days


@dataclass(frozen=True)
class Term:
    """A term of law in one unit; ValueError when it has none or more than one."""

    weeks: int = 0
    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        units = [self.weeks, self.months, self.days]
        if min(units) < 0 or sum(unit > 0 for unit in units) != 1:
            raise ValueError(f"a term has one unit, not {self}")

    @property
    def is_extended(self) -> bool:
        """Whether the act extends it: not over 90 days, 12 weeks or 3 months (Algemene termijnenwet, article 4)."""
        return self.days <= 90 and self.weeks <= 12 and self.months <= 3

    @property
    def needs_two_working_days(self) -> bool:
        """Whether it is a term of at least three days (Algemene termijnenwet, article 2)."""
        return self.is_extended and not 0 < self.days < 3

    def last_day(self, on: date) -> date:
        """The last day by the calendar alone; the first day is the one after `on`.

        A month ends on the day with the same number, or on its last day when it has no such day.
        """
        if not self.months:
            return on + timedelta(weeks=self.weeks, days=self.days)
        years, month = divmod(on.month - 1 + self.months, 12)
        year = on.year + years
        return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def statutory_end(on: date, term: Term, days: Container[date]) -> date:
    """Last day of a term of law that starts the day after `on` (Algemene termijnenwet, articles 1, 2, 4).

    `days` are the recognised holidays of its article 3, Good Friday and the days set by decree included. For terms
    counted forwards; not for terms of a by-law, a ministerial rule or an agreement, nor for our own norms.
    """
    end = term.last_day(on)
    if not term.is_extended:
        return end
    end = add_working_days(end, 0, days)
    return max(end, add_working_days(on, 2, days)) if term.needs_two_working_days else end


def first_and_service_due(
    received_on: date, first_days: int, service_days: int, closed: Container[date]
) -> tuple[date, date]:
    """Until the end of which local date the first reply is due, until which the whole; norms in working days."""
    return add_working_days(received_on, first_days, closed), add_working_days(received_on, service_days, closed)


def moved_by_pause(due: date, paused_from: date, resumed_on: date, closed: AbstractSet[date]) -> date:
    """`due`, later by the working days after `paused_from` up to `resumed_on` included (same day: none)."""
    paused_days = count_working_days(paused_from, resumed_on, closed)
    return add_working_days(due, paused_days, closed) if paused_days > 0 else due
