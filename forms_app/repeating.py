"""Rows of a group on a page: one more, one less, one put back; by buttons of the page itself, without a script."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from forms_app import filling, journey
from forms_app.fields import GROUP
from forms_app.fields.base import Unreadable
from forms_app.fields.group import is_number, kept, spelled
from forms_app.models import Draft
from forms_app.texts import Document
from home.refusals import Refused

ADD, REMOVE, RESTORE = "_add_row", "_remove_row", "_restore_row"
"""Names of the buttons; the value is the key of the group, of `REMOVE` with the number of the row after a dot."""

MORE, LESS = "rij", "rij_weg"
"""What the address says: the group that shows an empty row, the group of which a row was taken away."""


Posted = Mapping[str, Sequence[str]]
"""Name of an input or button -> what it held."""


@dataclass(frozen=True)
class Removed:
    """The row that a button takes away: the key of its group, its number on the page."""

    group: str
    number: int

    @property
    def before(self) -> str:
        """What the names of its inputs begin with."""
        return f"{self.group}.{self.number}."


def is_asked(post: Posted) -> bool:
    """Whether one of those buttons was pressed."""
    return any(name in post for name in (ADD, REMOVE, RESTORE))


def removed(post: Posted) -> Removed | None:
    """The row that is to go, as the page says; None when none is."""
    group, _dot, number = pressed(post, REMOVE).partition(".")
    return Removed(group, int(number)) if group and is_number(number) else None


def typed(post: Posted) -> Posted:
    """What stood in the inputs, without those of a row that is to go."""
    gone = removed(post)
    return {name: held for name, held in post.items() if gone is None or not name.startswith(gone.before)}


def change(draft: Draft, post: Posted) -> tuple[dict[str, str], str]:
    """Does what the button asks of a draft in which the page was kept.

    What the address of the step says then, and the id of the place on the page.

    :raises Refused: `already_sent`.
    """
    gone = removed(post)
    groups = journey.groups(draft.version.document)
    key = gone.group if gone else pressed(post, ADD) or pressed(post, RESTORE)
    if key not in groups:
        return {}, ""
    flags, place = {}, f"id_{key}"
    if gone:
        row = {name: held for name, held in post.items() if name.startswith(gone.before)}
        flags = {LESS: key} if _set_aside(draft, groups[key], row, _place(groups[key], post, gone)) else {}
    elif ADD in post:
        flags, place = {MORE: key}, f"{place}.{len(GROUP.rows(groups[key], filling.answers_of(draft).get(key)))}"
    else:
        _put_back(draft, groups[key])
    return flags, place


def _place(group: Mapping[str, Any], post: Posted, gone: Removed) -> int:
    """How many rows with something in them stand before the one that is to go."""
    earlier = tuple(f"{gone.group}.{number}." for number in range(gone.number))
    above = {name: held for name, held in post.items() if name.startswith(earlier)}
    return len(GROUP.rows(group, GROUP.collect(group, above)))


def _set_aside(draft: Draft, group: Mapping[str, Any], row: Posted, place: int) -> bool:
    """Keeps a row that was taken from a group (its inputs), so that it can be put back; whether anything stood in it.

    `place`: how many rows there were before it. One row of a group waits at a time, until the step is sent.

    :raises Refused: `already_sent`.
    """
    rows = GROUP.rows(group, GROUP.collect(group, row))
    with _under_way(draft) as now:
        if rows:
            now.raw[filling.aside(group["key"])] = [str(place), *(spelled(values) for values in rows)]
    return bool(rows)


def _put_back(draft: Draft, group: Mapping[str, Any]) -> None:
    """Puts the row that waits back where it was; nothing when none waits.

    :raises Refused: `already_sent`.
    """
    key = group["key"]
    with _under_way(draft) as now:
        place, *waiting = now.raw.pop(filling.aside(key), [""])
        if waiting:
            rows = GROUP.rows(group, filling.answers_of(now).get(key))
            rows[int(place) : int(place)] = GROUP.rows(group, Unreadable(tuple(waiting)))
            filling.take(now, {key: kept(rows)})


@contextmanager
def _under_way(draft: Draft) -> Iterator[Draft]:
    """What the database has of a draft, locked, to be changed; it is saved, and the draft is as it afterwards."""
    with transaction.atomic():
        now = Draft.objects.select_for_update().filter(pk=draft.pk, state=Draft.State.OPEN).first()
        if now is None:
            raise Refused("already_sent")
        yield now
        now.save(update_fields=["answers", "raw"])
    draft.answers, draft.raw = now.answers, now.raw


def shown(marks: Mapping[str, str], draft: Draft, field: Document) -> Mapping[str, Any]:
    """What a page shows beside the answer to this question, by its address: an empty row, the way to put one back."""
    key = field["key"]
    return {
        "one_more": marks.get(MORE) == key,
        "can_restore": marks.get(LESS) == key and filling.aside(key) in draft.raw,
    }


def pressed(post: Posted, button: str) -> str:
    """The value of a button; empty when it was not pressed."""
    return next(iter(post.get(button, ())), "")
