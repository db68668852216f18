"""Who acts now, through which door, why."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

VIAS = frozenset({"web", "public", "api", "mail", "job", "command", "rule"})


class NoActor(RuntimeError):
    """Something on record was about to change, and nobody had said who acts."""


class NoTransaction(RuntimeError):
    """Something on record was about to change outside a transaction of its act."""


@dataclass(frozen=True)
class Actor:
    """Who acts: how this person or job is called on record, with the account when there is one."""

    label: str
    user: Any = None


@dataclass(frozen=True)
class Act:
    """One act as all its rows will tell it; `act_key` is what those rows share, `digests` are theirs so far."""

    actor: Actor
    via: str
    reason: str
    request_id: str
    act_key: uuid.UUID
    is_recorded: bool = False
    digests: list[str] = field(default_factory=list, compare=False)


_current: ContextVar[Act | None] = ContextVar("act", default=None)


def current() -> Act | None:
    """The act under way, None when nobody acts."""
    return _current.get()


def needed() -> Act:
    """The act under way.

    :raises NoActor: when nobody acts.
    """
    act = _current.get()
    if act is None:
        raise NoActor("say who acts: with acting(Actor(...), via=...)")
    return act


@contextmanager
def acting(actor: Actor, *, via: str, reason: str = "", request_id: str = "") -> Iterator[Act]:
    """Within it `actor` is on record for all that changes.

    :raises ValueError: when `via` is not one of VIAS, or the actor has no label.
    """
    if via not in VIAS or not actor.label:
        raise ValueError(f"who acts, and through which door? {actor.label!r} via {via!r}")
    with _within(Act(actor, via, reason, request_id, uuid.uuid4())) as act:
        yield act


@contextmanager
def recorded(reason: str = "", *, savepoint: bool = True) -> Iterator[Act]:
    """Within it one act runs: one transaction, one `act_key`; an act inside an act is part of it.

    `savepoint`: whether the act around it may go on when this one fails; without, what fails here takes both away.

    :raises NoActor: when nobody acts.
    """
    act = needed()
    if not act.is_recorded:
        act = replace(act, act_key=uuid.uuid4(), is_recorded=True, digests=[])
    written = len(act.digests)
    try:
        with _within(replace(act, reason=reason or act.reason)) as act, transaction.atomic(savepoint=savepoint):
            yield act
    except BaseException:
        del act.digests[written:]  # rolled back with their rows; the act around this one may go on
        raise


def must_be_in_transaction(using: str | None = None) -> None:
    """Nothing, inside a transaction that an act opened; the one a test case puts around a test does not count.

    :raises NoTransaction: outside.
    """
    blocks = connections[using or DEFAULT_DB_ALIAS].atomic_blocks
    if not blocks or blocks[-1]._from_testcase:  # type: ignore[attr-defined]
        raise NoTransaction("a row and its history are written in one transaction: with recorded()")


@contextmanager
def _within(act: Act) -> Iterator[Act]:
    token = _current.set(act)
    try:
        yield act
    finally:
        _current.reset(token)
