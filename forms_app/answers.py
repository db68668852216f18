"""The answers of a submission, as they were asked then."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from forms_app import amending, filling, identifiers, journey, texts, uploads, words
from forms_app.fields import TYPES
from forms_app.fields.base import Voice
from forms_app.fields.calculation import worked_out
from forms_app.models import Draft, Submission, SubmissionAmendment, Upload
from forms_app.texts import Document
from home import languages, sensitive
from tickets import intake
from tickets.words import CONFIRMATION_LABELS

TYPED = ("text", "long_text", "email", "phone", "postcode", "number", "iban", "address")


@dataclass(frozen=True)
class Correction:
    """What an answer became afterwards, empty for no answer: why, by whom and when."""

    value: str
    code: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """One answer as a reader sees it.

    `value_language` is the sender's for what was typed in free words, the reader's for what was picked; `note` what the
    desk knows of the answer.
    """

    step: str
    key: str
    label: str
    label_language: str
    label_direction: str
    value: str
    value_language: str
    value_direction: str
    code: str
    meaning: str
    files: tuple[Upload, ...] = ()
    corrections: tuple[Correction, ...] = ()
    note: str = ""


def lines(submission: Submission, language: str) -> list[Line]:
    """The answers in the order of the form, for a reader of `language`."""
    return of(
        submission.version.document,
        submission.answers,
        language,
        sender_language=submission.language,
        files=uploads.sent_with(submission),
    )


def for_staff(submission: Submission, language: str) -> list[Line]:
    """The same as staff sees them, with what was corrected: numbers of a person covered, unless the sender insisted."""
    open_to_all = {*submission.insisted, *(key for key, kind in _types(submission) if kind in identifiers.SHAPED)}
    return [line if line.key in open_to_all else _masked(line) for line in revealed(submission, language)]


def revealed(submission: Submission, language: str) -> list[Line]:
    """The answers with what was corrected, nothing covered: that somebody saw it goes on record. One query more."""
    document, corrected = submission.version.document, amending.made(submission)
    found = lines(submission, language)
    if not corrected:
        return found
    said = words.voice(document, language, filling.register_names())
    return [
        replace(line, corrections=tuple(_correction(document, row, said) for row in corrected.get(line.key, ())))
        for line in found
    ]


def with_notes(found: Iterable[Line], submission: Submission, ticket: Any) -> list[Line]:
    """The lines, the e-mail address of the sender with whether it was confirmed by its link.

    At most one query, none for a form that does not ask for that.
    """
    step = intake.confirmation_of(ticket) if submission.version.document.get("confirm_email") else ""
    note = str(CONFIRMATION_LABELS[step]) if step else ""
    return [replace(line, note=note) if line.meaning == "sender_email" else line for line in found]


def of(
    document: Document, answered: dict[str, Any], language: str, *, sender_language: str, files: Sequence[Upload] = ()
) -> list[Line]:
    """The same for answers that were not sent yet; `files`: those of the draft."""
    said = words.voice(document, language, {**filling.register_names(), **uploads.labels(files)})
    found = []
    for step in document["steps"]:
        for asked in step["fields"]:
            kind = TYPES[asked["type"]]
            value = worked_out(asked, answered) if asked["type"] == "calculation" else answered.get(asked["key"])
            if value is None:
                continue
            label = texts.text(document, language, texts.msg_id(asked["msg_id"], what="label"))
            plain = kind.plain(value)
            spoken = sender_language if asked["type"] in TYPED else language
            found.append(
                Line(
                    step=step["key"],
                    key=asked["key"],
                    label=label.text,
                    label_language=label.language,
                    label_direction=_direction(label.language),
                    value=kind.show(value, asked, said),
                    value_language=spoken,
                    value_direction="auto" if _turns_itself(asked, value) else _direction(spoken),
                    code=plain if kind.has_options and isinstance(plain, str) else "",
                    meaning=asked.get("meaning", ""),
                    files=tuple(file for file in files if asked["type"] == "upload" and str(file.uuid) in value),
                )
            )
    return found


def _turns_itself(asked: Document, value: Any) -> bool:
    """Whether an answer has its own direction: somebody's own words are in it, or a number with its unit."""
    parts = value if isinstance(value, list) else [value]
    return asked["type"] in (*TYPED, "group", "calculation") or any(isinstance(part, dict) for part in parts)


def no_longer_asked(draft: Draft, language: str) -> list[Line]:
    """What was answered in the version that a draft came from and is asked no more, for a reader of `language`."""
    if draft.earlier_version is None:
        return []
    asked = draft.version.document["types"]
    kept = {key: value for key, value in draft.answers.items() if key not in asked}
    document = draft.earlier_version.document
    found = of(document, kept, language, sender_language=draft.language)
    return [line for line in found if line.key in kept]  # what was worked out of them would be worked out of a part


def digest(shown: Iterable[Line]) -> str:
    """SHA-256 of answers as a page showed them: what is sent must be what was seen."""
    seen = json.dumps([[line.key, line.label, line.value] for line in shown])
    return hashlib.sha256(seen.encode()).hexdigest()


def meant(submission: Submission) -> dict[str, Any]:
    """The answers by what they mean: meaning -> canonical value."""
    return journey.answers_by_meaning(submission.version.document, submission.answers)


def _correction(document: Document, row: SubmissionAmendment, said: Voice) -> Correction:
    asked = journey.questions(document)[row.key]
    kind = TYPES[asked["type"]]
    plain = None if row.after is None else kind.plain(row.after)
    return Correction(
        value="" if row.after is None else kind.show(row.after, asked, said),
        code=plain if kind.has_options and isinstance(plain, str) else "",
        reason=row.reason,
        by=row.by.get_full_name() or row.by.get_username(),
        at=row.at,
    )


def _masked(line: Line) -> Line:
    covered = tuple(
        replace(row, value=sensitive.mask(row.value), reason=sensitive.mask(row.reason)) for row in line.corrections
    )
    return replace(line, value=sensitive.mask(line.value), corrections=covered)


def _types(submission: Submission) -> Iterable[tuple[str, str]]:
    types: dict[str, str] = submission.version.document["types"]
    return types.items()


def _direction(language: str) -> str:
    return languages.direction(language) if language in languages.LANGUAGES else "auto"
