"""A group of questions that is asked again and again: one row more, one less, one back, without a script."""

import copy
import json
import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forms_app import answers, authoring, blocks, definitions, publishing
from forms_app.models import Draft, Form, Submission
from home.history import recorded
from home.refusals import Refused
from tests.asking import Program, errors
from tests.forms_app import loaded
from tests.forms_app.api.test_drafts import Filling
from tests.forms_app.loaded import LIST, plain
from tests.forms_app.typed import typed
from tests.walking import Walk
from tickets.models import Ticket

GROUP: dict[str, Any] = {
    "key": "gezin",
    "title": "Uw gezin",
    "default_category": "brief",
    "offered_from": 1,
    "steps": [
        {
            "key": "kinderen",
            "title": "Uw kinderen",
            "fields": [
                {
                    "type": "group",
                    "key": "children",
                    "label": "Wie zijn uw kinderen?",
                    "row_label": "Kind",
                    "required": True,
                    "max_rows": 3,
                    "fields": [
                        {"type": "text", "key": "name", "label": "Naam", "required": True},
                        {"type": "date", "key": "born", "label": "Geboren op", "period": "past"},
                    ],
                },
                {
                    "type": "calculation",
                    "key": "count",
                    "label": "Zoveel kinderen",
                    "formula": "count",
                    "of": "children",
                    "unit": "kinderen",
                },
                {
                    "type": "text",
                    "key": "help",
                    "label": "Wie helpt u?",
                    "visible_if": [{"question": "children", "test": "rows_at_least", "value": "2"}],
                },
            ],
        }
    ],
    "strings": {"en": {"kinderen.children.row_label": "Child", "kinderen.children.name.label": "Name"}},
}
ALI = {"children.0.name": "Ali", "children.0.born": ["3", "5", "2012"]}
SARA = {"children.1.name": "Sara"}
PAGE = {"_shown": "children", "_confirmed": "", "_warned": ""}


@pytest.fixture(autouse=True)
def form(settled: Ticket) -> Form:
    with recorded("toets"):
        return authoring.load(copy.deepcopy(GROUP))


def said(page: Any) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def posted(walk: Walk, **typed: Any) -> Any:
    return walk.client.post(f"{walk.base}kinderen/", PAGE | typed, follow=True)


def test_rows_are_kept_shown_and_sent_as_a_list_of_objects() -> None:
    walk = Walk(Client(), "gezin")
    check = said(walk.step("kinderen", **ALI, **SARA))
    assert "Naam: Ali<br>Geboren op: donderdag 3 mei 2012<br><br>Naam: Sara" in check
    walk.send("kinderen", **ALI, **SARA)
    assert Submission.objects.get().answers == {
        "children": [{"name": "Ali", "born": "2012-05-03"}, {"name": "Sara"}],
    }


def test_one_more_keeps_what_was_typed_and_leads_to_the_new_row() -> None:
    walk = Walk(Client(), "gezin")
    page = posted(walk, **ALI, _add_row="children")
    assert page.redirect_chain[-1][0].endswith("?rij=children#id_children.1")
    assert 'value="Ali"' in said(page)
    assert 'id="id_children.1.name"' in said(page)
    assert 'id="id_children.2.name"' not in said(page)


def test_no_more_rows_than_may_be() -> None:
    walk = Walk(Client(), "gezin")
    page = said(posted(walk, **ALI, **SARA, _add_row="children"))
    assert 'id="id_children.2.name"' in page
    assert 'name="_add_row"' not in page


def test_a_row_goes_and_can_be_put_back() -> None:
    walk = Walk(Client(), "gezin")
    page = said(posted(walk, **ALI, **SARA, _remove_row="children.0"))
    assert Draft.objects.get().answers["children"] == [{"name": "Sara"}]
    assert 'value="Ali"' not in page
    assert 'name="_restore_row"' in page
    page = said(posted(walk, **{"children.0.name": "Sara"}, _restore_row="children"))
    assert Draft.objects.get().answers["children"] == [{"name": "Ali", "born": "2012-05-03"}, {"name": "Sara"}]
    assert 'name="_restore_row"' not in page


def test_a_row_comes_back_between_the_rows_that_it_stood_between() -> None:
    walk, noor = Walk(Client(), "gezin"), {"children.4.name": "Noor"}
    posted(walk, **ALI, **SARA, **noor, _remove_row="children.1")
    posted(walk, **ALI, **noor, _restore_row="children")
    assert [row["name"] for row in Draft.objects.get().answers["children"]] == ["Ali", "Sara", "Noor"]


def test_a_row_that_went_is_nowhere_once_the_step_was_sent() -> None:
    walk = Walk(Client(), "gezin")
    posted(walk, **ALI, **SARA, _remove_row="children.0")
    posted(walk, **{"children.0.name": "Sara"})
    assert Draft.objects.get().raw == {}


