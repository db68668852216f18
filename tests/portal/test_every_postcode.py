"""Every postcode of the demo region, as people send it: by the pages of the form and by the API."""

import itertools
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from home.models import Municipality
from portal import loading
from tests.asking import Program
from tests.walking import Walk
from tickets import routing
from tickets.models import Category, RoutingDecision, RoutingRule, Ticket

DEMO = loading.folder("demo")
DESK = DEMO.yaml("teams.yaml")
FORM = next(DEMO.yaml(f"forms/{place.name}") for place in sorted((DEMO.path / "forms").glob("*stel-uw-vraag*")))
ADDRESSES = [row for row in DEMO.csv("postcodes.csv") if row["kind"] == "address"]
TOPICS: dict[str, str] = {
    option["key"]: option["category"]
    for step in FORM["steps"]
    for field in step["fields"]
    if field["key"] == "topic"
    for option in field["options"]
}
ANSWERS = {"contact_how": "call", "name": "Samira", "phone": "06 12345678", "question": "Wat betekent dit?"}
SPELLINGS = ["4141", "4141ab", "4141 AB", " 4141  ab ", "NL-4141 AB", "nl4141ab", "٤١٤١", "۴۱۴۱ ab"]


def owner_of(row: dict[str, str], category: str) -> tuple[str, str]:
    """Code of the municipality or the region, and team, as the tables of the region say it."""
    for team in DESK["region_teams"]:
        if category in team["tasks"]:
            return DEMO.yaml("region.yaml")["code"], team["name"]
    team = next(one for one in DESK["municipality_teams"] if category in one["tasks"])
    return row["municipality_code"], team["name"]


def owner(ticket: Ticket) -> tuple[str, str]:
    return ticket.municipality.code, ticket.team.name


def by_the_pages(postcode: str, topic: str, network: int) -> Ticket:
    walk = Walk(Client(REMOTE_ADDR=f"10.0.{network}.1"), "stel-uw-vraag")
    walk.step("taal", language="nl")
    walk.step("voor-wie", for_whom="self")
    walk.step("waar", azc="no", postcode=postcode)
    more = {"letter_has_date": "no"} if topic == "brief" else {}
    walk.step("onderwerp", topic=topic, question=ANSWERS["question"], **more)
    return walk.send("contact", name="Samira", phone="06 12345678", contact_how="call")


def by_the_api(postcode: str, topic: str) -> Ticket:
    said: dict[str, Any] = {"language": "nl", "for_whom": "self", "azc": False, "postcode": postcode, "topic": topic}
    more = {"letter_has_date": False} if topic == "brief" else {}
    body = {"version": 1, "language": "nl", "answers": said | ANSWERS | more}
    answer = Program().post("/forms/stel-uw-vraag/submissions", body)
    assert answer.status_code == 201, answer.content
    reference = answer.json()["reference"]
    return Ticket.objects.select_related("municipality", "team", "category").get(reference=reference)


def test_each_code_and_each_subject_have_their_team(demo: Municipality) -> None:
    assert len(ADDRESSES) == 50
    now = timezone.now()
    for name in set(TOPICS.values()):
        category = Category.objects.get(code=name)
        for row in ADDRESSES:
            team = routing.decide({"pc4_municipality": row["municipality_code"]}, category, now).team
            assert (team.municipality.code, team.name) == owner_of(row, name), (row, name)


def test_each_code_reaches_the_right_team_by_the_pages(demo: Municipality) -> None:
    for number, (row, topic) in enumerate(zip(ADDRESSES, itertools.cycle(TOPICS), strict=False)):
        ticket = by_the_pages(row["pc4"], topic, number)
        assert (ticket.category.code, owner(ticket)) == (TOPICS[topic], owner_of(row, TOPICS[topic])), (row, topic)


def test_each_code_reaches_the_right_team_by_the_api(demo: Municipality) -> None:
    topics = itertools.cycle(reversed(TOPICS))
    for row, topic in zip(ADDRESSES, topics, strict=False):
        ticket = by_the_api(row["pc4"], topic)
        assert (ticket.category.code, owner(ticket)) == (TOPICS[topic], owner_of(row, TOPICS[topic])), (row, topic)


def test_eight_spellings_of_one_code_are_one_place(demo: Municipality) -> None:
    row = next(row for row in ADDRESSES if row["pc4"] == "4141")
    assert len(SPELLINGS) == 8
    by_pages = {owner(by_the_pages(spelling, "brief", number)) for number, spelling in enumerate(SPELLINGS)}
    by_api = {owner(by_the_api(spelling, "brief")) for spelling in SPELLINGS}
    assert by_pages == by_api == {owner_of(row, "brief")}


@pytest.mark.parametrize("way", ["pages", "api"])
def test_a_code_outside_reaches_the_regional_triage_with_the_reason_in_words(demo: Municipality, way: str) -> None:
    outside = DEMO.csv("outside.csv")[0]["pc4"]
    if way == "api":
        said = {"language": "nl", "for_whom": "self", "azc": False, "postcode": outside, "topic": "les"}
        body = {"version": 1, "language": "nl", "answers": said | ANSWERS | {"send_anyway": True}}
        reference = Program().post("/forms/stel-uw-vraag/submissions", body).json()["reference"]
        ticket = Ticket.objects.select_related("municipality", "team").get(reference=reference)
    else:
        walk = Walk(Client(), "stel-uw-vraag")
        walk.step("taal", language="nl")
        walk.step("voor-wie", for_whom="self")
        walk.step("waar", azc="no", postcode=outside, send_anyway="yes")
        walk.step("onderwerp", topic="les", question=ANSWERS["question"])
        ticket = walk.send("contact", name="Samira", phone="06 12345678", contact_how="call")
    assert ticket.team == routing.region_triage()
    last = RoutingRule.objects.get(is_last=True)
    trace = RoutingDecision.objects.get(ticket=ticket).trace
    said_why = routing.sentences(trace, {last.pk: last.name})
    assert said_why[-1] == f"Regel “{last.name}” past en wijst een vast team aan."
