"""Guidance pages as another front end shows them."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query
from pydantic import AwareDatetime, BeforeValidator, Field

from home import guidance
from home.api.operations import (
    MINUTE,
    PLAIN,
    Cursor,
    Limit,
    Listed,
    MunicipalityShape,
    Operations,
    ReaderLanguage,
    Shape,
    bad_request,
    camel,
    known_language,
    onward,
)
from home.guidance import Guidance
from home.languages import SOURCE, direction
from home.models import Municipality
from home.refusals import Refused

router = Operations("Guidance")
GuidanceId = Annotated[str, Path(max_length=255, pattern=PLAIN, description="The same in every language.")]
Code = Annotated[str, Query(max_length=10, pattern=PLAIN, description="Code of a municipality of the region.")]
Topic = Annotated[str, Query(max_length=200, pattern=PLAIN, description="One of the topics of a page.")]
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)


def _written_out(typed: object) -> object:
    """What is a moment in full: a bare number would be read as seconds since 1970."""
    if not RFC_3339.fullmatch(str(typed)):
        raise ValueError("not a moment with its offset")
    return typed


Since = Annotated[
    Annotated[AwareDatetime, BeforeValidator(_written_out)] | None,
    Query(alias="changedSince", description="Published at or after this moment, with its offset."),
]
Format = Annotated[Literal["html", "blocks"], Query(alias="format", description="The parts as HTML, or as data.")]


class GuidanceLine(Shape):
    """A page in the list."""

    id: str = Field(max_length=255)
    title: str
    url: str
    language: str = Field(description="The language it is in: the one asked, or the next best one.")
    available_languages: list[str]
    checked_on: date | None = Field(description="The day on which somebody made sure that it is right.")
    changed_at: datetime | None = Field(description="When it was last published.")
    topics: list[str]


class ItemShape(Shape):
    """A step, or a thing to bring."""

    title: str
    html: str | None = None


class BlockShape(Shape):
    """A block of a part; which fields it has follows from its type."""

    type: Literal["paragraph", "steps", "things", "panel", "picture", "video", "municipality", "contact", "word"]
    html: str | None = None
    items: list[ItemShape] | None = None
    title: str | None = None
    kind: str | None = None
    url: str | None = None
    width: int | None = None
    height: int | None = None
    alt: str | None = None
    caption: str | None = None
    captions: str | None = None
    minutes: int | None = None
    municipality: MunicipalityShape | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    desk: str | None = None
    hours: str | None = None
    word: str | None = None
    explanation: str | None = None


class PartShape(Shape):
    """One of the seven parts of a page: as `html`, or as `blocks`."""

    key: Literal["shortAnswer", "whoFor", "steps", "whatToBring", "byWhen", "whoHelps", "officialWords"]
    heading: str
    html: str | None = None
    blocks: list[BlockShape] | None = None


class GuidanceShape(GuidanceLine):
    """A page."""

    requested_language: str
    direction: Literal["ltr", "rtl"]
    format: Literal["html", "blocks"]
    parts: list[PartShape]


LINE = {
    "id": "de-brief-van-duo",
    "title": "De brief over uw termijn",
    "url": "https://portal.example/nl/uitleg/de-brief/",
    "language": "nl",
    "availableLanguages": ["nl", "en"],
    "checkedOn": "2026-11-20",
    "changedAt": "2026-11-21T09:00:00+01:00",
    "topics": ["brief"],
}
PAGE = {
    **LINE,
    "requestedLanguage": "ar",
    "direction": "ltr",
    "format": "html",
    "parts": [{"key": "shortAnswer", "heading": "Kort antwoord", "html": "<p>Lees de brief.</p>"}],
}


@router.reads(
    "/guidance",
    Listed[GuidanceLine],
    name="listGuidance",
    example={"results": [LINE], "next": None},
    refusals=[Refused("bad_cursor")],
    seconds=MINUTE,
)
def pages(
    request: HttpRequest,
    language: ReaderLanguage = SOURCE,
    municipality: Code = "",
    topic: Topic = "",
    changed_since: Since = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> dict[str, Any]:
    """The guidance pages by id. With `municipality`: without those that are only about other municipalities."""
    reader = known_language(language)
    found, after = guidance.listed(
        guidance.way_of(reader),
        municipality=_municipality(municipality),
        topic=topic,
        changed_since=_moment(changed_since),
        cursor=cursor,
        limit=limit,
    )
    asked = {"language": reader, "municipality": municipality, "topic": topic, "limit": limit}
    since = changed_since.isoformat() if changed_since else ""
    return {
        "results": [_line(one) for one in found],
        "next": onward("/guidance", after, changedSince=since, **asked),
    }


@router.reads(
    "/guidance/{id}",
    GuidanceShape,
    name="getGuidance",
    example=PAGE,
    refusals=[Refused("not_found")],
    seconds=MINUTE,
)
def page(
    request: HttpRequest,
    response: HttpResponse,
    id: GuidanceId,  # noqa: A002  the name in the address
    language: ReaderLanguage = SOURCE,
    municipality: Code = "",
    shape: Format = "html",
) -> dict[str, Any]:
    """A page. When it is not there in the language asked, it comes in the next best one, and says so.

    With `municipality` only the part of that municipality is in it.
    """
    reader = known_language(language)
    way = guidance.way_of(reader)
    row = _municipality(municipality)
    found = guidance.get(way, id)
    response["Content-Language"] = found.language
    made = guidance.parts(way, found, row, as_html=shape == "html")
    return {
        **_line(found),
        "requestedLanguage": reader,
        "direction": direction(found.language),
        "format": shape,
        "parts": [
            {
                "key": camel(part.key),
                "heading": part.heading,
                **({"html": part.html} if shape == "html" else {"blocks": list(part.blocks)}),
            }
            for part in made
        ],
    }


def _line(found: Guidance) -> dict[str, Any]:
    row = found.page
    return {
        "id": row.guidance_id,
        "title": row.title,
        "url": found.url,
        "language": found.language,
        "availableLanguages": list(found.available),
        "checkedOn": row.last_checked,
        "changedAt": row.last_published_at,
        "topics": row.topics.split(),
    }


def _municipality(code: str) -> Municipality | None:
    if not code:
        return None
    row: Municipality | None = Municipality.objects.filter(code=code, kind=Municipality.Kind.MUNICIPALITY).first()
    if row is None:
        raise bad_request("municipality", "unknown_municipality")
    return row


def _moment(typed: datetime | None) -> datetime | None:
    """A moment that the database can compare with; the ends of the calendar are none in another zone."""
    try:
        return typed.astimezone(UTC) if typed is not None else None
    except OverflowError as error:
        raise bad_request("changedSince", "wrong_form") from error
