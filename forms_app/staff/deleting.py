"""Erasing one submission before its term: what goes, what stays, and why it is done."""

from django import forms
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from forms_app import access, retention, uploads
from forms_app.access import Right
from forms_app.staff.submissions import for_who_may
from home.refusals import Refused
from tickets.words import REFUSALS


class DeleteInput(forms.Form):
    """Why."""

    reason = forms.CharField(
        label=gettext_lazy("Waarom wist u dit nu al?"),
        max_length=500,
        help_text=gettext_lazy("Bijvoorbeeld: op verzoek van de vrager. Noem geen namen: de reden blijft staan."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


@for_who_may(Right.DELETE)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(request: HttpRequest, key: str, reference: str) -> HttpResponse:
    """Says what goes and what stays, or why it cannot be done now; the button does it. No answer is shown.

    Ten queries, however many tickets follow on this one or hold the same answers.
    """
    submission = access.get_visible(request.user, key, reference, Right.DELETE)
    typed = DeleteInput(request.POST or None)
    going = retention.whole(submission, request.user)
    refused = going.refusal
    if refused is None and typed.is_valid():
        try:
            why = typed.cleaned_data["reason"]
            retention.erase_by_hand(submission, by=request.user, reason=why, at=timezone.now())
        except Refused as refusal:  # somebody opened it again, or held it, a moment ago
            refused, going = refusal, retention.whole(submission, request.user)
        else:
            flash.success(request, _("De inzending is gewist. Dat het gebeurd is en waarom, staat in de tijdlijn."))
            return redirect("submissions:one", key, reference)
    page = {
        "submission": submission,
        "ticket": submission.ticket,
        "form": typed,
        "files": len([file for file in uploads.sent_with(submission) if file.storage_key]),
        "follow_ups": going.follow_ups,
        "in_the_way": [(ticket, str(REFUSALS[why_not.code]) % why_not.data) for ticket, why_not in going.in_the_way],
        "unseen": going.unseen,
        "repeated": access.repeated(request.user, submission),
        "refusal": str(REFUSALS[refused.code]) % refused.data if refused is not None else "",
        "page_title": reference,
    }
    status = 409 if refused is not None and request.method == "POST" else 200
    return render(request, "forms_app/staff/submission_delete.html", page, status=status)
