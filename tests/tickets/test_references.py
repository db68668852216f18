import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from home.refusals import Refused
from tickets import references
from tickets.references import ALPHABET

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "references.json").read_text())


class Dealt(Random):
    """Deals these symbols, in this order."""

    def __init__(self, symbols: str) -> None:
        super().__init__(0)
        self.symbols = iter(symbols)

    def choice(self, seq: Any) -> Any:
        return next(self.symbols)


seeds = st.integers(0, 2**64).map(Random)
prefixes = st.text(ALPHABET, max_size=4)


def is_reference(typed: str) -> bool:
    try:
        references.check(typed)
    except Refused:
        return False
    return True


def test_the_alphabet_has_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == 24
    assert set(ALPHABET) & set("0O1IL2Z5SAUB") == set()


@pytest.mark.parametrize("vector", VECTORS["read"], ids=lambda vector: ascii(vector["typed"]))
def test_a_reference_is_read_in_every_spelling(vector: dict[str, str]) -> None:
    assert references.check(vector["typed"]) == vector["reference"]


@pytest.mark.parametrize("typed", VECTORS["refused"], ids=ascii)
def test_what_is_no_reference_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        references.check(typed)

    assert (refused.value.code, refused.value.data) == ("not_a_reference", {})


@given(seeds)
def test_a_new_reference_is_three_groups_that_can_be_read_aloud(random: Random) -> None:
    reference = references.new("GMV", random)

    assert [len(group) for group in reference.split("-")] == [3, 4, 4]
    assert references.check(reference) == reference


@given(prefixes, seeds, st.data())
def test_a_reference_with_one_wrong_symbol_is_refused(prefix: str, random: Random, data: st.DataObject) -> None:
    reference = references.new(prefix, random)
    place = data.draw(st.sampled_from([place for place, symbol in enumerate(reference) if symbol != "-"]))
    wrong = data.draw(st.sampled_from([symbol for symbol in ALPHABET if symbol != reference[place]]))

    assert not is_reference(reference[:place] + wrong + reference[place + 1 :])


@given(prefixes, seeds)
def test_a_reference_with_two_swapped_neighbours_is_refused(prefix: str, random: Random) -> None:
    symbols = references.new(prefix, random).replace("-", "")
    for left in range(max(len(prefix) - 1, 0), len(symbols) - 1):
        one, other = symbols[left], symbols[left + 1]
        assert one == other or not is_reference(symbols[:left] + other + one + symbols[left + 2 :])


def test_a_draw_that_the_check_symbol_cannot_guard_is_drawn_again() -> None:
    drawn = "JKJ7CP9"
    silent = drawn + mod_37_36.calc_check_digit(drawn, ALPHABET)
    random = Dealt(drawn + "4444444")

    assert is_reference(silent)
    assert is_reference("KJ" + silent[2:])
    assert references.new("", random).startswith("4444-444")


@pytest.mark.parametrize("prefix", ["ABC", "gmv", "GMVGM", "G-V", "G V", "GMV\n"])
def test_a_prefix_that_cannot_be_read_aloud_is_an_error(prefix: str) -> None:
    with pytest.raises(ValueError, match="not a prefix"):
        references.new(prefix, Random(1))


@given(st.text())
def test_any_text_is_a_reference_or_refused(typed: str) -> None:
    assert is_reference(typed) in (True, False)
