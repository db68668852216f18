"""Forms as another front end shows them: which there are, what they ask, what their answers look like."""

import hashlib
import json
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path
from pydantic import Field

from forms_app import json_schema, texts
from forms_app.models import Form, FormVersion
from forms_app.texts import Document
from home import keyset
from home.api.operations import (
    MINUTE,
    PLAIN,
    Cursor,
    Limit,
    Listed,
    Operations,
    ReaderLanguage,
    Shape,
    camel,
    known_language,
    onward,
)
from home.languages import SOURCE, fallbacks
from home.refusals import Refused

router = Operations("Forms")
HIGHEST = 2**31 - 1
FOR_EVER = "public, max-age=31536000, immutable"
FormKey = Annotated[str, Path(max_length=50, pattern=PLAIN, description="The key of a form.")]
Number = Annotated[int, Path(ge=1, le=HIGHEST, description="The number of a version.")]


class FormLine(Shape):
    """A form in the list."""

    key: str = Field(max_length=50)
    title: str
    version: int = Field(ge=1, description="The number of the live version.")
    languages: list[str] = Field(description="Languages in which each text of the form is there.")
    is_open: bool = Field(description="Whether it can be sent now.")


class OptionShape(Shape):
    """One of the answers to choose from."""

    value: str = Field(description="What is sent.")
    label: str
    hint: str | None = None
    icon: str | None = None


class FieldShape(Shape):
    """A question, or a text between the questions (type `panel`).

    Settings of its type stand beside it, such as `maximum` or `maxLength`.
    """

    model_config = {"extra": "allow"}

    key: str
    type: str = Field(description="Such as `text`, `choice`, `date`, `postcode`, `panel`.")
    label: str | None = None
    hint: str | None = None
    text: str | None = Field(None, description="Of a panel.")
    required: bool | None = Field(None, description="Absent where nothing is asked.")
    required_if: dict[str, Any] | None = Field(None, description="Condition under which it is required.")
    visible_if: dict[str, Any] | None = Field(None, description="Condition under which it is asked; null: always.")
    meaning: str | None = Field(None, description="What the answer is, from a closed list; empty: nothing special.")
    options: list[OptionShape] | None = None


class StepShape(Shape):
    """Questions that are asked together."""

    key: str
    title: str
    intro: str | None = None
    visible_if: dict[str, Any] | None = None
    fields: list[FieldShape]


class DocumentShape(Shape):
    """What a version asks, with its texts in one language."""

    title: str
    steps: list[StepShape]


class VersionShape(Shape):
    """A published version; it never changes."""

    key: str = Field(max_length=50)
    version: int = Field(ge=1)
    title: str
    language: str = Field(description="The language of its texts: the one asked, or the next best one.")
    languages: list[str]
    document: DocumentShape


class FormShape(VersionShape):
    """A form: its live version, and whether it is open."""

    is_open: bool


STEP = {
    "key": "question",
    "title": "Wat is uw vraag?",
    "visibleIf": None,
    "fields": [
        {
            "key": "topic",
            "type": "choice",
            "label": "Kies een onderwerp",
            "required": True,
            "requiredIf": None,
            "visibleIf": None,
            "meaning": "topic",
            "options": [{"value": "letter", "label": "Een brief"}, {"value": "other", "label": "Iets anders"}],
        },
        {
            "key": "letter_date",
            "type": "date",
            "label": "Welke datum staat in de brief?",
            "required": False,
            "requiredIf": None,
            "visibleIf": {"===": [{"var": "topic"}, "letter"]},
            "meaning": "letter_date",
        },
    ],
}
VERSION = {
    "key": "stel-uw-vraag",
    "version": 3,
    "title": "Stel uw vraag",
    "language": "nl",
    "languages": ["nl", "en", "ar"],
    "document": {"title": "Stel uw vraag", "steps": [STEP]},
}
LINE = {"key": "stel-uw-vraag", "title": "Stel uw vraag", "version": 3, "languages": ["nl", "en", "ar"], "isOpen": True}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Stel uw vraag",
    "type": "object",
    "properties": {"topic": {"title": "Kies een onderwerp", "enum": ["letter", "other"]}},
    "additionalProperties": False,
}


