"""Every change on record: the door to django-simple-history."""

from home.history.actor import Act, Actor, NoActor, NoTransaction, acting, current, needed, recorded
from home.history.guard import (
    APPEND_ONLY,
    AppendOnly,
    AppendOnlyManager,
    AppendOnlyQuerySet,
    Audited,
    GuardedManager,
    GuardedQuerySet,
    HistoryBypass,
    Stale,
    Versioned,
)
from home.history.rows import AUDITED, HistoryRow, on_record, save_if_changed

__all__ = [
    "APPEND_ONLY",
    "AUDITED",
    "Act",
    "Actor",
    "AppendOnly",
    "AppendOnlyManager",
    "AppendOnlyQuerySet",
    "Audited",
    "GuardedManager",
    "GuardedQuerySet",
    "HistoryBypass",
    "HistoryRow",
    "NoActor",
    "NoTransaction",
    "Stale",
    "Versioned",
    "acting",
    "current",
    "needed",
    "on_record",
    "recorded",
    "save_if_changed",
]
