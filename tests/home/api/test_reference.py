"""Municipalities, postcodes and languages, for any program."""

from typing import Any

import pytest

from home.history import recorded
from home.models import Municipality
from tests.asking import V1, Program, problem
from tickets.models import Ticket


@pytest.fixture(autouse=True)
def _region(settled: Ticket) -> None:
    pass


SPELLINGS = ["1234", "1234ab", "1234 AB", " 1234  ab ", "NL-1234 AB", "nl1234ab", "١٢٣٤", "۱۲۳۴ ab"]
DAM = {"code": "GM9001", "name": "Waterdam"}


def test_the_municipalities_of_the_region_without_the_region_itself() -> None:
    assert Program().get("/municipalities").json() == {
        "results": [{"code": "GM9002", "name": "Polderkerk"}, DAM],
        "next": None,
    }


def test_a_list_is_read_page_by_page() -> None:
    with recorded("toets"):
        for number in range(5):
            Municipality(name=f"Dorp {number}", code=f"GM800{number}").save()
    names, path, program = [], "/municipalities?limit=3", Program()
    while path:
        page = program.get(path).json()
        assert len(page["results"]) <= 3
        names += [row["name"] for row in page["results"]]
        path = (page["next"] or "").removeprefix(V1)
    assert names == [*(f"Dorp {number}" for number in range(5)), "Polderkerk", "Waterdam"]


@pytest.mark.parametrize("cursor", ["x", "====", "ÿ", "AA", "bm9waW5n=", "AGE", "%00", "a" * 701, "/w"])
def test_a_cursor_that_was_not_made_here_is_refused(cursor: str) -> None:
    answer = Program().get(f"/municipalities?cursor={cursor}")
    assert answer.status_code == 400
    assert problem(answer)["code"] in ("badCursor", "badRequest")


@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten", "1e3", "9" * 30, ""])
def test_a_limit_is_from_1_to_200(limit: str) -> None:
    answer = Program().get(f"/municipalities?limit={limit}")
    assert (answer.status_code, problem(answer)["errors"][0]["field"]) == (400, "limit")


def test_eight_spellings_of_a_postcode_are_one_answer() -> None:
    program = Program()
    answers = [program.get(f"/postcodes/{typed}") for typed in SPELLINGS]
    assert [answer.status_code for answer in answers] == [200] * 8
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json() == {"pc4": "1234", "place": "Waterdam", "kind": "address", "municipality": DAM}


def test_a_box_says_that_it_is_one() -> None:
    assert Program().get("/postcodes/1200aa").json() == {
        "pc4": "1200", "place": "Waterdam", "kind": "poBox", "municipality": DAM,
    }  # fmt: skip


def test_a_postcode_outside_the_region_names_the_municipality_there() -> None:
    answer = Program().get("/postcodes/1299 ab")
    told = problem(answer)
    assert (answer.status_code, told["code"]) == (404, "outsideRegion")
    assert told["municipality"] == {"code": "GM9999", "name": "Verweg"}
    assert told["detail"] == "1299 ligt in Verweg. Dat is niet in deze regio."


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("9998", "unknownPostcode"),
        ("0123", "notAPostcode"),
        ("1234SS", "notAPostcode"),
        ("12345", "notAPostcode"),
        ("Waterdam", "notAPostcode"),
        ("%00", "notAPostcode"),
        ("%ff", "notAPostcode"),
        ("null", "notAPostcode"),
    ],
)
def test_a_postcode_that_nobody_knows_and_one_that_is_none(typed: str, code: str) -> None:
    answer = Program().get(f"/postcodes/{typed}")
    assert (answer.status_code, problem(answer)["code"]) == (404, code)


def test_the_languages_that_are_switched_on_say_how_complete_they_are() -> None:
    found = Program().get("/languages").json()
    assert found["next"] is None
    assert [row["code"] for row in found["results"]] == ["nl", "en", "ar"]
    assert found["results"][2] == {"code": "ar", "name": "العربية", "direction": "rtl", "complete": False}


@pytest.mark.parametrize(
    ("path", "queries"), [("/municipalities", 1), ("/postcodes/1234", 1), ("/postcodes/1299", 1), ("/languages", 3)]
)
def test_what_an_answer_costs(django_assert_num_queries: Any, path: str, queries: int) -> None:
    program = Program()
    program.get(path)  # registers are remembered from then on
    with django_assert_num_queries(queries):
        program.get(path)
