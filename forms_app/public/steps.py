"""One step of a form: get, post, redirect."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from forms_app import answers, filling, identifiers, journey, quarantine, rendering, repeating, texts
from forms_app.answers import Line
from forms_app.fields import TYPES
from forms_app.fields.base import Context
from forms_app.fields.calculation import worked_out
from forms_app.journey import AnswerProblem, Journey
from forms_app.models import Draft, Form
from forms_app.public import revealing, visiting
from forms_app.public import uploads as uploading
from forms_app.public.visiting import BACK, SHOWN
from forms_app.rendering import Control
from forms_app.texts import Said
from forms_app.uploads import question
from home.languages import Language

CONFIRMED, WARNED = "_confirmed", "_warned"
AUTOSAVE, LATER, HELPS, HELPS_ASKED = "_autosave", "_later", "_helps", "_helps_asked"


@dataclass(frozen=True)
class Question:
    """A question on the page: asked now, or when `rule` holds (JSON; empty when only the server knows)."""

    control: Control
    rule: str
    is_asked: bool
    has_number: bool = False
    is_insisted: bool = False


@dataclass(frozen=True)
class StepPage:
    """What a step's page shows."""

    form: Form
    title: str
    step: str
    step_title: str
    intro: str
    number: int
    count: int
    questions: tuple[Question, ...]
    known: str
    errors: tuple[dict[str, str], ...]
    has_more: bool
    back_url: str
    shown: str
    confirmed: str
    warned: str
    has_number: bool
    returns: bool
    mark: str
    language: str
    direction: str
    foreign: Language | None
    version: int
    until: date
    secret: str
    draft: str
    asks_help: bool
    helps: bool
    is_new: bool
    gone: tuple[Line, ...]
    has_files: bool
    has_rows: bool
    removed: uploading.Removed | None


@ensure_csrf_cookie
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def step_page(request: HttpRequest, form: str, step: str) -> HttpResponse:
    """Shows a step, or keeps what was typed in it and goes on."""
    row = visiting.form_of(form)
    draft = visiting.draft_of(request, row)
    if draft is not None and draft.state == Draft.State.DONE:
        return visiting.sent(request, draft)
    if row.is_over(timezone.now()):
        return visiting.private(visiting.closed(request, row, draft))
    if request.method == "POST" and visiting.is_of_another(request, row, draft):
        return HttpResponse(status=410) if AUTOSAVE in request.POST else visiting.of_another(request, row, draft)
    if request.method == "POST":
        return visiting.private(_posted(request, row, draft, step))
    if draft is None:
        if visiting.had_one(request, row):
            return visiting.gone(request, row)
        if not row.is_open(timezone.now()):
            return visiting.closed(request, row)
        draft = Draft(form=row, version=row.live_version, language=get_language() or "nl")
    return visiting.private(_shown(request, draft, step))


def _posted(request: HttpRequest, row: Form, draft: Draft | None, step: str) -> HttpResponse:
    saves_itself = AUTOSAVE in request.POST
    if draft is None and saves_itself and visiting.had_one(request, row):
        return HttpResponse(status=410)  # opened elsewhere, or too old: what saves itself begins nothing by itself
    posted = dict(request.POST.lists())
    counted = "" if saves_itself or repeating.is_asked(posted) else step
    channel, typed = _channel(request, draft), repeating.typed(posted)
    draft, token = visiting.kept(request, row, draft, counted, channel=channel, typed=typed)
    shown = request.POST.get(SHOWN, "").split()
    asked = [key for key in shown if question(draft.version.document, key)]
    wrong = uploading.added(request, draft, asked, at=timezone.now())
    if saves_itself:
        response = HttpResponse(status=204)
    elif repeating.is_asked(posted) and not wrong:
        response = redirect(uploading.address(request, row.key, step, *repeating.change(draft, posted)))
    elif LATER in request.POST and not wrong:
        response = redirect("form:later", row.key)
    else:
        onward = uploading.address(request, row.key, step, wrong) if wrong else _after(request, draft, step, shown)
        response = redirect(onward)
    visiting.remember(response, row, token)
    return response


def _channel(request: HttpRequest, draft: Draft | None) -> str:
    """What was said about for whom this is filled in; empty when the page did not ask."""
    known = draft.channel if draft is not None else "web"
    if HELPS_ASKED not in request.POST or known not in ("web", filling.HELPER):
        return ""
    return filling.HELPER if HELPS in request.POST else "web"


def _after(request: HttpRequest, draft: Draft, step: str, shown: list[str]) -> str:
    """Where a person goes after saving a step: back to it while it is not right, else on."""
    walked = filling.journey_of(draft, timezone.now())
    key = draft.form.key
    state = next((state for state in walked.steps if state.key == step), None)
    if state is None:
        return reverse("form:start", args=[key])
    fresh = set(state.fields) - set(shown)
    back = request.POST.get(BACK) == "controle"
    if any(problem.key not in fresh for problem in state.problems):
        return visiting.step_url(key, step, "controle", back)
    confirmed = request.POST.get(CONFIRMED, "").split()
    if fresh or not set(_confirmation(draft, state.fields).split()) <= set(confirmed):
        return visiting.step_url(key, step, "meer", back)
    if not set(_numbers(draft, state.fields)) <= {*request.POST.get(WARNED, "").split(), *draft.insisted}:
        return visiting.step_url(key, step, "nummer", back)
    filling.reviewed(draft, walked, step)
    onward = walked.first_incomplete if back else journey.following(walked, step)
    return reverse("form:step", args=[key, onward]) if onward else reverse("form:check", args=[key])


