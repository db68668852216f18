"""Which team owns a ticket, and which teams look along."""

from datetime import datetime, timedelta

from django.utils import timezone

from home.models import User
from home.refusals import Refused
from tickets import clocks, routing
from tickets.lifecycle import acting_on
from tickets.models import Category, Referral, Team, Ticket, Transfer
from tickets.states import Act
from tickets.words import TRANSFER_REASONS

REFERRAL_DAYS = 30
MOST_TRANSFERS = 3
CODES = {Act.TREAT_AS_OBJECTION: "bezwaar", Act.TREAT_AS_COMPLAINT: "klacht"}


def transfer(ticket: Ticket, *, to: Team, reason: str, note: str, by: User, at: datetime, expected: int) -> Team:
    """Another team owns it from now on; state and clocks stand. The team that got it.

    A third transfer, or one back to a team that had it, goes to the regional triage, which alone may send it on from
    there. The old team reads on for 30 days.

    :raises Refused: `unknown_value`, `needs_reason`, `same_team` or `team_not_active`.
    """
    if reason not in TRANSFER_REASONS:
        raise Refused("unknown_value")
    if not note.strip():
        raise Refused("needs_reason")
    if to.pk == ticket.team_id:
        raise Refused("same_team")
    if not to.is_active:
        raise Refused("team_not_active")
    with acting_on(ticket, Act.TRANSFER, by=by, at=at, expected=expected, reason=note):
        to = _referee(ticket, to)
        _owned_by(ticket, to, reason, note, by, at)
    return to


def goes_to_triage(ticket: Ticket) -> bool:
    """Whether the next transfer of this ticket goes to the regional triage, whatever team is chosen."""
    return ticket.transfer_count + 1 >= MOST_TRANSFERS and ticket.team_id != routing.region_triage().pk


def refer(
    ticket: Ticket, *, to: Team, by: User, at: datetime, expected: int, reason: str, act: Act = Act.REFER
) -> None:
    """Another team may look and comment for 30 days; the owner stays. `act`: REFER, or CONSULT with a question.

    :raises Refused: `same_team`, `team_not_active` or `needs_reason`.
    """
    if to.pk == ticket.team_id:
        raise Refused("same_team")
    if not to.is_active:
        raise Refused("team_not_active")
    if not reason.strip():
        raise Refused("needs_reason")
    with acting_on(ticket, act, by=by, at=at, expected=expected, reason=reason):
        _may_read(ticket, to, "consult", at, may_comment=True)


def recategorise(ticket: Ticket, *, to: Category, by: User, at: datetime, expected: int, reason: str) -> None:
    """Another category; the ticket stays where it is, and our own dates never move back.

    :raises Refused: `needs_reason`.
    """
    if not reason.strip():
        raise Refused("needs_reason")
    with acting_on(ticket, Act.RECATEGORISE, by=by, at=at, expected=expected, reason=reason):
        _of_category(ticket, to, at)


def treat_as(ticket: Ticket, act: Act, *, by: User, at: datetime, expected: int, reason: str) -> None:
    """It is an objection or a complaint: the term of law runs from the time of receipt, another team owns it.

    Awb 6:14 and 9:6. The team follows from the desk's own rules and tasks.

    :raises Refused: `needs_reason` or `unknown_category`.
    """
    if not reason.strip():
        raise Refused("needs_reason")
    category = Category.objects.filter(code=CODES[act]).first()
    if category is None:
        raise Refused("unknown_category")
    with acting_on(ticket, act, by=by, at=at, expected=expected, reason=reason):
        _of_category(ticket, category, at)
        facts = routing.facts_now(ticket)
        decision = routing.decide(facts, category, at)
        if decision.team.pk != ticket.team_id:
            _owned_by(ticket, decision.team, "expertise", reason, by, at)
            routing.record(ticket, decision, facts, at)


def _referee(ticket: Ticket, to: Team) -> Team:
    """The team that was chosen, or the regional triage when teams keep passing the ticket on."""
    triage = routing.region_triage()
    if ticket.team_id == triage.pk:
        return to
    had = set(ticket.transfers.values_list("from_team_id", flat=True))
    return triage if to.pk in had or ticket.transfer_count + 1 >= MOST_TRANSFERS else to


def _owned_by(ticket: Ticket, team: Team, reason: str, note: str, by: User, at: datetime) -> None:
    before = ticket.team
    Transfer.objects.create(ticket=ticket, from_team=before, to_team=team, reason=reason, note=note, by=by, at=at)
    ticket.team, ticket.municipality, ticket.assignee = team, team.municipality, None
    ticket.transfer_count += 0 if before.is_quarantine else 1  # release: no team passed it on
    _restrict(ticket, at)
    if not ticket.restricted:  # what is restricted is not read by the team it left
        _may_read(ticket, before, "transferred", at)


def _of_category(ticket: Ticket, category: Category, at: datetime) -> None:
    clocks.tighten(ticket, category)
    ticket.category = category
    _restrict(ticket, at)


def _restrict(ticket: Ticket, at: datetime) -> None:
    """Copies whether the team or the category is restricted; what becomes it is no longer read by other teams."""
    was, ticket.restricted = ticket.restricted, ticket.team.restricted or ticket.category.restricted
    if ticket.restricted and not was:
        today = timezone.localdate(at)
        for referral in Referral.objects.filter(ticket=ticket, until__gte=today):
            referral.until = today - timedelta(days=1)
            referral.save()


def _may_read(ticket: Ticket, team: Team, reason: str, at: datetime, *, may_comment: bool = False) -> None:
    until = timezone.localdate(at) + timedelta(days=REFERRAL_DAYS)
    Referral.objects.create(ticket=ticket, team=team, until=until, reason=reason, may_comment=may_comment)
