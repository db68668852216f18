"""A draft tried out to its very end: what would have been is shown, and nothing of it is there afterwards."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from forms_app import keys
from forms_app.models import Form
from home import verification
from home.models import User
from tests.forms_app import loaded
from tests.forms_app.loaded import plain
from tests.home.strange_files import pdf, picture
from tests.walking import Walk
from tickets.models import Ticket

SAID = {"topic": "iets", "what": "Mijn huis", "question": "Wie belt mij?"}
WHO = {"name": "Kees Proef", "email": "kees.proef@example.org"}


@pytest.fixture
def row(desk: Ticket) -> Form:
    return loaded.form()


@pytest.fixture
def farid(desk: Ticket) -> tuple[Client, User]:
    return loaded.editor()


class Trial:
    """An editor who fills in a form that nobody gets."""

    def __init__(self, client: Client, form: Form, language: str = "nl") -> None:
        self.client = client
        self.url = f"/admin/forms/{form.pk}/trial/"
        self.page = client.get(f"{self.url}?language={language}")

    @property
    def text(self) -> str:
        """The page that is there now."""
        return str(self.page.content.decode())

    def hidden(self) -> dict[str, str]:
        """What the page remembers."""
        found = re.findall(r'<input type="hidden" name="(_state|_language|_step|_shown)" value="([^"]*)"', self.text)
        return dict(found)

    def fill(self, **answers: Any) -> "Trial":
        """Fills in the page, and goes on."""
        self.page = self.client.post(self.url, {**self.hidden(), **answers, "_onward": "1"})
        return self

    def press(self, button: str, value: Any = "", **more: Any) -> "Trial":
        """A button that stays on the page."""
        self.page = self.client.post(self.url, {**self.hidden(), button: value, **more})
        return self

    def go(self, where: str) -> "Trial":
        """Another page."""
        self.page = self.client.post(self.url, {**self.hidden(), "_goto": where})
        return self


def counted() -> dict[str, int]:
    """The rows of every table but that of sessions."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table != "django_session" and model._meta.managed:
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                found[table] = cursor.fetchone()[0]
    return found


def everything() -> str:
    """All that stands in the tables that a question reaches."""
    names = ("forms_app_", "tickets_", "home_")
    with connection.cursor() as cursor:
        rows = []
        for model in apps.get_models():
            if model._meta.db_table.startswith(names):
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
                rows.append((model._meta.db_table, sorted(map(str, cursor.fetchall()))))
    return str(rows)


def test_the_draft_is_filled_in_to_the_end_and_nothing_is_there_afterwards(
    row: Form, farid: tuple[Client, User]
) -> None:
    steps = plain(row)
    steps[0]["value"]["title"] = "Waarover is uw vraag?"
    row.steps = row.blocks(steps)
    row.save_revision()
    row.refresh_from_db()
    before, all_before = counted(), everything()
    sealed = verification.verify()

    trial = Trial(farid[0], row)
    assert "Waarover is uw vraag?" in trial.text
    trial.fill(topic="iets", question="Wie belt mij?")
    assert "Wat dan?" in trial.text
    trial.fill(**SAID).fill(**WHO)
    assert "Controleer uw antwoorden" in trial.text
    assert "Mijn huis" in trial.text
    trial.go("_send")

    said = trial.text
    assert "Dit zou er gebeurd zijn" in said
    assert "Loket" in said or "Triage" in said
    assert "kees.proef@example.org" in said
    assert "Wij hebben uw vraag ontvangen." in said
    assert "Het nummer is ···-····-····." in said
    assert re.findall(r"WTR-[A-Z0-9]{4}-[A-Z0-9]{4}", said) == []
    assert "Waar gaat het over?" in said
    assert trial.page.context["outcome"].birth.reasons
    receipt, status = trial.page.context["outcome"].pages
    assert "Wij hebben uw vraag ontvangen" in receipt.html
    assert "Mijn huis" in receipt.html
    assert "Wie belt mij?" in status.html
    assert "Schrijf terug" in status.html
    for page in (receipt, status):
        assert 'class="kl-header"' in page.html  # the whole page, as it is
        assert not re.search(r"<script|<a [^>]*href", page.html)
        assert html.escape(page.html) in said
    assert said.count('sandbox="allow-same-origin"') == 2
    codes = re.findall(r'Geheime code</dt><dd><bdi dir="ltr">([^<]*)<', receipt.html)
    assert codes == ["····-····-··"]

    assert counted() == before
    assert everything() == all_before
    assert "Kees Proef" not in everything()
    assert mail.outbox == []
    assert verification.verify() == sealed
    assert sealed.findings == []


def test_what_is_wrong_is_said_at_its_question_and_one_can_go_back(row: Form, farid: tuple[Client, User]) -> None:
    trial = Trial(farid[0], row).fill(topic="", question="")
    assert "Kies een antwoord." in trial.text
    trial.fill(topic="brief", question="Wie belt mij?").fill(name="", email="geen adres")
    assert "Vul dit in." in trial.text
    assert 'value="geen adres"' in trial.text
    trial.go("waarover")
    assert "Wie belt mij?" in trial.text


def test_it_goes_in_any_language_that_visitors_can_choose(row: Form, farid: tuple[Client, User]) -> None:
    from wagtail.models import Locale

    Locale.objects.get_or_create(language_code="ar")
    trial = Trial(farid[0], row, "ar")
    assert 'dir="rtl"' in trial.text
    trial.fill(topic="brief", question="متى؟").fill(**WHO).go("_send")
    letter = trial.page.context["outcome"].letters[0]
    assert (letter.to, bool(re.search("[\u0600-\u06ff]", letter.text))) == (WHO["email"], True)


