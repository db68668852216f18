import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date

import pytest
from django.core import serializers
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import pre_save
from django.test.utils import isolate_apps
from simple_history.utils import bulk_update_with_history

from home import history
from home.history import APPEND_ONLY, AUDITED, Actor, acting, checks, recorded, save_if_changed
from home.models import Calendar, GateOpening, HistoryRoot, Municipality, PostcodeArea, User
from home.refusals import Refused

Found = Callable[..., Municipality]

pytestmark = pytest.mark.django_db


def told(row: models.Model) -> list[str]:
    """The history of a row: + ~ -, oldest first."""
    return list(row.history.order_by("seq").values_list("history_type", flat=True))  # type: ignore[attr-defined]


def stored_name(row: Municipality) -> str:
    return Municipality.objects.values_list("name", flat=True).get(pk=row.pk)


# --- what is recorded


def test_create_save_delete_leave_one_row_each(founded: Found) -> None:
    town = founded()
    with recorded():
        town.phone = "0183 659 659"
        town.save()
    with recorded():
        key = town.pk
        town.delete()
    rows = Municipality.history.filter(id=key).order_by("seq")
    assert [(row.history_type, row.seq, row.phone) for row in rows] == [
        ("+", 1, ""),
        ("~", 2, "0183 659 659"),
        ("-", 3, "0183 659 659"),
    ]


def test_a_row_tells_who_did_it_in_which_act(petra: history.Act) -> None:
    user = User.objects.create_user("petra")
    with acting(Actor("Petra", user), via="api", request_id="r2"), recorded("fusie") as act:
        town = Municipality.objects.create(name="Molenlanden", code="GM1978")
        area = PostcodeArea.objects.create(pc4="2957", place="Nieuw-Lekkerland", municipality=town)
    for row in (town.history.get(), area.history.get()):
        assert (row.actor_label, row.history_user, row.via, row.request_id) == ("Petra", user, "api", "r2")
        assert (row.history_change_reason, row.act_key, row.shape) == ("fusie", act.act_key, 1)


def test_nothing_on_the_instance_can_forge_the_author(petra: history.Act) -> None:
    town = Municipality(name="Gorinchem", code="GM0512")
    town._history_user, town._change_reason = User.objects.create_user("mo"), "nothing"  # type: ignore[attr-defined]
    town._history_date = "1970-01-01T00:00:00Z"  # type: ignore[attr-defined]
    with recorded("true"):
        town.save()
    row = town.history.get()
    assert (row.history_user, row.history_change_reason, row.actor_label) == (None, "true", "Petra (Gorinchem)")
    assert row.history_date.year > 2000


def test_an_act_inside_an_act_is_part_of_it(founded: Found) -> None:
    with recorded("outer") as outer:
        first = founded()
        with recorded() as inner:
            pass
    with recorded() as later:
        pass
    assert first.history.get().act_key == outer.act_key == inner.act_key != later.act_key
    assert (inner.reason, first.history.get().history_change_reason) == ("outer", "heringedeeld")


def test_an_act_knows_the_digests_of_its_rows(founded: Found) -> None:
    with recorded() as act:
        town = founded()
        with suppress(OSError), recorded():
            town.save()
            raise OSError("too late: rolled back")
        town.refresh_from_db()
        town.save()
    assert act.digests == list(town.history.order_by("seq").values_list("digest", flat=True))
    with recorded() as later:
        assert later.digests == []


def test_get_or_create_delete_of_many_are_recorded(founded: Found) -> None:
    with recorded():
        Municipality.objects.get_or_create(code="GM0001", defaults={"name": "Een"})
        founded()
    assert Municipality.history.count() == 2
    with recorded():
        Municipality.objects.all().delete()
    assert Municipality.history.filter(history_type="-").count() == 2


def test_a_deleted_row_is_told_as_it_was_stored(founded: Found) -> None:
    town = founded()
    town.name = "never saved"
    with recorded():
        town.delete()
    assert Municipality.history.get(history_type="-").name == "Gorinchem"


