"""The texts of a form as a file and back: nothing is lost, no cell is a formula, nothing hostile is read."""

import csv
import io

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from forms_app import interchange
from forms_app.interchange import MOST_BYTES, NAMESPACE, Row
from home.refusals import Refused

ROWS = [
    Row("taal.title", "In welke taal?", "በየናይ ቋንቋ?", "Taal", "unchecked"),
    Row("taal.tip.text", 'Eerste regel\n"tweede"; derde', "", "Taal > Tip", "missing"),
    Row("_form.title", "=SOM(A1)", "-1+2", "Formulier", "stale"),
    Row("_form.closed_text", "'aanhaling", "@iets", "Formulier", "checked"),
]
# What XML itself cannot say is never stored either (writing.clean_text).
TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=40)


def bare(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [(row.name, row.source, row.text) for row in rows]


@pytest.mark.parametrize("made", [interchange.to_csv(ROWS), interchange.to_xliff(ROWS, "ti", "vraag")])
def test_what_went_out_comes_back_as_it_was(made: bytes) -> None:
    assert bare(interchange.read(made)) == bare(ROWS)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_any_words_survive_both_files(words: list[tuple[str, str]]) -> None:
    rows = [Row(f"a.b{number}", source, text) for number, (source, text) in enumerate(words)]
    assert bare(interchange.read(interchange.to_csv(rows))) == bare(rows)
    assert bare(interchange.read(interchange.to_xliff(rows, "ar", "vraag"))) == bare(rows)


def test_no_cell_is_a_formula() -> None:
    cells = [cell for row in csv.reader(io.StringIO(interchange.to_csv(ROWS).decode("utf-8-sig"))) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert "'=SOM(A1)" in cells


@pytest.mark.parametrize("between", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_spreadsheet_may_write_what_its_country_uses(between: str, mark: str) -> None:
    text = f"{mark}ID{between}Translation\r\ntaal.title{between}Dil\r\n{between}\r\n"
    assert interchange.read(text.encode()) == [Row("taal.title", "", "Dil")]


def test_a_tool_may_put_marks_inside_the_words() -> None:
    unit = (
        '<trans-unit id="a"><source>Kies <g id="1">een</g></source><target>Pick <g id="1">one</g></target></trans-unit>'
    )
    text = f'<xliff xmlns="{NAMESPACE}" version="1.2"><file><body>{unit}</body></file></xliff>'
    assert interchange.read(text.encode()) == [Row("a", "Kies een", "Pick one")]


def test_a_translation_tool_reads_how_each_text_is_doing() -> None:
    made = fromstring(interchange.to_xliff(ROWS, "ti", "vraag"))
    said = [target.get("state") for target in made.iter(f"{{{NAMESPACE}}}target")]
    assert said == ["needs-review-translation", "needs-translation", "needs-adaptation", "final"]
    file = next(made.iter(f"{{{NAMESPACE}}}file"))
    assert (file.get("source-language"), file.get("target-language")) == ("nl", "ti")


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    f'<xliff xmlns="{NAMESPACE}"><file><body><trans-unit id="a"><target>&b;</target></trans-unit></body></file></xliff>'
)
OUTSIDE = LAUGHS.replace('"ha"', 'SYSTEM "file:///etc/passwd"').replace("&b;", "&a;")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (LAUGHS.encode(), "not_xliff"),
        (OUTSIDE.encode(), "not_xliff"),
        (b'<!DOCTYPE x SYSTEM "http://example.org/x.dtd"><xliff/>', "not_xliff"),
        (b"<html>", "not_xliff"),
        (b"<html></html>", "not_xliff"),
        (b'<?xml version="1.0" encoding="nonsense"?><xliff/>', "not_xliff"),
        (f'<xliff xmlns="{NAMESPACE}"><file><body/></file></xliff>'.encode(), "no_rows"),
        (b"", "no_columns"),
        (b"id,text\na,b\n", "no_columns"),
        (b"id,translation\n", "no_rows"),
        ("id,translation\na,één\n".encode("latin-1"), "not_utf8"),
        (b"PK\x03\x04" + bytes(range(256)), "not_utf8"),
        (b"x" * (MOST_BYTES + 1), "file_too_large"),
        (b"id,translation\n" + b"a,b\n" * 20_001, "too_many_rows"),
        (b"id,translation\n" + b'a,"' + b"b" * 200_000 + b'"\n', "no_columns"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_translations_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        interchange.read(content)
