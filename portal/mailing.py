"""Mail that a library sends leaves as every letter does: a row, committed with its cause, tried until it left."""

import secrets
from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone, translation

from home import delivery

KIND = "account"
MOST = 250  # characters of a subject


class Deliveries(BaseEmailBackend):
    """Django's EMAIL_BACKEND: nothing is sent while somebody waits. Each recipient gets a letter of their own."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Makes the rows that are due; how many messages became at least one."""
        with transaction.atomic():
            return sum(bool(_enqueued(message)) for message in email_messages)


def _enqueued(message: EmailMessage) -> int:
    number = secrets.token_hex(16)
    letter = delivery.Letter(
        kind=KIND,
        language=translation.get_language() or "",
        subject=str(message.subject)[:MOST],
        text=str(message.body),
        html=_html(message),
    )
    at = timezone.now()
    recipients = list(dict.fromkeys(message.recipients()))
    for turn, to in enumerate(recipients):
        delivery.enqueue(letter, to=to, about="", dedupe_key=f"{KIND}:{number}:{turn}", at=at, is_first=True)
    return len(recipients)


def _html(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    return next((str(content) for content, kind in message.alternatives if kind == "text/html"), "")
