"""Where a form begins: at its first step, or with what was begun on this device."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from forms_app import filling, resuming
from forms_app.models import Draft
from forms_app.public import visiting


@require_safe
def start_page(request: HttpRequest, form: str) -> HttpResponse:
    """Starts at the first step, or asks whether to go on with what was begun on this device."""
    row = visiting.form_of(form)
    draft = visiting.draft_of(request, row)
    if draft is not None and draft.state == Draft.State.OPEN and (draft.answers or draft.raw):
        if row.is_over(timezone.now()):
            return visiting.private(visiting.closed(request, row, draft))
        walked = filling.journey_of(draft, timezone.now())
        onward = visiting.onward(draft, walked)
        return visiting.private(
            render(request, "forms_app/public/resume.html", visiting.named(row, draft, onward_url=onward))
        )
    if draft is None and visiting.had_one(request, row):
        return visiting.gone(request, row)
    if not row.is_open(timezone.now()):
        return visiting.closed(request, row)
    response = redirect("form:step", form, visiting.first_step(row))
    response.delete_cookie(visiting.cookie(form))
    return visiting.private(response)


@require_POST
@csrf_protect
def start_again(request: HttpRequest, form: str) -> HttpResponse:
    """Leaves what was begun on this device and starts anew."""
    row = visiting.form_of(form)
    draft = visiting.draft_of(request, row)
    if draft is not None and draft.state == Draft.State.OPEN:
        resuming.let_go(draft)
    response = redirect("form:step", form, visiting.first_step(row))
    response.delete_cookie(visiting.cookie(form))
    return response
