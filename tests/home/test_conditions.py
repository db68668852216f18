import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home import conditions
from home.refusals import Refused

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "conditions.json").read_text())

NAMES = st.sampled_from(["a", "b", "c.in_region", "context.language"])
LITERALS = st.one_of(st.booleans(), st.integers(-(10**14), 10**14), st.text(max_size=4))
VARIABLES = st.builds(lambda name: {"var": name}, NAMES)
OPERANDS = st.one_of(LITERALS, VARIABLES, st.builds(lambda inside: {"number": inside}, VARIABLES))
LEAVES = st.one_of(
    st.builds(
        lambda name, a, b: {name: [a, b]}, st.sampled_from(["===", "!==", "<", "<=", ">", ">="]), OPERANDS, OPERANDS
    ),
    st.builds(lambda a, among: {"in": [a, among]}, OPERANDS, st.lists(LITERALS, max_size=3)),
    st.builds(lambda a, variable: {"in": [a, variable]}, LITERALS, VARIABLES),
    st.builds(lambda name: {"answered": name}, NAMES),
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda name, parts: {name: parts}, st.sampled_from(["and", "or"]), st.lists(inner, max_size=3)),
        st.builds(lambda part: {"!": part}, inner),
    ),
    max_leaves=8,
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.decimals(), st.binary()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=4,
)
VALUES = st.dictionaries(NAMES, ANYTHING)


@pytest.mark.parametrize("vector", VECTORS["holds"], ids=lambda vector: vector["says"])
def test_an_expression_holds_as_the_vectors_say(vector: dict[str, Any]) -> None:
    conditions.check(vector["expression"])
    assert conditions.evaluate(vector["expression"], vector["values"]) is vector["result"]


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["says"])
def test_what_is_outside_the_language_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        conditions.check(vector["expression"])
    assert refusal.value.code == "bad_condition"


def test_an_unchecked_expression_outside_the_language_is_refused_when_it_is_asked() -> None:
    with pytest.raises(Refused) as refusal:
        conditions.evaluate({"+": [1, 2]}, {})
    assert refusal.value.data == {"found": "+"}


def test_an_expression_of_more_than_twenty_levels_is_refused() -> None:
    expression: dict[str, object] = {"answered": "a"}
    for _level in range(19):
        expression = {"!": expression}
    conditions.check(expression)
    with pytest.raises(Refused):
        conditions.check({"!": expression})


@given(EXPRESSIONS, VALUES)
def test_every_expression_is_true_or_false_for_every_value(expression: object, values: dict[str, object]) -> None:
    conditions.check(expression)
    assert type(conditions.evaluate(expression, values)) is bool


@given(EXPRESSIONS, VALUES)
def test_only_the_named_variables_decide(expression: object, values: dict[str, object]) -> None:
    named = conditions.variables(expression)
    only_those = {name: value for name, value in values.items() if name in named}
    assert conditions.evaluate(expression, values) is conditions.evaluate(expression, only_those)


@given(OPERANDS, OPERANDS, VALUES)
def test_two_values_are_never_both_equal_and_different(a: object, b: object, values: dict[str, object]) -> None:
    assert not (conditions.evaluate({"===": [a, b]}, values) and conditions.evaluate({"!==": [a, b]}, values))


def test_variables_are_found_in_every_corner() -> None:
    expression = {
        "and": [
            {"<": [{"number": {"var": "size"}}, 1]},
            {"!": {"answered": "email"}},
            {"or": [{"in": ["ar", {"var": "languages"}]}, {"in": [{"var": "topic"}, ["brief"]]}]},
        ]
    }
    assert conditions.variables(expression) == {"size", "email", "languages", "topic"}
