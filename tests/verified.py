"""Pytest plugin: each test that wrote something on record is verified, and none finds the tables emptied by another."""

import pytest

from tests.standing import LONG, asked_by, empties_the_tables


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Loads what needs Django, which is not there yet when `-p` loads this module."""
    config.pluginmanager.import_plugin("tests.written_rows")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with real transactions come last in any order: they empty all tables, also what migrations put there.

    Before them those that begin with the same (tests/standing.py) stay together; first of all come those that take
    long, so that no process has one left when the others are done.
    """
    items.sort(key=lambda item: (empties_the_tables(item), not _takes_long(item), asked_by(item)))


def _takes_long(item: pytest.Item) -> bool:
    return item.nodeid.startswith(LONG)
