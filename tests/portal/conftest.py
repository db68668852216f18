"""The demo region, whole, for the tests of a portal."""

import pytest

from home.models import Municipality
from portal import loading
from tests.standing import STANDS, maker


@maker("demo")
def make_demo() -> int:
    """Loads the demo region, from its folder alone; the key of the region."""
    return loading.load(loading.folder("demo")).pk


@pytest.fixture
def demo(db: None) -> Municipality:
    """The demo region, whole."""
    return Municipality.objects.get(pk=STANDS["demo"])
