from typing import Any

import pytest

from forms_app import rows
from forms_app.problems import Problem
from forms_app.rows import Part, Parts, Question
from home import conditions
from tests.forms_app.documents import when

EARLIER = {
    "-topic": Question("topic", "choice", {"-brief": "brief", "-les": "les"}),
    "-needs": Question("needs", "choices", {"-child": "child"}),
    "-azc": Question("azc", "yes_no", {}),
    "-size": Question("size", "number", {}),
    "-day": Question("day", "date", {}),
    "-code": Question("code", "postcode", {}),
    "-town": Question("town", "municipality", {}),
    "-mail": Question("mail", "email", {}),
}
COMPILED: list[tuple[tuple[str, str, str], Any, Part]] = [
    (("-topic", "is", "-brief"), {"===": [{"var": "topic"}, "brief"]}, Part("topic", "is", ("brief",))),
    (("-topic", "is_not", "-brief"), {"!==": [{"var": "topic"}, "brief"]}, Part("topic", "is_not", ("brief",))),
    (
        ("-topic", "one_of", "-brief -les"),
        {"in": [{"var": "topic"}, ["brief", "les"]]},
        Part("topic", "one_of", ("brief", "les")),
    ),
    (("-needs", "is", "-child"), {"in": ["child", {"var": "needs"}]}, Part("needs", "is", ("child",))),
    (("-azc", "is", "no"), {"===": [{"var": "azc"}, False]}, Part("azc", "is", (False,))),
    (
        ("-size", "at_most", "2,5"),
        {"<=": [{"number": {"var": "size"}}, {"number": "2.5"}]},
        Part("size", "at_most", ("2.5",)),
    ),
    (("-day", "more", "2026-12-01"), {">": [{"var": "day"}, "2026-12-01"]}, Part("day", "more", ("2026-12-01",))),
    (
        ("-day", "working_days_ahead_at_most", "10"),
        {"<=": [{"var": "day.working_days_ahead"}, 10]},
        Part("day", "working_days_ahead_at_most", (10,)),
    ),
    (
        ("-day", "working_days_ahead_at_least", "0"),
        {">=": [{"var": "day.working_days_ahead"}, 0]},
        Part("day", "working_days_ahead_at_least", (0,)),
    ),
    (("-code", "in_region", ""), {"===": [{"var": "code.in_region"}, True]}, Part("code", "in_region", ())),
    (("-code", "not_in_region", ""), {"===": [{"var": "code.in_region"}, False]}, Part("code", "not_in_region", ())),
    (("-town", "is", "GM0512"), {"===": [{"var": "town"}, "GM0512"]}, Part("town", "is", ("GM0512",))),
    (("-mail", "answered", ""), {"answered": "mail"}, Part("mail", "answered", ())),
    (("-mail", "not_answered", ""), {"!": {"answered": "mail"}}, Part("mail", "not_answered", ())),
    (
        ("context.language", "one_of", "ar fa"),
        {"in": [{"var": "context.language"}, ["ar", "fa"]]},
        Part("context.language", "one_of", ("ar", "fa")),
    ),
    (
        ("context.audience", "is_not", "partner"),
        {"!==": [{"var": "context.audience"}, "partner"]},
        Part("context.audience", "is_not", ("partner",)),
    ),
]


@pytest.mark.parametrize(("row", "expression", "part"), COMPILED, ids=lambda value: str(value)[:40])
def test_a_row_is_an_expression_and_can_be_read_back(row: tuple[str, str, str], expression: Any, part: Part) -> None:
    compiled, problems = rows.compile_rows([when(*row)], "any", EARLIER, ())
    assert (compiled, problems) == ({"or": [expression]}, [])
    assert compiled is not None
    conditions.check(compiled)
    assert rows.parts(compiled) == Parts("any", (part,))


def test_all_rows_hold_unless_any_is_enough() -> None:
    both = [when("-azc", "is", "no"), when("-mail", "answered")]
    expression, _problems = rows.compile_rows(both, "", EARLIER, ())
    assert expression == {"and": [{"===": [{"var": "azc"}, False]}, {"answered": "mail"}]}


def test_no_rows_are_no_condition() -> None:
    assert rows.compile_rows([], "all", EARLIER, ()) == (None, [])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("", "is", ""), Problem((7, 0, "question"), "missing")),
        (("-later", "is", "x"), Problem((7, 0, "question"), "not_earlier")),
        (("-mail", "is", "x"), Problem((7, 0, "test"), "wrong_test")),
        (("-azc", "less", "yes"), Problem((7, 0, "test"), "wrong_test")),
        (("context.language", "answered", ""), Problem((7, 0, "test"), "wrong_test")),
        (("-topic", "is", " "), Problem((7, 0, "value"), "missing")),
        (("-topic", "is", "-brief -les"), Problem((7, 0, "value"), "one_value")),
        (("-topic", "one_of", "-brief -gone"), Problem((7, 0, "value"), "not_an_option")),
        (("-azc", "is", "misschien"), Problem((7, 0, "value"), "bad_value")),
        (("-day", "less", "31-2-2026"), Problem((7, 0, "value"), "bad_value")),
        (("-day", "working_days_ahead_at_most", "2,5"), Problem((7, 0, "value"), "bad_value")),
        (("-day", "working_days_ahead_at_most", "tien"), Problem((7, 0, "value"), "bad_value")),
    ],
)
def test_a_row_that_cannot_be_compiled_says_why(row: tuple[str, str, str], problem: Problem) -> None:
    assert rows.compile_rows([when(*row)], "all", EARLIER, (7,)) == (None, [problem])


@pytest.mark.parametrize(
    "both",
    [
        [when("-topic", "is", "-brief"), when("-topic", "is", "-les")],
        [when("-topic", "is", "-brief"), when("-topic", "is_not", "-brief")],
        [when("-azc", "is", "yes"), when("-azc", "not_answered")],
        [when("-code", "in_region"), when("-code", "not_in_region")],
    ],
)
def test_rows_that_never_hold_together_are_refused_unless_any_is_enough(both: list[dict[str, Any]]) -> None:
    assert rows.compile_rows(both, "all", EARLIER, (7,))[1] == [Problem((7,), "contradictory")]
    assert rows.compile_rows(both, "any", EARLIER, (7,))[1] == []
