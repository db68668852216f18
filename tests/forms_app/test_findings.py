"""What can never be asked and what always is, found without trying every answer: here every answer is tried."""

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_app import findings, journey
from forms_app.fields.base import Context
from home import conditions
from tests.forms_app.documents import Block, ask_your_question, compiled, field, option, published, step, when

TODAY = date(2026, 11, 26)
KINDS: dict[str, dict[str, Any]] = {
    "choice": {"options": [option("Een", "1"), option("Twee", "2"), option("Drie", "3")]},
    "choices": {"options": [option("Een", "1"), option("Twee", "2")]},
    "yes_no": {},
    "number": {"minimum": "1", "maximum": "3"},
    "municipality": {"unknown": True},
    "group": {"fields": [field("text", "Naam", "name")], "min_rows": 1, "max_rows": 2},
}
REGISTERS = {"municipality": frozenset({"GM1", "GM2"})}
ANSWERS: dict[str, list[Any]] = {
    "choice": [None, "1", "2", "3"],
    "choices": [None, ["1"], ["2"], ["1", "2"]],
    "yes_no": [None, True, False],
    "number": [None, "1", "2", "3"],
    "municipality": [None, "GM1", "GM2", "unknown"],
    "group": [None, [{"name": "Sara"}], [{"name": "Sara"}, {"name": "Ali"}]],
}
ROWS = {
    "choice": [("is", "-{q}-1"), ("is_not", "-{q}-1"), ("is", "-{q}-2"), ("one_of", "-{q}-2 -{q}-3")],
    "choices": [("is", "-{q}-1"), ("is", "-{q}-2")],
    "yes_no": [("is", "yes"), ("is", "no")],
    "number": [("less", "2"), ("at_least", "2"), ("more", "3"), ("is", "7"), ("at_most", "3")],
    "municipality": [("is", "GM1"), ("is_not", "GM1"), ("is", "GM9"), ("one_of", "GM2 unknown"), ("is_not", "GM9")],
    "group": [("rows_at_least", "2"), ("rows_at_most", "1"), ("rows_at_least", "3"), ("rows_at_least", "1")],
}


CONTEXT = Context(today=TODAY, municipalities={"GM1": "Waterdam", "GM2": "Dijkstad"})


def codes(found: list[Any]) -> set[tuple[tuple[int | str, ...], str]]:
    return {(problem.path, problem.code) for problem in found}


@st.composite
def forms(draw: st.DrawFn) -> list[Block]:
    """Two steps of two questions, with any conditions on what was asked before."""
    kinds = draw(st.lists(st.sampled_from(list(KINDS)), min_size=4, max_size=4))

    def rows(before: int) -> list[Block]:
        if not before:
            return []
        possible = [
            when(f"-q{n}", test, value.format(q=f"q{n}"))
            for n in range(before)
            for test, value in [*ROWS[kinds[n]], ("answered", ""), ("not_answered", "")]
        ]
        return draw(st.lists(st.sampled_from(possible), max_size=2))

    mode = st.sampled_from(["all", "any"])
    made = [
        field(
            kind,
            f"Vraag {n}",
            f"q{n}",
            visible_if=rows(n),
            visible_mode=draw(mode),
            required=draw(st.booleans()),
            **KINDS[kind],
        )
        for n, kind in enumerate(kinds)
    ]
    return [
        step("Een", *made[:2], key="een"),
        step("Twee", *made[2:], key="twee", visible_if=rows(2), visible_mode=draw(mode)),
    ]


def everything(document: Any) -> Iterator[dict[str, Any]]:
    """Each set of answers that could stand in a draft of the form."""
    asked = [one for part in document["steps"] for one in part["fields"]]
    for values in itertools.product(*(ANSWERS[one["type"]] for one in asked)):
        yield {one["key"]: value for one, value in zip(asked, values, strict=True) if value is not None}


