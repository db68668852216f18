"""The queue of the desk."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tables2.paginators import LazyPaginator
from wagtail.admin.auth import require_admin_access

from tickets import access, queue
from tickets.models import Ticket
from tickets.queue import MOST_COUNTED, VIEWS
from tickets.staff.filters import TicketFilter
from tickets.staff.tables import TicketTable

PAGE = 25


@require_admin_access
@require_safe
def queue_page(request: HttpRequest, view: str = "team") -> HttpResponse:
    """One page of visible tickets; nobody without a role at the desk learns that there is one."""
    if not access.has_desk(request.user) or view not in VIEWS:
        raise Http404
    today = timezone.localdate()
    picked = TicketFilter(request.GET or None, queryset=Ticket.objects.none())
    found = queue.tickets(request.user, picked.wanted(view), today)
    table = TicketTable(found)
    table.paginate(page=_number(request), per_page=PAGE, paginator_class=LazyPaginator)
    page: dict[str, Any] = {
        "table": table,
        "filter": picked,
        "tabs": _tabs(request, view, today),
        "view": view,
        "page_title": _("Balie"),
        "breadcrumbs_items": [],
        "rest": _rest(request),
    }
    return render(request, "tickets/staff/queue.html", page)


def _tabs(request: HttpRequest, view: str, today: Any) -> list[dict[str, Any]]:
    labels = {
        "mine": _("Mijn tickets"),
        "team": _("Mijn teams"),
        "unassigned": _("Zonder behandelaar"),
        "overdue": _("Te laat"),
        "all": _("Alles wat ik mag zien"),
    }
    counts = queue.counts(request.user, today)
    return [
        {
            "view": name,
            "label": labels[name],
            "count": f"{MOST_COUNTED}+" if counts[name] > MOST_COUNTED else str(counts[name]),
            "is_current": name == view,
        }
        for name in VIEWS
    ]


def _number(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return max(1, min(int(typed), 20)) if typed.isdecimal() and typed.isascii() and len(typed) < 4 else 1


def _rest(request: HttpRequest) -> str:
    """The rest of the query, so that another page keeps what was picked."""
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
