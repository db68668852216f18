"""One ticket: what was asked, why it is here, what happened, and what you may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from home import languages
from home.models import Municipality, User
from tickets import access, parts, routing, timeline
from tickets.models import Category, ReplyTemplate, RoutingRule, Team, Ticket, TicketContact
from tickets.states import Act
from tickets.timeline import Moment
from tickets.words import (
    ACT_BUTTONS,
    FIELD_LABELS,
    FORWARD_BODIES,
    OUTCOME_LABELS,
    REFUSALS,
    STATE_LABELS,
    URGENCY_LABELS,
)

NAMED: dict[str, Any] = {"municipality_id": Municipality, "team_id": Team, "assignee_id": User, "category_id": Category}
CHOSEN: dict[str, Mapping[Any, Any]] = {
    "state": STATE_LABELS,
    "urgency": URGENCY_LABELS,
    "outcome": OUTCOME_LABELS,
    "forwarded_to": FORWARD_BODIES,
}


@dataclass(frozen=True)
class ActForm:
    """An act as the page offers it: its form, or why it is not open."""

    act: Act
    label: str
    form: Any
    refusal: str
    is_open: bool


@dataclass(frozen=True)
class Change:
    """One changed field of an event, in words."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    moment: Moment
    changes: tuple[Change, ...]
    direction: str


def show(
    request: HttpRequest,
    ticket: Ticket,
    handlings: Mapping[Act, Any],
    tried: Act | None = None,
    typed: Any = None,
    *,
    stale: bool = False,
    is_revealed: bool = False,
) -> HttpResponse:
    """The page; with `typed`, the form of the act that was tried keeps what was in it.

    After a stale version the form shows what changed in between and carries the new version, so that the person can
    send the same text again.
    """
    moments = timeline.of(ticket)
    seen = typed.data.get(f"{typed.prefix}-seen") if stale else None
    if typed is not None and stale:
        typed.data = typed.data.copy()
        typed.data[f"{typed.prefix}-seen"] = str(ticket.lock_version)
    contact = TicketContact.objects.filter(ticket=ticket, role="sender").first()
    may_reveal = access.refusal(request.user, Act.REVEAL_CONTACT, ticket) is None
    page = {
        "ticket": ticket,
        "page_title": ticket.reference,
        "lines": _lines(moments),
        "acts": [_act_form(request, ticket, act, row, tried, typed) for act, row in handlings.items()],
        "tried": tried,
        "errors": list(typed.non_field_errors()) if typed is not None else [],
        "is_stale": stale,
        "seen": seen,
        "contact": contact if is_revealed else None,
        "has_contact": contact is not None,
        "may_reveal": may_reveal,
        "may_print": access.refusal(request.user, Act.PRINT_FILE, ticket) is None,
        "parts": [(part.staff_template, shown) for part, shown in _parts(ticket)],
        "why": _why(ticket),
        "templates": _templates(ticket),
        "language": languages.LANGUAGES.get(ticket.language),
    }
    response = render(request, "tickets/staff/ticket.html", page, status=409 if stale else 200)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _act_form(request: HttpRequest, ticket: Ticket, act: Act, handling: Any, tried: Act | None, typed: Any) -> ActForm:
    refused = access.refusal(request.user, act, ticket)
    if tried is act:
        form = typed
    elif refused is not None:
        form = None
    else:
        initial = {"text": request.GET.get("tekst", ""), "language": request.GET.get("taal") or languages.SOURCE}
        form = handling.form(ticket=ticket, prefix=act, initial=initial if act is Act.REPLY else {})
    sentence = str(REFUSALS[refused.code]) % refused.data if refused is not None else ""
    return ActForm(act, str(ACT_BUTTONS[act]), form, sentence, refused is None)


def _parts(ticket: Ticket) -> list[tuple[Any, Any]]:
    found = [(part, part.page(ticket)) for part in parts.registered()]
    return [(part, shown) for part, shown in found if shown is not None]


def _why(ticket: Ticket) -> list[str]:
    """Why the ticket came where it came, in sentences. Two queries."""
    decision = ticket.decisions.order_by("-at").first()
    if decision is None:
        return []
    ids = [row[0] for row in decision.trace]
    names = dict(RoutingRule.objects.filter(pk__in=ids).values_list("pk", "name"))
    return routing.sentences(decision.trace, names)


def _templates(ticket: Ticket) -> list[dict[str, str]]:
    """The standard answers, each in the sender's language where there is one, else in Dutch."""
    found = []
    for template in ReplyTemplate.objects.filter(is_active=True).prefetch_related("translations"):
        if template.category_id not in (None, ticket.category_id):
            continue
        texts = {row.language: row.text for row in template.translations.all()}
        language = next((code for code in languages.fallbacks(ticket.language) if code in texts), None)
        if language is not None:
            found.append({"name": template.name, "language": language, "text": texts[language]})
    return found


def _lines(moments: list[Moment]) -> list[Line]:
    names = _names(moments)
    return [
        Line(
            moment,
            tuple(
                Change(str(FIELD_LABELS[field]), _said(field, old, names), _said(field, new, names))
                for field, (old, new) in (moment.event.changes.items() if moment.event else ())
                if field in FIELD_LABELS and old is not None
            ),
            _direction(moment.message.language) if moment.message else "",
        )
        for moment in reversed(moments)
    ]


def _names(moments: list[Moment]) -> dict[tuple[str, int], str]:
    """What the ids in the changes are called; one query per kind that occurs."""
    ids: dict[str, set[int]] = {}
    for moment in moments:
        for field, values in (moment.event.changes if moment.event else {}).items():
            if field in NAMED:
                ids.setdefault(field, set()).update(value for value in values if value is not None)
    found = {}
    for field, wanted in ids.items():
        for row in NAMED[field].objects.filter(pk__in=wanted):
            found[field, row.pk] = row.get_full_name() or row.username if isinstance(row, User) else str(row)
    return found


def _said(field: str, value: Any, names: Mapping[tuple[str, int], str]) -> str:
    if value in (None, ""):
        return "-"
    if field in NAMED:
        return names.get((field, value), str(value))
    return str(CHOSEN[field].get(value, value)) if field in CHOSEN else str(value)


def _direction(code: str) -> str:
    return languages.direction(code) if code in languages.LANGUAGES else "auto"
