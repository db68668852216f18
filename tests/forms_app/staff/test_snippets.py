"""An editor and a form in the admin, through the pages themselves."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from forms_app.keys import RESERVED
from forms_app.models import Form, SecondPersonTask
from home.history import recorded
from home.models import User
from tests.cast import person
from tests.forms_app import loaded
from tests.forms_app.loaded import BACKEND, LIST, plain, state
from tests.forms_app.typed import typed
from tickets.models import Category, Ticket


@pytest.fixture
def row(desk: Ticket) -> Form:
    return loaded.form()


@pytest.fixture
def farid(desk: Ticket) -> tuple[Client, User]:
    return loaded.editor()


def edit(row: Form) -> str:
    return f"{LIST}edit/{row.pk}/"


def spoiled(row: Form) -> list[dict[str, Any]]:
    """One option without a category, one condition about a question that is gone."""
    steps = plain(row)
    steps[0]["value"]["fields"][0]["value"]["options"][1]["value"]["category"] = ""
    steps[0]["value"]["fields"][1]["value"]["visible_if"][0]["value"]["question"] = "gone"
    return steps


def said(client: Client, url: str) -> str:
    """The messages on the page after this one."""
    body = client.get(url).content.decode()
    return " ".join(re.findall(r'<li class="(?:error|success|warning)".*?</li>', body, re.DOTALL))


def test_the_list_shows_key_version_and_state(row: Form, farid: tuple[Client, User]) -> None:
    body = farid[0].get(LIST).content.decode()
    assert "Vraag" in body
    cells = re.sub(r"<[^>]+>|\s+", " ", body)
    assert re.search(r"vraag\s+1\s+Online", cells)


def test_the_list_costs_the_same_at_one_form_and_at_three(
    row: Form, farid: tuple[Client, User], django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    farid[0].get(LIST)
    with CaptureQueriesContext(connection) as one:
        farid[0].get(LIST)
    loaded.form(key="b", title="B")
    loaded.form(key="c", title="C")
    farid[0].get(LIST)  # a form is a register: what was remembered is read again
    with CaptureQueriesContext(connection) as three:
        farid[0].get(LIST)
    assert len(three) == len(one)


def test_a_draft_that_is_not_right_yet_saves_and_says_what_is_wrong_and_where(
    row: Form, farid: tuple[Client, User]
) -> None:
    before = state(row)
    client, _user = farid
    answer = client.post(edit(row), typed(row, spoiled(row)))

    assert answer.status_code == 302
    assert "moeten er nog 2 dingen gebeuren" in said(client, answer["Location"])
    assert state(row) == before
    body = client.get(edit(row)).content.decode()
    option = plain(row)[0]["value"]["fields"][0]["value"]["options"][1]["id"]
    assert f'data-block="{option}" data-setting="category"' in body
    assert "Kies bij dit antwoord een categorie." in body
    assert "Waarover? › Waar gaat het over? › Iets anders" in body


def test_publishing_what_is_wrong_shows_each_problem_at_its_block(row: Form, farid: tuple[Client, User]) -> None:
    before = state(row)
    answer = farid[0].post(edit(row), typed(row, spoiled(row), **{"action-publish": "action-publish"}))

    assert answer.status_code == 200
    assert state(row) == before
    body = answer.content.decode()
    found = re.search(r'data-w-block-arguments-value="([^"]*)"', body)
    assert found
    assert "Kies bij dit antwoord een categorie." in found[1].encode().decode("unicode-escape")
    assert "Kies een vraag die eerder in het formulier staat." in found[1].encode().decode("unicode-escape")
    fields = answer.context["form"].errors.as_data()["steps"][0].block_errors[0].block_errors["fields"].block_errors
    assert set(fields) == {0, 1}
    assert set(fields[0].block_errors["options"].block_errors[1].block_errors) == {"category"}
    assert set(fields[1].block_errors["visible_if"].block_errors[0].block_errors) == {"question"}


def test_publishing_what_is_right_makes_a_version_of_this_editor(row: Form, farid: tuple[Client, User]) -> None:
    client, user = farid
    steps = plain(row)
    steps[0]["value"]["fields"][2]["value"]["label"] = "Wat wilt u weten?"
    answer = client.post(edit(row), typed(row, steps, **{"action-publish": "action-publish"}))

    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.live_version is not None
    assert (row.live_version.number, row.live_version.published_by) == (2, user)
    assert client.get(f"{LIST}history/{row.pk}/").status_code == 200


def test_frozen_keys_are_shown_and_never_written_into_the_blocks(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    steps = plain(row)
    for field in steps[0]["value"]["fields"]:
        field["value"]["key"] = ""
    client.post(edit(row), typed(row, steps))
    draft = Form.objects.get(pk=row.pk).get_latest_revision_as_object()
    shown = client.get(edit(row)).context["form"].initial["steps"].get_prep_value()
    assert [field["value"]["key"] for field in shown[0]["value"]["fields"]] == ["topic", "what", "question"]

    client.post(edit(row), typed(draft, list(shown), **{"action-publish": "action-publish"}))
    row.refresh_from_db()
    assert {field["value"]["key"] for field in plain(row)[0]["value"]["fields"]} == {""}
    assert (row.live_version is not None, row.versions.count()) == (True, 1)


def test_the_key_of_a_form_never_changes(row: Form, farid: tuple[Client, User]) -> None:
    farid[0].post(edit(row), typed(row, key="anders", **{"action-publish": "action-publish"}))
    row.refresh_from_db()
    assert row.key == "vraag"


def test_a_new_form_begins_empty_and_goes_online_when_it_is_right(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    assert client.get(f"{LIST}add/").status_code == 200
    empty = Form(key="nieuw", title="", live=False)
    answer = client.post(f"{LIST}add/", typed(empty, default_category=""))
    assert answer.status_code == 302
    made = Form.objects.get(key="nieuw")
    assert (made.live, made.live_version) == (False, None)
    assert client.get(edit(made)).status_code == 200

    filled = typed(made, plain(row), title="Nieuw", default_category="brief")
    client.post(edit(made), filled | {"action-publish": "action-publish"})
    made.refresh_from_db()
    assert made.live
    assert made.live_version is not None


def test_a_key_that_the_website_uses_itself_is_refused_at_the_key(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    new = Form(key="klaar", title="Klaar", default_category="brief", live=False)
    answer = client.post(f"{LIST}add/", typed(new, plain(row), **{"action-publish": "action-publish"}))
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"key"}
    assert not Form.objects.filter(key="klaar").exists()


def test_a_copy_asks_for_a_key_and_keeps_the_questions(row: Form, farid: tuple[Client, User]) -> None:
    page = farid[0].get(f"{LIST}copy/{row.pk}/")
    copied = page.context["form"].instance
    assert (copied.pk, copied.key, copied.title, copied.live) == (None, "", "Vraag (kopie)", False)
    assert [step["value"]["key"] for step in copied.steps.get_prep_value()] == ["waarover", "wie"]


def test_bulk_publishing_judges_each_form_for_itself(row: Form, farid: tuple[Client, User]) -> None:
    client, user = farid
    other = loaded.form(key="ander", title="Ander")
    client.post(edit(row), typed(row, spoiled(row)))
    steps = plain(other)
    steps[1]["value"]["title"] = "Wie vraagt dit?"
    client.post(edit(other), typed(other, steps))
    before = state(row)

    url = f"/admin/bulk/forms_app/form/publish/?id={row.pk}&id={other.pk}&next={LIST}"
    assert client.get(url).status_code == 200
    answer = client.post(url)

    assert answer.status_code == 302
    assert state(row) == before
    other.refresh_from_db()
    assert other.live_version is not None
    assert (other.live_version.number, other.live_version.published_by) == (2, user)
    message = said(client, LIST)
    assert "“Vraag” is niet online gezet. Er moeten nog 2 dingen gebeuren." in message
    assert "1 formulier is online gezet." in message


def test_bulk_offline_and_one_by_one(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    client.post(f"/admin/bulk/forms_app/form/unpublish/?id={row.pk}&next={LIST}")
    row.refresh_from_db()
    assert (row.live, row.live_version is not None) == (False, True)
    draft = row.get_latest_revision_as_object()
    client.post(edit(row), typed(draft, **{"action-publish": "action-publish"}))
    row.refresh_from_db()
    assert (row.live, row.versions.count()) == (True, 1)
    client.post(f"{LIST}unpublish/{row.pk}/")
    row.refresh_from_db()
    assert row.live is False


def test_a_form_that_was_online_cannot_be_deleted_alone_or_among_others(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    client.post(f"{LIST}delete/{row.pk}/")
    client.post(f"/admin/bulk/forms_app/form/delete/?id={row.pk}&next={LIST}")
    assert Form.objects.filter(pk=row.pk).exists()
    assert "Het blijft bewaard" in said(client, LIST)


def approval(row: Form, kind_of_task: Any = None) -> tuple[Client, User]:
    """A workflow of one task for everybody of the group; the form is submitted to it."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

    from home.history import Actor, acting

    with acting(Actor("toets"), via="command"), recorded("toets"):
        task = (kind_of_task or GroupApprovalTask).objects.create(name="Nakijken")
        task.groups.add(Group.objects.get(name="Formulieren"))
        workflow = Workflow.objects.create(name="Vier ogen")
        WorkflowTask.objects.create(workflow=workflow, task=task)
        kind = ContentType.objects.get_for_model(Form)
        WorkflowContentType.objects.create(content_type=kind, workflow=workflow)
    second = User(username="tweede")
    with recorded("toets"):
        second.save()
        second.groups.add(*Group.objects.filter(name__in=["Balie", "Formulieren"]))
    other = Client()
    other.force_login(second, backend=BACKEND)
    return other, second


