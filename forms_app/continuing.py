"""A form that a program fills in piece by piece: begun, answered and sent like one that is filled in on pages."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from forms_app import completion, fields, filling, journey, resuming, submitting, uploads
from forms_app.fields import group
from forms_app.fields.base import Unreadable
from forms_app.journey import AnswerProblem
from forms_app.models import Draft, Form, FormVersion
from forms_app.submitting import Sent
from home.refusals import Refused


def begin(form: Form, *, language: str, at: datetime) -> Draft:
    """A new draft that no device has; the question about language is answered with the language of who begins.

    :raises Refused: `form_closed`, with the moment in `members` where there is one.
    """
    if not form.is_open(at):
        raise Refused("form_closed", members=submitting.moments(form, at))
    with transaction.atomic():
        draft, _secret = filling.start(form, language=language, at=at, channel="api")
        resuming.let_go(draft)
        asked = journey.questions(draft.version.document)
        named = {key: language for key, field in asked.items() if field.get("meaning") == "language"}
        return filling.accept(draft, named, language=language, at=at) if named else draft


def opened(number: str, code: str, network: str, at: datetime) -> Draft:
    """The draft with this number and this code, open or sent, brought up to date; see `resuming.opened`.

    :raises Refused: `wrong_resume_code`, whichever of the two is wrong; `too_many`, with `retry_after` in seconds.
    """
    draft = resuming.opened(code, network, at)
    if str(draft.uuid) != number.lower():
        raise Refused("wrong_resume_code")
    return draft


def answer(
    draft: Draft, answers: Mapping[str, object], *, language: str, at: datetime, seen: FormVersion | None = None
) -> list[AnswerProblem]:
    """Keeps answers, right or not; what could not be kept, because it has no place.

    `answers`: JSON values by key of a field; None takes an answer back, a field that is not named keeps what it has. Of
    files the answer names those that stay. `seen`: the version whose questions were shown; when it is the version that
    the draft has now, there is nothing to be looked at again any more.

    :raises Refused: `form_closed` after the deadline of the form; `already_sent`.
    """
    demand_under_way(draft, at)
    asked = journey.questions((seen or draft.version).document) | journey.questions(draft.version.document)
    known = {key: value for key, value in answers.items() if key in asked}
    with transaction.atomic():
        filling.accept(draft, known, language=language, at=at, asked=seen)
        wrong = [problem for key in known for problem in _kept_files(draft, key, known[key], at)]
        if seen is not None and seen.pk == draft.version_id and draft.review_from:
            Draft.objects.filter(pk=draft.pk, version=seen).update(review_from="")
            draft.review_from = ""
    return wrong + [AnswerProblem(None, key, "unknown_field", {"field": key}) for key in answers if key not in asked]


def unreadable(draft: Draft) -> dict[str, list[Any]]:
    """What was typed and could not be read, as it was sent: key of a field -> texts, of a group its rows as objects.

    A row that a page set aside is not among them: it was taken away.
    """
    groups = journey.groups(draft.version.document)
    return {
        key: ([group.sent(row) for row in fields.GROUP.rows(groups[key], answer)] if key in groups else [])
        or list(answer.raw)
        for key, answer in filling.answers_of(draft).items()
        if isinstance(answer, Unreadable)
    }


def send(draft: Draft, *, version: int, at: datetime) -> Sent:
    """Sends a draft; once it was sent this gives what it made. `version`: the number of the one that was answered.

    :raises Refused: `changed_since`, when the draft has another version now; `to_review`; `form_closed`;
        `invalid_answers`, with the `problems`; `wrong_resume_code`, when it expired at this very moment.
    """
    if draft.state == Draft.State.OPEN and draft.version.number != version:
        raise Refused("changed_since", members={"version": draft.version.number})
    try:
        submission = completion.complete(draft, at=at)
    except Refused as refusal:
        if refusal.code == "incomplete":
            raise Refused("invalid_answers", problems=refusal.data["problems"]) from refusal
        if refusal.code == "form_closed":
            raise Refused("form_closed", members=submitting.moments(draft.form, at)) from refusal
        if refusal.code == "expired":
            raise Refused("wrong_resume_code") from refusal
        raise
    return Sent(submission, is_replay=submission.completed_at != at)


def demand_under_way(draft: Draft, at: datetime) -> None:
    """Nothing, when answers and files can still be added.

    :raises Refused: `already_sent`; `form_closed` after the deadline of the form.
    """
    if draft.state != Draft.State.OPEN:
        raise Refused("already_sent")
    if draft.form.is_over(at):
        raise Refused("form_closed", members=submitting.moments(draft.form, at))


def _kept_files(draft: Draft, key: str, answer: object, at: datetime) -> list[AnswerProblem]:
    """Takes back the files that an answer leaves out; a problem, and nothing else, when it names an unknown one."""
    asked = uploads.question(draft.version.document, key)
    if asked is None:
        return []
    read = fields.TYPES["upload"].accept(asked, answer)
    try:
        if isinstance(read, Unreadable):
            raise Refused("unknown_file")
        uploads.keep_of(draft, key, read or [], at=at)
    except Refused as refusal:
        if refusal.code != "unknown_file":
            raise
        return [AnswerProblem(step_of(draft, key), key, "unknown_file")]
    return []


def step_of(draft: Draft, key: str) -> str | None:
    """Key of the step that a field stands in; None when the form has no such field."""
    steps = draft.version.document["steps"]
    return next((step["key"] for step in steps if any(field["key"] == key for field in step["fields"])), None)