def test_an_unchanged_save_is_skipped(founded: Found) -> None:
    town = founded()
    with recorded():
        assert not save_if_changed(town)
        town.name = "Gorcum"
        assert save_if_changed(town)
        assert not save_if_changed(town)
        assert save_if_changed(Municipality(name="Een", code="GM0001"))
    assert told(town) == ["+", "~"]


def test_rows_of_one_moment_keep_their_order(founded: Found, time_stands_still: None) -> None:
    town = founded()
    for name in ("Een", "Twee"):
        with recorded():
            town.name = name
            town.save()
    assert len(set(town.history.values_list("history_date"))) == 1
    assert [row.name for row in town.history.all()] == ["Twee", "Een", "Gorinchem"]


@pytest.fixture
def time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    now = history.rows.timezone.now()
    monkeypatch.setattr(history.rows.timezone, "now", lambda: now)


# --- what is refused, before it does anything


def _expression(town: Municipality) -> None:
    town.name = models.F("code")  # type: ignore[assignment]
    town.save()


def _switched_off(town: Municipality) -> None:
    town.skip_history_when_saving = True  # type: ignore[attr-defined]
    town.save()


@isolate_apps("home")
def _proxy(town: Municipality) -> None:
    class Gemeente(Municipality):
        class Meta:
            app_label = "home"
            proxy = True

    Gemeente.objects.get(pk=town.pk).save()


def _fixture(town: Municipality) -> None:
    next(serializers.deserialize("json", serializers.serialize("json", [town]))).save()


def _related(town: Municipality) -> None:
    other = Municipality.objects.create(name="Molenlanden", code="GM1978")
    area = PostcodeArea.objects.create(pc4="2957", place="Nieuw-Lekkerland", municipality=town)
    other.postcodearea_set.add(area)


BYPASSES: dict[str, Callable[[Municipality], object]] = {
    "update": lambda town: Municipality.objects.update(name="x"),
    "update through the base manager": lambda town: Municipality._base_manager.update(name="x"),
    "bulk_create": lambda town: Municipality.objects.bulk_create([Municipality(name="x", code="GM0001")]),
    "bulk_update": lambda town: Municipality.objects.bulk_update([town], ["name"]),
    "bulk_update_with_history": lambda town: bulk_update_with_history([town], Municipality, ["name"]),
    "upsert": lambda town: Municipality.objects.update_or_create(code="GM0512", defaults={"name": "x"}),
    "raw delete": lambda town: Municipality.objects.all()._raw_delete("default"),
    "raw save": lambda town: town.save_base(raw=True),
    "fixture": _fixture,
    "save without history": lambda town: town.save_without_historical_record(),  # type: ignore[attr-defined]
    "skip history": _switched_off,
    "update_fields": lambda town: town.save(update_fields=["name"]),
    "deferred": lambda town: Municipality.objects.only("name").get(pk=town.pk).save(),
    "expression": _expression,
    "proxy": _proxy,
    "reverse relation": _related,
}


@pytest.mark.parametrize("bypass", BYPASSES.values(), ids=BYPASSES)
def test_what_would_leave_no_true_history_is_refused(founded: Found, bypass: Callable[[Municipality], object]) -> None:
    town = founded()
    with pytest.raises(history.HistoryBypass), recorded():
        bypass(town)
    assert list(Municipality.objects.values_list("name", "lock_version")) == [("Gorinchem", 1)]
    assert told(town) == ["+"]


def test_history_cannot_be_switched_off(founded: Found, settings: pytest.FixtureRequest) -> None:
    town = founded()
    settings.SIMPLE_HISTORY_ENABLED = False  # type: ignore[attr-defined]
    for change in (town.save, town.delete):
        with pytest.raises(history.HistoryBypass), recorded():
            change()
    assert [error.id for error in checks.check_history(None)] == ["home.E001"]