def test_a_draft_that_is_not_right_says_what_must_be_done_first(row: Form, farid: tuple[Client, User]) -> None:
    steps = plain(row)
    steps[0]["value"]["title"] = ""
    row.steps = row.blocks(steps)
    row.save_revision()
    assert "Dit moet nog gebeuren voordat u het formulier kunt proberen" in Trial(farid[0], row).text


def test_files_go_along_as_those_of_a_visitor_and_are_nowhere_afterwards(
    row: Form, farid: tuple[Client, User], private_files: Path, tmp_path: Path, settings: Any
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "temporary"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100  # so that each is a file on disk while it is looked at
    steps = plain(row)
    photo = {"label": "Foto van de brief", "required": True, "most_files": 2}
    steps[1]["value"]["fields"].append({"type": "upload", "id": "photo", "value": {**photo, "key": "photo"}})
    row.steps = row.blocks(steps)
    row.save_revision()
    before, all_before = counted(), everything()

    trial = Trial(farid[0], row).fill(topic="brief", question="Wie?")
    assert 'formaction="?"' in trial.text
    trial.fill(name="Kees")
    assert "Voeg een bestand toe" in trial.text
    trial.press("photo", [sent("brief.docx", b"PK geen brief")], name="Kees")
    assert "Dit soort bestand" in trial.text or 'aria-invalid="true"' in trial.text
    assert "brief.docx" not in trial.text
    assert 'value="Kees"' in trial.text
    trial.press("photo", [sent("mijn brief.jpg", picture()), sent("brief.pdf", pdf())])
    assert "mijn brief.jpg" in trial.text
    trial.press("photo", [sent("derde.pdf", pdf())])
    assert "derde.pdf" not in trial.text
    number = re.search(r'name="_remove" value="([^"]*)"', trial.text)
    assert number
    trial.press("_remove", number[1])
    assert "mijn brief.jpg" not in trial.text
    trial.fill(name="Kees", photo=[sent("nog een.png", picture("PNG"))])
    assert "Controleer uw antwoorden" in trial.text
    assert "nog een.png" in trial.text
    trial.go("_send")
    outcome = trial.page.context["outcome"]
    lines = {line.key: line.value for line in outcome.lines}
    assert re.fullmatch(r"brief\.pdf \([^)]*\)\nnog een\.png \([^)]*\)", lines["photo"])
    assert "nog een.png" in outcome.pages[0].html

    assert counted() == before
    assert everything() == all_before
    kept = [path for folder in (private_files, settings.FILE_UPLOAD_TEMP_DIR) for path in folder.rglob("*")]
    assert [path for path in kept if path.is_file()] == []


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_neither_a_limit_nor_a_last_moment_stops_a_trial(row: Form, farid: tuple[Client, User]) -> None:
    row.most_submissions = 1
    row.save_revision().publish()
    row.tally.submitted = 1
    row.tally.save()
    trial = Trial(farid[0], row).fill(topic="brief", question="Wie?").fill(name="Kees").go("_send")
    assert "Geen: er is geen e-mailadres ingevuld." in trial.text
    row.tally.refresh_from_db()
    assert row.tally.submitted == 1


def test_nothing_that_the_page_remembers_is_named_as_a_question_can_be(row: Form, farid: tuple[Client, User]) -> None:
    page = Trial(farid[0], row).text.partition('class="utrecht-form"')[2].partition("</form>")[0]
    names = set(re.findall(r'name="([^"]+)"', page))
    assert {"_state", "_language", "_step", "_shown", "_onward"} <= names
    assert {name for name in names if keys.FIELD_KEY.fullmatch(name)} == {"csrfmiddlewaretoken", "topic", "question"}


@pytest.mark.parametrize("state", ["", "made-up", "eyJhIjoxfQ:1abc:zzz"])
def test_a_state_that_was_made_up_begins_anew(row: Form, farid: tuple[Client, User], state: str) -> None:
    answer = farid[0].post(f"/admin/forms/{row.pk}/trial/", {"_state": state, "_goto": "_send", "_language": "nl"})
    assert answer.status_code == 200
    assert "Waarover?" in answer.content.decode()


@pytest.mark.parametrize("who", ["group Redactie", "handler GM9001"])
def test_others_try_nothing(row: Form, who: str) -> None:
    client, _user = loaded.editor(who)
    url = f"/admin/forms/{row.pk}/trial/"
    answers: list[Any] = [client.get(url), client.post(url, {"_goto": "_send"})]
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("key", ["language", "state", "step", "shown", "onward", "goto"])
def test_a_question_may_be_called_as_what_the_page_remembers(row: Form, farid: tuple[Client, User], key: str) -> None:
    steps = plain(row)
    asked = {"label": "In welke taal?", "key": key, "required": True}
    steps[1]["value"]["fields"].append({"type": "language", "id": "mother", "value": asked})
    row.steps = row.blocks(steps)
    row.save_revision()
    trial = Trial(farid[0], row).fill(topic="brief", question="Wie?").fill(name="Kees", **{key: "nl"}).go("_send")
    lines = {line.key: line.value for line in trial.page.context["outcome"].lines}
    assert lines[key] == "Nederlands"


def test_a_trial_does_not_tell_that_somebody_sent_the_same(row: Form, farid: tuple[Client, User]) -> None:
    said = {**SAID, "question": "Wie belt mij over deze brief?"}

    def sent() -> Ticket:
        walk = Walk(Client(), "vraag")
        walk.step("waarover", **said)
        return walk.send("wie", **WHO)

    first = sent()
    assert sent().parent == first, "else there would be nothing to tell"
    trial = Trial(farid[0], row).fill(**said).fill(**said).fill(**WHO).go("_send")
    receipt, _status = trial.page.context["outcome"].pages
    assert "Wij hebben uw vraag ontvangen" in receipt.html
    assert "eerder ook al" not in receipt.html
