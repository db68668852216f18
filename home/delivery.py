"""Letters leave: enqueue in the act's own transaction, lease, send, retry, give up loudly."""

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage as Mail
from email.utils import formatdate
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from home import slots
from home.models import Delivery

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
LATE = timedelta(minutes=30)
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440, 1440))


@dataclass(frozen=True)
class Letter:
    """What is said. `text` may hold `{access_code}` and `{link}`: they are filled in when it leaves."""

    kind: str
    language: str
    subject: str
    text: str
    html: str = ""


def enqueue(
    letter: Letter,
    *,
    to: str,
    about: str,
    dedupe_key: str,
    at: datetime,
    due_at: datetime | None = None,
    is_first: bool = False,
) -> Delivery:
    """Makes the row that is due; it exists exactly when the act around it commits.

    The same `dedupe_key` twice is one letter: the first row is returned. `is_first`: there cannot be one yet, because
    what it is about was made in this same act, so nobody looks for it; the database would refuse a second one.

    :raises RuntimeError: outside a transaction, because then a letter could leave for something that never was.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a letter is enqueued in the transaction of its act")
    values = {
        "kind": letter.kind,
        "recipient": to,
        "language": letter.language,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "about": about,
        "created_at": at,
        "due_at": due_at or at,
    }
    if is_first:
        return Delivery.objects.create(dedupe_key=dedupe_key, **values)
    row, _made = Delivery.objects.get_or_create(dedupe_key=dedupe_key, defaults=values)
    return row


def lease(at: datetime) -> Delivery | None:
    """The next letter that is due, now ours for five minutes, or None.

    A guarded UPDATE decides between workers; a lease that ran out (its worker died) is due again.
    """
    due = Delivery.objects.filter(state=Delivery.State.QUEUED, due_at__lte=at)
    free = due.filter(Q(leased_until=None) | Q(leased_until__lt=at))
    for row in free.order_by("due_at", "id")[:20]:
        mine = Delivery.objects.filter(pk=row.pk, state=Delivery.State.QUEUED, leased_until=row.leased_until)
        if mine.update(leased_until=at + LEASE, attempts=row.attempts + 1):
            row.leased_until, row.attempts = at + LEASE, row.attempts + 1
            return row
    return None


def send(row: Delivery, at: datetime) -> bool:
    """Sends a leased letter and records the outcome; True when it left."""
    try:
        _transmit(row, at)
    except (OSError, smtplib.SMTPException) as error:
        _failed(row, error, at)
        return False
    Delivery.objects.filter(pk=row.pk, leased_until=row.leased_until).update(
        state=Delivery.State.SENT, sent_at=at, leased_until=None, last_error=""
    )
    return True


def send_due(at: datetime, most: int = 100) -> int:
    """Sends what is due, at most `most` letters; how many left."""
    sent = 0
    for _turn in range(most):
        row = lease(at)
        if row is None:
            break
        sent += send(row, timezone.now())
    return sent


def is_late(at: datetime) -> bool:
    """Whether letters wait that should long have left, or were given up."""
    late = Q(state=Delivery.State.QUEUED, due_at__lt=at - LATE) | Q(state=Delivery.State.FAILED)
    return Delivery.objects.filter(late).exclude(recipient="").exists()


def forget(about: str) -> int:
    """Takes recipient and text out of the letters about something, sent or not, and their files away; how many.

    That there was a letter, of which kind and when, stays. One that was still to leave does not leave any more.

    :raises ValueError: when it is not said what about.
    """
    if not about:
        raise ValueError("letters about nothing are many")
    letters = Delivery.objects.filter(about=about)
    numbers = list(letters.values_list("pk", flat=True))
    letters.exclude(state=Delivery.State.SENT).update(state=Delivery.State.FAILED)
    letters.update(recipient="", subject="", text="", html="", last_error="", leased_until=None)
    transaction.on_commit(lambda: _without_files(numbers))
    return len(numbers)


def _without_files(numbers: list[int]) -> None:
    for number in numbers:
        for suffix in (".eml", ".new"):
            (settings.OUTBOX_ROOT / f"{number:09d}{suffix}").unlink(missing_ok=True)


def _failed(row: Delivery, error: Exception, at: datetime) -> None:
    permanent = _is_permanent(error)
    # Only the kind and code of the error are kept: a server's text may hold the address.
    said = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
    outcome: dict[str, object] = {"leased_until": None, "last_error": said[:300]}
    if permanent or row.attempts > len(BACK_OFF):
        outcome["state"] = Delivery.State.FAILED
        log.error("delivery %s given up: %s", row.pk, said)
    else:
        outcome["due_at"] = at + BACK_OFF[row.attempts - 1]
        log.warning("delivery %s waits: %s", row.pk, said)
    with transaction.atomic():
        Delivery.objects.filter(pk=row.pk, leased_until=row.leased_until).update(**outcome)


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and 500 <= error.smtp_code < 600


def _transmit(row: Delivery, at: datetime) -> None:
    late = _late(row.about) if row.about and "{" in row.text + row.html else {}
    text, html = _filled(row.text, late), _filled(row.html, late)
    # The Message-ID is the same at every try, so that a mailbox can recognise a letter that left twice.
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": f"<delivery-{row.pk}@{host}>"}
    if settings.EMAIL_URL:
        message = EmailMultiAlternatives(row.subject, text, to=[row.recipient], headers=headers)
        if html:
            message.attach_alternative(html, "text/html")
        message.connection = mail_server(settings.EMAIL_URL)
        message.send()
    else:
        _to_outbox(row, text, html, headers, at)


def _late(about: str) -> Mapping[str, str]:
    return slots.late_values_of_forms(about) if about.startswith("forms_app.") else slots.late_values(about)


def _filled(text: str, late: Mapping[str, str]) -> str:
    for name, value in late.items():
        text = text.replace("{" + name + "}", value)
    return text


def mail_server(address: str) -> BaseEmailBackend:
    """The connection for a setting such as `smtp://user:password@host:587/?tls=1` (or `smtps://` for TLS at once)."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname or "localhost",
        port=parts.port or (465 if parts.scheme == "smtps" else 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=parts.scheme == "smtps",
        use_tls=asked.get("tls", ["0"])[0] == "1",
        timeout=20,
    )


def _to_outbox(row: Delivery, text: str, html: str, headers: dict[str, str], at: datetime) -> None:
    """Without a mail server a letter becomes a file; written whole, so that a crash leaves no half one."""
    mail = Mail()
    mail["Subject"], mail["From"], mail["To"] = row.subject, settings.DEFAULT_FROM_EMAIL, row.recipient
    mail["Date"] = formatdate(at.timestamp())
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    settings.OUTBOX_ROOT.mkdir(parents=True, exist_ok=True)
    place = settings.OUTBOX_ROOT / f"{row.pk:09d}.eml"
    fresh = place.with_suffix(".new")
    fresh.write_bytes(bytes(mail))
    fresh.rename(place)
