"""The API as a whole: its document is true, strict in what it takes, and says no in one way."""

import html
import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi import checks

from home.history import recorded
from home.models import Municipality
from portal.api import document
from portal.loading import REGIONS, Folder
from portal.wsgi import application
from tests.asking import V1, Program, errors, problem
from tests.regions import waterdam
from tests.standing import maker
from tickets import access
from tickets.models import Ticket

DOCUMENT = document()
OPERATIONS = [(method, place, told) for place, methods in DOCUMENT["paths"].items() for method, told in methods.items()]
READS = [place for method, place, _told in OPERATIONS if method == "get"]
FILLED = {"typed": "1234", "id": "de-brief", "key": "vraag-het", "n": "1"}


def served(environ: Any, start_response: Any) -> list[bytes]:
    """The portal as a server runs it: each answer is closed, and with it the files that came with the question."""
    answer = application(environ, start_response)
    try:
        return list(answer)
    finally:
        answer.close()


SCHEMA = schemathesis.openapi.from_wsgi(f"{V1}/openapi.json", served)


@pytest.fixture
def ticket(settled: Ticket) -> Ticket:
    return settled


def filled(place: str, ticket: Ticket) -> str:
    return place.format(reference=ticket.reference, **FILLED)


@pytest.mark.parametrize(("method", "place", "told"), OPERATIONS, ids=lambda part: str(part)[:40])
def test_each_operation_is_told_in_full(method: str, place: str, told: dict[str, Any]) -> None:
    assert [bool(told.get(name)) for name in ("operationId", "summary", "description")] == [True] * 3
    assert [tag["name"] for tag in DOCUMENT["tags"] if tag["name"] in told["tags"]] == told["tags"] != []
    assert all(parameter["description"] for parameter in told["parameters"])
    good = [answer for status, answer in told["responses"].items() if status in ("200", "201")]
    assert ["example" in content for answer in good for content in answer["content"].values()] == [True]
    assert all("API-Version" in answer["headers"] for answer in told["responses"].values())
    bad = [answer for status, answer in told["responses"].items() if int(status) >= 400]
    assert all(list(answer["content"]) == ["application/problem+json"] for answer in bad)
    if method in ("post", "patch"):
        assert told["requestBody"]["required"] is True
        assert ["example" in content for content in told["requestBody"]["content"].values()] == [True]


def test_the_document_says_what_it_is() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert DOCUMENT["info"]["license"]["name"] == "EUPL-1.2"
    assert set(DOCUMENT["info"]["contact"]) == {"name", "url", "email"}
    assert DOCUMENT["servers"][0]["url"] == f"http://testserver{V1}"
    names = [told["operationId"] for _method, _place, told in OPERATIONS]
    assert len(names) == len(set(names)) == 19


def test_the_examples_of_the_document_are_what_it_describes() -> None:
    for _method, place, told in OPERATIONS:
        for answer in told["responses"].values():
            for content in answer.get("content", {}).values():
                schema = jsonschema_rs.Draft202012Validator({**content["schema"], "components": DOCUMENT["components"]})
                shown = [row["value"] for row in content.get("examples", {}).values()] or [content["example"]]
                wrong = [error.message for one in shown for error in schema.iter_errors(one)]
                assert wrong == [], (place, wrong)


def test_no_place_of_a_real_region_stands_in_the_document() -> None:
    said = json.dumps(DOCUMENT, ensure_ascii=False)
    demo = Folder(REGIONS / "demo")
    names = {row["name"] for row in demo.yaml("region.yaml")["municipalities"]}
    names |= {row["municipality"] for row in demo.csv("outside.csv")}
    names |= {row["municipality_code"] for row in (*demo.csv("postcodes.csv"), *demo.csv("outside.csv"))}
    assert len(names) > 10
    assert sorted(name for name in names if name in said) == []


