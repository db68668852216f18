"""How many queries a screen of the desk costs, the shell of the admin included; the same among many tickets.

Six are the shell's: session, account, permissions, languages, and two for the menu.
"""

from typing import Any

import pytest
from django.test import Client

from home.history import Actor, acting, recorded
from tests.cast import person
from tests.crowd import gather
from tests.registers import signed_in
from tickets import conversation, lifecycle
from tickets.models import Ticket

LIST, PAGE = 9, 12
WHO = ("handler GM9001", "reader GM9001", "coordinator GM9001", "regional_coordinator")


def warm(client: Client, *paths: str) -> None:
    """What a process remembers is read once."""
    for path in paths:
        assert client.get(path).status_code in (200, 404)


@pytest.mark.parametrize("many", [0, 300])
@pytest.mark.parametrize("who", WHO)
def test_the_queue_and_a_ticket(desk: Ticket, who: str, many: int, django_assert_num_queries: Any) -> None:
    queue, page = "/admin/desk/", f"/admin/desk/{desk.reference}/"
    if many:
        with acting(Actor("toets"), via="command"), recorded("toets"):
            gather(many, [desk])
    client = signed_in(who)
    warm(client, queue, page)
    with django_assert_num_queries(LIST):
        assert client.get(queue).status_code == 200
    with django_assert_num_queries(PAGE):
        assert client.get(page).status_code == 200


def test_a_ticket_that_was_taken_and_answered_costs_no_more(desk: Ticket, django_assert_num_queries: Any) -> None:
    user, page = person("handler GM9001"), f"/admin/desk/{desk.reference}/"
    assert user is not None
    with acting(Actor("toets", user), via="web"):
        lifecycle.take(desk, by=user, at=desk.received_at, expected=desk.lock_version)
        for number in range(3):
            row = Ticket.objects.get(pk=desk.pk)
            conversation.reply(
                row, text=f"Antwoord {number}", language="nl", by=user, at=row.received_at, expected=row.lock_version
            )
    client = Client()
    client.force_login(user, backend="portal.signing_in.Backend")
    warm(client, page)
    with django_assert_num_queries(PAGE):
        assert client.get(page).status_code == 200
