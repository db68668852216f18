from datetime import date

import pytest

from home.refusals import Refused
from tickets import responsibility
from tickets.responsibility import Outcome, RuleRow, TaskRow, Tried

TODAY = date(2026, 11, 24)
TRIAGE, EDITORS, DESK_GORINCHEM, INTAKE_GORINCHEM, INTAKE_MOLENLANDEN = 1, 2, 3, 4, 5

FIXED = RuleRow(10, 10, {"===": [{"var": "category"}, "inhoud"]}, team_id=EDITORS)
LINKED = RuleRow(20, 20, {"===": [{"var": "lives_in_azc"}, True]}, fact="linked_municipality")
POSTCODE = RuleRow(30, 30, None, fact="pc4_municipality")
CHOSEN = RuleRow(40, 40, None, fact="municipality")
LAST = RuleRow(99, 99, None, team_id=TRIAGE)
RULES = [FIXED, LINKED, POSTCODE, CHOSEN, LAST]
TASKS = [
    TaskRow("0512", "brief", DESK_GORINCHEM),
    TaskRow("0512", None, INTAKE_GORINCHEM),
    TaskRow("1978", None, INTAKE_MOLENLANDEN),
]


def route(facts: dict[str, object], rules: list[RuleRow] | None = None, tasks: list[TaskRow] | None = None) -> Outcome:
    return responsibility.route(facts, RULES if rules is None else rules, TASKS if tasks is None else tasks, TODAY)


def codes(outcome: Outcome) -> list[tuple[int, str]]:
    return [(tried.rule_id, tried.code) for tried in outcome.trace]


def test_a_fixed_owner_of_a_category_comes_first() -> None:
    outcome = route({"category": "inhoud", "pc4_municipality": "0512"})

    assert outcome == Outcome(EDITORS, 10, (Tried(10, "matched_team", {}),), ())


def test_a_postcode_leads_to_the_team_of_the_category_there() -> None:
    outcome = route({"category": "brief", "pc4_municipality": "0512"})

    assert (outcome.team_id, outcome.rule_id) == (DESK_GORINCHEM, 30)
    assert outcome.trace == (
        Tried(10, "not_matched", {}),
        Tried(20, "not_matched", {}),
        Tried(30, "matched_fact", {"fact": "pc4_municipality", "municipality": "0512", "category": "brief"}),
    )


@pytest.mark.parametrize("category", ["route", None, 3])
def test_a_category_without_a_task_goes_to_the_intake_team(category: object) -> None:
    assert route({"category": category, "pc4_municipality": "0512"}).team_id == INTAKE_GORINCHEM


def test_no_category_goes_to_the_intake_team() -> None:
    assert route({"pc4_municipality": "0512"}).team_id == INTAKE_GORINCHEM


def test_who_lives_in_an_azc_belongs_to_the_linked_municipality() -> None:
    facts = {"lives_in_azc": True, "linked_municipality": "1978", "pc4_municipality": "0512"}

    assert route(facts).team_id == INTAKE_MOLENLANDEN


def test_an_unknown_linked_municipality_is_passed_over_with_the_reason() -> None:
    outcome = route({"lives_in_azc": True, "pc4_municipality": "0512"})

    assert outcome.trace[1] == Tried(20, "no_value", {"fact": "linked_municipality"})
    assert outcome.team_id == INTAKE_GORINCHEM


@pytest.mark.parametrize("value", [None, "", [], 512, True])
def test_a_fact_that_is_no_municipality_is_no_value(value: object) -> None:
    assert codes(route({"pc4_municipality": value}))[2:] == [(30, "no_value"), (40, "no_value"), (99, "matched_team")]


def test_a_municipality_without_a_team_is_passed_over_with_the_reason() -> None:
    outcome = route({"category": "brief", "pc4_municipality": "1961", "municipality": "1978"})

    assert outcome.trace[2] == Tried(
        30, "no_team", {"fact": "pc4_municipality", "municipality": "1961", "category": "brief"}
    )
    assert (outcome.team_id, outcome.rule_id) == (INTAKE_MOLENLANDEN, 40)


def test_without_any_fact_the_last_rule_wins() -> None:
    outcome = route({})

    assert (outcome.team_id, outcome.rule_id) == (TRIAGE, 99)
    assert codes(outcome) == [
        (10, "not_matched"), (20, "not_matched"), (30, "no_value"), (40, "no_value"), (99, "matched_team"),
    ]  # fmt: skip


def test_rules_are_tried_by_rank_whatever_their_order() -> None:
    assert route({"pc4_municipality": "0512"}, RULES[::-1]) == route({"pc4_municipality": "0512"})


@pytest.mark.parametrize(
    "when",
    [
        {},
        [],
        "x",
        0,
        {"==": [1, 1]},
        {"===": [1]},
        {"or": [{"answered": "pc4_municipality"}, {"bad": 1}]},
        {"and": [{"answered": "nothing"}, {"bad": 1}]},
    ],
    ids=str,
)
def test_a_broken_rule_is_skipped_and_reported(when: object) -> None:
    outcome = route({"pc4_municipality": "0512"}, [RuleRow(5, 5, when, team_id=EDITORS), *RULES])

    assert outcome.broken == (5,)
    assert outcome.trace[0] == Tried(5, "broken", {})
    assert (outcome.team_id, outcome.rule_id) == (INTAKE_GORINCHEM, 30)


def test_a_broken_rule_after_the_one_that_wins_is_not_reached() -> None:
    assert route({"category": "inhoud"}, [*RULES, RuleRow(50, 50, {}, team_id=EDITORS)]).broken == ()


@pytest.mark.parametrize("rules", [[], [POSTCODE], [FIXED], [FIXED, LINKED, POSTCODE, CHOSEN]], ids=len)
def test_rules_that_may_lead_to_nobody_are_refused(rules: list[RuleRow]) -> None:
    with pytest.raises(Refused) as refused:
        route({"category": "inhoud", "pc4_municipality": "0512"}, rules)

    assert refused.value.code == "no_fallback_rule"


def test_a_rule_or_task_counts_from_its_first_day_to_its_last() -> None:
    rules = [RuleRow(1, 1, None, team_id=EDITORS, valid_from=TODAY, valid_to=TODAY), *RULES]
    tasks = [TaskRow("0512", None, DESK_GORINCHEM, valid_from=TODAY, valid_to=TODAY)]
    days = [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)]

    assert [responsibility.route({}, rules, [], day).team_id for day in days] == [TRIAGE, EDITORS, TRIAGE]
    teams = [responsibility.route({"municipality": "0512"}, RULES, tasks, day).team_id for day in days]
    assert teams == [TRIAGE, DESK_GORINCHEM, TRIAGE]


def test_a_last_rule_that_is_not_valid_yet_catches_nothing() -> None:
    with pytest.raises(Refused):
        route({}, [RuleRow(99, 99, None, team_id=TRIAGE, valid_from=date(2027, 1, 1))])