@pytest.mark.parametrize("change", ["save", "delete"])
def test_nothing_changes_when_nobody_acts(founded: Found, change: str) -> None:
    town = founded()
    with acting(Actor("Mo"), via="web"):
        pass
    history.actor._current.set(None)
    with pytest.raises(history.NoActor), transaction.atomic():
        getattr(town, change)()
    with pytest.raises(history.NoActor), recorded():
        pytest.fail("an act began without an actor")


@pytest.mark.parametrize(("label", "via"), [("", "web"), ("Petra", "telepathy")])
def test_an_actor_has_a_name_and_comes_through_a_known_door(label: str, via: str) -> None:
    with pytest.raises(ValueError, match="who acts"), acting(Actor(label), via=via):
        pytest.fail("somebody acted")


@pytest.mark.parametrize("change", ["save", "delete"])
def test_the_transaction_of_a_test_is_not_the_transaction_of_an_act(founded: Found, change: str) -> None:
    town = founded()
    with pytest.raises(history.NoTransaction):
        getattr(town, change)()
    with pytest.raises(history.NoTransaction):
        Municipality.objects.all().delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["save", "delete"])
def test_outside_a_transaction_nothing_is_written(founded: Found, change: str) -> None:
    town = founded()
    town.name = "x"
    with pytest.raises(history.NoTransaction):
        getattr(town, change)()
    assert stored_name(town) == "Gorinchem"


@pytest.mark.django_db(transaction=True)
def test_a_failing_history_row_takes_the_change_with_it(founded: Found) -> None:
    town = founded()

    def fail(**kwargs: object) -> None:
        raise OSError("disk full")

    town.name = "x"
    pre_save.connect(fail, sender=Municipality.history.model)
    try:
        with recorded(), suppress(OSError):  # the act goes on as if nothing happened
            town.save()
    finally:
        pre_save.disconnect(fail, sender=Municipality.history.model)
    assert (stored_name(town), told(town)) == ("Gorinchem", ["+"])


def test_of_two_writers_with_one_version_one_wins(founded: Found) -> None:
    key = founded().pk
    first, second = Municipality.objects.get(pk=key), Municipality.objects.get(pk=key)
    with recorded():
        first.name = "Een"
        first.save()
    second.name = "Twee"
    with acting(Actor("Mo"), via="web"), pytest.raises(history.Stale) as refusal, recorded():
        second.save()
    assert (refusal.value.code, refusal.value.data) == ("stale", {"changed_by": "Petra (Gorinchem)"})
    assert (stored_name(first), first.lock_version, told(first)) == ("Een", 2, ["+", "~"])


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_the_same_moment_one_wins(founded: Found) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    key, barrier = founded().pk, threading.Barrier(2)

    def write(name: str) -> str:
        try:
            with acting(Actor(name), via="web"), recorded():
                town = Municipality.objects.get(pk=key)
                barrier.wait(10)
                town.name = name
                town.save()
            return "won"
        except history.Stale:
            return "stale"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, ["Een", "Twee"])) == ["stale", "won"]
    assert Municipality.history.count() == 2


def test_an_act_checks_the_version_that_its_person_saw(founded: Found) -> None:
    town = founded()
    with recorded():
        town.save()
    town = Municipality.objects.get()
    town.lock_version = 1
    for change in (town.save, town.delete, lambda: save_if_changed(town)):
        with pytest.raises(history.Stale), recorded():
            change()


def test_a_deleted_row_does_not_come_back(founded: Found) -> None:
    town = founded()
    stale = Municipality.objects.get()
    with recorded():
        town.delete()
    for change in (stale.save, stale.delete):
        with pytest.raises(history.Stale), recorded():
            change()
    with pytest.raises(IntegrityError), recorded():
        Municipality.objects.create(pk=stale.pk, name="Gorinchem", code="GM0512")
    assert not Municipality.objects.exists()


def test_the_check_on_the_version_costs_no_statement(founded: Found, django_assert_num_queries: Callable) -> None:
    town = founded()
    # The row, the digest before, the history row, and the stamp by which other processes notice a changed register.
    with recorded(), django_assert_num_queries(4):
        town.save()


