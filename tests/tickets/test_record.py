"""An act and what is on record of it stand or fall together, in a transaction of their own."""

from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import pre_save
from django.utils import timezone

from home import verification
from home.history import NoTransaction
from home.models import Delivery, User
from tests.cast import person
from tickets import access, conversation
from tickets.models import Message, Ticket, TicketContact, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = (Ticket, Ticket.history.model, TicketEvent, Message, Delivery)


def everything() -> list[Any]:
    """All that a reply writes."""
    assert not connection.in_atomic_block
    return [list(model._base_manager.order_by("pk").values()) for model in KEPT]


def petra() -> User:
    user = person("handler GM9001")
    assert user is not None
    return user


@pytest.mark.parametrize("model", [Ticket.history.model, TicketEvent], ids=["history", "event"])
def test_a_failing_insert_on_record_leaves_the_ticket_unchanged(roots: None, desk: Ticket, model: type[Any]) -> None:
    user = petra()
    ticket = access.get_visible(user, desk.reference)
    before = everything()

    def fail(**kwargs: object) -> None:
        raise OSError("disk full")

    said = {"text": "Neem de brief mee.", "language": "nl", "by": user, "at": timezone.now()}
    pre_save.connect(fail, sender=model)
    try:
        with pytest.raises(OSError, match="disk full"):
            conversation.reply(ticket, expected=ticket.lock_version, **said)  # type: ignore[arg-type]
    finally:
        pre_save.disconnect(fail, sender=model)
    assert everything() == before

    ticket = access.get_visible(user, desk.reference)
    conversation.reply(ticket, expected=ticket.lock_version, **said)  # type: ignore[arg-type]
    after = everything()
    assert all(len(new) > len(old) for new, old in zip(after[1:], before[1:], strict=True))
    report = verification.verify_tables([Ticket, TicketContact])
    assert (report.findings, report.rows > 0) == ([], True)


def test_a_save_outside_a_transaction_is_refused(roots: None, desk: Ticket) -> None:
    before = everything()
    ticket = Ticket.objects.get(pk=desk.pk)
    ticket.urgency = "urgent"
    for change in (ticket.save, ticket.delete, Ticket.objects.all().delete):
        with pytest.raises(NoTransaction):
            change()
    assert everything() == before
