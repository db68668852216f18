"""The closed condition language: forms show by it, tickets are routed by it.

A subset of JSONLogic syntax (forms: `visible_if`, `required_if`, `urgent_if`; the desk: routing rules), without
arithmetic, assignment or effects:

    {"===": [a, b]}  {"!==": [a, b]}  {"<": [a, b]}  {"<=": [a, b]}  {">": [a, b]}  {">=": [a, b]}
    {"in": [a, [literal, ...]]}  {"in": [literal, {"var": name}]}
    {"and": [e, ...]}  {"or": [e, ...]}  {"!": e}  {"answered": name}

An operand `a` is a text, a whole number, true, false, `{"var": name}`, or `{"number": a}`: a number that is stored as
decimal text, read as a number. Dates are ISO texts, so their order is that of texts.

Values of different kinds are never equal and have no order. A comparison with what is absent, a list or anything else
that is no text, number or boolean is false, `!==` included. Texts are ordered by code point. Nothing raises on a value.
"""

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from home.refusals import Refused

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "===": operator.eq,
    "!==": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NEEDS_ORDER = frozenset({"<", "<=", ">", ">="})
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
# Fifteen digits are exact in the browser's numbers too, so both evaluators agree.
_MOST_DIGITS = 15
_DEEPEST = 20

_Scalar = bool | Decimal | str


def evaluate(expression: object, values: Mapping[str, object]) -> bool:
    """Whether `expression` holds for `values`; Refused `bad_condition` when it is not in the language."""
    name, argument = _opened(expression)
    if name in _COMPARISONS:
        return _compares(name, *(_scalar(side, values) for side in _pair(name, argument)))
    if name == "in":
        return _is_in(argument, values)
    if name == "and":
        return all(evaluate(part, values) for part in _list(name, argument))
    if name == "or":
        return any(evaluate(part, values) for part in _list(name, argument))
    if name == "!":
        return not evaluate(argument, values)
    return is_answered(values.get(_name(name, argument)))


def is_answered(value: object) -> bool:
    """Whether a value counts as an answer: not absent, not an empty text or list. No (false) and zero are answers."""
    return value is not None and value != "" and value != []


def check(expression: object) -> None:
    """Refused `bad_condition` unless `expression` is in the language, at most twenty levels deep."""
    _check(expression, _DEEPEST)


def variables(expression: object) -> frozenset[str]:
    """The names that decide whether a checked expression holds."""
    if isinstance(expression, list):
        return frozenset().union(*map(variables, expression))
    if not isinstance(expression, dict):
        return frozenset()
    named = frozenset(str(expression[word]) for word in ("var", "answered") if word in expression)
    return named.union(*map(variables, expression.values()))


def _compares(name: str, left: _Scalar | None, right: _Scalar | None) -> bool:
    if left is None or right is None:
        return False
    if type(left) is not type(right):
        return name == "!=="
    if isinstance(left, bool) and name in _NEEDS_ORDER:
        return False
    return _COMPARISONS[name](left, right)


def _is_in(argument: object, values: Mapping[str, object]) -> bool:
    wanted, among = _pair("in", argument)
    found = among if isinstance(among, list) else values.get(_variable(among))
    looked_for = _scalar(wanted, values)
    return isinstance(found, list) and any(_compares("===", looked_for, _known(value)) for value in found)


def _scalar(operand: object, values: Mapping[str, object]) -> _Scalar | None:
    if not isinstance(operand, dict):
        return _known(operand)
    if "number" not in operand:
        return _known(values.get(_variable(operand)))
    read = _scalar(operand["number"], values)
    return _number(read) if isinstance(read, str) else read if isinstance(read, Decimal) else None


def _known(value: object) -> _Scalar | None:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) < 10**_MOST_DIGITS:
        return Decimal(value)
    return None


def _number(text: str) -> Decimal | None:
    if not _DECIMAL.fullmatch(text) or len(text) > _MOST_DIGITS + 2:
        return None
    number = Decimal(text)
    return number if len(number.as_tuple().digits) <= _MOST_DIGITS else None


def _check(expression: object, deeper: int) -> None:
    name, argument = _opened(expression)
    if not deeper:
        raise _bad(name)
    if name in _COMPARISONS:
        for side in _pair(name, argument):
            _check_operand(side)
    elif name == "in":
        _check_in(argument)
    elif name == "answered":
        _name(name, argument)
    elif name == "!":
        _check(argument, deeper - 1)
    else:
        for part in _list(name, argument):
            _check(part, deeper - 1)


def _check_in(argument: object) -> None:
    wanted, among = _pair("in", argument)
    if isinstance(among, list):
        _check_operand(wanted)
        for literal in among:
            _check_literal(literal)
    else:
        _check_literal(wanted)
        _variable(among)


def _check_operand(operand: object) -> None:
    inside = operand["number"] if isinstance(operand, dict) and list(operand) == ["number"] else operand
    if isinstance(inside, dict):
        _variable(inside)
    else:
        _check_literal(inside)


def _check_literal(literal: object) -> None:
    if _known(literal) is None:
        raise _bad(literal)


def _opened(expression: object) -> tuple[str, object]:
    """The one operator of an expression, with its argument."""
    if not isinstance(expression, dict) or len(expression) != 1:
        raise _bad(expression)
    name, argument = next(iter(expression.items()))
    if name not in _COMPARISONS and name not in ("in", "and", "or", "!", "answered"):
        raise _bad(name)
    return name, argument


def _pair(name: str, argument: object) -> list[object]:
    if not isinstance(argument, list) or len(argument) != 2:
        raise _bad(name)
    return argument


def _list(name: str, argument: object) -> list[object]:
    if not isinstance(argument, list):
        raise _bad(name)
    return argument


def _name(name: str, argument: object) -> str:
    if not isinstance(argument, str) or not argument:
        raise _bad(name)
    return argument


def _variable(operand: object) -> str:
    if not isinstance(operand, dict) or list(operand) != ["var"]:
        raise _bad(operand)
    return _name("var", operand["var"])


def _bad(found: object) -> Refused:
    return Refused("bad_condition", found=found if isinstance(found, str) else type(found).__name__)
