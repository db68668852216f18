"""The digests of a history row from its columns."""

import json
from functools import cache
from typing import Any

from django.db import connections, models, router

from home import chain

Field = Any  # a field of a model, of whatever type

NOT_COVERED = frozenset({"history_id", "salt", "digest"})


def canonical(field: Field, value: Any) -> Any:
    """A column's value in canonical form, whether it is on its way to the database or back from it."""
    while field.remote_field and hasattr(field, "target_field"):
        field = field.target_field
    if value is None:
        return None
    if isinstance(field, models.JSONField):
        return chain.canonical(json.loads(json.dumps(value, cls=field.encoder, allow_nan=False)))
    if isinstance(field, models.FileField):
        return str(value)
    places = field.decimal_places if isinstance(field, models.DecimalField) else None
    return chain.canonical(field.to_python(value), places)


@cache
def _columns(history: Any, shape: int) -> tuple[list[Field], list[Field]]:
    covered = [
        field
        for field in history._meta.concrete_fields
        if field.name not in NOT_COVERED and history.since.get(field.name, 1) <= shape
    ]
    personal = [field for field in covered if field.name in personal_in(history, shape)]
    return [field for field in covered if field not in personal], personal


def personal_in(history: Any, shape: int) -> frozenset[str]:
    """The personal columns of the history rows of this shape."""
    return frozenset(name for name in history.personal if history.personal_since.get(name, 1) <= shape)


def _values(fields: list[Field], row: models.Model) -> dict[str, Any]:
    return {field.attname: canonical(field, getattr(row, field.attname)) for field in fields}


def _history_of(row: Any) -> Any:
    return type(row)


def personal_digest(row: Any) -> str:
    """The digest of the personal columns under the salt of this row; empty when its model has none."""
    personal = _columns(_history_of(row), row.shape)[1]
    return chain.personal_digest(row.salt, _values(personal, row)) if personal else ""


def digest(row: Any, before: str) -> str:
    """The digest of all other columns, on top of the digest of this object's row before."""
    return chain.digest(before, _values(_columns(_history_of(row), row.shape)[0], row))


def newest(history: Any, key: Any) -> tuple[int, str, str]:
    """(seq, digest, salt) of an object's newest history row; (0, "", "") when it has none."""
    connection = connections[router.db_for_write(history)]
    with connection.cursor() as cursor:
        cursor.execute(_newest_sql(history, connection.vendor), [key])
        return cursor.fetchone() or (0, "", "")


@cache
def _newest_sql(history: Any, vendor: str) -> str:
    quote = connections[router.db_for_write(history)].ops.quote_name
    key = history._meta.get_field(history.key_name).column
    # One plain statement: it runs at every save, and the ORM would take four times as long.
    return (
        f"SELECT seq, digest, salt FROM {quote(history._meta.db_table)}"
        f" WHERE {quote(key)} = %s ORDER BY seq DESC LIMIT 1"
    )


ERASED = "[verwijderd]"


def blank(field: Field) -> Any:
    """What stands in a personal column after erasure, by the type of the column.

    :raises ValueError: for a type that has no blank.
    """
    if field.null:
        return None
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.TextField):
        return ERASED
    if isinstance(field, models.CharField | models.FileField):
        return ""
    raise ValueError(f"{field.name}: a personal column of type {type(field).__name__} must be null=True")
