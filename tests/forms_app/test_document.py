import json
from typing import Any

import pytest

from forms_app import document
from forms_app.keys import Fixed
from forms_app.problems import Problem
from home import conditions
from tests.forms_app.documents import (
    ask_your_question,
    ask_your_question_steps,
    compiled,
    field,
    option,
    published,
    step,
    when,
)

NAME = field("text", "Uw naam", "name")


def problems_of(*steps: Any, **more: Any) -> list[tuple[tuple[int | str, ...], str]]:
    return [(problem.path, problem.code) for problem in compiled(*steps, **more)[1]]


def test_a_document_is_json_and_says_all_there_is_to_know() -> None:
    found = published(
        step(
            "Onderwerp",
            field(
                "choice",
                "Waar gaat het over?",
                "topic",
                meaning="topic",
                required=True,
                options=[option("Een brief", "brief", category="brief"), option("Anders", category="overig")],
            ),
            field("panel", "Let op", text="Lees dit.", visible_if=[when("-topic", "is", "-topic-brief")]),
            intro="Kies één onderwerp.",
        )
    )
    assert json.loads(json.dumps(found)) == {
        "schema_version": 1,
        "key": "stel-uw-vraag",
        "title": "Stel uw vraag",
        "audience": "inburgeraar",
        "languages": ["nl"],
        "default_category": "overig",
        "urgent_if": None,
        "steps": [
            {
                "key": "onderwerp",
                "visible_if": None,
                "fields": [
                    {
                        "key": "topic",
                        "type": "choice",
                        "msg_id": "onderwerp.topic",
                        "visible_if": None,
                        "required": True,
                        "required_if": None,
                        "meaning": "topic",
                        "personal": False,
                        "in_routing": False,
                        "display": "list",
                        "options": [
                            {"value": "brief", "category": "brief", "icon": ""},
                            {"value": "anders", "category": "overig", "icon": ""},
                        ],
                    },
                    {
                        "key": "let_op",
                        "type": "panel",
                        "msg_id": "onderwerp.let_op",
                        "visible_if": {"and": [{"===": [{"var": "topic"}, "brief"]}]},
                        "tone": "advice",
                        "link_url": "",
                    },
                ],
            }
        ],
        "strings": {
            "nl": {
                "_form.title": "Stel uw vraag",
                "onderwerp.title": "Onderwerp",
                "onderwerp.intro": "Kies één onderwerp.",
                "onderwerp.topic.label": "Waar gaat het over?",
                "onderwerp.topic.brief.label": "Een brief",
                "onderwerp.topic.anders.label": "Anders",
                "onderwerp.let_op.label": "Let op",
                "onderwerp.let_op.text": "Lees dit.",
            }
        },
        "keys": {
            "-step-Onderwerp": "onderwerp",
            "-topic": "topic",
            "-topic-brief": "brief",
            "-topic-Anders": "anders",
            "-Let op": "let_op",
        },
        "types": {"topic": "choice", "let_op": "panel"},
    }


def test_the_same_blocks_give_the_same_digest() -> None:
    assert document.digest(ask_your_question()) == document.digest(ask_your_question())
    assert len(document.digest(ask_your_question())) == 64


def test_another_word_gives_another_digest() -> None:
    one, other = published(step("Contact", NAME)), published(step("Contact!", NAME))
    assert document.digest(one) != document.digest(other)


def test_every_condition_of_the_form_for_inburgeraars_is_in_the_language() -> None:
    found = ask_your_question()
    asked = [one for of_step in found["steps"] for one in of_step["fields"]]
    expressions = [one[name] for one in asked for name in ("visible_if", "required_if") if one.get(name) is not None]
    for expression in [*expressions, found["urgent_if"]]:
        conditions.check(expression)
    assert len(expressions) == 11


