"""A draft of a form tried out to its very end: all of it happens, is looked at, and is undone."""

import copy
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from forms_app import answers, completion, fields, filling, journey
from forms_app import document as documents
from forms_app.answers import Line
from forms_app.models import Draft, Form, FormVersion
from forms_app.texts import Document
from home.languages import SOURCE
from home.models import Delivery
from home.remembering import one_look
from tickets import intake
from tickets.intake import Birth


@dataclass(frozen=True)
class Letter:
    """A letter that would have left."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """What would have been there: `birth` of the ticket, the `letters`, the answers as the desk reads them."""

    birth: Birth
    letters: tuple[Letter, ...]
    lines: tuple[Line, ...]


def begin(form: Form, document: Document, language: str, at: datetime) -> Draft:
    """Somebody who begins this document, in memory alone; neither a moment nor a limit stops them.

    Files are kept nowhere, so none is demanded.
    """
    tried = copy.copy(form)
    tried.most_submissions = tried.closes_at = tried.deadline_at = None
    version = FormVersion(form=tried, number=0, document=_without_files(document))
    moments = {"created_at": at, "saved_at": at, "expires_at": at + timedelta(days=1)}
    return Draft(form=tried, version=version, language=language, **moments)


def _without_files(document: Document) -> Document:
    steps = [
        {
            **step,
            "fields": [
                {**asked, "required": False, "required_if": None} if asked["type"] == "upload" else asked
                for asked in step["fields"]
            ],
        }
        for step in document["steps"]
    ]
    return {**document, "steps": steps}


def answer(draft: Draft, typed: Mapping[str, Sequence[str]], shown: Sequence[str]) -> None:
    """Keeps what was typed in the fields that were on the page, in memory alone."""
    known = journey.questions(draft.version.document)
    kinds = {key: fields.TYPES[known[key]["type"]] for key in shown if key in known}
    filling.take(draft, {key: kind.collect(known[key], typed) for key, kind in kinds.items()})


def outcome(draft: Draft, *, at: datetime) -> Outcome:
    """Sends a draft by the same act as a visitor does, tells what came of it, and undoes all of it.

    No row stays, no number is used, no letter leaves.

    :raises Refused: as `completion.complete` does.
    """
    with transaction.atomic(), one_look():
        try:
            return _sent(draft, at)
        finally:
            transaction.set_rollback(True)


def _sent(draft: Draft, at: datetime) -> Outcome:
    before = Delivery.objects.aggregate(last=Max("pk"))["last"] or 0
    version = draft.version
    version.pk, version.number = None, _free_number(draft.form)
    version.schema_version, version.sha256 = documents.SCHEMA_VERSION, uuid.uuid4().hex
    version.published_by_label, version.created_at = "", at
    version.save()
    draft.version = version
    draft.save()
    submission = completion.complete(draft, at=at)
    letters = tuple(
        Letter(row.recipient, *(_unused(text, submission.ticket.reference) for text in (row.subject, row.text)))
        for row in Delivery.objects.filter(pk__gt=before).order_by("pk")
    )
    lines = answers.of(version.document, submission.answers, SOURCE, sender_language=draft.language)
    return Outcome(intake.birth_of(submission.ticket), letters, tuple(lines))


def _free_number(form: Form) -> int:
    known = FormVersion.objects.filter(form=form).aggregate(last=Max("number"))["last"]
    return int(known or 0) + 1


def _unused(text: str, reference: str) -> str:
    """What a letter says, with nothing that looks like a number, a code or a link that works."""
    masked = text.replace(reference, "···-····-····")
    return masked.replace("{access_code}", "····-····-··").replace("{link}", "https://…")


def state_of(draft: Draft) -> dict[str, Any]:
    """What has been filled in so far, to be given back to `begin` by `resume`."""
    return {"answers": draft.answers, "raw": draft.raw}


def resume(draft: Draft, state: Mapping[str, Any]) -> Draft:
    """The draft with what had been filled in."""
    draft.answers, draft.raw = dict(state["answers"]), dict(state["raw"])
    return draft
