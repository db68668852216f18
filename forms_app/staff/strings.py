"""The screens on which the texts of forms are translated, checked and given to visitors."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.log_actions import log

from forms_app import filling, releasing, sheets, translating, words
from forms_app.models import Form
from forms_app.sheets import DRAFT, ONLINE, STATES, Sheet, Text
from forms_app.staff.translators import (
    for_translators,
    form_of,
    kept_sentence,
    language_named,
    named,
    place,
    sheet_of,
    state_label,
)
from forms_app.translating import Saved, Typed
from home import writing
from home.languages import LANGUAGES, SOURCE
from home.refusals import Refused

PAGE = 40
RELEASED = "forms_app.release_texts"


@for_translators
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Each form with how far each language is that is switched on. Five queries, however many forms."""
    if request.GET.get("form") and request.GET.get("language"):
        return redirect("translations:sheet", request.GET["form"], request.GET["language"])
    on = [code for code in filling.language_names() if code != SOURCE]
    forms = list(Form.objects.select_related("live_version").defer("steps", "urgent_if"))
    pages = Paginator(forms, PAGE).get_page(request.GET.get("p"))
    progress = sheets.progress(pages.object_list, on)
    page = {
        "languages": [language_named(code) for code in on],
        "pages": pages,
        "rows": [(form, [(code, progress.get((form.pk, code))) for code in on]) for form in pages],
        "forms": forms,
        "others": [language_named(code) for code in LANGUAGES if code != SOURCE],
    }
    return render(request, "forms_app/staff/strings_index.html", page)


@for_translators
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, form: str, language: str) -> HttpResponse:
    """The texts beside their translations; keeps what was typed, and leaves what somebody else changed meanwhile."""
    current = sheet_of(form, language, request.GET.get("of", ONLINE))
    if request.method != "POST":
        return _shown(request, current)
    typed = _typed(request.POST)
    done = translating.save(current.form, language, typed)
    if done.saved:
        messages.success(request, kept_sentence(len(done.saved)))
    elif not done.overtaken and not done.refused:
        messages.warning(request, _("Er is niets veranderd."))
    if done.overtaken or done.refused:
        return _shown(request, sheet_of(form, language, current.of), typed, done)
    return redirect(request.get_full_path())


@for_translators
@require_safe
def changes(request: HttpRequest, form: str, language: str) -> HttpResponse:
    """What one text was called in a language before, and who changed it when."""
    current = sheet_of(form, language, request.GET.get("of", ONLINE))
    name = request.GET.get("name", "")
    rows = translating.history(current.form, language, name)
    text = next((one for one in current.texts if one.name == name), None)
    if text is None and not rows:
        raise Http404
    befores = [*(row.text for row in rows[1:]), ""][: len(rows)]
    page = named(current) | {
        "text": text,
        "place": place(text) if text else name,
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
    row = form_of(form)
    try:
        if request.method == "POST":
            return _released(request, row, language)
        found = releasing.releasable(row, language)
    except Refused as refusal:
        if refusal.code == "not_a_translation":
            raise Http404 from refusal
        messages.error(request, words.translating(refusal))
        again = "translations:release" if refusal.code == "stale" else "translations:sheet"
        return redirect(again, form, language)
    page = {
        "form": row,
        "language": language_named(language),
        "release": found,
        "changes": [(change, place(change.text), state_label(change.text.state)) for change in found.changes],
        "has_draft": row.has_unpublished_changes,
    }
    return render(request, "forms_app/staff/strings_release.html", page)


def _released(request: HttpRequest, row: Form, language: str) -> HttpResponse:
    before = row.live_version.number if row.live_version else 0
    with transaction.atomic():
        version = releasing.release(row, language, expected=request.POST.get("expected", ""))
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
    page = named(current) | {
        "rows": [_row(text, (typed or {}).get(text.name) if text.name in held else None, done) for text in pages],
        "pages": pages,
        "chosen": chosen,
        "rest": _rest(request.GET),
        "problems": [(name, place(text)) for text in current.texts if (name := text.name) in held],
        "counts": [(state, state_label(state), current.counts[state]) for state in STATES],
        "states": [(state, state_label(state)) for state in STATES],
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
        "place": place(text),
        "state": state_label(text.state),
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
        return len(releasing.releasable(current.form, current.language).changes)
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


def _rest(query: QueryDict) -> str:
    """What was chosen, for the addresses of other pages."""
    rest = query.copy()
    rest.pop("p", None)
    return rest.urlencode()
