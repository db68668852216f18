"""Who may see and do what, and why not: the one place that screens, API, exports and files ask."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from home.limits import Budget
from home.models import User
from home.refusals import Refused
from tickets import access_codes, known, references, roles
from tickets.models import AccessLog, Membership, Referral, Ticket, TicketQuerySet
from tickets.roles import ROLES
from tickets.states import ENDING, MOVES, Act, State
from tickets.words import STATE_LABELS

PRIVACY_CATEGORY = "avg"
HANDLING = frozenset(name for name, role in ROLES.items() if Act.TAKE in role.acts)
UNDO_DAYS = 30
AFTER_ERASURE = frozenset({Act.SEE, Act.PRINT_FILE})
# Ten symbols are about 46 bits: safe only because guessing is limited (tickets.md 4.7).
CODE_PER_REFERENCE = Budget("code_reference", tries=10, seconds=3600)
CODE_PER_NETWORK = Budget("code_network", tries=60, seconds=3600)


@dataclass(frozen=True)
class Scope:
    """What one person may see, resolved to lists of ids before the query runs.

    `acts_by_team`: acts by team id (own memberships, a coordinator's teams, the region's for its coordinator);
    `ticket_ids`: live referrals; `comment_ids`: those among them where this person may write a note; `coordinated`: ids
    of municipalities.
    """

    acts_by_team: dict[int, frozenset[Act]]
    ticket_ids: frozenset[int]
    comment_ids: frozenset[int]
    all_open_acts: frozenset[Act]
    category_ids: frozenset[int]
    category_acts: frozenset[Act]
    roles: frozenset[str]
    coordinated: frozenset[int] = frozenset()

    @cached_property
    def team_ids(self) -> frozenset[int]:
        """Teams of which every ticket is seen."""
        return frozenset(self.acts_by_team)

    @property
    def all_open(self) -> bool:
        """Whether every ticket that is not restricted is seen."""
        return bool(self.all_open_acts)

    @cached_property
    def parts(self) -> list[Q]:
        """What is seen, as conditions that may overlap and that an index serves one by one."""
        found = [Q(restricted=False)] if self.all_open else []
        found += [Q(team_id=team_id) for team_id in sorted(self.team_ids)]
        found += [Q(category_id=category_id) for category_id in sorted(self.category_ids)]
        return [*found, Q(pk__in=self.ticket_ids)] if self.ticket_ids else found

    @property
    def nothing(self) -> bool:
        """Whether no ticket at all can be seen."""
        return not (self.acts_by_team or self.ticket_ids or self.all_open or self.category_ids)


NOTHING = Scope({}, frozenset(), frozenset(), frozenset(), frozenset(), frozenset(), frozenset())


def scope_of(user: Any, on: date | None = None) -> Scope:
    """What `user` may see and do on a local date (default: today). One query, while no register changed.

    `is_superuser` gives no content.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOTHING
    on = on or timezone.localdate()
    live = [member for member in known.members(on) if member.user_id == user.pk]
    acts: dict[int, frozenset[Act]] = {}
    coordinated = {m.municipality_id for m in live if m.role == "coordinator"}
    regional = any(m.role == "regional_coordinator" for m in live)
    for membership in live:
        role = ROLES[membership.role]
        if role.scope is roles.Scope.TEAM or membership.role in ("coordinator", "regional_coordinator"):
            acts[membership.team_id] = acts.get(membership.team_id, frozenset()) | role.acts
    if coordinated or regional:
        for team in known.teams().values():
            if team.municipality_id in coordinated and not team.restricted:
                acts[team.id] = acts.get(team.id, frozenset()) | ROLES["coordinator"].acts
            if regional and team.is_of_region and not team.restricted:
                acts[team.id] = acts.get(team.id, frozenset()) | ROLES["regional_coordinator"].acts
    referrals = Referral.objects.filter(team_id__in=list(acts), until__gte=on)
    referred = list(referrals.values_list("ticket_id", "team_id", "may_comment")) if acts else []
    privacy = any(m.role == "privacy_officer" for m in live)
    return Scope(
        acts_by_team=acts,
        ticket_ids=frozenset(ticket for ticket, _team, _may in referred),
        comment_ids=frozenset(ticket for ticket, team, may in referred if may and Act.NOTE in acts[team]),
        all_open_acts=ROLES["regional_coordinator"].elsewhere if regional else frozenset(),
        category_ids=_privacy_categories() if privacy else frozenset(),
        category_acts=ROLES["privacy_officer"].acts if privacy else frozenset(),
        roles=frozenset(m.role for m in live),
        coordinated=frozenset(coordinated),
    )