@pytest.mark.parametrize(
    ("steps", "problems"),
    [
        ([], [((), "no_steps")]),
        ([step("Leeg", key="leeg")], [((0, "fields"), "no_fields")]),
        ([step("", NAME, key="a")], [((0, "title"), "missing")]),
        ([step("A", field("text", "", "name"))], [((0, "fields", 0, "label"), "missing")]),
        ([step("A", field("panel", "Kop", "p"))], [((0, "fields", 0, "text"), "missing")]),
        ([step("A", NAME, key="klaar")], [((0, "key"), "reserved_key")]),
        ([step("A", NAME, key="Voor_wie")], [((0, "key"), "bad_key")]),
        ([step("A", field("text", "A", "csrfmiddlewaretoken"))], [((0, "fields", 0, "key"), "reserved_key")]),
        ([step("A", field("text", "A", "a-b"))], [((0, "fields", 0, "key"), "bad_key")]),
        ([step("A", field("text", "A", "a" * 41))], [((0, "fields", 0, "key"), "bad_key")]),
        ([step("A", NAME), step("B", {**NAME, "id": "-x"})], [((1, "fields", 0, "key"), "duplicate_key")]),
        (
            [step("A", NAME, key="a"), step("B", field("text", "Ook"), key="a", id="-s")],
            [((1, "key"), "duplicate_key")],
        ),
        ([step("A", {**NAME, "id": None})], [((0, "fields", 0, "key"), "no_id")]),
        ([step("A", field("text", "A", max_length=0))], [((0, "fields", 0, "max_length"), "out_of_range")]),
        (
            [step("A", field("choice", "A", "a", options=[option("Een", "een")]))],
            [((0, "fields", 0, "options"), "two_options")],
        ),
        (
            [step("A", field("choices", "A", "a", options=[option("Een", "een"), option("Ook", "een", id="-2")]))],
            [((0, "fields", 0, "options", 1, "key"), "duplicate_key")],
        ),
        (
            [step("A", field("choices", "A", "a", options=[option("Een", "een"), option("", "b")]))],
            [((0, "fields", 0, "options", 1, "label"), "missing")],
        ),
        (
            [step("A", NAME, field("text", "B", required=True, required_if=[when("-name", "answered")]))],
            [((0, "fields", 1, "required"), "required_twice")],
        ),
        ([step("A", field("text", "A", meaning="bsn"))], [((0, "fields", 0, "meaning"), "unknown_meaning")]),
        ([step("A", field("text", "A", meaning="postcode"))], [((0, "fields", 0, "meaning"), "wrong_meaning")]),
        (
            [step("A", field("text", "A", meaning="sender_name"), field("text", "B", meaning="sender_name"))],
            [((0, "fields", 1, "meaning"), "meaning_twice")],
        ),
        (
            [step("A", field("text", "A", visible_if=[when("-name", "answered")]), NAME)],
            [((0, "fields", 0, "visible_if", 0, "question"), "not_earlier")],
        ),
        (
            [step("A", field("text", "A", "a", visible_if=[when("-a", "answered")]))],
            [((0, "fields", 0, "visible_if", 0, "question"), "not_earlier")],
        ),
        (
            [step("A", NAME, visible_if=[when("-name", "answered")])],
            [((0, "visible_if", 0, "question"), "not_earlier")],
        ),
    ],
)
def test_a_form_that_cannot_be_published_says_where_and_why(steps: list[Any], problems: list[Any]) -> None:
    assert problems_of(*steps) == problems


def test_every_topic_leads_to_a_category_that_the_desk_knows() -> None:
    topics = [
        option("Brief", "brief"),
        option("Les", "les", category="school"),
        option("Geld", "geld", category="geld"),
    ]
    asked = field("choice", "Onderwerp", "topic", meaning="topic", options=topics)
    assert compiled(step("A", asked))[1] == [
        Problem((0, "fields", 0, "options", 0, "category"), "unmapped_option"),
        Problem((0, "fields", 0, "options", 1, "category"), "unknown_category", {"category": "school"}),
    ]


@pytest.mark.parametrize(
    ("settings", "problems"),
    [
        ({"title": " "}, [(("title",), "missing")]),
        ({"key": "controle"}, [(("key",), "reserved_key")]),
        ({"default_category": ""}, [(("default_category",), "missing")]),
        ({"default_category": "school"}, [(("default_category",), "unknown_category")]),
        ({"urgent_if": [when("-gone", "answered")]}, [(("urgent_if", 0, "question"), "not_earlier")]),
    ],
)
def test_what_stands_beside_the_steps_is_checked_too(settings: dict[str, Any], problems: list[Any]) -> None:
    assert problems_of(step("A", NAME), **settings) == problems


