"""Correcting an answer after it was sent: beside what was sent, with who did it and why; never in its place."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from forms_app import access, filling, identifiers, journey
from forms_app.access import Right
from forms_app.fields import TYPES
from forms_app.fields.base import Context, Unreadable
from forms_app.journey import AnswerProblem
from forms_app.meanings import CONTACT
from forms_app.models import Draft, Submission, SubmissionAmendment
from forms_app.texts import Document
from home.history import recorded
from home.refusals import Refused
from tickets import intake

Made = Mapping[str, Sequence[SubmissionAmendment]]
"""Key of a question -> the corrections of its answer, the oldest first."""


def made(submission: Submission) -> Made:
    """What was corrected in a submission. One query."""
    found: dict[str, list[SubmissionAmendment]] = {}
    for row in SubmissionAmendment.objects.filter(submission=submission).select_related("by").order_by("key", "seq"):
        found.setdefault(row.key, []).append(row)
    return found


def latest(submissions: Collection[int]) -> dict[int, dict[str, Any]]:
    """For the keys of these submissions: key of a question -> what its answer became. One query."""
    found: dict[int, dict[str, Any]] = {}
    rows = SubmissionAmendment.objects.filter(submission__in=submissions).order_by("submission", "key", "seq")
    for number, key, after in rows.values_list("submission", "key", "after"):
        found.setdefault(number, {})[key] = after
    return found


def current(submission: Submission, corrected: Made) -> dict[str, Any]:
    """The answers with what was corrected in them."""
    now = {**submission.answers, **{key: rows[-1].after for key, rows in corrected.items()}}
    return {key: value for key, value in now.items() if value is not None}


def questions(user: Any, submission: Submission) -> frozenset[str]:
    """Keys of the answers that `user` may correct: those that were given, but for files and the contact.

    Files are as they were sent, and where letters go is not changed by the way. No query.
    """
    may = access.may(user, Right.READ) and access.may(user, Right.CORRECT)
    may = may and intake.may_amend(user, submission.ticket) is None
    fields = journey.questions(submission.version.document).values() if may else ()
    return frozenset(
        asked["key"]
        for asked in fields
        if asked["key"] in submission.answers and asked["type"] != "upload" and asked["meaning"] not in CONTACT
    )


def question(user: Any, submission: Submission, key: str) -> Document:
    """One of those.

    :raises Refused: `not_found`.
    """
    if key not in questions(user, submission):
        raise Refused("not_found")
    return journey.questions(submission.version.document)[key]


def is_covered(submission: Submission, key: str, answered: Mapping[str, Any]) -> bool:
    """Whether a number of a person stands in this answer that staff sees only on record."""
    noticed = identifiers.noticed(submission.version.document, {key: answered[key]} if key in answered else {})
    return bool(noticed) and key not in submission.insisted


def context(submission: Submission, answered: Mapping[str, Any]) -> Context:
    """What answers are checked with: the day of sending, else a date that was right then would be wrong by now."""
    stand_in = Draft(version=submission.version, language=submission.language)
    return filling.context_for(stand_in, answered, submission.completed_at)


def read(asked: Document, inputs: Mapping[str, Sequence[str]]) -> Any:
    """What was typed in the inputs of a question: a canonical value, `Unreadable`, None for nothing."""
    return TYPES[asked["type"]].collect(asked, inputs)


def problems(submission: Submission, key: str, value: Any, answered: Mapping[str, Any]) -> list[AnswerProblem]:
    """What is wrong with a new answer to one question, beside the other answers as they are now."""
    given = {**answered, key: value} if value is not None else {k: v for k, v in answered.items() if k != key}
    return journey.problems_with(submission.version.document, key, given, context(submission, given))


def amend(
    user: Any, submission: Submission, key: str, value: Any, *, reason: str, seen: int, at: datetime
) -> SubmissionAmendment:
    """Writes that an answer became `value` (None: no answer); `seen` is how many corrections of it the person saw.

    On record in the timeline of the ticket, without the words, and in the access log.

    :raises Refused: `not_found`, `needs_reason`, `invalid_answers`, `unchanged`, `stale` when somebody corrected this
        answer in between.
    """
    question(user, submission, key)
    if not reason.strip():
        raise Refused("needs_reason")
    try:
        with recorded():
            intake.amended(submission.ticket, by=user, at=at)
            corrected = made(submission)
            if len(corrected.get(key, ())) != seen:
                raise Refused("stale")
            now = current(submission, corrected)
            if isinstance(value, Unreadable) or problems(submission, key, value, now):
                raise Refused("invalid_answers")
            if now.get(key) == value:
                raise Refused("unchanged")
            row: SubmissionAmendment = SubmissionAmendment.objects.create(
                submission=submission,
                key=key,
                seq=seen + 1,
                before=now.get(key),
                after=value,
                reason=reason.strip(),
                by=user,
                at=at,
            )
    except IntegrityError as error:
        raise Refused("stale") from error
    return row
