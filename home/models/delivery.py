"""Something that must leave: a row that is due until a worker has sent it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Delivery(models.Model):
    """A letter as it was committed: recipient and text do not follow later changes of a contact."""

    class State(models.TextChoices):
        """How far it is."""

        QUEUED = "queued", _("wacht")
        HELD = "held", _("vastgehouden")
        SENT = "sent", _("verstuurd")
        FAILED = "failed", _("mislukt")

    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, default="mail")
    recipient = models.CharField(max_length=320)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    about = models.CharField(max_length=60, blank=True, help_text=_("Waarover: soort en nummer van de rij."))
    dedupe_key = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("verzending")
        verbose_name_plural = _("verzendingen")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="delivery_due"),
            models.Index(fields=["about", "id"], name="delivery_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
