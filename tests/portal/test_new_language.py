"""A language is switched on and filled by people alone, and whoever changes language on the way loses nothing."""

import csv
import html
import io
import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from forms_app import texts
from forms_app.models import Form, Submission
from home.history import Actor, acting, recorded
from home.languages import LANGUAGES
from home.models import Municipality, User
from portal import accounts, loading
from tests.regions import waterdam
from tests.walking import Walk

BACKEND = "portal.signing_in.Backend"
SHEET = "/admin/translations/stel-uw-vraag/ti/"
TIGRINYA = {
    "_form.title": "ሕቶኹም ሕተቱ",
    "_form.receipt_text": "ሕቶኹም ነንብቦ።",
    "vraag.title": "እንታይ ክትሓቱ ትደልዩ?",
    "vraag.topic.label": "ብዛዕባ እንታይ?",
    "vraag.topic.huis.label": "ገዛይ",
    "vraag.topic.taal.label": "እቲ ቋንቋ",
    "vraag.question.label": "ሕቶኹም",
    "waar.title": "ኣበይ ትነብሩ?",
    "waar.postcode.label": "ናይ ፖስታ ቁጽርኹም",
    "u.title": "መን ኢኹም?",
    "u.name.label": "ስምኩም",
    "u.email.label": "ኢ-መይልኩም",
}


def member(group: str) -> Client:
    """Somebody signed in who is in this group and no other."""
    with acting(Actor("toets"), via="command"), recorded("toets"):
        user = User(username=group.lower().replace(" ", "-"))
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get(name="Balie"), Group.objects.get(name=group))
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return html.unescape(answer.content.decode())


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, name
    return found[1]


@pytest.fixture
def other_region(db: None) -> None:
    """A region without Tigrinya, from its folder."""
    call_command("createcachetable")
    with acting(Actor("toets"), via="command"):
        accounts.make_groups()
        loading.load(loading.folder(str(waterdam.FOLDER)))


def test_a_language_comes_by_a_switch_and_one_file(other_region: None) -> None:
    assert Client().get("/ti/").status_code == 404
    administrator, translator = member("Functioneel beheer"), member("Vertaling")

    assert administrator.post("/admin/locales/new/", {"language_code": "ti"}).status_code == 302

    visitor = Client()
    before = read(visitor, "/ti/vraag/stel-uw-vraag/vraag/")
    assert '<html lang="ti" dir="ltr">' in before
    assert "Wat wilt u vragen?" in before  # whole in the next language, not half

    sheet = translator.get(f"{SHEET}csv/").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [row["id"] for row in rows] == list(TIGRINYA)
    filled = io.StringIO()
    writer = csv.DictWriter(filled, rows[0])
    writer.writeheader()
    writer.writerows({**row, "translation": TIGRINYA[row["id"]]} for row in rows)
    sent = SimpleUploadedFile("ti.csv", filled.getvalue().encode())
    report = translator.post(f"{SHEET}import/", {"file": sent}).content.decode()
    translator.post(f"{SHEET}import/", {"token": hidden(report, "token")})
    shown = read(translator, f"{SHEET}release/")
    translator.post(f"{SHEET}release/", {"expected": hidden(shown, "expected")})

    walk = Walk(Client(), "stel-uw-vraag", "ti")
    page = read(walk.client, "/ti/vraag/stel-uw-vraag/vraag/")
    assert all(TIGRINYA[name] in page for name in TIGRINYA if name.startswith("vraag."))
    assert not re.search(r"Wat wilt u vragen|Waarover|Mijn huis", page)
    walk.step("vraag", topic="huis", question="ገዛይ ንእሽቶ እዩ።")
    walk.step("waar", postcode="9901")
    ticket = walk.send("u", name="Yonas", email="yonas@example.org")
    sent_answers = Submission.objects.get(ticket=ticket)
    assert (sent_answers.language, sent_answers.answers["topic"]) == ("ti", "huis")

    with acting(Actor("toets"), via="command"), recorded("toets"):
        staff = User.objects.create_superuser("wies", "wies@example.org", "geheim-geheim")
        accounts.Membership(user=staff, team=ticket.team, role="handler", valid_from=timezone.localdate()).save()
    desk = Client()
    desk.force_login(staff, backend=BACKEND)
    seen = read(desk, f"/admin/desk/{ticket.reference}/")
    assert '<dt lang="nl" dir="ltr">Uw vraag</dt>' in seen
    assert re.search(r'<span lang="ti" dir="(auto|ltr)">ገዛይ ንእሽቶ እዩ።</span>', seen)
    assert re.search(r'<span lang="nl" dir="ltr">Mijn huis</span> <code>huis</code>', seen)


def said(page: str) -> set[str]:
    """The texts between the tags of the main part of a page."""
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main is not None
    return {" ".join(piece.split()) for piece in re.split(r"<[^>]+>", main[0])} - {""}


ANSWERS: dict[str, dict[str, str]] = {
    "taal": {"language": "nl"},
    "voor-wie": {"for_whom": "other", "helper_role": "family", "person_knows": "yes"},
    "waar": {"azc": "no", "postcode": "4201"},
    "onderwerp": {"topic": "les", "question": "Wanneer begint mijn les?"},
    "contact": {"name": "Samira", "email": "samira@example.org", "contact_how": "email"},
}


def test_switching_the_language_half_way_switches_every_text_and_loses_nothing(demo: Municipality) -> None:
    form = Form.objects.select_related("live_version").get(key="stel-uw-vraag")
    assert form.live_version is not None
    document: dict[str, Any] = form.live_version.document
    assert {"en", "ar"} <= set(document["languages"])
    dutch = document["strings"]["nl"]
    for language in document["languages"][1:]:
        walk = Walk(Client(), "stel-uw-vraag")
        walk.step("taal", **ANSWERS["taal"])
        walk.step("voor-wie", **ANSWERS["voor-wie"])
        walk.base = f"/{language}/vraag/stel-uw-vraag/"
        for step in ANSWERS:
            if step in ("waar", "onderwerp", "contact"):
                walk.step(step, **ANSWERS[step])
            page = walk.get(step).content.decode()
            assert f'<html lang="{language}" dir="{LANGUAGES[language].direction}">' in page
            left = {
                name
                for name, text in dutch.items()
                if name.startswith(f"{step}.")
                and " ".join(html.unescape(text).split()) in said(html.unescape(page))
                and texts.text(document, language, name).text != text
            }
            assert left == set(), (language, step)
            kept = {name: value for name, value in ANSWERS[step].items() if value.isascii()}
            assert all(
                f'value="{value}" checked' in page or f'value="{value}"' in page or f">{value}</textarea>" in page
                for value in kept.values()
            ), (language, step)
        check = walk.client.get(f"{walk.base}controle/").content.decode()
        assert "Samira" in check
        assert not re.search(r"Wanneer kunnen|Wat is uw|Voor wie", check)
        walk.client.post(f"{walk.base}controle/")
        sent = Submission.objects.latest("pk")
        assert sent.language == language
        assert {name: sent.answers[name] for name in ("language", "for_whom", "helper_role", "topic", "name")} == {
            "language": "nl",
            "for_whom": "other",
            "helper_role": "family",
            "topic": "les",
            "name": "Samira",
        }
