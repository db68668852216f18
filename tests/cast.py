"""The people of the tests, in a region that does not exist: two municipalities, their teams, one ticket."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from home.history import Actor, acting, recorded
from home.models import Municipality, User
from portal import accounts, loading
from tests.standing import STANDS, maker
from tickets import intake
from tickets.intake import Contact, Question
from tickets.models import Membership, Team, Ticket

CANARY = "Kanarie Zeldzaam"
ASKED = "Een heel bijzondere vraag over een kanarie"
PASSWORD = "a-long-password-for-tests"

REGION: dict[str, Any] = {
    "name": "Waterland",
    "code": "RG09",
    "reference_prefix": "WTR",
    "municipalities": [{"name": "Waterdam", "code": "GM9001"}, {"name": "Polderkerk", "code": "GM9002"}],
}
DESK: dict[str, Any] = {
    "categories": [
        {"code": "brief", "name": "Brief", "norm": [1, 3]},
        {"code": "les", "name": "Les", "norm": [0, 2]},
        {"code": "bezwaar", "name": "Bezwaar", "norm": [0, 5], "restricted": True, "statutory_weeks": 6},
        {"code": "klacht", "name": "Klacht", "norm": [0, 5], "restricted": True, "statutory_weeks": 6},
        {"code": "avg", "name": "Privacy", "norm": [1, 3], "restricted": True},
    ],
    "region_teams": [{"name": "Triage", "tasks": [None]}, {"name": "Privacy", "tasks": ["avg"], "restricted": True}],
    "municipality_teams": [
        {"name": "Loket", "tasks": [None]},
        {"name": "Intake", "tasks": ["les"]},
        {"name": "Bezwaar", "tasks": ["bezwaar", "klacht"], "restricted": True},
    ],
    "rules": [{"name": "Gemeente", "fact": "municipality"}, {"name": "Rest", "team": "Triage", "is_last": True}],
}


@maker("desk")
def make_desk() -> int:
    """Two invented municipalities with their teams; the key of one ticket, of the first."""
    with acting(Actor("toets"), via="command"):
        accounts.make_groups()
        with recorded("toets"):
            loading._places(REGION, loading.Folder(loading.REGIONS / "minimal"))
            region = Municipality.objects.get(kind="region")
            loading._desk(DESK, region)
        ticket = intake.open_ticket(
            Question(
                text=ASKED,
                language="nl",
                category="brief",
                topic_line="Stel uw vraag",
                channel="web",
                contacts=(Contact("sender", name=CANARY, email="kanarie.zeldzaam@example.org"),),
                facts={"municipality": "GM9001"},
            ),
            at=timezone.now(),
        )
        return ticket.pk


@pytest.fixture
def desk(db: None) -> Iterator[Ticket]:
    """Two invented municipalities with their teams; one ticket, of the first."""
    with acting(Actor("toets"), via="command"):
        yield Ticket.objects.get(pk=STANDS["desk"] if "desk" in STANDS else make_desk())


def person(who: str) -> User | None:
    """Somebody with this role and no other."""
    if who == "anonymous":
        return None
    with recorded("toets"):
        user = User(username=who.replace(" ", "-").lower(), is_superuser=who == "superuser")
        user.set_password(PASSWORD)
        user.save()
        names = ["Balie", who.removeprefix("group ")] if who.startswith("group") else ["Balie"]
        user.groups.add(*accounts.Group.objects.filter(name__in=names))
        role, _space, code = who.partition(" ")
        role = "handler" if role == "submissions" else role
        if role in ("handler", "reader", "coordinator"):
            team = Team.objects.get(municipality__code=code, name="Loket")
        else:
            team = Team.objects.get(name="Privacy" if role == "privacy_officer" else "Triage")
        if role not in ("superuser", "group"):
            Membership(user=user, team=team, role=role, valid_from=timezone.localdate()).save()
    return user