def desk_scope(user: Any) -> Scope:
    """`scope_of(user)`, asked once for the life of this user object (one request)."""
    if "_desk_scope" not in user.__dict__:
        user.__dict__["_desk_scope"] = scope_of(user)
    scope: Scope = user.__dict__["_desk_scope"]
    return scope


def has_desk(user: Any) -> bool:
    """Whether this person has anything to do at the desk."""
    return bool(desk_scope(user).roles)


def may_configure(user: Any) -> bool:
    """Whether this person may change teams, categories, norms, rules and calendars.

    An administrator of the whole installation may too, else nobody could appoint the first functional admin.
    """
    return "functional_admin" in desk_scope(user).roles or bool(user.is_active and user.is_superuser)


def coordinates(user: Any) -> frozenset[int]:
    """Ids of the municipalities whose members and standard answers this person manages."""
    return desk_scope(user).coordinated


def may_audit(user: Any) -> bool:
    """Whether this person may read the history screens and the access log."""
    return "auditor" in desk_scope(user).roles


def may_hold(user: Any) -> bool:
    """Whether this person says of any ticket of the region that it must stay, by its number, without reading it."""
    return bool({Act.HOLD, Act.LIFT_HOLD} & frozenset().union(*(ROLES[name].acts for name in desk_scope(user).roles)))


def visible_tickets(user: Any) -> TicketQuerySet:
    """The tickets that `user` may see; the start of every list, count, export and look-up."""
    tickets: TicketQuerySet = Ticket.objects.visible_to(desk_scope(user))
    return tickets


def get_visible(user: Any, reference: str, **also: Any) -> Ticket:
    """One ticket by its number, with what else is to be read of it (annotations).

    :raises Refused: `not_found`, the same whether it is not there or not for this person.
    """
    tickets = visible_tickets(user).select_related("team", "municipality", "category", "assignee")
    ticket: Ticket | None = tickets.annotate(**also).filter(reference=reference).first()
    if ticket is None:
        raise Refused("not_found")
    return ticket


def acts_of(user: Any, ticket: Ticket) -> frozenset[Act]:
    """What the roles of `user` allow on this ticket, whatever its state."""
    scope = desk_scope(user)
    acts = scope.acts_by_team.get(ticket.team_id, frozenset())
    if ticket.pk in scope.ticket_ids:
        acts |= {Act.SEE}
    if ticket.pk in scope.comment_ids:
        acts |= {Act.NOTE}
    if not ticket.restricted:
        acts |= scope.all_open_acts
    if ticket.category_id in scope.category_ids:
        acts |= scope.category_acts
    return acts


def refusal(user: Any, act: Act, ticket: Ticket, *, at: datetime | None = None) -> Refused | None:
    """Why `user` may not do `act` on `ticket` at a moment (default: now), or None.

    The same answer hides a button and refuses a POST.
    """
    acts = acts_of(user, ticket)
    if Act.SEE not in acts:
        return Refused("not_found")
    if act not in acts:
        return Refused("not_yours", team=ticket.team.name)
    if ticket.anonymised_at is not None and act not in AFTER_ERASURE:
        return Refused("erased")
    if act in MOVES and State(ticket.state) not in MOVES[act].origins:
        return Refused("not_now", state=STATE_LABELS[State(ticket.state)])
    if act is Act.CLOSE and ticket.unread_since is not None:
        return Refused("unread")
    if (refused := _second(user, act, ticket)) is not None:
        return refused
    if act is Act.UNDO_REJECT and _is_past(ticket.closed_at, UNDO_DAYS, at):
        return Refused("too_late", days=UNDO_DAYS)
    return None


def _second(user: Any, act: Act, ticket: Ticket) -> Refused | None:
    """What may bear on a decision is seen by two: who looks along is not who handles it, nor who ends it in any way."""
    if act is Act.SECOND and not ticket.needs_second:
        return Refused("no_second_needed")
    if act is Act.SECOND and ticket.assignee_id == user.pk:
        return Refused("second_is_another")
    if act in ENDING and ticket.needs_second and ticket.seconded_by_id in (None, user.pk):
        return Refused("needs_second")
    return None


def demand(user: Any, act: Act, ticket: Ticket, *, at: datetime | None = None) -> None:
    """:raises Refused: when `user` may not do `act` on `ticket` at a moment (default: now)."""
    refused = refusal(user, act, ticket, at=at)
    if refused is not None:
        raise refused


