"""Where a question goes when a rule is broken, a team is gone, or nothing fits: never to nobody, never in silence."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from home.history import recorded
from home.models import Delivery
from tests.cast import person
from tests.tickets.every_act import signed_in
from tickets import intake, routing
from tickets.intake import Contact, Question
from tickets.models import Category, RoutingRule, Team, Ticket


def asked(**facts: object) -> Ticket:
    """A new question with these facts."""
    return intake.open_ticket(
        Question(
            text="Wat staat hier?",
            language="nl",
            category=str(facts.pop("category", "brief")),
            topic_line="Stel uw vraag",
            channel="web",
            contacts=(Contact("sender", name="Samira", email="samira@example.org"),),
            facts=facts,
        ),
        at=timezone.now(),
    )


def changed(row: Any, **columns: object) -> None:
    with recorded("toets"):
        for name, value in columns.items():
            setattr(row, name, value)
        row.save()


@pytest.mark.parametrize(
    "conditions",
    [
        [{"fact": "category", "test": "resembles", "values": ["brief"]}],
        [{"fact": "category", "test": "is", "values": []}],
        [{"test": "is", "values": ["brief"]}],
        ["nonsense"],
    ],
)
def test_a_broken_rule_is_skipped_marked_told_and_seen_by_the_watchdog(
    desk: Ticket, client: Client, conditions: list[Any]
) -> None:
    admin = person("functional_admin")
    changed(admin, email="beheer@example.org")
    assert client.get("/readyz").json()["parts"]["routing"] == "ok"
    with recorded("toets"):
        RoutingRule(
            rank=1, name="Kapot", conditions=conditions, target="team", team=desk.team, valid_from=date(2022, 1, 1)
        ).save()

    ticket = asked(municipality="GM9002")
    asked(municipality="GM9002")

    assert ticket.team == Team.objects.get(municipality__code="GM9002", name="Loket")
    assert ticket.routing_error
    assert [row[1] for row in ticket.decisions.get().trace] == ["broken", "matched_fact"]
    letter = Delivery.objects.get(kind="rule_broken")  # once a day, not once a question
    assert letter.recipient == "beheer@example.org"
    assert "Kapot" in letter.text
    assert ticket.reference not in letter.text + letter.html + letter.subject
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["routing"]) == (200, "failing")
    page = signed_in(person("handler GM9002")).get(f"/admin/desk/{ticket.reference}/").content.decode()
    assert "Een routeringsregel was kapot" in page


def test_a_team_that_works_no_more_is_replaced_by_its_stand_in_else_by_who_takes_the_rest(desk: Ticket) -> None:
    intake_team = Team.objects.get(municipality__code="GM9001", name="Intake")
    front = Team.objects.get(municipality__code="GM9001", name="Loket")
    objections = Team.objects.get(municipality__code="GM9001", name="Bezwaar")
    assert asked(category="les", municipality="GM9001").team == intake_team
    changed(intake_team, is_active=False)
    assert asked(category="les", municipality="GM9001").team == front
    changed(intake_team, fallback_team=objections)
    assert asked(category="les", municipality="GM9001").team == objections
    changed(objections, is_active=False)
    changed(front, is_active=False)
    assert asked(category="les", municipality="GM9001").team == routing.region_triage()


def test_what_follows_up_a_ticket_of_a_team_that_is_gone_goes_to_its_stand_in(desk: Ticket) -> None:
    other = Team.objects.get(municipality__code="GM9001", name="Intake")
    changed(desk.team, is_active=False, fallback_team=other)
    again = intake.follow_up(
        Ticket.objects.select_related("team__fallback_team", "category", "municipality").get(pk=desk.pk),
        text="Nog iets",
        language="nl",
        at=timezone.now(),
    )
    assert (again.team, again.parent_id) == (other, desk.pk)


def test_nothing_known_goes_to_the_regional_triage_with_the_reason_in_words(desk: Ticket) -> None:
    ticket = asked(pc4="1012")
    assert ticket.team == routing.region_triage()
    page = signed_in(person("regional_coordinator")).get(f"/admin/desk/{ticket.reference}/").content.decode()
    assert "Regel “Gemeente” past niet: “gekozen gemeente” is niet bekend." in page
    assert "Regel “Rest” past en wijst een vast team aan." in page


def test_after_another_category_the_new_team_is_proposed_and_takes_one_click(desk: Ticket) -> None:
    petra = signed_in(person("handler GM9001"))
    address = f"/admin/desk/{desk.reference}/"
    assert "Bij deze categorie hoort" not in petra.get(address).content.decode()
    les = Category.objects.get(code="les")
    words = {"recategorise-seen": desk.lock_version, "recategorise-to": les.pk, "recategorise-reason": "Gaat over les"}
    petra.post(f"{address}recategorise/", words)
    assert Ticket.objects.get(pk=desk.pk).team_id == desk.team_id  # never by itself

    page = petra.get(address).content.decode()
    assert "Bij deze categorie hoort Waterdam · Intake." in page
    form = page.split("Bij deze categorie hoort")[1].split("</form>")[0]
    hidden = dict(re.findall(r'name="(transfer-[a-z_]+)" value="([^"]*)"', form))
    assert petra.post(f"{address}transfer/", hidden).status_code == 302
    moved = Ticket.objects.get(pk=desk.pk)
    assert (moved.team.name, moved.transfer_count) == ("Intake", 1)
    page = petra.get(address).content.decode()
    assert "Bij deze categorie hoort" not in page
    assert "Overgedragen van Waterdam · Loket aan Waterdam · Intake: de vraag gaat over iets anders." in page
