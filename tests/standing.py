"""Pytest plugin: what many tests begin with is made once, in a transaction around them, and each test undoes its own.

A fixture named in `NAMES` stands from the first test that asks for it until a test comes that asks for something else;
tests that ask for the same come after each other.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest

NAMES = ("desk", "settled", "pages_beside_the_desk", "waterdam_region", "demo_desk", "demo")
"""What can stand, in the order in which it is made: the second needs the first."""

LONG = ("tests/promises/", "tests/portal/test_start.py", "tests/portal/test_second_region.py")
"""Where tests take long, with servers of their own."""

STACK = ExitStack()
STANDS: dict[str, Any] = {}
MAKERS: dict[str, Callable[[], Any]] = {}
"""Name of a fixture -> what makes it and gives what the tests get to know, which they do not change."""


def maker(name: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Makes a function the maker of the fixture with this name."""

    def named(make: Callable[[], Any]) -> Callable[[], Any]:
        MAKERS[name] = make
        return make

    return named


def asked_by(item: pytest.Item) -> tuple[str, ...]:
    """What a test begins with; nothing where it has real transactions."""
    names = getattr(item, "fixturenames", ())
    return () if empties_the_tables(item) else tuple(name for name in NAMES if name in names)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what meets no database, before anything is chosen by its marks: it is the same on each engine."""
    for item in items:
        if not _meets_a_database(item):
            item.add_marker("pure")


def _meets_a_database(item: pytest.Item) -> bool:
    names = {"db", "transactional_db", "portal"} & set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(names) or item.nodeid.startswith(LONG)


def empties_the_tables(item: pytest.Item) -> bool:
    """Whether a test has real transactions."""
    mark = item.get_closest_marker("django_db")
    return bool(mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Any:
    """What stands for others goes before any fixture of this test is made."""
    if STANDS and tuple(STANDS) != asked_by(item):
        fall()
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: Any) -> None:
    """What a test begins with stands before its own transaction begins."""
    if fixturedef.argname != "_django_db_helper" or STANDS or not asked_by(request.node):
        return
    from django.db import transaction

    from home.history import Actor, acting

    request.getfixturevalue("django_db_setup")
    STACK.callback(STANDS.clear)
    STACK.enter_context(request.getfixturevalue("django_db_blocker").unblock())
    STACK.enter_context(transaction.atomic())
    STACK.callback(transaction.set_rollback, True)
    try:
        with acting(Actor("toets"), via="command"):
            for name in asked_by(request.node):
                STANDS[name] = MAKERS[name]()
    except BaseException:
        fall()
        raise


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish() -> None:
    """Nothing stands when the database goes."""
    fall()


def fall() -> None:
    """Undoes what stands."""
    STACK.close()
