"""Answers that were sent, together with their ticket."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """What was sent, as it was asked then; one per draft, one per ticket, never changed."""

    form = models.ForeignKey("forms_app.Form", on_delete=models.PROTECT, related_name="submissions")
    draft = models.OneToOneField("forms_app.Draft", on_delete=models.PROTECT, related_name="submission")
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("forms_app.FormVersion", on_delete=models.PROTECT, related_name="submissions")
    answers = models.JSONField()
    facts = models.JSONField(default=dict)
    insisted = models.JSONField(default=list)
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=10)
    completed_at = models.DateTimeField()
    cleaned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("inzending")
        verbose_name_plural = _("inzendingen")
        ordering = ["-completed_at", "-id"]
        # Nobody adds one in the admin; to change one is to write a correction beside it.
        default_permissions = ("view", "change", "delete")
        permissions = [("export_submission", _("Kan inzendingen exporteren"))]
        # The list of a form is read in this order, a page at a time.
        indexes = [models.Index(fields=["form", "-completed_at", "-id"], name="submission_of_form")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.pk}"
