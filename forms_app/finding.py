"""Which submissions somebody asks for: criteria, and one page of those that may be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from forms_app import access
from forms_app.access import Right
from forms_app.models import Form, Submission
from home import keyset

PAGE = 50
ORDER = ("-completed_at", "-id")
READERS = (datetime.fromisoformat, int)
SHOWN = ("version", "ticket__team", "ticket__municipality")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for, as plain values; empty is all. Days are local, the last one included."""

    sent_from: str = ""
    sent_to: str = ""
    version: int | None = None
    language: str = ""
    channel: str = ""
    municipality: int | None = None
    team: int | None = None
    state: str = ""

    def plain(self) -> dict[str, Any]:
        """What was picked, as a row keeps it."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


def wanted(plain: Mapping[str, Any]) -> Wanted:
    """Criteria from what a row kept; what is not known any more is left out."""
    names = {field.name for field in fields(Wanted)}
    return Wanted(**{name: value for name, value in plain.items() if name in names})


@dataclass(frozen=True)
class Page:
    """Some submissions, the newest first; `before` and `after` are keys of the pages around it, empty where none is."""

    rows: tuple[Submission, ...]
    before: str
    after: str


def chosen(user: Any, form: Form, sought: Wanted, right: Right = Right.READ) -> QuerySet[Submission]:
    """The submissions of a form that `user` may see and asks for, in no order."""
    rows = access.visible_submissions(user, right).filter(form=form)
    if sought.sent_from:
        rows = rows.filter(completed_at__gte=_begin(date.fromisoformat(sought.sent_from)))
    if sought.sent_to:
        rows = rows.filter(completed_at__lt=_begin(date.fromisoformat(sought.sent_to) + timedelta(days=1)))
    by = {
        "version__number": sought.version,
        "language": sought.language or None,
        "channel": sought.channel or None,
        "ticket__municipality_id": sought.municipality,
        "ticket__team_id": sought.team,
        "ticket__state": sought.state or None,
    }
    return rows.filter(**{name: value for name, value in by.items() if value is not None})


def page(user: Any, form: Form, sought: Wanted, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """One page: from the newest, `after` a key or `before` one; a key that cannot be read gives the newest. One query.

    Its cost hangs on what it shows: nothing is counted and nothing passed over by number.
    """
    rows = chosen(user, form, sought).select_related(*SHOWN).defer("answers", "facts", "version__document")
    ahead, behind = (keyset.key_in(key, READERS) if key else None for key in ("" if before else after, before))
    if behind is not None:
        back = keyset.backwards(ORDER)
        found = list(_beyond(rows, back, behind)[: size + 1])
        if len(found) >= size:
            shown = found[:size][::-1]
            return Page(tuple(shown), _key(shown[0]) if len(found) > size else "", _key(shown[-1]))
    found = list(_beyond(rows, ORDER, ahead)[: size + 1])
    shown = found[:size]
    earlier = _key(shown[0]) if ahead is not None and shown else ""
    return Page(tuple(shown), earlier, _key(shown[-1]) if len(found) > size else "")


def _beyond(rows: QuerySet[Submission], order: Sequence[str], key: Sequence[Any] | None) -> QuerySet[Submission]:
    if key is not None:
        place = Q()
        for step in keyset.beyond(order, key):
            place |= step
        # The first column alone, so that the index starts there; which rows of that moment come after says the rest.
        edge = "lte" if order[0].startswith("-") else "gte"
        rows = rows.filter(place, **{f"completed_at__{edge}": key[0]})
    return rows.order_by(*order)


def _key(row: Submission) -> str:
    return keyset.key_text(keyset.key_of(row, ORDER))


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
