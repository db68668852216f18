"""What the history library does by itself, path by path: here each is on record, or refused before it does anything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import serializers
from django.db import IntegrityError, connection, models, transaction
from django.db.models.signals import pre_save
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from home import history, verification
from home.history import AUDITED, Actor, HistoryBypass, NoActor, NoTransaction, Stale, acting, recorded, save_if_changed
from home.history.actor import _current
from home.models import Municipality, PostcodeArea, RightsEvent, User
from home.refusals import Refused

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Rows:
    """What there is to change: a municipality with a postcode and another one, somebody in a group."""

    town: Municipality
    other: Municipality
    area: PostcodeArea
    user: User
    group: Group


@pytest.fixture
def rows(petra: history.Act) -> Iterator[Rows]:
    with recorded("gemaakt"):
        town = Municipality.objects.create(name="Waterdam", code="GM9001")
        other = Municipality.objects.create(name="Polderkerk", code="GM9002")
        area = PostcodeArea.objects.create(pc4="1234", place="Waterdam", municipality=town)
        user, group = User.objects.create_user("mo"), Group.objects.create(name="Balie")
        user.groups.add(group)
    return Rows(town, other, area, user, group)  # type: ignore[return-value]


def everything() -> list[Any]:
    """All rows that the paths below could change, and all that is on record of them."""
    found: list[Any] = [list(model._base_manager.order_by("pk").values()) for model in (Municipality, PostcodeArea)]
    found += [list(model.history.order_by("pk").values()) for model in (Municipality, PostcodeArea, User)]  # type: ignore[attr-defined]
    found += [list(User.groups.through._base_manager.values_list("user_id", "group_id"))]
    return [*found, list(User._base_manager.values()), list(RightsEvent.objects.values())]


def changed(town: Municipality) -> Municipality:
    """The same, with something typed in it."""
    town.phone = "010 123"
    return town


def stale(rows: Rows) -> Municipality:
    """As somebody read it before it was changed by another."""
    before = Municipality.objects.get(pk=rows.town.pk)
    changed(rows.town).save()
    return before


# --- on record: path -> what it does, and the rows of history that it leaves


def _two(rows: Rows) -> None:
    """Two rows of one moment keep their order by their number."""
    for phone in ("1", "2"):
        rows.town.phone = phone
        rows.town.save()
    told = [row.phone for row in Municipality.history.filter(id=rows.town.pk)]
    assert told == ["2", "1", ""]


ON_RECORD: dict[str, tuple[Callable[[Rows], Any], int]] = {
    "save()": (lambda rows: changed(rows.town).save(), 1),
    "unchanged save": (lambda rows: save_if_changed(rows.town), 0),  # no noise
    "queryset.delete()": (lambda rows: Municipality.objects.filter(code="GM9002").delete(), 1),
    "delete()": (lambda rows: rows.area.delete(), 1),
    "refresh and save": (lambda rows: (rows.town.refresh_from_db(), changed(rows.town).save()), 1),
    "two rows with the same history_date": (_two, 2),
    "m2m add, forward": (lambda rows: rows.user.groups.add(Group.objects.create(name="Redactie")), 2),
    "m2m from the other side": (lambda rows: Group.objects.create(name="Redactie").user_set.add(rows.user), 2),
    "m2m remove": (lambda rows: rows.user.groups.remove(rows.group), 1),
    "m2m set": (lambda rows: rows.user.groups.set([]), 1),
    "m2m clear, from the other side": (lambda rows: rows.group.user_set.clear(), 1),
    "deleting the tag": (lambda rows: rows.group.delete(), 1),
}


@pytest.mark.parametrize("path", ON_RECORD)
def test_this_path_is_on_record(rows: Rows, path: str) -> None:
    do, count = ON_RECORD[path]
    before = _on_record()
    with recorded("daarom") as act:
        do(rows)
    assert _on_record() - before == count
    told = [*Municipality.history.filter(act_key=act.act_key), *PostcodeArea.history.filter(act_key=act.act_key)]
    assert {(row.actor_label, row.via, row.history_change_reason) for row in told} <= {
        ("Petra (Gorinchem)", "web", "daarom")
    }
    events = RightsEvent.objects.filter(act_key=act.act_key)
    assert {(row.actor_label, row.via) for row in events} <= {("Petra (Gorinchem)", "web")}
    assert len(told) + len(events) == count
    assert verification.verify_tables([Municipality, PostcodeArea, User]).findings == []


def _on_record() -> int:
    kept = (Municipality, PostcodeArea, User)
    return sum(model.history.count() for model in kept) + RightsEvent.objects.count()  # type: ignore[attr-defined]


# --- refused: path -> what it tries, and how it is told


def _raw(rows: Rows) -> None:
    next(serializers.deserialize("json", serializers.serialize("json", [changed(rows.town)]))).save()


def _expression(rows: Rows) -> None:
    rows.town.name = models.F("code")  # type: ignore[assignment]
    rows.town.save()


def _skipped(rows: Rows) -> None:
    rows.town.skip_history_when_saving = True  # type: ignore[attr-defined]
    changed(rows.town).save()


def _history_by_hand(rows: Rows) -> None:
    Municipality.history.filter(id=rows.town.pk).update(name="x")


THROUGH: Any = User.groups.through
REFUSED: dict[str, tuple[Callable[[Rows], Any], type[Exception]]] = {
    "queryset.update": (lambda rows: Municipality.objects.update(phone="x"), HistoryBypass),
    "_base_manager.update": (lambda rows: Municipality._base_manager.update(phone="x"), HistoryBypass),
    "bulk_create": (lambda rows: Municipality.objects.bulk_create([Municipality(name="x", code="GM9")]), HistoryBypass),
    "_base_manager.bulk_create": (
        lambda rows: Municipality._base_manager.bulk_create([Municipality(name="x", code="GM9")]),
        HistoryBypass,
    ),
    "bulk_update": (lambda rows: Municipality.objects.bulk_update([changed(rows.town)], ["phone"]), HistoryBypass),
    "upsert": (
        lambda rows: Municipality.objects.bulk_create(
            [Municipality(name="x", code="GM9001")],
            update_conflicts=True, update_fields=["name"], unique_fields=["code"],
        ),
        HistoryBypass,
    ),
    "update_or_create": (
        lambda rows: Municipality.objects.update_or_create(code="GM9001", defaults={"phone": "x"}),
        HistoryBypass,
    ),
    "cascade to a tracked child": (lambda rows: rows.town.delete(), models.ProtectedError),
    "_raw_delete": (lambda rows: PostcodeArea.objects.all()._raw_delete("default"), HistoryBypass),
    "save_base(raw=True)": (lambda rows: changed(rows.town).save_base(raw=True), HistoryBypass),
    "loaddata": (_raw, HistoryBypass),
    "save_without_historical_record": (
        lambda rows: changed(rows.town).save_without_historical_record(),  # type: ignore[attr-defined]
        HistoryBypass,
    ),
    "skip_history_when_saving": (_skipped, HistoryBypass),
    "reverse FK add": (lambda rows: rows.other.postcodearea_set.add(rows.area), HistoryBypass),
    "reverse FK set": (lambda rows: rows.other.postcodearea_set.set([rows.area]), HistoryBypass),
    "user deleted with SET_NULL on assignee": (lambda rows: rows.user.delete(), Refused),
    "users deleted": (lambda rows: User.objects.all().delete(), Refused),
    "m2m through bulk_create": (
        lambda rows: THROUGH.objects.bulk_create([THROUGH(user=rows.user, group=Group.objects.create(name="x"))]),
        HistoryBypass,
    ),
    "m2m through save": (
        lambda rows: THROUGH(user=rows.user, group=Group.objects.create(name="x")).save(),
        HistoryBypass,
    ),
    "m2m through update": (lambda rows: THROUGH.objects.update(group=rows.group), HistoryBypass),
    "m2m through delete": (lambda rows: THROUGH.objects.all().delete(), HistoryBypass),
    "m2m through delete of one": (lambda rows: THROUGH.objects.get().delete(), HistoryBypass),
    "F() expression then save": (_expression, HistoryBypass),
    "save(update_fields) on a stale object": (lambda rows: stale(rows).save(update_fields=["phone"]), HistoryBypass),
    "save() on a stale object": (lambda rows: stale(rows).save(), Stale),
    "delete() of a stale object": (lambda rows: stale(rows).delete(), Stale),
    "deferred columns": (lambda rows: Municipality.objects.only("name").get(code="GM9001").save(), HistoryBypass),
    "bulk_create_with_history": (
        lambda rows: bulk_create_with_history([Municipality(name="x", code="GM9")], Municipality),
        HistoryBypass,
    ),
    "bulk_update_with_history": (
        lambda rows: bulk_update_with_history([changed(rows.town)], Municipality, ["phone"]),
        HistoryBypass,
    ),
    "history.update()": (_history_by_hand, IntegrityError),
    "history.delete()": (lambda rows: Municipality.history.all().delete(), IntegrityError),
}  # fmt: skip


@pytest.mark.parametrize("path", REFUSED)
def test_this_path_is_refused_with_nothing_changed(rows: Rows, path: str) -> None:
    do, refusal = REFUSED[path]
    before = everything()
    with pytest.raises(refusal), transaction.atomic(), recorded("daarom"):
        do(rows)
    assert everything() == before
    assert verification.verify_tables([Municipality, PostcodeArea, User]).findings == []


def test_outside_a_request_nobody_acts_and_nothing_changes(rows: Rows) -> None:
    before = everything()
    token = _current.set(None)
    try:
        for change in (changed(rows.town).save, rows.area.delete, rows.user.groups.clear):
            with pytest.raises(NoActor), transaction.atomic():
                change()
    finally:
        _current.reset(token)
    assert everything() == before


@pytest.mark.tampers
def test_raw_sql_is_found(rows: Rows) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE home_municipality SET phone = 'x' WHERE id = %s", [rows.town.pk])
    found = verification.verify_tables([Municipality]).findings
    assert [str(one) for one in found] == [f"home_municipality {rows.town.pk}: differs from its history"]


def test_no_column_on_record_is_left_out_of_the_list_of_changes() -> None:
    for model, kept in AUDITED:
        hidden = [field.name for field in kept.tracked_fields if not field.editable and not field.primary_key]
        assert hidden == [], model


@pytest.mark.django_db(transaction=True)
def test_a_failing_history_insert_leaves_the_ticket_unchanged() -> None:
    """Also without the act's own block around it: outside one nothing is written at all."""

    def fail(**kwargs: object) -> None:
        raise OSError("disk full")

    with acting(Actor("toets"), via="command"):
        with recorded("gemaakt"):
            town = Municipality.objects.create(name="Waterdam", code="GM9001")
        town.phone = "x"
        pre_save.connect(fail, sender=Municipality.history.model)
        try:
            with pytest.raises(OSError, match="disk full"), recorded("daarom"):
                town.save()
        finally:
            pre_save.disconnect(fail, sender=Municipality.history.model)
        with pytest.raises(NoTransaction):
            town.save()
    assert list(Municipality.objects.values_list("phone", "lock_version")) == [("", 1)]
    assert Municipality.history.count() == 1
