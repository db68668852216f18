"""Changing how the desk is set up: teams, members, categories, norms, tasks, rules, standard answers."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from home import conditions, registering
from home.history import Versioned
from home.models import Municipality
from home.refusals import Refused
from tickets import access, routing
from tickets.models import (
    Category,
    ForwardBody,
    Membership,
    Norm,
    Organisation,
    ReplyTemplate,
    ReplyTemplateTranslation,
    RoutingRule,
    Team,
    TeamTask,
    Ticket,
)
from tickets.roles import ROLES, Scope
from tickets.states import ENDED

GIVEN_BY_COORDINATORS = ("reader", "handler")
MOST_COUNTED = 100


def managed(user: Any, model: type[Any]) -> Any:
    """The rows of a register of the desk that `user` may see and change.

    All of them for who configures the desk; members and standard answers of their own municipality for coordinators.
    """
    rows = model._default_manager.all()
    if access.may_configure(user):
        return rows
    if model is Membership:
        return rows.filter(role__in=GIVEN_BY_COORDINATORS, team__in=teams_of(user))
    if model is ReplyTemplate:
        return rows.filter(municipality__in=access.coordinates(user))
    if model is ReplyTemplateTranslation:
        return rows.filter(template__municipality__in=access.coordinates(user))
    return rows.none()


def may_open(user: Any, model: type[Any]) -> bool:
    """Whether `user` manages any part of a register."""
    shared = model in (Membership, ReplyTemplate, ReplyTemplateTranslation)
    return access.may_configure(user) or (shared and bool(access.coordinates(user)))


def teams_of(user: Any) -> Any:
    """The teams whose members `user` manages: not the restricted ones where a coordinator is no member."""
    teams = Team.objects.select_related("municipality")
    if access.may_configure(user):
        return teams
    return teams.filter(municipality__in=access.coordinates(user), pk__in=access.desk_scope(user).team_ids)


def municipalities_of(user: Any) -> Any:
    """The municipalities whose standard answers `user` manages, or all of them and the region."""
    rows = Municipality.objects.all()
    return rows if access.may_configure(user) else rows.filter(pk__in=access.coordinates(user))


def change(row: Versioned, *, by: Any, reason: str, expected: int | None) -> bool:
    """Saves a new or changed row; whether there was anything to save.

    `expected`: the `lock_version` that the person saw, None for a new row.

    :raises Refused: `not_found` for who may not, `needs_reason`, `stale`, or why the desk cannot be so.
    """
    model = type(row)
    stored = model._default_manager.filter(pk=row.pk).first() if row.pk else None
    _demand(by, row, stored)
    CHECKS[model](row, stored, by)
    return registering.put(row, reason=reason, expected=expected)


def remove(row: Versioned, *, by: Any, reason: str, expected: int) -> None:
    """Removes a row; its history stays.

    :raises Refused: `not_found` for who may not, `needs_reason`, `stale`, `in_use`, `last_rule`, `norm_in_force`,
        `organisation_stays`, `body_in_use`, `own_membership`.
    """
    _demand(by, row, row)
    if isinstance(row, RoutingRule) and row.is_last:
        raise Refused("last_rule")
    if isinstance(row, Norm) and row.valid_from <= timezone.localdate():
        raise Refused("norm_in_force")
    if isinstance(row, ForwardBody) and Ticket.objects.filter(forwarded_to=row.code).exists():
        raise Refused("body_in_use")
    if isinstance(row, Organisation):
        raise Refused("organisation_stays")
    if isinstance(row, Membership):
        _not_own(row, by)
    registering.take_away(row, reason=reason, expected=expected)


def _demand(by: Any, row: Versioned, stored: Versioned | None) -> None:
    """Both what stands there and what would stand there must be within reach of the person."""
    model = type(row)
    if not may_open(by, model):
        raise Refused("not_found")
    if stored is not None and not managed(by, model).filter(pk=stored.pk).exists():
        raise Refused("not_found")
    if access.may_configure(by):
        return
    if isinstance(row, Membership):
        if row.role not in GIVEN_BY_COORDINATORS:
            raise Refused("role_not_yours", field="role")
        if not teams_of(by).filter(pk=row.team_id).exists():
            raise Refused("not_found")
    if isinstance(row, ReplyTemplateTranslation) and row.template.municipality_id not in access.coordinates(by):
        raise Refused("not_found")
    if isinstance(row, ReplyTemplate) and row.municipality_id not in access.coordinates(by):
        raise Refused("needs_municipality", field="municipality")


def _not_own(row: Membership, by: Any) -> None:
    if row.user_id == by.pk:
        raise Refused("own_membership")


def _check_team(row: Team, stored: Team | None, by: Any) -> None:
    if row.fallback_team_id is not None and row.fallback_team_id == row.pk:
        raise Refused("falls_back_on_itself", field="fallback_team")
    if stored is None:
        return
    moved, closed = stored.municipality_id != row.municipality_id, stored.restricted != row.restricted
    if (moved or closed) and Ticket.objects.filter(team=stored).exists():
        # Each ticket holds a copy of both: a ticket that was open to a municipality must not close or move unseen.
        raise Refused("team_has_tickets", field="municipality" if moved else "restricted")
    if stored.is_active and not row.is_active:
        _demand_idle(stored)


def _demand_idle(team: Team) -> None:
    """:raises Refused: when a team still has work, so that it cannot stop."""
    number = Ticket.objects.filter(team=team).exclude(state__in=ENDED).order_by()[: MOST_COUNTED + 1].count()
    if number:
        shown = f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
        raise Refused("team_has_open_tickets", field="is_active", number=shown)
    live = _from_today()
    tasks = TeamTask.objects.filter(live, team=team).select_related("municipality", "category")
    if tasks:
        raise Refused("team_has_tasks", field="is_active", tasks=", ".join(str(task) for task in tasks))
    rules = RoutingRule.objects.filter(live, team=team)
    if rules:
        raise Refused("team_has_rules", field="is_active", rules=", ".join(rule.name for rule in rules))


def _check_membership(row: Membership, stored: Membership | None, by: Any) -> None:
    _not_own(row, by)
    if stored is None and not (row.user.is_active and row.team.is_active):
        raise Refused("not_active", field="team" if row.user.is_active else "user")
    of_region = row.team.municipality.kind == Municipality.Kind.REGION
    scope = ROLES[row.role].scope
    if scope in (Scope.REGION, Scope.CONFIGURATION) and not of_region:
        raise Refused("role_of_region", field="role")
    if scope is Scope.MUNICIPALITY and of_region:
        raise Refused("role_of_municipality", field="role")
    same = Membership.objects.filter(user=row.user_id, team=row.team_id, role=row.role)
    if registering.overlapping(row, same).exists():
        raise Refused("membership_overlaps", field="valid_from")


def _check_category(row: Category, stored: Category | None, by: Any) -> None:
    if stored is None:
        return
    if stored.code != row.code:
        raise Refused("code_stays", field="code")
    if stored.restricted != row.restricted and Ticket.objects.filter(category=stored).exists():
        raise Refused("category_has_tickets", field="restricted")


def _check_body(row: ForwardBody, stored: ForwardBody | None, by: Any) -> None:
    if stored is not None and stored.code != row.code:
        raise Refused("code_stays", field="code")


def _check_organisation(row: Organisation, stored: Organisation | None, by: Any) -> None:
    if stored is not None and stored.code != row.code:
        raise Refused("code_stays", field="code")


def _check_norm(row: Norm, stored: Norm | None, by: Any) -> None:
    today = timezone.localdate()
    if stored is not None and stored.valid_from <= today:
        raise Refused("norm_in_force")
    if row.valid_from < today:
        raise Refused("norm_in_past", field="valid_from")


def _check_task(row: TeamTask, stored: TeamTask | None, by: Any) -> None:
    if not row.team.is_active and (stored is None or stored.team_id != row.team_id):
        raise Refused("team_not_active", field="team")
    if row.team.municipality_id != row.municipality_id and row.team.municipality.kind != Municipality.Kind.REGION:
        raise Refused("team_of_another", field="team")
    same = TeamTask.objects.filter(municipality=row.municipality_id, category=row.category_id)
    if registering.overlapping(row, same).exists():
        raise Refused("task_overlaps", field="valid_from")


LAST_STAYS = ("rank", "conditions", "target", "fact", "valid_from", "valid_to", "is_last")


def _check_rule(row: RoutingRule, stored: RoutingRule | None, by: Any) -> None:
    was_last = stored is not None and stored.is_last
    if was_last and any(getattr(row, name) != getattr(stored, name) for name in LAST_STAYS):
        raise Refused("last_rule")
    if row.is_last and not was_last:
        raise Refused("last_rule")
    if row.team is not None and not row.team.is_active:
        raise Refused("team_not_active", field="team")
    if was_last and row.team is not None and row.team.municipality.kind != Municipality.Kind.REGION:
        raise Refused("last_rule_in_region", field="team")
    last = RoutingRule.objects.filter(is_last=True).values_list("rank", flat=True).first()
    if not was_last and last is not None and row.rank >= last:
        raise Refused("rank_after_last", field="rank")
    when = routing.expression(row.conditions)
    if when is not None:
        conditions.check(when)


def _nothing(row: Any, stored: Any, by: Any) -> None:
    """Standard answers have no rules beside those of their model."""


CHECKS: dict[type[Any], Callable[[Any, Any, Any], None]] = {
    Team: _check_team,
    Membership: _check_membership,
    Category: _check_category,
    ForwardBody: _check_body,
    Norm: _check_norm,
    Organisation: _check_organisation,
    TeamTask: _check_task,
    RoutingRule: _check_rule,
    ReplyTemplate: _nothing,
    ReplyTemplateTranslation: _nothing,
}


def _from_today(on: date | None = None) -> Q:
    """Valid today or later."""
    return Q(valid_to=None) | Q(valid_to__gte=on or timezone.localdate())
