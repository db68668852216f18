"""What a row of history says, in words: who, when, why, and each field that changed."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from home.history import HistoryRow
from home.models import User
from home.words import HISTORY_KINDS, VIA_LABELS

Show = Mapping[str, Callable[[Any], str]]
"""Field -> how its value is said, where that is not plain."""

NEVER = frozenset({"id", "lock_version"})
EMPTY = "-"


@dataclass(frozen=True)
class Change:
    """One field that changed."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One row of history; `title` is how the row was called then, `key` which row it is."""

    history_id: int
    key: Any
    title: str
    at: datetime
    who: str
    via: str
    reason: str
    kind: str
    changes: tuple[Change, ...]


def entries(rows: Iterable[Any], show: Show | None = None, *, hidden: Collection[str] = ()) -> list[Entry]:
    """History rows of one model in words, in the order given; of `hidden` fields it says that they changed, not how.

    One query for the rows before, one per kind of row that is pointed to.
    """
    rows = list(rows)
    if not rows:
        return []
    before = _before(rows)
    pairs = [(before.get((_key(row), row.seq - 1)), row) for row in rows]
    teller = _Teller(type(rows[0]), show or {}, frozenset(hidden))
    teller.learn([row for pair in pairs for row in pair if row is not None])
    return [_entry(teller, old, new) for old, new in pairs]


def since(row: Any, version: int, show: Show | None = None) -> list[Entry]:
    """What happened to a row after the version that a person saw, oldest first."""
    return entries(row.history.filter(lock_version__gt=version).order_by("seq")[:50], show)


def _key(row: Any) -> Any:
    return getattr(row, type(row).key_name)


def _before(rows: list[Any]) -> dict[tuple[Any, int], Any]:
    history: type[HistoryRow] = type(rows[0])
    wanted = {f"{history.key_name}__in": {_key(row) for row in rows}, "seq__in": {row.seq - 1 for row in rows}}
    found = history._default_manager.filter(**wanted)
    return {(_key(row), row.seq): row for row in found}


def _entry(teller: "_Teller", old: Any, new: Any) -> Entry:
    return Entry(
        history_id=new.history_id,
        key=_key(new),
        title=teller.title(new),
        at=new.history_date,
        who=new.actor_label,
        via=str(VIA_LABELS.get(new.via, new.via)),
        reason=new.history_change_reason or "",
        kind=str(HISTORY_KINDS[new.history_type]),
        changes=() if new.history_type == "-" else teller.changes(old, new),
    )


class _Teller:
    """Says the values of one model's history."""

    def __init__(self, history: type[HistoryRow], show: Show, hidden: frozenset[str]) -> None:
        self.model = history.instance_type
        self.show = show
        self.hidden = hidden
        kept = {field.name for field in history._meta.concrete_fields}
        self.fields: list[Any] = [
            field for field in self.model._meta.concrete_fields if field.name in kept and field.name not in NEVER
        ]
        self.found: dict[tuple[str, Any], models.Model] = {}

    def learn(self, rows: list[Any]) -> None:
        for field in self.fields:
            keys = {getattr(row, field.attname) for row in rows} - {None} if field.remote_field else set()
            if keys:
                pointed = field.related_model._base_manager.filter(pk__in=keys)
                related = getattr(field.related_model, "named_with", ())
                for row in pointed.select_related(*related) if related else pointed:
                    self.found[field.name, row.pk] = row

    def title(self, row: Any) -> str:
        was: Any = self.model(**{field.attname: getattr(row, field.attname) for field in self.fields})
        for field in (field for field in self.fields if field.remote_field):
            key = getattr(row, field.attname)
            if (field.name, key) in self.found:
                setattr(was, field.name, self.found[field.name, key])
            elif key is not None:
                return str(_key(row))  # what it was called after is gone itself
        return str(was)

    def changes(self, old: Any, new: Any) -> tuple[Change, ...]:
        found = []
        for field in self.fields:
            then, now = (getattr(row, field.attname) if row is not None else None for row in (old, new))
            if then == now or (old is None and now in (None, "", [])):
                continue
            label = str(field.verbose_name)
            found.append(Change(label[:1].upper() + label[1:], self._said(field, then), self._said(field, now)))
        return tuple(found)

    def _said(self, field: Any, value: Any) -> str:
        if value in (None, ""):
            return EMPTY
        if field.name in self.hidden:
            return _("(afgedekt)")
        if field.name in self.show:
            return self.show[field.name](value)
        if field.remote_field:
            pointed = self.found.get((field.name, value))
            return _name(pointed) if pointed is not None else str(value)
        return said(field, value)


def said(field: Any, value: Any) -> str:
    """A plain value in words; `field` (or None) knows the words of its choices."""
    choices = dict(field.flatchoices) if getattr(field, "choices", None) else {}
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    match value:
        case bool():
            return _("ja") if value else _("nee")
        case datetime():
            return formats.date_format(timezone.localtime(value), "j M Y H:i")
        case date():
            return formats.date_format(value, "j M Y")
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
    return str(value)


def _name(row: models.Model) -> str:
    if isinstance(row, User):
        return row.get_full_name() or row.get_username()
    return str(getattr(row, "long_name", row))
