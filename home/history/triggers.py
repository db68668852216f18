"""Triggers that let nobody change what is append-only, installed again whenever the database has lost them."""

from collections.abc import Iterable

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from home.history.guard import APPEND_ONLY
from home.history.rows import AUDITED

GATE = "history_gate"
"""A plain table: while a row stands in it, its own transaction may change what is append-only (home/gate.py)."""

_SHUT = f"NOT EXISTS (SELECT 1 FROM {GATE})"

_FUNCTION = f"""
BEGIN
  IF {_SHUT} THEN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
"""


def protected() -> list[type[models.Model]]:
    """Every model whose table only grows."""
    return [history for _, history in AUDITED] + list(APPEND_ONLY)


def install(using: str) -> None:
    """Makes the gate's table, with every trigger that is missing or not as it should be; tables must exist."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if GATE not in tables:
            cursor.execute(f"CREATE TABLE {GATE} (purpose text NOT NULL)")
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION history_append_only() RETURNS trigger LANGUAGE plpgsql AS $${_FUNCTION}$$"
            )
        for name, table, sql in _missing(connection):
            if table in tables:
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"' + _on(connection, table))
                cursor.execute(sql)


def install_after_migrate(using: str, **kwargs: object) -> None:
    """Receives post_migrate."""
    install(using)


def missing(using: str) -> list[str]:
    """Names of triggers that are not there, not as they should be, or switched off."""
    return [name for name, _, _ in _missing(connections[using])]


def _missing(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    present = _present(connection)
    return [row for row in _wanted(connection) if present.get(row[0]) != row[2]]


def _on(connection: BaseDatabaseWrapper, table: str) -> str:
    return f' ON "{table}"' if connection.vendor == "postgresql" else ""


def _wanted(connection: BaseDatabaseWrapper) -> Iterable[tuple[str, str, str]]:
    """(name, table, statement) of every trigger."""
    build = _postgresql if connection.vendor == "postgresql" else _sqlite
    for model in protected():
        table = model._meta.db_table
        for name, sql in build(model, table):
            yield name, table, sql


def _present(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Name -> statement; one that is switched off, or calls a changed function, has another statement."""
    if connection.vendor == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname, replace(pg_get_triggerdef(t.oid, true), ' ON public.', ' ON ')"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid"
            " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND prosrc = %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, None if connection.vendor == "sqlite" else [_FUNCTION])
        return dict(cursor.fetchall())


def _sqlite(model: type[models.Model], table: str) -> Iterable[tuple[str, str]]:
    stop = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    for event in ("UPDATE", "DELETE"):
        name = f"{table}_no_{event.lower()}"
        yield name, f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" WHEN {_SHUT} {stop}'
    # REPLACE INTO deletes what is in its way without firing a trigger on DELETE.
    there = " OR ".join(
        f'EXISTS (SELECT 1 FROM "{table}" WHERE ' + " AND ".join(f'"{c}" = NEW."{c}"' for c in columns) + ")"
        for columns in _unique(model)
    )
    name = f"{table}_no_replace"
    yield name, f'CREATE TRIGGER "{name}" BEFORE INSERT ON "{table}" WHEN ({there}) AND {_SHUT} {stop}'


def _postgresql(model: type[models.Model], table: str) -> Iterable[tuple[str, str]]:
    for what, event, each in (("change", "DELETE OR UPDATE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")):
        name = f"{table}_no_{what}"
        yield (
            name,
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION history_append_only()",
        )


def _unique(model: type[models.Model]) -> list[list[str]]:
    meta = model._meta
    alone = [[field.name] for field in meta.concrete_fields if field.unique]
    together = [list(constraint.fields) for constraint in meta.total_unique_constraints]
    columns = {field.name: str(field.column) for field in meta.concrete_fields}
    return [[columns[name] for name in names] for names in alone + together]
