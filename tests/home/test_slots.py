import pytest

from home import slots
from home.slots import Slot


def double(number: int) -> int:
    return 2 * number


def half(number: int) -> int:
    return number // 2


def test_a_filled_slot_answers_with_the_function_inside() -> None:
    slot: Slot[[int], int] = Slot("doubling")
    slot.fill(double)

    assert slot(4) == 8
    assert slot.filled_by == f"{__name__}.double"


def test_an_empty_slot_is_an_error() -> None:
    slot: Slot[[int], int] = Slot("doubling")

    assert slot.filled_by is None
    with pytest.raises(RuntimeError, match="slot doubling is empty"):
        slot(4)


def test_a_slot_may_be_filled_again_with_the_same_function() -> None:
    slot: Slot[[int], int] = Slot("doubling")
    slot.fill(double)
    slot.fill(double)

    assert slot(1) == 2


def test_a_second_function_is_refused_and_the_first_stays() -> None:
    slot: Slot[[int], int] = Slot("doubling")
    slot.fill(double)

    with pytest.raises(RuntimeError, match="already filled by .*double, not by .*half"):
        slot.fill(half)
    assert slot(4) == 8


def test_each_slot_of_the_module_is_called_by_its_own_path() -> None:
    named = {name: slot.name for name, slot in vars(slots).items() if isinstance(slot, Slot)}

    expected = ("chains", "late_values", "late_values_of_forms", "may_configure")
    assert named == {name: f"home.slots.{name}" for name in expected}
