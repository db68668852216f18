"""After each test that wrote something on record: is it true?"""

from collections.abc import Generator, Iterable
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models.signals import post_save

from home import verification
from home.history import Audited, HistoryRow
from home.history.triggers import GATE

WRITTEN: dict[type[Audited], set[int]] = {}
"""Model -> ids of the history rows that this test wrote, rolled back or not."""

_flush = BaseDatabaseOperations.execute_sql_flush


def _flush_through_the_gate(operations: BaseDatabaseOperations, statements: Iterable[str]) -> None:
    """The fourth opener: a test with real transactions empties all tables afterwards."""
    _flush(operations, [f"INSERT INTO {GATE} VALUES ('test')", *statements, f"DELETE FROM {GATE}"])


BaseDatabaseOperations.execute_sql_flush = _flush_through_the_gate  # type: ignore[assignment, method-assign]


def _note(sender: type[Any], instance: Any, **kwargs: object) -> None:
    if issubclass(sender, HistoryRow):
        WRITTEN.setdefault(sender.instance_type, set()).add(instance.pk)


post_save.connect(_note, dispatch_uid="tests.written_rows")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Forgets what the test before wrote."""
    WRITTEN.clear()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Fails the test when what it wrote is not on record; a test that tampers on purpose says so by its mark."""
    outcome = yield
    if WRITTEN and not item.get_closest_marker("tampers") and not connection.needs_rollback:
        assert problems() == []
    return outcome


def problems() -> list[str]:
    """What verification finds in the tables of this test; that it looked at too few rows is a finding too."""
    report = verification.verify_tables(WRITTEN)
    there = sum(model.history.filter(pk__in=ids).count() for model, ids in WRITTEN.items())  # type: ignore[attr-defined]
    blind = [f"{there} rows were written, {report.rows} were looked at"] if report.rows < there else []
    return blind + [str(finding) for finding in report.findings]
