"""What the auditor reads, and what nobody else does."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from home.history import recorded
from home.models import User
from tests.cast import ASKED, CANARY, person
from tests.promises.test_right_eyes import WHO
from tests.registers import address, signed_in, typed
from tickets import conversation, lifecycle
from tickets.models import AccessLog, Team, Ticket, TicketContact

SCREENS = ("", "access/", "rights/", "seals/", "registers/team/", "registers/user/")


def shown(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def handled(desk: Ticket) -> Ticket:
    """The ticket after somebody looked, took it, answered and wrote a note."""
    handler = person("handler GM9001")
    signed_in(handler).get(f"/admin/desk/{desk.reference}/")  # type: ignore[arg-type]
    lifecycle.take(desk, by=handler, at=timezone.now(), expected=desk.lock_version)
    conversation.reply(
        desk, by=handler, at=timezone.now(), expected=desk.lock_version, text="Geheim antwoord", language="nl"
    )
    conversation.note(desk, by=handler, at=timezone.now(), expected=desk.lock_version, text="Geheime notitie")
    with recorded("nummer gekregen"):
        contact = TicketContact.objects.get(ticket=desk)
        contact.phone = "0612345678"
        contact.save()
    return desk


def test_the_auditor_sees_what_happened_who_did_it_and_who_looked(handled: Ticket) -> None:
    page = shown(signed_in("auditor").get(f"/admin/desk/history/tickets/{handled.reference}/"))
    for words in (
        "In behandeling genomen",
        "Beantwoord",
        "handler-gm9001",
        "ticket geopend",
        "Regel “Gemeente” past: de gemeente staat in “gekozen gemeente”.",
        "<dt>Staat</dt><dd><del>nieuw</del> → <ins>in behandeling</ins></dd>",
        "Reden: nummer gekregen",
        "<dt>Telefoon</dt>",
        "(afgedekt)",
    ):
        assert words in page, words


def test_the_auditor_sees_no_question_no_answer_and_no_contact(handled: Ticket) -> None:
    client = signed_in("auditor")
    places = [f"history/{screen}" for screen in SCREENS] + [f"history/tickets/{handled.reference}/"]
    for place in places:
        page = shown(client.get(f"/admin/desk/{place}"))
        for secret in (CANARY, "kanarie", ASKED, "Geheim", "0612345678", "Stel uw vraag", handled.access_nonce):
            assert secret not in page, (place, secret)
    assert client.get(f"/admin/desk/{handled.reference}/").status_code == 404


def test_that_the_auditor_looked_is_on_record_too(handled: Ticket) -> None:
    client = signed_in("auditor")
    client.get(f"/admin/desk/history/tickets/{handled.reference}/")
    look = AccessLog.objects.order_by("-id").first()
    assert look is not None
    assert (look.user.username, look.what, look.ticket_id) == ("auditor", "history", handled.pk)
    assert "geschiedenis bekeken" in shown(client.get("/admin/desk/history/access/"))


@pytest.mark.parametrize("who", [who for who in WHO if who != "auditor"])
def test_nobody_else_reads_the_history_screens(desk: Ticket, who: str) -> None:
    client = signed_in(who)
    expected = 302 if who == "anonymous" else 404
    places = [*SCREENS, f"tickets/{desk.reference}/", f"registers/team/{desk.team_id}/", "tickets/WTR-3333-3333/"]
    assert {client.get(f"/admin/desk/history/{place}").status_code for place in places} == {expected}


def test_a_ticket_is_found_by_its_number_in_any_spelling(desk: Ticket) -> None:
    client = signed_in("auditor")
    typed_so = desk.reference.lower().replace("-", " ")
    found = client.get("/admin/desk/history/", {"reference": typed_so})
    assert found["Location"] == f"/admin/desk/history/tickets/{desk.reference}/"
    for unknown in ("WTR-3333-3333", "x", "'"):
        assert "Er is geen ticket met dit nummer." in shown(client.get("/admin/desk/history/", {"reference": unknown}))
    assert client.get("/admin/desk/history/tickets/WTR-3333-3333/").status_code == 404


def test_the_access_log_of_one_colleague_and_page_by_page(desk: Ticket) -> None:
    one, other = person("handler GM9001"), person("coordinator GM9001")
    for _turn in range(60):
        AccessLog.objects.create(user=one, ticket=desk, what="open", at=timezone.now())
    AccessLog.objects.create(user=other, ticket=desk, what="print", at=timezone.now())
    client = signed_in("auditor")
    first = shown(client.get("/admin/desk/history/access/", {"user": one.pk}))  # type: ignore[union-attr]
    assert first.count("ticket geopend") == 50
    assert "dossier als pdf" not in first
    older = re.search(r"\?before=(\d+)&amp;user=(\d+)", first)
    assert older is not None
    second = shown(client.get("/admin/desk/history/access/", {"before": older[1], "user": older[2]}))
    assert second.count("ticket geopend") == 10


def test_a_row_that_is_gone_keeps_its_history(desk: Ticket) -> None:
    admin = signed_in("functional_admin")
    team = Team.objects.get(municipality__code="GM9001", name="Loket")
    made = {"municipality": team.municipality_id, "name": "Tijdelijk", "is_active": "on", "reason": "project"}
    admin.post(address("team", "create"), made)
    row = Team.objects.get(name="Tijdelijk")
    admin.post(address("team", "edit", row.pk), typed("team", row, email="t@example.org", reason="postvak"))
    admin.post(address("team", "delete", row.pk), {"reason": "klaar", "seen": row.lock_version + 1})
    client = signed_in("auditor")

    listed = shown(client.get("/admin/desk/history/registers/team/"))
    page = shown(client.get(f"/admin/desk/history/registers/team/{row.pk}/"))

    assert f'<a href="/admin/desk/history/registers/team/{row.pk}/">Tijdelijk</a>' in listed
    for words in ("Weggehaald", "Reden: klaar", "Reden: postvak", "Reden: project", "<ins>t@example.org</ins>"):
        assert words in page
    assert client.get("/admin/desk/history/registers/team/999999/").status_code == 404
    assert client.get("/admin/desk/history/registers/ticket/").status_code == 404


def test_accounts_show_their_name_to_sign_in_with_and_no_other_personal_data(desk: Ticket) -> None:
    with recorded("aangenomen"):
        user = User(username="nieuweling", first_name="Zeldzame", last_name="Vogel", email="vogel@example.org")
        user.save()
    page = shown(signed_in("auditor").get("/admin/desk/history/registers/user/"))
    assert "nieuweling" in page
    assert [word for word in ("Zeldzame", "Vogel", "vogel@example.org") if word in page] == []


def test_a_right_that_was_given_shows_how_it_was_and_how_it_is(desk: Ticket) -> None:
    user = person("reader GM9001")
    user.groups.add(Group.objects.get(name="Redactie"))  # type: ignore[union-attr]
    page = shown(signed_in("auditor").get("/admin/desk/history/rights/"))
    assert "<dt>Was</dt><dd>Balie</dd><dt>Werd</dt><dd>Balie, Redactie</dd>" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_history_of_a_ticket_costs_the_same_with_more_rows(
    desk: Ticket, number: int, django_assert_num_queries: Any
) -> None:
    handler = person("handler GM9001")
    for _turn in range(number):
        conversation.note(desk, by=handler, at=timezone.now(), expected=desk.lock_version, text="notitie")
    client = signed_in("auditor")
    client.get(f"/admin/desk/history/tickets/{desk.reference}/")
    with django_assert_num_queries(QUERIES):
        client.get(f"/admin/desk/history/tickets/{desk.reference}/")


QUERIES = 23
