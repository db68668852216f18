"""The screens of the auditor: what happened, who looked, who got which rights; no question, no contact."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access

from home.models import GateOpening, HistoryRoot, RightsEvent, User
from home.refusals import Refused
from home.staff import changes
from home.staff.region import RegionRegisters
from home.words import VIA_LABELS
from tickets import access, auditing, routing
from tickets.models import AccessLog, RoutingRule
from tickets.staff.registers import DeskRegisters
from tickets.staff.ticket import events_in_words

PAGE = 50
View = Callable[..., HttpResponse]

REGISTERS: dict[str, Any] = {
    str(register.model._meta.model_name): register for register in (*RegionRegisters.items, *DeskRegisters.items)
}


def for_the_auditor(view: View) -> View:
    """404 for everybody else; what it shows is kept by no cache."""

    @require_admin_access
    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.may_audit(request.user):
            raise Http404
        try:
            response = view(request, *args, **kwargs)
        except Refused as refusal:
            raise Http404 from refusal
        patch_cache_control(response, no_store=True, private=True)
        return response

    return shown


@for_the_auditor
def overview(request: HttpRequest) -> HttpResponse:
    """Where to look, and a ticket by its number."""
    typed = request.GET.get("reference", "")
    is_unknown = False
    if typed:
        try:
            return redirect("desk:history_ticket", auditing.find(request.user, typed).reference)
        except Refused:
            is_unknown = True
    registers = [(name, one.model._meta.verbose_name_plural) for name, one in REGISTERS.items()]
    page = {"typed": typed, "is_unknown": is_unknown, "registers": [*registers, ("user", _("accounts"))]}
    return _page(request, "overview", _("Geschiedenis"), page)


@for_the_auditor
def ticket_history(request: HttpRequest, reference: str) -> HttpResponse:
    """One ticket: events, routing, messages without their text, who looked, each field."""
    found = auditing.of(request.user, reference)
    rules = {row[0] for decision in found.decisions for row in decision.trace}
    names = dict(RoutingRule.objects.filter(pk__in=rules).values_list("pk", "name"))
    page = {
        "ticket": found.ticket,
        "lines": events_in_words(found.events),
        "messages_sent": found.messages,
        "decisions": [(one, routing.sentences(one.trace, names)) for one in found.decisions],
        "looks": found.looks,
        "tables": [
            (model._meta.verbose_name, changes.entries(rows, hidden=hidden))
            for model, rows, hidden in found.rows
            if rows
        ],
    }
    return _page(request, "ticket", found.ticket.reference, page)


@for_the_auditor
def access_log(request: HttpRequest) -> HttpResponse:
    """Who opened which ticket, when."""
    by = _number(request, "user")
    found = auditing.looks(request.user, by=by, before=_number(request, "before"), most=PAGE)
    people = User.objects.filter(pk__in=AccessLog.objects.values("user")).order_by("username")
    page = {"looks": found[:PAGE], "people": people, "by": by, "older": _older(found)}
    return _page(request, "access", _("Wie keek"), page)


@for_the_auditor
def rights(request: HttpRequest) -> HttpResponse:
    """Who got which right: groups, permissions, languages, workflows."""
    rows = RightsEvent.objects.order_by("-id")
    before = _number(request, "before")
    found = list((rows.filter(pk__lt=before) if before else rows)[: PAGE + 1])
    shown = [
        (one, VIA_LABELS.get(one.via, one.via), *(_plain(side) for side in (one.before, one.after)))
        for one in found[:PAGE]
    ]
    return _page(request, "rights", _("Wijzigingen van rechten"), {"rows": shown, "older": _older(found)})


@for_the_auditor
def seals(request: HttpRequest) -> HttpResponse:
    """The signed roots of the last days, and each time the append-only tables were opened."""
    roots = HistoryRoot.objects.order_by("-id")[:PAGE]
    openings = GateOpening.objects.order_by("-id")[:PAGE]
    return _page(request, "seals", _("Zegels en openingen"), {"roots": roots, "openings": openings})


@for_the_auditor
def register_history(request: HttpRequest, register: str, key: int | None = None) -> HttpResponse:
    """The changes of a register, or of one row of it, also when the row is gone."""
    if register != "user" and register not in REGISTERS:
        raise Http404
    model: Any = User if register == "user" else REGISTERS[register].model
    rows = model.history.order_by("-history_id")
    if key is not None:
        rows = rows.filter(id=key)
    before = _number(request, "before")
    found = list((rows.filter(history_id__lt=before) if before else rows)[: PAGE + 1])
    if key is not None and not found:
        raise Http404
    show = {} if register == "user" else REGISTERS[register].show
    told = changes.entries(found[:PAGE], show, hidden=model.history.model.personal - {"username"})
    page = {
        "entries": [(one, reverse("desk:history_row", args=[register, one.key])) for one in told],
        "is_row": key is not None,
        "register": register,
        "older": found[PAGE - 1].history_id if len(found) > PAGE else None,
    }
    return _page(request, "register", str(model._meta.verbose_name_plural), page)


def _page(request: HttpRequest, name: str, title: str, page: dict[str, Any]) -> HttpResponse:
    return render(request, f"tickets/staff/history/{name}.html", {"page_title": title, **page})


def _number(request: HttpRequest, name: str) -> int | None:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isdecimal() and typed.isascii() and len(typed) < 19 else None


def _older(found: list[Any]) -> int | None:
    return found[PAGE - 1].pk if len(found) > PAGE else None


def _plain(value: Any) -> str:
    """What a right was, as the event keeps it."""
    if value in (None, [], {}):
        return changes.EMPTY
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
