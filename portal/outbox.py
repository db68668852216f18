"""The letters of the demo, which have no mail server to leave by."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

MOST = 50


@dataclass(frozen=True)
class Shown:
    """One letter as its reader gets it."""

    to: str
    subject: str
    text: str


@login_required
@permission_required("wagtailadmin.access_admin", raise_exception=True)
@require_safe
def outbox_page(request: HttpRequest) -> HttpResponse:
    """The newest letters; 404 when this is not the demo, because letters hold access codes."""
    if not settings.DEMO:
        raise Http404
    places = sorted(settings.OUTBOX_ROOT.glob("*.eml"), reverse=True)[:MOST]
    page = {"letters": [_read(place) for place in places], "page_title": _("Verstuurde brieven van de demo")}
    response = render(request, "portal/outbox.html", page)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _read(place: Path) -> Shown:
    letter = message_from_bytes(place.read_bytes(), policy=policy.default)
    body = letter.get_body(("plain",))
    return Shown(str(letter["To"]), str(letter["Subject"]), str(body.get_content()) if body else "")
