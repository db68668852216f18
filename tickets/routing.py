"""From the facts of a question to the team that owns it, with the reason."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from home import conditions
from home.models import Municipality
from home.refusals import Refused
from home.remembering import remembered
from tickets import responsibility
from tickets.models import Category, RoutingDecision, RoutingRule, Team, TeamTask, Ticket
from tickets.words import FACT_LABELS, TRACE_SENTENCES

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Decision:
    """Which team, by which rule, and what was tried before it."""

    team: Team
    rule: RoutingRule
    trace: tuple[responsibility.Tried, ...]
    rule_history_id: int
    broken: tuple[RoutingRule, ...] = ()


@dataclass(frozen=True)
class Known:
    """The registers that routing reads: `rules` by rank, `rule_history_ids` the newest history row of each."""

    rules: tuple[RoutingRule, ...]
    rule_history_ids: dict[int, int]
    tasks: tuple[TeamTask, ...]
    teams: dict[int, Team]


def decide(facts: Mapping[str, object], category: Category, at: datetime) -> Decision:
    """The team for a question with these facts; never nobody, nor a team that works no more.

    :raises Refused: `no_fallback_rule`, when the desk has no last rule.
    """
    on, known = timezone.localdate(at), remembered("routing", _known)
    rules = {rule.pk: rule for rule in known.rules if _is_live(rule, on)}
    outcome = responsibility.route(
        {**facts, "category": category.code},
        [rule_row(rule) for rule in rules.values()],
        [
            responsibility.TaskRow(task.municipality.code, task.category.code if task.category else None, task.team_id)
            for task in known.tasks
            if _is_live(task, on)
            and task.category_id in (None, category.pk)
            and _has_workers(known.teams[task.team_id])
        ],
        on,
    )
    if outcome.broken:
        log.error("routing rules %s are broken", outcome.broken)
    rule, broken = rules[outcome.rule_id], tuple(rules[pk] for pk in outcome.broken)
    team = working(known.teams[outcome.team_id])
    return Decision(team, rule, outcome.trace, known.rule_history_ids[rule.pk], broken)


def hold(decision: Decision, signs: Sequence[str]) -> Decision:
    """The decision for a question that looks like spam: the team of the quarantine has it, and the trace says why.

    Without such a team it goes where it would have gone.
    """
    held = next((team for team in remembered("routing", _known).teams.values() if team.is_quarantine), None)
    because = [responsibility.Tried(decision.rule.pk, f"sign_{sign}", {}) for sign in signs]
    if held is None or not held.is_active:
        return replace(
            decision, trace=(*decision.trace, *because, responsibility.Tried(decision.rule.pk, "not_held", {}))
        )
    told = responsibility.Tried(decision.rule.pk, "held", {"team": decision.team.long_name})
    return replace(decision, team=held, trace=(*decision.trace, *because, told))


def record(ticket: Ticket, decision: Decision, facts: Mapping[str, object], at: datetime) -> RoutingDecision:
    """Stores why a ticket went where it went: the rule as it read then, and the facts."""
    row: RoutingDecision = RoutingDecision.objects.create(
        ticket=ticket,
        rule=decision.rule,
        rule_history_id=decision.rule_history_id,
        team=decision.team,
        facts={**facts, "category": ticket.category.code},
        trace=[[tried.rule_id, tried.code, dict(tried.data)] for tried in decision.trace],
        at=at,
    )
    return row


def rule_row(rule: RoutingRule) -> responsibility.RuleRow:
    """A rule as the pure router reads it."""
    return responsibility.RuleRow(
        id=rule.pk,
        rank=rule.rank,
        when=_readable(rule),
        team_id=rule.team_id,
        fact=rule.fact or None,
    )


def expression(rows: list[dict[str, Any]]) -> Any:
    """The rows of a rule (fact, test, values) as one expression of `home.conditions`; None: always."""
    if not rows:
        return None
    return {"and": [_row(row) for row in rows]}


def broken_rules() -> list[int]:
    """The ids of rules that cannot be read, or an empty list; a missing last rule is the id 0."""
    rules = list(RoutingRule.objects.all())
    broken = []
    for rule in rules:
        try:
            when = expression(rule.conditions)
            if when is not None:
                conditions.check(when)
        except (Refused, KeyError, TypeError, IndexError):
            broken.append(rule.pk)
    return broken if any(rule.is_last for rule in rules) or not rules else [*broken, 0]


def sentences(trace: list[list[Any]], names: Mapping[int, str]) -> list[str]:
    """The trace in words, in the language that is active; `names`: rule id -> name."""
    said = []
    for rule_id, code, data in trace:
        fact = data.get("fact", "")
        about = {**data, "fact": FACT_LABELS.get(fact, fact), "rule": names.get(rule_id, str(rule_id))}
        said.append(str(TRACE_SENTENCES[code]) % about)
    return said


def region_triage() -> Team:
    """The team of the last rule, which gets what nobody else gets."""
    rule = RoutingRule.objects.select_related("team__municipality").filter(is_last=True).first()
    if rule is None or rule.team is None:
        raise Refused("no_fallback_rule")
    team: Team = rule.team
    return team


def teams_to(user: Any = None) -> Any:
    """The teams that a ticket can be transferred to: all that work, whatever the person may see."""
    return Team.objects.filter(is_active=True).select_related("municipality").order_by("municipality__name", "name")


def facts_now(ticket: Ticket) -> dict[str, Any]:
    """What is known of where a ticket belongs: the municipality that owns it, else the facts it came with."""
    if ticket.municipality.kind == Municipality.Kind.MUNICIPALITY:
        return {"municipality": ticket.municipality.code}
    decision = ticket.decisions.order_by("-at", "-id").first()
    return dict(decision.facts) if decision is not None else {}


def _known() -> Known:
    newest = RoutingRule.history.order_by("seq").values_list("id", "history_id")
    teams = Team.objects.select_related("municipality", "fallback_team__municipality")
    return Known(
        rules=tuple(RoutingRule.objects.order_by("rank")),
        rule_history_ids=dict(newest),
        tasks=tuple(TeamTask.objects.select_related("municipality", "category")),
        teams={team.pk: team for team in teams},
    )


def _has_workers(team: Team) -> bool:
    """Whether the team works, or who stands in for it."""
    return team.is_active or (team.fallback_team is not None and team.fallback_team.is_active)


def _is_live(row: RoutingRule | TeamTask, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or row.valid_to >= on)


def working(team: Team) -> Team:
    """The team itself, or who stands in for it when it no longer works."""
    if team.is_active:
        return team
    if team.fallback_team is not None and team.fallback_team.is_active:
        return team.fallback_team
    return region_triage()


def _readable(rule: RoutingRule) -> Any:
    """The expression of a rule; one that cannot be made is passed on as it is, and the router calls it broken."""
    try:
        return expression(rule.conditions)
    except (Refused, KeyError, TypeError, IndexError):
        return rule.conditions


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    var, test, values = {"var": row["fact"]}, row["test"], row.get("values") or []
    if test == "is":
        return {"===": [var, values[0]]}
    if test == "one_of":
        return {"in": [var, values]}
    if test == "in_range":
        return {"and": [{">=": [var, values[0]]}, {"<=": [var, values[1]]}]}
    if test == "empty":
        return {"!": {"answered": row["fact"]}}
    raise Refused("bad_condition")
