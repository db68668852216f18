"""Somebody acts in the tests of the ground floor that ask for it."""

from collections.abc import Callable, Iterator

import pytest

from home.history import Act, Actor, acting, recorded
from home.models import Municipality


@pytest.fixture
def petra() -> Iterator[Act]:
    """Petra acts."""
    with acting(Actor("Petra (Gorinchem)"), via="web", request_id="r1") as act:
        yield act


@pytest.fixture
def founded(petra: Act) -> Callable[[str, str], Municipality]:
    """Makes a municipality, on record."""

    def found(name: str = "Gorinchem", code: str = "GM0512") -> Municipality:
        with recorded("heringedeeld"):
            return Municipality.objects.create(name=name, code=code)

    return found
