import pytest

from forms_app import keys
from forms_app.keys import Fixed


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Wat is uw postcode?", "wat_is_uw_postcode"),
        ("Één enquête", "een_enquete"),
        ("2 foto's", "vraag_2_foto_s"),
        ("رسالة", "vraag"),
        ("???", "vraag"),
        ("Een heel erg lange vraag over de brief die u van DUO kreeg", "een_heel_erg_lange_vraag_over_de_bri"),
    ],
)
def test_a_key_is_derived_from_a_dutch_label(label: str, key: str) -> None:
    assert keys.derive(label, frozenset()) == key


def test_a_derived_key_is_never_one_that_is_taken() -> None:
    assert keys.derive("Naam", {"naam", "naam_2"}) == "naam_3"


def test_a_key_of_a_step_has_dashes() -> None:
    assert keys.derive("Voor wie", {"voor-wie"}, between="-", otherwise="stap") == "voor-wie-2"


def test_a_derived_key_is_spelled_right() -> None:
    assert keys.FIELD_KEY.fullmatch(keys.derive("2" * 60, frozenset()))


def test_what_all_versions_fixed_is_their_union() -> None:
    first = {"keys": {"-a": "a", "-b": "b"}, "types": {"a": "text", "b": "date"}}
    second = {"keys": {"-a": "a", "-c": "c"}, "types": {"a": "text", "c": "email"}}
    assert Fixed.of([first, second]) == Fixed(
        {"-a": "a", "-b": "b", "-c": "c"}, {"a": "text", "b": "date", "c": "email"}
    )


def test_an_editor_sees_frozen_keys_in_the_blocks() -> None:
    plain = [{"type": "step", "id": "-s", "value": {"key": "", "fields": [{"id": "-a", "value": {"key": ""}}]}}]
    seen = keys.with_keys(plain, Fixed({"-s": "taal", "-a": "language"}))
    assert seen == [
        {"type": "step", "id": "-s", "value": {"key": "taal", "fields": [{"id": "-a", "value": {"key": "language"}}]}}
    ]
    assert plain[0]["value"]["key"] == ""  # type: ignore[index]


def test_frozen_keys_are_shown_and_taken_out_again() -> None:
    fixed = keys.Fixed({"a": "topic"}, {"topic": "text"})
    plain = [{"id": "a", "value": {"key": "", "label": "x"}}, {"id": "b", "value": {"key": "own"}}]
    shown = keys.with_keys(plain, fixed)
    assert shown[0]["value"]["key"] == "topic"
    assert keys.without_keys(shown, fixed) == plain


def test_what_was_typed_over_a_frozen_key_stays_to_be_refused() -> None:
    fixed = keys.Fixed({"a": "topic"}, {"topic": "text"})
    typed = [{"id": "a", "value": {"key": "other"}}]
    assert keys.without_keys(typed, fixed) == typed
