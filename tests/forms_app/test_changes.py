"""What a change of a form does to who is under way: each rule with a document that has just that change."""

from collections.abc import Callable
from typing import Any

import pytest

from forms_app import changes
from forms_app.changes import Change, Difference, Effect
from forms_app.texts import Document
from tests.forms_app.documents import Block, compiled, field, option, published, step, when

Fields = list[Block]
TEXT_ONLY, COMPATIBLE, INCOMPATIBLE = Effect
STRINGS = {"en": {"_form.title": "Ask", "a.topic.label": "About what?"}}


def about() -> Fields:
    return [
        field("choice", "Waarover?", "topic", required=True, options=[option("Brief", "brief"), option("Les", "les")]),
        field("text", "Wat dan?", "what", required=True, visible_if=[when("-topic", "is", "-topic-les")]),
        field("number", "Hoeveel?", "count", minimum="1", maximum="10"),
        field("long_text", "Uw vraag", "question", required=True),
    ]


def who() -> Fields:
    return [field("text", "Naam", "name", required=True), field("email", "E-mail", "email")]


def form(a: Fields | None = None, b: Fields | None = None, *more: Block, **settings: Any) -> Document:
    first, second = about() if a is None else a, who() if b is None else b
    return published(
        step("Waarover", *first, key="a"), step("Wie", *second, key="b"), *more, **{"strings": STRINGS, **settings}
    )


def changed(index: int, **value: Any) -> Fields:
    """The questions of the first step, one of them with other settings."""
    fields = about()
    fields[index]["value"] |= value
    return fields


def added(*more: Block) -> Fields:
    return [*about(), *more]


def without(index: int) -> Fields:
    return [one for place, one in enumerate(about()) if place != index]


def other_options(change: Callable[[list[Block]], Any]) -> Fields:
    fields = about()
    change(fields[0]["value"]["options"])
    return fields


CASES: list[tuple[str, Document, Effect, list[tuple[str, str, str]]]] = [
    # what it is, the new version, the effect, (kind, what, key) of each change
    ("a label", form(changed(3, label="Wat wilt u weten?")), TEXT_ONLY, [("field", "text", "question")]),
    ("a hint", form(changed(3, hint="In uw eigen taal.")), TEXT_ONLY, [("field", "text", "question")]),
    ("the title", form(title="Vraag het"), TEXT_ONLY, [("form", "text", "")]),
    ("a translation", form(strings={"en": STRINGS["en"] | {"a.what.label": "What?"}}), TEXT_ONLY,
     [("field", "text", "what")]),
    ("a new language", form(strings=STRINGS | {"ar": {"b.title": "من"}}), TEXT_ONLY, [("step", "text", "b")]),
    ("the label of an option", form(other_options(lambda o: o[0]["value"].update(label="Post"))), TEXT_ONLY,
     [("option", "text", "brief")]),
    ("an optional question more", form(added(field("date", "Sinds?", "since"))), COMPATIBLE,
     [("field", "added", "since")]),
    ("an optional question less", form(without(2)), COMPATIBLE, [("field", "removed", "count")]),
    ("a text between the questions", form(added(field("panel", "Let op", "note", text="Lees dit."))), COMPATIBLE,
     [("field", "added", "note")]),
    ("an option more", form(other_options(lambda o: o.append(option("Geld", "geld", id="-topic-geld")))), COMPATIBLE,
     [("option", "added", "geld")]),
    ("options in another order", form(other_options(lambda o: o.reverse())), COMPATIBLE,
     [("field", "options_order", "topic")]),
    ("cards", form(changed(0, display="cards")), COMPATIBLE, [("field", "display", "topic")]),
    ("no longer required", form(changed(3, required=False)), COMPATIBLE, [("field", "required", "question")]),
    ("more room", form(changed(2, maximum="12")), COMPATIBLE, [("field", "maximum", "count")]),
    ("questions of a step in another order", form([*about()[:2], about()[3], about()[2]]), COMPATIBLE,
     [("step", "order", "a")]),
    ("an optional step more", form(None, None, step("Meer", field("text", "Nog iets?", "more"), key="c")), COMPATIBLE,
     [("step", "added", "c"), ("field", "added", "more")]),
    ("another category for the desk", form(default_category="geld"), COMPATIBLE, [("form", "default_category", "")]),
    ("another urgency", form(urgent_if=[when("-topic", "is", "-topic-brief")]), COMPATIBLE,
     [("form", "urgent_if", "")]),
    ("a required question more", form(added(field("date", "Sinds?", "since", required=True))), INCOMPATIBLE,
     [("field", "added", "since")]),
    ("a question that is required sometimes", form(added(
        field("date", "Sinds?", "since", required_if=[when("-topic", "is", "-topic-les")]))), INCOMPATIBLE,
     [("field", "added", "since")]),
    ("a required question less", form(without(3)), INCOMPATIBLE, [("field", "removed", "question")]),
    ("required from now on", form(changed(2, required=True)), INCOMPATIBLE, [("field", "required", "count")]),
    ("another type", form([*about()[:3], field("text", "Uw vraag", "question", required=True)]), INCOMPATIBLE,
     [("field", "type", "question")]),
    ("an option less", form(other_options(lambda o: o.append(option("Geld", "geld", id="-topic-geld")) or o.pop(0)),
                            ), INCOMPATIBLE, [("option", "added", "geld"), ("option", "removed", "brief")]),
    ("another condition", form(changed(1, visible_if=[when("-topic", "is", "-topic-brief")])), INCOMPATIBLE,
     [("field", "visible_if", "what")]),
    ("no condition", form(changed(1, visible_if=[])), INCOMPATIBLE, [("field", "visible_if", "what")]),
    ("another meaning", form(changed(3, meaning="question")), INCOMPATIBLE, [("field", "meaning", "question")]),
    ("less room", form(changed(2, maximum="9")), INCOMPATIBLE, [("field", "maximum", "count")]),
    ("a lower limit", form(changed(2, minimum="2")), INCOMPATIBLE, [("field", "minimum", "count")]),
    ("moved to another step", form(without(2), [*who(), about()[2]]), INCOMPATIBLE, [("field", "moved", "count")]),
]  # fmt: skip


