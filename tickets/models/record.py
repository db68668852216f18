"""What stays on record beside the history rows: intent, decisions, and who looked."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.history import AppendOnly
from tickets.words import ACT_LABELS


class TicketEvent(AppendOnly):
    """One act on a ticket: who, why, and which fields changed; chained to the event before it.

    `row_digests`: those of the history rows that the act wrote up to this event, which its own digest covers.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=30, choices=ACT_LABELS.items())
    act_key = models.UUIDField()
    actor_label = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    via = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    changes = models.JSONField(default=dict)
    row_digests = models.JSONField(default=list)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)

    class Meta(AppendOnly.Meta):
        verbose_name = _("gebeurtenis")
        verbose_name_plural = _("gebeurtenissen")
        ordering = ["ticket", "seq"]
        constraints = [models.UniqueConstraint(fields=["ticket", "seq"], name="event_chain")]

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.seq} {self.act}"


class RoutingDecision(AppendOnly):
    """Why a ticket is where it is: the rule, its history row, and the facts that were there."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="decisions")
    rule = models.ForeignKey("tickets.RoutingRule", on_delete=models.PROTECT, related_name="+")
    rule_history_id = models.BigIntegerField()
    team = models.ForeignKey("tickets.Team", on_delete=models.PROTECT, related_name="+")
    facts = models.JSONField(default=dict)
    trace = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        verbose_name = _("routering")
        verbose_name_plural = _("routeringen")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.team_id}"


class EmailConfirmation(AppendOnly):
    """That a sender was asked to confirm the e-mail address, and that it was done; never the address itself."""

    class Step(models.TextChoices):
        """How far it is."""

        ASKED = "asked", _("gevraagd")
        CONFIRMED = "confirmed", _("bevestigd")

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="email_confirmations")
    step = models.CharField(max_length=10, choices=Step)
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        verbose_name = _("bevestiging van een e-mailadres")
        verbose_name_plural = _("bevestigingen van e-mailadressen")
        constraints = [models.UniqueConstraint(fields=["ticket", "step"], name="one_confirmation_per_step")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.step}"


class AccessLog(AppendOnly):
    """Who opened what of a ticket."""

    class What(models.TextChoices):
        """What was looked at."""

        OPEN = "open", _("ticket geopend")
        REVEAL = "reveal", _("contactgegevens getoond")
        PRINT = "print", _("dossier als pdf")
        HISTORY = "history", _("geschiedenis bekeken")
        FILE = "file", _("bestand geopend")
        SUBMISSION = "submission", _("inzending geopend")
        EXPORT = "export", _("in een export")
        AMEND = "amend", _("antwoord verbeterd")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="looks")
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        verbose_name = _("inzage")
        verbose_name_plural = _("inzagen")
        indexes = [models.Index(fields=["ticket", "-at"], name="look_ticket_at")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.what} {self.ticket_id}"
