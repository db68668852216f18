"""From one form to another: what was filled in already goes along, on this device, after a button."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from forms_app import carrying, filling, quarantine, texts
from forms_app.models import Draft
from forms_app.public import visiting
from home import limits
from home.languages import SOURCE
from home.refusals import Refused


@ensure_csrf_cookie
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def move_page(request: HttpRequest, form: str, panel: str) -> HttpResponse:
    """Says which form comes and what goes along; the button takes it there. Nothing of it is in an address."""
    now, language = timezone.now(), get_language() or SOURCE
    row = visiting.form_of(form)
    draft = visiting.draft_of(request, row)
    document = draft.version.document if draft is not None else visiting.live(row)
    other = carrying.target(document, panel)
    if other is None:
        raise Http404
    if not other.is_open(now):
        return visiting.private(visiting.closed(request, other))
    source = draft if draft is not None and draft.state == Draft.State.OPEN else None
    if request.method == "POST":
        begun = visiting.draft_of(request, other)
        if begun is None:
            quarantine.spend_start(other.key, limits.network_prefix(request))
        try:
            there, token = carrying.carry(source, other, begun, language=language, at=now)
        except Refused as refusal:
            if refusal.code != "form_closed":
                raise
            return visiting.private(visiting.closed(request, other))
        response = redirect(visiting.onward(there, filling.journey_of(there, now)))
        if token:
            response.set_cookie(
                visiting.cookie(other.key),
                token,
                max_age=other.draft_days * 24 * 3600,
                httponly=True,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return visiting.private(response)
    answers = carrying.carried(source, other, now) if source is not None else {}
    document = visiting.live(other)
    asked = [field for step in document["steps"] for field in step["fields"] if field["key"] in answers]
    page = {
        "form": row,
        "panel": panel,
        "title": texts.text(document, language, texts.msg_id(what="title")),
        "labels": [texts.text(document, language, texts.msg_id(field["msg_id"], what="label")) for field in asked],
    }
    return visiting.private(render(request, "forms_app/public/move.html", page))
