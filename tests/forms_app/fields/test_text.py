import pytest

from forms_app.fields import TYPES
from forms_app.fields.base import Flaw, Unreadable, read
from tests.forms_app.fields.judging import CONTEXT, PLAIN_VOICE

TEXT, LONG, EMAIL, PHONE, NUMBER = (TYPES[name] for name in ("text", "long_text", "email", "phone", "number"))


def test_a_line_is_stored_without_double_spaces_and_controls() -> None:
    assert TEXT.parse(["  Samira\x00  el  Amrani\n"]) == "Samira el Amrani"


def test_lines_of_a_long_text_stay() -> None:
    assert LONG.parse(["Beste mensen,\r\n\r\nIk heb een brief.  "]) == "Beste mensen,\n\nIk heb een brief."


@pytest.mark.parametrize("name", sorted(set(TYPES)))
@pytest.mark.parametrize("raw", [[], [""], [" \u2003 "], ["", "", ""]])
def test_nothing_typed_is_no_answer(name: str, raw: list[str]) -> None:
    kind = TYPES[name]
    assert kind.parse(raw[:1] if name in ("text", "long_text") else raw) is None


def test_a_text_is_too_long_by_its_characters_not_its_bytes() -> None:
    field = {"max_length": 4}
    assert TEXT.check("ትግርኛ", field, CONTEXT) == []
    assert TEXT.check("ትግርኛ!", field, CONTEXT) == [Flaw("too_long", {"max": 4, "length": 5})]


@pytest.mark.parametrize("typed", ["samira@example.org", " Samira.El+amrani@post.Example.co.uk ", "мир@пример.рф"])
def test_an_email_address_is_kept_as_typed(typed: str) -> None:
    assert EMAIL.parse([typed]) == typed.strip()


@pytest.mark.parametrize(
    "typed", ["samira", "samira@", "samira@example", "a b@example.org", "a@b@c.nl", "a@example..org", "a,b@example.org"]
)
def test_what_is_no_email_address_is_kept_as_it_was_typed(typed: str) -> None:
    assert EMAIL.parse([typed]) == Unreadable((typed,))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("06 12345678", "+31612345678"),
        ("(0183) 51-61 00", "+31183516100"),
        ("0031 6 12345678", "+31612345678"),
        ("+49 30 123456", "+4930123456"),
        ("٠٦١٢٣٤٥٦٧٨", "+31612345678"),
        ("۰۶ ۱۲۳۴۵۶۷۸", "+31612345678"),
    ],
)
def test_a_phone_number_of_any_spelling_is_one_number(typed: str, number: str) -> None:
    assert PHONE.parse([typed]) == number


@pytest.mark.parametrize("typed", ["06 1234", "bel mij", "1234567890123456789"])
def test_what_nobody_can_call_is_no_phone_number(typed: str) -> None:
    assert PHONE.parse([typed]) == Unreadable((typed,))


def test_a_phone_number_is_shown_in_groups() -> None:
    assert PHONE.show("+31612345678", {}, PLAIN_VOICE) == "+31 6 12345678"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", "12"),
        ("007", "7"),
        ("1,50", "1.5"),
        ("1.5", "1.5"),
        ("0.125", "0.125"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("-0,0", "0"),
        ("1 000", "1000"),
        ("١٢٫٥", "12.5"),
        ("۱۲", "12"),
    ],
)
def test_a_number_has_one_spelling(typed: str, number: str) -> None:
    assert NUMBER.parse([typed]) == number


@pytest.mark.parametrize("typed", ["twaalf", "1.000", "1,000", "1.000.000", "1e5", "12 kg", "1234567890123456", "--1"])
def test_a_number_that_two_readers_would_read_differently_is_refused(typed: str) -> None:
    assert NUMBER.parse([typed]) == Unreadable((typed,))


def test_a_number_is_checked_against_its_ends_and_decimals() -> None:
    field = {"minimum": "1", "maximum": "30", "decimals": 0}
    assert [NUMBER.check(value, field, CONTEXT) for value in ("1", "30")] == [[], []]
    assert NUMBER.check("0", field, CONTEXT) == [Flaw("too_small", {"minimum": "1"})]
    assert NUMBER.check("30.5", field, CONTEXT) == [Flaw("too_large", {"maximum": "30"}), Flaw("not_whole")]
    assert NUMBER.check("2.25", field | {"decimals": 1}, CONTEXT) == [Flaw("too_precise", {"decimals": 1})]


def test_settings_of_a_number_may_not_contradict_each_other() -> None:
    settings, wrong = NUMBER.settings({"minimum": "5", "maximum": "2,5", "decimals": 9})
    assert settings == {"minimum": "5", "maximum": "2.5", "decimals": 0}
    assert [(setting.name, setting.code) for setting in wrong] == [
        ("decimals", "out_of_range"),
        ("maximum", "contradictory"),
    ]


@pytest.mark.parametrize(
    ("name", "answer", "value"),
    [
        ("text", 12, "12"),
        ("number", 12, "12"),
        ("number", 1.5, "1.5"),
        ("number", True, Unreadable(("yes",))),
        ("text", {"a": "é"}, Unreadable(('{"a": "é"}',))),
        ("text", ["a", "b"], Unreadable(("a", "b"))),
        ("text", None, None),
        ("yes_no", False, False),
        ("choices", ["a", "b"], ["a", "b"]),
        ("choices", [["a"], ["b", "c"]], Unreadable(('[["a"], ["b", "c"]]',))),
        ("date", [1, 12, 2026], "2026-12-01"),
        ("number", 10**30, Unreadable((str(10**30),))),
    ],
)
def test_a_json_value_is_read_as_generously_as_what_is_typed(name: str, answer: object, value: object) -> None:
    assert read(TYPES[name], answer) == value


def test_a_number_of_something_is_shown_with_its_unit() -> None:
    assert NUMBER.show("12.5", {"msg_id": "step.field"}, PLAIN_VOICE) == "12.5 uur"
    assert NUMBER.show("12.5", {"msg_id": "step.other"}, PLAIN_VOICE) == "12.5"
