"""Never to the wrong eyes: every address, with every role, next to a ticket of somebody else."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from home.history import recorded
from tests.cast import CANARY, person
from tickets import access
from tickets.models import Category, Ticket

SECRETS = (CANARY, "kanarie.zeldzaam@example.org", "bijzondere vraag over een kanarie")


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
        filled = re.sub(r"<(?:\w+:)?register>", "team", filled)
        filled = re.sub(r"<(?:\w+:)?key>", str(ticket.team_id), filled)
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
        client.force_login(user, backend="portal.signing_in.Backend")
    walked = addresses(desk)
    assert len(walked) >= 8

    seen = set()
    for address in walked:
        for answer in (client.get(address), client.post(address, {})):
            body = answer.content.decode(errors="replace")
            leaks = [secret for secret in (*SECRETS, "Brief · Stel uw vraag") if secret in body]
            if who not in MAY_SEE:
                assert leaks == [], f"{who} finds {leaks} at {address}"
                if (
                    desk.reference in address
                    and "/admin/desk/" in address
                    and not (who == "auditor" and "/history/" in address)
                ):
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
    client.force_login(user, backend="portal.signing_in.Backend")

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
