"""How long what was typed is kept, and what goes when its term is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import QuerySet

from forms_app import access, exporting, filling, journey, near_duplicates, uploads
from forms_app.models import Draft, Form, Submission, SubmissionAmendment, Upload
from forms_app.texts import Document
from home import delivery, files, gate
from home.history import recorded
from home.refusals import Refused
from tickets import erasure

BATCH = 200
OVER = "bewaartermijn voorbij"
_TABLES: list[type[models.Model]] = [Draft, Submission, SubmissionAmendment, Upload, *erasure.TABLES]
FACTS_OF_A_FORM = frozenset({"form", "audience", "language", "category", "urgent"})
"""Facts of a question that say nothing about a person."""


@dataclass(frozen=True)
class Due:
    """What is to be done for one form: `act` as `Form.retention`, how many submissions, how many drafts."""

    form: str
    act: str
    submissions: int
    drafts: int


@dataclass(frozen=True)
class Done:
    """What a run did: submissions with their tickets, tickets without a form, drafts."""

    submissions: int
    tickets: int
    drafts: int


def due(at: datetime) -> list[Due]:
    """What a run would do now, per form; forms with nothing to do are left out. It changes nothing."""
    found = []
    for form in Form.objects.order_by("key").only("key", "retention", "submission_days"):
        old = Draft.objects.filter(form=form, state=Draft.State.OPEN, expires_at__lte=at)
        row = Due(form.key, form.retention, _past(form, at).count(), old.count())
        found += [row] if row.submissions or row.drafts else []
    return found


def apply(at: datetime) -> Done:
    """Does what is due, each ticket in its own transaction: a run that is stopped is gone on with by the next.

    Afterwards the database is swept, so that nothing is left in its files either, of this and of what was erased by
    hand since the sweep before.

    :raises NoActor: when nobody acts.
    """
    drafts = filling.expire_due(at)
    submissions = sum(_apply(form, at) for form in Form.objects.order_by("pk").only("submission_days"))
    tickets = erasure.erase_due(at, reason=OVER)
    while uploads.erase_due(at):
        pass
    near_duplicates.forget(at)
    if drafts or submissions or tickets or gate.is_sweep_due():
        gate.sweep(_TABLES)
    return Done(submissions, tickets, drafts)


def refusal(submission: Submission) -> Refused | None:
    """Why this cannot be erased by hand now (`legal_hold`, `not_ended`, `erased` when all of it is gone), or None."""
    if submission.cleaned_at is not None and not submission.answers:
        return Refused("erased")
    return erasure.refusal(submission.ticket)


@dataclass(frozen=True)
class Whole:
    """What goes with one submission when a person erases it: the tickets that follow on its own, of those they may see.

    `own`: why the submission cannot go now; `in_the_way`: follow-ups that cannot, each with why; `unseen`: how many
    this person may not see. Where one of these says no, nothing goes.
    """

    follow_ups: tuple[Any, ...]
    own: Refused | None
    in_the_way: tuple[tuple[Any, Refused], ...]
    unseen: int

    @property
    def refusal(self) -> Refused | None:
        """Why nothing of it can be erased now (what `refusal` says, or `follow_up_stays`), or None."""
        stays = Refused("follow_up_stays") if self.in_the_way or self.unseen else None
        return self.own or stays


def whole(submission: Submission, by: Any) -> Whole:
    """What goes with a submission, and what stands in the way. One query."""
    rows = access.follow_ups(by, submission)
    seen = tuple(row for row in rows if row.is_seen)
    judged = [(row, erasure.refusal(row)) for row in seen]
    stay = tuple((row, refused) for row, refused in judged if refused is not None)
    return Whole(seen, refusal(submission), stay, len(rows) - len(seen))


def erase_by_hand(submission: Submission, *, by: Any, reason: str, at: datetime) -> None:
    """Erases all of one submission before its term, whatever the form keeps: ticket, files and exports included.

    The tickets that follow on its own go in the same act, each with its own event, or nothing goes. Whether `by` may
    erase the submission is asked by the caller (`forms_app.access`). The next run of `apply` sweeps the files of the
    database: that takes long, and nobody else can write meanwhile.

    :raises Refused: `needs_reason`, or what `Whole.refusal` says.
    :raises NoActor: when nobody acts.
    """
    if not reason.strip():
        raise Refused("needs_reason")
    with recorded(reason.strip()):
        erasure.keep_still(submission.ticket)
        submission.ticket.refresh_from_db(fields=["state", "legal_hold"])
        going = whole(submission, by)
        if going.refusal is not None:
            raise going.refusal
        for ticket in (submission.ticket, *going.follow_ups):
            erasure.erase(ticket, reason=reason.strip(), at=at, thoroughly=True)
        exported = exporting.let_go(submission.form, submission.completed_at, at)
    for key in exported:
        files.erase(key)
    while uploads.erase_due(at):
        pass


def erase(ticket: Any, opened: gate.Opened, thoroughly: bool, at: datetime) -> None:
    """The part of `tickets.erasure` that is ours: the answers of a ticket, wherever they stand.

    What the form keeps is judged by the flags of the version that was answered, never by those of today.
    """
    submission = Submission.objects.select_related("version", "form").filter(ticket=ticket).first()
    if submission is None:
        return
    keeps = submission.form.retention == Form.Retention.ANONYMISE and not thoroughly
    document = submission.version.document
    answers = impersonal(document, submission.answers) if keeps else {}
    uploads.keep_only(submission.draft_id, document, answers, at)
    Submission.objects.filter(pk=submission.pk).update(
        answers=answers,
        facts=_facts(document, submission.facts) if keeps else {},
        fingerprint="",
        cleaned_at=submission.cleaned_at or at,
    )
    Draft.objects.filter(pk=submission.draft_id).update(**filling.EMPTIED)
    delivery.forget(filling.about(submission.draft_id))
    # Why something was corrected may name somebody; of a group no correction stays, for some of it is personal.
    whole = [key for key, asked in journey.questions(document).items() if key in answers and not asked.get("fields")]
    corrected = SubmissionAmendment.objects.filter(submission=submission)
    opened.update(corrected.filter(key__in=whole), reason="")
    opened.update(corrected.exclude(key__in=whole), reason="", before=None, after=None)


def impersonal(document: Document, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to fields that are not personal; of a group that is not, the inner ones that are not."""
    kept = {}
    for step in document["steps"]:
        for field in step["fields"]:
            if field["key"] in answers and not field.get("personal", True):
                value = answers[field["key"]]
                kept[field["key"]] = _inner(field, value) if field.get("fields") else value
    return kept


