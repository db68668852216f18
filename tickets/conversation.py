"""What is said about a ticket: replies, questions back, notes, and what the sender answers."""

import hashlib
from datetime import date, datetime

from home import delivery, sensitive, writing
from home.delivery import Letter
from home.history import recorded
from home.limits import Budget
from home.models import Delivery, User
from home.refusals import Refused
from tickets import handover, intake, letters, lifecycle
from tickets.models import Message, Team, Ticket, TicketContact
from tickets.states import ACTIVE, Act, State

LIMIT = 5000
SENDER_MESSAGES = Budget("sender_messages", tries=20, seconds=3600)
SPOKEN = (Message.Kind.QUESTION, Message.Kind.REPLY, Message.Kind.SENDER)


def reply(ticket: Ticket, *, text: str, language: str, by: User, at: datetime, expected: int) -> Message:
    """A public answer; the sender hears that it is there.

    :raises Refused: `needs_text`, `stale`, or what the roles and the state say.
    """
    text = _text(text)
    with lifecycle.acting_on(ticket, Act.REPLY, by=by, at=at, expected=expected):
        ticket.first_reply_at = ticket.first_reply_at or at
        ticket.unread_since = None
        return _public(ticket, text, language, by, at, letters.answered(ticket))


def ask(ticket: Ticket, *, text: str, language: str, wake_on: date, by: User, at: datetime, expected: int) -> Message:
    """A public question back; the service clock stands still until the answer or the wake date.

    :raises Refused: `needs_text` or `needs_wake_date`.
    """
    text = _text(text)
    with recorded():
        message = _public(ticket, text, language, by, at, letters.asked(ticket))
        lifecycle.wait_for_sender(ticket, wake_on=wake_on, by=by, at=at, expected=expected)
        return message


def close(
    ticket: Ticket, *, outcome: str, text: str, note: str, language: str, by: User, at: datetime, expected: int
) -> None:
    """The end, with a public answer, or with a note of what was told by phone or at the desk.

    :raises Refused: `needs_answer` or `needs_outcome`.
    """
    if not text.strip() and not (outcome == "told" and note.strip()):
        raise Refused("needs_answer")
    with recorded():
        ticket.first_reply_at = ticket.first_reply_at or at
        if text.strip():
            _public(ticket, _text(text), language, by, at, letters.closed(ticket))
        if note.strip():
            _write(ticket, Message.Kind.NOTE, _text(note), "nl", by, at)
        lifecycle.close(ticket, outcome=outcome, by=by, at=at, expected=expected)


def forward(ticket: Ticket, *, to: str, by: User, at: datetime, expected: int, reason: str) -> None:
    """Another body answers; the sender hears it in the same act (Awb 2:3).

    :raises Refused: `unknown_value` or `needs_reason`.
    """
    with recorded(reason):
        lifecycle.forward(ticket, to=to, by=by, at=at, expected=expected, reason=reason)
        _tell(ticket, letters.forwarded(ticket), f"forwarded:{ticket.pk}:{ticket.lock_version}", at)


def reject(ticket: Ticket, *, reason: str, by: User, at: datetime, expected: int) -> None:
    """Not handled; the sender hears why and what to do.

    :raises Refused: `unknown_value`.
    """
    with recorded(reason):
        lifecycle.reject(ticket, reason=reason, by=by, at=at, expected=expected)
        _tell(ticket, letters.rejected(ticket), f"rejected:{ticket.pk}:{ticket.lock_version}", at)


def transfer(
    ticket: Ticket, *, to: Team, reason: str, note: str, by: User, at: datetime, expected: int, tell_sender: bool = True
) -> Team:
    """Another team owns it; the new team and, unless somebody does that in person, the sender hear it.

    :raises Refused: what `handover.transfer` refuses.
    """
    with recorded(note):
        team = handover.transfer(ticket, to=to, reason=reason, note=note, by=by, at=at, expected=expected)
        version = ticket.lock_version
        if tell_sender:
            _tell(ticket, letters.transferred(ticket), f"transferred:{ticket.pk}:{version}", at)
        intake.tell_team(ticket, team, letters.arrived, f"arrived:{ticket.pk}:{version}", at)
        return team


def note(ticket: Ticket, *, text: str, by: User, at: datetime, expected: int) -> Message:
    """For colleagues only; never seen by the sender.

    :raises Refused: `needs_text`.
    """
    text = _text(text)
    with lifecycle.acting_on(ticket, Act.NOTE, by=by, at=at, expected=expected):
        return _write(ticket, Message.Kind.NOTE, text, "nl", by, at)


def consult(ticket: Ticket, *, text: str, to: Team, by: User, at: datetime, expected: int) -> Message:
    """Asks colleagues of another team; they may look along for 30 days, the owner stays.

    :raises Refused: `needs_text` or `same_team`.
    """
    text = _text(text)
    with recorded(text):
        message = _write(ticket, Message.Kind.CONSULT, text, "nl", by, at)
        handover.refer(ticket, to=to, by=by, at=at, expected=expected, reason=text, act=Act.CONSULT)
        intake.tell_team(ticket, to, letters.consulted, f"consult:{message.pk}", at)
        return message


def refer(ticket: Ticket, *, to: Team, reason: str, by: User, at: datetime, expected: int) -> None:
    """Lets another team look along, which hears it.

    :raises Refused: what `handover.refer` refuses.
    """
    with recorded(reason):
        handover.refer(ticket, to=to, by=by, at=at, expected=expected, reason=reason)
        intake.tell_team(ticket, to, letters.referred, f"referred:{ticket.pk}:{ticket.lock_version}", at)


