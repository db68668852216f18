"""Going on later or elsewhere: the code of what was begun, typing it on another device, clearing this one."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms_app import filling, journey, letters, resuming, words
from forms_app.models import Draft
from forms_app.public import receipt, visiting
from home import limits, qr
from home.refusals import Refused

FOLLOWING = "volg"
"""Name of the cookie of who follows a question: it goes too when a device is cleared."""
INSTEAD = "_instead"
"""Input that names what lies on this device and is let go, because somebody chose the code."""


class CodeInput(forms.Form):
    """A code as it was typed."""

    code = forms.CharField(label=_("Uw code"), max_length=60, error_messages={"required": _("Vul uw code in.")})


class MailInput(forms.Form):
    """Where the code goes."""

    email = forms.EmailField(
        label=_("E-mailadres"),
        max_length=254,
        error_messages={
            "required": _("Vul een e-mailadres in, zoals naam@voorbeeld.nl."),
            "invalid": _("Vul een e-mailadres in, zoals naam@voorbeeld.nl."),
        },
    )


@csrf_protect
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("code")
def later_page(request: HttpRequest, form: str) -> HttpResponse:
    """The code of what was begun on this device, to write down, to print, to scan; a POST sends it by e-mail."""
    row, now = visiting.form_of(form), timezone.now()
    draft = visiting.draft_of(request, row)
    if draft is None:
        return visiting.private(redirect("form:start", form))
    if draft.state == Draft.State.DONE:
        return visiting.sent(request, draft)
    typed = MailInput(request.POST if request.method == "POST" else None, initial={"email": _own_address(draft)})
    sent_to, error, wrong = "", "", []
    if request.method == "POST" and typed.is_valid():
        try:
            resuming.NETWORK_LETTERS.spend(limits.network_prefix(request))
            resuming.send(draft, typed.cleaned_data["email"], language=get_language() or "nl", at=now)
            sent_to = typed.cleaned_data["email"]
        except Refused:
            error = str(words.TOO_MANY_LETTERS)
    elif request.method == "POST":
        sentence = str(typed.errors["email"][0])
        wrong = [{"href": "#id_email", "text": sentence, "label": str(typed.fields["email"].label)}]
    code = resuming.code_of(draft)
    language = get_language() or "nl"
    page: dict[str, Any] = visiting.named(
        row,
        draft,
        resume_code=resuming.grouped(code),
        address=letters.go_on_address(language),
        qr=qr.svg(letters.go_on_address(language, code)),
        until=timezone.localtime(draft.expires_at).date(),
        onward_url=visiting.onward(draft, filling.journey_of(draft, now)),
        email=request.POST.get("email", typed.initial["email"]),
        sent_to=sent_to,
        error=error,
        wrong=wrong,
    )
    return visiting.private(render(request, "forms_app/public/later.html", page))


@csrf_protect
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@sensitive_variables("typed")
def code_page(request: HttpRequest) -> HttpResponse:
    """Takes a code; what it belongs to is from then on this device's. The code is never in an address.

    Where something else of that form was begun on this device, the person chooses first, and gets the code of what is
    let go: nothing that was typed is out of reach.
    """
    typed = CodeInput(request.POST if request.method == "POST" else None)
    error, status = "", 200
    if request.method == "POST" and typed.is_valid():
        try:
            draft = resuming.opened(typed.cleaned_data["code"], limits.network_prefix(request), timezone.now())
            here = _other(request, draft)
            if here is not None and request.POST.get(INSTEAD) != str(here.uuid):
                return _choice(request, here, typed.cleaned_data["code"])
            return _taken_over(request, draft, here)
        except Refused as refusal:
            status = 429 if refusal.code == "too_many" else 200
            error = str(words.TOO_MANY_CODES if status == 429 else words.REFUSALS["wrong_resume_code"])
    elif request.method == "POST":
        error = str(typed.errors["code"][0])
    response = render(request, "forms_app/public/code.html", {"error": error}, status=status)
    if status == 429:
        response["Retry-After"] = "3600"
    return visiting.private(response)


@require_POST
@csrf_protect
def clear(request: HttpRequest) -> HttpResponse:
    """Takes everything of whoever used this device off it: what was begun, what was sent, the right to follow.

    A sent form's receipt opens on this device no more, by the back button neither; with the code, what was begun can
    be opened elsewhere.
    """
    response = redirect("form:cleared")
    for name in request.COOKIES:
        if name.startswith(visiting.cookie("")):
            _let_go(request.COOKIES[name])
            response.delete_cookie(name)
    response.delete_cookie(FOLLOWING)
    receipt.clear(response, timezone.now())
    response["Clear-Site-Data"] = '"cache"'
    return visiting.private(response)


@require_safe
def cleared_page(request: HttpRequest) -> HttpResponse:
    """Says that nothing is left on this device."""
    return visiting.private(render(request, "forms_app/public/cleared.html"))


def _other(request: HttpRequest, draft: Draft) -> Draft | None:
    """What else was begun of the same form on this device, when going on with this draft would let it go."""
    here = visiting.draft_of(request, draft.form) if draft.state == Draft.State.OPEN else None
    if here is None or here.pk == draft.pk or here.state != Draft.State.OPEN:
        return None
    return here if here.answers or here.raw else None


@sensitive_variables("code", "page")
def _choice(request: HttpRequest, here: Draft, code: str) -> HttpResponse:
    """Asks with which of two somebody goes on; what lies on this device can be opened by its code from then on."""
    page = visiting.named(
        here.form,
        here,
        own_code=resuming.grouped(resuming.code_of(here)),
        until=timezone.localtime(here.expires_at).date(),
        onward_url=visiting.onward(here, filling.journey_of(here, timezone.now())),
        instead=here.uuid,
        typed_code=code,
    )
    return visiting.private(render(request, "forms_app/public/choose.html", page))


def _taken_over(request: HttpRequest, draft: Draft, instead_of: Draft | None) -> HttpResponse:
    if draft.state == Draft.State.DONE:
        return visiting.sent(request, draft)
    if instead_of is not None:
        resuming.let_go(instead_of)
    walked = filling.journey_of(draft, timezone.now())
    response = redirect(visiting.onward(draft, walked))
    if filling.hashed(request.COOKIES.get(visiting.cookie(draft.form.key), "")) != draft.token_hash:
        visiting.remember(response, draft.form, resuming.take_over(draft))
    return visiting.private(response)


def _let_go(token: str) -> None:
    """No device has a draft any more that this one had."""
    Draft.objects.filter(token_hash=filling.hashed(token)).exclude(token_hash="").update(token_hash="")


def _own_address(draft: Draft) -> str:
    meant = journey.answers_by_meaning(draft.version.document, draft.answers)
    return str(meant.get("sender_email", ""))
