"""The screens of the translators: side by side, checked, released, out and in as a file."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale, ModelLogEntry

from forms_app import sheets, translating
from forms_app.models import Form, FormString
from home.history import Actor, acting
from tests.cast import person
from tests.forms_app import loaded
from tests.forms_app.loaded import BACKEND, editor, plain
from tests.forms_app.test_translating import draft, keep, released, translated
from tickets.models import Ticket

LIST = "/admin/translations/"
SHEET = f"{LIST}vraag/ar/"
NAME = "wie.name.label"


@pytest.fixture
def row(desk: Ticket) -> Form:
    for code in ("en", "ar"):
        Locale.objects.get_or_create(language_code=code)
    call_command("createcachetable")
    return loaded.form()


@pytest.fixture
def translator(row: Form) -> Client:
    user = person("group Vertaling")
    assert user is not None
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def body(client: Client, address: str, **more: Any) -> str:
    answer = client.get(address, more)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def inputs(page: str) -> dict[str, str]:
    """What a browser sends back of a sheet when nothing is typed."""
    hidden = {
        name: html.unescape(value)
        for name, value in re.findall(r'name="((?:seen|source):[^"]+)" value="([^"]*)"', page)
    }
    areas = re.findall(r'<textarea name="(text:[^"]+)"[^>]*>([^<]*)</textarea>', page)
    return hidden | {name: html.unescape(value) for name, value in areas}


def said(page: str) -> str:
    """Its words, without tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_who_may_translate_sees_each_form_with_each_language(translator: Client, row: Form) -> None:
    translated(row, "en")
    page = said(body(translator, LIST))
    assert "Vraag 100% Vraag en 12 niet nagekeken 0% Vraag ar 12 ontbreken" in page


@pytest.mark.parametrize("forms", [1, 3])
def test_the_list_costs_the_same_for_one_form_and_three(
    translator: Client, row: Form, forms: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, forms):
        loaded.form(key=f"vraag{number}")
    body(translator, LIST)
    with django_assert_max_num_queries(20) as asked:
        body(translator, LIST)
    own = [one["sql"] for one in asked.captured_queries if "forms_app" in one["sql"]]
    assert len(own) == 2


def test_a_sheet_costs_three_queries_of_forms(
    translator: Client, row: Form, django_assert_max_num_queries: Any
) -> None:
    translated(row)
    body(translator, SHEET)
    with django_assert_max_num_queries(20) as asked:
        body(translator, SHEET)
    own = [one["sql"] for one in asked.captured_queries if "forms_app" in one["sql"]]
    assert len(own) == 4  # the form, its texts, and twice those again for what could be released


@pytest.mark.parametrize("who", ["group Redactie", "nobody", "anonymous"])
def test_nobody_else_comes_near(row: Form, who: str) -> None:
    user = person(who)
    client = Client()
    if user is not None:
        client.force_login(user, backend=BACKEND)
    for below in ("", "vraag/ar/", "vraag/ar/release/", "vraag/ar/import/", "vraag/ar/csv/", "vraag/ar/changes/"):
        for answer in (client.get(LIST + below), client.post(LIST + below, {f"text:{NAME}": "x"})):
            assert answer.status_code in (302, 404, 405)
            assert "/login/" in answer.get("Location", "/login/")
    assert FormString.objects.count() == 0


def test_a_translator_may_not_edit_or_publish_the_form_itself(translator: Client, row: Form) -> None:
    before = loaded.state(row)
    assert translator.get(f"{loaded.LIST}edit/{row.pk}/").status_code == 302
    translator.post(f"{loaded.LIST}edit/{row.pk}/", {"title": "x", "action-publish": "action-publish"})
    assert loaded.state(row) == before
    client, _user = editor()
    assert client.get(SHEET).status_code == 200  # who makes forms translates them too


@pytest.mark.parametrize("address", ["vraag/nl/", "vraag/xx/", "weg/ar/", "vraag/ar/changes/?name=weg"])
def test_what_is_not_there_is_404(translator: Client, address: str) -> None:
    assert translator.get(LIST + address).status_code == 404


def test_source_and_translation_stand_side_by_side_each_in_its_direction(translator: Client, row: Form) -> None:
    keep(row, "اسمك", who="Samira")
    page = body(translator, SHEET)
    assert f'<p lang="nl" dir="ltr" id="source:{NAME}">Uw naam</p>' in page
    area = re.search(rf'<textarea name="text:{NAME}"[^>]*>اسمك</textarea>', page)
    assert area
    assert 'lang="ar" dir="rtl"' in area[0]
    assert "Wie bent u? > Uw naam: vraag of antwoord" in said(page)
    assert "Samira" in said(page)


