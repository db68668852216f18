"""Letters: due until they left, once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.db import transaction
from django.utils import timezone

from home import delivery
from home.delivery import Letter
from home.models import Delivery
from tests.live import free_port

LETTER = Letter("receipt", "nl", "Onderwerp", "Beste lezer")


def queued(key: str = "k") -> Delivery:
    """One letter that is due now."""
    with transaction.atomic():
        return delivery.enqueue(LETTER, to="samira@example.org", about="", dedupe_key=key, at=timezone.now())


class Mailbox(Sink):  # type: ignore[misc]
    """A mail server that keeps what it gets, or refuses it."""

    def __init__(self, refuses: str = "") -> None:
        self.refuses = refuses
        self.letters: list[bytes] = []
        super().__init__()

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        """Accepts or refuses."""
        if self.refuses:
            return self.refuses
        self.letters.append(envelope.content)  # type: ignore[attr-defined]
        return "250 OK"


@pytest.fixture
def mail_server(settings: Any) -> Callable[[Mailbox], Controller]:
    """Starts a real SMTP server on this machine."""

    def start(mailbox: Mailbox) -> Controller:
        port = free_port()
        server = Controller(mailbox, hostname="127.0.0.1", port=port)
        server.start()
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        return server

    return start


@pytest.mark.django_db
def test_the_same_key_twice_is_one_letter() -> None:
    assert queued().pk == queued().pk
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_letter_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError):
        delivery.enqueue(LETTER, to="a@example.org", about="", dedupe_key="k", at=timezone.now())


@pytest.mark.django_db
def test_a_leased_letter_is_not_taken_by_another_worker_until_the_lease_ends() -> None:
    queued()
    now = timezone.now()
    first = delivery.lease(now)
    assert first is not None
    assert delivery.lease(now) is None
    again = delivery.lease(now + delivery.LEASE + timedelta(seconds=1))
    assert again is not None
    assert (again.pk, again.attempts) == (first.pk, 2)


@pytest.mark.django_db
def test_without_a_mail_server_a_letter_is_a_file(settings: Any, tmp_path: Path) -> None:
    settings.OUTBOX_ROOT, settings.EMAIL_URL = tmp_path / "outbox", ""
    row = queued()
    assert delivery.send_due(timezone.now()) == 1
    row.refresh_from_db()
    assert row.state == "sent"
    assert [b"Beste lezer" in place.read_bytes() for place in settings.OUTBOX_ROOT.iterdir()] == [True]


@pytest.mark.django_db
def test_a_letter_leaves_through_smtp_once(mail_server: Callable[[Mailbox], Controller]) -> None:
    mailbox = Mailbox()
    server = mail_server(mailbox)
    try:
        queued()
        assert delivery.send_due(timezone.now()) == 1
        assert delivery.send_due(timezone.now()) == 0
    finally:
        server.stop()
    assert len(mailbox.letters) == 1
    assert b"Auto-Submitted: auto-generated" in mailbox.letters[0]


@pytest.mark.django_db
def test_a_mail_server_that_is_away_costs_time_and_no_letter(settings: Any) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:9"
    row = queued()
    now = timezone.now()
    assert delivery.send_due(now) == 0
    row.refresh_from_db()
    assert (row.state, row.attempts, row.leased_until) == ("queued", 1, None)
    assert row.due_at > now
    assert "samira" not in row.last_error


@pytest.mark.django_db
def test_a_permanent_refusal_is_given_up_loudly(mail_server: Callable[[Mailbox], Controller]) -> None:
    server = mail_server(Mailbox("550 no such person"))
    try:
        row = queued()
        assert delivery.send_due(timezone.now()) == 0
    finally:
        server.stop()
    row.refresh_from_db()
    assert row.state == "failed"
    assert delivery.is_late(timezone.now())
