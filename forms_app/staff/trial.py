"""Trying out a draft of a form as a visitor would fill it in: each page, then what would have come of it."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from forms_app import answers, filling, journey, publishing, rehearsing, repeating, texts, words
from forms_app.fields.calculation import worked_out
from forms_app.journey import Journey
from forms_app.models import Draft, Form
from forms_app.rendering import Control, control, inside, sentence
from forms_app.staff.building import for_editors, said
from forms_app.texts import msg_id
from home.languages import LANGUAGES, SOURCE
from home.refusals import Refused

SALT = "forms_app.trial"
CHECK, SEND = "_check", "_send"


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def trial_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The next page of the trial; what was filled in goes along in the page itself and is kept nowhere."""
    form = get_object_or_404(Form, pk=pk).get_latest_revision_as_object()
    document, problems = publishing.compile_form(form)
    language = request.POST.get("language") or request.GET.get("language") or SOURCE
    known = filling.language_names()
    page: dict[str, Any] = {"form": form, "languages": list(known.items())}
    if problems:
        page["problems"] = [words.problem(problem) for problem in problems]
        return render(request, "forms_app/staff/trial.html", page)
    language = language if language in known and language in LANGUAGES else SOURCE
    now = timezone.now()
    draft = rehearsing.begin(form, texts.half_done(document), language, now)
    step = _typed(request, draft) if request.method == "POST" else ""
    with translation.override(language):
        page |= _page(request, draft, step) | {"language": language, "state": _signed(draft)}
        return render(request, "forms_app/staff/trial.html", page)


def _typed(request: HttpRequest, draft: Draft) -> str:
    """Takes up what was filled in before and on this page; the page that comes now (a step, `_check`, `_send`)."""
    try:
        rehearsing.resume(draft, signing.loads(request.POST.get("state", ""), salt=SALT))
    except signing.BadSignature:
        return ""
    step = request.POST.get("step", "")
    is_row = repeating.is_asked(dict(request.POST.lists()))
    if "onward" not in request.POST and not is_row:
        return request.POST.get("goto", "")
    shown = request.POST.get("shown", "").split()
    rehearsing.answer(draft, repeating.typed(dict(request.POST.lists())), shown)
    if is_row:
        return step
    walked = filling.journey_of(draft, timezone.now())
    state = next((state for state in walked.steps if state.key == step), None)
    if state is None:
        return walked.first_incomplete or CHECK
    if state.problems or set(state.fields) - set(shown):
        return step
    return journey.following(walked, step) or CHECK


def _signed(draft: Draft) -> str:
    return signing.dumps(rehearsing.state_of(draft), salt=SALT, compress=True)


def _page(request: HttpRequest, draft: Draft, step: str) -> dict[str, Any]:
    walked = filling.journey_of(draft, timezone.now())
    if step == SEND:
        try:
            return {"outcome": rehearsing.outcome(draft, at=timezone.now())}
        except Refused as refusal:
            if refusal.code != "incomplete":
                return {"refusal": said(refusal)}
    if step in (CHECK, SEND) and not walked.first_incomplete:
        return {"lines": _lines(draft, walked)}
    shown = {state.key for state in walked.steps}
    wanted = step if step in shown else walked.first_incomplete or walked.steps[0].key
    return _step(request, draft, walked, wanted)


def _lines(draft: Draft, walked: Journey) -> Any:
    document = draft.version.document
    return answers.of(document, walked.answered, draft.language, sender_language=draft.language)


def _step(request: HttpRequest, draft: Draft, walked: Journey, step: str) -> dict[str, Any]:
    document, language = draft.version.document, draft.language
    typed = filling.answers_of(draft)
    context = filling.context_for(draft, typed, timezone.now())
    number, state = next((n, s) for n, s in enumerate(walked.steps, start=1) if s.key == step)
    before = set(request.POST.get("shown", "").split()) if request.POST.get("step") == step else set()
    is_row = repeating.is_asked(dict(request.POST.lists()))
    wrong = [problem for problem in state.problems if problem.key in before and not is_row]
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
        "has_files": any(shown.type == "upload" for shown in controls),
        "earlier": walked.steps[number - 2].key if number > 1 else "",
    }