def test_what_is_typed_is_kept_and_what_is_not_touched_stays(translator: Client, row: Form) -> None:
    keep(row, "اسمك")
    page = inputs(body(translator, SHEET))
    answer = translator.post(SHEET, page | {"text:wie.title": "من أنت؟", f"checked:{NAME}": "yes"})
    assert answer.status_code == 302
    assert "2 vertalingen zijn bewaard." in said(body(translator, SHEET))
    now = {one.name: (one.text, one.state) for one in sheets.sheet(row, "ar").texts if one.text}
    assert now == {NAME: ("اسمك", "checked"), "wie.title": ("من أنت؟", "unchecked")}
    assert FormString.objects.filter(author_label="group-vertaling").count() == 2


def test_all_of_a_page_is_checked_in_one_press(translator: Client, row: Form) -> None:
    translated(row)
    page = inputs(body(translator, SHEET, step="wie"))
    translator.post(f"{SHEET}?step=wie", page | {"act": "check_all"})
    assert sheets.sheet(row, "ar").counts == {"missing": 0, "stale": 0, "unchecked": 9, "checked": 3}


def test_what_somebody_else_changed_meanwhile_is_shown_and_what_was_typed_is_not_lost(
    translator: Client, row: Form
) -> None:
    page = inputs(body(translator, SHEET))
    keep(row, "اسمك", who="Samira")
    answer = translator.post(SHEET, page | {f"text:{NAME}": "الاسم", "text:wie.title": "من أنت؟"})
    shown = answer.content.decode()
    assert "Intussen heeft Samira dit gewijzigd in: اسمك" in said(shown)
    assert f'href="#text:{NAME}"' in shown
    again = inputs(shown)
    assert again[f"text:{NAME}"] == "الاسم"
    assert again["text:wie.title"] == "من أنت؟"
    assert translator.post(SHEET, again).status_code == 302
    assert [one.text for one in translating.history(row, "ar", NAME)] == ["الاسم", "اسمك"]


def test_a_text_that_cannot_be_kept_says_why(translator: Client, row: Form) -> None:
    page = inputs(body(translator, SHEET))
    shown = translator.post(SHEET, page | {f"text:{NAME}": "x" * 5001}).content.decode()
    assert "Deze tekst is te lang." in said(shown)
    assert inputs(shown)[f"text:{NAME}"] == "x" * 5001


def test_filters_find_by_state_part_and_words(translator: Client, row: Form) -> None:
    keep(row, "اسمك")
    draft(row, "Hoe heet u?")
    wanted = {
        "state=missing": 11, "state=unchecked": 1, "step=wie": 3, "q=NAAM": 1, "q=اِسمك": 1, "q=niets": 0,
        "of=draft&state=stale": 1,
    }  # fmt: skip
    found = {query: len(re.findall("<textarea", body(translator, f"{SHEET}?{query}"))) for query in wanted}
    assert found == wanted
    assert "Niets gevonden." in said(body(translator, f"{SHEET}?q=niets"))


def test_a_release_says_what_changes_and_is_on_record(translator: Client, row: Form) -> None:
    translated(row)
    shown = body(translator, f"{SHEET}release/")
    for sentence in (
        "Bezoekers lezen 12 teksten anders.",
        "12 daarvan heeft niemand nagekeken.",
        "De taal is daarna compleet",
        "Het formulier zelf verandert niet",
    ):
        assert sentence in said(shown)
    expected = re.search(r'name="expected" value="([^"]+)"', shown)
    assert expected
    answer = translator.post(f"{SHEET}release/", {"expected": expected[1]})
    assert answer["Location"] == SHEET
    row.refresh_from_db()
    assert row.live_version is not None
    assert (row.live_version.number, row.live_version.published_by_label) == (2, "group-vertaling")
    entry = ModelLogEntry.objects.get(action="forms_app.release_texts")
    assert entry.data == {"language": "ar", "before": 1, "version": 2}
    assert entry.message == "Vertaling vrijgegeven: ar, versie 1 werd 2"
    again = translator.post(f"{SHEET}release/", {"expected": expected[1]})
    assert "Er is niets om vrij te geven." in said(body(translator, again["Location"]))


def test_a_release_that_is_not_what_was_shown_is_shown_again(translator: Client, row: Form) -> None:
    translated(row)
    answer = translator.post(f"{SHEET}release/", {"expected": "0" * 64})
    assert answer["Location"] == f"{SHEET}release/"
    assert "Intussen is er iets veranderd." in said(body(translator, answer["Location"]))
    row.refresh_from_db()
    assert row.live_version is not None
    assert row.live_version.number == 1


