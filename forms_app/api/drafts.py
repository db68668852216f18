"""Filling in a form piece by piece: begin it, answer it, add files, send it; here or on the pages, in any order."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from ninja import File, Header, Path
from ninja import Form as Part
from ninja.files import UploadedFile
from pydantic import Field

from forms_app import continuing, quarantine, resuming, uploads, words
from forms_app.api.draft_shapes import (
    ADDED_SHOWN,
    BEGUN_SHOWN,
    SHOWN,
    BegunShape,
    DraftShape,
    FileShape,
    file_shown,
    shown,
)
from forms_app.api.forms import HIGHEST, FormKey, form_of
from forms_app.api.submissions import RECEIPT, WRONG, ReceiptShape, invalid, told
from forms_app.journey import AnswerProblem
from forms_app.models import Draft, FormVersion
from home import limits, wayfinding
from home.api.operations import FILES, PLAIN, Input, Operations, bad_request, moment, speak
from home.languages import SOURCE
from home.refusals import Refused

router = Operations("Forms")
BEGUN = limits.Budget("api_drafts", tries=120, seconds=3600)
ADDED = limits.Budget("api_uploads", tries=600, seconds=3600)
DraftId = Annotated[str, Path(max_length=60, description="The number that beginning the form gave.")]
ResumeCode = Annotated[
    str,
    Header(
        alias="X-Resume-Code",
        min_length=1,
        max_length=60,
        description="The secret beside the number, as the pages show it; case, spaces and dashes do not matter.",
    ),
]


class DraftInput(Input):
    """How somebody begins a form."""

    language: str = Field(
        SOURCE,
        max_length=12,
        pattern=PLAIN,
        description="In which language the person is answered; it also answers the field with meaning `language`.",
    )


class AnswersInput(Input):
    """Some answers, right or not."""

    answers: dict[str, Any] = Field(
        description=(
            "Key of a field -> answer, read as in a submission. Null takes an answer back, what is not named stays. "
            "Of files: the list of those that stay."
        )
    )
    version: int | None = Field(
        None,
        ge=1,
        le=HIGHEST,
        description=(
            "The version whose questions were shown. What only that one asks is kept too; when it is the version of "
            "the draft, `reviewFrom` is done."
        ),
    )
    language: str | None = Field(
        None, max_length=12, pattern=PLAIN, description="When the person reads on in another language."
    )


class CompletionInput(Input):
    """That the person sends it."""

    version: int = Field(ge=1, le=HIGHEST, description="The version whose questions were answered.")


LOCKED = {
    "step": "question",
    "field": "photo",
    "code": "fileLocked",
    "message": "Deze pdf is beveiligd. Stuur een pdf zonder wachtwoord, of maak een foto van de brief.",
}
CLOSED = Refused("form_closed", members={"closedAt": "2026-12-01T09:00:00+01:00"})


@router.makes(
    "/forms/{key}/drafts",
    BegunShape,
    name="createDraft",
    sent={"language": "ar"},
    example=BEGUN_SHOWN,
    refusals=[
        Refused("not_found"),
        Refused("form_closed", members={"opensAt": "2026-12-01T09:00:00+01:00"}),
        Refused("too_many"),
    ],
)
def begin(request: HttpRequest, response: HttpResponse, key: FormKey, body: DraftInput) -> dict[str, Any]:
    """Begins a form. Its code opens it here and on the pages, until it expires."""
    speak(body.language)
    form, language = form_of(key), _switched_on(body.language)
    BEGUN.spend(limits.network_prefix(request))
    quarantine.spend_call(form.key)
    draft = continuing.begin(form, language=language, at=timezone.now())
    response["Location"] = f"/api/v1/drafts/{draft.uuid}"
    return {
        "id": str(draft.uuid),
        "resumeCode": resuming.code_of(draft),
        "version": draft.version.number,
        "expiresAt": moment(draft.expires_at),
    }


@router.reads(
    "/drafts",
    DraftShape,
    name="findDraft",
    example=SHOWN,
    refusals=[Refused("wrong_resume_code"), Refused("too_many")],
)
@sensitive_variables("code")
def find(request: HttpRequest, code: ResumeCode) -> dict[str, Any]:
    """What a code alone opens: how a program goes on with what was begun on a page."""
    return shown(resuming.opened(code, limits.network_prefix(request), timezone.now()))


@router.reads(
    "/drafts/{id}",
    DraftShape,
    name="getDraft",
    example=SHOWN,
    refusals=[Refused("wrong_resume_code"), Refused("too_many")],
)
@sensitive_variables("code")
def read(request: HttpRequest, id: DraftId, code: ResumeCode) -> dict[str, Any]:  # noqa: A002
    """What was answered, what is missing. A wrong code, an unknown number, an expired form: all the same answer."""
    return shown(_opened(request, id, code))


@router.changes(
    "/drafts/{id}",
    DraftShape,
    name="updateDraft",
    sent={"version": 3, "answers": {"topic": "letter", "email": "samira"}},
    example=SHOWN,
    refusals=[Refused("wrong_resume_code"), Refused("already_sent"), CLOSED, Refused("too_many")],
)
@sensitive_variables("code")
def answer(request: HttpRequest, id: DraftId, code: ResumeCode, body: AnswersInput) -> dict[str, Any]:  # noqa: A002
    """Keeps answers, right or not, and says what is missing or wrong. Of two devices the last one wins, by field."""
    speak(body.language or "")
    draft = _opened(request, id, code)
    seen = _version(draft, body.version)
    language = _switched_on(body.language) if body.language else draft.language
    wrong = continuing.answer(draft, body.answers, language=language, at=timezone.now(), seen=seen)
    return shown(draft, wrong)


@router.makes(
    "/drafts/{id}/uploads",
    FileShape,
    name="createUpload",
    sent={"field": "photo", "file": "…"},
    example=ADDED_SHOWN,
    refusals=[
        Refused(
            "invalid_answers",
            members={"errors": [LOCKED]},
        ),
        Refused("wrong_resume_code"),
        Refused("already_sent"),
        CLOSED,
        Refused("files_away"),
        Refused("too_many"),
    ],
    takes=FILES,
)
@sensitive_variables("code")
def add(
    request: HttpRequest,
    id: DraftId,  # noqa: A002
    code: ResumeCode,
    field: Annotated[str, Part(max_length=40, pattern=PLAIN, description="Key of the field that asks for files.")],
    file: Annotated[UploadedFile, File(description="A picture (JPEG, PNG, WebP, HEIC) or a PDF, with its name.")],
) -> dict[str, Any]:
    """Adds a file to the answer of a field, by the rules of the page."""
    draft, now = _opened(request, id, code), timezone.now()
    continuing.demand_under_way(draft, now)
    ADDED.spend(limits.network_prefix(request))
    try:
        return file_shown(uploads.add(draft, field, file, at=now))
    except Refused as refusal:
        if refusal.code == "files_away" or refusal.code not in {"unknown_field", *words.UPLOAD_PROBLEMS}:
            raise
        step = continuing.step_of(draft, field)
        data = {"field": field, **refusal.data}
        raise invalid([AnswerProblem(step, field, refusal.code, data)]) from refusal


@router.makes(
    "/drafts/{id}/completion",
    ReceiptShape,
    name="completeDraft",
    sent={"version": 3},
    example=RECEIPT,
    refusals=[
        Refused("invalid_answers", members={"errors": WRONG[:1]}),
        Refused("wrong_resume_code"),
        Refused("changed_since", members={"version": 4}),
        Refused("to_review"),
        CLOSED,
        Refused("too_many"),
    ],
)
@sensitive_variables("code")
def complete(
    request: HttpRequest,
    response: HttpResponse,
    id: DraftId,  # noqa: A002
    code: ResumeCode,
    body: CompletionInput,
) -> ReceiptShape:
    """Sends the form. However often it is called: one question, one number, one receipt."""
    draft = _opened(request, id, code)
    try:
        return told(response, continuing.send(draft, version=body.version, at=timezone.now()))
    except Refused as refusal:
        problems: Any = refusal.data.get("problems")
        if problems is None:
            raise
        raise invalid(problems) from refusal


def _opened(request: HttpRequest, number: str, code: str) -> Draft:
    return continuing.opened(number, code, limits.network_prefix(request), timezone.now())


def _switched_on(language: str) -> str:
    if language.lower() not in wayfinding.switched_on():
        raise bad_request("language", "unknown_language")
    return language.lower()


def _version(draft: Draft, number: int | None) -> FormVersion | None:
    if number is None or number == draft.version.number:
        return None if number is None else draft.version
    version: FormVersion | None = draft.form.versions.filter(number=number).first()
    if version is None:
        raise bad_request("version", "unknown_version")
    return version