@settings(max_examples=120)
@given(forms())
def test_what_is_found_is_what_trying_every_answer_finds(steps: list[Block]) -> None:
    document, _problems = compiled(*steps)
    seen: set[str] = set()
    hidden: set[str] = set()  # questions that somebody did not see who came to their step with all before it done
    for answers in everything(document):
        walked = journey.walk(document, answers, CONTEXT)
        shown = {key for state in walked.steps for key in state.fields}
        seen |= shown
        values = journey.values(document, walked.answered, CONTEXT)
        done = {asked["key"] for asked in document["steps"][0]["fields"] if asked["required"]}
        for number, one in enumerate(document["steps"]):
            came = not number or all(key in values for key in done & shown)
            if came and (one["visible_if"] is None or conditions.evaluate(one["visible_if"], values)):
                hidden |= {asked["key"] for asked in one["fields"]} - shown

    blocking = codes(findings.blocking(document, TODAY))
    needless = codes(findings.warnings(document, TODAY, registers=REGISTERS))
    never = {path for path, code in blocking | needless if code in ("never", "never_now")}
    for number, one in enumerate(document["steps"]):
        is_reached = (number, "visible_if") not in never
        for index, asked in enumerate(one["fields"]):
            path = (number, "fields", index, "visible_if")
            assert (is_reached and path not in never) is (asked["key"] in seen)
            if asked["visible_if"] is not None and asked["key"] in seen:
                assert ((path, "always") in needless) is (asked["key"] not in hidden)


def test_a_form_of_the_portal_has_nothing_that_is_never_asked() -> None:
    assert findings.blocking(ask_your_question(), TODAY) == []
    assert codes(findings.warnings(ask_your_question(), TODAY)) == set()


def test_a_question_behind_one_that_is_never_shown_is_never_shown_and_so_is_its_step() -> None:
    topic = field("choice", "Waar gaat het over?", "topic", options=[option("Werk", "werk"), option("Wonen", "wonen")])
    work = field("yes_no", "Hebt u werk?", "work", visible_if=[when("-topic", "is", "-topic-werk")])
    both = [when("-work", "is", "yes"), when("-topic", "is", "-topic-wonen")]
    found = compiled(step("Een", topic, work), step("Twee", field("text", "Welk werk?", "which", visible_if=both)))[1]
    assert codes(found) == {((1, "fields", 0, "visible_if"), "never"), ((1, "fields"), "never_shown")}


def test_a_step_that_nobody_reaches_is_said_once() -> None:
    age = field("number", "Hoe oud bent u?", "age", minimum="0", maximum="120")
    late = step("Twee", field("text", "En toen?", "then"), visible_if=[when("-age", "more", "120")])
    assert codes(compiled(step("Een", age), late)[1]) == {((1, "visible_if"), "never")}


@pytest.mark.parametrize(
    ("period", "test", "day", "is_never"),
    [
        ("future", "less", "2026-11-26", True),
        ("future", "less", "2026-11-27", False),
        ("past", "more", "2027-01-01", False),  # that day comes
        ("any", "less", "2000-01-01", False),
    ],
)
def test_a_day_that_has_passed_is_never_answered_where_only_days_ahead_may_be(
    period: str, test: str, day: str, is_never: bool
) -> None:
    asked = field("date", "Wanneer?", "day", period=period)
    then = field("text", "Waarom dan?", "why", visible_if=[when("-day", test, day)])
    found = compiled(step("Een", asked), step("Twee", then, field("text", "Nog iets?", "more")), today=TODAY)[1]
    assert codes(found) == ({((1, "fields", 0, "visible_if"), "never")} if is_never else set())


def test_limits_of_a_day_and_words_beside_an_answer_make_nothing_unreachable() -> None:
    other = option("Anders", "anders")
    other["value"]["namely"] = True
    first = step(
        "Een",
        field("date", "Wanneer?", "day", period="future", days_ahead=5, at_most_days_ahead=60),
        field("choice", "Waarom?", "why", options=[option("Ziek", "ziek"), other]),
    )
    soon = [when("-day", "working_days_ahead_at_most", "10"), when("-why", "is", "-why-anders")]
    document = published(first, step("Twee", field("text", "Wat dan?", "what", visible_if=soon)), today=TODAY)
    assert findings.blocking(document, TODAY) == []
    assert codes(findings.warnings(document, TODAY)) == set()