# --- accounts


def test_signing_in_writes_no_history(petra: history.Act) -> None:
    user = User.objects.create_user("mo")
    history.actor._current.set(None)
    user.set_password("hunter2 hunter2")
    user.save(update_fields=["password", "last_login"])
    assert (told(user), user.lock_version) == (["+"], 1)
    with pytest.raises(history.NoActor):
        user.save()


def test_a_library_may_save_an_account_without_a_transaction(petra: history.Act) -> None:
    user = User.objects.create_user("mo", password="hunter2 hunter2")
    user.first_name = "Mo"
    user.save()
    assert told(user) == ["+", "~"]
    assert not {"password", "last_login"} & {field.name for field in User.history.model._meta.get_fields()}


def test_accounts_stay(petra: history.Act) -> None:
    user = User.objects.create_user("mo")
    for delete in (user.delete, User.objects.all().delete):
        with pytest.raises(Refused, match="users_stay"), recorded():
            delete()


def test_createsuperuser_says_who_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "hunter2 hunter2")
    call_command("createsuperuser", username="els", email="els@example.org", interactive=False, stdout=io.StringIO())
    row = User.objects.get(username="els").history.get()
    assert (row.actor_label, row.via) == ("manage.py createsuperuser", "command")


# --- append-only


def gate_opening() -> GateOpening:
    """Any append-only row will do."""
    return GateOpening.objects.create(
        purpose="erasure", reason="test", actor_label="Els", via="web", act_key="0" * 32, at="2026-03-01T12:00Z"
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: GateOpening.objects.update(reason="x"),
        lambda row: GateOpening.objects.all().delete(),
        lambda row: GateOpening.objects.bulk_update([row], ["reason"]),
        lambda row: GateOpening._base_manager.all()._raw_delete("default"),
        lambda row: GateOpening.objects.bulk_create(
            [row], update_conflicts=True, update_fields=["reason"], unique_fields=["id"]
        ),
    ],
)
def test_an_append_only_row_is_written_once(change: Callable[[GateOpening], object]) -> None:
    row = gate_opening()
    with pytest.raises(history.HistoryBypass):
        change(row)
    assert GateOpening.objects.get().reason == "test"


HISTORY = "home_historicalmunicipality"
ATTACKS = [
    f"UPDATE {HISTORY} SET name = 'x'",
    f"DELETE FROM {HISTORY}",
    "UPDATE home_gateopening SET reason = 'x'",
    "DELETE FROM home_gateopening",
]
ON_SQLITE = [
    f"REPLACE INTO {HISTORY} SELECT * FROM {HISTORY}",
    f"INSERT OR REPLACE INTO {HISTORY} SELECT * FROM {HISTORY}",
    f"UPDATE OR REPLACE {HISTORY} SET seq = 9",
    "REPLACE INTO home_gateopening SELECT * FROM home_gateopening",
]
ON_POSTGRESQL = [
    f"TRUNCATE {HISTORY}",
    "TRUNCATE home_gateopening CASCADE",
    f"INSERT INTO {HISTORY} SELECT * FROM {HISTORY} ON CONFLICT (history_id) DO UPDATE SET name = 'x'",
]


@pytest.mark.parametrize("attack", [*ATTACKS, *ON_SQLITE, *ON_POSTGRESQL])
def test_the_database_itself_holds_on_to_what_is_append_only(founded: Found, attack: str) -> None:
    if attack in (ON_POSTGRESQL if connection.vendor == "sqlite" else ON_SQLITE):
        pytest.skip("another database's statement")
    founded()
    gate_opening()
    connection.check_constraints()  # PostgreSQL truncates no table with checks still to come
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert (Municipality.history.get().name, GateOpening.objects.get().reason) == ("Gorinchem", "test")


