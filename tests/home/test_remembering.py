"""What registers say is remembered until one of them changes, and never longer."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from home import places, remembering
from home.history import Actor, acting, recorded
from home.models import Municipality
from home.remembering import one_look, remembered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somebody():
    with acting(Actor("toets"), via="command"):
        yield


def municipality(name: str, code: str) -> Municipality:
    with recorded("toets"):
        row = Municipality(name=name, code=code)
        row.save()
    return row


def names() -> list[str]:
    return [row.name for row in places.municipalities()]


def test_a_register_is_read_once_and_then_costs_one_look_up():
    municipality("Waterdam", "GM9001")
    assert names() == ["Waterdam"]
    with CaptureQueriesContext(connection) as queries:
        assert names() == ["Waterdam"]
    assert [query["sql"] for query in queries] == ["SELECT token FROM home_registerstamp WHERE id = 1"]


def test_within_one_look_the_token_is_read_once():
    municipality("Waterdam", "GM9001")
    names()
    with one_look(), CaptureQueriesContext(connection) as queries:
        names()
        places.closed_days(None)
        names()
    assert sum("registerstamp" in query["sql"] for query in queries) == 1


def test_a_change_is_seen_at_once():
    row = municipality("Waterdam", "GM9001")
    with one_look():
        assert names() == ["Waterdam"]
        with recorded("andere naam"):
            row.name = "Waterdijk"
            row.save()
        assert names() == ["Waterdijk"]


def rename_and_fail(row: Municipality, seen: list[list[str]]) -> None:
    with recorded("andere naam"):
        row.name = "Waterdijk"
        row.save()
        seen.append(names())
        raise ZeroDivisionError


def test_a_change_that_is_undone_was_never_there():
    row = municipality("Waterdam", "GM9001")
    with one_look():
        seen: list[list[str]] = []
        with pytest.raises(ZeroDivisionError):
            rename_and_fail(row, seen)
        assert seen == [["Waterdijk"]]
        assert names() == ["Waterdam"]
    assert names() == ["Waterdam"]


def test_a_row_that_is_deleted_is_forgotten():
    row = municipality("Waterdam", "GM9001")
    assert names() == ["Waterdam"]
    with recorded("opgeheven"):
        row.delete()
    assert names() == []


def test_without_a_token_nothing_is_remembered():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM home_registerstamp")
    said = iter(["first", "second"])
    assert [remembered("test", lambda: next(said)) for _turn in range(2)] == ["first", "second"]


def test_memory_is_bounded(monkeypatch):
    municipality("Waterdam", "GM9001")
    monkeypatch.setattr(remembering, "MOST", 5)
    with transaction.atomic():
        for number in range(20):
            remembered(f"test {number}", lambda: 1)
    assert len(remembering._remembered) <= 5
