"""The page behind the link in the letter that asks whether an address works."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from home.refusals import Refused
from tickets import confirming


@ensure_csrf_cookie
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: HttpRequest, signed: str) -> HttpResponse:
    """Looking changes nothing; the button confirms, and pressing it again says the same."""
    try:
        ticket = confirming.ticket_of(signed)
    except Refused:
        return _private(render(request, "tickets/public/confirm.html", {"is_gone": True}, status=404))
    if request.method == "POST":
        confirming.confirm(ticket, at=timezone.now())
    page = {"reference": ticket.reference, "signed": signed, "is_done": request.method == "POST"}
    return _private(render(request, "tickets/public/confirm.html", page))


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True, private=True)
    # Not `no-referrer`: with that, a browser says of no form on the page where it comes from, and it is refused.
    response["Referrer-Policy"], response["X-Robots-Tag"] = "strict-origin", "noindex"
    return response
