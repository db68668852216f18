"""What registers say, remembered by a process until one of them changes.

Each change of a register puts a fresh token in one row, in its own transaction. Whoever wants something that is
remembered reads the token first (one look-up by key): what was read under another token is read again. So no process
answers from before a commit, a change that is rolled back leaves its token nowhere, and nobody has to be told anything.
What is remembered is shared by all threads: read it, never change or save it.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.signals import post_delete, post_save

Read = TypeVar("Read")
MOST = 1000
STAMP = "SELECT token FROM home_registerstamp WHERE id = 1"
SIGNING_IN = frozenset({"last_login", "password"})

_remembered: dict[str, tuple[str, Any]] = {}


def watch(*registers: type[models.Model]) -> None:
    """Says which models are registers; called when the apps are ready."""
    for model in registers:
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"home.remembering.{model._meta.label}")


def remembered(name: str, read: Callable[[], Read]) -> Read:
    """What `read()` gave under the current token; `name` says what it is. One query at most, beside those of `read`.

    An installation in which no register was ever saved remembers nothing.
    """
    token = _token()
    known = _remembered.get(name)
    if known is not None and known[0] == token:
        found: Read = known[1]
        return found
    value = read()
    if token:
        if len(_remembered) >= MOST:
            _remembered.clear()
        _remembered[name] = (token, value)
    return value


@contextmanager
def one_look() -> Iterator[None]:
    """Within it the token is read once: for one request or one act, unless that act changes a register itself."""
    if _within.get() is not None:
        yield
        return
    mark = _within.set(_Look())
    try:
        yield
    finally:
        _within.reset(mark)


@dataclass
class _Look:
    """The token that was read; not to be trusted once this act changed a register, for that may still be undone."""

    token: str | None = None
    is_off: bool = False


_within: ContextVar[_Look | None] = ContextVar("look", default=None)


def _token() -> str:
    look = _within.get()
    if look is not None and look.token is not None and not look.is_off:
        return look.token
    with connection.cursor() as cursor:
        # One plain statement: it runs in nearly every request, and the ORM would take ten times as long.
        cursor.execute(STAMP)
        row = cursor.fetchone()
    token = str(row[0]) if row else ""
    if look is not None:
        look.token = token
    return token


def prime(token: str) -> None:
    """Says the token that was read together with something else, so that this look need not read it."""
    look = _within.get()
    if look is not None and look.token is None:
        look.token = token


def _changed(sender: type[models.Model], update_fields: Any = None, **kwargs: Any) -> None:
    """Receives the save or deletion of a row of a register; that somebody signed in changes none."""
    if update_fields and set(update_fields) <= SIGNING_IN:
        return
    look = _within.get()
    if look is not None:
        look.is_off = True
    with connection.cursor() as cursor:
        # The row is locked until this transaction ends, so that tokens change in the order of the commits.
        cursor.execute(
            "INSERT INTO home_registerstamp (id, token) VALUES (1, %s)"
            " ON CONFLICT (id) DO UPDATE SET token = excluded.token",
            [secrets.token_hex(16)],
        )