def owned() -> QuerySet[Any]:
    """Keys of the tickets whose term is that of their form."""
    return Submission.objects.values("ticket_id")


def _inner(group: Mapping[str, Any], rows: Any) -> Any:
    kept = {field["key"] for field in group["fields"] if not field.get("personal", True)}
    return [{key: value for key, value in row.items() if key in kept} for row in rows if isinstance(row, dict)]


def _facts(document: Document, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that follow from the form or from fields that are not personal."""
    fields = [field for step in document["steps"] for field in step["fields"] if not field.get("personal", True)]
    kept = FACTS_OF_A_FORM | {field.get("meaning", "") for field in fields}
    kept |= {f"answer.{field['key']}" for field in fields} | {f"{field['key']}.working_days_ahead" for field in fields}
    return {name: value for name, value in facts.items() if name in kept}


def _past(form: Form, at: datetime) -> QuerySet[Submission]:
    before = at - timedelta(days=form.submission_days)
    return Submission.objects.filter(
        form=form, cleaned_at=None, ticket__closed_at__lte=before, ticket__legal_hold=False
    )


def _apply(form: Form, at: datetime) -> int:
    done, last = 0, 0
    while rows := list(_past(form, at).filter(pk__gt=last).order_by("pk").select_related("ticket")[:BATCH]):
        done += sum(erasure.tried(row.ticket, reason=OVER, at=at) for row in rows)
        last = rows[-1].pk
    return done
