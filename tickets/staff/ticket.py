"""One ticket: what was asked, why it is here, what happened, and what you may do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from home import languages, places
from home.models import User
from home.refusals import Refused
from tickets import access, bodies, confirming, known, parts, routing, timeline
from tickets.models import RoutingDecision, Team, Ticket, TicketContact, TicketEvent
from tickets.staff import replies
from tickets.states import BIRTHS, Act
from tickets.timeline import Moment
from tickets.words import (
    ACT_BUTTONS,
    FIELD_LABELS,
    OUTCOME_LABELS,
    REFUSALS,
    STATE_LABELS,
    TRANSFER_REASONS,
    URGENCY_LABELS,
)

NAMED = frozenset({"municipality_id", "team_id", "assignee_id", "category_id"})
NOW = frozenset(
    {"stale", "not_now", "not_yours", "unread", "too_late", "needs_second", "no_second_needed", "second_is_another"}
)
"""Refusals that lie in the ticket or the person, not in what was typed."""
DATES = frozenset({"first_due", "service_due", "statutory_due", "wake_on"})
OWNING = frozenset({Act.RECATEGORISE, Act.TRANSFER, Act.TREAT_AS_OBJECTION, Act.TREAT_AS_COMPLAINT})
CHOSEN: dict[str, Mapping[Any, Any]] = {
    "state": STATE_LABELS,
    "urgency": URGENCY_LABELS,
    "outcome": OUTCOME_LABELS,
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
    """One line of the timeline; `is_new`: since the page that somebody typed on."""

    moment: Moment
    changes: tuple[Change, ...]
    direction: str
    is_new: bool


def opened(request: HttpRequest, reference: str) -> Ticket:
    """The ticket with what its page shows, for who may see it; unknown and forbidden are the same 404. Two queries."""
    sender = TicketContact.objects.filter(ticket=OuterRef("pk"), role="sender")
    decision = RoutingDecision.objects.filter(ticket=OuterRef("pk")).order_by("at", "id")
    try:
        return access.get_visible(
            request.user,
            reference,
            has_sender=Exists(sender),
            has_later=Exists(Ticket.objects.filter(parent=OuterRef("pk"))),
            first_trace=Subquery(decision.values("trace")[:1]),
            **confirming.noted(),
        )
    except Refused as refusal:
        raise Http404 from refusal


def show(
    request: HttpRequest,
    ticket: Ticket,
    handlings: Mapping[Act, Any],
    tried: Act | None = None,
    typed: Any = None,
    *,
    refused: Refused | None = None,
    is_revealed: bool = False,
) -> HttpResponse:
    """The page; with `typed`, the form of the act that was tried keeps what was in it.

    After a stale version the page says what changed in between and carries the new version, so that the person can
    send the same text again.
    """
    moments = timeline.of(ticket)
    is_stale = refused is not None and refused.code == "stale"
    seen = typed.cleaned_data["seen"] if is_stale else ticket.lock_version
    if is_stale:
        typed.data = typed.data.copy()
        typed.data[f"{typed.prefix}-seen"] = str(ticket.lock_version)
    lines = _lines(moments, seen)
    may_reveal = access.refusal(request.user, Act.REVEAL_CONTACT, ticket) is None
    page = {
        "ticket": ticket,
        "page_title": ticket.reference,
        "lines": lines,
        "new_lines": [line for line in lines if line.is_new and line.moment.event is not None],
        "acts": [_act_form(request, ticket, act, row, tried, typed) for act, row in handlings.items()],
        "tried": tried,
        "errors": list(typed.non_field_errors()) if typed is not None else [],
        "is_stale": is_stale,
        "contact": TicketContact.objects.filter(ticket=ticket, role="sender").first() if is_revealed else None,
        "has_contact": ticket.has_sender,  # type: ignore[attr-defined]
        "may_reveal": may_reveal,
        "may_hold": access.may_hold(request.user),
        "may_print": access.refusal(request.user, Act.PRINT_FILE, ticket) is None,
        "parts": [(part.staff_template, shown) for part, shown in _parts(ticket, is_revealed)],
        "why": _why(ticket),
        "proposal": _proposal(request, ticket, moments),
        "templates": replies.offered(ticket),
        "language": languages.LANGUAGES.get(ticket.language),
        "related": _related(request.user, ticket),
    }
    response = render(
        request, "tickets/staff/ticket.html", page, status=409 if refused is not None and refused.code in NOW else 200
    )
    patch_cache_control(response, no_store=True, private=True)
    return response


def _act_form(request: HttpRequest, ticket: Ticket, act: Act, handling: Any, tried: Act | None, typed: Any) -> ActForm:
    refused = access.refusal(request.user, act, ticket)
    if tried is act:
        form = typed
    elif refused is not None:
        form = None
    else:
        form = handling.form(ticket=ticket, prefix=act, user=request.user)
    sentence = str(REFUSALS[refused.code]) % refused.data if refused is not None else ""
    return ActForm(act, str(ACT_BUTTONS[act]), form, sentence, refused is None)


def _parts(ticket: Ticket, is_revealed: bool) -> list[tuple[Any, Any]]:
    drawn = [(part, part.revealed if is_revealed and part.revealed else part.page) for part in parts.registered()]
    found = [(part, draw(ticket)) for part, draw in drawn]
    return [(part, shown) for part, shown in found if shown is not None]


def _why(ticket: Ticket) -> list[str]:
    """Why the ticket is where it is, in sentences: the rules, then each transfer. One query when it was transferred."""
    trace = ticket.first_trace or []  # type: ignore[attr-defined]
    said = routing.sentences(trace, known.rule_names())
    was_held = any(code == "held" for _rule, code, _data in trace)  # a release does not count as a transfer
    if not ticket.transfer_count and not was_held:
        return said
    for transfer in ticket.transfers.select_related("from_team__municipality", "to_team__municipality").order_by("at"):
        said.append(
            _("Overgedragen van %(old)s aan %(new)s: %(reason)s.")
            % {
                "old": _owner(transfer.from_team),
                "new": _owner(transfer.to_team),
                "reason": TRANSFER_REASONS[transfer.reason],
            }
        )
    return said


def _related(user: Any, ticket: Ticket) -> list[Ticket]:
    """The tickets that belong with this one and that this person may see, oldest first: what it follows or repeats,
    and what came after it. One query, when there are any."""
    if ticket.parent_id is None and not ticket.has_later:  # type: ignore[attr-defined]
        return []
    near = Q(parent=ticket.pk) if ticket.parent_id is None else Q(parent=ticket.pk) | Q(pk=ticket.parent_id)
    return list(access.visible_tickets(user).filter(near).order_by("received_at", "id"))


def _owner(team: Team) -> str:
    return f"{team.municipality.name} · {team.name}"


def _proposal(request: HttpRequest, ticket: Ticket, moments: list[Moment]) -> dict[str, Any] | None:
    """After the category was corrected, and out of quarantine: the team that the rules would choose now, for who may
    transfer it there."""
    acts = [moment.event.act for moment in moments if moment.event is not None and moment.event.act in OWNING]
    is_due = ticket.team.is_quarantine or (bool(acts) and acts[-1] == Act.RECATEGORISE)
    if not is_due or access.refusal(request.user, Act.TRANSFER, ticket) is not None:
        return None
    team = routing.decide(routing.facts_now(ticket), ticket.category, timezone.now()).team
    return None if team.pk == ticket.team_id else {"team": team, "name": _owner(team)}


def events_in_words(events: Iterable[TicketEvent]) -> list[tuple[TicketEvent, tuple[Change, ...]]]:
    """Events with their changes in words, in the order given; at most one query."""
    events = list(events)
    names = _names([Moment(event.at, event, None) for event in events])
    return [(event, _in_words(event, names)) for event in events]


def _lines(moments: list[Moment], seen: int) -> list[Line]:
    """The newest first. Each version of a ticket has its event, so what came after `seen` is known by number."""
    names = _names(moments)
    since = min((moment.at for moment in moments if moment.event and moment.event.seq > seen), default=None)
    return [
        Line(
            moment,
            _in_words(moment.event, names) if moment.event else (),
            _direction(moment.message.language) if moment.message else "",
            moment.event.seq > seen if moment.event else since is not None and moment.at >= since,
        )
        for moment in reversed(moments)
    ]


def _changes(event: TicketEvent | None) -> Any:
    """The changed fields of an event; of a birth none, because there everything is new."""
    return () if event is None or event.act in BIRTHS else event.changes.items()


def _in_words(event: TicketEvent, names: Mapping[tuple[str, Any], str]) -> tuple[Change, ...]:
    return tuple(
        Change(str(FIELD_LABELS[field]), _said(field, old, names), _said(field, new, names))
        for field, (old, new) in _changes(event)
        if field in FIELD_LABELS
    )


def _names(moments: list[Moment]) -> dict[tuple[str, Any], str]:
    """What the ids and codes in the changes are called; one query when somebody in them has no role any more."""
    found: dict[tuple[str, Any], str] = {("forwarded_to", code): str(name) for code, name in bodies.names().items()}
    found |= {("team_id", key): team.label for key, team in known.teams().items()}
    found |= {("category_id", key): category.name for key, category in known.categories().items()}
    found |= {("municipality_id", row.pk): row.name for row in (*places.municipalities(), places.region())}
    found |= {("assignee_id", member.user_id): member.name for member in known.members(timezone.localdate())}
    assigned = {
        value
        for moment in moments
        for field, values in _changes(moment.event)
        if field == "assignee_id"
        for value in values
        if value is not None and (field, value) not in found
    }
    if assigned:  # who has no role any more
        for user in User.objects.filter(pk__in=assigned):
            found["assignee_id", user.pk] = user.get_full_name() or user.get_username()
    return found


def _said(field: str, value: Any, names: Mapping[tuple[str, Any], str]) -> str:
    if value in (None, ""):
        return "-"
    if (field, value) in names or field in NAMED:
        return names.get((field, value), str(value))
    if field in DATES:
        return date_format(date.fromisoformat(value), "j M Y")
    if field == "restricted":
        return _("ja") if value else _("nee")
    return str(CHOSEN[field].get(value, value)) if field in CHOSEN else str(value)


def _direction(code: str) -> str:
    return languages.direction(code) if code in languages.LANGUAGES else "auto"
