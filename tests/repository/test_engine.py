"""The run is on the database that was asked for."""

import os

import pytest
from django.db import connection

from portal.settings.base import SQLITE_OPTIONS

VENDOR = {"sqlite": "sqlite", "postgres": "postgresql"}


def test_the_run_is_on_the_engine_that_was_asked_for():
    assert connection.vendor == VENDOR[os.environ["TEST_ENGINE"]]


@pytest.mark.django_db
def test_sqlite_takes_the_write_lock_first_checks_foreign_keys_and_waits_for_the_disk():
    assert "PRAGMA synchronous=FULL" in SQLITE_OPTIONS["init_command"]  # a test run alone does not wait
    if connection.vendor != "sqlite":
        assert "init_command" not in connection.settings_dict["OPTIONS"]
        return
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("foreign_keys", "journal_mode")}
    assert found == {"foreign_keys": 1, "journal_mode": "wal"}
    assert connection.transaction_mode == "IMMEDIATE"


def test_no_test_reaches_the_installation_of_this_machine(settings):
    assert os.environ["DATA_DIR"].rpartition("/")[2].startswith("portal-test-")
    assert str(settings.DATA_DIR) == os.environ["DATA_DIR"]
