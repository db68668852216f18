"""What publishing does to people under way is told before and after; two versions stand side by side in words."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import formats, timezone, translation
from wagtail.models import Locale

from forms_app import filling, publishing, translating
from forms_app.fields import TYPES
from forms_app.models import Draft, Form
from forms_app.staff import comparison
from home.history import Actor, acting, recorded
from tests.forms_app import loaded
from tests.forms_app.loaded import LIST
from tests.forms_app.test_changed_under_way import relabel, require, turn
from tests.forms_app.typed import typed
from tickets.models import Organisation, Ticket


@pytest.fixture
def row(desk: Ticket) -> Form:
    return loaded.form()


def begin(row: Form, count: int) -> None:
    for _turn in range(count):
        draft, _token = filling.start(row, language="nl", at=timezone.now())
        filling.save(draft, {"question": ["Hoe?"]}, ["question"], language="nl", at=timezone.now())


def words(page: str) -> str:
    return re.sub(r"\s+", " ", page)


def test_the_editor_is_told_who_moves_on_and_who_stays_before_and_after(row: Form) -> None:
    begin(row, 3)
    loaded.publish(row, require)
    begin(row, 11)
    until = max(draft.expires_at for draft in Draft.objects.filter(version__number=1))
    day = formats.date_format(timezone.localtime(until), "j F Y")
    client, _user = loaded.editor()

    page = words(client.get(f"{LIST}edit/{row.pk}/").content.decode())
    for sentence in (
        "14 mensen zijn nu bezig met dit formulier.",
        "11 gaan verder met de nieuwe versie.",
        f"3 houden versie 1 tot uiterlijk {day}.",
    ):
        assert sentence in page
    assert "Sinds wanneer?" in page.split("Waarom versie 1 blijft")[1]

    steps = loaded.plain(row)
    relabel(steps)
    answer = client.post(
        f"{LIST}edit/{row.pk}/", typed(row, steps, **{"action-publish": "action-publish"}), follow=True
    )
    said = words(answer.content.decode())
    assert "14 mensen zijn nu bezig met dit formulier. 11 gaan verder met de nieuwe versie." in said
    assert sorted(Draft.objects.values_list("version__number", flat=True)) == [1] * 3 + [3] * 11


def test_the_draft_as_it_stands_is_judged_not_what_is_online(row: Form) -> None:
    begin(row, 1)
    steps = loaded.plain(row)
    turn(steps)
    row.steps = Form.blocks(steps)
    row.save_revision()
    client, _user = loaded.editor()
    page = words(client.get(f"{LIST}edit/{row.pk}/").content.decode())
    assert "1 persoon is nu bezig met dit formulier." in page
    assert "1 houdt versie 1 tot uiterlijk" in page
    assert Draft.objects.get().pinned_until is None  # nothing happened yet


def test_the_panel_costs_as_much_for_one_as_for_many(row: Form) -> None:
    client, _user = loaded.editor()

    def queries() -> int:
        client.get(f"{LIST}edit/{row.pk}/")
        with CaptureQueriesContext(connection) as caught:
            client.get(f"{LIST}edit/{row.pk}/")
        return len(caught)

    begin(row, 1)
    loaded.publish(row, require)
    before = queries()
    begin(row, 9)
    loaded.publish(row, turn)
    begin(row, 3)
    assert queries() == before + 1  # the newest version is now among those of who is under way, and so is its document


def test_two_versions_side_by_side_in_words(row: Form) -> None:
    loaded.publish(row, require)
    loaded.publish(row, turn)
    client, _user = loaded.editor()
    listed = client.get("/admin/form-versions/vraag/")
    assert '/admin/form-versions/vraag/2/3/"' in listed.content.decode()
    chosen = client.get("/admin/form-versions/vraag/?van=1&naar=3")
    assert chosen["Location"] == "/admin/form-versions/vraag/1/3/"
    with CaptureQueriesContext(connection) as caught:
        page = words(client.get(chosen["Location"]).content.decode())
    assert len(caught) <= 14
    assert "Alleen tonen als" in page
    assert "het antwoord op “Waar gaat het over?” is “Iets anders”" in page
    assert "het antwoord op “Waar gaat het over?” is “Een brief”" in page
    assert "Sinds wanneer?" in page
    assert "wie bezig is, houdt de eigen versie" in page
    assert "Deze versies zijn gelijk." in client.get("/admin/form-versions/vraag/2/2/").content.decode()
    assert client.get("/admin/form-versions/vraag/1/9/").status_code == 404


def test_only_who_edits_forms_compares_them(row: Form) -> None:
    client, _user = loaded.editor("case_handler")
    assert client.get("/admin/form-versions/vraag/").status_code in (302, 404)
    assert client.get("/admin/form-versions/vraag/1/1/").status_code in (302, 404)
    assert Client().get("/admin/form-versions/vraag/").status_code == 302


def test_a_day_later_the_moment_is_still_that_of_who_must_stay(row: Form) -> None:
    begin(row, 1)
    loaded.publish(row, require)
    draft = Draft.objects.get()
    pinned = draft.pinned_until
    filling.save(draft, {"name": ["Yonas"]}, ["name"], language="nl", at=timezone.now() + timedelta(days=1))
    assert pinned is not None
    client, _user = loaded.editor()
    day = formats.date_format(timezone.localtime(pinned), "j F Y")
    assert f"tot uiterlijk {day}." in words(client.get(f"{LIST}edit/{row.pk}/").content.decode())


def test_a_draft_that_cannot_go_online_yet_is_compared_with_nothing(row: Form) -> None:
    begin(row, 2)
    row.steps = Form.blocks([])
    row.save_revision()
    client, _user = loaded.editor()
    page = words(client.get(f"{LIST}edit/{row.pk}/").content.decode())
    assert "2 mensen zijn nu bezig met dit formulier." in page
    assert "Dit concept kan nog niet online." in page


def test_before_publishing_it_says_which_languages_visitors_lose_and_where_to_mend_it(row: Form) -> None:
    for code in ("en", "ar"):
        Locale.objects.get_or_create(language_code=code)
    source = publishing.compile_form(row)[0]["strings"]["nl"]
    for code in ("en", "ar"):
        translating.load(row, code, {name: f"{code} {text}" for name, text in source.items()}, source)
    loaded.publish(row)
    assert row.live_version is not None
    assert row.live_version.document["languages"] == ["nl", "en", "ar"]
    client, _user = loaded.editor()
    assert "Talen die wegvallen" not in client.get(f"{LIST}edit/{row.pk}/").content.decode()

    steps = loaded.plain(row)
    steps[0]["value"]["fields"].append({"type": "text", "id": "new", "value": {"label": "Sinds wanneer?"}})
    row.steps = Form.blocks(steps)
    row.save_revision()
    translating.load(
        row, "ar", {"waarover.sinds_wanneer.label": "منذ متى؟"}, publishing.compile_form(row)[0]["strings"]["nl"]
    )
    page = words(client.get(f"{LIST}edit/{row.pk}/").content.decode())
    lost = page.split("Talen die wegvallen")[1]
    assert (
        "Bezoekers kunnen dit formulier dan niet meer lezen in het \N{FIRST STRONG ISOLATE}English"
        "\N{POP DIRECTIONAL ISOLATE}, want 1 tekst is nog niet vertaald. Zij krijgen het in het "
        "\N{FIRST STRONG ISOLATE}Nederlands\N{POP DIRECTIONAL ISOLATE}, tot die tekst vertaald en vrijgegeven is."
    ) in lost
    assert "/admin/translations/vraag/en/?of=draft&amp;state=missing#texts" in lost
    assert "in het \N{FIRST STRONG ISOLATE}العربية" not in lost  # nothing is missing there

    row.offered_from = 80
    row.save_revision()
    assert "Talen die wegvallen" not in client.get(f"{LIST}edit/{row.pk}/").content.decode()
    loaded.publish(row)
    assert "en" in row.live_version.document["languages"]


def test_a_language_that_visitors_get_with_a_version_is_told_too(row: Form) -> None:
    Locale.objects.get_or_create(language_code="en")
    source = publishing.compile_form(row)[0]["strings"]["nl"]
    translating.load(row, "en", {name: f"en {text}" for name, text in source.items()}, source)
    client, _user = loaded.editor()
    page = words(client.get(f"{LIST}edit/{row.pk}/").content.decode())
    assert "Bezoekers kunnen het dan ook lezen in: \N{FIRST STRONG ISOLATE}English" in page


def test_from_the_list_and_the_history_it_is_one_step_to_the_versions(row: Form) -> None:
    loaded.publish(row, require)
    client, _user = loaded.editor()
    versions = 'href="/admin/form-versions/vraag/"'
    assert versions in client.get(LIST).content.decode()
    assert versions in client.get(f"{LIST}history/{row.pk}/").content.decode()
    never = Form.objects.create(key="nooit", title="Nooit online", live=False)
    assert "/admin/form-versions/" not in client.get(f"{LIST}history/{never.pk}/").content.decode()


def test_two_drafts_are_compared_in_words_and_then_block_by_block(row: Form) -> None:
    loaded.publish(row, turn)
    client, _user = loaded.editor()
    first, last = row.revisions.order_by("pk").first(), row.revisions.order_by("pk").last()
    assert first is not None
    assert last is not None
    page = words(client.get(f"{LIST}history/{row.pk}/revisions/compare/{first.pk}...{last.pk}/").content.decode())
    table = page.split("<h2>Vragen, antwoorden en voorwaarden</h2>")[1].split("Alle instellingen en blokken")[0]
    assert "het antwoord op “Waar gaat het over?” is “Iets anders”" in table
    assert "het antwoord op “Waar gaat het over?” is “Een brief”" in table
    assert 'href="/admin/form-versions/vraag/"' in page
    row.steps = Form.blocks([])
    half = row.save_revision()
    page = client.get(f"{LIST}history/{row.pk}/revisions/compare/{last.pk}...{half.pk}/").content.decode()
    assert "Een van de twee is nog niet af." in page
    same = client.get(f"{LIST}history/{row.pk}/revisions/compare/{last.pk}...{last.pk}/").content.decode()
    assert "Hierin is niets veranderd." in same


def test_whatever_can_change_has_a_name_that_an_editor_knows() -> None:
    settings = {name for kind in TYPES.values() for name in kind.settings({})[0]}
    settings |= {"required", "visible_if", "meaning", "of", "icon", "category", "namely", "picture"}
    assert {name for name in settings if comparison.label(name) == f"Instelling “{name}”"} == set()
    assert comparison.label("days_ahead") == "Minstens zoveel dagen na vandaag"
    with translation.override("en"):
        assert comparison.label("days_ahead") != "Minstens zoveel dagen na vandaag"


def ask_where(steps: list[dict[str, Any]]) -> None:
    value = {"label": "Waar werkt u?", "required": False, "not_listed": True, "visible_if": [], "required_if": []}
    steps[0]["value"]["fields"].insert(0, {"type": "organisation", "id": "where", "value": value})


def only_there(steps: list[dict[str, Any]]) -> None:
    rule = {"question": "where", "test": "is", "value": "de_brug"}
    steps[1]["value"]["visible_if"] = [{"type": "item", "id": "rule", "value": rule}]


def test_an_organisation_in_a_condition_is_called_by_its_name(row: Form) -> None:
    with acting(Actor("toets"), via="command"), recorded("toets"):
        Organisation(code="de_brug", name="Taalschool De Brug", kind="language_school").save()
    client, _user = loaded.editor()
    loaded.publish(row, ask_where)
    loaded.publish(row, only_there)
    condition = "het antwoord op “Waar werkt u?” is “Taalschool De Brug”"
    assert condition in words(client.get("/admin/form-versions/vraag/2/3/").content.decode())
    assert condition in words(client.get(f"/admin/forms/{row.pk}/overview/").content.decode())