def test_nothing_typed_is_lost_when_a_day_cannot_be_read() -> None:
    walk = Walk(Client(), "gezin")
    wrong = ALI | {"children.0.born": ["31", "2", "2012"]}
    page = said(walk.step("kinderen", **wrong, **SARA))
    assert 'href="#id_children.0.born"' in page
    assert "Geboren op (1)" in page
    assert 'value="31"' in page
    assert 'value="Sara"' in page


def test_what_is_missing_in_a_row_is_said_at_its_own_input() -> None:
    walk = Walk(Client(), "gezin")
    page = said(walk.step("kinderen", **ALI, **{"children.1.born": ["1", "1", "2015"]}))
    assert 'href="#id_children.1.name"' in page
    assert re.search(r'id="id_children\.1\.name"[^>]*aria-invalid="true"', page)


def test_a_group_that_must_be_filled_in_is_demanded() -> None:
    page = said(Walk(Client(), "gezin").step("kinderen"))
    assert 'href="#id_children"' in page
    assert "Vul dit minstens één keer in." in page


def test_a_question_may_come_with_the_number_of_rows() -> None:
    walk = Walk(Client(), "gezin")
    assert 'name="help"' not in said(posted(walk, **ALI))
    assert 'name="help"' in said(posted(walk, **ALI, **SARA))


def test_what_follows_from_answers_is_shown_and_not_stored() -> None:
    walk = Walk(Client(), "gezin")
    assert "Dit rekenen wij uit" in said(walk.get("kinderen"))
    assert "<bdi>2 kinderen</bdi>" in said(posted(walk, **ALI, **SARA))
    assert "Zoveel kinderen</dt> <dd><span" in said(walk.step("kinderen", **ALI, **SARA))
    ticket = walk.send("kinderen", **ALI, **SARA)
    submission = Submission.objects.get(ticket=ticket)
    assert set(submission.answers) == {"children"}
    assert ("count", "2 kinderen") in [(line.key, line.value) for line in answers.for_staff(submission, "nl")]


def test_a_definition_goes_out_and_comes_back_the_same(form: Form) -> None:
    definition = authoring.definition_of(form)
    read = definitions.read(json.dumps(definition).encode(), blocks.settings())
    group, count, _help = read["steps"][0]["fields"]
    assert ([inner["key"] for inner in group["fields"]], count["of"]) == (["name", "born"], "children")
    assert authoring.compared(form, read) == []


def test_a_file_sets_nothing_in_a_group_that_cannot_stand_there(form: Form) -> None:
    definition = authoring.definition_of(form)
    definition["steps"][0]["fields"][0]["fields"][0]["meaning"] = "sender_name"
    with pytest.raises(Refused) as refusal:
        definitions.read(json.dumps(definition).encode(), blocks.settings())
    assert refusal.value.data == {"where": "steps.0.fields.0.fields.0.meaning"}


def test_a_step_with_a_group_and_what_follows_from_it_is_copied(form: Form) -> None:
    with recorded("toets"):
        other = authoring.load(copy.deepcopy(loaded.DEFINITION))
        made = authoring.copy_step(form, plain(form)[0]["id"], other)
    assert made.losses == ()
    document, problems = publishing.compile_form(other.get_latest_revision_as_object())
    assert problems == []
    group, count, _help = document["steps"][-1]["fields"]
    assert (len(group["fields"]), count["of"]) == (2, [group["key"]])


def test_a_row_is_called_in_the_language_of_the_reader() -> None:
    page = said(Walk(Client(), "gezin", "en").get("kinderen"))
    assert ">Child</span>" in page
    assert ">Name" in page


def test_a_program_sends_a_list_and_hears_which_input_is_wrong() -> None:
    program = Program()
    refused = program.submit(
        form="gezin", answers={"children": [{"name": "Ali", "born": "ooit"}, {}, {"born": "1-1-15"}]}
    )
    assert [(field, code) for _step, field, code in errors(refused)] == [
        ("children.0.born", "invalidDate"),
        ("children.1.name", "required"),
        ("children.1.born", "invalidDate"),
    ]
    sent = program.submit(form="gezin", answers={"children": [{"name": "Ali"}]})
    assert sent.status_code == 201
    definition = Client().get("/api/v1/forms/gezin?language=en").json()
    group = definition["document"]["steps"][0]["fields"][0]
    assert (group["rowLabel"], group["maxRows"]) == ("Child", 3)
    assert [(inner["key"], inner["label"]) for inner in group["fields"]] == [("name", "Name"), ("born", "Geboren op")]


