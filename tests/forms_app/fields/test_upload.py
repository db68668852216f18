from dataclasses import replace

import pytest

from forms_app.fields import TYPES
from forms_app.fields.base import Flaw, SentFile, Unreadable
from tests.forms_app.fields.judging import CONTEXT, PLAIN_VOICE

UPLOAD = TYPES["upload"]
ONE, TWO, SICK, OTHER = (f"3f2504e0-4f89-41d3-9a0c-0305e82c330{number}" for number in range(4))
FIELD = {"key": "photo", "msg_id": "step.photo", "most_files": 2, "most_megabytes": 10}
SENT = replace(
    CONTEXT,
    files={
        ONE: SentFile("photo", "brief.jpg", "1 MB"),
        TWO: SentFile("photo", "achterkant.jpg", scan="waiting"),
        SICK: SentFile("photo", "ziek.pdf", scan="sick"),
        OTHER: SentFile("report", "verslag.pdf"),
    },
)


def test_files_are_their_numbers_once_each() -> None:
    assert UPLOAD.parse([ONE.upper(), TWO, ONE, ""]) == [ONE, TWO]
    assert UPLOAD.parse([]) is None
    assert UPLOAD.write([ONE, TWO]) == [ONE, TWO]


@pytest.mark.parametrize("typed", ["brief.jpg", "../../etc/passwd", ONE[:-1]])
def test_what_is_no_number_of_a_file_cannot_be_read(typed: str) -> None:
    assert UPLOAD.parse([typed]) == Unreadable((typed,))


def test_only_a_file_that_was_sent_for_this_question_will_do() -> None:
    assert UPLOAD.check([ONE, TWO], FIELD, SENT) == []
    assert UPLOAD.check([OTHER], FIELD, SENT) == [Flaw("unknown_file")]
    assert UPLOAD.check([ONE], FIELD, CONTEXT) == [Flaw("unknown_file")]


def test_a_sick_file_is_told_by_its_name_until_it_is_taken_out() -> None:
    assert UPLOAD.check([SICK], FIELD, SENT) == [Flaw("sick_file", {"name": "ziek.pdf"})]


def test_no_more_files_than_asked() -> None:
    assert UPLOAD.check([ONE, TWO], FIELD | {"most_files": 1}, SENT) == [Flaw("too_many_files", {"most": 1})]


def test_files_are_shown_by_name_one_per_line() -> None:
    voice = replace(PLAIN_VOICE, names={ONE: "brief.jpg (1 MB)", TWO: "achterkant.jpg (2 MB)"})

    assert UPLOAD.show([ONE, TWO], FIELD, voice) == "brief.jpg (1 MB)\nachterkant.jpg (2 MB)"
    assert UPLOAD.show([ONE], FIELD, PLAIN_VOICE) == "FILE_GONE"


def test_an_editor_says_how_many_and_how_large() -> None:
    assert UPLOAD.settings({}) == ({"most_files": 3, "most_megabytes": 10}, [])
    assert UPLOAD.settings({"most_files": 1, "most_megabytes": 25}) == ({"most_files": 1, "most_megabytes": 25}, [])
    _settings, wrong = UPLOAD.settings({"most_files": 11, "most_megabytes": 26})
    assert [(setting.name, setting.code) for setting in wrong] == [
        ("most_files", "out_of_range"),
        ("most_megabytes", "out_of_range"),
    ]


def test_the_schema_says_how_many() -> None:
    schema = UPLOAD.schema(FIELD)

    assert (schema["type"], schema["maxItems"], schema["items"]["format"]) == ("array", 2, "uuid")
