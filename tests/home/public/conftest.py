"""A small region with pages: all of them in Dutch, some in English, none in Arabic."""

import pytest

from tests.regions import waterdam


@pytest.fixture(autouse=True)
def _region(db: None) -> None:
    waterdam.load()