def treat_as(ticket: Ticket, act: Act, *, by: User, at: datetime, expected: int, reason: str) -> None:
    """An objection or a complaint; its team hears it, and the sender gets the receipt that the law asks.

    Awb 6:14 and 9:6.

    :raises Refused: what `handover.treat_as` refuses.
    """
    with recorded(reason):
        owner = ticket.team_id
        handover.treat_as(ticket, act, by=by, at=at, expected=expected, reason=reason)
        version = ticket.lock_version
        letter = {Act.TREAT_AS_OBJECTION: letters.as_objection, Act.TREAT_AS_COMPLAINT: letters.as_complaint}[act]
        _tell(ticket, letter(ticket), f"{act}:{ticket.pk}:{version}", at)
        if ticket.team_id != owner:
            intake.tell_team(ticket, ticket.team, letters.arrived, f"arrived:{ticket.pk}:{version}", at)


def sender_wrote(
    ticket: Ticket,
    *,
    text: str,
    language: str,
    at: datetime,
    idempotency_key: str | None = None,
    insisted: bool = False,
) -> tuple[Ticket, Message]:
    """The sender's message, on any channel: resumes, reopens, or opens a linked new ticket after 14 days.

    The same `idempotency_key` twice is one message. The ticket that has it now, and the message. A BSN or V-number in
    it is covered before it is kept, unless the sender `insisted` on sending it.

    :raises Refused: `needs_text`, `message_too_long` or `idempotency_key_reused`.
    """
    text = _text(text) if insisted else sensitive.mask(_text(text))
    digest = hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()
    with recorded():
        # Locked, so that two messages of one sender at one moment do not refuse each other.
        ticket = (
            Ticket.objects.select_for_update(of=("self",))
            .select_related("team__municipality", "category", "municipality", "assignee")
            .get(pk=ticket.pk)
        )
        if idempotency_key is not None:
            earlier = Message.objects.filter(ticket=ticket, idempotency_key=idempotency_key).first()
            if earlier is not None:
                if earlier.body_digest != digest:
                    raise Refused("idempotency_key_reused")
                return _owner_of(earlier), earlier
        is_over = State(ticket.state) not in ACTIVE
        if is_over and not lifecycle.may_reopen(ticket, at):
            return _follow_up(ticket, text, language, at, idempotency_key, digest)
        message = Message.objects.create(
            ticket=ticket,
            kind=Message.Kind.SENDER,
            body=text,
            language=language,
            idempotency_key=idempotency_key,
            body_digest=digest,
            at=at,
        )
        if is_over:
            lifecycle.reopen(ticket, by=None, at=at, expected=ticket.lock_version)
        elif State(ticket.state) is State.WAITING_SENDER:
            lifecycle.resume(ticket, by=None, at=at, expected=ticket.lock_version)
        with lifecycle.acting_on(ticket, Act.SENDER_MESSAGE, by=None, at=at, expected=ticket.lock_version):
            ticket.last_sender_at = ticket.unread_since = at
        intake.tell_team(ticket, ticket.team, letters.sender_wrote, f"sender_wrote:{message.pk}", at)
        return ticket, message


def spoken(ticket: Ticket) -> list[Message]:
    """What the sender may read: the question, replies, and own messages; never notes or consults."""
    return list(Message.objects.filter(ticket=ticket, kind__in=SPOKEN).order_by("at", "id"))


def _follow_up(
    ticket: Ticket, text: str, language: str, at: datetime, idempotency_key: str | None, digest: str
) -> tuple[Ticket, Message]:
    again = intake.follow_up(ticket, text=text, language=language, at=at)
    message = Message.objects.create(
        ticket=ticket,
        kind=Message.Kind.SYSTEM,
        body=again.reference,
        language=language,
        idempotency_key=idempotency_key,
        body_digest=digest,
        at=at,
    )
    return again, message


def _owner_of(message: Message) -> Ticket:
    """The ticket that a sender's earlier message went to: its own, or the one that follows it up."""
    if message.kind != Message.Kind.SYSTEM:
        return message.ticket
    ticket: Ticket = Ticket.objects.select_related("team", "municipality", "category").get(reference=message.body)
    return ticket


def _text(typed: str) -> str:
    text = writing.clean_text(typed).strip()
    if not text:
        raise Refused("needs_text")
    if len(text) > LIMIT:
        raise Refused("message_too_long", limit=LIMIT)
    return text


def _public(ticket: Ticket, text: str, language: str, by: User, at: datetime, letter: Letter) -> Message:
    row = _tell(ticket, letter, f"{letter.kind}:{ticket.pk}:{ticket.lock_version}", at)
    return _write(ticket, Message.Kind.REPLY, text, language, by, at, row)


def _write(
    ticket: Ticket, kind: str, text: str, language: str, by: User, at: datetime, row: Delivery | None = None
) -> Message:
    return Message.objects.create(
        ticket=ticket,
        kind=kind,
        body=text,
        language=language,
        author=by,
        author_label=by.get_full_name() or by.get_username(),
        delivery=row,
        at=at,
    )


def _tell(ticket: Ticket, letter: Letter, dedupe_key: str, at: datetime) -> Delivery | None:
    """Writes the letter to the sender, when there is an address."""
    address = TicketContact.objects.filter(ticket=ticket, role="sender").values_list("email", flat=True).first()
    if not address:
        return None
    return delivery.enqueue(letter, to=address, about=letters.about(ticket), dedupe_key=dedupe_key, at=at)
