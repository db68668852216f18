import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation

from forms_app import rows, words
from forms_app.fields import TYPES
from forms_app.meanings import MEANINGS
from tests.forms_app.documents import ask_your_question, field, option, published, step, when

HOME = Path(words.__file__).parent
PURE = [
    *HOME.glob("fields/*.py"),
    *(HOME / f"{name}.py" for name in ("document", "findings", "naming", "rows", "journey")),
]
SAYING = [*PURE, HOME / "publishing.py"]
FORM = ask_your_question()


def literals() -> Iterator[str]:
    """Every text in the modules that find something wrong, that could be a code."""
    for module in SAYING:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_sentence_belongs_to_a_code_that_exists() -> None:
    assert {*words.ANSWER_PROBLEMS, *words.COMPILE_PROBLEMS, *words.WARNINGS} - set(literals()) == set()


def test_every_code_of_a_field_type_has_a_sentence() -> None:
    codes = {code for kind in TYPES.values() for code in (kind.missing, kind.unreadable)}
    assert codes - set(words.ANSWER_PROBLEMS) == set()


@pytest.mark.parametrize(
    ("call", "place", "sentences"),
    [
        ("Flaw", 0, words.ANSWER_PROBLEMS),
        ("Problem", 1, {**words.COMPILE_PROBLEMS, **words.WARNINGS}),
        ("Setting", 1, words.COMPILE_PROBLEMS),
        ("_demand", 2, words.COMPILE_PROBLEMS),
        ("_check_category", 2, words.COMPILE_PROBLEMS),
    ],
)
def test_every_code_that_is_raised_has_a_sentence(call: str, place: int, sentences: dict[str, object]) -> None:
    calls = [node for module in PURE for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call)]
    named = [node.args[place] for node in calls if getattr(node.func, "id", getattr(node.func, "attr", "")) == call]
    codes = {argument.value for argument in named if isinstance(argument, ast.Constant)}
    assert codes
    assert codes - set(sentences) == set()


def test_every_type_meaning_and_test_has_a_label() -> None:
    assert set(words.TYPE_LABELS) == set(TYPES)
    assert set(words.MEANING_LABELS) == set(MEANINGS)
    assert set(words.TEST_LABELS) == {test for kind in TYPES.values() for test in kind.tests}


def sentence(*conditions: dict[str, object], mode: str = "all") -> str:
    form = published(
        step(
            "Eerst",
            field("choice", "Onderwerp", "topic", options=[option("Een brief", "brief"), option("Les", "les")]),
            field("choices", "Hulp", "help", options=[option("Tolk", "interpreter"), option("Oppas", "child")]),
            field("yes_no", "Azc?", "azc"),
            field("number", "Groep", "size"),
            field("date", "Datum", "day"),
            field("postcode", "Postcode", "code"),
            field("municipality", "Gemeente", "town"),
            field("text", "Toen", "then", visible_if=list(conditions), visible_mode=mode),
        )
    )
    with translation.override("nl"):
        parts = rows.parts(form["steps"][0]["fields"][-1]["visible_if"])
        return words.sentence(parts, form, {"GM0512": "Gorinchem"})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (when("-topic", "is", "-topic-brief"), "Dit moet kloppen: het antwoord op “Onderwerp” is “Een brief”."),
        (
            when("-topic", "is_not", "-topic-les"),
            "Dit moet kloppen: het antwoord op “Onderwerp” is iets anders dan “Les”.",
        ),
        (
            when("-topic", "one_of", "-topic-les -topic-brief"),
            "Dit moet kloppen: het antwoord op “Onderwerp” is een van deze: Les, Een brief.",
        ),
        (when("-help", "is", "-help-child"), "Dit moet kloppen: het antwoord op “Hulp” is “Oppas”."),
        (when("-azc", "is", "no"), "Dit moet kloppen: het antwoord op “Azc?” is “Nee”."),
        (when("-size", "more", "12"), "Dit moet kloppen: het antwoord op “Groep” is meer of later dan 12."),
        (
            when("-day", "less", "1-12-2026"),
            "Dit moet kloppen: het antwoord op “Datum” is minder of eerder dan dinsdag 1 december 2026.",
        ),
        (
            when("-day", "working_days_ahead_at_most", "10"),
            "Dit moet kloppen: de dag bij “Datum” is over hoogstens 10 werkdagen.",
        ),
        (when("-code", "not_in_region"), "Dit moet kloppen: de postcode bij “Postcode” ligt buiten de regio."),
        (when("-town", "is", "GM0512"), "Dit moet kloppen: het antwoord op “Gemeente” is “Gorinchem”."),
        (when("-town", "not_answered"), "Dit moet kloppen: “Gemeente” is niet beantwoord."),
        (
            when("context.language", "is", "ar"),
            "Dit moet kloppen: het antwoord op “de taal van de bezoeker” is “العربية”.",
        ),
        (
            when("context.audience", "is", "inburgeraar"),
            "Dit moet kloppen: het antwoord op “voor wie het formulier is” is “inburgeraars”.",
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_condition_is_a_dutch_sentence(row: dict[str, object], said: str) -> None:
    assert sentence(row) == said


def test_several_tests_are_one_sentence() -> None:
    both = (when("-azc", "is", "yes"), when("-code", "answered"))
    assert sentence(*both) == ("Dit moet allemaal kloppen: het antwoord op “Azc?” is “Ja”; “Postcode” is beantwoord.")
    assert sentence(*both, mode="any") == (
        "Eén hiervan moet kloppen: het antwoord op “Azc?” is “Ja”; “Postcode” is beantwoord."
    )


def test_a_sentence_uses_only_what_its_problem_tells() -> None:
    found = {code: set(re.findall(r"%\((\w+)\)s", str(text))) for code, text in words.ANSWER_PROBLEMS.items()}
    assert {code: names for code, names in found.items() if names} == {
        "too_long": {"length", "max"},
        "sick_file": {"name"},
        "too_many_files": {"most"},
        "too_small": {"minimum"},
        "too_large": {"maximum"},
        "too_precise": {"decimals"},
        "too_many_choices": {"at_most"},
        "too_soon": {"days"},
        "too_soon_to_work": {"days"},
        "too_far_ahead": {"days"},
        "too_long_ago": {"years"},
        "too_few_rows": {"minimum"},
        "too_many_rows": {"maximum"},
    }


def test_a_voice_speaks_the_language_it_was_made_for() -> None:
    with translation.override("en"):
        voice = words.voice(FORM, "nl")
        assert (voice.word("yes"), voice.day(date(2026, 12, 1))) == ("Ja", "dinsdag 1 december 2026")
        assert voice.text("waar.postcode.label") == "Wat is uw postcode?"
