"""Pages of a list by the key of its last row: no page numbers, no counting, no OFFSET."""

import base64
import binascii
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from home.refusals import Refused

MOST = 200
_LONGEST = 500

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
