from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets import access_codes
from tickets.references import ALPHABET

KEY = b"a key of at least sixteen bytes"
REFERENCE = "GMV-JK4E-PNJN"
CODE = access_codes.derive(KEY, REFERENCE, "nonce")


def matches(typed: str) -> bool:
    return access_codes.matches(typed, KEY, REFERENCE, "nonce")


def test_a_code_is_the_same_whenever_it_is_derived() -> None:
    assert access_codes.derive(b"k" * 32, "GMV-7K3Q-9TXR", "n") == "JXD9CEWTRW"


def test_another_key_reference_or_nonce_gives_another_code() -> None:
    others = [
        access_codes.derive(KEY[::-1], REFERENCE, "nonce"),
        access_codes.derive(KEY, "GMV-8R6E-7NM6", "nonce"),
        access_codes.derive(KEY, REFERENCE, "nonce 2"),
    ]

    assert len({CODE, *others}) == 4


@given(st.binary(min_size=16), st.text(max_size=20), st.text(max_size=20))
def test_a_code_has_ten_symbols_that_can_be_read_aloud(key: bytes, reference: str, nonce: str) -> None:
    code = access_codes.derive(key, reference, nonce)

    assert len(code) == 10
    assert set(code) <= set(ALPHABET)


def test_no_symbol_comes_up_more_often() -> None:
    counted = Counter("".join(access_codes.derive(KEY, REFERENCE, str(nonce)) for nonce in range(4800)))

    # 48,000 symbols: 2000 of each, standard deviation 44. A plain remainder would give sixteen of them 2063.
    chi_square = sum((counted[symbol] - 2000) ** 2 / 2000 for symbol in ALPHABET)
    assert chi_square < 50


def test_a_short_key_is_an_error() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        access_codes.derive(b"fifteen bytes!!", REFERENCE, "nonce")


def test_a_code_is_shown_in_groups() -> None:
    assert access_codes.grouped("H4MW8P76QD") == "H4MW-8P76-QD"


@pytest.mark.parametrize(
    "typed",
    [
        "H4MW-8P76-QD",
        "h4mw8p76qd",
        " h4mw 8p76 qd\n",
        "H4MW–8P76—QD",
        "H4MW‑8P76−QD",
        "H٤MW-۸P76-QD",
        "\u200eH4MW-8P76-QD",
    ],
    ids=ascii,
)
def test_a_code_is_read_in_every_spelling(typed: str) -> None:
    assert access_codes.normalise(typed) == "H4MW8P76QD"


def test_the_code_matches_however_it_is_typed() -> None:
    typed = [CODE, CODE.lower(), access_codes.grouped(CODE), f" {access_codes.grouped(CODE).replace('-', ' ')} "]

    assert [matches(one) for one in typed] == [True] * 4


@pytest.mark.parametrize(
    "typed", ["", "-", CODE[:-1], CODE + CODE[0], CODE[::-1], CODE + " " * 60, "é", "\ud800", "کد"], ids=ascii
)
def test_another_code_does_not_match(typed: str) -> None:
    assert not matches(typed)


@given(st.text())
def test_no_other_text_matches(typed: str) -> None:
    assert matches(typed) == (access_codes.normalise(typed) == CODE)