def test_a_file_goes_out_and_comes_back_in_two_steps(translator: Client, row: Form) -> None:
    keep(row, "اسمك", who="Samira")
    answer = translator.get(f"{SHEET}csv/")
    assert answer["Content-Disposition"] == 'attachment; filename="vraag-ar.csv"'
    text = answer.content.decode("utf-8-sig")
    assert f"{NAME},Wie bent u? > Uw naam: vraag of antwoord,Uw naam,اسمك,unchecked" in text
    filled = text.replace(",Uw vraag,,missing", ",Uw vraag,سؤالك,missing").replace(",Wie bent u?,,", ",Wie was u?,من؟,")
    report = sent(translator, filled.encode())
    assert "Nieuw: hier was nog geen vertaling : 1" in said(report)
    assert "Neem ook 1 verouderde vertaling over" in said(report)
    assert FormString.objects.count() == 1
    token = re.search(r'name="token" value="([^"]+)"', report)
    assert token
    done = translator.post(f"{SHEET}import/", {"token": token[1], "with_older": "yes"})
    assert "2 vertalingen zijn bewaard." in said(body(translator, done["Location"]))
    assert translating.history(row, "ar", "waarover.question.label")[0].origin == "imported"
    gone = translator.post(f"{SHEET}import/", {"token": token[1]})
    assert "Het bestand is niet meer bewaard." in said(body(translator, gone["Location"]))


def test_an_xliff_of_what_is_missing_only(translator: Client, row: Form) -> None:
    keep(row, "اسمك")
    made = translator.get(f"{SHEET}xliff/?state=missing").content.decode()
    assert made.count("<trans-unit ") == 11
    filled = made.replace('<target state="needs-translation" />', '<target state="translated">نص</target>')
    assert "Nieuw: hier was nog geen vertaling : 11" in said(sent(translator, filled.encode()))


def sent(client: Client, content: bytes) -> str:
    """The page after sending a file."""
    answer = client.post(f"{SHEET}import/", {"file": SimpleUploadedFile("a.csv", content)})
    return answer.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "Bewaar het als CSV in UTF-8"),
        (b"<!DOCTYPE x><x/>", "Dit is geen XLIFF 1.2"),
        (b"a,b", "de kolommen id en translation"),
        (b"x" * (5 * 1024 * 1024 + 1), "Het mag hoogstens 5 MB zijn."),
    ],
)
def test_a_wrong_file_is_refused_in_words(translator: Client, row: Form, content: bytes, sentence: str) -> None:
    assert sentence in said(sent(translator, content))


def test_no_file_is_asked_for(translator: Client, row: Form) -> None:
    assert "Kies een bestand." in said(translator.post(f"{SHEET}import/").content.decode())


def test_hostile_words_are_words(translator: Client, row: Form) -> None:
    hostile = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    report = sent(translator, f"id,translation\n{NAME},{hostile.replace(',', '')}\n".replace('"', "").encode())
    assert "<script>alert" not in report
    keep(row, hostile)
    page = body(translator, SHEET)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<img src=x" not in body(translator, f"{SHEET}changes/", name=NAME)
    assert "<img src=x" not in body(translator, f"{SHEET}release/")


def test_the_history_of_a_text_says_who_made_it_what(translator: Client, row: Form) -> None:
    assert "Hier staat nog niets." in said(body(translator, f"{SHEET}changes/", name=NAME))
    keep(row, "اسمك", who="Yonas")
    keep(row, "الاسم", who="Samira", is_checked=True)
    page = said(body(translator, f"{SHEET}changes/", name=NAME))
    assert re.search(r"Samira · .* · getypt · nagekeken Was اسمك Werd الاسم Bij het Nederlands Uw naam", page)
    assert "Yonas" in page


def test_visitors_get_a_language_only_when_it_is_whole_and_released(translator: Client, row: Form) -> None:
    visitor = Client()
    translated(row)
    keep(row, "", name="waarover.title")
    released(row)
    assert "ar Waar gaat het over?" not in visitor.get("/ar/vraag/vraag/waarover/").content.decode()
    with acting(Actor("Yonas"), via="web"):
        keep(row, "عن ماذا؟", name="waarover.title")
    released(row)
    shown = visitor.get("/ar/vraag/vraag/waarover/").content.decode()
    assert "ar Waar gaat het over?" in shown
    assert "عن ماذا؟" in shown


def test_a_form_that_was_never_online_is_translated_from_its_draft(translator: Client, row: Form) -> None:
    new = Form(key="nieuw", title="Nieuw", default_category="brief", live=False)
    new.steps = Form.blocks(plain(row))
    new.save()
    new.save_revision()
    page = body(translator, f"{LIST}nieuw/ar/")
    assert len(re.findall("<textarea", page)) == 11 - 1
    answer = translator.get(f"{LIST}nieuw/ar/release/")
    assert "Dit formulier staat niet online." in said(body(translator, answer["Location"]))
