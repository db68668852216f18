"""How well the portal is, said of each part by itself; only a database that is not there stops the traffic."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from home import delivery
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


@pytest.mark.django_db
def test_all_is_well() -> None:
    assert failing() == set()


@pytest.mark.django_db
def test_a_letter_that_waits_too_long_is_said() -> None:
    letter = delivery.Letter(kind="receipt", language="nl", subject="Uw vraag", text="Wij lezen uw vraag.")
    row = delivery.enqueue(letter, to="samira@example.org", about="", dedupe_key="one", at=timezone.now())
    Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(minutes=29))
    assert failing() == set()
    Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(minutes=31))
    assert failing() == {"deliveries"}
    Delivery.objects.filter(pk=row.pk).update(due_at=timezone.now(), state="failed")
    assert failing() == {"deliveries"}


def test_a_ticket_of_a_form_without_its_submission_is_said_after_two_minutes(desk: Ticket) -> None:
    with time_machine.travel(desk.received_at + timedelta(minutes=1), tick=False):
        assert failing() == set()
    with time_machine.travel(desk.received_at + timedelta(minutes=3), tick=False):
        assert failing() == {"orphans"}


@pytest.mark.django_db
@pytest.mark.tampers
def test_a_history_that_can_be_changed_is_said() -> None:
    table = protected()[0]._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            cursor.execute(f'DROP TRIGGER "{cursor.fetchone()[0]}"')
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
            cursor.execute(f'DROP TRIGGER "{cursor.fetchone()[0]}" ON "{table}"')
    assert failing() == {"history"}


@pytest.mark.django_db
def test_tables_that_are_not_up_to_date_stop_the_traffic() -> None:
    MigrationRecorder(connection).migration_qs.filter(app="tickets").delete()
    assert failing(503) == {"migrations"}


@pytest.mark.django_db
def test_a_database_that_does_not_answer_stops_the_traffic_in_words() -> None:
    def away(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        raise OperationalError("server closed the connection: user=portal password=geheim")

    with connection.execute_wrapper(away):
        answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert set(answer.json()["parts"].values()) == {"failing"}
    assert b"geheim" not in answer.content
