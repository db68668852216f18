"""Numbers without persons: how often something happened in a form on a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormDayStat(models.Model):
    """How often one thing happened on a local day, in one version and one language; no row can be led back to a draft.

    `step` is empty for what is of the whole form; `field` and `code` say which rule an answer did not meet, and of
    `time` the code is the bucket of `forms_app.counting.MINUTES`.
    """

    class What(models.TextChoices):
        """What happened."""

        STARTED = "started", _("begonnen")
        REACHED = "reached", _("stap voor het eerst bewaard")
        SAVED = "saved", _("stap bewaard")
        ERROR = "error", _("antwoord klopte niet")
        SUBMITTED = "submitted", _("verstuurd")
        TIME = "time", _("duur")

    version = models.ForeignKey("forms_app.FormVersion", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    language = models.CharField(max_length=12)
    what = models.CharField(max_length=10, choices=What)
    step = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=60, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("telling")
        verbose_name_plural = _("tellingen")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["version", "day", "what", "language", "step", "field", "code"], name="one_count_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.day} {self.what} {self.count}"
