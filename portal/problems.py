"""A refusal as an answer: the status it has, and the page or problem document that says it."""

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from forms_app.words import REFUSALS as FORM_REFUSALS
from home.api.operations import camel
from home.refusals import Refused
from home.words import REFUSALS as HOME_REFUSALS
from tickets.words import REFUSALS as TICKET_REFUSALS

# A refusal that is not here is 409: the state of things does not allow it now.
STATUS = {
    "not_found": 404,
    "not_yours": 404,
    "not_a_postcode": 404,
    "not_a_reference": 404,
    "wrong_code": 404,
    "wrong_resume_code": 404,
    "too_many": 429,
    "gone": 410,
    "expired": 410,
    "bad_request": 400,
    "bad_cursor": 400,
    "not_json": 400,
    "outside_region": 404,
    "unknown_postcode": 404,
    "forbidden": 403,
    "method_not_allowed": 405,
    "too_large": 413,
    "wrong_media_type": 415,
    "not_multipart": 415,
    "internal_error": 500,
    "unavailable": 503,
    "files_away": 503,
    "invalid_answers": 400,
}

TABLES = (HOME_REFUSALS, TICKET_REFUSALS, FORM_REFUSALS)
MOST_TYPED = 100_000  # characters
_HOLE = re.compile(r"%\(\w+\)s")
GENERAL = (
    "not_found", "bad_request", "forbidden", "method_not_allowed", "too_large", "wrong_media_type", "too_many",
    "internal_error", "unavailable",
)  # fmt: skip
TITLES: dict[str | int, Any] = {
    "invalid_answers": gettext_lazy("Sommige antwoorden kloppen niet"),
    400: gettext_lazy("Wij konden dit niet lezen"),
    403: gettext_lazy("Dit mag niet"),
    404: gettext_lazy("Niet gevonden"),
    405: gettext_lazy("Dit kan op dit adres niet"),
    409: gettext_lazy("Dit kan nu niet"),
    410: gettext_lazy("Dit is voorbij"),
    413: gettext_lazy("Te groot"),
    415: gettext_lazy("Dit soort bericht lezen wij niet"),
    429: gettext_lazy("Te vaak geprobeerd"),
    500: gettext_lazy("Er ging iets mis"),
    503: gettext_lazy("Nu niet bereikbaar"),
}
"""What a kind of problem is called, by its code or else by its status."""


def status_of(refusal: Refused) -> int:
    """The HTTP status of a refusal."""
    return STATUS.get(refusal.code, 409)


def sentence(refusal: Refused) -> str:
    """What is said to the reader, in the language that is active."""
    for table in TABLES:
        if refusal.code in table:
            return str(table[refusal.code]) % refusal.data
    return _("Dit kan nu niet.")


def document(refusal: Refused) -> dict[str, Any]:
    """The refusal as a problem (RFC 9457); `members` among its data are what this kind of problem says besides."""
    status = status_of(refusal)
    members: Any = refusal.data.get("members", {})
    return {
        "type": f"{settings.BASE_URL}/problems/{refusal.code.replace('_', '-')}",
        "title": str(TITLES.get(refusal.code) or TITLES[status]),
        "status": status,
        "detail": sentence(refusal),
        "code": camel(refusal.code),
        **members,
    }


def answer(refusal: Refused, status: int = 0) -> HttpResponse:
    """The refusal for a client of the API; `status` when it is another than its kind has."""
    status = status or status_of(refusal)
    told = {**document(refusal), "status": status}
    response = JsonResponse(told, status=status, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    return _patient(response, refusal)


def for_status(status: int) -> Refused:
    """The refusal that says what an answer without one meant by its status."""
    known = {code for code in GENERAL if STATUS[code] == status}
    return Refused(known.pop() if known else "internal_error" if status >= 500 else "bad_request")


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks."""
    return request.path == "/api" or request.path.startswith("/api/")


def page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal as a page, or as a problem for a program."""
    if is_api(request):
        return answer(refusal)
    status = status_of(refusal)
    said: dict[str, Any] = {"status": status, "sentence": sentence(refusal)}
    if status == 429:
        said |= {"minutes": max(1, -(-_wait(refusal) // 60)), "typed": _typed(request)}
    response = render(request, "portal/problem.html", said, status=status)
    response["Cache-Control"] = "no-store, private"
    return _patient(response, refusal)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, so that the page that says "wait" can send it again: nothing that somebody typed is lost."""
    if request.method != "POST":
        return []
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]
    return kept if sum(len(name) + len(value) for name, value in kept) <= MOST_TYPED else []


def _wait(refusal: Refused) -> int:
    """How long to wait, in seconds."""
    told: Any = refusal.data.get("retry_after", 60)
    return int(told)


def _patient(response: HttpResponse, refusal: Refused) -> HttpResponse:
    """Says when to try again, to who tried too often."""
    if response.status_code == 429:
        response["Retry-After"] = str(_wait(refusal))
    return response


@require_safe
def kind_page(request: HttpRequest, kind: str) -> HttpResponse:
    """What a kind of problem means, at the address that is its `type` (RFC 9457).

    :raises Http404: when there is no such kind.
    """
    code = kind.replace("-", "_")
    said = next((table[code] for table in TABLES if code in table), None)
    if said is None:
        raise Http404(kind)
    return render(request, "portal/problem.html", {"sentence": _HOLE.sub("…", str(said))})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an old page: nothing is done, and the reader hears what to do."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The page that is not there, or not for you: the same answer."""
    if is_api(request):
        return answer(Refused("not_found"))
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """Who tried to sign in too often: when to try again is not told, because that is for each budget another moment."""
    return page(request, Refused("too_many"))
