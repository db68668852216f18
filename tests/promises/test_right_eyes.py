"""Never to the wrong eyes: every address, with every role, next to a ticket of somebody else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from home.history import Actor, acting, recorded
from home.models import Municipality, User
from portal import accounts, loading
from tickets import access, intake
from tickets.intake import Contact, Question
from tickets.models import Category, Membership, Team, Ticket

CANARY = "Kanarie Zeldzaam"
ASKED = "Een heel bijzondere vraag over een kanarie"
SECRETS = (CANARY, "kanarie.zeldzaam@example.org", "bijzondere vraag over een kanarie")
PASSWORD = "a-long-password-for-tests"


@pytest.fixture
def desk(db: None) -> Iterator[Ticket]:
    """Two invented municipalities with their teams; one ticket, of the first."""
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
        yield ticket


REGION: dict[str, Any] = {
    "name": "Waterland",
    "code": "RG09",
    "reference_prefix": "WTR",
    "municipalities": [{"name": "Waterdam", "code": "GM9001"}, {"name": "Polderkerk", "code": "GM9002"}],
}
DESK: dict[str, Any] = {
    "categories": [
        {"code": "brief", "name": "Brief", "norm": [1, 3]},
        {"code": "avg", "name": "Privacy", "norm": [1, 3], "restricted": True},
    ],
    "region_teams": [{"name": "Triage", "tasks": [None]}, {"name": "Privacy", "tasks": ["avg"], "restricted": True}],
    "municipality_teams": [{"name": "Loket", "tasks": [None]}],
    "rules": [{"name": "Gemeente", "fact": "municipality"}, {"name": "Rest", "team": "Triage", "is_last": True}],
}

MAY_SEE = {"handler GM9001", "reader GM9001", "coordinator GM9001", "regional_coordinator"}
WHO = [
    "anonymous",
    *(f"{role} {code}" for role in ("handler", "reader", "coordinator") for code in ("GM9001", "GM9002")),
    "regional_coordinator",
    "auditor",
    "functional_admin",
    "privacy_officer",
    "superuser",
    "group Redactie",
    "group Formulieren",
]


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
        if role in ("handler", "reader", "coordinator"):
            team = Team.objects.get(municipality__code=code, name="Loket")
        else:
            team = Team.objects.get(name="Privacy" if role == "privacy_officer" else "Triage")
        if role not in ("superuser", "group"):
            Membership(user=user, team=team, role=role, valid_from=timezone.localdate()).save()
    return user


def addresses(ticket: Ticket) -> list[str]:
    """Every address of the desk with the ticket in it, and the lists; read from the resolver."""
    found = []
    for pattern in patterns(get_resolver().url_patterns):
        if not pattern.startswith("admin/desk/") and "volg/" not in pattern and pattern != "admin/":
            continue
        filled = re.sub(r"<(?:\w+:)?reference>", ticket.reference, pattern)
        filled = re.sub(r"<(?:\w+:)?view>", "all", filled)
        filled = re.sub(r"<(?:\w+:)?act>", "reply", filled)
        filled = re.sub(r"<(?:\w+:)?code>", "AAAAAAAAAA", filled)
        assert "<" not in filled, f"the walk cannot fill {pattern}"
        found.append("/" + filled)
    return found


def patterns(rows: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """All patterns as text."""
    for row in rows:
        here = before + str(row.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
        if isinstance(row, URLResolver):
            yield from patterns(row.url_patterns, here)
        else:
            yield here


@pytest.mark.parametrize("who", WHO)
def test_only_who_may_see_the_ticket_sees_anything_of_it(desk: Ticket, who: str) -> None:
    user = person(who)
    client = Client()
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    walked = addresses(desk)
    assert len(walked) >= 8

    seen = set()
    for address in walked:
        for answer in (client.get(address), client.post(address, {})):
            body = answer.content.decode(errors="replace")
            leaks = [secret for secret in (*SECRETS, "Brief · Stel uw vraag") if secret in body]
            if who not in MAY_SEE:
                assert leaks == [], f"{who} finds {leaks} at {address}"
                if desk.reference in address and "/admin/desk/" in address:
                    assert answer.status_code in ((302,) if user is None else (404, 405)), (who, address)
            seen.update(leaks)

    if who in MAY_SEE:
        assert "bijzondere vraag over een kanarie" in seen
    if who.startswith("reader"):
        assert CANARY not in seen


def test_unknown_and_forbidden_are_the_same_answer(desk: Ticket) -> None:
    user = person("handler GM9002")
    client = Client()
    assert user is not None
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    forbidden = client.get(f"/admin/desk/{desk.reference}/")
    unknown = client.get("/admin/desk/WTR-AAAA-AAAA/")

    assert forbidden.status_code == unknown.status_code == 404
    assert forbidden.content == unknown.content.replace(b"WTR-AAAA-AAAA", desk.reference.encode())


@pytest.mark.parametrize("who", [row for row in WHO if row not in MAY_SEE and row != "anonymous"])
def test_lists_and_counts_are_empty_for_who_may_not_see(desk: Ticket, who: str) -> None:
    user = person(who)
    assert user is not None
    assert access.visible_tickets(user).count() == 0


def test_a_restricted_ticket_is_seen_by_its_team_and_the_privacy_officer_alone(desk: Ticket) -> None:
    avg = Category.objects.get(code="avg")
    with recorded("toets"):
        ticket = Ticket.objects.get(pk=desk.pk)
        ticket.category, ticket.restricted = avg, True
        ticket.save()
    seeing = {who for who in WHO[1:] if access.visible_tickets(person(who)).filter(pk=desk.pk).exists()}
    assert seeing == {"handler GM9001", "reader GM9001", "coordinator GM9001", "privacy_officer"}
