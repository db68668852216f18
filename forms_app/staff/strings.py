"""The screens on which the texts of forms are translated, checked and given to visitors."""

import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.log_actions import log

from forms_app import access, filling, interchange, translating, words
from forms_app.access import Right
from forms_app.models import Form, FormString
from forms_app.translating import DRAFT, ONLINE, STATES, Difference, Saved, Sheet, Text, Typed
from home import writing
from home.languages import LANGUAGES, SOURCE, direction
from home.refusals import Refused

PAGE = 40
RELEASED = "forms_app.release_texts"
KEPT_SECONDS = 3600
View = Callable[..., HttpResponse]


def for_translators(view: View) -> View:
    """404 for everybody else, and for a form or language that is not there; kept by no cache."""

    @require_admin_access
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.may(request.user, Right.TRANSLATE):
            raise Http404
        response = view(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return shown


@for_translators
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Each form with how far each language is that is switched on. Five queries, however many forms."""
    if request.GET.get("form") and request.GET.get("language"):
        return redirect("translations:sheet", request.GET["form"], request.GET["language"])
    on = [code for code in filling.language_names() if code != SOURCE]
    forms = list(Form.objects.select_related("live_version").defer("steps", "urgent_if"))
    pages = Paginator(forms, PAGE).get_page(request.GET.get("p"))
    progress = translating.progress(pages.object_list, on)
    page = {
        "languages": [_language(code) for code in on],
        "pages": pages,
        "rows": [(form, [(code, progress.get((form.pk, code))) for code in on]) for form in pages],
        "forms": forms,
        "others": [_language(code) for code in LANGUAGES if code != SOURCE],
    }
    return render(request, "forms_app/staff/strings_index.html", page)


@for_translators
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, form: str, language: str) -> HttpResponse:
    """The texts beside their translations; keeps what was typed, and leaves what somebody else changed meanwhile."""
    current = _sheet(form, language, request.GET.get("of", ONLINE))
    if request.method != "POST":
        return _shown(request, current)
    typed = _typed(request.POST)
    done = translating.save(current.form, language, typed)
    if done.saved:
        messages.success(request, _kept(len(done.saved)))
    elif not done.overtaken and not done.refused:
        messages.warning(request, _("Er is niets veranderd."))
    if done.overtaken or done.refused:
        return _shown(request, _sheet(form, language, current.of), typed, done)
    return redirect(request.get_full_path())


@for_translators
@require_safe
def changes(request: HttpRequest, form: str, language: str) -> HttpResponse:
    """What one text was called in a language before, and who changed it when."""
    current = _sheet(form, language, request.GET.get("of", ONLINE))
    name = request.GET.get("name", "")
    rows = translating.history(current.form, language, name)
    text = next((one for one in current.texts if one.name == name), None)
    if text is None and not rows:
        raise Http404
    befores = [*(row.text for row in rows[1:]), ""][: len(rows)]
    page = _named(current) | {
        "text": text,
        "place": _place(text) if text else name,
        "changes": [
            {"row": row, "before": before, "origin": row.get_origin_display(), "is_checked": row.status == "reviewed"}
            for row, before in zip(rows, befores, strict=True)
        ],
    }
    return render(request, "forms_app/staff/strings_changes.html", page)


@for_translators
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, form: str, language: str) -> HttpResponse:
    """What visitors will read otherwise; then, asked once more, gives it to them."""
    row = _form(form)
    try:
        if request.method == "POST":
            return _released(request, row, language)
        found = translating.releasable(row, language)
    except Refused as refusal:
        if refusal.code == "not_a_translation":
            raise Http404 from refusal
        messages.error(request, words.translating(refusal))
        again = "translations:release" if refusal.code == "stale" else "translations:sheet"
        return redirect(again, form, language)
    page = {
        "form": row,
        "language": _language(language),
        "release": found,
        "changes": [(change, _place(change.text), _state(change.text.state)) for change in found.changes],
        "has_draft": row.has_unpublished_changes,
    }
    return render(request, "forms_app/staff/strings_release.html", page)


@for_translators
@require_safe
def export(request: HttpRequest, form: str, language: str, kind: str) -> HttpResponse:
    """The texts as a file for a translator: CSV or XLIFF; with `state` only those that are so."""
    current = _sheet(form, language, request.GET.get("of", ONLINE))
    context = {text.name: _place(text) for text in current.texts}
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
    current = _sheet(form, language, request.GET.get("of", ONLINE))
    page = _named(current)
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
    messages.success(request, _kept(len(done.saved)))
    if done.overtaken:
        said = ngettext(
            "%(count)s tekst is intussen door iemand anders gewijzigd en is niet overschreven.",
            "%(count)s teksten zijn intussen door iemand anders gewijzigd en zijn niet overschreven.",
            len(done.overtaken),
        )
        messages.warning(request, said % {"count": len(done.overtaken)})
    return redirect("translations:sheet", *here)


def _report(current: Sheet, found: list[Difference], token: str) -> dict[str, Any]:
    places = {text.name: _place(text) for text in current.texts}
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


def _released(request: HttpRequest, row: Form, language: str) -> HttpResponse:
    before = row.live_version.number if row.live_version else 0
    with transaction.atomic():
        version = translating.release(row, language, expected=request.POST.get("expected", ""))
        log(
            instance=row,
            action=RELEASED,
            user=request.user,
            data={"language": language, "before": before, "version": version.number},
        )
    said = _("Bezoekers lezen nu deze vertaling: %(language)s, versie %(version)s van het formulier.")
    messages.success(request, said % {"language": LANGUAGES[language].own_name, "version": version.number})
    return redirect("translations:sheet", row.key, language)


def _shown(
    request: HttpRequest, current: Sheet, typed: Mapping[str, Typed] | None = None, done: Saved | None = None
) -> HttpResponse:
    """The page of a sheet; what was typed and not kept stands in its inputs, with why."""
    chosen = {name: request.GET.get(name, "") for name in ("state", "step", "q")}
    held = {*done.overtaken, *done.refused} if done else set()
    rows = [text for text in current.texts if text.name in held or _matches(text, chosen)]
    pages = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    online = current.form.live_version is not None
    page = _named(current) | {
        "rows": [_row(text, (typed or {}).get(text.name) if text.name in held else None, done) for text in pages],
        "pages": pages,
        "chosen": chosen,
        "rest": _rest(request.GET),
        "problems": [(name, _place(text)) for text in current.texts if (name := text.name) in held],
        "counts": [(state, _state(state), current.counts[state]) for state in STATES],
        "states": [(state, _state(state)) for state in STATES],
        "steps": _steps(current),
        "tabs": [
            (ONLINE, _("Zoals het online staat"), current.of == ONLINE),
            (DRAFT, _("Zoals in het concept"), current.of == DRAFT),
        ]
        if online and current.form.has_unpublished_changes
        else [],
        "pending": _pending(current),
    }
    return render(request, "forms_app/staff/strings_sheet.html", page)


def _row(text: Text, typed: Typed | None, done: Saved | None) -> dict[str, Any]:
    """One text as the page shows it; `typed` when it was not kept."""
    found: dict[str, Any] = {
        "text": text,
        "place": _place(text),
        "state": _state(text.state),
        "value": typed.text if typed else text.text,
        "rows": max(2, min(8, len(text.source) // 45 + 1)),
    }
    if typed and done and text.name in done.overtaken:
        other = done.overtaken[text.name]
        found["overtaken"] = {"by": other.author_label, "text": other.text}
    if typed and done and text.name in done.refused:
        found["error"] = str(words.FLAWS[done.refused[text.name]])
    return found


def _pending(current: Sheet) -> int:
    """How many texts visitors read otherwise after a release."""
    try:
        return len(translating.releasable(current.form, current.language).changes)
    except Refused:
        return 0


def _typed(posted: QueryDict) -> dict[str, Typed]:
    """What stands in the inputs: text, Dutch, what was seen, whether it was checked."""
    check_all = posted.get("act") == "check_all"
    found = {}
    for key in posted:
        if key.startswith("text:"):
            name = key.removeprefix("text:")
            seen = posted.get(f"seen:{name}", "")
            found[name] = Typed(
                text=str(posted[key]),
                source=writing.clean_text(posted.get(f"source:{name}", "")),
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
                is_checked=check_all or posted.get(f"checked:{name}") == "yes",
            )
    return found


def _matches(text: Text, chosen: Mapping[str, str]) -> bool:
    wanted = writing.folded(chosen["q"])
    return (
        (not chosen["state"] or text.state == chosen["state"])
        and (not chosen["step"] or (text.step or "_form") == chosen["step"])
        and (not wanted or any(wanted in writing.folded(said) for said in (text.source, text.text, text.name)))
    )


def _steps(current: Sheet) -> list[tuple[str, str]]:
    """The parts of the form one can look at alone."""
    titles = {text.step: text.trail[0] for text in current.texts if text.trail}
    return [("_form", _("Het formulier zelf")), *titles.items()]


def _sheet(form: str, language: str, of: str) -> Sheet:
    try:
        return translating.sheet(_form(form), language, of if of in (ONLINE, DRAFT) else ONLINE)
    except Refused as refusal:
        raise Http404 from refusal


def _form(key: str) -> Form:
    row: Form | None = Form.objects.select_related("live_version").filter(key=key).first()
    if row is None:
        raise Http404
    return row


def _named(current: Sheet) -> dict[str, Any]:
    back = reverse("translations:sheet", args=[current.form.key, current.language])
    return {
        "form": current.form,
        "language": _language(current.language),
        "sheet": current,
        "back_url": f"{back}?of={DRAFT}" if current.of == DRAFT else back,
    }


def _language(code: str) -> dict[str, str]:
    return {"code": code, "own_name": LANGUAGES[code].own_name, "direction": direction(code)}


def _place(text: Text) -> str:
    """Where a text stands, as an editor knows it."""
    trail = " > ".join(text.trail) or str(words.FORM_ITSELF)
    return f"{trail}: {words.WHATS.get(text.what, text.what)}"


def _state(state: str) -> str:
    return str(words.TRANSLATION_STATES[state])


def _kept(count: int) -> str:
    said = ngettext("%(count)s vertaling is bewaard.", "%(count)s vertalingen zijn bewaard.", count)
    return said % {"count": count}


def _rest(query: QueryDict) -> str:
    """What was chosen, for the addresses of other pages."""
    rest = query.copy()
    rest.pop("p", None)
    return rest.urlencode()
