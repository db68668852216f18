"""The translated texts of a form."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.history import AppendOnly


class FormString(AppendOnly):
    """What one text of a form is called in one language from a moment on: a row for each change, the newest counts.

    `number` counts the changes of one text in one language: who saves says which one was seen last. An empty `text` is
    a translation taken away. `source` is the Dutch text it was made from, `source_hash` its SHA-256 (`document.
    text_digest`): a translation made from another text than the form has now is out of date.
    """

    class Status(models.TextChoices):
        """How much a translation can be trusted; `author` is who checked it, when it is checked."""

        UNCHECKED = "unchecked", _("machine of niet nagekeken")
        REVIEWED = "reviewed", _("nagekeken")

    class Origin(models.TextChoices):
        """Where it came from."""

        TYPED = "typed", _("getypt")
        IMPORTED = "imported", _("uit een bestand")
        LOADED = "loaded", _("bij het inrichten")

    form = models.ForeignKey("forms_app.Form", on_delete=models.PROTECT, related_name="strings")
    msg_id = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    number = models.PositiveIntegerField(default=1)
    text = models.TextField(blank=True)
    source = models.TextField(blank=True)
    source_hash = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status, default=Status.UNCHECKED)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.TYPED)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    author_label = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(AppendOnly.Meta):
        verbose_name = _("vertaalde tekst van een formulier")
        verbose_name_plural = _("vertaalde teksten van formulieren")
        default_permissions = ()
        permissions = [("translate_form", _("Mag formulieren vertalen"))]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "language", "msg_id", "number"], name="one_text_per_msg_id_and_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.msg_id} ({self.language})"
