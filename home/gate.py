"""Opening the append-only tables: the one way."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models, router
from django.utils import timezone

from home.history import APPEND_ONLY, AUDITED, Audited, HistoryBypass, recorded
from home.history.digests import blank, personal_in
from home.history.triggers import GATE
from home.models.jobs import JobRun
from home.models.record import GateOpening

SWEEP = "sweep"
"""The `JobRun` of a database that was swept; of what was erased before its `slot` nothing is left."""


class Opened:
    """The append-only tables while they are open."""

    def update(self, rows: models.QuerySet[Any], **values: object) -> int:
        """Overwrites columns of append-only rows; how many rows."""
        return models.QuerySet.update(_append_only(rows), **values)

    def delete(self, rows: models.QuerySet[Any]) -> int:
        """Removes append-only rows; how many."""
        return models.QuerySet._raw_delete(_append_only(rows), router.db_for_write(rows.model))

    def erase(self, instance: Audited) -> int:
        """Blanks every personal column of one row, in the row as well as in its history; how many history rows.

        The row itself is saved first, so that its history tells who erased it. The salt goes too: the digests keep
        their value, and nobody can guess by them what was there.
        """
        history: Any = instance.history.model  # type: ignore[attr-defined]
        blanks = {name: blank(history._meta.get_field(name)) for name in sorted(history.personal)}
        for name, value in blanks.items():
            setattr(instance, name, value)
        instance.save()
        rows = history.objects.filter(**{history.key_name: instance.pk})
        for shape in set(rows.order_by().values_list("shape", flat=True)):
            known = personal_in(history, shape)
            values = {name: value for name, value in blanks.items() if name in known}
            self.update(rows.filter(shape=shape), salt="", **values)
        return int(rows.count())


@contextmanager
def gate(purpose: str, reason: str) -> Iterator[Opened]:
    """Opens the append-only tables to this transaction, and leaves a GateOpening.

    `purpose`: one of GateOpening.Purpose. No other connection can use the opening, for nobody else sees its row.

    :raises ValueError: for another purpose, or without a reason.
    :raises HistoryBypass: when it is open already.
    """
    if purpose not in GateOpening.Purpose.values or not reason:
        raise ValueError(f"the gate does not open for {purpose!r} because {reason!r}")
    with recorded(reason) as act:
        GateOpening.objects.create(
            purpose=purpose,
            reason=reason,
            actor_label=act.actor.label[:200],
            user=act.actor.user,
            via=act.via,
            request_id=act.request_id,
            act_key=act.act_key,
            at=timezone.now(),
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {GATE}")
            if cursor.fetchone() != (0,):
                raise HistoryBypass("the gate is open already")
            cursor.execute(f"INSERT INTO {GATE} (purpose) VALUES (%s)", [purpose])
        yield Opened()
        # After an exception the savepoint of recorded() takes the row away, with all that was done here.
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {GATE}")


def is_sweep_due() -> bool:
    """Whether something was erased that may still stand in the files of the database."""
    swept = JobRun.objects.filter(job=SWEEP).order_by("-slot").values_list("slot", flat=True).first()
    opened = GateOpening.objects.filter(purpose=GateOpening.Purpose.ERASURE)
    return bool((opened if swept is None else opened.filter(at__gte=swept)).exists())


def sweep(tables: Collection[type[models.Model]]) -> None:
    """Takes what was erased from these tables out of the files of the database too; nothing inside a transaction.

    SQLite moves rows between its pages, so only writing the whole file anew leaves nothing behind in it. While it does,
    nobody else can write: this is for the clock and for commands, never for a request.
    """
    if connection.in_atomic_block:
        return
    began = timezone.now()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables)
            cursor.execute(f"VACUUM {names}")
    JobRun.objects.create(job=SWEEP, slot=began, started_at=began, finished_at=timezone.now())


def _append_only(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    if rows.model not in APPEND_ONLY and rows.model not in {history for _, history in AUDITED}:
        raise HistoryBypass(f"{rows.model.__name__} is not append-only: save it")
    return rows
