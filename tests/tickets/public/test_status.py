"""The sender's own page: who may look, what it shows, and that nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from home.history import Actor, acting
from tests.cast import person
from tickets import access, conversation, lifecycle
from tickets.models import Message, Ticket, TicketEvent
from tickets.public.status import COOKIE, SALT


def address(ticket: Ticket, more: str = "") -> str:
    return f"/nl/volg/{ticket.reference}/{more}"


def follower(ticket: Ticket) -> Client:
    client = Client()
    answer = client.post("/nl/volg/", {"reference": ticket.reference.lower(), "code": access.code_of(ticket)})
    assert (answer.status_code, answer["Location"]) == (302, address(ticket))
    return client


def key_of(client: Client, ticket: Ticket) -> str:
    found = re.search(r'name="key" value="([^"]*)"', client.get(address(ticket)).content.decode())
    assert found is not None
    return found[1]


def said(ticket: Ticket) -> list[str]:
    return list(Message.objects.filter(ticket=ticket, kind="sender").values_list("body", flat=True))


def test_without_the_code_nobody_looks_writes_or_learns_that_it_is_there(desk: Ticket) -> None:
    for path in (address(desk), address(desk, "bericht/"), "/nl/volg/WTR-2222-2222/"):
        client = Client()
        answer = client.get(path) if "bericht" not in path else client.post(path, {"text": "Hallo"})
        assert "Kanarie" not in answer.content.decode()
        assert desk.municipality.name not in answer.content.decode()
        if answer.status_code == 302:
            assert answer["Location"] == "/nl/volg/"
    assert said(desk) == []


def test_the_page_is_kept_by_no_cache_and_found_by_no_search_engine(desk: Ticket) -> None:
    answer = follower(desk).get(address(desk))
    assert answer.status_code == 200
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex", "strict-origin")


def test_the_link_of_a_letter_changes_nothing_but_the_right_to_look(desk: Ticket) -> None:
    before = (desk.lock_version, TicketEvent.objects.count(), Message.objects.count())
    client = Client()
    answer = client.get(address(desk, f"{access.code_of(desk)}/"))
    assert (answer.status_code, answer["Location"]) == (302, address(desk))
    assert client.get(address(desk)).status_code == 200
    assert (Ticket.objects.get().lock_version, TicketEvent.objects.count(), Message.objects.count()) == before


def test_the_right_to_look_ends_after_two_hours_on_leaving_and_with_a_new_code(desk: Ticket) -> None:
    old = Client()
    old.cookies[COOKIE] = signing.dumps([desk.reference, desk.access_nonce], salt=SALT)
    assert old.get(address(desk)).status_code == 200
    with pytest.MonkeyPatch.context() as past:
        past.setattr(signing.time, "time", lambda moment=signing.time.time: moment() - 2 * 3600 - 5)
        late = signing.dumps([desk.reference, desk.access_nonce], salt=SALT)
    old.cookies[COOKIE] = late
    assert old.get(address(desk)).status_code == 302

    client = follower(desk)
    client.post(address(desk, "stop/"))
    assert client.get(address(desk)).status_code == 302

    client = follower(desk)
    forged = Client()
    forged.cookies[COOKIE] = signing.dumps([desk.reference, "another-nonce"], salt=SALT)
    assert forged.get(address(desk)).status_code == 302
    assert client.get(address(desk)).status_code == 200


def test_a_second_click_is_the_same_message(desk: Ticket) -> None:
    client = follower(desk)
    typed = {"text": "Ik heb de brief gevonden.", "key": key_of(client, desk)}
    answers = [client.post(address(desk, "bericht/"), typed) for _turn in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, address(desk))] * 2
    assert said(desk) == ["Ik heb de brief gevonden."]
    client.post(address(desk, "bericht/"), typed | {"key": key_of(client, desk)})
    assert len(said(desk)) == 2


def test_what_was_typed_when_the_right_had_ended_is_sent_after_the_code(desk: Ticket) -> None:
    client, text = Client(), "Een lang bericht <b>"
    asked = client.post(address(desk, "bericht/"), {"text": text, "key": "k"})
    page = asked.content.decode()
    assert asked.status_code == 200
    assert 'name="text" value="Een lang bericht &lt;b&gt;"' in page
    assert f'value="{desk.reference}"' in page
    wrong = client.post("/nl/volg/", {"reference": desk.reference, "code": "2222222222", "text": text})
    assert 'name="text" value="Een lang bericht &lt;b&gt;"' in wrong.content.decode()
    right = client.post("/nl/volg/", {"reference": desk.reference, "code": access.code_of(desk), "text": text})
    assert right.status_code == 200
    assert "Een lang bericht &lt;b&gt;</textarea>" in right.content.decode()
    found = re.search(r'name="key" value="([^"]*)"', right.content.decode())
    assert found is not None
    client.post(address(desk, "bericht/"), {"text": text, "key": found[1]})
    assert said(desk) == [text]


def test_an_empty_message_and_a_long_one_are_said_and_stay_typed(desk: Ticket) -> None:
    client = follower(desk)
    empty = client.post(address(desk, "bericht/"), {"text": "  ", "key": "k"})
    assert empty.status_code == 200
    assert "Fout:" in empty.content.decode()
    assert 'id="id_text-error"' in empty.content.decode()
    long = "x" * (conversation.LIMIT + 1)
    answer = client.post(address(desk, "bericht/"), {"text": long, "key": "k"})
    assert long in answer.content.decode()
    assert said(desk) == []


def test_an_answer_is_read_in_its_direction_and_notes_are_not(desk: Ticket) -> None:
    user = person("handler GM9001")
    assert user is not None
    with acting(Actor("toets", user), via="web"):
        row = lifecycle.take(desk, by=user, at=timezone.now(), expected=desk.lock_version) or desk
        row = Ticket.objects.select_related("team", "municipality", "category").get(pk=desk.pk)
        conversation.note(row, text="Dit is geheim", by=user, at=timezone.now(), expected=row.lock_version)
        row = Ticket.objects.select_related("team", "municipality", "category").get(pk=desk.pk)
        at = timezone.now() + timedelta(seconds=1)
        conversation.reply(row, text="مرحبا", language="ar", by=user, at=at, expected=row.lock_version)
    page = follower(desk).get(address(desk)).content.decode()
    assert "Dit is geheim" not in page
    assert re.search(r'lang="ar"[^>]*dir="rtl"[^>]*>\s*(<p[^>]*>)?مرحبا', page), page[page.find("مرحبا") - 300 :][:400]


def test_wrong_codes_are_the_same_answer_and_then_wait(desk: Ticket) -> None:
    client = Client(REMOTE_ADDR="10.9.9.9")
    answers = [
        client.post("/nl/volg/", {"reference": reference, "code": "2222222222"})
        for reference in (desk.reference, "WTR-2222-2222", "nonsense")
    ]
    bodies = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert ({answer.status_code for answer in answers}, len(bodies)) == ({200}, 1)
    for _turn in range(10):
        last = client.post("/nl/volg/", {"reference": desk.reference, "code": "3333333333"})
    assert last.status_code == 429
    assert int(last["Retry-After"]) > 0
    right = client.post("/nl/volg/", {"reference": desk.reference, "code": access.code_of(desk)})
    assert right.status_code == 429


BSN, WARNING = "111222333", "Staat hier een BSN of V-nummer?"


@pytest.mark.parametrize("number", [BSN, "١١١٢٢٢٣٣٣", "1112.22.333", "2801234567"])
def test_a_number_of_a_person_in_a_message_is_warned_about_and_not_sent_yet(desk: Ticket, number: str) -> None:
    client, text = follower(desk), f"Mijn nummer is {number}."
    key = key_of(client, desk)
    page = client.post(address(desk, "bericht/"), {"text": text, "key": key})
    assert page.status_code == 200
    assert said(desk) == []
    shown = page.content.decode()
    assert WARNING in shown
    assert text in shown
    assert "Dat nummer bewaren wij niet" in shown
    assert "medewerkers zien puntjes" not in shown  # of a form, where what was typed is kept
    assert "Uw bericht is nog niet verstuurd" in shown
    assert f'name="key" value="{key}"' in shown
    # sent as it stands: nobody reads the number, nor is it kept anywhere
    for _click in range(2):
        client.post(address(desk, "bericht/"), {"text": text, "key": key, "_warned": "1"})
    (body,) = said(desk)
    assert number not in body
    assert body == "Mijn nummer is " + re.sub(r"\w", "•", number) + "."


def test_who_insists_sends_the_number_and_who_takes_it_out_is_asked_nothing(desk: Ticket) -> None:
    client, text = follower(desk), f"Mijn BSN is {BSN}."
    answer = client.post(address(desk, "bericht/"), {"text": text, "_warned": "1", "_insist": "text"})
    assert answer.status_code == 302
    assert said(desk) == [text]
    answer = client.post(address(desk, "bericht/"), {"text": "Bel mij op 0612345678."})
    assert answer.status_code == 302
    assert said(desk)[1:] == ["Bel mij op 0612345678."]


def test_a_refusal_after_the_warning_keeps_text_and_choice(desk: Ticket) -> None:
    client, text = follower(desk), f"{BSN} {'x' * conversation.LIMIT}"
    page = client.post(address(desk, "bericht/"), {"text": text, "_warned": "1", "_insist": "text"}).content.decode()
    assert said(desk) == []
    assert re.search(r'name="_insist"[^>]*checked', page)
    assert "nog niet verstuurd" not in page


def test_a_program_that_sends_a_number_twice_is_one_message_with_the_number_covered(desk: Ticket) -> None:
    with acting(Actor("toets"), via="public"):
        _ticket, message = conversation.sender_wrote(
            desk, text=f"BSN {BSN}", language="nl", at=timezone.now(), idempotency_key="k"
        )
        assert message.body == "BSN •••••••••"
        again, same = conversation.sender_wrote(
            desk, text=f"BSN {BSN}", language="nl", at=timezone.now(), idempotency_key="k"
        )
    assert (again, same) == (desk, message)