def looked(user: Any, ticket: Ticket, what: str) -> None:
    """Records that `user` looked at something of `ticket`."""
    AccessLog.objects.create(user=user, ticket=ticket, what=what, at=timezone.now())


def exported(user: Any, ticket_ids: Iterable[int], at: datetime) -> None:
    """Records that what was sent with these tickets left the portal in an export that `user` asked for."""
    AccessLog.objects.bulk_create(
        [AccessLog(user=user, ticket_id=pk, what=AccessLog.What.EXPORT, at=at) for pk in ticket_ids]
    )


def may_see_contact(user: Any, ticket: Ticket) -> bool:
    """Whether the contact of `ticket` may be shown to `user`; that it was shown is to be recorded."""
    return refusal(user, Act.REVEAL_CONTACT, ticket) is None


def teams_seen(user: Any) -> list[tuple[int, str]]:
    """The teams whose tickets this person sees other than by a referral: id and name."""
    scope = desk_scope(user)
    return [
        (team.id, team.label)
        for team in known.teams().values()
        if team.id in scope.team_ids or (scope.all_open and not team.restricted)
    ]


def code_of(ticket: Ticket) -> str:
    """The secret beside the number, derived anew each time; never stored."""
    key = settings.ACCESS_KEYS[ticket.access_key_id]
    return access_codes.derive(key.encode(), ticket.reference, ticket.access_nonce)


def follow(reference: str, code: str, network: str) -> Ticket:
    """The ticket of a number and a code as they were typed, for its sender.

    Wrong code, unknown number and a number that cannot exist are the same answer after the same work. `network`: the
    prefix that tries come from.

    :raises Refused: `wrong_code`, `gone` when it was the right one and the term is over, or `too_many` with
        `retry_after` in seconds.
    """
    bare = references.bare(reference)[:40]
    # Counted first and given back when it was right, so that parallel guesses are not one guess.
    CODE_PER_REFERENCE.spend(bare)
    CODE_PER_NETWORK.spend(network)
    try:
        canonical = references.check(reference)
    except Refused:
        canonical = ""
    tickets = Ticket.objects.select_related("municipality", "team", "category", "assignee")
    ticket: Ticket | None = tickets.filter(reference=canonical).first()
    expected = code_of(ticket or Ticket(access_key_id=settings.ACCESS_KEY_ID))
    if not access_codes.same(code, expected) or ticket is None:
        raise Refused("wrong_code")
    CODE_PER_REFERENCE.give_back(bare)
    CODE_PER_NETWORK.give_back(network)
    if ticket.anonymised_at is not None:
        raise Refused("gone")
    return ticket


def followed(reference: str, nonce: str) -> Ticket | None:
    """The ticket whose code was shown before, while its nonce is still the same."""
    tickets = Ticket.objects.select_related("municipality", "team", "category", "assignee")
    ticket: Ticket | None = tickets.filter(reference=reference, access_nonce=nonce, anonymised_at=None).first()
    return ticket


def members(team_ids: Iterable[int], on: date) -> dict[int, list[User]]:
    """The people who may handle tickets of these teams on a date, by team id."""
    found: dict[int, list[User]] = {}
    memberships = _live(on).filter(team_id__in=list(team_ids), role__in=HANDLING, user__is_active=True)
    for membership in memberships.select_related("user").order_by("user__username"):
        people = found.setdefault(membership.team_id, [])
        if membership.user not in people:
            people.append(membership.user)
    return found


def assignable(ticket: Ticket, by: Any, on: date) -> dict[int, str]:
    """Who can get this ticket from `by`, id and name: the members of its team, from a coordinator those there too."""
    live = [member for member in known.members(on) if member.is_active]
    there = [m for m in live if m.role == "coordinator" and m.municipality_id == ticket.municipality_id]
    people = [m for m in live if m.team_id == ticket.team_id and m.role in HANDLING]
    if not ticket.team.restricted and any(member.user_id == by.pk for member in there):
        people += there
    return {member.user_id: member.name for member in people}


def functional_admins(on: date) -> list[User]:
    """The people who configure the desk on a date."""
    found = _live(on).filter(role="functional_admin", user__is_active=True).select_related("user").order_by("user_id")
    return list(dict.fromkeys(membership.user for membership in found))


def _is_past(since: datetime | None, days: int, at: datetime | None) -> bool:
    return since is not None and (at or timezone.now()) - since > timedelta(days=days)


def _live(on: date) -> Any:
    return Membership.objects.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


def _privacy_categories() -> frozenset[int]:
    return frozenset(category.id for category in known.categories().values() if category.code == PRIVACY_CATEGORY)
