"""A refusal as an answer: the status it has, and the page or problem document that says it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forms_app.words import REFUSALS as FORM_REFUSALS
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
    "too_many": 429,
    "gone": 410,
    "expired": 410,
    "bad_request": 400,
    "invalid_answers": 400,
}


def status_of(refusal: Refused) -> int:
    """The HTTP status of a refusal."""
    return STATUS.get(refusal.code, 409)


def sentence(refusal: Refused) -> str:
    """What is said to the reader, in the language that is active."""
    for table in (HOME_REFUSALS, TICKET_REFUSALS, FORM_REFUSALS):
        if refusal.code in table:
            return str(table[refusal.code]) % refusal.data
    return _("Dit kan nu niet.")


def page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """The refusal as a page."""
    status = status_of(refusal)
    response = render(request, "portal/problem.html", {"status": status, "sentence": sentence(refusal)}, status=status)
    if status == 429:
        response["Retry-After"] = str(refusal.data.get("retry_after", 60))
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an old page: nothing is done, and the reader hears what to do."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The page that is not there, or not for you: the same answer."""
    return render(request, "404.html", status=404)