@pytest.mark.parametrize(("new", "effect", "told"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_one_change_has_the_effect_that_the_rules_give_it(
    new: Document, effect: Effect, told: list[tuple[str, str, str]]
) -> None:
    found = changes.compare(form(), new)
    assert found.effect is effect
    assert [(change.kind, change.what, change.option or change.field or change.step) for change in found.changes] == (
        told
    )
    assert found.moves_on is (effect is not INCOMPATIBLE)
    assert (found.first_affected is None) is found.moves_on


def test_a_text_says_in_which_languages_it_differs() -> None:
    strings = {"en": STRINGS["en"] | {"a.topic.label": "About?"}, "ar": {"a.topic.label": "عن ماذا؟"}}
    (change,) = changes.compare(form(), form(strings=strings)).changes
    assert (change.languages, change.before, change.after) == (("ar", "en"), "Waarover?", "Waarover?")


def test_equal_versions_differ_in_nothing() -> None:
    assert changes.compare(form(), form()) == Difference((), None)


def test_another_category_of_a_topic_is_another_meaning() -> None:
    def topics(category: str) -> Fields:
        options = [option("Brief", "brief", category=category), option("Les", "les", category="les")]
        return [field("choice", "Waarover?", "topic", meaning="topic", options=options)]

    found = changes.compare(form(topics("brief")), form(topics("geld")))
    assert found.effect is INCOMPATIBLE
    assert found.changes[0] == Change(INCOMPATIBLE, "option", "category", "a", "topic", "brief", "brief", "geld")


def test_for_whom_the_form_is_matters_where_a_condition_asks_it() -> None:
    assert changes.compare(form(), form(audience="partner")).effect is COMPATIBLE
    asks = [field("text", "Voor wie?", "whom", visible_if=[when("context.audience", "is", "partner")])]
    old, new = (
        compiled(step("Wie", *asks, *who(), key="a"), audience=audience)[0] for audience in ("inburgeraar", "partner")
    )
    assert changes.compare(old, new).effect is INCOMPATIBLE


def test_steps_in_another_order_are_looked_at_from_the_first_that_moved() -> None:
    third = step("Meer", field("text", "Nog iets?", "more"), key="c")
    old = form(None, None, third)
    new = form(None, None, third)
    new["steps"] = [new["steps"][0], new["steps"][2], new["steps"][1]]
    found = changes.compare(old, new)
    assert (found.effect, found.first_affected) == (INCOMPATIBLE, "c")


def test_the_first_step_that_is_touched_is_named_also_when_a_later_one_is() -> None:
    both = changes.compare(form(), form(changed(2, required=True), [*who(), field("date", "?", "d", required=True)]))
    assert both.first_affected == "a"
    later = changes.compare(form(), form(None, [*who(), field("date", "?", "d", required=True)]))
    assert later.first_affected == "b"


def test_a_step_that_went_away_leads_to_what_came_after_it() -> None:
    third = step("Meer", field("text", "Nog iets?", "more"), key="c")
    gone = form(None, None, third)
    gone["steps"] = [gone["steps"][0], gone["steps"][2]]
    found = changes.compare(form(None, None, third), gone)
    assert (found.effect, found.first_affected) == (INCOMPATIBLE, "c")
    assert {(change.kind, change.what, change.step or change.field) for change in found.changes} >= {
        ("step", "removed", "b")
    }


def test_a_setting_that_is_not_known_to_be_harmless_keeps_people_where_they_are() -> None:
    new = form()
    new["steps"][0]["fields"][3]["shape"] = "round"
    assert changes.compare(form(), new).effect is INCOMPATIBLE
    old = form()
    old["steps"][0]["fields"][3]["shape"] = ""
    assert changes.compare(old, form()) == Difference((), None)  # compiled before the setting was there


def group(*inner: Document) -> Document:
    """A version with a repeated group, as a later compilation has it."""
    document = form()
    own = {"key": "child", "type": "group", "msg_id": "a.child", "visible_if": None, "required": False}
    document["steps"][0]["fields"].append({**own, "fields": list(inner)})
    return document


def inside(key: str, **more: Any) -> Document:
    return {"key": key, "type": "text", "msg_id": f"a.{key}", "visible_if": None, "required": False, **more}


def test_questions_of_a_group_follow_the_same_rules() -> None:
    old = group(inside("name"))
    assert changes.compare(old, group(inside("name"), inside("age"))).effect is COMPATIBLE
    (change,) = changes.compare(old, group(inside("name", required=True))).changes
    assert (change.effect, change.field, change.what) == (INCOMPATIBLE, "child.name", "required")
    assert changes.compare(group(inside("name", required=True)), group(inside("age"))).effect is INCOMPATIBLE
    assert changes.compare(form(), group(inside("name", required=True))).effect is INCOMPATIBLE


def test_a_version_without_steps_can_be_compared_too() -> None:
    empty = form()
    empty["steps"] = []
    assert changes.compare(form(), empty).first_affected is None
    assert changes.compare(empty, form()).effect is INCOMPATIBLE
