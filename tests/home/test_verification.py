import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from home import chain, verification
from home.history import AUDITED, recorded
from home.history.digests import digest
from home.history.triggers import GATE
from home.models import Municipality, PostcodeArea
from tests import written_rows

pytestmark = [pytest.mark.django_db, pytest.mark.tampers]

LIVE, PAST = "home_municipality", "home_historicalmunicipality"
MONDAY, TUESDAY = datetime(2026, 3, 2, 3, tzinfo=UTC), datetime(2026, 3, 3, 3, tzinfo=UTC)


@pytest.fixture
def town(founded: Callable[..., Municipality]) -> Municipality:
    """A municipality with three rows of history, among others that stay as they are."""
    founded("Molenlanden", "GM1978")
    town = founded()
    for phone in ("0183 1", "0183 2"):
        with recorded():
            town.phone = phone
            town.save()
    founded("Vijfheerenlanden", "GM1961")
    return town


def behind_the_back(statement: str, *values: object) -> None:
    """What somebody with the database can do: open the gate by hand, then anything."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {GATE} VALUES ('x')")
        cursor.execute(statement, values)
        cursor.execute(f"DELETE FROM {GATE}")


def problems() -> list[tuple[str, object, int | None, str]]:
    """What is found in the table of municipalities."""
    return [(f.table, f.key, f.seq, f.problem) for f in verification.verify_tables([Municipality]).findings]


def test_what_the_acts_did_is_found_to_be_true(town: Municipality) -> None:
    report = verification.verify_tables([Municipality])
    assert report.findings == []
    assert report.counts == [verification.Counted(LIVE, 3, 5)]
    assert report.rows == 5


def test_an_altered_row_is_named(town: Municipality) -> None:
    behind_the_back(f"UPDATE {LIVE} SET phone = '' WHERE id = %s", town.pk)
    assert problems() == [(LIVE, town.pk, None, "differs from its history")]


def test_an_emptied_column_is_named(town: Municipality) -> None:
    with recorded():
        area = PostcodeArea.objects.create(pc4="4201", place="Gorinchem", municipality=town, valid_from=MONDAY.date())
    behind_the_back("UPDATE home_postcodearea SET valid_from = NULL")
    found = verification.verify_tables([PostcodeArea]).findings
    assert found == [verification.Finding("home_postcodearea", area.pk, None, "differs from its history")]


def test_a_vanished_row_is_named(town: Municipality) -> None:
    behind_the_back(f"DELETE FROM {LIVE} WHERE id = %s", town.pk)
    assert problems() == [(LIVE, town.pk, None, "vanished")]


def test_a_row_written_around_history_is_named(town: Municipality) -> None:
    columns = ", ".join(f.column for f in Municipality._meta.concrete_fields if f.name not in ("id", "name", "code"))
    behind_the_back(
        f"INSERT INTO {LIVE} (id, name, code, {columns}) SELECT 999, 'x', 'GM9', {columns} FROM {LIVE} WHERE id = %s",
        town.pk,
    )
    assert problems() == [(LIVE, 999, None, "has no history")]


def test_a_row_back_from_the_dead_is_named(town: Municipality) -> None:
    key = town.pk
    behind_the_back(f"CREATE TEMPORARY TABLE kept AS SELECT * FROM {LIVE} WHERE id = %s", key)
    with recorded():
        town.delete()
    behind_the_back(f"INSERT INTO {LIVE} SELECT * FROM kept")
    assert problems() == [(LIVE, key, None, "is back from the dead")]


def test_an_altered_history_row_is_named(town: Municipality) -> None:
    behind_the_back(f"UPDATE {PAST} SET phone = '' WHERE id = %s AND seq = 2", town.pk)
    assert problems() == [(PAST, town.pk, 2, "digest does not match")]


@pytest.mark.parametrize("column", ["actor_label", "via", "request_id", "history_change_reason"])
def test_another_author_in_a_history_row_is_named(town: Municipality, column: str) -> None:
    behind_the_back(f"UPDATE {PAST} SET {column} = 'x' WHERE id = %s AND seq = 2", town.pk)
    assert problems() == [(PAST, town.pk, 2, "digest does not match")]


def test_a_removed_history_row_is_named_at_the_gap(town: Municipality) -> None:
    behind_the_back(f"DELETE FROM {PAST} WHERE id = %s AND seq = 2", town.pk)
    assert problems() == [(PAST, town.pk, 3, "row 2 is missing"), (PAST, town.pk, 3, "digest does not match")]


def test_a_removed_beginning_is_named(town: Municipality) -> None:
    behind_the_back(f"DELETE FROM {PAST} WHERE id = %s AND seq = 1", town.pk)
    assert [problem for *_, problem in problems()] == [
        "row 1 is missing",
        "begins in the middle",
        "digest does not match",
    ]


def test_a_cut_tail_is_named(town: Municipality) -> None:
    behind_the_back(f"DELETE FROM {PAST} WHERE id = %s AND seq = 3", town.pk)
    assert problems() == [(LIVE, town.pk, None, "differs from its history")]


def roots() -> list[str]:
    """What the check of the signed roots finds."""
    return [str(finding) for finding in verification.check_roots()]


def test_only_the_root_shows_a_cut_tail_with_the_row_put_back(town: Municipality) -> None:
    root = verification.sign_root(MONDAY)
    behind_the_back(f"DELETE FROM {PAST} WHERE id = %s AND seq = 3", town.pk)
    behind_the_back(f"UPDATE {LIVE} SET phone = '0183 1', lock_version = 2 WHERE id = %s", town.pk)
    assert problems() == []
    assert roots() == [f"{PAST} : is not what root {root.pk} sealed"]


def test_only_the_root_shows_a_chain_that_was_made_anew(town: Municipality) -> None:
    root = verification.sign_root(MONDAY)
    behind_the_back(f"UPDATE {PAST} SET actor_label = 'Mo' WHERE id = %s", town.pk)
    before = ""
    for row in town.history.order_by("seq"):
        before = digest(row, before)
        behind_the_back(f"UPDATE {PAST} SET digest = %s WHERE history_id = %s", before, row.pk)
    assert problems() == []
    assert roots() == [f"{PAST} : is not what root {root.pk} sealed"]


def test_only_the_root_shows_an_object_gone_with_its_history(town: Municipality) -> None:
    root = verification.sign_root(MONDAY)
    behind_the_back(f"DELETE FROM {PAST} WHERE id = %s", town.pk)
    behind_the_back(f"DELETE FROM {LIVE} WHERE id = %s", town.pk)
    assert problems() == []
    assert roots() == [f"{PAST} : is not what root {root.pk} sealed"]


def test_each_root_begins_where_the_one_before_ended(town: Municipality, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "home.verification")
    first = verification.sign_root(MONDAY)
    with recorded():
        town.save()
    second = verification.sign_root(TUESDAY)
    one, two = (root.statement["tables"][PAST] for root in (first, second))
    assert (one["after"], one["count"], two["after"], two["count"]) == (0, 5, one["upto"], 1)
    assert second.statement["before"] == first.signature
    assert roots() == []
    assert [record.args[0] for record in caplog.records] == [first.signature, second.signature]  # type: ignore[index]


def test_a_root_covers_every_table_with_digests(town: Municipality) -> None:
    tables = verification.sign_root(MONDAY).statement["tables"]
    assert {rows._meta.db_table for _, rows in AUDITED} <= set(tables)


def test_a_forged_root_is_named(town: Municipality) -> None:
    root = verification.sign_root(MONDAY)
    statement = {**root.statement, "at": "2026-03-02T04:00:00+00:00"}
    behind_the_back("UPDATE home_historyroot SET statement = %s", json.dumps(statement))
    assert roots() == [f"home_historyroot {root.pk}: signature does not match"]
    forged = chain.signature("another key", statement)
    behind_the_back("UPDATE home_historyroot SET signature = %s", forged)
    assert roots() == [f"home_historyroot {root.pk}: signature does not match"]


def test_a_removed_root_is_named(town: Municipality) -> None:
    first, second = verification.sign_root(MONDAY), verification.sign_root(TUESDAY)
    behind_the_back("DELETE FROM home_historyroot WHERE id = %s", first.pk)
    assert roots() == [f"home_historyroot {second.pk}: does not follow the root before"]


def test_the_command_counts_each_table(town: Municipality) -> None:
    verification.sign_root(MONDAY)
    said = io.StringIO()
    call_command("verify_history", stdout=said, no_color=True)
    lines = said.getvalue().splitlines()
    assert f"{LIVE}: 3 rows, 5 rows of history" in lines
    assert (len(lines), lines[-1]) == (len(AUDITED) + 1, "5 rows of history, nothing found")


def test_the_command_names_each_bad_row_then_fails(town: Municipality) -> None:
    behind_the_back(f"UPDATE {LIVE} SET phone = ''")
    said = io.StringIO()
    with pytest.raises(CommandError, match="1 findings"):
        call_command("verify_history", stdout=io.StringIO(), stderr=said, no_color=True)
    assert said.getvalue() == f"{LIVE} {town.pk}: differs from its history\n"


def test_an_open_gate_is_found(town: Municipality) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {GATE} VALUES ('x')")
    assert [str(finding) for finding in verification.verify().findings] == ["history_gate : gate is open"]


def test_a_missing_trigger_is_found(town: Municipality) -> None:
    name = f"{PAST}_no_change" if connection.vendor == "postgresql" else f"{PAST}_no_delete"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {PAST}" if connection.vendor == "postgresql" else ""))
    assert [str(finding) for finding in verification.verify().findings] == [f"{name} : trigger is missing"]


def test_every_test_is_verified_when_it_has_written(town: Municipality) -> None:
    assert set(written_rows.WRITTEN) == {Municipality}
    assert written_rows.problems() == []
    behind_the_back(f"UPDATE {LIVE} SET phone = '' WHERE id = %s", town.pk)
    assert written_rows.problems() == [f"{LIVE} {town.pk}: differs from its history"]
