import json
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home import postcodes
from home.refusals import Refused

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "postcodes.json").read_text())
DIGITS: dict[int, list[str]] = {value: [] for value in range(10)}
for character in map(chr, range(sys.maxunicode + 1)):
    if unicodedata.category(character) == "Nd":
        DIGITS[unicodedata.decimal(character)].append(character)


@pytest.mark.parametrize("vector", VECTORS["read"], ids=lambda vector: ascii(vector["typed"]))
def test_a_postcode_is_read_in_every_spelling(vector: dict[str, str]) -> None:
    assert postcodes.read(vector["typed"]) == vector["pc4"]


@pytest.mark.parametrize("typed", VECTORS["refused"], ids=ascii)
def test_what_is_no_postcode_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        postcodes.read(typed)

    assert (refused.value.code, refused.value.data) == ("not_a_postcode", {})


@given(st.integers(1000, 9999), st.data())
def test_a_postcode_is_read_in_the_digits_of_any_script(pc4: int, data: st.DataObject) -> None:
    typed = "".join(data.draw(st.sampled_from(DIGITS[int(digit)])) for digit in str(pc4))

    assert postcodes.read(typed) == str(pc4)


@given(st.text())
def test_any_text_is_a_postcode_or_refused(typed: str) -> None:
    try:
        pc4 = postcodes.read(typed)
    except Refused as refused:
        assert refused.code == "not_a_postcode"  # noqa: PT017  any text is one or the other
    else:
        assert 1000 <= int(pc4) <= 9999
