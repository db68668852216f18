"""A BSN in an answer: a warning before it is sent, covered at the desk, unless the sender insists."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from forms_app import resuming
from forms_app.models import Draft, Form, Submission
from forms_app.staff import ticket_part
from home.models import Delivery
from tests.asking import V1
from tests.cast import person
from tests.forms_app import loaded
from tests.walking import Walk
from tickets.models import AccessLog, Message, Ticket, TicketContact

BACKEND = "portal.signing_in.Backend"
BSN, ARABIC = "111222333", "١١١٢٢٢٣٣٣"
STEP, CHECK = "/nl/vraag/vraag/waarover/", "/nl/vraag/vraag/controle/"
ASKED = {"topic": "brief", "question": f"Mijn BSN is {BSN}. Wat nu?", "_shown": "topic question"}
WARNING = "Staat hier een BSN of V-nummer?"


@pytest.fixture(autouse=True)
def form(desk: Ticket) -> Form:
    return loaded.form()


@pytest.fixture
def walk() -> Walk:
    return Walk(Client(), "vraag")


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def warned(walk: Walk, **more: Any) -> Any:
    """The step, sent again after the warning."""
    walk.client.post(STEP, ASKED)
    return walk.client.post(STEP, {**ASKED, "_warned": "question", **more})


def sent(walk: Walk, **ticked: Any) -> Ticket:
    walk.step("wie", name="Samira", email="samira@example.org")
    page = walk.client.get(CHECK).content.decode()
    seen = re.search(r'name="_seen" value="([^"]*)"', page)
    assert seen is not None
    walk.client.post(CHECK, {"_seen": seen[1], **ticked}, follow=True)
    found: Ticket = Submission.objects.get().ticket
    return found


def staff() -> Client:
    user = person("regional_coordinator")
    assert user is not None
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_a_number_is_warned_about_once_and_is_no_error(walk: Walk) -> None:
    first = walk.client.post(STEP, ASKED)
    assert first["Location"] == f"{STEP}?nummer=1"
    page = text(walk.client.get(first["Location"]))
    assert WARNING in page
    assert "Lees eerst de waarschuwing" in page
    assert "<title>Fout:" not in page
    assert Draft.objects.get().answers["question"] == ASKED["question"]
    again = walk.client.post(STEP, {**ASKED, "_warned": "question"})
    assert again["Location"] == "/nl/vraag/vraag/wie/"


@pytest.mark.parametrize("number", [BSN, ARABIC, "111 222 333", "1112.22.333", "2801234567", "١١١-٢٢٢-٣٣٣"])
def test_it_is_seen_in_every_script_and_spelling(walk: Walk, number: str) -> None:
    answer = walk.client.post(STEP, {**ASKED, "question": f"رقمي {number} شكرا"})

    assert answer["Location"].endswith("?nummer=1")


def test_who_takes_it_out_is_not_warned_any_more(walk: Walk) -> None:
    walk.client.post(STEP, ASKED)
    answer = walk.client.post(STEP, {**ASKED, "question": "Wat nu?", "_warned": "question"})

    assert answer["Location"] == "/nl/vraag/vraag/wie/"
    assert WARNING not in text(walk.client.get(STEP))


def test_without_a_tick_nobody_at_the_desk_reads_the_number(walk: Walk) -> None:
    warned(walk)
    ticket = sent(walk)
    submission = Submission.objects.get()
    client = staff()

    assert submission.answers["question"] == ASKED["question"]
    assert submission.insisted == []
    assert Message.objects.get(ticket=ticket).body == "Mijn BSN is •••••••••. Wat nu?"
    pages = [
        text(client.get(f"/admin/desk/{ticket.reference}/")),
        text(client.get("/admin/desk/")),
        text(client.get(f"/admin/submissions/vraag/{ticket.reference}/")),
        render_to_string("forms_app/printouts/answers_part.html", {"part": ticket_part.page(ticket)}),
        "".join(row.text + row.html + row.subject for row in Delivery.objects.all()),
    ]
    assert [BSN in page for page in pages] == [False] * len(pages)
    assert "Mijn BSN is •••••••••. Wat nu?" in pages[0]


def test_the_sender_still_reads_what_was_typed(walk: Walk) -> None:
    warned(walk)
    walk.step("wie", name="Samira", email="samira@example.org")

    assert BSN in text(walk.client.get(CHECK))


def test_who_asks_for_what_is_covered_is_on_record(walk: Walk) -> None:
    warned(walk)
    ticket = sent(walk)
    client = staff()

    page = text(client.post(f"/admin/desk/{ticket.reference}/contact/"))
    assert BSN in page
    assert [look.what for look in AccessLog.objects.filter(ticket=ticket)] == ["reveal"]


def test_a_tick_on_the_step_sends_the_number_along(walk: Walk) -> None:
    answer = warned(walk, _insist="question")
    assert answer["Location"] == "/nl/vraag/vraag/wie/"
    assert re.search(r'value="question" checked', text(walk.client.get(STEP)))
    walk.step("wie", name="Samira", email="samira@example.org")
    assert re.search(r'value="question" checked', text(walk.client.get(CHECK)))
    ticket = sent(walk, _insist="question")

    assert Submission.objects.get().insisted == ["question"]
    assert Message.objects.get(ticket=ticket).body == ASKED["question"]
    assert BSN in text(staff().get(f"/admin/desk/{ticket.reference}/"))


def test_a_tick_that_is_taken_away_on_the_check_page_covers_the_number(walk: Walk) -> None:
    warned(walk, _insist="question")
    ticket = sent(walk)

    assert Submission.objects.get().insisted == []
    assert BSN not in text(staff().get(f"/admin/desk/{ticket.reference}/"))


def test_a_tick_on_the_check_page_is_enough(walk: Walk) -> None:
    warned(walk)
    sent(walk, _insist=["question", "name", "nothing"])

    assert Submission.objects.get().insisted == ["question"]


def check_page_of(walk: Walk, **ticked: Any) -> dict[str, Any]:
    """What the check page of this device sends, as it is now."""
    page = walk.client.get(CHECK).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(_draft|_seen)" value="([^"]*)"', page)) | ticked


def test_a_check_page_left_open_says_nothing_about_the_draft_of_another(walk: Walk) -> None:
    other = Walk(Client(), "vraag")
    for visitor in (walk, other):  # of two people, who wrote the same: the lines alone do not tell them apart
        warned(visitor)
        visitor.step("wie", name="Samira", email="samira@example.org")
    old = check_page_of(walk, _insist="question")
    code = resuming.code_of(Draft.objects.latest("pk"))
    asked = walk.client.post("/nl/vraag/verder/", {"code": code}).content.decode()
    walk.client.post(
        "/nl/vraag/verder/", dict(re.findall(r'type="hidden" name="(code|_instead)" value="([^"]*)"', asked))
    )

    told = walk.client.post(CHECK, old)
    assert (told.status_code, "no-store" in told["Cache-Control"]) == (409, True)
    assert "Deze pagina was niet meer de goede" in text(told)
    assert [draft.insisted for draft in Draft.objects.all()] == [[], []]
    assert Submission.objects.count() == 0


def test_a_tick_is_about_the_answers_that_were_on_its_page(walk: Walk) -> None:
    warned(walk)
    walk.step("wie", name="Samira", email="samira@example.org")
    old = check_page_of(walk, _insist="question")
    walk.step("waarover", topic="brief", question=f"Van mijn man: {BSN}")  # in another window

    assert walk.client.post(CHECK, old)["Location"] == f"{CHECK}?nieuw=1"
    assert Draft.objects.get().insisted == []
    assert 'value="question" checked' not in text(walk.client.get(CHECK))
    walk.client.post(CHECK, check_page_of(walk, _insist="question"))
    assert Submission.objects.get().insisted == Draft.objects.get().insisted == ["question"]


def test_a_number_in_a_name_is_covered_in_the_contact(walk: Walk) -> None:
    walk.client.post(STEP, {**ASKED, "question": "Wat nu?"})
    answer = walk.client.post("/nl/vraag/vraag/wie/", {"name": f"Samira {BSN}", "email": "", "_shown": "name email"})
    assert answer["Location"].endswith("wie/?nummer=1")
    page = walk.client.get(CHECK).content.decode()
    assert "Uw naam" in page
    walk.client.post(CHECK, {})

    assert TicketContact.objects.get(ticket=Submission.objects.get().ticket).name == "Samira •••••••••"


def test_a_program_sends_a_number_covered(walk: Walk) -> None:
    answers = {"topic": "brief", "question": ASKED["question"], "name": "Samira"}
    body = {"version": 1, "language": "nl", "answers": answers}
    answer = Client().post(
        f"{V1}/forms/vraag/submissions", body, content_type="application/json", headers={"Idempotency-Key": "k" * 20}
    )

    assert answer.status_code == 201, answer.content
    assert Message.objects.get(ticket=Submission.objects.get().ticket).body == "Mijn BSN is •••••••••. Wat nu?"
