"""Pytest plugin: each test that wrote something on record is verified, and none finds the tables emptied by another."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Loads what needs Django, which is not there yet when `-p` loads this module."""
    config.pluginmanager.import_plugin("tests.written_rows")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with real transactions come last in any order: they empty all tables, also what migrations put there."""
    items.sort(key=_empties_the_tables)


def _empties_the_tables(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())
