"""A question under way at the desk: thin, without personal columns; who asked stands beside it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from home.history import GuardedManager, GuardedQuerySet, Versioned, on_record
from tickets.states import ENDED, State
from tickets.words import CHANNEL_LABELS, OUTCOME_LABELS, STATE_LABELS, URGENCY_LABELS

OPEN_STATES = tuple(str(state) for state in State if state not in ENDED)
"""The states of a ticket that is not done."""


class TicketQuerySet(GuardedQuerySet):
    """Tickets, always asked for by somebody."""

    def visible_to(self, scope: Any) -> "TicketQuerySet":
        """What a person may see; `tickets.access` resolved the person to a scope of ids, so this joins nothing."""
        if scope.nothing:
            return self.none()
        seen = Q(team_id__in=scope.team_ids) | Q(pk__in=scope.ticket_ids)
        if scope.all_open:
            seen |= Q(restricted=False)
        if scope.category_ids:
            seen |= Q(category_id__in=scope.category_ids)
        return self.filter(seen)


class Ticket(Versioned):
    """One question. Everything a list needs stands in this one row."""

    class Origin(models.TextChoices):
        """How a ticket was born."""

        FORM = "form", _("formulier")
        FOLLOW_UP = "follow_up", _("vervolg")

    reference = models.CharField(_("nummer"), max_length=20, unique=True)
    access_nonce = models.CharField(max_length=32)
    access_key_id = models.CharField(max_length=20)
    municipality = models.ForeignKey("home.Municipality", on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("tickets.Team", verbose_name=_("team"), on_delete=models.PROTECT, related_name="+")
    restricted = models.BooleanField(default=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("behandelaar"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    category = models.ForeignKey(
        "tickets.Category", verbose_name=_("categorie"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("staat"), max_length=20, choices=STATE_LABELS.items(), default=State.NEW)
    urgency = models.CharField(_("urgentie"), max_length=10, choices=URGENCY_LABELS.items(), default="normal")
    origin = models.CharField(_("herkomst"), max_length=10, choices=Origin, default=Origin.FORM)
    channel = models.CharField(_("kanaal"), max_length=10, choices=CHANNEL_LABELS.items())
    language = models.CharField(_("taal"), max_length=12)
    topic_line = models.CharField(_("onderwerp"), max_length=200)
    received_at = models.DateTimeField(_("ontvangen"))
    taken_at = models.DateTimeField(null=True, blank=True)
    first_reply_at = models.DateTimeField(null=True, blank=True)
    first_due = models.DateField(_("eerste antwoord voor"))
    service_due = models.DateField(_("klaar voor"))
    statutory_due = models.DateField(_("wettelijke termijn"), null=True, blank=True)
    statutory_basis = models.CharField(max_length=200, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    wake_on = models.DateField(_("wacht tot"), null=True, blank=True)
    unread_since = models.DateTimeField(null=True, blank=True)
    last_sender_at = models.DateTimeField(null=True, blank=True)
    last_staff_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("uitkomst"), max_length=20, choices=OUTCOME_LABELS.items(), blank=True)
    forwarded_to = models.CharField(_("doorgestuurd naar"), max_length=30, blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    transfer_count = models.PositiveSmallIntegerField(default=0)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    routing_error = models.BooleanField(default=False)
    needs_second = models.BooleanField(_("een tweede kijkt mee"), default=False)
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("meegekeken door"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
    )
    legal_hold = models.BooleanField(default=False)
    anonymised_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[Any] = GuardedManager.from_queryset(TicketQuerySet)()
    history = on_record(since={"needs_second": 2, "seconded_by": 2})

    class Meta(Versioned.Meta):
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="known_state"),
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(closed_at__isnull=False) & ~Q(outcome="")), name="done_has_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(state__startswith="waiting") | Q(wake_on__isnull=False), name="waiting_has_wake_on"
            ),
            models.CheckConstraint(
                condition=~Q(state="forwarded") | (Q(closed_at__isnull=False) & ~Q(forwarded_to="")),
                name="forwarded_says_where",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[s for s in State if s not in ENDED]) | Q(closed_at__isnull=True),
                name="active_is_not_closed",
            ),
        ]
        indexes = [
            # Lists are read in the order of an index, within one team or person (tickets/queue.py). What is open has no
            # `closed_at` (active_is_not_closed); a list of states would not do: SQLite does not see that a query with
            # parameters asks for what a partial index holds.
            models.Index(fields=["team", "received_at", "id"], name="ticket_team_received"),
            models.Index(fields=["received_at", "id"], name="ticket_received"),
            *(
                models.Index(fields=columns, condition=Q(closed_at=None), name=f"ticket_{name}")
                for name, columns in {
                    "open_urgent": ["-urgency", "service_due", "id"],
                    "open_due": ["service_due", "id"],
                    "open_received": ["received_at", "id"],
                    "team_open_urgent": ["team", "-urgency", "service_due", "id"],
                    "team_open_due": ["team", "service_due", "id"],
                    "team_open_received": ["team", "received_at", "id"],
                    "assignee_open": ["assignee", "-urgency", "service_due", "id"],
                }.items()
            ),
            models.Index(fields=["wake_on"], condition=Q(wake_on__isnull=False), name="ticket_wake"),
        ]

    def __str__(self) -> str:
        return self.reference


class TicketContact(Versioned):
    """A person of a ticket: all personal columns of a ticket stand here."""

    class Role(models.TextChoices):
        """Who this is for the question."""

        SENDER = "sender", _("vrager")
        CONCERNED = "concerned", _("om wie het gaat")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="contacts")
    role = models.CharField(_("rol"), max_length=10, choices=Role)
    name = models.CharField(_("naam"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), max_length=320, blank=True)
    phone = models.CharField(_("telefoon"), max_length=40, blank=True)
    organisation = models.CharField(_("organisatie"), max_length=200, blank=True)
    capacity = models.CharField(_("hoedanigheid"), max_length=40, blank=True)
    contact_how = models.CharField(_("hoe bereiken"), max_length=40, blank=True)
    contact_when = models.CharField(_("wanneer bereiken"), max_length=40, blank=True)
    contact_safe = models.BooleanField(_("bericht achterlaten mag"), null=True, blank=True)
    consent = models.BooleanField(_("de persoon weet ervan"), null=True, blank=True)
    history = on_record(personal={"name", "email", "phone", "organisation"}, personal_since={"contact_when": 2})

    class Meta(Versioned.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacten")
        constraints = [models.UniqueConstraint(fields=["ticket", "role"], name="one_contact_per_role")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.ticket_id}"


class Transfer(Versioned):
    """That a ticket went from one team to another, and why."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="transfers")
    from_team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=30)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("overdracht")
        verbose_name_plural = _("overdrachten")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.from_team_id} → {self.to_team_id}"


class Referral(Versioned):
    """That a team which is not the owner may look for a time, after a transfer or when asked."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="referrals")
    team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="+")
    may_comment = models.BooleanField(default=False)
    until = models.DateField()
    reason = models.CharField(max_length=30)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("meelezend team")
        verbose_name_plural = _("meelezende teams")
        indexes = [models.Index(fields=["team", "until"], name="referral_team_until")]

    def __str__(self) -> str:
        return f"{self.ticket_id} · {self.team_id}"
