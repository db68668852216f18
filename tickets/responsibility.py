"""From the facts of a question to the team that owns it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from home import conditions
from home.refusals import Refused

CATEGORY = "category"
"""The fact that says which task of a municipality is asked for."""

Facts = Mapping[str, object]
Teams = Mapping[tuple[str, str | None], int]


@dataclass(frozen=True)
class RuleRow:
    """A rule: when the expression holds (None: always), a fixed team, or the municipality whose code is in `fact`."""

    id: int
    rank: int
    when: object | None
    team_id: int | None = None
    fact: str | None = None
    valid_from: date = date.min
    valid_to: date = date.max

    @property
    def is_fallback(self) -> bool:
        """Whether the rule takes whatever comes."""
        return self.when is None and self.team_id is not None


@dataclass(frozen=True)
class TaskRow:
    """A team's task in a municipality; category None: what no other task there names."""

    municipality: str
    category: str | None
    team_id: int
    valid_from: date = date.min
    valid_to: date = date.max


class Tried(NamedTuple):
    """What became of one rule: matched_team, matched_fact, not_matched, no_value, no_team or broken."""

    rule_id: int
    code: str
    data: dict[str, object]


@dataclass(frozen=True)
class Outcome:
    """The team, the rule that chose it, every rule tried up to that one, the ids of the broken ones among them."""

    team_id: int
    rule_id: int
    trace: tuple[Tried, ...]
    broken: tuple[int, ...]


def route(facts: Facts, rules: Iterable[RuleRow], tasks: Iterable[TaskRow], at: date) -> Outcome:
    """The first rule by rank that holds and leads to a team, among the rows that are valid on the local date `at`.

    A rule for the municipality in a fact is passed over when the fact is empty, or when nobody there has the task of
    the fact `category`, nor the one for what no task names. A rule that cannot be read is passed over.
    Refused `no_fallback_rule` when no rule takes whatever comes: the answer is never nobody.
    """
    live_rules = sorted((rule for rule in rules if rule.valid_from <= at <= rule.valid_to), key=lambda rule: rule.rank)
    if not any(rule.is_fallback for rule in live_rules):
        raise Refused("no_fallback_rule")
    teams = {
        (task.municipality, task.category): task.team_id for task in tasks if task.valid_from <= at <= task.valid_to
    }
    trace: list[Tried] = []
    for rule in live_rules:
        team_id, code, more = _try(rule, facts, teams)
        trace.append(Tried(rule.id, code, more))
        if team_id is not None:
            return Outcome(team_id, rule.id, tuple(trace), tuple(row.rule_id for row in trace if row.code == "broken"))
    raise AssertionError("a fallback rule takes whatever comes")


def _try(rule: RuleRow, facts: Facts, teams: Teams) -> tuple[int | None, str, dict[str, object]]:
    """The team that a rule leads to, if any; how it went, by code; what the sentence about it needs."""
    try:
        holds = _holds(rule.when, facts)
    except Refused:
        return None, "broken", {}
    if not holds:
        return None, "not_matched", {}
    if rule.team_id is not None:
        return rule.team_id, "matched_team", {}
    return _in_municipality(rule.fact or "", facts, teams)


def _holds(when: object | None, facts: Facts) -> bool:
    if when is None:
        return True
    # Checked as a whole: evaluating stops at the first part that decides, so a broken rule could pass for a good one.
    conditions.check(when)
    return conditions.evaluate(when, facts)


def _in_municipality(fact: str, facts: Facts, teams: Teams) -> tuple[int | None, str, dict[str, object]]:
    municipality, category = facts.get(fact), facts.get(CATEGORY)
    if not isinstance(municipality, str) or not municipality:
        return None, "no_value", {"fact": fact}
    named = {"fact": fact, "municipality": municipality, "category": category}
    wanted = category if isinstance(category, str) else None
    team_id = teams.get((municipality, wanted), teams.get((municipality, None)))
    return team_id, "no_team" if team_id is None else "matched_fact", named
