"""BSN and V-number in what people type, in any script; what only looks like one is left alone."""

import json
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home import sensitive

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "sensitive.json").read_text(encoding="utf-8"))
DIGITS: dict[int, list[str]] = {value: [] for value in range(10)}
for character in map(chr, range(sys.maxunicode + 1)):
    if unicodedata.category(character) == "Nd":
        DIGITS[unicodedata.decimal(character)].append(character)


@pytest.mark.parametrize("vector", VECTORS["found"], ids=lambda vector: ascii(vector["text"]))
def test_a_number_is_found_where_it_stands(vector: dict[str, Any]) -> None:
    found = sensitive.find(vector["text"])

    assert [(vector["text"][one.start : one.end], one.kind) for one in found] == [(vector["number"], vector["kind"])]


@pytest.mark.parametrize("text", VECTORS["left_alone"], ids=ascii)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert sensitive.find(text) == []
    assert sensitive.mask(text) == text


@pytest.mark.parametrize("vector", VECTORS["found"], ids=lambda vector: ascii(vector["text"]))
def test_a_mask_hides_the_number_and_nothing_else(vector: dict[str, Any]) -> None:
    masked = sensitive.mask(vector["text"])
    before, number, after = vector["text"].partition(vector["number"])

    assert masked.startswith(before)
    assert masked.endswith(after)
    assert not any(character.isalnum() for character in masked[len(before) : len(before) + len(number)])
    assert len(masked) == len(vector["text"])
    assert sensitive.find(masked) == []


def test_each_of_several_numbers_is_found() -> None:
    assert sensitive.mask("Ik: 111222333, zij: 123456782; v: 2801234567.") == (
        "Ik: •••••••••, zij: •••••••••; v: ••••••••••."
    )


@given(st.integers(1, 999_999_999), st.data())
def test_who_passes_the_elfproef_is_found_in_the_digits_of_any_script(number: int, data: st.DataObject) -> None:
    digits = f"{number:09}"
    weighed = sum((9 - at) * int(digit) for at, digit in enumerate(digits[:8])) - int(digits[8])
    typed = "".join(data.draw(st.sampled_from(DIGITS[int(digit)])) for digit in digits)
    kinds = [found.kind for found in sensitive.find(f"nummer {typed}!")]

    assert ("bsn" in kinds) == (weighed % 11 == 0)


@given(st.text(alphabet=st.sampled_from("0123456789 .-/_+()V\u0661\u200fab\n"), max_size=60))
def test_a_mask_changes_nothing_but_what_it_hides(text: str) -> None:
    masked = sensitive.mask(text)

    assert len(masked) == len(text)
    assert all(old == new or new == sensitive.DOT for old, new in zip(text, masked, strict=True))


@pytest.mark.parametrize("part", ["1 ", "11", "06 ", "+1-", "V1", "(0", "1.22-"])
def test_a_long_text_is_read_in_no_time(part: str) -> None:
    text = part * 40_000
    began = time.process_time()
    sensitive.find(text)

    assert time.process_time() - began < 5