@pytest.mark.parametrize("pair", [("history_id", "seq + 1"), ("history_id + 1", "seq")])
def test_replace_is_seen_by_each_unique_set_of_columns(founded: Found, pair: tuple[str, str]) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE INTO is SQLite's")
    founded()
    columns = [field.column for field in Municipality.history.model._meta.concrete_fields]
    values = [dict(zip(("history_id", "seq"), pair, strict=True)).get(column, column) for column in columns]
    statement = f"REPLACE INTO {HISTORY} ({','.join(columns)}) SELECT {','.join(values)} FROM {HISTORY}"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("change", [lambda rows: rows.update(name="x"), lambda rows: rows.delete()])
def test_history_is_not_rewritten_through_its_manager(founded: Found, change: Callable) -> None:
    town = founded()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        change(town.history.all())


def test_triggers_come_back_after_a_table_was_rebuilt() -> None:
    on = f" ON {HISTORY}" if connection.vendor == "postgresql" else ""
    name = f"{HISTORY}_no_change" if connection.vendor == "postgresql" else f"{HISTORY}_no_update"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert history.triggers.missing("default") == [name]
    history.triggers.install("default")
    assert history.triggers.missing("default") == []


# --- the shape of it all


def test_every_model_is_guarded_with_every_setting_in_place() -> None:
    assert checks.check_history(None) == []
    assert {User, Municipality, PostcodeArea, Calendar} <= {model for model, _ in AUDITED}
    assert {GateOpening, HistoryRoot} <= set(APPEND_ONLY)


@pytest.mark.parametrize("command", checks.DESTRUCTIVE)
def test_commands_that_rewrite_history_are_blocked(command: str) -> None:
    with pytest.raises(CommandError, match="append-only"):
        call_command(command)


def test_a_history_table_has_long_ids_long_reasons_one_chain_per_object() -> None:
    for model, rows in AUDITED:
        meta = rows._meta
        assert isinstance(meta.pk, models.BigAutoField)
        assert type(meta.get_field("history_change_reason")) is models.TextField
        assert meta.get_field("history_user").remote_field.on_delete is models.PROTECT
        assert [list(one.fields) for one in meta.total_unique_constraints] == [[model._meta.pk.attname, "seq"]]
        assert [field.name for field in meta.concrete_fields if field.db_index] == []


def test_a_column_that_came_later_has_a_shape() -> None:
    """Else the digests of all rows before it would break: `on_record(since={"column": 2})`."""
    shapes = {rows._meta.label_lower: rows.since for _, rows in AUDITED}
    later = {
        (f"{migration.app_label}.{operation.model_name_lower}", operation.name)
        for migration in MigrationLoader(None).disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, AddField)
    }
    assert [(label, name) for label, name in sorted(later) if label in shapes and name not in shapes[label]] == []


def test_a_column_of_a_later_shape_leaves_older_digests_alone(founded: Found) -> None:
    row = founded().history.get()
    rows = type(row)
    columns = history.digests._columns.__wrapped__
    rows.since, before = {"phone": 2}, rows.since
    try:
        old, new = columns(rows, 1)[0], columns(rows, 2)[0]
    finally:
        rows.since = before
    assert {field.name for field in new} - {field.name for field in old} == {"phone"}


def test_a_name_that_is_no_field_is_refused() -> None:
    with isolate_apps("home"), pytest.raises(ValueError, match="Typo has no field nmae"):

        class Typo(history.Audited):
            name = models.CharField(max_length=10)
            past = history.on_record(personal={"nmae"})

            class Meta(history.Audited.Meta):
                app_label = "home"


@pytest.mark.parametrize(
    ("name", "value"), [("valid_from", date(2026, 1, 1)), ("valid_from", "2026-01-01"), ("place", "Streefkerk 👋")]
)
def test_a_digest_is_the_same_before_as_after_the_database(founded: Found, name: str, value: object) -> None:
    with recorded():
        PostcodeArea.objects.create(**{"pc4": "2959", "place": "x", "municipality": founded(), name: value})
    row = PostcodeArea.history.get()
    assert history.digests.digest(row, "") == row.digest
