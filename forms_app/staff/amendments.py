"""Correcting one answer of a submission: the same field that the visitor had, and why."""

from typing import Any

from django import forms
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from forms_app import access, amending, answers, rendering, repeating
from forms_app import words as form_words
from forms_app.access import Right
from forms_app.staff.submissions import for_who_may
from home.languages import SOURCE
from home.refusals import Refused
from tickets import access as desk
from tickets.words import REFUSALS

TOLD = frozenset({"stale", "unchanged"})
"""What can come in between; anything else means that there is nothing to correct any more."""
PREFIX = "_"
"""Before the names of our own inputs: no question has a key that begins with it."""


class AmendInput(forms.Form):
    """Why, and how many corrections of this answer the person saw."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Waarom verbetert u dit?"),
        max_length=500,
        help_text=gettext_lazy("Bijvoorbeeld: de vrager belde dat de dag niet klopte."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


@for_who_may(Right.CORRECT)
@require_http_methods(["GET", "HEAD", "POST"])
def amend_page(request: HttpRequest, key: str, reference: str, field: str) -> HttpResponse:
    """Shows one answer to be corrected, or writes its correction. That it was opened is on record.

    When somebody corrected it in between, what was typed stays, beside what that person made of it. One row more or one
    less of a group changes the page alone; what the answer was stands above it.
    """
    user: Any = request.user
    submission = access.get_visible(user, key, reference, Right.CORRECT)
    asked = amending.question(user, submission, field)
    corrected = amending.made(submission)
    now = amending.current(submission, corrected)
    is_covered = amending.is_covered(submission, field, now)
    if is_covered and not desk.may_see_contact(user, submission.ticket):
        raise Refused("not_found")
    value, problems, told, status = now.get(field), [], "", 200
    typed = AmendInput(initial={"seen": len(corrected.get(field, ()))}, prefix=PREFIX)
    posted = dict(request.POST.lists())
    if repeating.is_asked(posted):
        value = amending.read(asked, repeating.typed(posted))
        typed = AmendInput(initial={name: request.POST.get(f"{PREFIX}-{name}") for name in typed.fields}, prefix=PREFIX)
    elif request.method == "POST":
        typed = AmendInput(request.POST, prefix=PREFIX)
        value = amending.read(asked, posted)
        problems = amending.problems(submission, field, value, now)
        if typed.is_valid() and not problems:
            said = typed.cleaned_data
            try:
                amending.amend(user, submission, field, value, at=timezone.now(), **said)
            except Refused as refusal:
                if refusal.code not in TOLD:
                    raise Refused("not_found") from refusal
                known = form_words.REFUSALS if refusal.code in form_words.REFUSALS else REFUSALS
                told = str(known[refusal.code]) % refusal.data
                status = 409 if refusal.code == "stale" else 200
                corrected = amending.made(submission)
                seen = str(len(corrected.get(field, ())))
                typed = AmendInput({**request.POST.dict(), f"{PREFIX}-seen": seen}, prefix=PREFIX)
            else:
                flash.success(request, _("Verbeterd. Wat was verstuurd, staat er nog naast."))
                return redirect("submissions:one", key, reference)
    if request.method != "POST" or is_covered:
        desk.looked(user, submission.ticket, "reveal" if is_covered else "submission")
    shown = answers.revealed(submission, SOURCE) if is_covered else answers.for_staff(submission, SOURCE)
    control = rendering.control(
        submission.version.document,
        asked,
        value,
        tuple(rendering.sentence(problem.code, problem.data) for problem in problems if problem.field == field),
        amending.context(submission, now),
        language=SOURCE,
        inside=rendering.inside(problems, field),
        one_more=repeating.pressed(posted, repeating.ADD) == field,
    )
    page = {
        "submission": submission,
        "ticket": submission.ticket,
        "line": next(line for line in shown if line.key == field),
        "control": control,
        "problems": [(problem.field, rendering.sentence(problem.code, problem.data)) for problem in problems],
        "form": typed,
        "told": told,
        "page_title": reference,
    }
    return render(request, "forms_app/staff/submission_amend.html", page, status=status)
