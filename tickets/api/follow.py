"""The sender's own view of a question, and writing back."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables
from ninja import Header, Path
from pydantic import Field

from home import limits
from home.api.operations import (
    PLAIN,
    IdempotencyKey,
    Input,
    MunicipalityShape,
    Operations,
    Shape,
    bad_request,
    known_language,
    moment,
    speak,
)
from home.languages import SOURCE
from home.refusals import Refused
from tickets import access, confirming, conversation, intake, parts
from tickets.models import EmailConfirmation, Message, Ticket
from tickets.states import PROGRESS, State
from tickets.words import PROGRESS_LABELS

router = Operations("Tickets")
Reference = Annotated[str, Path(max_length=60, description="The number of the question, in any spelling.")]
AccessCode = Annotated[
    str,
    Header(
        alias="X-Access-Code",
        min_length=1,
        max_length=60,
        description="The secret beside the number; case, spaces and dashes do not matter.",
    ),
]


class ProgressShape(Shape):
    """Where a question is, in one of five words."""

    code: Literal["received", "looking", "waiting_for_you", "forwarded", "done"]
    label: str


class FormReference(Shape):
    """The form that a question came by."""

    key: str
    title: str


class MessageShape(Shape):
    """Something that was said between the sender and the team."""

    id: str
    kind: Literal["question", "reply", "message"]
    from_: Literal["sender", "team"] = Field(alias="from")
    language: str
    text: str
    sent_at: datetime


class TicketShape(Shape):
    """What a sender sees: never notes, consults, names of staff, or anything of other senders."""

    reference: str
    progress: ProgressShape
    form: FormReference | None = Field(None, description="Absent when the question came without a form.")
    municipality: MunicipalityShape | None = Field(description="Null exactly when the region itself answers.")
    email_confirmed: bool | None = Field(
        None,
        description="Whether the sender pressed the button behind the link in the letter; absent when nobody asked.",
    )
    received_at: datetime
    due_on: date
    messages: list[MessageShape]


class MessageInput(Input):
    """What the sender writes back."""

    text: str = Field(min_length=1, max_length=conversation.LIMIT)
    language: str = Field(SOURCE, max_length=12, pattern=PLAIN, description="The language it is written in.")


class FollowUpShape(Shape):
    """The new question that a message on a closed one became, with what is needed to follow it."""

    reference: str
    access_code: str
    status_url: str


class SentShape(Shape):
    """A message that was taken."""

    id: str
    sent_at: datetime
    progress: ProgressShape
    follow_up: FollowUpShape | None = Field(
        None, description="Only when the question ended more than 14 days ago: the message became a new one."
    )


LOOKING = {"code": "looking", "label": "Wij kijken ernaar"}
ASKED = {
    "id": "m-1", "kind": "question", "from": "sender", "language": "ar", "text": "…",
    "sentAt": "2026-11-23T14:05:12+01:00",
}  # fmt: skip
TICKET = {
    "reference": "WTR-7K3Q-9TXR",
    "progress": {"code": "waiting_for_you", "label": "Wij wachten op u"},
    "form": {"key": "stel-uw-vraag", "title": "Stel uw vraag"},
    "municipality": {"code": "GM9001", "name": "Waterdam"},
    "emailConfirmed": True,
    "receivedAt": "2026-11-23T14:05:12+01:00",
    "dueOn": "2026-11-26",
    "messages": [ASKED, {**ASKED, "id": "m-2", "kind": "reply", "from": "team", "language": "nl"}],
}


@router.reads(
    "/tickets/{reference}",
    TicketShape,
    name="getTicket",
    example=TICKET,
    refusals=[Refused("wrong_code"), Refused("too_many")],
)
@sensitive_variables("code")
def ticket(request: HttpRequest, reference: Reference, code: AccessCode) -> dict[str, Any]:
    """A question as its sender sees it. A wrong code and an unknown number are the same answer."""
    row = access.follow(reference, code, limits.network_prefix(request))
    language = get_language() or SOURCE
    shown: dict[str, Any] = {
        "reference": row.reference,
        "progress": _progress(row),
        "municipality": _owner(row),
        "receivedAt": moment(row.received_at),
        "dueOn": row.service_due,
        "messages": [_message(message) for message in conversation.spoken(row)],
    }
    confirmation = confirming.step_of(row)
    if confirmation:
        shown["emailConfirmed"] = confirmation == EmailConfirmation.Step.CONFIRMED
    for part in parts.registered():
        shown |= part.api(row, language)
    return shown


@router.makes(
    "/tickets/{reference}/messages",
    SentShape,
    name="createMessage",
    sent={"text": "Ik heb de brief gevonden.", "language": "nl"},
    example={"id": "m-7", "sentAt": "2026-11-24T09:30:00+01:00", "progress": LOOKING},
    refusals=[Refused("wrong_code"), Refused("idempotency_key_reused"), Refused("too_many")],
)
@sensitive_variables("code")
def write(
    request: HttpRequest,
    response: HttpResponse,
    reference: Reference,
    code: AccessCode,
    body: MessageInput,
    idempotency_key: IdempotencyKey,
) -> dict[str, Any]:
    """Writes to the team. It resumes a question that waits, and reopens one that ended less than 14 days ago."""
    speak(body.language)
    language, now = known_language(body.language), timezone.now()
    row = access.follow(reference, code, limits.network_prefix(request))
    conversation.SENDER_MESSAGES.spend(row.reference)
    try:
        owner, message = conversation.sender_wrote(
            row, text=body.text, language=language, at=now, idempotency_key=idempotency_key
        )
    except Refused as refusal:
        if refusal.code in ("needs_text", "message_too_long"):
            raise bad_request("text", "too_short" if refusal.code == "needs_text" else "too_long") from refusal
        raise
    response["Location"] = f"/api/v1/tickets/{owner.reference}"
    if message.at != now:
        response["Idempotency-Replayed"] = "true"
    shown = {"id": f"m-{message.pk}", "sentAt": moment(message.at), "progress": _progress(owner)}
    return shown | ({"followUp": _follow_up(owner)} if owner.pk != row.pk else {})


def _progress(row: Ticket) -> dict[str, str]:
    progress = PROGRESS[State(row.state)]
    return {"code": str(progress), "label": str(PROGRESS_LABELS[progress])}


def _owner(row: Ticket) -> MunicipalityShape | None:
    receipt = intake.receipt_of(row)
    if receipt.municipality_code is None:
        return None
    return MunicipalityShape(code=receipt.municipality_code, name=receipt.municipality_name)


def _message(message: Message) -> dict[str, Any]:
    kind = {Message.Kind.QUESTION: "question", Message.Kind.REPLY: "reply"}.get(Message.Kind(message.kind), "message")
    return {
        "id": f"m-{message.pk}",
        "kind": kind,
        "from": "team" if kind == "reply" else "sender",
        "language": message.language,
        "text": message.body,
        "sentAt": moment(message.at),
    }


def _follow_up(row: Ticket) -> dict[str, str]:
    receipt = intake.receipt_of(row)
    return {"reference": receipt.reference, "accessCode": receipt.access_code, "statusUrl": receipt.status_url}
