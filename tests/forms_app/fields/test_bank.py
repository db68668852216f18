import pytest

from forms_app.fields import TYPES
from forms_app.fields.base import Unreadable
from tests.forms_app.fields.judging import PLAIN_VOICE

IBAN = TYPES["iban"]


@pytest.mark.parametrize(
    "typed",
    [
        "NL91ABNA0417164300",
        "nl91 abna 0417 1643 00",
        "NL91.ABNA.0417.1643.00",
        " NL91-ABNA-0417164300 ",
        "NL٩١ABNA٠٤١٧١٦٤٣٠٠",
    ],
)
def test_an_account_is_read_from_any_spelling(typed: str) -> None:
    assert IBAN.parse([typed]) == "NL91ABNA0417164300"


@pytest.mark.parametrize("typed", ["NL92ABNA0417164300", "NL91ABNA041716430", "0417164300", "XX00", "ＮＬ９１", "É"])
def test_an_account_that_cannot_be_is_kept_as_it_was_typed(typed: str) -> None:
    assert IBAN.parse([typed]) == Unreadable((typed,))


def test_an_account_of_another_country_is_one_too() -> None:
    assert IBAN.parse(["DE89 3704 0044 0532 0130 00"]) == "DE89370400440532013000"


def test_nothing_typed_is_no_answer() -> None:
    assert IBAN.parse([" "]) is None


def test_an_account_is_shown_as_on_a_card_and_what_is_shown_can_be_read() -> None:
    shown = IBAN.show("NL91ABNA0417164300", {}, PLAIN_VOICE)
    assert shown == "NL91 ABNA 0417 1643 00"
    assert IBAN.parse([shown]) == IBAN.parse(IBAN.write("NL91ABNA0417164300"))
