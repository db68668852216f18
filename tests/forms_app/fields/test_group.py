import json
from typing import Any

import pytest

from forms_app.fields import GROUP, SIMPLE, TYPES
from forms_app.fields.base import Flaw, Unreadable
from forms_app.fields.group import MOST_READ, Group
from tests.forms_app.documents import compiled, field, option, published, step, when
from tests.forms_app.fields.judging import CONTEXT, PLAIN_VOICE

ALI, SARA = {"name": "Ali", "born": "2012-05-03"}, {"name": "Sara"}


def children(**more: Any) -> Any:
    """A group of a name and a day, as an editor makes it."""
    name = field("text", "Naam", "name", id="-children-name", required=True)
    born = field("date", "Geboren op", "born", id="-children-born", period="past")
    return field("group", "Uw kinderen", "children", **{"fields": [name, born], **more})


def inner(**more: Any) -> Any:
    """The same as it stands in a document."""
    return published(step("Gezin", children(**more)))["steps"][0]["fields"][0]


FIELD = inner(row_label="Kind", max_rows=3)


def test_rows_are_read_from_inputs_named_by_group_number_and_question() -> None:
    typed = {
        "children.0.name": [" Ali "],
        "children.0.born": ["3", "5", "2012"],
        "children.1.name": [""],
        "children.1.born": ["", "", ""],
        "children.4.name": ["Sara"],
        "children.x.name": ["niemand"],
        "other.0.name": ["niemand"],
    }
    assert GROUP.collect(FIELD, typed) == [ALI, SARA]
    assert GROUP.collect(FIELD, {"children.0.name": [" "]}) is None
    assert GROUP.collect(FIELD, {}) is None


def test_what_is_laid_out_is_read_back() -> None:
    assert GROUP.collect(FIELD, GROUP.lay_out(FIELD, [ALI, SARA])) == [ALI, SARA]


def test_nothing_typed_is_lost_when_one_answer_cannot_be_read() -> None:
    typed = {"children.0.name": ["Ali"], "children.0.born": ["31", "2", "2012"], "children.1.name": ["Sara"]}
    answer = GROUP.collect(FIELD, typed)
    assert isinstance(answer, Unreadable)
    assert GROUP.rows(FIELD, answer) == [{"name": "Ali", "born": Unreadable(("31", "2", "2012"))}, SARA]
    assert GROUP.explain(answer.raw, FIELD, CONTEXT) == [Flaw("invalid_date", inside="0.born")]


def test_what_is_no_list_of_rows_cannot_be_read() -> None:
    assert GROUP.explain(("zomaar",), FIELD, CONTEXT) == [Flaw("unreadable")]
    assert GROUP.parse(["zomaar"]) == Unreadable(("zomaar",))
    assert GROUP.parse([]) is None


@pytest.mark.parametrize("answer", ["Ali", {"name": "Ali"}, ["Ali"], [{"nickname": "Ali"}]])
def test_a_program_sends_a_list_of_objects_with_known_questions(answer: object) -> None:
    read = GROUP.accept(FIELD, answer)
    assert isinstance(read, Unreadable)
    assert GROUP.explain(read.raw, FIELD, CONTEXT) == [Flaw("unreadable")]


def test_a_program_may_spell_inner_answers_as_generously_as_others() -> None:
    assert GROUP.accept(FIELD, [{"name": "Ali", "born": "3-5-2012"}, {"name": "Sara", "born": None}]) == [ALI, SARA]
    assert GROUP.accept(FIELD, []) is None
    assert GROUP.accept(FIELD, None) is None


def test_a_flaw_says_in_which_row_and_input_it_is() -> None:
    wrong = [{"born": "2012-05-03"}, {"name": "Sara", "born": "2030-01-01"}]
    assert GROUP.check(wrong, FIELD, CONTEXT) == [
        Flaw("required", inside="0.name"),
        Flaw("must_be_past", inside="1.born"),
    ]
    assert GROUP.check([ALI, SARA], FIELD, CONTEXT) == []


def test_no_fewer_and_no_more_rows_than_asked() -> None:
    assert GROUP.check([SARA], inner(min_rows=2), CONTEXT) == [Flaw("too_few_rows", {"minimum": 2})]
    assert GROUP.check([SARA] * 4, FIELD, CONTEXT) == [Flaw("too_many_rows", {"maximum": 3})]


def test_far_too_many_rows_are_one_text_that_no_page_lays_out() -> None:
    many = [{"name": "Ali", "born": "x"}] * (MOST_READ + 1)
    typed = {f"children.{number}.{key}": [text] for number, row in enumerate(many) for key, text in row.items()}
    for read in (GROUP.accept(FIELD, many), GROUP.collect(FIELD, typed)):
        assert isinstance(read, Unreadable)
        assert [json.loads(text) for text in read.raw] == [many], "nothing of it is lost"
        assert GROUP.rows(FIELD, read) == []
        assert GROUP.explain(read.raw, FIELD, CONTEXT) == [Flaw("too_many_rows", {"maximum": 3})]
    assert len(GROUP.rows(FIELD, GROUP.accept(FIELD, many[1:]))) == MOST_READ


