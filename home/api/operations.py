"""How an operation of the API is declared: strict in what it takes, told in full in the OpenAPI document."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.datastructures import MultiValueDict
from ninja import Header, Query, Router
from pydantic import BaseModel, ConfigDict, Field

from home import files, keyset
from home.languages import LANGUAGES
from home.refusals import Refused
from home.words import REQUEST_PROBLEMS

T = TypeVar("T")
Run = Callable[..., HttpResponse]
Function = Callable[..., Any]

MOST_BYTES = 256 * 1024
JSON, FILES = "application/json", "multipart/form-data"
PLAIN = r"^[^\x00-\x1f\x7f]*$"
MINUTE = 60

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="Made by the sender, new for each message: the same message with the same key is sent once.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=keyset.MOST, description="How many results a page has at most.")]
Cursor = Annotated[
    str, Query(max_length=700, pattern=PLAIN, description="Where the page begins: taken from `next`, never made.")
]
ReaderLanguage = Annotated[
    str,
    Query(
        max_length=12,
        pattern=PLAIN,
        description="Code of the reader's language, such as `ar`. What has no text in it comes in the next best.",
    ),
]


def camel(name: str) -> str:
    """A name or code of ours as JSON has it: `not_a_postcode` is `notAPostcode`."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


class Shape(BaseModel):
    """A JSON object: camelCase outside, and nothing in it that is not described."""

    model_config = ConfigDict(alias_generator=camel, populate_by_name=True, extra="forbid")


class Input(Shape):
    """A JSON object that a client sends: a number in quotes is not a number."""

    model_config = ConfigDict(strict=True)


class Listed(Shape, Generic[T]):
    """A page of a list."""

    results: list[T]
    next: str | None = Field(description="Address of the next page; null on the last one.")


class MunicipalityShape(Shape):
    """A municipality of the region, or the one outside it where a postcode lies."""

    code: str = Field(description="Code that Statistics Netherlands (CBS) gave it.", max_length=10)
    name: str


class Operations(Router):
    """A router whose operations refuse what they do not know."""

    def __init__(self, tag: str) -> None:
        super().__init__(tags=[tag])
        self.add_decorator(_strict, mode="view")

    def reads(
        self,
        path: str,
        answer: Any,
        *,
        name: str,
        example: Any,
        refusals: Sequence[Refused] = (),
        seconds: int = 0,
        media_type: str = "application/json",
    ) -> Callable[[Function], Function]:
        """A GET. `seconds`: how long anyone may keep the answer; 0 for an answer about one person, which nobody keeps.

        `refusals` are samples of every refusal it may give: they become the examples in the document.
        """
        told = {"x-example": example, "x-refusals": refusals, "x-seconds": seconds, "x-media-type": media_type}
        return self.get(path, response=answer, operation_id=name, by_alias=True, exclude_unset=True, openapi_extra=told)

    def makes(
        self,
        path: str,
        answer: Any,
        *,
        name: str,
        sent: Any,
        example: Any,
        refusals: Sequence[Refused] = (),
        takes: str = JSON,
    ) -> Callable[[Function], Function]:
        """A POST that makes something; `sent`, `example`: a message, its answer; `takes`: the type of a message.

        What would be worse made twice has an `Idempotency-Key`, or is once by itself.
        """
        told = {"x-sent": sent, "x-example": example, "x-refusals": refusals, "x-seconds": 0, "x-takes": takes}
        return self.post(
            path, response={201: answer}, operation_id=name, by_alias=True, exclude_unset=True, openapi_extra=told
        )

    def changes(
        self, path: str, answer: Any, *, name: str, sent: Any, example: Any, refusals: Sequence[Refused] = ()
    ) -> Callable[[Function], Function]:
        """A PATCH: what is not named in a message stays as it is; the same one twice changes nothing more."""
        told = {"x-sent": sent, "x-example": example, "x-refusals": refusals, "x-seconds": 0, "x-takes": JSON}
        return self.patch(
            path, response=answer, operation_id=name, by_alias=True, exclude_unset=True, openapi_extra=told
        )


