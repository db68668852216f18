"""The log says what went wrong and where, and nothing that somebody typed."""

import logging
import logging.config
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from portal import urls
from portal.logs import Plain

SECRET = "KANARIE-7F3K"


def crash(request: HttpRequest, code: str) -> HttpResponse:
    """A mistake of ours, whose message holds what somebody typed."""
    try:
        raise KeyError(code)
    except KeyError as error:
        raise ValueError(f"{code} is double") from error


urlpatterns = [path("crash/<str:code>/", crash, name="crash"), *urls.urlpatterns]


@pytest.fixture
def written() -> Iterator[StringIO]:
    place = StringIO()
    logging.config.dictConfig(settings.LOGGING)
    handler = next(one for one in logging.getLogger().handlers if isinstance(one.formatter, Plain))
    handler.setStream(place)  # type: ignore[attr-defined]
    yield place
    logging.getLogger().removeHandler(handler)


@pytest.mark.django_db
def test_a_crash_is_told_by_its_kind_its_lines_and_the_number_of_the_request(written: StringIO, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    answer = Client(raise_request_exception=False).get(f"/crash/{SECRET}/?name={SECRET}")
    told = written.getvalue()
    assert (answer.status_code, SECRET in answer.content.decode()) == (500, False)
    assert f"ERROR django.request {answer['X-Request-Id']} 500 GET /crash/<str:code>/" in told
    assert "builtins.ValueError" in told
    assert "builtins.KeyError" in told
    assert f"{__file__}:" in told
    assert SECRET not in told


def test_the_root_of_the_history_reaches_the_log(written: StringIO) -> None:
    logging.getLogger("home.verification").info("history root %s", "abc")
    logging.getLogger("a.library").info("chatter")
    assert written.getvalue().splitlines()[0].endswith("INFO home.verification - history root abc")
    assert "chatter" not in written.getvalue()


@pytest.mark.django_db
def test_what_is_not_there_is_no_line(written: StringIO) -> None:
    assert Client().get(f"/nl/volg/{SECRET}/").status_code in (302, 404, 200)
    assert Client().get(f"/nl/{SECRET}/").status_code == 404
    assert written.getvalue() == ""
