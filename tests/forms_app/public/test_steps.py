"""The steps of a form as pages: what is kept, where one goes next, and who sees what."""

import re
from typing import Any

import pytest
from django.test import Client

from forms_app.models import Draft, Form, Submission
from tests.forms_app import loaded
from tests.walking import Walk
from tickets.models import Ticket

BASE = "/nl/vraag/vraag/"
WAAROVER = {"topic": "brief", "question": "Wat betekent deze brief?"}


@pytest.fixture(autouse=True)
def form(desk: Ticket) -> Form:
    return loaded.form(offered_from=1, strings={"en": {"_form.title": "Question", "waarover.title": "About what?"}})


@pytest.fixture
def walk() -> Walk:
    return Walk(Client(), "vraag")


def draft() -> Draft:
    return Draft.objects.get()


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def value(page: str, name: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', tag[0]) if tag else None
    return found[1] if found else ""


def test_looking_keeps_nothing_and_the_first_answer_begins_a_draft(walk: Walk) -> None:
    walk.get("waarover")
    assert Draft.objects.count() == 0
    walk.step("waarover", **WAAROVER)
    assert draft().answers["question"] == WAAROVER["question"]
    assert walk.client.cookies["vraag-vraag"]["httponly"]
    assert walk.client.cookies["vraag-vraag"]["samesite"] == "Lax"


def test_what_is_wrong_is_kept_and_said_at_its_question(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    page = text(walk.step("wie", name="", email="no-address"))
    assert "<title>Fout:" in re.sub(r"\s+", " ", page).replace("<title> ", "<title>")
    assert 'href="#id_name"' in page
    assert 'href="#id_email"' in page
    assert 'aria-invalid="true"' in page
    assert value(page, "email") == "no-address"


def test_a_step_that_may_not_be_seen_yet_leads_to_the_first_that_is_open(walk: Walk) -> None:
    assert Client().get(f"{BASE}wie/")["Location"] == BASE
    walk.step("waarover", topic="brief")
    answer = walk.client.get(f"{BASE}wie/")
    assert (answer.status_code, answer["Location"]) == (302, f"{BASE}waarover/")
    assert walk.client.get(f"{BASE}controle/")["Location"] == f"{BASE}waarover/?controle=1"
    assert walk.client.get(f"{BASE}niets/").status_code == 404


def test_what_an_answer_reveals_is_asked_on_the_same_page(walk: Walk) -> None:
    page = walk.client.post(f"{BASE}waarover/", {"topic": "iets", "question": "?", "_shown": "topic question"})
    assert page["Location"] == f"{BASE}waarover/?meer=1"
    again = text(walk.client.get(page["Location"]))
    assert 'name="what"' in again
    assert "Kijk of dit klopt" in again


def test_the_check_page_leads_to_each_answer_and_back(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    page = text(walk.step("wie", name="Samira", email="samira@example.org"))
    assert f'href="{BASE}wie/?van=controle#id_name"' in page
    change = walk.client.get(f"{BASE}wie/?van=controle")
    assert value(text(change), "name") == "Samira"
    answer = walk.client.post(f"{BASE}wie/", {"name": "Amina", "email": "", "van": "controle", "_shown": "name email"})
    assert answer["Location"] == f"{BASE}controle/"
    assert "Amina" in text(walk.client.get(answer["Location"]))


def test_another_language_half_way_loses_no_answer(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    english = text(walk.client.get("/en/vraag/vraag/waarover/"))
    assert "About what?" in english
    assert WAAROVER["question"] in english
    arabic = walk.client.get("/ar/vraag/vraag/wie/")
    assert 'dir="rtl"' in text(arabic)
    assert draft().answers["topic"] == "brief"


def test_sending_gives_a_number_once_and_its_page_may_be_reloaded(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    walk.step("wie", name="Samira", email="samira@example.org")
    first = walk.client.post(f"{BASE}controle/")
    again = walk.client.post(f"{BASE}controle/")
    assert first.status_code == again.status_code == 302
    pages = [text(walk.client.get(answer["Location"])) for answer in (first, first, again)]
    numbers = {tuple(re.findall(r'<bdi dir="ltr">([A-Z0-9-]+)</bdi>', page)[:2]) for page in pages}
    assert len(numbers) == 1
    assert Submission.objects.count() == 1
    assert Ticket.objects.count() == 2  # the one of the desk, and this one
    sent = walk.client.get(f"{BASE}waarover/")
    assert (sent.status_code, first["Location"].split("/klaar/")[0] in text(sent)) == (200, True)


def test_the_receipt_is_for_who_has_its_address(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    walk.step("wie", name="Samira", email="samira@example.org")
    place = walk.client.post(f"{BASE}controle/")["Location"]
    answer = Client().get(place)
    assert answer.status_code == 200
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert answer["Referrer-Policy"] == "strict-origin"
    assert Client().get(place.replace(":", "x", 1)).status_code == 404
    assert Client().get(f"{place[:-2]}/").status_code == 404
    paper = Client().get(f"{place}pdf/")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_two_people_on_two_devices_never_meet(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    other = Client()
    other.cookies["vraag-vraag"] = "a" * 43
    page = other.get(f"{BASE}waarover/")
    assert WAAROVER["question"] not in text(page)
    assert other.get(f"{BASE}controle/")["Location"] == BASE


def test_who_comes_back_goes_on_or_starts_again(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    page = text(walk.client.get(BASE))
    assert f'href="{BASE}wie/"' in page
    again = walk.client.post(f"{BASE}opnieuw/")
    assert again["Location"] == f"{BASE}waarover/"
    assert WAAROVER["question"] not in text(walk.client.get(again["Location"]))


def test_every_page_of_an_answer_is_kept_by_no_cache(walk: Walk) -> None:
    walk.step("waarover", **WAAROVER)
    for path in (BASE, f"{BASE}waarover/", f"{BASE}wie/", f"{BASE}controle/"):
        answer = walk.client.get(path)
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", ")), path


def test_markup_that_was_typed_is_text(walk: Walk) -> None:
    hostile = "<script>alert(1)</script>\"'&"
    walk.step("waarover", topic="brief", question=hostile)
    page = text(walk.step("wie", name=hostile, email="samira@example.org"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    receipt = text(walk.client.post(f"{BASE}controle/", follow=True))
    assert "<script>alert" not in receipt


@pytest.mark.parametrize("name", ["question", "name"])
def test_characters_that_no_database_keeps_are_no_crash(walk: Walk, name: str) -> None:
    odd = "Sa\x00mi\u202era\ufffe"
    said = {"question": "vraag", "name": "Samira"} | {name: odd}
    walk.step("waarover", topic="brief", question=said["question"])
    page = walk.step("wie", name=said["name"], email="samira@example.org")
    assert page.status_code == 200
    assert "\x00" not in str(draft().answers)


def ready(walk: Walk) -> Walk:
    """Somebody who has filled in everything."""
    walk.step("waarover", **WAAROVER)
    walk.step("wie", name="Samira")
    return walk


def test_the_last_place_closes_the_form_and_who_comes_too_late_loses_nothing(walk: Walk, form: Form) -> None:
    form.most_submissions = 1
    form.save_revision().publish()
    late = ready(Walk(Client(), "vraag"))
    ready(walk).client.post(f"{BASE}controle/")
    assert Submission.objects.count() == 1

    refused = late.client.post(f"{BASE}controle/")
    assert (refused.status_code, Submission.objects.count(), Ticket.objects.count()) == (410, 1, 2)
    assert "Dit formulier is vol" in text(refused)
    assert "Bel uw gemeente." in text(refused)
    assert "Wij bewaren het tot" in text(refused)
    assert Draft.objects.get(state="open").answers["question"] == WAAROVER["question"]
    start = Client().get(BASE)
    assert (start.status_code, "Dit formulier is vol" in text(start)) == (410, True)
    again = walk.client.post(f"{BASE}controle/")
    assert (again.status_code, Submission.objects.count()) == (302, 1)

    form.most_submissions = 2
    form.save_revision().publish()
    assert late.client.post(f"{BASE}controle/").status_code == 302
    assert Submission.objects.count() == 2


def test_a_limit_counts_what_was_sent_before_it_was_set(walk: Walk, form: Form) -> None:
    ready(walk).client.post(f"{BASE}controle/")
    form.most_submissions = 1
    form.save_revision().publish()
    assert Client().get(BASE).status_code == 410
