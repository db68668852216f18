"""What the screens of translators share: who may see them, which form and language, how a text is called."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import ngettext
from wagtail.admin.auth import require_admin_access

from forms_app import access, sheets, words
from forms_app.access import Right
from forms_app.models import Form
from forms_app.sheets import DRAFT, ONLINE, Sheet, Text
from home.languages import LANGUAGES, direction
from home.refusals import Refused

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


def sheet_of(form: str, language: str, of: str) -> Sheet:
    """The texts of a form in a language; 404 when there is no such form or language."""
    try:
        return sheets.sheet(form_of(form), language, of if of in (ONLINE, DRAFT) else ONLINE)
    except Refused as refusal:
        raise Http404 from refusal


def form_of(key: str) -> Form:
    """A form by its key; 404 when there is none."""
    row: Form | None = Form.objects.select_related("live_version").filter(key=key).first()
    if row is None:
        raise Http404
    return row


def named(current: Sheet) -> dict[str, Any]:
    """What every page of a sheet shows."""
    back = reverse("translations:sheet", args=[current.form.key, current.language])
    return {
        "form": current.form,
        "language": language_named(current.language),
        "sheet": current,
        "back_url": f"{back}?of={DRAFT}" if current.of == DRAFT else back,
    }


def language_named(code: str) -> dict[str, str]:
    """A language as pages show it."""
    return {"code": code, "own_name": LANGUAGES[code].own_name, "direction": direction(code)}


def place(text: Text) -> str:
    """Where a text stands, as an editor knows it."""
    trail = " > ".join(text.trail) or str(words.FORM_ITSELF)
    return f"{trail}: {words.WHATS.get(text.what, text.what)}"


def state_label(state: str) -> str:
    """What a state is called."""
    return str(words.TRANSLATION_STATES[state])


def kept_sentence(count: int) -> str:
    """How many translations were kept."""
    said = ngettext("%(count)s vertaling is bewaard.", "%(count)s vertalingen zijn bewaard.", count)
    return said % {"count": count}
