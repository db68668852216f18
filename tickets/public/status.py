"""The sender's own page: where a question is, what was said, and a place to write back."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from home import languages, limits, sensitive
from home.refusals import Refused
from tickets import access, bodies, conversation
from tickets.models import Message, Ticket
from tickets.states import PROGRESS, Progress, State
from tickets.words import PROGRESS_LABELS, REFUSALS

COOKIE, SALT = "volg", "tickets.status"
WARNED, INSIST = "_warned", "_insist"
LASTS = 2 * 3600


class FindInput(forms.Form):
    """Number and code, as they stand on the receipt."""

    reference = forms.CharField(label=_("Nummer van uw vraag"), max_length=40, strip=True)
    code = forms.CharField(label=_("Geheime code"), max_length=40, strip=True)


class MessageInput(forms.Form):
    """What the sender writes back."""

    text = forms.CharField(label=_("Uw bericht"), max_length=conversation.LIMIT)


KEPT = "text"
"""Field of the page that asks for the code: a message that was typed when the right to look had ended."""


@dataclass(frozen=True)
class Spoken:
    """One message as the sender reads it."""

    is_own: bool
    text: str
    language: str
    direction: str
    at: datetime


@dataclass(frozen=True)
class StatusPage:
    """What the sender sees; never a note, a consult or a name of staff."""

    reference: str
    progress: Progress
    label: str
    owner: str
    received_at: datetime
    due_on: date
    forwarded_to: str
    is_rejected: bool
    is_over: bool
    messages: tuple[Spoken, ...]
    form: MessageInput
    error: str
    has_number: bool
    is_insisted: bool


@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("code")
def find_page(request: HttpRequest) -> HttpResponse:
    """Asks number and code; both right opens the page, with the message that waited to be sent."""
    kept = request.POST.get(KEPT, "")[: conversation.LIMIT]
    typed = FindInput(request.POST or None, initial={"reference": request.GET.get("nummer", "")})
    error, status = "", 200
    if request.method == "POST" and typed.is_valid():
        try:
            ticket = access.follow(
                typed.cleaned_data["reference"], typed.cleaned_data["code"], limits.network_prefix(request)
            )
            if not kept:
                return _opened(ticket)
            return _may_look(_page(request, ticket, MessageInput(initial={"text": kept})), ticket)
        except Refused as refusal:
            error, status = str(REFUSALS[refusal.code]), {"too_many": 429, "gone": 410}.get(refusal.code, 200)
            retry = refusal.data.get("retry_after")
    response = render(request, "tickets/public/find.html", {"form": typed, "error": error, "kept": kept}, status=status)
    if status == 429:
        response["Retry-After"] = str(retry)
    return _private(response)


@require_safe
@sensitive_variables("code")
def follow_link(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """The link of a letter: puts the right to look in a short cookie, and leaves the code out of the address."""
    try:
        return _opened(access.follow(reference, code, limits.network_prefix(request)))
    except Refused as refusal:
        if refusal.code == "too_many":
            raise
        if refusal.code == "gone":
            page = {"form": FindInput(), "error": str(REFUSALS["gone"]), "kept": ""}
            return _private(render(request, "tickets/public/find.html", page, status=410))
        return _private(redirect("status:find"))


@csrf_protect
@require_safe
def status_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the question is, for who showed the code less than two hours ago."""
    ticket = _followed(request, reference)
    if ticket is None:
        return _private(redirect("status:find"))
    return _private(_page(request, ticket, MessageInput()))


@require_POST
@csrf_protect
def write_message(request: HttpRequest, reference: str) -> HttpResponse:
    """Keeps what the sender writes; a second click is the same message.

    Who writes a BSN or V-number reads first what happens to it, and says whether it goes along.
    """
    ticket = _followed(request, reference)
    if ticket is None:  # the right to look ended while somebody was writing: what was typed waits for the code
        kept = request.POST.get("text", "")[: conversation.LIMIT]
        page = {"form": FindInput(initial={"reference": reference}), "error": "", "kept": kept}
        return _private(render(request, "tickets/public/find.html", page))
    typed = MessageInput(request.POST)
    key = request.POST.get("key", "")[:64] or None
    if not typed.is_valid():
        return _private(_page(request, ticket, typed, key=key))
    if _has_number(typed) and WARNED not in request.POST:
        return _private(_page(request, ticket, typed, key=key))
    try:
        conversation.SENDER_MESSAGES.spend(ticket.reference)
        now, _message = conversation.sender_wrote(
            ticket,
            text=typed.cleaned_data["text"],
            language=get_language() or languages.SOURCE,
            at=timezone.now(),
            idempotency_key=key,
            insisted=INSIST in request.POST,
        )
    except Refused as refusal:
        error = str(REFUSALS[refusal.code]) % refusal.data
        return _private(_page(request, ticket, typed, error=error, key=key))
    return _opened(now)


@require_POST
@csrf_protect
def stop_following(request: HttpRequest, reference: str) -> HttpResponse:
    """Takes the right to look from this device, for who shares it."""
    response = redirect("status:find")
    response.delete_cookie(COOKIE)
    return _private(response)


def _opened(ticket: Ticket) -> HttpResponse:
    return _may_look(redirect("status:ticket", ticket.reference), ticket)


def _may_look(response: HttpResponse, ticket: Ticket) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        signing.dumps([ticket.reference, ticket.access_nonce], salt=SALT),
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return _private(response)


def _followed(request: HttpRequest, reference: str) -> Ticket | None:
    """The ticket that this device showed the code of; a new nonce ends the right."""
    try:
        known, nonce = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        return None
    return access.followed(reference, nonce) if known == reference else None


def _page(
    request: HttpRequest, ticket: Ticket, typed: MessageInput, *, error: str = "", key: str | None = None
) -> HttpResponse:
    progress = PROGRESS[State(ticket.state)]
    page = StatusPage(
        reference=ticket.reference,
        progress=progress,
        label=str(PROGRESS_LABELS[progress]),
        owner=ticket.municipality.name,
        received_at=ticket.received_at,
        due_on=ticket.service_due,
        forwarded_to=str(bodies.name_of(ticket.forwarded_to)) if ticket.forwarded_to else "",
        is_rejected=ticket.state == State.REJECTED,
        is_over=progress in (Progress.DONE, Progress.FORWARDED),
        messages=tuple(_spoken(message) for message in conversation.spoken(ticket)),
        form=typed,
        error=error or str(next(iter(typed.errors.get("text", [])), "")),
        has_number=typed.is_bound and _has_number(typed),
        is_insisted=INSIST in request.POST,
    )
    # A fresh key per page that was asked for: the same page sent twice is one message.
    fresh = key or signing.dumps([ticket.reference, timezone.now().timestamp()], salt=SALT)[-64:]
    response = render(request, "tickets/public/status.html", {"page": page, "key": fresh})
    # Not `no-referrer`: with that, a browser says of no form on the page where it comes from, and it is refused.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _has_number(typed: MessageInput) -> bool:
    """Whether something in it looks like a BSN or V-number."""
    return bool(sensitive.find(typed.data.get("text", "")))


def _spoken(message: Message) -> Spoken:
    known = message.language in languages.LANGUAGES
    return Spoken(
        is_own=message.kind != Message.Kind.REPLY,
        text=message.body,
        language=message.language,
        direction=languages.direction(message.language) if known else "auto",
        at=message.at,
    )


def _private(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True, private=True)
    response["X-Robots-Tag"] = "noindex"
    return response
