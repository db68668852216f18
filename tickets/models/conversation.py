"""What was said: written once, never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.history import AppendOnly, Versioned, on_record


class Message(AppendOnly):
    """One thing said about a ticket; the text is written once, so it needs no history copies."""

    class Kind(models.TextChoices):
        """Who speaks to whom."""

        QUESTION = "question", _("vraag")
        REPLY = "reply", _("antwoord")
        SENDER = "sender", _("bericht van de vrager")
        NOTE = "note", _("notitie")
        CONSULT = "consult", _("overleg")
        SYSTEM = "system", _("systeem")

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind)
    body = models.TextField()
    language = models.CharField(max_length=12)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    author_label = models.CharField(max_length=200, blank=True)
    idempotency_key = models.CharField(max_length=128, null=True)
    body_digest = models.CharField(max_length=64, blank=True)
    delivery = models.ForeignKey("home.Delivery", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        verbose_name = _("bericht")
        verbose_name_plural = _("berichten")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["ticket", "at", "id"], name="message_ticket_at")]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "idempotency_key"], name="one_message_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ReplyTemplate(Versioned):
    """A standard answer, in Dutch and in other languages; of one municipality, or of the whole region."""

    name = models.CharField(_("naam"), max_length=100)
    municipality = models.ForeignKey(
        "home.Municipality",
        verbose_name=_("gemeente"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Leeg: voor de hele regio."),
    )
    category = models.ForeignKey(
        "tickets.Category", verbose_name=_("categorie"), on_delete=models.PROTECT, null=True, blank=True
    )
    is_active = models.BooleanField(_("actief"), default=True)
    history = on_record(since={"municipality": 2})

    class Meta(Versioned.Meta):
        verbose_name = _("standaardantwoord")
        verbose_name_plural = _("standaardantwoorden")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="one_template_per_name"),
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(municipality=None), name="one_template_of_the_region"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReplyTemplateTranslation(Versioned):
    """The text of a standard answer in one language."""

    template = models.ForeignKey(
        ReplyTemplate, verbose_name=_("standaardantwoord"), on_delete=models.PROTECT, related_name="translations"
    )
    language = models.CharField(_("taal"), max_length=12)
    text = models.TextField(_("tekst"))
    checked_by = models.CharField(_("nagekeken door"), max_length=200, blank=True)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("vertaling van een standaardantwoord")
        verbose_name_plural = _("vertalingen van standaardantwoorden")
        constraints = [models.UniqueConstraint(fields=["template", "language"], name="one_text_per_language")]

    def __str__(self) -> str:
        return f"{self.template} ({self.language})"