@router.reads(
    "/forms",
    Listed[FormLine],
    name="listForms",
    example={"results": [LINE], "next": None},
    refusals=[Refused("bad_cursor")],
    seconds=MINUTE,
)
def forms(
    request: HttpRequest, language: ReaderLanguage = SOURCE, limit: Limit = 50, cursor: Cursor = ""
) -> Listed[FormLine]:
    """The forms that are online, by key; one that is not open yet, or no longer, is among them and says so."""
    reader, now = known_language(language), timezone.now()
    rows = Form.objects.filter(live=True, live_version__isnull=False).select_related("live_version", "tally")
    found, after = keyset.page(rows.defer("steps", "urgent_if"), "key", cursor, limit)
    lines = [_line(form, reader, form.is_open(now)) for form in found]
    return Listed(results=lines, next=onward("/forms", after, language=reader, limit=limit))


@router.reads(
    "/forms/{key}",
    FormShape,
    name="getForm",
    example={**VERSION, "isOpen": True},
    refusals=[Refused("not_found")],
    seconds=MINUTE,
)
def form(request: HttpRequest, key: FormKey, language: ReaderLanguage = SOURCE) -> dict[str, Any]:
    """A form as it is now: the live version, with its texts for one reader."""
    reader = known_language(language)
    row = form_of(key)
    if not row.live:
        raise Refused("not_found")
    return {**_said(row.live_version, reader), "isOpen": row.is_open(timezone.now())}


@router.reads(
    "/forms/{key}/versions/{n}",
    VersionShape,
    name="getFormVersion",
    example=VERSION,
    refusals=[Refused("not_found")],
    seconds=MINUTE,
)
def version(
    request: HttpRequest, response: HttpResponse, key: FormKey, n: Number, language: ReaderLanguage = SOURCE
) -> dict[str, Any]:
    """One version of a form, live or not; it may be kept for ever."""
    reader = known_language(language)
    row = version_of(key, n)
    response["ETag"], response["Cache-Control"] = f'"{row.sha256}"', FOR_EVER
    return _said(row, reader)


@router.reads(
    "/forms/{key}/versions/{n}/schema.json",
    dict[str, Any],
    name="getFormVersionSchema",
    example=SCHEMA,
    refusals=[Refused("not_found")],
    seconds=MINUTE,
    media_type="application/schema+json",
)
def schema(request: HttpRequest, key: FormKey, n: Number) -> HttpResponse:
    """JSON Schema 2020-12 of the answers to one version; it may be kept for ever."""
    body = json.dumps(json_schema.schema(version_of(key, n).document), ensure_ascii=False)
    response = HttpResponse(body, content_type="application/schema+json")
    response["ETag"] = f'"{hashlib.sha256(body.encode()).hexdigest()}"'
    response["Cache-Control"] = FOR_EVER
    return response


def form_of(key: str) -> Form:
    """The form with this key, that was published once.

    :raises Refused: `not_found`.
    """
    row: Form | None = Form.objects.select_related("live_version", "tally").filter(key=key).first()
    if row is None or row.live_version_id is None:
        raise Refused("not_found")
    return row


def version_of(key: str, number: int) -> FormVersion:
    """A published version of a form.

    :raises Refused: `not_found`.
    """
    row: FormVersion | None = FormVersion.objects.filter(form__key=key, number=number).first()
    if row is None:
        raise Refused("not_found")
    return row


def _line(form: Form, reader: str, is_open: bool) -> FormLine:
    version: Any = form.live_version
    document: Document = version.document
    title = texts.text(document, reader, texts.msg_id(what="title")).text
    languages = document["languages"]
    return FormLine(key=form.key, title=title, version=version.number, languages=languages, is_open=is_open)


def _said(version: Any, reader: str) -> dict[str, Any]:
    document: Document = version.document
    said = texts.said_in(document, reader)
    return {
        "key": document["key"],
        "version": version.number,
        "title": said["title"],
        "language": next((code for code in fallbacks(reader) if code in document["languages"]), SOURCE),
        "languages": document["languages"],
        "document": {"title": said["title"], "steps": [_step(step) for step in said["steps"]]},
    }


def _step(step: Document) -> dict[str, Any]:
    named = {camel(name): value for name, value in step.items() if name != "fields"}
    return {**named, "fields": [_field(field) for field in step["fields"]]}


def _field(field: Document) -> Document:
    inner = {"fields": [_field(asked) for asked in field["fields"]]} if "fields" in field else {}
    return {camel(name): value for name, value in field.items()} | inner
