"""Trying out a draft of a form as a visitor would fill it in: each page, then what would have come of it."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from forms_app import answers, filling, journey, letters, publishing, rehearsing, repeating, texts, uploads, words
from forms_app.fields.calculation import worked_out
from forms_app.journey import AnswerProblem, Journey
from forms_app.models import Draft, Form, Submission
from forms_app.rehearsing import Page
from forms_app.rendering import Control, control, inside, sentence
from forms_app.staff.building import for_editors, said
from forms_app.texts import msg_id
from home.languages import LANGUAGES, SOURCE
from home.refusals import Refused
from tickets import intake

SALT = "forms_app.trial"
CHECK, SEND, REMOVE = "_check", "_send", "_remove"
HERE = "?"
"""The address of this page itself."""
_LINK = re.compile(r"(<a\b[^>]*?) href=\"[^\"]*\"")
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
_ASKED_OF = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "REMOTE_ADDR")


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def trial_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The next page of the trial; what was filled in goes along in the page itself and is kept nowhere."""
    form = get_object_or_404(Form, pk=pk).get_latest_revision_as_object()
    document, problems = publishing.compile_form(form)
    language = request.POST.get("_language") or request.GET.get("language") or SOURCE
    known = filling.language_names()
    page: dict[str, Any] = {"form": form, "languages": list(known.items())}
    if problems:
        page["problems"] = [words.problem(problem) for problem in problems]
        return render(request, "forms_app/staff/trial.html", page)
    language = language if language in known and language in LANGUAGES else SOURCE
    now = timezone.now()
    draft = rehearsing.begin(form, texts.half_done(document), language, now)
    with translation.override(language):
        step, refused = _typed(request, draft) if request.method == "POST" else ("", ())
        page |= _page(request, draft, step, refused) | {"language": language, "state": _signed(draft)}
        return render(request, "forms_app/staff/trial.html", page)


def _typed(request: HttpRequest, draft: Draft) -> tuple[str, tuple[AnswerProblem, ...]]:
    """Takes up what was filled in before and on this page.

    The page that comes now (a step, `_check`, `_send`), and what was wrong with the files that were chosen on this one.
    """
    try:
        rehearsing.resume(draft, signing.loads(request.POST.get("_state", ""), salt=SALT))
    except signing.BadSignature:
        return "", ()
    if "_goto" in request.POST:
        return request.POST["_goto"], ()
    step, shown = request.POST.get("_step", ""), request.POST.get("_shown", "").split()
    rehearsing.answer(draft, repeating.typed(dict(request.POST.lists())), shown)
    refused = _files(request, draft, step, shown)
    if refused or "_onward" not in request.POST:
        return step, refused
    return _after(draft, step, shown), ()


def _files(request: HttpRequest, draft: Draft, step: str, shown: list[str]) -> tuple[AnswerProblem, ...]:
    """Takes the files that were chosen, or one back; what is wrong with those that are not taken."""
    if REMOVE in request.POST:
        rehearsing.take_back(draft, request.POST[REMOVE])
    wrong = []
    for key in shown:
        for sent in request.FILES.getlist(key):
            try:
                rehearsing.add_file(draft, key, sent, at=timezone.now())
            except Refused as refusal:
                if refusal.code not in words.UPLOAD_PROBLEMS:
                    raise
                wrong.append(AnswerProblem(step, key, refusal.code, refusal.data))
    return tuple(wrong)


def _after(draft: Draft, step: str, shown: list[str]) -> str:
    """The page after a step that was filled in: the same one while it is not right, or shows more now."""
    walked = filling.journey_of(draft, timezone.now())
    state = next((state for state in walked.steps if state.key == step), None)
    if state is None:
        return walked.first_incomplete or CHECK
    if state.problems or set(state.fields) - set(shown):
        return step
    return journey.following(walked, step) or CHECK


def _signed(draft: Draft) -> str:
    return signing.dumps(rehearsing.state_of(draft), salt=SALT, compress=True)


