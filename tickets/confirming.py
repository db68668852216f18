"""That the e-mail address of a sender works: asked in a letter, confirmed by a button behind its link."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Exists, OuterRef

from home import delivery
from home.refusals import Refused
from tickets import letters, lifecycle
from tickets.models import EmailConfirmation, Ticket, TicketContact
from tickets.states import Act

SALT = "tickets.confirming"
LASTS = timedelta(days=14)


def ask(ticket: Ticket, email: str, *, at: datetime) -> None:
    """Notes that the address is not confirmed yet, and writes the letter with the link; within the caller's act."""
    EmailConfirmation.objects.create(ticket=ticket, step=EmailConfirmation.Step.ASKED, at=at)
    delivery.enqueue(
        letters.confirm_email(ticket, signed(ticket, email)),
        to=email,
        about=letters.about(ticket),
        dedupe_key=f"confirm-email:{ticket.pk}",
        at=at,
        is_first=True,
    )


def signed(ticket: Ticket, email: str) -> str:
    """What stands in the link: which question and which address (not the address itself); nobody else can make one."""
    return signing.dumps([ticket.pk, _mark(email)], salt=SALT)


def ticket_of(link: str) -> Ticket:
    """The ticket of a link.

    :raises Refused: `not_found`, when it is not ours, is older than 14 days, or the address is another one by now.
    """
    try:
        number, mark = signing.loads(link, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError) as error:
        raise Refused("not_found") from error
    ticket: Ticket | None = Ticket.objects.filter(pk=number).first()
    contact = TicketContact.objects.filter(ticket_id=number, role="sender").first()
    if ticket is None or contact is None or not contact.email or _mark(contact.email) != mark:
        raise Refused("not_found")
    return ticket


def confirm(ticket: Ticket, *, at: datetime) -> None:
    """Notes that the address works; a second time changes nothing.

    :raises Stale: when somebody changed the ticket at this very moment.
    """
    done = EmailConfirmation.objects.filter(ticket=ticket, step=EmailConfirmation.Step.CONFIRMED)
    if done.exists():
        return
    with lifecycle.acting_on(ticket, Act.CONFIRM_EMAIL, by=None, at=at, expected=ticket.lock_version):
        EmailConfirmation.objects.create(ticket=ticket, step=EmailConfirmation.Step.CONFIRMED, at=at)


def noted() -> dict[str, Exists]:
    """Annotations of a ticket: whether its sender was asked to confirm the address, and did."""
    rows = EmailConfirmation.objects.filter(ticket=OuterRef("pk"))
    return {
        "email_asked": Exists(rows.filter(step=EmailConfirmation.Step.ASKED)),
        "email_confirmed": Exists(rows.filter(step=EmailConfirmation.Step.CONFIRMED)),
    }


def steps(tickets: Iterable[int]) -> dict[int, str]:
    """How far it is by key of a ticket, `asked` or `confirmed`; who was not asked is not in it. One query."""
    rows = EmailConfirmation.objects.filter(ticket__in=tickets).order_by("step")  # asked before confirmed
    return dict(rows.values_list("ticket_id", "step"))


def step_of(ticket: Ticket) -> str:
    """How far it is for one ticket, empty when its sender was not asked. One query, none with what `noted` gives."""
    if not hasattr(ticket, "email_asked"):
        return steps([ticket.pk]).get(ticket.pk, "")
    asked = EmailConfirmation.Step.ASKED if ticket.email_asked else ""
    return str(EmailConfirmation.Step.CONFIRMED if ticket.email_confirmed else asked)  # type: ignore[attr-defined]


def _mark(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()[:16]
