"""The demo region, from its folder alone: every postcode reaches its municipality, and the right team of it."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from home import places
from home.history import Actor, acting, recorded
from home.models import Municipality
from portal import loading
from tests.standing import STANDS, maker
from tickets import intake
from tickets.intake import Question
from tickets.models import RoutingRule, Ticket

DEMO = loading.folder("demo")
ADDRESSES = [row for row in DEMO.csv("postcodes.csv") if row["kind"] == "address"]
BOXES = [row for row in DEMO.csv("postcodes.csv") if row["kind"] == "po_box"]
TEAMS = {row["name"]: row["tasks"] for row in DEMO.yaml("teams.yaml")["municipality_teams"]}


@maker("demo_desk")
def make_demo_desk() -> int:
    """Places and desk of the demo region; the key of the region."""
    with recorded("toets"):
        found = loading._places(DEMO.yaml("region.yaml"), DEMO)
        loading._desk(DEMO.yaml("teams.yaml"), found)
    return found.pk


@pytest.fixture
def demo_desk(db: None) -> None:
    """Stands (tests/standing.py)."""


@pytest.fixture
def region(demo_desk: None) -> Iterator[Municipality]:
    """The region's own row; somebody acts."""
    with acting(Actor("toets"), via="command"), recorded("toets"):
        yield Municipality.objects.get(pk=STANDS["demo_desk"])


def asked(category: str, **facts: object) -> Ticket:
    """A ticket with these facts."""
    question = Question(text="?", language="nl", category=category, topic_line="Vraag", channel="web", facts=facts)
    return intake.open_ticket(question, at=timezone.now())


def test_a_box_routes_an_organisation_and_nobody_else(region: Municipality) -> None:
    box = BOXES[0]
    assert asked("brief", pc4=box["pc4"]).municipality == region
    assert asked("brief", pc4=box["pc4"], organisation="School").municipality.code == box["municipality_code"]


def test_a_code_outside_is_known_by_the_name_of_its_municipality(region: Municipality) -> None:
    outside = DEMO.csv("outside.csv")[0]
    place = places.place_of(outside["pc4"], timezone.localdate())
    assert place is not None
    assert (place.municipality, place.municipality_name) == (None, outside["municipality"])


def test_the_linked_municipality_goes_before_the_postcode(region: Municipality) -> None:
    home, linked = (
        ADDRESSES[0],
        next(row for row in ADDRESSES if row["municipality_code"] != ADDRESSES[0]["municipality_code"]),
    )
    ticket = asked("les", pc4=home["pc4"], linked_municipality=linked["municipality_code"])
    assert ticket.municipality.code == linked["municipality_code"]


def test_loading_twice_makes_nothing_twice(region: Municipality) -> None:
    before = (Municipality.objects.count(), RoutingRule.objects.count(), Municipality.history.count())
    loading._desk(DEMO.yaml("teams.yaml"), loading._places(DEMO.yaml("region.yaml"), DEMO))
    after = (Municipality.objects.count(), RoutingRule.objects.count(), Municipality.history.count())
    assert before == after


def test_a_rule_that_is_new_in_the_file_finds_a_place_among_rules_that_were_moved(region: Municipality) -> None:
    folder = DEMO.yaml("teams.yaml")
    with recorded("verplaatst"):
        moved = RoutingRule.objects.get(rank=20)
        moved.rank = 11
        moved.save()
    first, *others = folder["rules"]
    new = {"name": "Nieuw in het bestand", "fact": "municipality"}
    loading._desk({**folder, "rules": [first, new, *others]}, loading._places(DEMO.yaml("region.yaml"), DEMO))
    ranks = dict(RoutingRule.objects.values_list("name", "rank"))
    assert (ranks[first["name"]], ranks[new["name"]], ranks[moved.name]) == (10, 20, 11)
    assert RoutingRule.objects.count() == len(others) + 2
