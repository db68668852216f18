"""Conditions as an editor writes them: rows of question, test, answer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from forms_app.fields import TYPES
from forms_app.fields.base import Unreadable
from forms_app.problems import Path, Problem

Expression = dict[str, Any]
Mode = Literal["all", "any"]

CONTEXT = ("context.language", "context.audience")
"""What a condition may ask beside the answers; the dot keeps them apart from keys."""

CONTEXT_TESTS = ("is", "is_not", "one_of")
_COMPARES = {"is": "===", "is_not": "!==", "less": "<", "at_most": "<=", "more": ">", "at_least": ">="}
_TESTS_OF = {operator: test for test, operator in _COMPARES.items()}
_COUNTS = {
    "working_days_ahead_at_most": ("working_days_ahead", "<="),
    "working_days_ahead_at_least": ("working_days_ahead", ">="),
    "rows_at_most": ("rows", "<="),
    "rows_at_least": ("rows", ">="),
}
"""Tests of a whole number that is known with an answer: its name, how it is compared."""

_COUNTED = {compared: test for test, compared in _COUNTS.items()}
_REGION = {"in_region": True, "not_in_region": False}
_MOST_COUNTED = 1000


class Question(NamedTuple):
    """An earlier field that a condition may ask: `options` is block id -> value."""

    key: str
    type: str
    options: Mapping[str, str]


class Part(NamedTuple):
    """One test of a compiled condition: of which question or context, which test, against which values."""

    question: str
    test: str
    values: tuple[Any, ...]


class Parts(NamedTuple):
    """A compiled condition in a form that a sentence can be made of: all or any of its tests hold."""

    mode: Mode
    parts: tuple[Part, ...]


def compile_rows(
    rows: Iterable[Mapping[str, Any]], mode: str, earlier: Mapping[str, Question], path: Path
) -> tuple[Expression | None, list[Problem]]:
    """The expression of the rows, None when there are none, with what is wrong with them."""
    compiled, problems = [], []
    for index, row in enumerate(rows):
        part, flaws = _part(row["value"], earlier, (*path, index))
        problems += flaws
        if part is not None:
            compiled.append(part)
    if mode != "any" and not problems and _is_contradictory(compiled):
        problems.append(Problem(path, "contradictory"))
    types = {question.key: question.type for question in earlier.values()}
    tests = [_expression(part, types.get(part.question, "")) for part in compiled]
    return ({"or" if mode == "any" else "and": tests} if tests else None), problems


def parts(expression: Expression) -> Parts:
    """The tests inside an expression that `compile_rows` made."""
    (word, tests), *_others = expression.items()
    return Parts("any" if word == "or" else "all", tuple(_read(test) for test in tests))


def _part(row: Mapping[str, Any], earlier: Mapping[str, Question], path: Path) -> tuple[Part | None, list[Problem]]:
    asked, test = str(row.get("question") or ""), str(row.get("test") or "is")
    if not asked:
        return None, [Problem((*path, "question"), "missing")]
    if asked not in CONTEXT and asked not in earlier:
        return None, [Problem((*path, "question"), "not_earlier")]
    question = earlier.get(asked)
    if test not in (TYPES[question.type].tests if question else CONTEXT_TESTS):
        return None, [Problem((*path, "test"), "wrong_test")]
    values, problems = _values(question, test, str(row.get("value") or "").split(), (*path, "value"))
    return (None if problems else Part(question.key if question else asked, test, values)), problems


def _values(
    question: Question | None, test: str, typed: Sequence[str], path: Path
) -> tuple[tuple[Any, ...], list[Problem]]:
    if test in _REGION or test in ("answered", "not_answered"):
        return (), []
    if not typed:
        return (), [Problem(path, "missing")]
    if len(typed) > 1 and test != "one_of":
        return (), [Problem(path, "one_value")]
    if test in _COUNTS:
        return _count(typed[0], path)
    values = [_value(question, word) for word in typed]
    wrong = "not_an_option" if question and TYPES[question.type].has_options else "bad_value"
    return tuple(values), [Problem(path, wrong)] if None in values else []


def _count(typed: str, path: Path) -> tuple[tuple[Any, ...], list[Problem]]:
    number = TYPES["number"].parse([typed])
    if not isinstance(number, str) or "." in number or abs(int(number)) > _MOST_COUNTED:
        return (), [Problem(path, "bad_value")]
    return (int(number),), []


def _value(question: Question | None, typed: str) -> Any:
    if question is None:
        return typed
    if TYPES[question.type].has_options:
        return question.options.get(typed)
    value = TYPES[question.type].parse([typed])
    return None if isinstance(value, Unreadable) else value


def _expression(part: Part, kind: str) -> Expression:
    var = {"var": part.question}
    if part.test == "answered":
        return {"answered": part.question}
    if part.test == "not_answered":
        return {"!": {"answered": part.question}}
    if part.test in _REGION:
        return {"===": [{"var": f"{part.question}.in_region"}, _REGION[part.test]]}
    if part.test in _COUNTS:
        derived, operator = _COUNTS[part.test]
        return {operator: [{"var": f"{part.question}.{derived}"}, part.values[0]]}
    if part.test == "one_of":
        return {"in": [var, list(part.values)]}
    if kind == "choices":
        return {"in": [part.values[0], var]}
    if kind == "number":
        return {_COMPARES[part.test]: [{"number": var}, {"number": part.values[0]}]}
    return {_COMPARES[part.test]: [var, part.values[0]]}


def _read(test: Expression) -> Part:
    (word, argument), *_others = test.items()
    if word == "answered":
        return Part(argument, "answered", ())
    if word == "!":
        return Part(argument["answered"], "not_answered", ())
    left, right = argument
    if word == "in":
        return (
            Part(left["var"], "one_of", tuple(right)) if isinstance(right, list) else Part(right["var"], "is", (left,))
        )
    if "number" in left:
        return Part(left["number"]["var"], _TESTS_OF[word], (right["number"],))
    return _of_variable(left["var"], word, right)


def _of_variable(name: str, operator: str, value: Any) -> Part:
    question, _dot, derived = name.partition(".")
    if name not in CONTEXT and derived == "in_region":
        return Part(question, "in_region" if value else "not_in_region", ())
    if name not in CONTEXT and derived:
        return Part(question, _COUNTED[derived, operator], (value,))
    return Part(name, _TESTS_OF[operator], (value,))


def _is_contradictory(tests: Sequence[Part]) -> bool:
    """Whether no answer can pass all tests; only for what an editor sees at a glance, never for order or days."""
    return any(
        _excludes([test for test in tests if test.question == question])
        for question in {test.question for test in tests}
    )


def _excludes(tests: Sequence[Part]) -> bool:
    names = {test.test for test in tests}
    if "not_answered" in names and len(names) > 1:
        return True
    if {"in_region", "not_in_region"} <= names:
        return True
    allowed = [set(test.values) for test in tests if test.test in ("is", "one_of")]
    refused = {value for test in tests if test.test == "is_not" for value in test.values}
    return bool(allowed) and not set.intersection(*allowed) - refused
