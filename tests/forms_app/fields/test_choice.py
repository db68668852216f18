import pytest

from forms_app.fields import TYPES
from forms_app.fields.base import Flaw, Unreadable
from tests.forms_app.fields.judging import CONTEXT, PLAIN_VOICE

CHOICE, CHOICES, YES_NO, STATEMENT = (TYPES[name] for name in ("choice", "choices", "yes_no", "statement"))
MUNICIPALITY, LANGUAGE, ORGANISATION = (TYPES[name] for name in ("municipality", "language", "organisation"))
FIELD = {"msg_id": "step.field", "options": [{"value": "a"}, {"value": "b"}], "at_most": None}


def test_one_option_is_picked() -> None:
    assert CHOICE.parse([" a "]) == "a"
    assert CHOICE.parse(["a", "b"]) == Unreadable(("a", "b"))


def test_only_an_option_can_be_picked() -> None:
    assert CHOICE.check("a", FIELD, CONTEXT) == []
    assert CHOICE.check("c", FIELD, CONTEXT) == [Flaw("unknown_option", {"value": "c"})]
    assert CHOICES.check(["a", "c"], FIELD, CONTEXT) == [Flaw("unknown_option", {"value": "c"})]


def test_several_options_are_kept_once_each() -> None:
    assert CHOICES.parse(["b", "a", "b", ""]) == ["b", "a"]


def test_no_more_options_than_asked() -> None:
    assert CHOICES.check(["a", "b"], FIELD | {"at_most": 1}, CONTEXT) == [Flaw("too_many_choices", {"at_most": 1})]


def test_options_are_shown_by_their_label() -> None:
    assert CHOICE.show("a", FIELD, PLAIN_VOICE) == "Antwoord A"
    assert CHOICES.show(["a", "b"], FIELD, PLAIN_VOICE) == "Antwoord A\nAntwoord B"


def test_an_option_without_a_label_is_shown_by_its_value() -> None:
    assert CHOICE.show("gone", FIELD, PLAIN_VOICE) == "gone"


@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("Ja", True), ("no", False), ("NEE", False)])
def test_yes_and_no_are_booleans(typed: str, value: bool) -> None:
    assert YES_NO.parse([typed]) is value


def test_what_is_neither_yes_nor_no_is_unreadable() -> None:
    assert YES_NO.parse(["misschien"]) == Unreadable(("misschien",))
    assert YES_NO.parse(["yes", "no"]) == Unreadable(("yes", "no"))


def test_yes_is_shown_in_the_word_of_the_language() -> None:
    assert YES_NO.show(True, {}, PLAIN_VOICE) == "YES"


def test_not_agreeing_is_no_answer() -> None:
    assert (STATEMENT.parse(["yes"]), STATEMENT.parse(["no"]), STATEMENT.parse([])) == (True, None, None)


def test_a_municipality_of_the_region_can_be_picked_by_its_code() -> None:
    field = {"unknown": False}
    assert MUNICIPALITY.check("GM0512", field, CONTEXT) == []
    assert MUNICIPALITY.check("GM1960", field, CONTEXT) == [Flaw("unknown_option", {"value": "GM1960"})]


def test_not_knowing_is_an_answer_where_it_is_offered() -> None:
    assert MUNICIPALITY.check("unknown", {"unknown": True}, CONTEXT) == []
    assert MUNICIPALITY.check("unknown", {"unknown": False}, CONTEXT) == [Flaw("unknown_option", {"value": "unknown"})]
    assert MUNICIPALITY.show("unknown", {}, PLAIN_VOICE) == "UNKNOWN"


def test_a_municipality_is_shown_by_its_name_even_when_it_is_gone() -> None:
    assert MUNICIPALITY.show("GM0512", {}, PLAIN_VOICE) == "Gorinchem"
    assert MUNICIPALITY.show("GM0545", {}, PLAIN_VOICE) == "GM0545"


def test_only_a_language_that_is_on_can_be_picked() -> None:
    assert LANGUAGE.check("ar", {}, CONTEXT) == []
    assert LANGUAGE.check("ti", {}, CONTEXT) == [Flaw("unknown_option", {"value": "ti"})]
    assert LANGUAGE.check("unknown", {}, CONTEXT) == [Flaw("unknown_option", {"value": "unknown"})]


def test_only_an_organisation_that_takes_part_can_be_picked() -> None:
    assert ORGANISATION.check("school-a", {"unknown": False}, CONTEXT) == []
    assert ORGANISATION.check("school-b", {"unknown": False}, CONTEXT) == [
        Flaw("unknown_option", {"value": "school-b"})
    ]