def test_far_too_many_rows_make_no_heavy_page_and_take_nothing_else_along() -> None:
    program = Filling("gezin")
    rows = [{"born": "x"}] * 15_000
    answer = program.answer({"children": rows, "help": "Noor"})
    assert [(wrong["field"], wrong["code"]) for wrong in answer.json()["errors"]] == [("children", "tooManyRows")]
    assert (answer.json()["answers"], json.loads(answer.json()["unreadable"]["children"][0])) == (
        {"help": "Noor"},
        rows,
    )
    assert len(answer.content) < 300_000
    page = said(opened(program).get("kinderen"))
    assert ('id="id_children.0.born"' in page, 'id="id_children.1.born"' in page) == (True, False)
    assert len(page) < 50_000


def opened(program: Filling) -> Walk:
    """Who goes on, on the pages, with what a program began."""
    walk = Walk(Client(), "gezin")
    walk.client.post("/nl/vraag/verder/", {"code": program.own["X-Resume-Code"]})
    return walk


@pytest.mark.parametrize(
    "kept",
    [
        ['[{"zz": 1, "name": 5}, {}]'],
        ['[{"name": 5}, {}]', '[{"born": [3]}, {}]'],
        ['[{}, {"name": 5}]'],
        ['[{}, {"name": [5]}]'],
        ['[{"name": {"a": 1}, "born": "never"}, {"name": ["x"]}]'],
        ["[" * 100_000],
    ],
)
def test_a_draft_that_was_kept_broken_opens_and_can_be_mended(kept: list[str]) -> None:
    program = Filling("gezin")
    Draft.objects.update(raw={"children": kept})
    answer = program.look()
    assert answer.status_code == 200
    assert {wrong["field"].partition(".")[0] for wrong in answer.json()["errors"]} == {"children"}
    assert program.send().status_code == 400
    assert opened(program).get("kinderen").status_code == 200
    assert program.answer({"children": [{"name": "Ali"}]}).json()["errors"] == []
    assert program.send().status_code == 201


SIMPLY = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
SIMPLY |= st.text(max_size=5)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """These values, lists of them, objects of them."""
    names = st.sampled_from(["name", "born", "zz", "value", "text", "0"])
    return inner | st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)


CRAFTED = nested(nested(nested(SIMPLY)))
ROWS = st.lists(st.dictionaries(st.sampled_from(["name", "born", "zz"]), CRAFTED, max_size=3), max_size=3)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([{"zz": 1, "name": 5}, {}])
@example([{}, {"name": 5, "zz": []}])
@given(CRAFTED | ROWS)
def test_whatever_a_program_sends_as_rows_is_answered_and_breaks_no_draft(value: Any) -> None:
    program = Filling("gezin")
    answers = [
        program.answer({"children": value}),
        program.look(),
        program.submit({"children": value}, form="gezin"),
    ]
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    assert answers[2].status_code in (201, 400)
    (unread,) = answers[1].json()["unreadable"].values() or ([],)
    is_kept = bool(unread or answers[1].json()["answers"].get("children"))
    assert answers[2].status_code == 400 or (is_kept and not unread), "what cannot be read is not sent"


def test_a_program_reads_what_it_sent_as_it_sent_it() -> None:
    program = Filling("gezin")
    rows = [{"name": "Ali", "born": "ooit"}, {"name": "Sara", "born": ["31", "2", "2012"]}]
    assert program.answer({"children": rows}).json()["unreadable"] == {"children": rows}
    assert program.look().json()["unreadable"] == {"children": rows}
    assert program.answer({"children": rows}).json()["errors"] == program.look().json()["errors"]
    refused = [{"zz": 1, "name": 5}, {}]
    (text,) = program.answer({"children": refused}).json()["unreadable"]["children"]
    assert json.loads(text) == refused


def test_a_program_does_not_see_a_row_that_was_taken_away() -> None:
    program = Filling("gezin")
    walk = opened(program)
    posted(walk, **ALI, **SARA, _remove_row="children.0")
    assert "children.removed" in program.draft.raw
    assert (program.look().json()["answers"], program.look().json()["unreadable"]) == (
        {"children": [{"name": "Sara"}]},
        {},
    )


def test_an_editor_types_a_group_and_sees_it_in_the_preview() -> None:
    client, _user = loaded.editor()
    row = Form.objects.get(key="gezin")
    client.post(f"{LIST}preview/{row.pk}/", typed(row, plain(row)))
    page = client.get(f"{LIST}preview/{row.pk}/?mode=check-nl&in_preview_panel=true").content.decode()
    assert "Naam: Voorbeeld van een antwoord" in page
    page = client.get(f"{LIST}preview/{row.pk}/?mode=empty-nl&in_preview_panel=true").content.decode()
    assert 'id="id_children.0.name"' in page
