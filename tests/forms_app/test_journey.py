import dataclasses
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_app import journey
from forms_app.fields.base import Unreadable
from forms_app.journey import AnswerProblem, Journey
from tests.forms_app.documents import ask_your_question, field, published, step, when
from tests.forms_app.fields.judging import CONTEXT

FORM = ask_your_question()
SAMIRA: dict[str, Any] = {
    "language": "ar",
    "for_whom": "self",
    "azc": False,
    "postcode": "4141AB",
    "topic": "brief",
    "letter_has_date": True,
    "letter_date": "2026-12-01",
    "question": "Ik begrijp de brief niet.",
    "name": "Samira",
    "email": "samira@example.org",
    "contact_how": "email",
}


def walked(**changed: Any) -> Journey:
    """Samira's answers with some changed; None takes one away."""
    answers = {key: value for key, value in (SAMIRA | changed).items() if value is not None}
    return journey.walk(FORM, answers, CONTEXT)


def codes(found: Journey) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in found.problems]


def shown(found: Journey, key: str) -> tuple[str, ...]:
    return next(state.fields for state in found.steps if state.key == key)


def test_a_form_that_is_filled_in_may_be_sent() -> None:
    found = walked()
    assert (found.problems, found.first_incomplete, found.answered) == ((), None, SAMIRA)
    assert [state.key for state in found.steps] == ["taal", "voor-wie", "waar", "onderwerp", "contact"]


def test_an_empty_form_misses_what_is_required_and_shown() -> None:
    found = journey.walk(FORM, {}, CONTEXT)
    assert codes(found) == [
        ("language", "required_choice"),
        ("for_whom", "required_choice"),
        ("azc", "required_choice"),
        ("topic", "required_choice"),
        ("question", "required"),
        ("name", "required"),
        ("phone", "required"),
        ("contact_how", "required_choice"),
    ]
    assert found.problems[0] == AnswerProblem("taal", "language", "required_choice", {})


def test_a_hidden_answer_is_absent_though_it_was_typed() -> None:
    found = walked(helper_role="family", person_knows=True)
    assert found.answered == SAMIRA
    assert shown(found, "voor-wie") == ("for_whom",)


def test_what_hangs_on_a_hidden_answer_is_hidden_with_it() -> None:
    found = walked(topic="anders")
    assert shown(found, "onderwerp") == ("topic", "question")


def test_an_answer_shows_the_next_question() -> None:
    found = walked(for_whom="other")
    assert shown(found, "voor-wie") == ("for_whom", "helper_role", "person_knows")
    assert codes(found) == [("helper_role", "required_choice"), ("person_knows", "must_agree")]


def test_a_panel_is_shown_and_asks_nothing() -> None:
    found = walked(postcode="4147", send_anyway=True, outside="x")
    assert shown(found, "waar") == ("azc", "postcode", "outside", "send_anyway")
    assert "outside" not in found.answered


def test_who_does_not_know_a_postcode_is_asked_for_the_municipality() -> None:
    found = walked(postcode=None, municipality="unknown")
    assert shown(found, "waar") == ("azc", "postcode", "municipality")
    assert found.problems == ()


def test_one_of_phone_and_email_is_enough() -> None:
    assert codes(walked(email=None)) == [("phone", "required")]
    assert codes(walked(email=None, phone="+31612345678")) == []


def test_what_could_not_be_read_is_wrong_and_counts_as_absent() -> None:
    found = walked(email=Unreadable(("samira",)))
    assert codes(found) == [("email", "invalid_email"), ("phone", "required")]
    assert "email" not in found.answered


def test_an_answer_that_is_wrong_is_said_with_its_data() -> None:
    found = walked(question="x" * 1501)
    assert found.problems == (AnswerProblem("onderwerp", "question", "too_long", {"max": 1500, "length": 1501}),)


def test_a_step_may_be_visited_when_all_before_it_are_complete() -> None:
    found = walked(azc=None)
    assert found.first_incomplete == "waar"
    may = [journey.may_visit(found, key) for key in ("taal", "voor-wie", "waar", "onderwerp", "contact", "nergens")]
    assert may == [True, True, True, False, False, False]


def test_after_a_step_comes_the_next_one_that_is_shown() -> None:
    found = walked()
    assert [journey.following(found, key) for key in ("taal", "contact", "nergens")] == ["voor-wie", None, None]


def test_a_step_is_skipped_when_nothing_in_it_is_shown() -> None:
    form = published(
        step("Een", field("yes_no", "Meer?", "more")),
        step("Twee", field("text", "Wat dan?", "what", required=True), visible_if=[when("-more", "is", "yes")]),
        step("Drie", field("text", "Nog iets?", "else", visible_if=[when("-more", "is", "yes")])),
    )
    assert [state.key for state in journey.walk(form, {"more": False, "what": "x"}, CONTEXT).steps] == ["een"]
    assert [state.key for state in journey.walk(form, {"more": True}, CONTEXT).steps] == ["een", "twee", "drie"]


