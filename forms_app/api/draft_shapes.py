"""What the API says of a form that is being filled in: its shapes, an example of each, and a draft in them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from pydantic import Field

from forms_app import continuing, filling, uploads
from forms_app.api.submissions import WRONG, errors
from forms_app.journey import AnswerProblem, StepState
from forms_app.models import Draft, Upload
from home.api.operations import Shape, moment


class BegunShape(Shape):
    """A form that was begun, with the secret that opens it."""

    id: str
    resume_code: str = Field(description="Opens it here and on the pages. Give it to the person; keep it nowhere else.")
    version: int = Field(ge=1, description="The version whose questions are asked.")
    expires_at: datetime = Field(description="Later with each answer that is kept.")


class WrongShape(Shape):
    """One thing that keeps a form from being sent."""

    step: str | None = Field(description="Key of the step; null for a field that the form does not have.")
    field: str
    code: str
    message: str = Field(description="The sentence that the website shows.")


class ShownStepShape(Shape):
    """A step that is asked with these answers."""

    key: str
    fields: list[str] = Field(description="Keys of the fields that are asked, in their order.")
    is_complete: bool


class FileShape(Shape):
    """A file that was added to an answer, as it is kept: a picture is written anew."""

    id: str = Field(description="Stands in the answer to its field.")
    field: str
    name: str
    content_type: str
    size: int = Field(description="In bytes.")
    scan: Literal["none", "waiting", "clean", "sick"] = Field(
        description="What the virus scanner says, if there is one."
    )


class DraftShape(Shape):
    """A form that somebody is filling in, or has sent."""

    id: str
    form: str = Field(description="The key of the form.")
    version: int = Field(ge=1, description="The version whose questions are asked; another one when the form changed.")
    language: str
    state: Literal["open", "sent"]
    saved_at: datetime
    expires_at: datetime
    answers: dict[str, Any] = Field(description="Key of a field -> answer, also to questions that are not asked now.")
    unreadable: dict[str, list[str | dict[str, Any]]] = Field(
        description="Key of a field -> what was typed and could not be read; of a group all its rows, as objects."
    )
    files: list[FileShape]
    review_from: str | None = Field(
        description="Key of the step from which the person must look again, because the questions changed; else null."
    )
    steps: list[ShownStepShape] = Field(description="What is asked with these answers; empty once it was sent.")
    errors: list[WrongShape] = Field(description="All that is missing or wrong; empty when it can be sent.")


NUMBER = "0b9a7c1e-5d1f-4c62-9a55-2f0d1c6f7e10"
BEGUN_SHOWN = {
    "id": NUMBER,
    "resumeCode": "H4MW8P76QD",
    "version": 3,
    "expiresAt": "2026-12-23T14:05:12+01:00",
}
ADDED_SHOWN = {
    "id": "6f5c2a94-0f2e-4b7a-9d0e-8a4f3f0d2b11",
    "field": "photo",
    "name": "brief.jpg",
    "contentType": "image/jpeg",
    "size": 183204,
    "scan": "clean",
}
SHOWN = {
    "id": NUMBER,
    "form": "stel-uw-vraag",
    "version": 3,
    "language": "ar",
    "state": "open",
    "savedAt": "2026-11-23T14:05:12+01:00",
    "expiresAt": "2026-12-23T14:05:12+01:00",
    "answers": {"topic": "letter", "photo": ["6f5c2a94-0f2e-4b7a-9d0e-8a4f3f0d2b11"]},
    "unreadable": {"email": ["samira"]},
    "files": [ADDED_SHOWN],
    "reviewFrom": None,
    "steps": [
        {"key": "question", "fields": ["topic", "letter_date", "photo"], "isComplete": True},
        {"key": "contact", "fields": ["name", "email"], "isComplete": False},
    ],
    "errors": WRONG[:1],
}


def shown(draft: Draft, more: Iterable[AnswerProblem] = ()) -> dict[str, Any]:
    """A draft as `DraftShape` has it; `more` is wrong besides what its answers say."""
    is_open = draft.state == Draft.State.OPEN
    walked = filling.journey_of(draft, timezone.now()) if is_open else None
    return {
        "id": str(draft.uuid),
        "form": draft.form.key,
        "version": draft.version.number,
        "language": draft.language,
        "state": "open" if is_open else "sent",
        "savedAt": moment(draft.saved_at),
        "expiresAt": moment(draft.expires_at),
        "answers": draft.answers,
        "unreadable": continuing.unreadable(draft),
        "files": [file_shown(upload) for upload in uploads.of(draft)],
        "reviewFrom": (filling.review_step(draft, walked) or None) if walked else None,
        "steps": [_step(state) for state in walked.steps] if walked else [],
        "errors": list(errors([*walked.problems, *more])) if walked else [],
    }


def _step(state: StepState) -> dict[str, Any]:
    return {"key": state.key, "fields": list(state.fields), "isComplete": state.complete}


def file_shown(upload: Upload) -> dict[str, Any]:
    """A file as `FileShape` has it."""
    return {
        "id": str(upload.uuid),
        "field": upload.field,
        "name": upload.name,
        "contentType": upload.content_type,
        "size": upload.size,
        "scan": str(upload.scan),
    }
