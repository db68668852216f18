"""The texts of a form as a file for a translator, out and back in."""

import secrets
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from forms_app import interchange, translating, words
from forms_app.models import FormString
from forms_app.sheets import ONLINE, STATES, Sheet
from forms_app.staff.translators import for_translators, kept_sentence, named, place, sheet_of
from forms_app.translating import Difference
from home import writing
from home.refusals import Refused

KEPT_SECONDS = 3600


@for_translators
@require_safe
def export(request: HttpRequest, form: str, language: str, kind: str) -> HttpResponse:
    """The texts as a file for a translator: CSV or XLIFF; with `state` only those that are so."""
    current = sheet_of(form, language, request.GET.get("of", ONLINE))
    context = {text.name: place(text) for text in current.texts}
    states = {state for state in request.GET.getlist("state") if state in STATES}
    rows = [row for row in translating.rows_of(current, context) if not states or row.state in states]
    if kind == "csv":
        content, content_type = interchange.to_csv(rows), "text/csv; charset=utf-8"
    else:
        content, content_type = interchange.to_xliff(rows, language, form), "application/xliff+xml"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{form}-{language}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@for_translators
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest, form: str, language: str) -> HttpResponse:
    """A file from a translator: first what it would change, then, asked once more, those changes."""
    current = sheet_of(form, language, request.GET.get("of", ONLINE))
    page = named(current)
    if request.method != "POST":
        return render(request, "forms_app/staff/strings_import.html", page)
    if request.POST.get("token"):
        return _applied(request, current)
    try:
        sent = request.FILES.get("file")
        if sent is None:
            raise Refused("no_file")
        if (sent.size or 0) > interchange.MOST_BYTES:
            raise Refused("file_too_large", size=interchange.MOST_BYTES // (1024 * 1024))
        rows = interchange.read(sent.read())
    except Refused as refusal:
        page["error"] = words.translating(refusal)
        return render(request, "forms_app/staff/strings_import.html", page)
    found = translating.compare(rows, current)
    token = secrets.token_urlsafe(16)
    cache.set(_stored(request, current, token), found, KEPT_SECONDS)
    return render(request, "forms_app/staff/strings_report.html", page | _report(current, found, token))


def _applied(request: HttpRequest, current: Sheet) -> HttpResponse:
    here = (current.form.key, current.language)
    stored = _stored(request, current, request.POST["token"])
    found: list[Difference] | None = cache.get(stored)
    if found is None:
        messages.error(request, _("Het bestand is niet meer bewaard. Stuur het opnieuw."))
        return redirect("translations:import", *here)
    with_older = request.POST.get("with_older") == "yes"
    typed = {one.name: one.typed for one in found if one.typed and (with_older or one.code != "stale")}
    done = translating.save(current.form, current.language, typed, origin=FormString.Origin.IMPORTED)
    cache.delete(stored)
    messages.success(request, kept_sentence(len(done.saved)))
    if done.overtaken:
        said = ngettext(
            "%(count)s tekst is intussen door iemand anders gewijzigd en is niet overschreven.",
            "%(count)s teksten zijn intussen door iemand anders gewijzigd en zijn niet overschreven.",
            len(done.overtaken),
        )
        messages.warning(request, said % {"count": len(done.overtaken)})
    return redirect("translations:sheet", *here)


def _report(current: Sheet, found: list[Difference], token: str) -> dict[str, Any]:
    places = {text.name: place(text) for text in current.texts}
    groups = []
    for code, label in words.DIFFERENCES.items():
        rows = [(one, places.get(one.name, one.name)) for one in found if one.code == code]
        if rows:
            groups.append({"code": code, "label": label, "rows": rows, "count": len(rows)})
    return {
        "groups": groups,
        "token": token,
        "taken": sum(one.typed is not None and one.code != "stale" for one in found),
        "older": sum(one.code == "stale" for one in found),
    }


def _stored(request: HttpRequest, current: Sheet, token: str) -> str:
    """Where a file waits to be agreed with: for this person, form and language only."""
    return f"translations:{request.user.pk}:{current.form.pk}:{current.language}:{writing.clean_line(token)[:40]}"