def test_far_too_many_rows_that_were_kept_before_are_not_laid_out_either() -> None:
    told = [Flaw("too_many_rows", {"maximum": 3})]
    texts = (json.dumps([{}, {"born": ["x"]}]),) * (MOST_READ + 1)
    assert (GROUP.rows(FIELD, Unreadable(texts)), GROUP.explain(texts, FIELD, CONTEXT)) == ([], told)
    rows = [{"born": "2030-01-01"}] * (MOST_READ + 1)
    assert (GROUP.rows(FIELD, rows), GROUP.check(rows, FIELD, CONTEXT)) == ([], told)


def test_a_number_that_no_page_writes_is_no_row() -> None:
    assert GROUP.collect(FIELD, {"children.0.name": ["Sara"], f"children.{10**9}.name": ["Ali"]}) == [SARA]


def test_an_input_of_an_inner_answer_is_named_too() -> None:
    why = field("choice", "Waarom", "why", options=[option("Werk", "work"), option("Anders", "other")])
    why["value"]["options"][1]["value"]["namely"] = True
    asked = inner(fields=[why])
    assert GROUP.check([{"why": "other"}], asked, CONTEXT) == [Flaw("say_which", inside="0.why.other")]
    typed = {"children.0.why": ["other"], "children.0.why.other": ["de bus"]}
    assert GROUP.collect(asked, typed) == [{"why": {"value": "other", "text": "de bus"}}]


def test_rows_are_shown_with_their_questions() -> None:
    labels = {"gezin.children.name.label": "Naam", "gezin.children.born.label": "Geboren op"}
    voice = PLAIN_VOICE.__class__(labels.__getitem__, lambda _code: "%(label)s: %(value)s", PLAIN_VOICE.day)
    assert GROUP.show([ALI, SARA], FIELD, voice) == "Naam: Ali\nGeboren op: 03/05/2012\n\nNaam: Sara"


def test_a_condition_may_ask_how_many_rows_there_are() -> None:
    assert GROUP.derive([ALI, SARA], CONTEXT) == {"rows": 2}
    document = published(
        step("Gezin", children(), field("text", "Hulp", "help", visible_if=[when("-children", "rows_at_least", "2")]))
    )
    assert document["steps"][0]["fields"][1]["visible_if"] == {"and": [{">=": [{"var": "children.rows"}, 2]}]}


def test_what_stands_in_a_group_is_fixed_and_translated_like_any_other_question() -> None:
    document = published(
        step("Gezin", children(row_label="Kind")), strings={"en": {"gezin.children.name.label": "Name"}}
    )
    assert document["types"] == {"children": "group", "children.name": "text", "children.born": "date"}
    assert document["keys"]["-children-name"] == "name"
    assert document["strings"]["nl"]["gezin.children.row_label"] == "Kind"
    assert document["strings"]["en"] == {"gezin.children.name.label": "Name"}


def test_keys_are_one_of_a_kind_within_a_group_alone() -> None:
    name = field("text", "Naam", "name")
    twice = [field("text", "Naam", "name", id="-a"), field("text", "Naam", "name", id="-b")]
    assert published(step("Gezin", name, children()))
    _document, problems = compiled(step("Gezin", children(fields=twice)))
    assert [(problem.path, problem.code) for problem in problems] == [
        ((0, "fields", 0, "fields", 1, "key"), "duplicate_key")
    ]


@pytest.mark.parametrize("kind", sorted(set(TYPES) - set(SIMPLE)))
def test_only_simple_questions_stand_in_a_group(kind: str) -> None:
    _document, problems = compiled(step("Gezin", children(fields=[field(kind, "Iets", "iets", id="-in")])))
    assert ((0, "fields", 0, "fields", 0), "not_in_a_group") in [(found.path, found.code) for found in problems]


def test_a_group_without_questions_is_no_group() -> None:
    _document, problems = compiled(step("Gezin", children(fields=[])))
    assert [(found.path, found.code) for found in problems] == [((0, "fields", 0, "fields"), "no_inner_fields")]


def test_an_editor_says_how_many_rows() -> None:
    assert GROUP.settings({}) == ({"min_rows": 1, "max_rows": 10}, [])
    for wrong in ({"min_rows": 0}, {"max_rows": 21}, {"min_rows": 3, "max_rows": 2}):
        assert [setting.code for setting in GROUP.settings(wrong)[1]] == ["out_of_range"]


def test_the_schema_is_a_list_of_objects() -> None:
    schema = GROUP.schema(FIELD)
    assert (schema["minItems"], schema["maxItems"], schema["items"]["required"]) == (1, 3, ["name"])
    assert set(schema["items"]["properties"]) == {"name", "born"}
    assert isinstance(GROUP, Group)
