"""A form as a file: it comes back as it went, whatever it is; and a file may hold anything."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_app import authoring, blocks, definitions, document
from forms_app.definitions import Change
from home.refusals import Refused
from tests.forms_app.documents import (
    Block,
    ask_your_question_steps,
    ask_your_question_urgent_if,
    compiled,
    field,
    option,
    step,
    when,
)

ALLOWED = blocks.settings()
SETTINGS: dict[str, Any] = {
    "title": "Stel uw vraag",
    "audience": "inburgeraar",
    "default_category": "overig",
    "urgent_mode": "all",
    "receipt_text": "",
    "closed_text": "",
    "draft_days": 30,
    "submission_days": 365,
    "retention": "anonymise",
    "offered_from": 100,
    "needs_all_languages": False,
    "confirm_email": False,
    "needs_second": False,
}


def as_file(steps: list[Block], urgent: list[Block], strings: dict[str, dict[str, str]]) -> tuple[str, bytes]:
    """The digest of a form, and the bytes of its file."""
    made, _problems = compiled(*steps, urgent_if=urgent, strings=strings)
    found = definitions.written("stel-uw-vraag", SETTINGS, steps, urgent, made["keys"], strings)
    return document.digest(made), json.dumps(found, ensure_ascii=False).encode()


def digest_of(raw: bytes) -> str:
    """The digest of the form in a file."""
    found = definitions.read(raw, ALLOWED)
    steps, urgent = authoring.steps(found), authoring.urgent_rows(found)
    return document.digest(compiled(*steps, urgent_if=urgent, strings=found["strings"])[0])


TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@st.composite
def forms(draw: st.DrawFn) -> list[Block]:
    """Steps of questions of several kinds, with texts in any script and conditions on what was asked before."""
    kinds = draw(
        st.lists(
            st.sampled_from(["text", "choice", "choices", "number", "panel", "yes_no", "date"]), min_size=1, max_size=6
        )
    )
    fields: list[Block] = []
    asked: list[tuple[str, str]] = []
    for number, kind in enumerate(kinds):
        rows = [
            when(f"-q{n}", "is", f"-q{n}-een") if asked_kind == "choice" else when(f"-q{n}", "answered")
            for n, asked_kind in asked[:2]
        ]
        more: dict[str, Any] = {"text": draw(TEXTS)} if kind == "panel" else {"required": draw(st.booleans())}
        if kind in ("choice", "choices"):
            more["options"] = [option(draw(TEXTS), "een"), option(draw(TEXTS), "twee")]
        if kind == "number":
            more |= {"minimum": "1", "decimals": draw(st.integers(0, 2))}
        fields.append(field(kind, draw(TEXTS), f"q{number}", visible_if=draw(st.sampled_from([[], rows])), **more))
        if kind != "panel":
            asked.append((number, kind))  # type: ignore[arg-type]
    cut = draw(st.integers(0, len(fields)))
    return [step(draw(TEXTS), *fields[:cut], key="een"), step(draw(TEXTS), *fields[cut:], key="twee")]


@settings(max_examples=60)
@given(forms(), st.dictionaries(st.sampled_from(["en", "ar", "ti"]), st.dictionaries(st.just("een.title"), TEXTS)))
def test_what_is_written_and_read_is_the_same_form(steps: list[Block], strings: dict[str, dict[str, str]]) -> None:
    digest, raw = as_file(steps, [], strings)
    assert digest_of(raw) == digest


def test_a_form_of_the_portal_comes_back_as_it_went() -> None:
    digest, raw = as_file(ask_your_question_steps(), ask_your_question_urgent_if(), {"en": {"taal.title": "Language"}})
    assert digest_of(raw) == digest
    assert definitions.read(raw, ALLOWED)["urgent_if"][0] == {"question": "topic", "test": "is", "options": ["brief"]}


def small(**other: Any) -> dict[str, Any]:
    """A file of one step; `other` in the place of what it says."""
    one = {"key": "een", "title": "Een", "fields": [{"type": "text", "key": "name", "label": "Uw naam"}]}
    about = {"format": definitions.FORMAT, "schema_version": 1, "key": "nieuw", "title": "Nieuw", "steps": [one]}
    return about | other


def changed(path: str, value: Any) -> dict[str, Any]:
    """The small file with another value at a path; `*` adds a name."""
    found: Any = small()
    here, (*around, last) = found, path.split(".")
    for part in around:
        here = here[int(part) if part.isdigit() else part]
    here[last] = value
    return dict(found)


DEEP = b"[" * 200_000


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (b"", "json"),
        (b"\xff\xfe", "json"),
        (DEEP, "json"),
        (b"[]", "form"),
        (b'{"format": NaN}', "json"),
        (b" " * (definitions.LARGEST + 1), "size"),
        (small(format="other"), "format"),
        (small(schema_version=2), "format"),
        (small(key="../../etc"), "key"),
        (small(key="1"), "key"),
        (small(owner="root"), "form.owner"),
        (small(steps={}), "steps"),
        (small(strings={"xx": {}}), "strings.xx"),
        (small(strings={"en": {"a": {}}}), "strings.en.a"),
        (changed("steps.0.fields.0.type", "os.system"), "steps.0.fields.0.type"),
        (changed("steps.0.fields.0.type", ["text"]), "steps.0.fields.0.type"),
        (changed("steps.0.fields.0.label", {"a": 1}), "steps.0.fields.0.label"),
        (changed("steps.0.fields.0.max_length", 10**30), "steps.0.fields.0.max_length"),
        (changed("steps.0.fields.0.max_length", True), "steps.0.fields.0.max_length"),
        (changed("steps.0.fields.0.required", "yes"), "steps.0.fields.0.required"),
        (changed("steps.0.fields.0.__class__", "x"), "steps.0.fields.0.__class__"),
        (changed("steps.0.fields.0.id", "<script>"), "steps.0.fields.0.id"),
        (changed("steps.0.fields.0.key", 7), "steps.0.fields.0.key"),
        (changed("steps.0.visible_if", [{"question": [], "test": "is"}]), "steps.0.visible_if.0.question"),
        (changed("steps.0.fields.0.label", "x" * 10_001), "steps.0.fields.0.label"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_form_is_refused_where_it_goes_wrong(raw: Any, where: str) -> None:
    with pytest.raises(Refused) as refused:
        definitions.read(raw if isinstance(raw, bytes) else json.dumps(raw).encode(), ALLOWED)
    assert (refused.value.code, refused.value.data["where"]) == ("bad_definition", where)


NAMES = st.sampled_from(["key", "type", "fields", "id", "label", "visible_if", "options"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
)


@given(ANYTHING)
def test_whatever_stands_in_a_step_is_refused_or_read(anything: Any) -> None:
    try:
        found = definitions.read(json.dumps(small(steps=[anything])).encode(), ALLOWED)
    except Refused:
        return
    assert isinstance(authoring.steps(found), list)


def test_differences_are_said_in_the_order_of_the_form() -> None:
    old = definitions.read(json.dumps(small()).encode(), ALLOWED)
    new = definitions.read(
        json.dumps(
            small(
                title="Anders",
                steps=[
                    {
                        "key": "een",
                        "title": "Een",
                        "fields": [
                            {"type": "email", "key": "email", "label": "Uw adres"},
                            {"type": "text", "key": "name", "label": "Hoe heet u?", "required": True},
                        ],
                    }
                ],
                strings={"en": {"een.title": "One"}},
            )
        ).encode(),
        ALLOWED,
    )
    assert definitions.differences(old, new) == [
        Change("changed", (), "title", "Nieuw", "Anders"),
        Change("added", ("Een", "Uw adres")),
        Change("changed", ("Een", "Hoe heet u?"), "label", "Uw naam", "Hoe heet u?"),
        Change("changed", ("Een", "Hoe heet u?"), "required", "", "True"),
        Change("translated", (), "en", after="1"),
    ]
    back = definitions.differences(new, old)
    assert Change("removed", ("Een", "Uw adres")) in back
    assert all(change.what != "translated" for change in back)
