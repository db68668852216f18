"""The receipt of a question, safe to reload."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from forms_app import answers, letters, rendering, texts
from forms_app.answers import Line
from forms_app.models import Submission
from home import languages, pdf, qr
from tickets import intake
from tickets.intake import Receipt

LASTS = timedelta(days=7)
CLEARED = "gewist"
"""Name of the cookie of a device that was cleared: what was sent before it, it shows no more."""


@dataclass(frozen=True)
class ReceiptPage:
    """What a receipt shows."""

    title: str
    text: str
    text_language: str
    text_direction: str
    receipt: Receipt
    code: str
    lines: tuple[Line, ...]
    qr: str
    pdf_url: str
    language: str
    direction: str
    has_email: bool
    earlier_number: str
    earlier_at: datetime | None


@require_safe
def receipt_page(request: HttpRequest, signed: str) -> HttpResponse:
    """Number, code, who has it, by when, and what was sent."""
    submission = _submission(signed)
    if _is_cleared(request, submission):
        return _away(request)
    page = _page(submission, signed)
    response = render(request, "forms_app/public/receipt.html", {"page": page})
    patch_cache_control(response, no_store=True, private=True)
    # Not `no-referrer`: with that, a browser says of no form on the page where it comes from, and it is refused.
    response["Referrer-Policy"] = "strict-origin"
    return response


@require_safe
def receipt_pdf(request: HttpRequest, signed: str) -> HttpResponse:
    """The same on paper."""
    submission = _submission(signed)
    if _is_cleared(request, submission):
        return _away(request)
    page = _page(submission, signed)
    html = render_to_string("forms_app/printouts/receipt.html", {"page": page})
    response = HttpResponse(pdf.render(html), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{page.receipt.reference}.pdf"'
    patch_cache_control(response, no_store=True, private=True)
    return response


def clear(response: HttpResponse, at: datetime) -> None:
    """From here on this device shows nothing that was sent before; for everybody else a receipt stays where it is."""
    response.set_cookie(
        CLEARED,
        signing.dumps(at.timestamp(), salt=CLEARED),
        max_age=LASTS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _is_cleared(request: HttpRequest, submission: Submission) -> bool:
    try:
        moment = signing.loads(request.COOKIES.get(CLEARED, ""), salt=CLEARED, max_age=LASTS)
    except signing.BadSignature:
        return False
    return submission.completed_at.timestamp() <= moment


def _away(request: HttpRequest) -> HttpResponse:
    response = render(request, "forms_app/public/cleared.html", status=410)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _submission(signed: str) -> Submission:
    try:
        number = signing.loads(signed, salt=letters.RECEIPT, max_age=LASTS)
    except signing.BadSignature as error:
        raise Http404 from error
    submissions = Submission.objects.select_related("version", "ticket__municipality", "ticket__team", "ticket__parent")
    submission: Submission | None = submissions.filter(pk=number).first()
    if submission is None:
        raise Http404
    return submission


def _page(submission: Submission, signed: str) -> ReceiptPage:
    document: dict[str, Any] = submission.version.document
    language = get_language() or languages.SOURCE
    receipt, earlier = intake.receipt_of(submission.ticket), submission.ticket.parent
    said = texts.text(document, language, texts.msg_id(what="receipt_text"))
    return ReceiptPage(
        title=texts.text(document, language, texts.msg_id(what="title")).text,
        text=rendering.spoken(said),
        text_language=said.language,
        text_direction=rendering.direction(said.language),
        receipt=receipt,
        code=receipt.access_code_grouped,
        lines=tuple(answers.lines(submission, language)),
        qr=qr.svg(receipt.secret_link),
        pdf_url=reverse("form:receipt_pdf", args=[signed]),
        language=language,
        direction=languages.direction(language),
        earlier_number=earlier.reference if earlier is not None else "",
        earlier_at=earlier.received_at if earlier is not None else None,
        has_email="sender_email" in answers.meant(submission),
    )