@pytest.mark.parametrize(
    ("limits", "test", "value", "is_never"),
    [
        ({"days_ahead": 10}, "less", "2026-12-06", True),
        ({"days_ahead": 10}, "at_most", "2026-12-06", False),
        ({"days_ahead": 10}, "working_days_ahead_at_most", "3", False),  # the days between may all be closed
        ({"working_days_ahead": 5}, "working_days_ahead_at_most", "4", True),
        ({"working_days_ahead": 5}, "working_days_ahead_at_most", "5", False),
        ({"working_days_ahead": 5}, "less", "2026-12-01", True),
        ({"at_most_days_ahead": 10}, "working_days_ahead_at_least", "11", True),
        ({"at_most_days_ahead": 10}, "working_days_ahead_at_least", "10", False),
        ({"at_most_days_ahead": 10}, "more", "2027-06-01", False),  # that day comes nearer
        ({"years_ago": 5}, "less", "2021-11-26", True),
        ({"years_ago": 5}, "less", "2021-11-27", False),
        ({"period": "past"}, "working_days_ahead_at_least", "1", True),
        ({"period": "past"}, "working_days_ahead_at_least", "0", False),
        ({}, "working_days_ahead_at_least", "900", False),
    ],
)
def test_what_the_limits_of_a_day_make_impossible_is_found_and_nothing_else(
    limits: dict[str, Any], test: str, value: str, is_never: bool
) -> None:
    then = field("text", "Waarom dan?", "why", visible_if=[when("-day", test, value)])
    more = field("text", "Nog iets?", "more")
    document, found = compiled(
        step("Een", field("date", "Wanneer?", "day", **limits)), step("Twee", then, more), today=TODAY
    )
    assert codes(found) == ({((1, "fields", 0, "visible_if"), "never")} if is_never else set())
    assert codes(findings.warnings(document, TODAY)) == set()


@pytest.mark.parametrize(
    ("setting", "rows", "found"),
    [
        ({}, [("is", "org1")], None),
        ({}, [("is", "gone")], "never_now"),
        ({}, [("one_of", "gone org2")], None),
        ({}, [("is", "other")], "never"),
        ({"not_listed": True}, [("is", "other")], None),
        ({}, [("is_not", "gone")], None),  # who leaves the question open does not see it
        ({}, [("is", "org1"), ("is_not", "org1")], "contradictory"),
    ],
)
def test_an_organisation_that_cannot_be_picked_is_told_and_stops_nothing(
    setting: dict[str, Any], rows: list[tuple[str, str]], found: str | None
) -> None:
    asked = field("organisation", "Voor wie werkt u?", "org", **setting)
    shown = [when("-org", test, value) for test, value in rows]
    then = field("text", "Welke school?", "school", visible_if=shown)
    document, problems = compiled(step("Een", asked), step("Twee", then, field("text", "Nog iets?", "more")))
    registers = {"organisation": frozenset({"org1", "org2"})}
    expected = {((1, "fields", 0, "visible_if"), found)} if found == "never" else set()
    if found == "contradictory":
        assert {code for _path, code in codes(problems)} == {"contradictory"}
        return
    assert codes(problems) == expected
    told = codes(findings.warnings(document, TODAY, registers=registers))
    assert told == ({((1, "fields", 0, "visible_if"), found)} if found == "never_now" else set())
    assert codes(findings.warnings(document, TODAY)) == set()  # where nobody knows the register
    assert codes(findings.warnings(document, TODAY, registers={"organisation": frozenset()})) == set()