def test_a_published_key_stays_though_the_question_is_worded_anew() -> None:
    fixed = Fixed.of([published(step("Contact", field("text", "Naam", id="-1"), id="-s"))])
    again = published(step("Wie bent u?", field("text", "Hoe heet u?", id="-1"), id="-s"), fixed=fixed)
    assert (again["steps"][0]["key"], again["steps"][0]["fields"][0]["key"]) == ("contact", "naam")


def test_a_published_key_cannot_be_typed_over() -> None:
    fixed = Fixed({"-name": "naam"}, {"naam": "text"})
    assert compiled(step("A", NAME), fixed=fixed)[1] == [
        Problem((0, "fields", 0, "key"), "frozen_key", {"key": "naam"})
    ]


def test_a_key_of_a_question_that_is_gone_cannot_come_back_as_another_kind() -> None:
    fixed = Fixed({"-old": "name"}, {"name": "date"})
    assert compiled(step("A", NAME), fixed=fixed)[1] == [
        Problem((0, "fields", 0, "key"), "retired_key", {"key": "name"})
    ]


def test_a_derived_key_never_meets_a_key_of_a_question_that_is_gone_or_stands_later() -> None:
    fixed = Fixed({"-old": "naam", "-later": "naam_2"}, {"naam": "text", "naam_2": "text"})
    found = published(step("A", field("text", "Naam", id="-new"), field("text", "Naam", id="-later")), fixed=fixed)
    assert [asked["key"] for asked in found["steps"][0]["fields"]] == ["naam_3", "naam_2"]


def test_a_document_holds_the_keys_of_its_own_blocks_only() -> None:
    found = published(step("A", NAME), fixed=Fixed({"-old": "oud"}, {"oud": "text"}))
    assert (found["keys"], found["types"]) == ({"-step-A": "a", "-name": "name"}, {"name": "text"})


def test_blocks_may_miss_what_an_editor_never_saw() -> None:
    plain = [{"type": "step", "id": "-s", "value": {"title": "A", "fields": [{**NAME, "value": {"label": "Naam"}}]}}]
    assert problems_of(*plain) == []


def test_an_answer_is_personal_by_its_meaning_unless_the_editor_says_otherwise() -> None:
    found = published(
        step(
            "A",
            field("text", "Naam", meaning="sender_name", personal="no"),
            field("yes_no", "Bericht?", meaning="contact_safe", personal="yes"),
            field("date", "Brief", meaning="letter_date"),
            field("language", "Taal", meaning="language"),
            field("number", "Hoeveel?"),
        )
    )
    assert [asked["personal"] for asked in found["steps"][0]["fields"]] == [False, True, True, False, True]


def test_a_language_is_offered_when_every_text_is_there() -> None:
    texts = {"_form.title": "Ask", "a.title": "You", "a.name.label": "Your name"}
    half = {name: text for name, text in texts.items() if name != "a.title"}
    found = published(step("A", NAME), strings={"en": texts, "ar": half, "nl": {"a.title": "Nee"}})
    assert found["languages"] == ["nl", "en"]
    assert found["strings"]["ar"] == half
    assert found["strings"]["nl"]["a.title"] == "A"


def test_dari_is_offered_when_persian_has_the_rest() -> None:
    persian = {"_form.title": "۱", "a.title": "۲", "a.name.label": "۳"}
    assert published(step("A", NAME), strings={"fa": persian, "fa-af": {"a.title": "۴"}})["languages"] == [
        "nl",
        "fa",
        "fa-af",
    ]


def test_texts_that_the_form_does_not_have_stay_out() -> None:
    found = published(step("A", NAME), strings={"en": {"a.gone.label": "Gone"}})
    assert sorted(found["strings"]) == ["nl"]


def test_half_a_form_can_be_looked_at() -> None:
    half = [step("", field("choice", "", id="-c"), field("panel", "", id="-p"), id="-s"), step("B", id="-t")]
    found, problems = compiled(*half, title="", default_category="")
    assert [asked["key"] for asked in found["steps"][0]["fields"]] == ["vraag", "vraag_2"]
    assert len(problems) == 7


def test_the_form_for_inburgeraars_compiles() -> None:
    assert problems_of(*ask_your_question_steps()) == []
