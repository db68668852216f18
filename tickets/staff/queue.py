"""The queue of the desk."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from tickets import access, queue
from tickets.queue import MOST_COUNTED, VIEWS
from tickets.staff.filters import TicketFilter
from tickets.staff.tables import TicketTable

AFTER, BEFORE, ORDER = "na", "voor", "order"


@require_admin_access
@require_safe
def queue_page(request: HttpRequest, view: str = "team") -> HttpResponse:
    """One page of visible tickets; nobody without a role at the desk learns that there is one."""
    if not access.has_desk(request.user) or view not in VIEWS:
        raise Http404
    today = timezone.localdate()
    picked = TicketFilter(request.GET or None, user=request.user)
    wanted = picked.wanted(view)
    after, before = request.GET.get(AFTER, ""), request.GET.get(BEFORE, "")
    found = queue.page(request.user, wanted, today, after=after, before=before)
    page: dict[str, Any] = {
        "table": TicketTable(found.rows),
        "columns": _columns(request, wanted, found.order),
        "filter": picked,
        "tabs": tabs(request.user, view, today),
        "view": view,
        "page_title": _("Balie"),
        "breadcrumbs_items": [],
        "previous_url": _url(request, **{BEFORE: found.before}) if found.before else "",
        "next_url": _url(request, **{AFTER: found.after}) if found.after else "",
    }
    return render(request, "tickets/staff/queue.html", page)


def tabs(user: Any, view: str, today: date) -> list[dict[str, Any]]:
    """The lists of the desk and how many tickets each holds for this person; `view` is the open one. One query."""
    labels = {
        "mine": _("Mijn tickets"),
        "team": _("Mijn teams"),
        "unassigned": _("Zonder behandelaar"),
        "overdue": _("Te laat"),
        "all": _("Alles wat ik mag zien"),
    }
    counts = queue.counts(user, today)
    return [
        {
            "view": name,
            "label": labels[name],
            "count": f"{MOST_COUNTED}+" if counts[name] > MOST_COUNTED else str(counts[name]),
            "is_current": name == view,
        }
        for name in VIEWS
    ]


def _columns(request: HttpRequest, wanted: queue.Wanted, order: str) -> list[dict[str, str]]:
    """The heads of the table; one that an index can sort by is a link, and says how it sorts now (aria-sort)."""
    offered = queue.offered_orders(wanted)
    return [
        {
            "label": str(column.header),
            "url": _url(request, **{ORDER: onward}) if onward else "",
            "sort": sort,
        }
        for column in TicketTable([]).columns
        for onward, sort in [_sorting(SORTED_BY.get(column.name, ()), order, offered)]
    ]


# Column of the table -> the orders that a click leads through.
SORTED_BY = {"service_due": ("due", "-due"), "received_at": ("received", "-received"), "urgency": ("urgent",)}


def _sorting(orders: tuple[str, ...], order: str, offered: tuple[str, ...]) -> tuple[str, str]:
    """The order that the next click gives, and `ascending` or `descending` where the list is in this one."""
    mine = [one for one in orders if one in offered]
    if not mine:
        return "", ""
    if order not in mine:
        return mine[0], ""
    descends = order.startswith("-") or order == "urgent"
    return mine[(mine.index(order) + 1) % len(mine)], "descending" if descends else "ascending"


def _url(request: HttpRequest, **changed: str) -> str:
    """This list with what was picked, at another place or in another order."""
    kept = request.GET.copy()
    for name in (AFTER, BEFORE, "page"):
        kept.pop(name, None)
    for name, value in changed.items():
        kept[name] = value
    return f"?{kept.urlencode()}"
