"""The OpenAPI document, completed: what is the same for every operation is said here once."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from home.api.operations import JSON
from home.languages import SOURCE
from home.refusals import Refused
from portal import problems

VERSION = "1.0.0"
SERVER = "/api/v1"
LICENCE = {"name": "EUPL-1.2", "url": "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12"}
DESCRIPTION = (
    "Guidance, forms and questions of a regional inburgering portal. Everything the website shows, another front end "
    "can show; what is sent here is handled by the same acts. All errors are problems (RFC 9457), all of them at once. "
    "Fields and parameters that are not described here are refused. Lists are read page by page through `next`. "
    "Sentences are in the language of `language`, else of `Accept-Language`, else in Dutch."
)
TAGS = [
    {"name": "Region", "description": "Municipalities, postcodes, languages."},
    {"name": "Guidance", "description": "What to do, page by page."},
    {"name": "Forms", "description": "What a form asks, filling it in, sending it."},
    {"name": "Tickets", "description": "A question as its sender sees it."},
    {"name": "Document", "description": "This document."},
]
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A problem (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Which kind of problem this is."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "A sentence for the reader."},
        "code": {"type": "string", "description": "The same kind in one word, for a program."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}},
        "municipality": {"$ref": "#/components/schemas/MunicipalityShape"},
        "version": {"type": "integer", "description": "The version of the form that counts now."},
        "opensAt": {"type": "string", "format": "date-time"},
        "closedAt": {"type": "string", "format": "date-time"},
    },
}
ERROR: dict[str, Any] = {
    "type": "object",
    "description": "One thing that is wrong with a request.",
    "required": ["step", "field", "code", "message"],
    "properties": {
        "step": {"type": ["string", "null"], "description": "Key of the step of the form, when there is one."},
        "field": {"type": "string", "description": "Key of the field, or name of the parameter or header."},
        "code": {"type": "string"},
        "message": {"type": "string", "description": "The sentence that the website shows."},
    },
}
HEADERS: dict[str, Any] = {
    "API-Version": {"description": "The full version of this API.", "required": True, "schema": {"type": "string"}},
    "ETag": {"description": "Changes when the answer does.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "How long it may be kept, and by whom.", "schema": {"type": "string"}},
    "Location": {"description": "Where what was made is found.", "schema": {"type": "string"}},
    "Idempotency-Replayed": {
        "description": "`true` when the same message was taken before: nothing was made.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}},
    "Access-Control-Allow-Origin": {"description": "Any site may read it.", "schema": {"type": "string"}},
}
FAILS = (Refused("internal_error"),)
_NO_JSON = (Refused("not_json"), Refused("wrong_media_type"))
_NO_FILES = (Refused("bad_request"), Refused("not_multipart"))


def document(made: dict[str, Any]) -> dict[str, Any]:
    """The document of `made`, which has the operations with their marks (`x-...`)."""
    told: dict[str, Any] = _renamed(_completed(made))
    return told


def _completed(made: dict[str, Any]) -> dict[str, Any]:
    with translation.override(SOURCE):
        paths = {
            path: {method: _operation(told) for method, told in methods.items()}
            for path, methods in made["paths"].items()
        }
    schemas = {**made["components"]["schemas"], "Problem": PROBLEM, "ProblemError": ERROR}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": made["info"]["title"],
            "version": VERSION,
            "description": DESCRIPTION,
            "contact": {
                "name": made["info"]["title"],
                "url": settings.BASE_URL,
                "email": settings.ENVIRONMENT["API_CONTACT"],
            },
            "license": LICENCE,
        },
        "servers": [{"url": settings.BASE_URL + SERVER, "description": "This portal."}],
        "tags": TAGS,
        "paths": {**paths, "/openapi.json": {"get": OWN}},
        "components": {"schemas": dict(sorted(schemas.items())), "headers": HEADERS},
    }


def _operation(told: dict[str, Any]) -> dict[str, Any]:
    """An operation with its examples, the headers of its answers, and everything it may refuse."""
    told["summary"] = told["description"].partition(". ")[0].partition("\n")[0].rstrip(".")
    seconds, example, media_type = told.pop("x-seconds"), told.pop("x-example"), told.pop("x-media-type", "")
    takes = told.pop("x-takes", JSON)
    refusals: Sequence[Refused] = told.pop("x-refusals")
    if "requestBody" in told:
        content = told["requestBody"]["content"][takes]
        content["example"] = told.pop("x-sent")
        if takes != JSON:
            content["schema"]["additionalProperties"] = False  # a shape says so itself
        refusals = [*refusals, Refused("too_large"), *(_NO_JSON if takes == JSON else _NO_FILES)]
    else:
        refusals = [*refusals, Refused("bad_request")]
    (status, answer), *_others = told["responses"].items()
    shown = next(iter(answer["content"].values()))
    own = ["Cache-Control", "ETag"] if seconds else ["Location", "Idempotency-Replayed"] if status == 201 else []
    responses: dict[str, Any] = {
        str(status): {
            "description": answer["description"],
            "headers": _headers("API-Version", *own),
            "content": {media_type or "application/json": {**shown, "example": example}},
        }
    }
    if seconds:
        responses["304"] = {"description": "Not Modified", "headers": _headers("API-Version", *own)}
    return {**told, "responses": {**responses, **_problems([*refusals, *FAILS])}}


def _problems(refusals: Sequence[Refused]) -> dict[str, Any]:
    """The answers that say no, by status, with an example of each."""
    by_status: dict[int, list[Refused]] = {}
    for refusal in refusals:
        by_status.setdefault(problems.status_of(refusal), []).append(refusal)
    return {str(status): _problem(status, alike) for status, alike in sorted(by_status.items())}


def _problem(status: int, refusals: Sequence[Refused]) -> dict[str, Any]:
    told = [problems.document(refusal) for refusal in refusals]
    return {
        "description": "; ".join(f"`{problem['code']}`" for problem in told),
        "headers": _headers("API-Version", *(["Retry-After"] if status == 429 else [])),
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {problem["code"]: {"value": problem} for problem in told},
            }
        },
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _renamed(told: Any) -> Any:
    """The same with names of schemas as a client wants them: `PostcodeShape` is `Postcode`."""
    if isinstance(told, list):
        return [_renamed(part) for part in told]
    if isinstance(told, dict):
        return {_name(key) if isinstance(key, str) else key: _renamed(value) for key, value in told.items()}
    if isinstance(told, str) and (told.startswith("#/components/schemas/") or _OURS.fullmatch(told)):
        return _name(told)
    return told


def _name(name: str) -> str:
    listed = _LISTED.sub(r"\1List", name)
    return listed.replace("Shape", "") if _OURS.search(listed) else listed


_LISTED = re.compile(r"Listed[_\[]([A-Za-z]+)[_\]]")
_OURS = re.compile(r"[A-Z][A-Za-z]*Shape(List)?|Listed[_\[][A-Za-z]+[_\]]")
OWN: dict[str, Any] = {
    "operationId": "getOpenApi",
    "summary": "This document",
    "description": "This document.",
    "tags": ["Document"],
    "parameters": [],
    "responses": {
        "200": {
            "description": "OK",
            "headers": _headers("API-Version", "Cache-Control", "ETag", "Access-Control-Allow-Origin"),
            "content": {"application/json": {"schema": {"type": "object"}, "example": {"openapi": "3.1.0"}}},
        },
        "304": {"description": "Not Modified", "headers": _headers("API-Version", "Cache-Control", "ETag")},
    },
}
