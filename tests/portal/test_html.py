"""Every page that is rendered parses without error in html5lib's strict mode.

On the demo region, whose pages and forms use every block and nearly every field there is. Screens of staff are parsed
whole, with the shell of the admin around them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import get_resolver
from wagtail.models import Page

from forms_app import previews
from forms_app.models import Form, FormPage
from home.history import Actor, acting, recorded
from home.models import ContactPage, GuidancePage, PracticePage, SectionPage, User
from portal import accounts, loading
from tests import parsing
from tests.parsing import Reader
from tests.registers import ACTIONS_OF_A_ROW, REGISTERS, address, rows
from tests.walking import Walk
from tickets import access
from tickets.models import Ticket
from tickets.queue import VIEWS

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("demo")]
SignedIn = Callable[[str], Reader]
ASKING = {
    "taal": {"language": "ar"},
    "voor-wie": {"for_whom": "other", "helper_role": "family", "person_knows": "yes"},
    "waar": {"azc": "no", "postcode": "4141"},
    "onderwerp": {"topic": "brief", "letter_has_date": "yes", "letter_date": "1 12 2026", "question": "<Wat> & 'wie'?"},
    "contact": {"name": "Samira <b>", "email": "samira@example.org", "contact_how": "email"},
}
PARTNER = {
    "organisatie": {"organisation_kind": "language_school", "organisation": "de_brug"},
    "over-wie": {"about": "person"},
    "persoon": {"initials": "S.A.", "birth_year": "1990", "postcode": "9999"},
    "onderwerp": {"topic": "zorg"},
    "vraag": {"question": "Mag deze cursist wisselen?", "urgency": "today", "urgency_reason": "Morgen begint het."},
    "contact": {"name": "Joke", "email": "joke@school.example", "person_knows": "yes"},
}


def filled(reader: Reader, form: str, answers: dict[str, dict[str, str]], language: str) -> Ticket:
    """The ticket of a form of which each step was sent empty, then wrong, then right."""
    walk = Walk(reader, form, language)
    *steps, last = answers
    for step in answers:
        walk.get(step)
        walk.step(step)
        walk.step(step, **dict.fromkeys(answers[step], "<x> \" & '"))
        if step != last:
            walk.step(step, **answers[step])
    assert len(steps) > 3
    return walk.send(last, **answers[last])


def test_an_error_is_found_and_its_place_is_told() -> None:
    page = "<!doctype html>\n<title>Proef</title>\n<p>Een <div>blok</div></p>"
    (error,) = parsing.errors(page)
    assert error.startswith("line 3, column ")
    assert parsing.errors(page.replace("div", "b")) == []


def test_each_published_page_in_each_language() -> None:
    reader = Reader()
    pages = Page.objects.live().filter(locale__language_code="nl", depth__gt=1)
    languages = ("nl", "en", "ar", "ti")  # who reads another gets the same pages as who reads Tigrinya
    for language in languages:
        for page in pages:
            below = page.url_path.split("/", 2)[2]
            assert reader.get(f"/{language}/{below}", follow=True).status_code == 200
    assert reader.wrong == []
    assert len(reader.read) >= len(languages) * len(pages) > 30


@pytest.mark.parametrize(
    ("form", "answers", "language"),
    [("stel-uw-vraag", ASKING, "nl"), ("stel-uw-vraag", ASKING, "ar"), ("vraag-van-een-partner", PARTNER, "nl")],
)
def test_a_form_from_its_first_step_to_the_page_of_its_question(
    form: str, answers: dict[str, dict[str, str]], language: str
) -> None:
    reader = Reader()
    ticket = filled(reader, form, answers, language)
    for step in (*answers, "controle"):
        reader.get(f"/{language}/vraag/{form}/{step}/")  # sent already

    reader.get(f"/{language}/volg/?nummer={ticket.reference}")
    reader.post(f"/{language}/volg/", {})
    reader.post(f"/{language}/volg/", {"reference": '"><b>', "code": "<"})
    reader.post(f"/{language}/volg/", {"reference": ticket.reference, "code": access.code_of(ticket)}, follow=True)
    status = f"/{language}/volg/{ticket.reference}/"
    reader.post(f"{status}bericht/", {"text": ""})
    reader.post(f"{status}bericht/", {"text": "<p>Nog </i> iets & meer"}, follow=True)
    assert reader.wrong == []
    seen = set(reader.read)
    assert {f"/{language}/vraag/{form}/{step}/" for step in (*answers, "controle")} <= seen
    assert {status, f"{status}bericht/", f"/{language}/volg/"} <= seen
    assert sum("/klaar/" in place for place in seen) == 1


def test_a_form_that_was_begun_and_one_that_is_closed() -> None:
    reader = Reader()
    Walk(reader, "stel-uw-vraag").step("taal", language="nl")
    begun = reader.get("/nl/vraag/stel-uw-vraag/")
    with acting(Actor("toets"), via="command"), recorded("toets"):
        Form.objects.get(key="stel-uw-vraag").unpublish()
    closed = Reader().get("/nl/vraag/stel-uw-vraag/")
    assert ("opnieuw/" in begun.content.decode(), closed.status_code) == (True, 410)
    assert reader.wrong + parsing.errors(closed.content.decode()) == []


def test_pages_that_say_what_went_wrong() -> None:
    reader = Reader(enforce_csrf_checks=True)
    assert reader.get("/ar/niets/").status_code == 404
    assert reader.post("/nl/volg/", {"reference": "x"}).status_code == 403
    assert reader.get("/problems/too-many").status_code == 200
    guessing = Reader()
    for _guess in range(60):
        told = guessing.post("/en/volg/", {"reference": "KL-3333-3333", "code": "AAAA"})
        if told.status_code == 429:
            break
    assert told.status_code == 429
    crashed = get_resolver().resolve_error_handler(500)(RequestFactory().get("/nl/"))
    assert reader.wrong + guessing.wrong + parsing.errors(crashed.content.decode()) == []


def test_signing_in() -> None:
    reader = Reader()
    for page in ("login", "password/reset", "password/reset/done", "password/reset/key/done", "inactive", "logout"):
        assert reader.get(f"/account/{page}/", follow=True).status_code == 200
    reader.post("/account/login/", {"login": "<x>", "password": '"'})
    reader.post("/account/password/reset/", {"email": "<x>"})
    for _guess in range(40):
        told = reader.post("/account/login/", {"login": "vera", "password": "geraden"})
        if told.status_code == 429:
            break
    assert "U hebt te vaak geprobeerd." in told.content.decode()
    assert reader.wrong == []


@pytest.fixture
def signed_in(tmp_path: Path) -> SignedIn:
    """The browser of somebody of the demo."""
    people = loading.folder("demo").yaml("accounts.yaml")["accounts"]

    def sign_in(username: str) -> Reader:
        one = [row for row in people if row["username"] == username]
        accounts.make_demo({"accounts": one}, tmp_path / f"{username}.json")
        reader = Reader()
        reader.force_login(User.objects.get(username=username), backend="portal.signing_in.Backend")
        return reader

    return sign_in


def opened(reader: Reader, *places: str) -> None:
    """Opens each, and finds nothing wrong on any page so far."""
    for place in places:
        assert reader.get(place).status_code == 200, place
    assert reader.wrong == []


def test_the_desk_with_the_shell_of_the_admin_around_it(signed_in: SignedIn) -> None:
    ticket = filled(Reader(), "stel-uw-vraag", ASKING, "nl")
    desk, page = signed_in("vera"), f"/admin/desk/{ticket.reference}/"
    opened(desk, "/admin/", "/admin/desk/", *(f"/admin/desk/lijst/{view}/" for view in VIEWS), page)
    opened(desk, "/admin/desk/?category=les&state=x")
    assert desk.post(f"{page}contact/", follow=True).status_code == 200
    desk.post(f"{page}take/", {"take-seen": ticket.lock_version}, follow=True)
    for act in ("reply", "note", "transfer", "close", "forward", "ask", "recategorise"):
        assert desk.post(f"{page}{act}/", {f"{act}-seen": ticket.lock_version}).status_code in (200, 409), act
    opened(desk, page)

    auditor = signed_in("auditor")
    about = ("", "access/", "rights/", "seals/", "?reference=x", f"tickets/{ticket.reference}/", "registers/team/")
    opened(auditor, *(f"/admin/desk/history/{place}" for place in (*about, f"registers/team/{ticket.team_id}/")))


def test_every_screen_of_every_register(signed_in: SignedIn) -> None:
    reader = signed_in("beheer")
    for register in REGISTERS:
        row = rows(register).first()
        opened(reader, address(register) + "?q=", address(register, "create"))
        reader.post(address(register, "create"), {"reason": "<"})
        if row is not None:
            opened(reader, *(address(register, action, row.pk) for action in ACTIONS_OF_A_ROW))
            reader.post(address(register, "edit", row.pk), {"reason": "<"})
            reader.post(address(register, "delete", row.pk), {"reason": ""})
    assert reader.wrong == []


def test_the_screens_of_editors(signed_in: SignedIn, settings: Any, tmp_path: Path) -> None:
    forms, form = signed_in("formulieren"), Form.objects.get(key="stel-uw-vraag")
    edit = f"/admin/snippets/forms_app/form/edit/{form.pk}/"
    opened(forms, "/admin/snippets/forms_app/form/", edit)
    forms.post(edit, {})
    previewed = f"/admin/snippets/forms_app/form/preview/{form.pk}/"
    modes = [mode for mode, _label in previews.modes() if mode.endswith(("-nl", "-ar", "-ti"))]
    opened(forms, *(f"{previewed}?mode={mode}&in_preview_panel=true" for mode in modes))
    translated = "/admin/translations/stel-uw-vraag/fa/"
    opened(forms, "/admin/translations/", translated, f"{translated}changes/?name=taal.title", f"{translated}import/")

    settings.DEMO, settings.OUTBOX_ROOT = True, tmp_path
    (tmp_path / "1.eml").write_bytes(b"To: <b>@example.org\nSubject: <Nieuw> & anders\n\n<p>Uw vraag</i>\n")
    opened(signed_in("vera"), "/admin/outbox/")
    pages = signed_in("redacteur")
    for kind in (GuidancePage, PracticePage, SectionPage, ContactPage, FormPage):
        opened(pages, *(f"/admin/pages/{page.pk}/edit/" for page in kind.objects.all()[:1]))
