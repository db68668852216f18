"""A small region with pages: all of them in Dutch, some in English, none in Arabic."""

import pytest


@pytest.fixture(autouse=True)
def _region(waterdam_region: None) -> None:
    pass
