"""The letters of the demo, which have no mail server to leave by."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from home.models import Delivery
from tickets import access, letters
from tickets.models import Ticket
from tickets.states import Act

MOST = 50
LOOKED_AT = 500


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
    """The newest letters that this person may read; 404 outside the demo, because letters hold access codes."""
    if not settings.DEMO:
        raise Http404
    places = sorted(settings.OUTBOX_ROOT.glob("*.eml"), reverse=True)[:LOOKED_AT]
    shown = [_read(place) for place in _readable(request.user, places)[:MOST]]
    page = {"letters": shown, "page_title": _("Verstuurde brieven van de demo")}
    response = render(request, "portal/outbox.html", page)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _readable(user: Any, places: list[Path]) -> list[Path]:
    """The letters to this person's own address, and those about a ticket of which this person may see the contact."""
    rows = Delivery.objects.in_bulk([int(place.stem) for place in places])
    about = {row.about.removeprefix(letters.ABOUT) for row in rows.values() if row.about.startswith(letters.ABOUT)}
    tickets: list[Ticket] = list(access.visible_tickets(user).filter(pk__in=about))
    open_to = {letters.about(row) for row in tickets if Act.REVEAL_CONTACT in access.acts_of(user, row)}
    sent = [(place, rows.get(int(place.stem))) for place in places]
    return [place for place, row in sent if row and (row.about in open_to or row.recipient == user.email)]


def _read(place: Path) -> Shown:
    letter = message_from_bytes(place.read_bytes(), policy=policy.default)
    body = letter.get_body(("plain",))
    return Shown(str(letter["To"]), str(letter["Subject"]), str(body.get_content()) if body else "")
