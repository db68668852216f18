import pytest

from forms_app import meanings
from forms_app.fields import TYPES
from forms_app.meanings import MEANINGS, Meaning


@pytest.mark.parametrize("meaning", MEANINGS.values(), ids=lambda meaning: meaning.name)
def test_a_meaning_stands_on_field_types_that_exist(meaning: Meaning) -> None:
    assert meaning.types
    assert meaning.types - set(TYPES) == set()


def test_an_answer_is_personal_unless_its_meaning_says_otherwise() -> None:
    found = {name for name in ["", *MEANINGS] if not meanings.is_personal(name)}
    assert found == {
        *("sender_role", "organisation", "on_behalf_of", "person_consent", "language", "contact_how"),
        *("contact_when", "contact_safe", "municipality", "topic", "urgency"),
    }


def test_the_words_of_a_sender_never_route() -> None:
    routing = {name for name, meaning in MEANINGS.items() if meaning.routes}
    assert routing == {
        *("sender_role", "organisation", "on_behalf_of", "language", "place", "municipality", "lives_in_azc"),
        *("linked_municipality", "topic", "urgency"),
    }
