"""Pages of a list by the key of a row: no page numbers, no counting, no OFFSET; each page costs what the first does.

An order is a sequence of columns, "-" before one that descends, ending in one that is unique: so the place of a row is
stable when others have the same values, or come and go.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from home.refusals import Refused

MOST = 200
_LONGEST = 500
SEPARATOR = "~"

M = TypeVar("M", bound=Model)


def page(rows: QuerySet[M], key: str, cursor: str, limit: int) -> tuple[list[M], str]:
    """At most `limit` rows in the order of `key` (a column of text that no two rows share), and the cursor of what
    comes after them; the cursor is empty on the last page. One query.

    :raises Refused: `bad_cursor`, for one that was not made here.
    """
    after: dict[str, Any] = {f"{key}__gt": read(cursor)} if cursor else {}
    found = list(rows.filter(**after).order_by(key)[: limit + 1])
    if len(found) <= limit:
        return found, ""
    return found[:limit], write(str(getattr(found[limit - 1], key)))


def write(value: str) -> str:
    """A cursor: what stands in it is nobody's business, so that it may change."""
    return base64.urlsafe_b64encode(value.encode()).decode().rstrip("=")


def read(cursor: str) -> str:
    """The key in a cursor; Refused `bad_cursor`."""
    try:
        value = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise Refused("bad_cursor") from error
    if not value or len(value) > _LONGEST or "\0" in value or write(value) != cursor:
        raise Refused("bad_cursor")
    return value


def name(column: str) -> str:
    """The column without its direction."""
    return column.removeprefix("-")


def backwards(order: Sequence[str]) -> tuple[str, ...]:
    """The same order from its other end."""
    return tuple(name(column) if column.startswith("-") else f"-{column}" for column in order)


def key_of(row: Any, order: Sequence[str]) -> tuple[Any, ...]:
    """The values by which a row has its place."""
    return tuple(getattr(row, name(column)) for column in order)


def beyond(order: Sequence[str], key: Sequence[Any]) -> list[Q]:
    """Conditions that exclude each other and together hold all rows after `key`.

    Each is an equality on the first columns with a range on the next, so that an index on the order starts right there.
    """
    found = []
    for number, column in enumerate(order):
        same = {name(before): value for before, value in zip(order[:number], key[:number], strict=True)}
        direction = "lt" if column.startswith("-") else "gt"
        found.append(Q(**same, **{f"{name(column)}__{direction}": key[number]}))
    return found[::-1]


def key_text(key: Sequence[Any]) -> str:
    """A key as it stands in an address."""
    return SEPARATOR.join(value.isoformat() if hasattr(value, "isoformat") else str(value) for value in key)


def key_in(text: str, readers: Sequence[Callable[[str], Any]]) -> tuple[Any, ...] | None:
    """The key of an address, each part by its reader; None when it is none.

    A reader raises ValueError, or returns None, for what it cannot read; a moment must have its zone.
    """
    parts = text.split(SEPARATOR)
    if len(parts) != len(readers):
        return None
    try:
        key = tuple(reader(part) for reader, part in zip(readers, parts, strict=True))
    except (ValueError, OverflowError):
        return None
    return None if any(part is None or _is_nowhere(part) for part in key) else key


def _is_nowhere(part: Any) -> bool:
    return isinstance(part, datetime) and part.tzinfo is None
