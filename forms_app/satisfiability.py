"""Whether there are answers with which conditions hold, or do not: searched for, never guessed.

What is asked of a form is decided by the same evaluator that decides it for a visitor (`home.conditions`). A search
that grows too long says that there are.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from forms_app.fields import TYPES
from forms_app.fields.base import Context, Field
from forms_app.fields.choice import OTHER, UNKNOWN
from forms_app.fields.date import years_before
from forms_app.texts import Document
from home import conditions

Registers = Mapping[str, AbstractSet[str]]
"""Type of a question -> the codes that can be picked in it now."""

Goal = tuple[object, bool]
"""An expression, and whether it must hold."""

_MOST = 5_000
_ANOTHER = "\N{REPLACEMENT CHARACTER}"
_BESIDE = {UNKNOWN: "unknown", OTHER: "not_listed"}
"""What can be picked beside the rows of a register, with the setting that allows it."""


@dataclass(frozen=True)
class _State:
    """What was supposed on the way: whether questions are answered, and what must hold of their answers."""

    answered: Mapping[str, bool]
    tests: Mapping[str, tuple[Goal, ...]]


class _TooLong(Exception):
    """The search has become longer than anybody would wait for."""


class Search:
    """Looks for answers with which expressions hold or do not; they may be in any state of being filled in.

    Of what it does not know (a new kind of field, a derived value) it supposes that it can be as wished.
    """

    def __init__(self, document: Document, today: date, registers: Registers | None = None) -> None:
        self.document = document
        self.today = today
        self.registers = registers or {}
        self.asked = {
            field["key"]: (step["visible_if"], field) for step in document["steps"] for field in step["fields"]
        }
        self.settled: AbstractSet[str] = frozenset()
        self.left = 0

    def finds(self, goals: Sequence[Goal], settled: AbstractSet[str] = frozenset()) -> bool:
        """Whether there are answers for all goals at once; questions in `settled` are answered when they are shown."""
        self.settled, self.left = settled, _MOST
        try:
            return self._reached(list(goals), _State({}, {}))
        except _TooLong:
            return True

    def _reached(self, goals: list[Goal], state: _State) -> bool:
        self.left -= 1
        if self.left < 0:
            raise _TooLong
        if not goals:
            return True
        (expression, wanted), rest = goals[0], goals[1:]
        if not isinstance(expression, dict):
            return wanted and self._reached(rest, state)  # no condition always holds
        (word, argument), *_none = expression.items()
        if word == "!":
            return self._reached([(argument, not wanted), *rest], state)
        if word in ("and", "or"):
            inside = [(part, wanted) for part in argument]
            if (word == "and") is wanted:
                return self._reached([*inside, *rest], state)
            return any(self._reached([part, *rest], state) for part in inside)
        return self._tested((expression, wanted), rest, state)

    def _tested(self, goal: Goal, rest: list[Goal], state: _State) -> bool:
        """One test of one question; a test of more, or of what is not known here, can be as wished."""
        expression, wanted = goal
        names = {_question(name) for name in conditions.variables(expression)}
        if len(names) != 1:
            return self._reached(rest, state)
        (name,) = names
        if name not in self.asked:
            return self._with_test(name, goal, rest, state)
        if isinstance(expression, dict) and "answered" in expression:
            return self._supposed(name, wanted, None, rest, state)
        if self._supposed(name, True, goal, rest, state):
            return True
        return not wanted and self._supposed(name, False, None, rest, state)

    def _supposed(self, name: str, is_answered: bool, goal: Goal | None, rest: list[Goal], state: _State) -> bool:
        """Goes on as if the question was answered or not: then it is shown, or nobody had to answer it."""
        before = state.answered.get(name)
        if before is not None and before is not is_answered:
            return False
        goals = rest
        if before is None:
            step_if, field = self.asked[name]
            shown = {"and": [part for part in (step_if, field["visible_if"]) if part is not None]}
            if is_answered:
                goals = [(shown, True), *rest]
            elif name in self.settled:
                goals = [(shown, False), *rest]
            state = _State({**state.answered, name: is_answered}, state.tests)
        return self._with_test(name, goal, goals, state)

    def _with_test(self, name: str, goal: Goal | None, rest: list[Goal], state: _State) -> bool:
        if goal is not None:
            tests = (*state.tests.get(name, ()), goal)
            if not self._fits(name, tests):
                return False
            state = _State(state.answered, {**state.tests, name: tests})
        return self._reached(rest, state)

    def _fits(self, name: str, tests: Sequence[Goal]) -> bool:
        """Whether one answer passes all tests."""
        candidates = self._candidates(name, tests)
        return candidates is None or any(
            all(conditions.evaluate(expression, values) is wanted for expression, wanted in tests)
            for values in candidates
        )

    def _candidates(self, name: str, tests: Sequence[Goal]) -> list[dict[str, object]] | None:
        """Answers of which one passes the tests if any does; None when this is not known."""
        mentioned = _literals([expression for expression, _wanted in tests])
        if name == "context.audience":
            return [{name: self.document["audience"]}]
        if name == "context.language":
            return [{name: value} for value in (*mentioned, _ANOTHER)]
        field: Field = self.asked.get(name, (None, {}))[1]
        kind = field.get("type", "")
        if kind == "date":
            return self._days(name, field, mentioned)
        if kind == "group":
            return _rows_of_a_group(name, field, mentioned)
        if kind in ("postcode", "address"):
            return [{name: "1234", f"{name}.in_region": inside} for inside in (True, False)]
        values = self._values(field, tests, mentioned)
        if values is None:
            return None
        context = Context(today=self.today)
        if "options" in field:  # one may ask for words beside it, which nobody compares
            field = {**field, "options": [{**option, "namely": False} for option in field["options"]]}
        is_judged = kind in ("choices", "number")
        return [{name: v} for v in values if not is_judged or not TYPES[kind].check(v, field, context)]

    def _values(self, field: Field, tests: Sequence[Goal], mentioned: Sequence[Any]) -> list[Any] | None:
        """Answers that need nothing derived beside them; None when they are not known."""
        kind = field.get("type", "")
        if kind == "choice":
            return [option["value"] for option in field["options"]]
        if kind == "choices":
            return _lists(field, tests)
        if kind in ("yes_no", "statement"):
            return [True, False] if kind == "yes_no" else [True]
        if kind == "number":
            return _numbers(field, mentioned)
        if kind in ("municipality", "language", "organisation"):
            return list(self._rows(field, mentioned))
        return None

    def _rows(self, field: Field, mentioned: Sequence[Any]) -> Iterator[str]:
        """What can be picked from a register; any row at all where the register is not known here, or is empty."""
        extra = {value for value, setting in _BESIDE.items() if field.get(setting)}
        rows = self.registers.get(field["type"])
        yield from rows or [value for value in mentioned if value not in _BESIDE]
        yield from extra
        if not rows:
            yield _ANOTHER

    def _days(self, name: str, field: Field, mentioned: Sequence[Any]) -> list[dict[str, object]] | None:
        """Days around those that are named, with working days around those: which belong together is for the clock.

        A limit counts where the clock can only make it narrower: the first day that may be picked rises with today.
        """
        near = (-1, 0, 1)
        first, (fewest, most) = self._first_day(field), _counts(field)
        days = {self.today, first or self.today} | {day for day in map(_day, mentioned) if day}
        around = {day + timedelta(days=step) for day in days for step in near}
        counts = {value + step for value in (0, fewest, most, *mentioned) if type(value) is int for step in near}
        return [
            {name: day.isoformat(), f"{name}.working_days_ahead": count}
            for day in around
            if first is None or day >= first
            for count in counts
            if (fewest is None or count >= fewest) and (most is None or count <= most)
        ]

    def _first_day(self, field: Field) -> date | None:
        """The first day that somebody who answers today may pick; None where any day may be."""
        ahead = [field[name] for name in ("days_ahead", "working_days_ahead") if field.get(name) is not None]
        if ahead or field.get("period") == "future":
            return self.today + timedelta(days=max([0, *ahead]))
        years = field.get("years_ago")
        return None if years is None else years_before(self.today, years)


def _counts(field: Field) -> tuple[int | None, int | None]:
    """The fewest and the most working days from the day of answering to a day that may be picked; None for any."""
    fewest = 0 if field.get("period") == "future" or "days_ahead" in field else None
    if "working_days_ahead" in field:
        fewest = field["working_days_ahead"]
    if field.get("period") == "past":
        return fewest, 0
    return fewest, field.get("at_most_days_ahead")


def _rows_of_a_group(name: str, field: Field, mentioned: Sequence[Any]) -> list[dict[str, object]] | None:
    """Numbers of rows around those that are named, as many as the group may have; None when its limits are wrong."""
    fewest, most = field["min_rows"], field["max_rows"]
    named = [value + step for value in mentioned if type(value) is int for step in (-1, 0, 1)]
    counts = sorted(count for count in {fewest, most, *named} if fewest <= count <= most)
    return [{name: ["1"], f"{name}.rows": count} for count in counts] or None


def _question(name: str) -> str:
    return name if name.startswith("context.") else name.partition(".")[0]


def _literals(expressions: object) -> list[Any]:
    """The values that are compared with."""
    if isinstance(expressions, list):
        return [literal for part in expressions for literal in _literals(part)]
    if isinstance(expressions, dict):
        return [
            literal
            for word, inside in expressions.items()
            if word not in ("var", "answered")
            for literal in _literals(inside)
        ]
    return [expressions]


def _lists(field: Field, tests: Sequence[Goal]) -> list[object]:
    """The shortest lists: with all that must be picked, or with one thing when nothing must."""
    picked = [v for expression, wanted in tests if wanted for v in _literals(expression) if isinstance(v, str)]
    options = [option["value"] for option in field["options"]]
    return [list(dict.fromkeys(picked))] if picked else [[value] for value in options]


def _numbers(field: Field, mentioned: Sequence[Any]) -> list[object]:
    """Numbers at and around the ends and those that are named, as exact as the field allows."""
    step = Decimal(1).scaleb(-int(field.get("decimals") or 0))
    ends = [field.get("minimum"), field.get("maximum")]
    named = [Decimal(value) for value in (*mentioned, *ends, "0") if isinstance(value, str)]
    whole = {(value / step).to_integral_value(way) * step for value in named for way in (ROUND_FLOOR, ROUND_CEILING)}
    around = {value + turn * step for value in whole for turn in (-1, 0, 1)}
    return [format(value.quantize(step), "f") for value in sorted(around)]


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
