"""Writers of SQLite take turns in the order in which they came; whatever ends a transaction lets the next one in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.utils import OperationalError
from django.utils import timezone

from home.models import Tries
from portal.sqlite3.base import Row


def begun(act: Callable[[], object]) -> threading.Thread:
    """A thread that does it."""
    thread = threading.Thread(target=act)
    thread.start()
    return thread


def waiting(row: Row, count: int) -> None:
    """Until so many wait."""
    while len(row._waiting) < count:
        threading.Event().wait(0.001)


def test_who_came_first_is_next() -> None:
    row, order = Row(), []
    assert row.enter(0)

    def take(number: int) -> None:
        assert row.enter(30)
        order.append(number)
        row.leave()

    threads = []
    for number in range(20):
        threads.append(begun(lambda number=number: take(number)))  # type: ignore[misc]
        waiting(row, number + 1)
    row.leave()
    for thread in threads:
        thread.join()
    assert order == list(range(20))


def test_who_waited_long_enough_goes_away_and_holds_up_nobody() -> None:
    row = Row()
    assert row.enter(0)
    assert not row.enter(0.01)
    assert not row.enter(0.01)
    row.leave()
    assert row.enter(0)


class Stop(Exception):
    """Something that goes wrong in a transaction."""


def write(key: str) -> None:
    """A row, in a transaction."""
    with transaction.atomic():
        Tries.objects.create(key=key, count=1, expires_at=timezone.now())


def fail(*, hang_up: bool = False) -> None:
    """A transaction that is undone."""
    with suppress(Stop), transaction.atomic():
        Tries.objects.create(key="never there", count=1, expires_at=timezone.now())
        if hang_up:
            connection.close()
        raise Stop


def fail_inside() -> None:
    """One of which only a part is undone."""
    with transaction.atomic():
        write("before")
        fail()


ENDS: dict[str, Callable[[], None]] = {
    "committed": lambda: write("before"),
    "undone": fail,
    "undone in part": fail_inside,
    "connection lost": lambda: fail(hang_up=True),
}


@pytest.fixture
def hasty() -> Iterator[None]:
    """Nobody waits for long."""
    usual = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {**usual, "timeout": 0.2}
    yield
    connection.settings_dict["OPTIONS"] = usual


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has many writers at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ENDS)
def test_however_a_transaction_ends_the_next_one_writes(end: str, hasty: None) -> None:
    ENDS[end]()
    refused: list[Any] = []

    def write_too() -> None:
        try:
            write("after")
        except OperationalError as error:
            refused.append(error)
        finally:
            connections.close_all()

    begun(write_too).join()
    assert refused == []
    assert set(Tries.objects.values_list("key", flat=True)) - {"before"} == {"after"}


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has many writers at a time")
@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_all_write_and_who_cannot_is_told(hasty: None) -> None:
    counted = Tries.objects.create(key="all", count=0, expires_at=timezone.now())
    told: list[str] = []

    def count() -> None:
        try:
            with transaction.atomic():
                row = Tries.objects.get(pk=counted.pk)
                row.count += 1
                row.save()
        except OperationalError as error:
            told.append(str(error))
        finally:
            connections.close_all()

    with transaction.atomic():
        begun(count).join()
        assert told == ["database is locked: its turn did not come"]
    connection.settings_dict["OPTIONS"] = {**connection.settings_dict["OPTIONS"], "timeout": 60}
    threads = [begun(count) for _number in range(40)]
    for thread in threads:
        thread.join()
    counted.refresh_from_db()
    assert (counted.count, len(told)) == (40, 1)
