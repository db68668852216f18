"""How well the portal is, said of each part by itself; only a database that is not there stops the traffic."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from home.history.triggers import protected
from home.models import Delivery
from tickets.models import Ticket

WELL = {"database", "migrations", "deliveries", "routing", "history", "orphans"}


def parts(status: int = 200) -> dict[str, str]:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer["Cache-Control"]) == (status, "no-store")
    found: dict[str, str] = answer.json()["parts"]
    assert set(found) == WELL
    assert answer.json()["state"] == ("ok" if set(found.values()) == {"ok"} else "failing")
    return found


def failing(status: int = 200) -> set[str]:
    return {name for name, state in parts(status).items() if state == "failing"}


def test_a_process_lives_without_asking_the_database(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/livez")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_all_is_well(desk: Ticket) -> None:
    assert failing() == set()


def test_a_letter_that_waits_too_long_is_said(desk: Ticket) -> None:
    row = Delivery.objects.get()
    Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(minutes=29))
    assert failing() == set()
    Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(minutes=31))
    assert failing() == {"deliveries"}
    Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now(), state="failed")
    assert failing() == {"deliveries"}


@pytest.mark.tampers
def test_a_history_that_can_be_changed_is_said(desk: Ticket) -> None:
    table = protected()[0]._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            cursor.execute(f'DROP TRIGGER "{cursor.fetchone()[0]}"')
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
            cursor.execute(f'DROP TRIGGER "{cursor.fetchone()[0]}" ON "{table}"')
    assert failing() == {"history"}


def test_tables_that_are_not_up_to_date_stop_the_traffic(desk: Ticket) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="tickets").delete()
    assert failing(503) == {"migrations"}


def test_a_database_that_does_not_answer_stops_the_traffic_in_words(desk: Ticket) -> None:
    def away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise OperationalError("server closed the connection: user=portal password=geheim")

    with connection.execute_wrapper(away):
        answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json()["parts"].values()) == {"failing"}
    assert b"geheim" not in answer.content
