"""The API of the portal, version 1: its operations, its document, its way of saying no."""

import hashlib
import json
from functools import cache
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from forms_app.api import drafts, forms, submissions
from home.api import guidance, reference
from home.api.operations import bad_requests, flaw
from home.refusals import Refused
from portal import openapi, problems
from tickets.api import follow

PREFIX = "/api/v1"
DEEPEST = 20
"""So deep may lists and objects stand in each other; no answer needs more than six."""

# What pydantic calls it -> what we call it; anything else is a value that is not well written.
FLAWS = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "string_type": "wrong_type",
    "int_type": "wrong_type",
    "bool_type": "wrong_type",
    "dict_type": "wrong_type",
    "model_type": "wrong_type",
    "model_attributes_type": "wrong_type",
    "int_from_float": "wrong_type",
}


class StrictParser(Parser):
    """JSON as RFC 8259 has it: no NaN, no name twice, no deeper than what is answered can be read."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The value of the body.

        :raises ValueError: when it is not JSON.
        """
        try:
            found: dict[str, Any] = json.loads(request.body, parse_constant=_no_number, object_pairs_hook=_once_each)
        except RecursionError as error:
            raise ValueError("too deep") from error
        if _is_deeper(found, DEEPEST):
            raise ValueError("too deep")
        return found


class Renderer(JSONRenderer):
    """Letters of every script as they are."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Korte Lijnen",
    version=openapi.VERSION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    parser=StrictParser(),
    renderer=Renderer(),
)
ROUTERS: tuple[Router, ...] = (
    reference.router, guidance.router, forms.router, submissions.router, drafts.router, follow.router,
)  # fmt: skip
for _router in ROUTERS:
    api.add_router("", _router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """What an act or a rule refuses."""
    return problems.answer(refusal)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What does not have the shape that the document describes: all of it at once."""
    flaws = [flaw(str(row["loc"][-1]), FLAWS.get(row["type"], "wrong_form")) for row in error.errors]
    return problems.answer(bad_requests(flaws))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is not JSON."""
    return problems.answer(Refused("not_json"))


@api.exception_handler(MultiPartParserError)
@api.exception_handler(TooManyFilesSent)
@api.exception_handler(TooManyFieldsSent)
def no_parts(request: HttpRequest, error: Exception) -> HttpResponse:
    """Parts that cannot be told from each other, or more than anybody sends."""
    for handler in request.upload_handlers:  # Django tells them only when a message breaks off
        handler.upload_interrupted()
    return problems.answer(Refused("bad_request"))


@api.exception_handler(UnreadablePostError)
def broken_off(request: HttpRequest, error: UnreadablePostError) -> HttpResponse:
    """A body that did not come in whole."""
    return problems.answer(Refused("bad_request"))


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    """A body that nobody needs."""
    return problems.answer(Refused("too_large"))


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    """What does not exist."""
    return problems.answer(Refused("not_found"))


def unknown(request: HttpRequest) -> HttpResponse:
    """An address below /api/ that does not exist."""
    return problems.answer(Refused("not_found"))


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document: the contract of this API."""
    return openapi.document(api.get_openapi_schema(path_prefix=""))


@require_safe
def openapi_document(request: HttpRequest) -> HttpResponse:
    """The document for any site: a page elsewhere may read it too."""
    if request.GET:
        raise bad_requests([flaw(name, "unknown_parameter") for name in request.GET])
    body = json.dumps(document(), ensure_ascii=False)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    response["ETag"] = f'"{hashlib.sha256(body.encode()).hexdigest()}"'
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    return found if found is not None else response


def _is_deeper(value: object, levels: int) -> bool:
    """Whether lists and objects stand in each other more than so many levels deep."""
    if not isinstance(value, list | dict):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(part, levels - 1) for part in parts)


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is not JSON")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