def test_submitting_what_is_wrong_is_refused_at_once(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    approval(row)
    answer = client.post(edit(row), typed(row, spoiled(row), **{"action-submit": "action-submit"}))
    assert answer.status_code == 200
    assert not Form.objects.get(pk=row.pk).workflow_in_progress


@pytest.mark.parametrize("is_modal", [False, True])
def test_approving_what_stopped_being_right_leaves_it_in_its_task(
    row: Form, farid: tuple[Client, User], is_modal: bool
) -> None:
    client, _user = farid
    other, _second = approval(row)
    steps = plain(row)
    steps[1]["value"]["title"] = "Wie vraagt dit?"
    client.post(edit(row), typed(row, steps, **{"action-submit": "action-submit"}))
    with recorded("toets"):
        brief = Category.objects.get(code="brief")
        brief.is_active = False
        brief.save()
    before = state(row)
    task = Form.objects.get(pk=row.pk).current_workflow_task_state
    assert task is not None

    url = reverse("wagtailsnippets_forms_app_form:workflow_action", args=[row.pk, "approve", task.pk])
    headers = {"x-requested-with": "XMLHttpRequest"} if is_modal else {}
    answer = other.post(url, {"comment": "", "next": edit(row)}, headers=headers)

    assert answer.status_code == (200 if is_modal else 302)
    assert state(row) == before
    assert Form.objects.get(pk=row.pk).current_workflow_task_state == task
    assert "“Vraag” is niet online gezet. Er moeten nog 3 dingen gebeuren." in said(other, edit(row))


def test_approving_what_is_right_puts_it_online_for_who_approved(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    other, second = approval(row)
    steps = plain(row)
    steps[1]["value"]["title"] = "Wie vraagt dit?"
    client.post(edit(row), typed(row, steps, **{"action-submit": "action-submit"}))
    task = Form.objects.get(pk=row.pk).current_workflow_task_state
    assert task is not None

    other.post(
        reverse("wagtailsnippets_forms_app_form:workflow_action", args=[row.pk, "approve", task.pk]), {"comment": ""}
    )

    row.refresh_from_db()
    assert row.live_version is not None
    assert (row.live_version.number, row.live_version.published_by) == (2, second)


def test_with_a_second_person_nobody_approves_what_is_their_own(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    other, _second = approval(row, SecondPersonTask)
    steps = plain(row)
    steps[1]["value"]["title"] = "Wie vraagt dit?"
    client.post(edit(row), typed(row, steps, **{"action-submit": "action-submit"}))
    before = state(row)

    def approve(who: Client) -> int:
        task = Form.objects.get(pk=row.pk).current_workflow_task_state
        assert task is not None
        url = reverse("wagtailsnippets_forms_app_form:workflow_action", args=[row.pk, "approve", task.pk])
        return who.post(url, {"comment": "", "next": edit(row)}).status_code

    approve(client)
    assert state(row) == before
    draft = Form.objects.get(pk=row.pk).get_latest_revision_as_object()
    steps[1]["value"]["title"] = "Wie bent u dan?"
    other.post(edit(row), typed(draft, steps))
    approve(other)
    assert state(row) == before
    assert Form.objects.get(pk=row.pk).workflow_in_progress

    with recorded("toets"):
        fresh = User(username="derde")
        fresh.save()
        fresh.groups.add(*Group.objects.filter(name__in=["Balie", "Formulieren"]))
    third = Client()
    third.force_login(fresh, backend=BACKEND)
    approve(third)
    row.refresh_from_db()
    assert row.live_version is not None
    assert (row.live_version.number, row.live_version.published_by) == (2, fresh)
    assert "Wie bent u dan?" in str(row.live_version.document)


def test_scheduling_what_is_wrong_is_refused_at_once(row: Form, farid: tuple[Client, User]) -> None:
    before = state(row)
    later = {"go_live_at": "2099-01-01 09:00", "action-publish": "action-publish"}
    answer = farid[0].post(edit(row), typed(row, spoiled(row), **later))
    assert answer.status_code == 200
    assert state(row) == before


def test_locking_history_comparing_and_going_back(row: Form, farid: tuple[Client, User]) -> None:
    client, _user = farid
    client.post(f"{LIST}lock/{row.pk}/")
    row.refresh_from_db()
    assert row.locked
    client.post(f"{LIST}unlock/{row.pk}/")
    steps = plain(row)
    steps[1]["value"]["title"] = "Wie vraagt dit?"
    client.post(edit(row), typed(row, steps, **{"action-publish": "action-publish"}))
    first, second = row.revisions.order_by("pk").values_list("pk", flat=True)
    compared = client.get(f"{LIST}history/{row.pk}/revisions/compare/{first}...{second}/")
    seen = re.sub(r"<[^>]+>", "", compared.content.decode())
    assert "bent u" in seen
    assert "vraagt dit" in seen
    assert client.get(f"{LIST}history/{row.pk}/revisions/{first}/revert/").status_code == 200
    assert client.get(f"{LIST}history/{row.pk}/revisions/{first}/view/").status_code == 200


@pytest.mark.parametrize("who", ["group Redactie", "handler GM9001", "functional_admin", "auditor"])
def test_others_neither_see_nor_change_forms(row: Form, who: str) -> None:
    user = person(who)
    assert user is not None
    client = Client()
    client.force_login(user, backend=BACKEND)
    before = state(row)
    for url in (LIST, edit(row), f"{LIST}add/", f"{LIST}unpublish/{row.pk}/", f"{LIST}preview/{row.pk}/"):
        assert client.get(url).status_code == 302
        assert "Uw vraag" not in client.get(url).content.decode()
    client.post(edit(row), typed(row, title="Gekaapt", **{"action-publish": "action-publish"}))
    client.post(f"/admin/bulk/forms_app/form/publish/?id={row.pk}&next={LIST}")
    client.post(f"/admin/bulk/forms_app/form/unpublish/?id={row.pk}&next={LIST}")
    assert state(row) == before
    assert "snippets/forms_app/form" not in client.get("/admin/").content.decode()


def test_an_editor_of_forms_sees_no_tickets(row: Form, farid: tuple[Client, User]) -> None:
    ticket = Ticket.objects.get()
    assert farid[0].get(f"/admin/desk/{ticket.reference}/").status_code == 404


def test_after_a_refusal_the_panel_speaks_of_what_was_typed(row: Form, farid: tuple[Client, User]) -> None:
    steps = plain(row)
    steps.insert(0, {"type": "step", "id": "new", "value": {"title": "Nieuw", "fields": [], "visible_if": []}})
    answer = farid[0].post(edit(row), typed(row, steps, **{"action-publish": "action-publish"}))
    body = answer.content.decode()
    assert 'data-block="new" data-setting="fields"' in body
    assert ">1. Nieuw</a>" in body


def test_the_overview_says_conditions_in_sentences_and_where_answers_lead(
    row: Form, farid: tuple[Client, User]
) -> None:
    body = farid[0].get(edit(row)).content.decode()
    assert "Dit moet kloppen: het antwoord op “Waar gaat het over?” is “Iets anders”." in body
    assert "→ Brief" in body


def row_of(question: str, test: str, value: str = "") -> dict[str, Any]:
    """A row of the conditions for urgent, as the editor types it."""
    return {"type": "row", "id": None, "value": {"question": question, "test": test, "value": value}}


@pytest.mark.parametrize(
    ("mode", "word", "sentence"),
    [("any", "or", "Eén hiervan moet kloppen:"), ("all", "and", "Dit moet allemaal kloppen:")],
)
def test_urgent_is_when_one_or_all_of_its_rows_hold(
    row: Form, farid: tuple[Client, User], mode: str, word: str, sentence: str
) -> None:
    client, _user = farid
    topic, what, _question = plain(row)[0]["value"]["fields"]
    rows = [
        row_of(topic["id"], "is", topic["value"]["options"][1]["id"]),
        row_of(what["id"], "answered"),
    ]
    posted = typed(row, None, rows, urgent_mode=mode, **{"action-publish": "action-publish"})
    assert client.post(edit(row), posted).status_code == 302
    row.refresh_from_db()
    assert row.live_version is not None
    tests = [{"===": [{"var": "topic"}, "iets"]}, {"answered": "what"}]
    assert row.live_version.document["urgent_if"] == {word: tests}
    overview = client.get(f"/admin/forms/{row.pk}/overview/").content.decode()
    told = overview.split("<h2>Dringend</h2>")[1].split("<h2>")[0]
    assert sentence in told
    assert "Iets anders" in told
    page = client.get(edit(row)).content.decode()  # and stands there as it was typed
    assert f'<option value="{mode}" selected>' in page


@pytest.mark.parametrize("key", sorted(RESERVED))
def test_a_step_whose_key_the_website_uses_itself_is_refused_in_plain_words(
    row: Form, farid: tuple[Client, User], key: str
) -> None:
    client, _user = farid
    fields = [{"type": "text", "id": "why", "value": {"label": "Waarom?"}}]
    named = {"type": "step", "id": "later", "value": {"title": "Nog iets", "key": key, "fields": fields}}
    before = state(row)
    posted = typed(row, [*plain(row), named], **{"action-publish": "action-publish"})
    body = client.post(edit(row), posted).content.decode()
    assert state(row) == before
    assert f"De sleutel {key} gebruikt de website zelf. Kies een andere." in body
    assert 'data-block="later" data-setting="key"' in body
    named["value"] = {"title": key.title(), "key": "", "fields": fields}  # a title alone makes another key
    posted = typed(row, [*plain(row), named], **{"action-publish": "action-publish"})
    assert client.post(edit(row), posted).status_code == 302
    row.refresh_from_db()
    assert row.live_version is not None
    assert row.live_version.document["steps"][2]["key"] == f"{key}-2"
