"""The run is on the database that was asked for."""

import os

import pytest
from django.db import connection

VENDOR = {"sqlite": "sqlite", "postgres": "postgresql"}


def test_the_run_is_on_the_engine_that_was_asked_for():
    assert connection.vendor == VENDOR[os.environ["TEST_ENGINE"]]


@pytest.mark.django_db
def test_sqlite_takes_the_write_lock_first_and_checks_foreign_keys():
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("foreign_keys", "synchronous")}
    assert found == {"foreign_keys": 1, "synchronous": 2}
    assert connection.transaction_mode == "IMMEDIATE"


def test_no_test_reaches_the_installation_of_this_machine(settings):
    assert os.environ["DATA_DIR"].rpartition("/")[2].startswith("portal-test-")
    assert str(settings.DATA_DIR) == os.environ["DATA_DIR"]
