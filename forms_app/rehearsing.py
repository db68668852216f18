"""A draft of a form tried out to its very end: all of it happens, is looked at, and is undone."""

import copy
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from forms_app import answers, completion, fields, filling, journey, uploads
from forms_app import document as documents
from forms_app.answers import Line
from forms_app.models import Draft, Form, FormVersion, Submission, Upload
from forms_app.texts import Document
from home.languages import SOURCE
from home.models import Delivery
from home.remembering import one_look
from tickets import intake
from tickets.intake import Birth, Receipt

NUMBER, CODE, ADDRESS = "···-····-····", "····-····-··", "https://…"
"""What stands where a real one has its number, its code and the address that holds them."""
_SECRET_ADDRESS = re.compile(r"https?://\S*/bevestig/\S*")


@dataclass(frozen=True)
class Letter:
    """A letter that would have left."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True)
class Page:
    """A page that a visitor would have seen: what it is called, its HTML."""

    title: str
    html: str


@dataclass(frozen=True)
class Outcome:
    """What would have been there: `birth` of the ticket, the `letters`, the answers as the desk reads them.

    `pages` are what the visitor would have seen afterwards.
    """

    birth: Birth
    letters: tuple[Letter, ...]
    lines: tuple[Line, ...]
    pages: tuple[Page, ...]


Look = Callable[[Submission], Sequence[Page]]
"""Draws the pages of a submission while it is there."""


def begin(form: Form, document: Document, language: str, at: datetime) -> Draft:
    """Somebody who begins this document, in memory alone; neither a moment nor a limit stops them."""
    tried = copy.copy(form)
    tried.most_submissions = tried.closes_at = tried.deadline_at = None
    version = FormVersion(form=tried, number=0, document=document)
    moments = {"created_at": at, "saved_at": at, "expires_at": at + timedelta(days=1)}
    return Draft(form=tried, version=version, language=language, **moments)


def answer(draft: Draft, typed: Mapping[str, Sequence[str]], shown: Sequence[str]) -> None:
    """Keeps what was typed in the fields that were on the page, in memory alone."""
    asked = {key: field for key, field in journey.questions(draft.version.document).items() if key in shown}
    kinds = {key: fields.TYPES[field["type"]] for key, field in asked.items() if field["type"] != "upload"}
    filling.take(draft, {key: kind.collect(asked[key], typed) for key, kind in kinds.items()})


def add_file(draft: Draft, key: str, sent: Any, *, at: datetime) -> None:
    """Takes a file as part of an answer: judged like any other; of it only name, kind and size are remembered.

    :raises Refused: as `uploads.try_out`.
    """
    uploads.try_out(draft, key, sent, at=at)
    _answer_with_files(draft)


def take_back(draft: Draft, number: str) -> None:
    """Takes a file out of its answer; nothing when there is none with this number."""
    draft.tried_with = [upload for upload in draft.tried_with if str(upload.uuid) != number]
    _answer_with_files(draft)


def _answer_with_files(draft: Draft) -> None:
    for key, kind in draft.version.document["types"].items():
        if kind == "upload":
            numbers = [str(upload.uuid) for upload in draft.tried_with if upload.field == key]
            filling.take(draft, {key: numbers or None})


def outcome(draft: Draft, *, at: datetime, look: Look) -> Outcome:
    """Sends a draft by the same act as a visitor does, tells what came of it, and undoes all of it.

    No row stays, no number is used, no letter leaves. `look` draws the pages while the submission is there.

    :raises Refused: as `completion.complete` does.
    """
    with transaction.atomic(), one_look():
        try:
            return _sent(draft, at, look)
        finally:
            transaction.set_rollback(True)


def _sent(draft: Draft, at: datetime, look: Look) -> Outcome:
    before = Delivery.objects.aggregate(last=Max("pk"))["last"] or 0
    version = draft.version
    version.pk, version.number = None, _free_number(draft.form)
    version.schema_version, version.sha256 = documents.SCHEMA_VERSION, uuid.uuid4().hex
    version.published_by_label, version.created_at = "", at
    version.save()
    draft.version = version
    draft.save()
    for upload in draft.tried_with:
        upload.draft = draft
        upload.save()
    submission = completion.complete(draft, at=at, is_trial=True)
    birth = intake.birth_of(submission.ticket)
    letters = tuple(
        Letter(row.recipient, *(_unused(text, birth.receipt) for text in (row.subject, row.text)))
        for row in Delivery.objects.filter(pk__gt=before).order_by("pk")
    )
    files = uploads.sent_with(submission)
    lines = answers.of(version.document, submission.answers, SOURCE, sender_language=draft.language, files=files)
    pages = tuple(replace(page, html=_unused(page.html, birth.receipt)) for page in look(submission))
    return Outcome(birth, letters, tuple(lines), pages)


def _free_number(form: Form) -> int:
    known = FormVersion.objects.filter(form=form).aggregate(last=Max("number"))["last"]
    return int(known or 0) + 1


def _unused(text: str, receipt: Receipt) -> str:
    """What a letter or a page says, with nothing that looks like a number, a code or a link that works."""
    masked = _SECRET_ADDRESS.sub(ADDRESS, text).replace("{access_code}", CODE).replace("{link}", ADDRESS)
    for code in (receipt.access_code_grouped, receipt.access_code):
        masked = masked.replace(code, CODE)
    return masked.replace(receipt.reference, NUMBER)


def state_of(draft: Draft) -> dict[str, Any]:
    """What has been filled in so far, to be given back to `begin` by `resume`."""
    files = [
        {"uuid": str(upload.uuid), **{name: getattr(upload, name) for name in _OF_A_FILE}}
        for upload in draft.tried_with
    ]
    return {"answers": draft.answers, "raw": draft.raw, "files": files}


_OF_A_FILE = ("field", "name", "content_type", "size", "sha256")
"""What is remembered of a file: nothing of what is in it."""


def resume(draft: Draft, state: Mapping[str, Any]) -> Draft:
    """The draft with what had been filled in."""
    draft.answers, draft.raw = dict(state["answers"]), dict(state["raw"])
    draft.tried_with = [Upload(**file, created_at=draft.created_at) for file in state["files"]]
    return draft