def _shown(request: HttpRequest, draft: Draft, step: str) -> HttpResponse:
    typed = filling.answers_of(draft)
    context = filling.context_for(draft, typed, timezone.now())
    document = draft.version.document
    walked = journey.walk(document, typed, context)
    if not journey.may_visit(walked, step):
        if step not in {row["key"] for row in document["steps"]}:
            raise Http404
        return redirect("form:start", draft.form.key) if not draft.pk else redirect(_earliest(draft, walked))
    page = _page(request, draft, walked, step, context, typed)
    return render(request, "forms_app/public/step.html", {"page": page})


def _page(
    request: HttpRequest, draft: Draft, walked: Journey, step: str, context: Context, typed: dict[str, Any]
) -> StepPage:
    document, language = draft.version.document, get_language() or "nl"
    number, state = next((n, s) for n, s in enumerate(walked.steps, start=1) if s.key == step)
    wrong = state.problems if "controle" in request.GET else ()
    wrong += uploading.problems(request, draft, step, state.fields)
    asked = [field for row in document["steps"] if row["key"] == step for field in row["fields"]]
    live = revealing.conditions_of(asked, journey.values(document, walked.answered, context))
    numbers = _numbers(draft, state.fields)
    questions = tuple(
        Question(
            rendering.control(
                document,
                field,
                _given(field, typed, walked, language, context),
                tuple(rendering.sentence(p.code, p.data) for p in wrong if p.field == field["key"]),
                context,
                language=language,
                inside=rendering.inside(wrong, field["key"]),
                **repeating.shown(request.GET, draft, field),
            ),
            live.rules.get(field["key"], ""),
            field["key"] in state.fields,
            field["key"] in numbers,
            field["key"] in draft.insisted,
        )
        for field in asked
        if field["key"] in state.fields or field["key"] in live.rules
    )
    fields = {field["key"]: field for field in asked}
    title = texts.text(document, language, texts.msg_id(step, what="title"))
    before = walked.steps[number - 2].key if number > 1 else ""
    returns = request.GET.get(BACK) == "controle"
    check = reverse("form:check", args=[draft.form.key])
    return StepPage(
        form=draft.form,
        title=texts.text(document, language, texts.msg_id(what="title")).text,
        step=step,
        step_title=title.text,
        intro=rendering.spoken(texts.text(document, language, texts.msg_id(step, what="intro"))),
        number=number,
        count=len(walked.steps),
        questions=questions,
        known=live.known,
        errors=tuple(
            _link(problem, rendering.asked_in(document, fields, problem, language), language) for problem in wrong
        ),
        has_more="meer" in request.GET,
        back_url=check if returns else visiting.step_url(draft.form.key, before) if before else "",
        shown=" ".join(state.fields),
        confirmed=_confirmation(draft, state.fields),
        warned=" ".join(numbers),
        has_number=bool(numbers) and "nummer" in request.GET,
        returns=returns,
        mark=quarantine.page_mark(timezone.now()),
        language=title.language,
        direction=rendering.direction(title.language),
        foreign=visiting.foreign(document),
        version=draft.version.number,
        until=timezone.localtime(draft.expires_at or _kept_until(draft.form)).date(),
        secret="" if draft.pk else filling.new_secret(),
        draft=str(draft.uuid) if draft.pk else "",
        asks_help=number == 1 and draft.channel in ("web", filling.HELPER),
        helps=draft.channel == filling.HELPER,
        is_new=visiting.NEW in request.GET,
        gone=tuple(answers.no_longer_asked(draft, language)) if draft.review_from else (),
        has_files=any(question.control.type == "upload" for question in questions),
        has_rows=any(question.control.type == "group" for question in questions),
        removed=uploading.removed(request, draft, step),
    )


def _given(field: dict[str, Any], typed: dict[str, Any], walked: Journey, language: str, context: Context) -> Any:
    """The answer to show: what was given or follows, else the language of the page for the question about language."""
    if field["type"] == "calculation":
        return worked_out(field, walked.answered)
    if field["key"] not in typed and field.get("meaning") == "language" and language in context.languages:
        return language
    return typed.get(field["key"])


def _confirmation(draft: Draft, shown: tuple[str, ...]) -> str:
    """The postcodes on the page, whose place the person was shown: a new one is shown before going on."""
    kinds = {key: TYPES[draft.version.document["types"][key]] for key in shown if key in draft.answers}
    return " ".join(str(kind.plain(draft.answers[key])) for key, kind in kinds.items() if "in_region" in kind.derived)


def _numbers(draft: Draft, shown: tuple[str, ...]) -> tuple[str, ...]:
    """Keys of the answers on the page that seem to hold a BSN or V-number: the person is warned before going on."""
    return identifiers.noticed(
        draft.version.document, {key: draft.answers[key] for key in shown if key in draft.answers}
    )


def _kept_until(form: Form) -> datetime:
    return timezone.now() + timedelta(days=form.draft_days)


def _link(problem: AnswerProblem, label: Said, language: str) -> dict[str, str]:
    """A line above the step that leads to the question: what it asks, then what is wrong with the answer."""
    foreign = label.language != language
    return {
        "href": f"#id_{problem.field}",
        "text": rendering.sentence(problem.code, problem.data),
        "label": label.text,
        "lang": label.language if foreign else "",
        "dir": rendering.direction(label.language) if foreign else "",
    }


def _earliest(draft: Draft, walked: Journey) -> str:
    step = walked.first_incomplete
    return visiting.step_url(draft.form.key, step) if step else reverse("form:check", args=[draft.form.key])
