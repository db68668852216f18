"""Never to the wrong eyes, in short; `test_every_address` walks the whole portal."""

import pytest
from django.test import Client

from home.history import recorded
from tests.cast import person
from tickets import access
from tickets.models import Category, Ticket

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
