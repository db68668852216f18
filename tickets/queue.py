"""What a person wants to see, as one page of tickets, most urgent first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import IntegerField, Q, Subquery

from home import keyset
from home.models import User
from home.refusals import Refused
from tickets import access, references
from tickets.models import OPEN_STATES, Ticket, TicketQuerySet
from tickets.states import ENDED
from tickets.words import URGENCY_LABELS

VIEWS = ("mine", "team", "unassigned", "overdue", "all")
# Only orders that an index serves (tickets.md 4.8). The codes of urgency sort as text from the most urgent down:
# urgent > this_week > normal.
ORDERS = {
    "urgent": ("-urgency", "service_due", "id"),
    "due": ("service_due", "id"),
    "-due": ("-service_due", "-id"),
    "received": ("received_at", "id"),
    "-received": ("-received_at", "-id"),
}
# What has ended is not due any more: it is listed by when it came in.
ENDED_ORDERS = ("-received", "received")
READERS: dict[str, Callable[[str], Any]] = {
    "urgency": lambda text: text if text in URGENCY_LABELS else None,
    "service_due": date.fromisoformat,
    "received_at": datetime.fromisoformat,
    "id": lambda text: int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None,
}
MOST_COUNTED = 1000
PAGE = 25
SHOWN = ("team", "municipality", "assignee")


@dataclass(frozen=True)
class Wanted:
    """The criteria of a list; screens and the API make the same ones.

    `view`: mine, team, unassigned, overdue, all. `state`: "" for all active ones, "ended", or one state.
    """

    view: str = "team"
    state: str = ""
    team_id: int | None = None
    category_id: int | None = None
    language: str = ""
    urgency: str = ""
    order: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Page:
    """Some tickets in order; `before` and `after` are the keys of the pages around it, empty where there is none."""

    rows: tuple[Ticket, ...]
    order: str
    before: str
    after: str


def page(user: Any, wanted: Wanted, today: date, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """One page of a list, with what a row shows: from the start, `after` a key or `before` one. One query.

    A key that cannot be read gives the start. Its cost hangs on `size`, not on how many tickets there are: each part of
    what a person may see is read in the order of an index, as far as the page needs.
    """
    order = order_of(wanted)
    columns = ORDERS[order]
    ahead, behind = _key(after, columns) if not before else None, _key(before, columns)
    if behind is not None:
        rows = list(first_rows(user, wanted, today, keyset.backwards(columns), behind, size + 1))
        if len(rows) >= size:
            shown = rows[:size][::-1]
            earlier = _written(shown[0], columns) if len(rows) > size else ""
            return Page(tuple(shown), order, earlier, _written(shown[-1], columns))
    rows = list(first_rows(user, wanted, today, columns, ahead, size + 1))
    shown = rows[:size]
    earlier = _written(shown[0], columns) if ahead is not None and shown else ""
    more = _written(shown[-1], columns) if len(rows) > size else ""
    return Page(tuple(shown), order, earlier, more)


def offered_orders(wanted: Wanted) -> tuple[str, ...]:
    """The orders of a list; the first is the one it has by itself."""
    is_ended = not wanted.reference and (wanted.state == "ended" or wanted.state in ENDED)
    return ENDED_ORDERS if is_ended else tuple(ORDERS)


def order_of(wanted: Wanted) -> str:
    """The order of a list: the one asked for where it is offered, else the most urgent or the newest first."""
    offered = offered_orders(wanted)
    return wanted.order if wanted.order in offered else offered[0]


def tickets(user: Any, wanted: Wanted, today: date) -> TicketQuerySet:
    """The tickets of a list in no order: visible ones only."""
    found = access.visible_tickets(user)
    if wanted.reference:
        found = found.filter(reference=_reference(wanted.reference))
    else:
        found = _in_state(found, wanted.state)
        found = _in_view(found, user, wanted.view, today)
    chosen = {
        "team_id": wanted.team_id,
        "category_id": wanted.category_id,
        "language": wanted.language or None,
        "urgency": wanted.urgency or None,
    }
    return found.filter(**{name: value for name, value in chosen.items() if value is not None})


def counts(user: Any, today: date) -> dict[str, int]:
    """How many tickets each view holds, counted to 1,001 at most: "1000+" is said beyond. One query for all."""
    counted = [_Capped(_in_view(_in_state(access.visible_tickets(user), ""), user, view, today)) for view in VIEWS]
    named = {f"in_{view}": count for view, count in zip(VIEWS, counted, strict=True)}
    row = User.objects.filter(pk=user.pk).annotate(**named).values_list(*named)
    return dict(zip(VIEWS, row.get(), strict=True))


class _Capped(Subquery):
    """How many rows a query has, looked for no further than what is shown as "1000+"."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # who may see nothing is asked for nothing: the database is not

    def __init__(self, found: TicketQuerySet) -> None:
        super().__init__(found.order_by().values("pk")[: MOST_COUNTED + 1])


def first_rows(
    user: Any, wanted: Wanted, today: date, columns: Sequence[str], key: Sequence[Any] | None, count: int
) -> TicketQuerySet:
    """The first rows of a list in an order, after a key.

    What a person may see has parts: a team each, the tickets that were referred, all that are open to a region. An
    index is in order only within one part, so each part is read by itself for as many rows as the page needs, and the
    few that were found are put in order together.
    """
    found = tickets(user, wanted, today)
    steps = keyset.beyond(columns, key) if key is not None else [Q()]
    pieces = [found.filter(part, step) for part in _parts(user, wanted) for step in steps]
    if not pieces:
        return found.none()
    few = [piece.order_by(*columns).values("pk")[:count] for piece in pieces]
    whole = [Ticket.objects.filter(pk__in=ids).select_related(*SHOWN) for ids in few]
    united = whole[0].union(*whole[1:]) if len(whole) > 1 else whole[0]
    return united.order_by(*columns)[:count]


def _parts(user: Any, wanted: Wanted) -> list[Q]:
    """Conditions that together hold all that a list can hold, each in order by an index."""
    if wanted.reference:
        return [Q()]
    scope = access.desk_scope(user)
    if wanted.view == "mine":
        return [Q(assignee=user)]
    if wanted.view == "team":
        return [Q(team_id=team_id) for team_id in sorted(scope.team_ids)]
    return scope.parts


def _key(text: str, columns: Sequence[str]) -> tuple[Any, ...] | None:
    return keyset.key_in(text, [READERS[keyset.name(column)] for column in columns]) if text else None


def _written(row: Ticket, columns: Sequence[str]) -> str:
    return keyset.key_text(keyset.key_of(row, columns))


def _in_state(found: TicketQuerySet, state: str) -> TicketQuerySet:
    if state == "ended" or state in ENDED:
        ended = found.exclude(state__in=OPEN_STATES)
        return ended if state == "ended" else ended.filter(state=state)
    active = found.filter(closed_at=None, state__in=OPEN_STATES)  # the first for the index, the second is what is meant
    return active.filter(state=state) if state else active


def _in_view(found: TicketQuerySet, user: Any, view: str, today: date) -> TicketQuerySet:
    if view == "mine":
        return found.filter(assignee=user)
    if view == "unassigned":
        return found.filter(assignee=None)
    if view == "overdue":
        return found.filter(Q(service_due__lt=today) | Q(statutory_due__lt=today))
    if view == "team":
        return found.filter(team_id__in=access.desk_scope(user).team_ids)
    return found


def _reference(typed: str) -> str:
    """A number as it is stored; one that cannot exist is looked for as it was typed and found nowhere."""
    try:
        return references.check(typed)
    except Refused:
        return typed