def test_the_document_is_for_any_site() -> None:
    answer = Program().get("/openapi.json")
    assert answer.json() == json.loads(json.dumps(DOCUMENT))
    assert (answer["Access-Control-Allow-Origin"], answer["Cache-Control"]) == ("*", "public, max-age=300")
    assert Program().get("/openapi.json", **{"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("read", READS)
def test_a_parameter_that_nobody_knows_is_refused(ticket: Ticket, read: str) -> None:
    code = {"X-Access-Code": access.code_of(ticket)}
    answer = Program().get(f"{filled(read, ticket)}?colour=red", **code)
    assert (answer.status_code, errors(answer)) == (400, [(None, "colour", "unknownParameter")])


def test_a_parameter_that_stands_there_twice_is_refused(ticket: Ticket) -> None:
    assert errors(Program().get("/forms?language=nl&language=en")) == [(None, "language", "repeated")]


@pytest.mark.parametrize(
    "wrong",
    ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v2/forms", f"{V1}/nothing", f"{V1}/municipalities/", f"{V1}/%00"],
)
def test_an_address_that_is_not_there_is_a_problem(wrong: str) -> None:
    answer: Any = Client().get(wrong)
    assert (answer.status_code, problem(answer)["code"]) == (404, "notFound")
    assert answer["API-Version"] == "1.0.0"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace", "post"])
def test_a_method_that_is_not_there_says_which_is(method: str) -> None:
    answer: Any = getattr(Client(), method)(f"{V1}/municipalities")
    assert (answer.status_code, problem(answer)["code"]) == (405, "methodNotAllowed")
    assert (answer["Allow"], answer["API-Version"]) == ("GET, HEAD", "1.0.0")


def test_a_head_is_a_get_without_its_body(ticket: Ticket) -> None:
    whole, head = Program().get("/municipalities"), Client().head(f"{V1}/municipalities")
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head[name] for name in ("ETag", "Cache-Control", "API-Version")} == {
        name: whole[name] for name in ("ETag", "Cache-Control", "API-Version")
    }


def test_an_unknown_host_is_a_problem_too() -> None:
    answer: Any = Client().get(f"{V1}/municipalities", headers={"host": "evil.example"})
    assert (answer.status_code, problem(answer)["code"]) == (400, "badRequest")
    assert answer["API-Version"] == "1.0.0"


def test_a_public_answer_does_not_depend_on_cookies(ticket: Ticket, admin_client: Client) -> None:
    answer = admin_client.get(f"{V1}/municipalities")
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies


@pytest.mark.django_db
def test_the_type_of_a_problem_is_an_address_that_explains_it() -> None:
    told = [
        row["value"]
        for _method, _place, told in OPERATIONS
        for answer in told["responses"].values()
        for content in answer.get("content", {}).values()
        for row in content.get("examples", {}).values()
    ]
    kinds = {problem["type"].removeprefix("http://testserver"): problem["detail"] for problem in told}
    assert len(kinds) > 12
    for address, detail in kinds.items():
        page = Client().get(address)
        assert page.status_code == 200, address
        assert "…" in page.content.decode() or html.escape(detail) in page.content.decode(), address
    assert Client().get("/problems/no-such-kind").status_code == 404


def crash(request: HttpRequest) -> HttpResponse:
    """Something nobody thought of."""
    raise RuntimeError("Samira, 06 12345678")


urlpatterns = [path("api/v1/crash", crash)]


def test_a_crash_is_a_problem_that_gives_nothing_away(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    answer = Program().get("/crash")
    assert (answer.status_code, problem(answer)["code"]) == (500, "internalError")
    assert b"Samira" not in answer.content
    assert answer["API-Version"] == "1.0.0"


def test_an_error_is_never_kept(ticket: Ticket) -> None:
    assert Program().get("/postcodes/9998")["Cache-Control"] == "no-store"


@maker("pages_beside_the_desk")
def make_pages() -> None:
    """Pages of the invented region, whose municipalities have other names than those of the desk."""
    with recorded("toets"):
        for code in ("GM0001", "GM0002"):
            Municipality(name=f"Dorp {code}", code=code).save()
    waterdam.load()


@pytest.fixture
def pages_beside_the_desk(db: None) -> None:
    """Stands (tests/standing.py)."""


@pytest.fixture
def region(ticket: Ticket, pages_beside_the_desk: None) -> Iterator[Ticket]:
    """Pages, forms, postcodes, a ticket; the connection of the test outlives each request, as in Django's client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield ticket
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@SCHEMA.parametrize()
@settings(
    max_examples=12,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_request_is_answered_outside_the_document(region: Ticket, case: schemathesis.Case) -> None:
    case.call_and_validate(
        # A cursor, a language, a code of a municipality: their schema says less than the region knows.
        excluded_checks=[checks.positive_data_acceptance],
    )
