"""Sending a form in one call."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import Field

from forms_app import quarantine, rendering, submitting
from forms_app.api.forms import HIGHEST, FormKey, form_of
from forms_app.journey import AnswerProblem
from forms_app.models import FormVersion
from forms_app.submitting import Sending, Sent
from home import limits, wayfinding
from home.api.operations import (
    PLAIN,
    IdempotencyKey,
    Input,
    MunicipalityShape,
    Operations,
    Shape,
    bad_request,
    camel,
    moment,
    speak,
)
from home.languages import SOURCE
from home.refusals import Refused
from tickets import intake

router = Operations("Forms")
BUDGET = limits.Budget("api_submissions", tries=600, seconds=3600)


class SubmissionInput(Input):
    """The answers to a version of a form."""

    version: int = Field(ge=1, le=HIGHEST, description="The version whose questions these answers are to.")
    answers: dict[str, Any] = Field(
        description=(
            "Key of a field -> answer: yes or no as a boolean, a choice as the value of its option, several as a list, "
            "a date as 2026-12-01, anything else as a string. Read as generously as what is typed on a page."
        )
    )
    language: str = Field(
        SOURCE,
        max_length=12,
        pattern=PLAIN,
        description="In which language the sender is answered; it also answers the field with meaning `language`.",
    )


class ReceiptShape(Shape):
    """Proof of having received: what the sender must keep."""

    reference: str
    access_code: str = Field(description="The secret beside the reference. Show it once, keep it nowhere.")
    municipality: MunicipalityShape | None = Field(description="Null exactly when the region itself answers.")
    team: str
    received_at: datetime
    due_on: date = Field(description="The day on which there is an answer at the latest.")
    status_url: str = Field(description="Where the sender follows the question.")


MESSAGE = {
    "version": 3,
    "language": "ar",
    "answers": {"topic": "letter", "letter_date": "2026-12-01", "question": "…", "email": "samira@example.org"},
}
RECEIPT = {
    "reference": "WTR-7K3Q-9TXR",
    "accessCode": "H4MW8P76QD",
    "municipality": {"code": "GM9001", "name": "Waterdam"},
    "team": "Loket Waterdam",
    "receivedAt": "2026-11-23T14:05:12+01:00",
    "dueOn": "2026-11-26",
    "statusUrl": "https://portal.example/ar/volg/WTR-7K3Q-9TXR/",
}
WRONG = [
    {"step": "contact", "field": "email", "code": "invalidEmail", "message": "Vul een e-mailadres in."},
    {"step": None, "field": "shoeSize", "code": "unknownField", "message": "Dit veld bestaat niet in dit formulier."},
]


@router.makes(
    "/forms/{key}/submissions",
    ReceiptShape,
    name="createSubmission",
    sent=MESSAGE,
    example=RECEIPT,
    refusals=[
        Refused("invalid_answers", members={"errors": WRONG}),
        Refused("not_found"),
        Refused("idempotency_key_reused"),
        Refused("version_closed", version=4, members={"version": 4}),
        Refused("form_closed", members={"opensAt": "2026-12-01T09:00:00+01:00"}),
        Refused("too_many"),
    ],
)
def submit(
    request: HttpRequest, response: HttpResponse, key: FormKey, body: SubmissionInput, idempotency_key: IdempotencyKey
) -> ReceiptShape:
    """Sends a form. It is completed by the same act as on the website: one question, one number, one receipt."""
    speak(body.language)
    form = form_of(key)
    language = body.language.lower()
    if language not in wayfinding.switched_on():
        raise bad_request("language", "unknown_language")
    version: FormVersion | None = form.versions.filter(number=body.version).first()
    if version is None:
        raise bad_request("version", "unknown_version")
    sending = Sending(version, body.answers, language, idempotency_key, _digest(body))
    sent = submitting.earlier(form, sending) or _sent(request, sending)
    return told(response, sent)


def _sent(request: HttpRequest, sending: Sending) -> Sent:
    network = limits.network_prefix(request)
    BUDGET.spend(network)
    quarantine.spend_call(sending.version.form.key)
    try:
        return submitting.submit(sending.version.form, sending, at=timezone.now())
    except Refused as refusal:
        problems: Any = refusal.data.get("problems")
        if problems is None:
            raise
        raise invalid(problems) from refusal


def invalid(problems: Iterable[AnswerProblem]) -> Refused:
    """The refusal of answers that are not right, with all that is wrong with them."""
    return Refused("invalid_answers", members={"errors": list(errors(problems))})


def errors(problems: Iterable[AnswerProblem]) -> Iterable[dict[str, Any]]:
    """What is wrong with answers as JSON has it, with the sentences that the website shows."""
    for problem in problems:
        message = rendering.sentence(problem.code, problem.data)
        yield {"step": problem.step, "field": problem.field, "code": camel(problem.code), "message": message}


def told(response: HttpResponse, sent: Sent) -> ReceiptShape:
    """The receipt of what was sent; the headers of `response` say where it is, and whether it was sent before."""
    receipt = _receipt(sent)
    response["Location"] = f"/api/v1/tickets/{receipt.reference}"
    if sent.is_replay:
        response["Idempotency-Replayed"] = "true"
    return receipt


def _receipt(sent: Sent) -> ReceiptShape:
    ticket = sent.submission.ticket
    receipt = intake.first_receipt(ticket) if sent.is_replay else intake.receipt_of(ticket)
    owner = (
        MunicipalityShape(code=receipt.municipality_code, name=receipt.municipality_name)
        if receipt.municipality_code is not None
        else None
    )
    return ReceiptShape(
        reference=receipt.reference,
        access_code=receipt.access_code,
        municipality=owner,
        team=receipt.team_name,
        received_at=moment(receipt.received_at),
        due_on=receipt.due_on,
        status_url=receipt.status_url,
    )


def _digest(body: SubmissionInput) -> str:
    """SHA-256 of a message in its one canonical spelling."""
    canonical = json.dumps(body.model_dump(), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
