"""Check your answers, then send them."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from forms_app import answers, completion, filling, identifiers, letters, texts, uploads
from forms_app.answers import Line
from forms_app.completion import Seen
from forms_app.fields import TYPES
from forms_app.journey import Journey
from forms_app.models import Draft, Form
from forms_app.public import visiting
from forms_app.public.visiting import BACK
from home.refusals import Refused

SEEN = "_seen"


@dataclass(frozen=True)
class CheckPage:
    """What the check page shows. `draft`: the one whose answers they are; `seen`: the digest of them; `changed`: they
    are not what was seen before; `gone`: answers to questions that are not asked any more; `numbers`: answers that seem
    to hold a BSN or V-number, with whether the person wants to send it all the same. Each line comes with the address
    where its answer is changed, empty for what follows from other answers."""

    form: Form
    title: str
    lines: tuple[tuple[Line, str], ...]
    back_url: str
    count: int
    draft: str
    seen: str
    changed: bool
    gone: tuple[Line, ...]
    numbers: tuple[tuple[Line, bool], ...]


@csrf_protect
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def check_page(request: HttpRequest, form: str) -> HttpResponse:
    """All answers with a link to change each; sending is a POST, and a second one gives the same number."""
    row = visiting.form_of(form)
    draft = visiting.draft_of(request, row)
    if draft is None:
        return visiting.private(redirect("form:start", form))
    if request.method == "POST":
        if visiting.is_of_another(request, row, draft):
            return visiting.of_another(request, row, draft)
        return visiting.private(_completed(request, draft))
    if draft.state == Draft.State.DONE:
        return visiting.sent(request, draft)
    if row.is_over(timezone.now()):
        return visiting.private(visiting.closed(request, row, draft))
    walked = filling.journey_of(draft, timezone.now())
    if walked.first_incomplete:
        return visiting.private(redirect(visiting.step_url(form, walked.first_incomplete, "controle")))
    to_review = filling.review_step(draft, walked)
    if to_review:
        return visiting.private(redirect(visiting.step_url(form, to_review, visiting.NEW)))
    page = _check(draft, walked, changed=visiting.NEW in request.GET)
    return visiting.private(render(request, "forms_app/public/check.html", {"page": page}))


def _completed(request: HttpRequest, draft: Draft) -> HttpResponse:
    form, digest = draft.form.key, request.POST.get(SEEN, "")
    try:
        ticked = tuple(request.POST.getlist(visiting.INSIST))
        seen = Seen(digest, get_language() or "nl", ticked) if digest else None
        submission = completion.complete(draft, at=timezone.now(), seen=seen)
    except Refused as refusal:
        if refusal.code == "form_closed":
            return visiting.closed(request, draft.form, draft)
        if refusal.code == "incomplete":
            return redirect(visiting.step_url(form, str(refusal.data["step"]), "controle"))
        if refusal.code == "to_review":
            return redirect(visiting.step_url(form, str(refusal.data["step"]), visiting.NEW))
        if refusal.code == "changed_since":
            return redirect(f"{reverse('form:check', args=[form])}?{visiting.NEW}=1")
        raise
    response = redirect(letters.receipt_address(submission))
    if draft.channel == filling.HELPER:  # the next person on this device begins with nothing
        response.delete_cookie(visiting.cookie(form))
    return response


def _check(draft: Draft, walked: Journey, *, changed: bool) -> CheckPage:
    document, language = draft.version.document, get_language() or "nl"
    lines = answers.of(document, walked.answered, language, sender_language=language, files=uploads.of(draft))
    noticed = identifiers.noticed(document, walked.answered)
    return CheckPage(
        form=draft.form,
        title=texts.text(document, language, texts.msg_id(what="title")).text,
        lines=tuple((line, _change_url(draft, line)) for line in lines),
        back_url=visiting.step_url(draft.form.key, walked.steps[-1].key),
        count=len(document["steps"]),
        draft=str(draft.uuid),
        seen=answers.digest(lines),
        changed=changed,
        gone=tuple(answers.no_longer_asked(draft, language)),
        numbers=tuple((line, line.key in draft.insisted) for line in lines if line.key in noticed),
    )


def _change_url(draft: Draft, line: Line) -> str:
    if not TYPES[draft.version.document["types"][line.key]].asks:
        return ""
    return f"{visiting.step_url(draft.form.key, line.step)}?{BACK}=controle#id_{line.key}"