def flaw(field: str, code: str, step: str | None = None, **data: object) -> dict[str, Any]:
    """One thing that is wrong with a request, in the language that is active; `code` is one of REQUEST_PROBLEMS."""
    return {"step": step, "field": field, "code": camel(code), "message": str(REQUEST_PROBLEMS[code]) % data}


def bad_request(field: str, code: str, **data: object) -> Refused:
    """The refusal of a request in which one thing is wrong."""
    return bad_requests([flaw(field, code, None, **data)])


def bad_requests(flaws: list[dict[str, Any]]) -> Refused:
    """The refusal of a request with all that is wrong in it."""
    return Refused("bad_request", members={"errors": flaws})


def known_language(code: str) -> str:
    """The code of a language that the portal knows, switched on or not.

    :raises Refused: `bad_request`.
    """
    if code.lower() not in LANGUAGES:
        raise bad_request("language", "unknown_language")
    return code.lower()


def moment(at: datetime) -> datetime:
    """A moment as an answer says it: local time with its offset, in whole seconds."""
    return timezone.localtime(at).replace(microsecond=0)


def onward(path: str, cursor: str, **asked: object) -> str | None:
    """The address of the next page, with what was asked besides; None on the last page."""
    if not cursor:
        return None
    kept = {name: value for name, value in asked.items() if value not in ("", None)}
    return f"/api/v1{path}?{urlencode({**kept, 'cursor': cursor})}"


def _strict(run: Run) -> Run:
    """Refuses what an operation does not know, speaks the reader's language, says how long the answer may be kept."""
    operation = run.__self__  # type: ignore[attr-defined]  # a bound Operation.run

    @wraps(run)
    def answer(request: HttpRequest, **path: Any) -> HttpResponse:
        speak(request.GET.get("language", ""))
        try:
            _check(request, operation)
        except Refused as refusal:
            refused: HttpResponse = operation.api.on_exception(request, refusal)
            return refused
        return _kept(request, run(request, **path), operation.openapi_extra["x-seconds"])

    return answer


def speak(code: str) -> None:
    """From here on messages are in this language, when the portal knows it."""
    if code.lower() in LANGUAGES:
        translation.activate(code.lower())


def _check(request: HttpRequest, operation: Any) -> None:
    _check_names(request.GET, _known(operation, "query"), "unknown_parameter")
    takes = operation.openapi_extra.get("x-takes")
    if takes is None:
        return
    if request.content_type != takes:
        raise Refused("wrong_media_type" if takes == JSON else "not_multipart")
    most = MOST_BYTES if takes == JSON else files.MOST_BYTES_AT_ONCE
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise Refused("too_large")
    if takes == FILES:
        _check_names(request.POST, _known(operation, "form"), "unknown_field")
        _check_names(request.FILES, _known(operation, "file"), "unknown_field")


def _known(operation: Any, source: str) -> set[str]:
    """The names that an operation takes from one part of a request."""
    return {
        name
        for model in operation.models
        if model.__ninja_param_source__ == source
        for name in getattr(model, "__ninja_flatten_map__", model.model_fields)  # files have no map
    }


def _check_names(sent: MultiValueDict[str, Any], known: set[str], unknown: str) -> None:
    flaws = [flaw(name, unknown) for name in sent if name not in known]
    flaws += [flaw(name, "repeated") for name in sent if len(sent.getlist(name)) > 1]
    if flaws:
        raise bad_requests(flaws)


def _kept(request: HttpRequest, response: HttpResponse, seconds: int) -> HttpResponse:
    if not seconds or response.status_code != 200:
        response["Cache-Control"] = "no-store"
        return response
    response.headers.setdefault("Cache-Control", f"public, max-age={seconds}")
    response.headers.setdefault("ETag", f'"{hashlib.sha256(response.content).hexdigest()}"')
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    answer: HttpResponse = found if found is not None else response
    return answer
