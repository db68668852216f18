"""A form that is sent in one call: a draft completed the moment it is made, once per key of who sends it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from forms_app import completion, fields, filling, journey
from forms_app.journey import AnswerProblem
from forms_app.models import Draft, Form, FormVersion, Submission
from home.history import recorded
from home.refusals import Refused


@dataclass(frozen=True)
class Sending:
    """What somebody sends: `answers` as JSON values, `digest` of the whole message under its `key`."""

    version: FormVersion
    answers: Mapping[str, object]
    language: str
    key: str
    digest: str


@dataclass(frozen=True)
class Sent:
    """The submission, and whether it was there already."""

    submission: Submission
    is_replay: bool


def earlier(form: Form, sending: Sending) -> Sent | None:
    """What the same message made before.

    :raises Refused: `idempotency_key_reused`, when another message was sent under its key.
    """
    draft = Draft.objects.filter(form=form, idempotency_key=sending.key).first()
    if draft is None:
        return None
    if draft.body_digest != sending.digest:
        raise Refused("idempotency_key_reused")
    submissions = Submission.objects.select_related("ticket__municipality", "ticket__team", "version")
    return Sent(submissions.get(draft=draft), is_replay=True)


def submit(form: Form, sending: Sending, *, at: datetime) -> Sent:
    """Makes the draft and completes it, in one commit; of parallel calls with one key exactly one makes something.

    :raises Refused: `version_closed`, `form_closed`, `idempotency_key_reused`; `invalid_answers` with the `problems`,
        and nothing is kept, so that the key is still free.
    """
    demand_open(form, sending.version, at)
    draft = _draft(form, sending, at)
    problems = _problems(draft, sending.answers, at)
    if problems:
        raise Refused("invalid_answers", problems=problems)
    try:
        with recorded():
            draft.save()
            return Sent(completion.complete(draft, at=at), is_replay=False)
    except IntegrityError:
        sent = earlier(form, sending)
        if sent is None:
            raise
        return sent


def demand_open(form: Form, version: FormVersion, at: datetime) -> None:
    """Nothing, when this version may be sent now.

    :raises Refused: `version_closed`, `form_closed`.
    """
    live = form.live_version
    if live is not None and version.pk != live.pk and not _is_within_window(form, version, at):
        raise Refused("version_closed", version=live.number, members={"version": live.number})
    if not form.is_open(at):
        raise Refused("form_closed", members=moments(form, at))


def _is_within_window(form: Form, version: FormVersion, at: datetime) -> bool:
    """Whether somebody can still be under way with a version that is not live: for as long as a draft of it lives."""
    if form.deadline_at is not None and form.deadline_at <= at:
        return False
    next_one = FormVersion.objects.filter(form=form, number__gt=version.number).order_by("number").first()
    ended = next_one.created_at if next_one is not None else form.last_published_at
    if ended is not None and at < ended + timedelta(days=form.draft_days):
        return True
    return bool(Draft.objects.filter(version=version, state=Draft.State.OPEN, expires_at__gt=at).exists())


def moments(form: Form, at: datetime) -> dict[str, str]:
    """When a form that is closed opens, or closed; neither when an editor took it offline."""
    if form.opens_at is not None and form.opens_at > at:
        return {"opensAt": timezone.localtime(form.opens_at).isoformat()}
    ended = [moment for moment in (form.closes_at, form.deadline_at) if moment is not None and moment <= at]
    return {"closedAt": timezone.localtime(min(ended)).isoformat()} if ended else {}


def _draft(form: Form, sending: Sending, at: datetime) -> Draft:
    draft = Draft(
        form=form,
        version=sending.version,
        language=sending.language,
        channel="api",
        idempotency_key=sending.key,
        body_digest=sending.digest,
        created_at=at,
        saved_at=at,
        expires_at=at + timedelta(days=form.draft_days),
    )
    asked = journey.questions(sending.version.document)
    read = {
        key: fields.TYPES[asked[key]["type"]].accept(asked[key], value)
        for key, value in _with_language(sending).items()
        if key in asked
    }
    filling.take(draft, read)
    return draft


def _with_language(sending: Sending) -> dict[str, object]:
    """The answers, with the language of the message for the field that means it; a value given for that field wins."""
    asked = [field for step in sending.version.document["steps"] for field in step["fields"]]
    named = {field["key"]: sending.language for field in asked if field.get("meaning") == "language"}
    return {**named, **sending.answers}


def _problems(draft: Draft, answers: Mapping[str, object], at: datetime) -> list[AnswerProblem]:
    """All that is wrong: what is missing or not right, then what has no place in this form or was not asked."""
    document, typed = draft.version.document, filling.answers_of(draft)
    walked = journey.walk(document, typed, filling.context_for(draft, typed, at))
    empty = {key for key in journey.questions(document) if key not in typed}
    given: dict[str, Any] = {key: value for key, value in answers.items() if key not in empty}
    return [*walked.problems, *journey.unknown(document, given, walked)]
