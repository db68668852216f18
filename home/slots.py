"""What a higher floor may fill in on the ground floor."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Slot(Generic[Asked, Answer]):
    """A typed hole: called below, filled once from above in `apps.ready()`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._function: Callable[Asked, Answer] | None = None

    def fill(self, function: Callable[Asked, Answer]) -> None:
        """Let `function` answer; RuntimeError when another one already does."""
        if self._function not in (None, function):
            raise RuntimeError(f"slot {self.name} is already filled by {self.filled_by}, not by {_path(function)}")
        self._function = function

    @property
    def filled_by(self) -> str | None:
        """Dotted path of the function inside, None while the slot is empty."""
        return _path(self._function) if self._function else None

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        """What the function inside answers; RuntimeError while the slot is empty."""
        if self._function is None:
            raise RuntimeError(f"slot {self.name} is empty: fill it in apps.ready()")
        return self._function(*args, **kwargs)


def _path(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{getattr(function, '__qualname__', type(function).__qualname__)}"


chains: Slot[[], Iterable[tuple[str, object, int | None, str]]] = Slot("home.slots.chains")
"""What is not true in the chains a higher floor keeps beside the history: table, key, number in the chain, problem."""

late_values: Slot[[str], Mapping[str, str]] = Slot("home.slots.late_values")
"""What a letter about `about` ("tickets.ticket:123") says only at the moment of sending: name -> value."""

late_values_of_forms: Slot[[str], Mapping[str, str]] = Slot("home.slots.late_values_of_forms")
"""The same for a letter about what the form engine keeps ("forms_app.draft:123")."""

may_configure: Slot[[Any], bool] = Slot("home.slots.may_configure")
"""Whether an account may change the registers of the region: its municipalities, postcodes and calendars."""