def test_a_question_can_hang_on_the_language_of_the_reader() -> None:
    form = published(
        step("Een", field("yes_no", "Tolk?", "interpreter", visible_if=[when("context.language", "is_not", "nl")]))
    )
    assert journey.walk(form, {}, CONTEXT).steps == ()
    arabic = dataclasses.replace(CONTEXT, language="ar")
    assert [state.fields for state in journey.walk(form, {}, arabic).steps] == [("interpreter",)]


def test_the_desk_gets_facts_and_never_the_words_of_the_sender() -> None:
    assert journey.facts(FORM, walked().answered, CONTEXT) == {
        "form": "stel-uw-vraag",
        "audience": "inburgeraar",
        "language": "ar",
        "category": "brief",
        "urgent": True,
        "on_behalf_of": "self",
        "lives_in_azc": False,
        "pc4": "4141",
        "in_region": True,
        "topic": "brief",
        "letter_date.working_days_ahead": 6,
    }


def test_not_knowing_the_municipality_is_no_fact() -> None:
    found = walked(postcode=None, municipality="unknown")
    assert "municipality" not in journey.facts(FORM, found.answered, CONTEXT)
    found = walked(postcode=None, municipality="GM0512")
    assert journey.facts(FORM, found.answered, CONTEXT)["municipality"] == "GM0512"


def test_a_field_that_is_marked_is_a_fact_by_its_key() -> None:
    form = published(step("Een", field("number", "Hoeveel?", "size", in_routing=True)))
    assert journey.facts(form, {"size": "12"}, CONTEXT) == {
        "form": "stel-uw-vraag",
        "audience": "inburgeraar",
        "language": "nl",
        "category": "overig",
        "urgent": False,
        "answer.size": "12",
    }


@pytest.mark.parametrize(
    ("topic", "day", "urgent"),
    [("brief", "2026-12-07", True), ("brief", "2026-12-08", False), ("anders", "2026-11-24", False)],
)
def test_a_letter_with_a_date_within_ten_working_days_is_urgent(topic: str, day: str, urgent: bool) -> None:
    found = walked(topic=topic, letter_date=day)
    assert journey.is_urgent(FORM, found.answered, CONTEXT) is urgent


def test_answers_are_found_by_what_they_mean() -> None:
    meant = journey.answers_by_meaning(FORM, walked().answered)
    assert (meant["sender_name"], meant["postcode"], "municipality" in meant) == ("Samira", "4141AB", False)


def test_an_answer_that_has_no_place_is_named() -> None:
    answers = SAMIRA | {"shoe_size": "43", "linked_municipality": "GM0512", "duo": "x"}
    found = journey.walk(FORM, answers, CONTEXT)
    assert journey.unknown(FORM, answers, found) == [
        AnswerProblem(None, "shoe_size", "unknown_field", {"field": "shoe_size"}),
        AnswerProblem("waar", "linked_municipality", "not_asked", {"field": "linked_municipality"}),
        AnswerProblem(None, "duo", "unknown_field", {"field": "duo"}),
    ]


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "language": st.sampled_from(["ar", "nl", "xx"]),
        "for_whom": st.sampled_from(["self", "other", "gone"]),
        "helper_role": st.sampled_from(["family", "key_person"]),
        "person_knows": st.just(True),
        "azc": st.booleans(),
        "postcode": st.sampled_from(["4141", "4147AA", "4200", Unreadable(("x",))]),
        "municipality": st.sampled_from(["GM0512", "unknown"]),
        "linked_municipality": st.sampled_from(["GM0512", "unknown"]),
        "send_anyway": st.just(True),
        "topic": st.sampled_from(["brief", "examen", "anders"]),
        "letter_has_date": st.booleans(),
        "letter_date": st.dates(date(2026, 1, 1), date(2027, 12, 31)).map(date.isoformat),
        "question": st.text(min_size=1, max_size=20),
        "email": st.one_of(st.just("samira@example.org"), st.just(Unreadable(("samira",)))),
        "phone": st.just("+31612345678"),
    },
)


@given(ANSWERS)
def test_what_is_hidden_makes_no_difference_anywhere(answers: dict[str, Any]) -> None:
    found = journey.walk(FORM, answers, CONTEXT)
    visible = {key for state in found.steps for key in state.fields}
    assert set(found.answered) <= visible
    only_visible = {key: value for key, value in answers.items() if key in visible}
    assert journey.walk(FORM, only_visible, CONTEXT) == found


@given(ANSWERS)
def test_what_was_answered_walks_to_the_same_place(answers: dict[str, Any]) -> None:
    found = journey.walk(FORM, answers, CONTEXT)
    again = journey.walk(FORM, found.answered, CONTEXT)
    assert again.answered == found.answered
    assert [state.fields for state in again.steps] == [state.fields for state in found.steps]


@given(ANSWERS)
def test_a_step_may_be_visited_up_to_the_first_that_is_not_complete(answers: dict[str, Any]) -> None:
    found = journey.walk(FORM, answers, CONTEXT)
    keys = [state.key for state in found.steps]
    reach = keys.index(found.first_incomplete) + 1 if found.first_incomplete else len(keys)
    assert [key for key in keys if journey.may_visit(found, key)] == keys[:reach]