def test_what_stands_in_a_step_that_nobody_reaches_now_is_told_once() -> None:
    asked = field("municipality", "Welke gemeente?", "place", required=True)
    inside = [when("-place", "is", "GM1")]
    late = step(
        "Twee",
        field("text", "Wat dan?", "what", visible_if=inside),
        field("text", "En?", "and", visible_if=[when("-what", "answered")]),
        visible_if=[when("-place", "is", "GM9")],
    )
    _document, problems = compiled(step("Een", asked), late)
    assert codes(problems) == {((1, "fields", 0, "visible_if"), "never"), ((1, "fields", 1, "visible_if"), "never"),
                               ((1, "fields"), "never_shown")}  # fmt: skip
    del late["value"]["fields"][0]["value"]["visible_if"]
    document = published(step("Een", asked), late)
    assert codes(findings.warnings(document, TODAY, registers=REGISTERS)) == {((1, "visible_if"), "never_now")}


def test_a_form_for_one_kind_of_reader_asks_nothing_of_the_other() -> None:
    asked = field("text", "Welke school?", "school", visible_if=[when("context.audience", "is", "partner")])
    first = field("text", "Uw vraag", "question")
    assert codes(compiled(step("Een", first, asked))[1]) == {((0, "fields", 1, "visible_if"), "never")}
    found, problems = compiled(step("Een", first, asked), audience="partner")
    assert problems == []
    assert codes(findings.warnings(found, TODAY)) == {((0, "fields", 1, "visible_if"), "always")}


def test_required_and_urgent_conditions_are_judged_too() -> None:
    one = field("yes_no", "Woont u in een azc?", "azc")
    shown = [when("-azc", "is", "yes")]
    other = field("text", "Welk azc?", "which", visible_if=shown, required_if=[when("-azc", "is", "no")])
    urgent = [when("-azc", "is", "yes"), when("-which", "not_answered"), when("-azc", "answered")]
    found = compiled(step("Een", one, other), urgent_if=[*urgent, when("-azc", "is", "no")])[1]
    assert codes(found) == {((0, "fields", 1, "required_if"), "never"), (("urgent_if",), "contradictory")}


def test_a_row_that_never_holds_among_others_that_do_is_a_warning() -> None:
    age = field("number", "Hoe oud bent u?", "age", minimum="0", maximum="120")
    rows = [when("-age", "less", "18"), when("-age", "more", "200")]
    asked = field("text", "Wie helpt u?", "who", visible_if=rows, visible_mode="any")
    document = published(step("Een", age, asked))
    assert codes(findings.warnings(document, TODAY)) == {((0, "fields", 1, "visible_if", 1), "never_row")}


def test_questions_that_a_browser_could_fill_in_want_a_meaning() -> None:
    document = published(
        step(
            "Wie",
            field("text", "Uw achternaam", "last"),
            field("text", "Naamloos idee", "idea"),
            field("email", "Uw e-mailadres", "email"),
            field("email", "Nog een adres", "other"),
            field("phone", "Uw nummer", "phone", meaning="sender_phone"),
            field("phone", "Nog een nummer", "second"),
        )
    )
    found = {(p.path[2], p.data["meaning"]) for p in findings.warnings(document, TODAY)}
    assert found == {(0, "sender_name"), (2, "sender_email")}


def test_a_language_that_is_not_complete_is_a_warning() -> None:
    one = step("Wie", field("text", "Uw idee", "idea", id="-i"), key="wie")
    strings = {
        "en": {"_form.title": "Ask", "wie.title": "Who", "wie.idea.label": "Idea"},
        "ar": {"wie.title": "من"},
    }
    found = findings.warnings(published(one, strings=strings), TODAY, ["nl", "en", "ar"])
    assert [(p.path, p.code, p.data) for p in found] == [
        (("languages",), "untranslated", {"language": "ar", "count": 2})
    ]


def test_a_search_that_grows_too_long_finds_nothing_wrong_and_ends() -> None:
    asked = [field("yes_no", f"Vraag {n}", f"q{n}") for n in range(30)]
    rows = [when(f"-q{n}", "is", "yes") for n in range(30)]
    chain = [
        step(f"Stap {n}", field("yes_no", f"Meer {n}", f"m{n}", visible_if=rows, visible_mode="any"), key=f"s{n}")
        for n in range(10)
    ]
    document = published(step("Een", *asked, key="een"), *chain)
    assert findings.blocking(document, TODAY) == []
