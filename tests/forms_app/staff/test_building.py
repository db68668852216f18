"""A whole form in the hands of an editor: on one page, as a file, a step of it in another form."""

import html
import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from forms_app import authoring, document, publishing
from forms_app.models import Form, FormString
from home.models import User
from tests.forms_app import loaded
from tests.forms_app.loaded import LIST, plain, state
from tests.forms_app.typed import typed
from tickets.models import Ticket

BASE = "/admin/forms/"
ENGLISH = {"waarover.topic.label": "What is it about?", "waarover.topic.iets.label": "Something else"}


@pytest.fixture
def row(desk: Ticket) -> Form:
    return loaded.form(strings={"en": ENGLISH})


@pytest.fixture
def farid(desk: Ticket) -> tuple[Client, User]:
    return loaded.editor()


def draft(form: Form) -> Form:
    newest: Form = Form.objects.get(pk=form.pk).get_latest_revision_as_object()
    return newest


def exported(client: Client, form: Form) -> dict[str, Any]:
    answer = client.get(f"{BASE}{form.pk}/export/")
    assert answer["Content-Disposition"] == f'attachment; filename="{form.key}.json"'
    found: dict[str, Any] = json.loads(answer.content)
    return found


def sent(found: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("form.json", json.dumps(found).encode(), "application/json")


def hidden(answer: Any) -> str:
    content: str = answer.context["content"]
    assert 'name="content"' in answer.content.decode()
    return content


def messages(client: Client, url: str) -> str:
    return " ".join(
        re.findall(r'<li class="(?:error|success|warning)".*?</li>', client.get(url).content.decode(), re.DOTALL)
    )


def test_the_overview_shows_every_question_its_conditions_and_where_answers_lead(
    row: Form, farid: tuple[Client, User]
) -> None:
    body = farid[0].get(f"{BASE}{row.pk}/overview/").content.decode()
    for part in ("Waar gaat het over?", "Wat dan?", "Uw e-mailadres", "→ Brief", "Alles klopt"):
        assert part in body
    assert "het antwoord op “Waar gaat het over?” is “Iets anders”" in body


def leads(page: str) -> dict[str, list[str]]:
    """What the overview says of each answer: what it shows, then where the desk puts it."""
    found = {}
    for answer in BeautifulSoup(page, "html.parser").select(".form-answers li"):
        spans = answer.find_all("span", class_="form-kind")
        said = [" ".join(span.get_text().split()) for span in spans]
        found[answer.span.contents[0].strip() if answer.span.contents else ""] = said
    return found


def test_the_overview_says_what_each_answer_shows(row: Form, farid: tuple[Client, User]) -> None:
    steps = plain(row)
    topic = steps[0]["value"]["fields"][0]
    asked = {"visible_if": [], "required_if": [], "required": False}
    steps[0]["value"]["fields"].append(
        {"type": "yes_no", "id": "sure", "value": {"label": "Weet u het zeker?", **asked}}
    )

    def rule(number: int, question: str, value: str, test: str = "is") -> dict[str, Any]:
        about = {"question": question, "test": test, "value": value}
        return {"type": "item", "id": f"rule-{number}", "value": about}

    letter, other = (option["id"] for option in topic["value"]["options"])
    no, unlike = [rule(3, "sure", "no")], [rule(4, topic["id"], other, "is_not")]
    both = [rule(1, "sure", "yes"), rule(2, topic["id"], letter)]
    steps[1]["value"]["fields"] += [
        {"type": "text", "id": "who", "value": {"label": "Van wie is de brief?", **asked, "visible_if": both}},
        {"type": "text", "id": "why", "value": {"label": "Waarom niet?", **asked, "visible_if": no}},
        {"type": "text", "id": "rest", "value": {"label": "En verder?", **asked, "visible_if": unlike}},
    ]
    row.steps = row.blocks(steps)
    row.save_revision()
    for address in (f"{BASE}{row.pk}/overview/", f"/admin/snippets/forms_app/form/edit/{row.pk}/"):
        found = leads(farid[0].get(address).content.decode())
        together = "toont met andere antwoorden samen: Van wie is de brief?"
        assert found["Een brief"] == ["toont: En verder?", together, "→ Brief"]
        assert found["Iets anders"] == ["toont: Wat dan?", "→ Brief"]
        assert (found["Ja"], found["Nee"]) == ([together], ["toont: Waarom niet?"])


def test_the_overview_costs_as_much_for_many_questions_as_for_few(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    steps = plain(row)
    steps[0]["value"]["fields"] += [
        {"type": "text", "id": f"more-{n}", "value": {"label": f"Vraag {n}", "required": False}} for n in range(40)
    ]
    big = loaded.form(key="groot", title="Groot")
    big.steps = json.dumps(steps)
    big.save_revision()
    row.save_revision()
    counts = []
    for form in (row, big):
        client.get(f"{BASE}{form.pk}/overview/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{BASE}{form.pk}/overview/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_a_file_over_its_own_form_changes_nothing(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    answer = client.post(f"{BASE}{row.pk}/import/", {"file": sent(exported(client, row))})
    assert answer.context["changes"] == []
    assert "Niets: het concept zegt al precies dit." in answer.content.decode()


def test_a_file_becomes_the_draft_after_a_look_at_what_changes_and_visitors_notice_nothing(
    row: Form, farid: tuple[Client, User]
) -> None:
    client, user = farid
    before = state(row)
    found = exported(client, row)
    found["steps"][0]["fields"][2]["label"] = "Wat wilt u weten?"
    found["steps"][1]["fields"][0]["in_routing"] = True
    del found["steps"][1]["fields"][1]
    found["strings"]["en"]["waarover.question.label"] = "Your question"

    look = client.post(f"{BASE}{row.pk}/import/", {"file": sent(found)})
    page = look.content.decode()
    assert "Uw vraag" in page
    assert "Wat wilt u weten?" in page
    assert "Wie bent u? › Uw e-mailadres" in page
    rows = [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr>.*?</tr>", page)]
    assert any("wordt anders: Tekst" in row and "|Uw vraag|" in row for row in rows)
    assert any("Te gebruiken in routering" in row and "|Ja|" in row for row in rows)
    assert draft(row).steps.get_prep_value() == row.steps.get_prep_value()

    answer = client.post(f"{BASE}{row.pk}/import/", {"content": hidden(look), "confirmed": "1"})
    assert answer["Location"] == f"{LIST}edit/{row.pk}/"
    assert state(row) == before
    newest = draft(row)
    fields = newest.steps.get_prep_value()[0]["value"]["fields"]
    assert fields[2]["value"]["label"] == "Wat wilt u weten?"
    assert fields[2]["id"] == plain(row)[0]["value"]["fields"][2]["id"]
    assert newest.latest_revision.user == user
    assert FormString.objects.filter(form=row, language="en", text="Your question").exists()
    newest.latest_revision.publish(user=user)
    row.refresh_from_db()
    assert (row.versions.count(), publishing.compile_form(row)[1]) == (2, [])


def test_a_file_is_a_new_form_with_the_same_questions_and_translations(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    found = exported(client, row)
    look = client.post(f"{BASE}import/", {"file": sent(found)})
    assert "Deze sleutel is al van een ander formulier" in look.content.decode()
    refused = client.post(f"{BASE}import/", {"content": hidden(look), "key": "vraag", "confirmed": "1"})
    assert "De sleutel vraag is al van een ander formulier" in refused.content.decode()
    answer = client.post(f"{BASE}import/", {"content": hidden(look), "key": "kopie", "confirmed": "1"})
    made = Form.objects.get(key="kopie")
    assert answer["Location"] == f"{LIST}edit/{made.pk}/"
    assert (made.live, made.live_version) == (False, None)

    ours, theirs = (publishing.compile_form(form)[0] for form in (row, made))
    assert document.digest({**theirs, "key": "vraag"}) == document.digest(ours)
    assert theirs["strings"]["en"] == ENGLISH


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG", "Het gaat mis bij: json."),
        (b"[" * 100_000, "Het gaat mis bij: json."),
        (b'{"format": "korte-lijnen/form", "schema_version": 1, "key": "x", "title": ""}', "Het gaat mis bij: title."),
        (
            b'{"format": "korte-lijnen/form", "schema_version": 1, "key": "x", "title": "T", "audience": "x"}',
            "audience",
        ),
    ],
)
def test_a_file_that_is_no_form_says_so_and_changes_nothing(
    row: Form, farid: tuple[Client, User], content: bytes, said: str
) -> None:
    client, _user = farid
    for url in (f"{BASE}import/", f"{BASE}{row.pk}/import/"):
        before = Form.objects.count(), row.revisions.count()
        file = SimpleUploadedFile("form.json", content)
        answer = client.post(url, {"file": file, "key": "nieuw", "confirmed": "1"})
        assert said in answer.content.decode()
        assert (Form.objects.count(), row.revisions.count()) == before


def test_a_step_of_another_form_comes_as_new_questions_and_says_what_stayed_behind(
    row: Form, farid: tuple[Client, User]
) -> None:
    client, _user = farid
    other = loaded.form(
        key="ander",
        title="Ander",
        steps=[
            {
                "key": "eerst",
                "title": "Eerst",
                "fields": [{"type": "yes_no", "key": "paid", "label": "Werkt u?"}],
            },
            {
                "key": "waarover",
                "title": "Onderwerp",
                "fields": [
                    {
                        "type": "choice",
                        "key": "topic",
                        "label": "Welk soort?",
                        "meaning": "topic",
                        "options": [
                            {"key": "a", "label": "A", "category": "brief"},
                            {"key": "b", "label": "B", "category": "les"},
                        ],
                    },
                    {
                        "type": "text",
                        "key": "why",
                        "label": "Waarom?",
                        "visible_if": [
                            {"question": "topic", "test": "is", "options": ["b"]},
                            {"question": "paid", "test": "is", "value": "yes"},
                        ],
                    },
                ],
            },
        ],
        strings={"en": {"waarover.topic.label": "Which kind?", "waarover.topic.b.label": "The B"}},
    )
    step = plain(other)[1]["id"]
    page = client.get(f"{BASE}{row.pk}/step/?source={other.pk}").content.decode()
    assert "Onderwerp" in page
    assert step in page
    before = state(row)
    answer = client.post(f"{BASE}{row.pk}/step/", {"source": other.pk, "step": step})
    told = messages(client, answer["Location"])
    assert "Bij “Waarom?” is een regel weggelaten: die vroeg naar “Werkt u?”" in told
    assert "Bij “Welk soort?” is de betekenis “onderwerp, bepaalt de categorie” weggelaten" in told
    assert state(row) == before

    newest = draft(row)
    made, problems = publishing.compile_form(newest)
    assert problems == []
    last = made["steps"][-1]
    assert (last["key"], [field["key"] for field in last["fields"]]) == ("waarover-2", ["topic_2", "why"])
    assert last["fields"][1]["visible_if"] == {"and": [{"===": [{"var": "topic_2"}, "b"]}]}
    assert made["strings"]["en"]["waarover-2.topic_2.label"] == "Which kind?"
    assert made["strings"]["en"]["waarover-2.topic_2.b.label"] == "The B"
    ids = re.findall(r'"id": "([^"]+)"', json.dumps(newest.steps.get_prep_value()))
    assert len(ids) == len(set(ids))


def test_a_copy_of_a_form_has_its_questions_settings_and_translations(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    page = client.get(f"{LIST}copy/{row.pk}/")
    copied = page.context["form"].instance
    answer = client.post(f"{LIST}copy/{row.pk}/", typed(copied, key="kopie", **{"action-publish": "action-publish"}))
    assert answer.status_code == 302
    made = Form.objects.select_related("live_version").get(key="kopie")
    assert made.live_version is not None
    ours, theirs = publishing.compile_form(row)[0], made.live_version.document
    same = {"key": "vraag", "title": "Vraag", "strings": ours["strings"]}
    assert {**theirs, **same} == ours
    assert theirs["strings"]["en"] == ENGLISH


def test_a_step_can_be_doubled_within_its_form(row: Form) -> None:
    authoring.copy_step(row, plain(row)[0]["id"], row)
    made, problems = publishing.compile_form(draft(row))
    assert problems == []
    assert [step["key"] for step in made["steps"]] == ["waarover", "wie", "waarover-2"]
    assert made["steps"][2]["fields"][1]["visible_if"] == {"and": [{"===": [{"var": "topic_2"}, "iets"]}]}


def test_a_form_that_somebody_locked_takes_nothing(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    found = exported(client, row)
    found["title"] = "Gekaapt"
    Form.objects.filter(pk=row.pk).update(locked=True, locked_by=loaded.editor("group Redactie")[1])
    before = row.revisions.count()
    for url, data in (
        (f"{BASE}{row.pk}/import/", {"content": json.dumps(found), "confirmed": "1"}),
        (f"{BASE}{row.pk}/step/", {"source": row.pk, "step": plain(row)[0]["id"]}),
    ):
        assert "vergrendeld" in client.post(url, data).content.decode()
    assert row.revisions.count() == before


@pytest.mark.parametrize("who", ["group Redactie", "handler GM9001", "functional_admin", "auditor"])
def test_others_do_none_of_this(row: Form, who: str) -> None:
    client, _user = loaded.editor(who)
    before = Form.objects.count(), row.revisions.count()
    for path in (*(f"{row.pk}/{name}/" for name in ("overview", "export", "import", "step", "set")), "import/"):
        assert client.get(f"{BASE}{path}").status_code == 404
    content = json.dumps({"format": "korte-lijnen/form", "schema_version": 1, "key": "x", "title": "X", "steps": []})
    for path in (f"{row.pk}/import/", "import/"):
        assert client.post(f"{BASE}{path}", {"content": content, "confirmed": "1"}).status_code == 404
    step = {"source": row.pk, "step": plain(row)[0]["id"]}
    assert client.post(f"{BASE}{row.pk}/step/", step).status_code == 404
    assert client.post(f"{BASE}{row.pk}/set/", {**step, "title": "Van mij"}).status_code == 404
    assert (Form.objects.count(), row.revisions.count()) == before


def test_a_question_set_is_taken_over_into_a_step_and_never_goes_online(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    steps = [
        {
            "key": "reach",
            "title": "Bereiken",
            "visible_if": [{"question": "context.language", "test": "is", "value": "nl"}],
            "fields": [
                {"type": "phone", "key": "phone", "label": "Uw telefoonnummer", "meaning": "sender_phone"},
                {
                    "type": "text",
                    "key": "name",
                    "label": "Wie neemt op?",
                    "visible_if": [{"question": "phone", "test": "answered"}],
                },
            ],
        }
    ]
    about = {"key": "contact-set", "title": "Contact", "default_category": ""}
    row_of_set = authoring.begin({**about, "steps": steps, "strings": {"en": {"reach.name.label": "Who answers?"}}})
    row_of_set.is_set = True
    row_of_set.save_revision(changed=True)
    Form.objects.filter(pk=row_of_set.pk).update(is_set=True)
    assert [problem.code for problem in publishing.compile_form(draft(row_of_set))[1]] == ["only_a_set"]

    page = client.get(f"{BASE}{row.pk}/step/?source={row_of_set.pk}").content.decode()
    assert "Vragenset: Contact" in page
    assert "de vragen onderaan de stap “Wie bent u?”" in page
    sent_to = {"source": row_of_set.pk, "step": plain(row_of_set)[0]["id"], "into": plain(row)[1]["id"]}
    answer = client.post(f"{BASE}{row.pk}/step/", sent_to)
    told = messages(client, answer["Location"])
    assert "De vragen staan onderaan de stap." in told
    assert "De voorwaarde van de stap “Bereiken” is weggelaten" in told

    made, problems = publishing.compile_form(draft(row))
    assert problems == []
    assert [step["key"] for step in made["steps"]] == ["waarover", "wie"]
    fields = made["steps"][1]["fields"]
    assert [field["key"] for field in fields] == ["name", "email", "phone", "name_2"]
    assert fields[3]["visible_if"] == {"and": [{"answered": "phone"}]}
    assert made["strings"]["en"]["wie.name_2.label"] == "Who answers?"
    assert "Vragenset" in client.get(LIST).content.decode()


def test_a_step_becomes_a_question_set_that_tells_where_its_questions_went(
    row: Form, farid: tuple[Client, User]
) -> None:
    client, _user = farid
    step = plain(row)[0]["id"]
    overview = client.get(f"{BASE}{row.pk}/overview/").content.decode()
    assert f"{BASE}{row.pk}/set/?step={step}" in overview
    asked = client.get(f"{BASE}{row.pk}/set/?step={step}").content.decode()
    assert f'<option value="{step}" selected>' in asked
    assert 'value="Waarover?"' in asked
    before = state(row)
    refused = client.post(f"{BASE}{row.pk}/set/", {"step": step, "title": " "})
    assert "Geef de vragenset een naam." in refused.content.decode()
    assert client.post(f"{BASE}{row.pk}/set/", {"step": "gone", "title": "X"}).status_code == 200
    assert Form.objects.filter(is_set=True).count() == 0

    answer = client.post(f"{BASE}{row.pk}/set/", {"step": step, "title": "Vraag: waarover?"})
    made = Form.objects.get(is_set=True)
    assert answer["Location"] == f"{LIST}edit/{made.pk}/"
    assert (made.key, made.title, made.live) == ("vraag-waarover", "Vraag: waarover?", False)
    document, problems = publishing.compile_form(draft(made))
    assert [problem.code for problem in problems] == ["only_a_set"]
    assert [one["key"] for one in document["steps"]] == ["waarover"]
    assert document["steps"][0]["fields"][1]["visible_if"] == {"and": [{"===": [{"var": "topic"}, "iets"]}]}
    assert document["strings"]["en"]["waarover.topic.label"] == "What is it about?"
    ids = re.findall(r'"id": "([^"]+)"', json.dumps([plain(row), draft(made).steps.get_prep_value()]))
    assert len(ids) == len(set(ids))
    assert state(row) == before

    other = loaded.form(key="ander", title="Het andere formulier")
    assert uses(client, made) == ["Vraag"]  # the form that it was made of has these questions
    client.post(f"{BASE}{other.pk}/step/", {"source": made.pk, "step": plain(draft(made))[0]["id"]})
    assert uses(client, made) == ["Het andere formulier", "Vraag"]
    with CaptureQueriesContext(connection) as few:
        uses(client, made)
    third = loaded.form(key="derde", title="Het derde formulier")
    client.post(f"{BASE}{third.pk}/step/", {"source": made.pk, "step": plain(draft(made))[0]["id"]})
    uses(client, made)  # a form is a register: what was remembered is read again
    with CaptureQueriesContext(connection) as more:
        assert uses(client, made) == ["Het derde formulier", "Het andere formulier", "Vraag"]
    assert len(more) == len(few)
    newest = draft(other)
    newest.steps = newest.blocks(plain(newest)[:2])  # the step is taken out again
    newest.save_revision(changed=True)
    assert uses(client, made) == ["Het derde formulier", "Vraag"]
    history = client.get(f"{LIST}history/{third.pk}/").content.decode()
    assert "Heeft vragen van “Vraag: waarover?”" in history


def uses(client: Client, made: Form) -> list[str]:
    """The forms that the overview of a set names as having its questions."""
    page = client.get(f"{BASE}{made.pk}/overview/").content.decode()
    return re.findall(r'edit/\d+/">([^<]+)</a> sinds', page)


def test_a_set_that_nobody_took_over_says_so(row: Form, farid: tuple[Client, User]) -> None:
    Form.objects.filter(pk=row.pk).update(is_set=True)
    newest = draft(row)
    newest.is_set = True
    newest.save_revision(changed=True)
    page = farid[0].get(f"{BASE}{row.pk}/overview/").content.decode()
    assert "Nog geen formulier heeft deze vragen overgenomen." in page


def test_what_is_not_translated_leads_to_those_texts_for_who_may_translate(
    row: Form, farid: tuple[Client, User]
) -> None:
    client, user = farid
    Locale.objects.get_or_create(language_code="en")
    address = "/admin/translations/vraag/en/?of=draft&amp;state=missing#texts"
    for url in (f"{BASE}{row.pk}/overview/", f"{LIST}edit/{row.pk}/"):
        page = client.get(url).content.decode()
        assert re.search(rf'<a href="{re.escape(address)}">Nog niet vertaald in het', page)
        assert page.count(address) == 2  # and at the language itself
    sheet = client.get(html.unescape(address).partition("#")[0]).content.decode()
    assert 'id="texts"' in sheet
    assert "text:waarover.question.label" in sheet
    assert "text:waarover.topic.label" not in sheet  # which has its text
    for group in user.groups.all():
        group.permissions.remove(*group.permissions.filter(codename="translate_form"))
    for url in (f"{BASE}{row.pk}/overview/", f"{LIST}edit/{row.pk}/"):
        page = client.get(url).content.decode()
        assert "Nog niet vertaald in het" in page
        assert "#id_needs_all_languages" in page
        assert "/admin/translations/vraag/" not in page