def _page(request: HttpRequest, draft: Draft, step: str, refused: tuple[AnswerProblem, ...]) -> dict[str, Any]:
    walked = filling.journey_of(draft, timezone.now())
    if step == SEND:
        try:
            return {"outcome": rehearsing.outcome(draft, at=timezone.now(), look=lambda sent: _pages(request, sent))}
        except Refused as refusal:
            if refusal.code != "incomplete":
                return {"refusal": said(refusal)}
    if step in (CHECK, SEND) and not walked.first_incomplete:
        return {"lines": _lines(draft, walked)}
    shown = {state.key for state in walked.steps}
    wanted = step if step in shown else walked.first_incomplete or walked.steps[0].key
    return _step(request, draft, walked, wanted, refused)


def _lines(draft: Draft, walked: Journey) -> Any:
    document, files = draft.version.document, uploads.of(draft)
    return answers.of(document, walked.answered, draft.language, sender_language=draft.language, files=files)


def _pages(request: HttpRequest, submission: Submission) -> list[Page]:
    """What the visitor gets to see after sending: the receipt, and where the question can be followed."""
    receipt = intake.receipt_of(submission.ticket)
    link, status = (urlsplit(address).path for address in (receipt.secret_link, receipt.status_url))
    opened = _visited(request, link, {})
    cookies = {name: morsel.value for name, morsel in opened.cookies.items()}
    seen = [
        (_("Het ontvangstbewijs"), _visited(request, letters.receipt_address(submission), {})),
        (_("De pagina om de vraag te volgen"), _visited(request, opened.headers.get("Location", status), cookies)),
    ]
    return [Page(title, _still(answer.content.decode())) for title, answer in seen]


def _visited(request: HttpRequest, path: str, cookies: dict[str, str]) -> HttpResponse:
    """What a visitor with these cookies gets at an address of the portal: the very page, asked for by nobody."""
    asked = HttpRequest()
    asked.method, asked.path, asked.path_info = "GET", path, path
    asked.META = {name: request.META[name] for name in _ASKED_OF if name in request.META}
    asked.COOKIES, asked.user = cookies, AnonymousUser()
    found = asked.resolver_match = resolve(path)
    answer: HttpResponse = found.func(asked, *found.args, **found.kwargs)
    return answer


def _still(html: str) -> str:
    """A page to be looked at: without scripts, and with links that lead nowhere, because nothing of it is there."""
    return _LINK.sub(r'\1 role="link" aria-disabled="true"', _SCRIPT.sub("", html))


def _step(
    request: HttpRequest, draft: Draft, walked: Journey, step: str, refused: tuple[AnswerProblem, ...]
) -> dict[str, Any]:
    document, language = draft.version.document, draft.language
    typed = filling.answers_of(draft)
    context = filling.context_for(draft, typed, timezone.now())
    number, state = next((n, s) for n, s in enumerate(walked.steps, start=1) if s.key == step)
    before = set(request.POST.get("_shown", "").split()) if request.POST.get("_step") == step else set()
    is_row = repeating.is_asked(dict(request.POST.lists()))
    is_onward = "_onward" in request.POST and not is_row
    wrong = [*refused, *(problem for problem in state.problems if problem.key in before and is_onward)]
    fields = [field for row in document["steps"] if row["key"] == step for field in row["fields"]]
    controls: list[Control] = [
        control(
            document,
            field,
            worked_out(field, walked.answered) if field["type"] == "calculation" else typed.get(field["key"]),
            tuple(sentence(p.code, p.data) for p in wrong if p.field == field["key"]),
            context,
            language=language,
            inside=inside(wrong, field["key"]),
            one_more=request.POST.get(repeating.ADD) == field["key"],
            files_at=HERE,
        )
        for field in fields
        if field["key"] in state.fields
    ]
    return {
        "step": step,
        "number": number,
        "count": len(walked.steps),
        "title": texts.text(document, language, msg_id(step, what="title")),
        "intro": texts.text(document, language, msg_id(step, what="intro")),
        "controls": controls,
        "shown": " ".join(state.fields),
        "earlier": walked.steps[number - 2].key if number > 1 else "",
    }
