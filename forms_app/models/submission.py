"""Answers that were sent, together with their ticket."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from home.history import AppendOnly


class Submission(models.Model):
    """What was sent, as it was asked then; one per draft, one per ticket, never changed.

    `fingerprint`: `forms_app.near_duplicates.fingerprint`, for a day.
    """

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
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    cleaned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("inzending")
        verbose_name_plural = _("inzendingen")
        ordering = ["-completed_at", "-id"]
        # Nobody adds one in the admin; to change one is to write a correction beside it.
        default_permissions = ("view", "change", "delete")
        permissions = [("export_submission", _("Kan inzendingen exporteren"))]
        # The list of a form is read in this order, a page at a time.
        indexes = [
            models.Index(fields=["form", "-completed_at", "-id"], name="submission_of_form"),
            models.Index(fields=["fingerprint"], condition=~Q(fingerprint=""), name="submission_same"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.pk}"


class SubmissionAmendment(AppendOnly):
    """That an answer was corrected afterwards: beside what was sent, never in its place.

    `key`: of the question; `before` and `after`: canonical values, None for no answer; `seq`: number of the
    correction among those of this answer, from 1, so that two people cannot both make the next. What a person said in
    it is blanked when the answer it belongs to is erased.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="amendments")
    key = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        verbose_name = _("verbetering van een antwoord")
        verbose_name_plural = _("verbeteringen van antwoorden")
        default_permissions = ()
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["submission", "key", "seq"], name="one_amendment_at_a_time")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.key} {self.seq}"


class SubmissionExport(models.Model):
    """That somebody asked for a file of what was sent: who, which, how far it is; the file itself does not stay long.

    `wanted`: the criteria as `forms_app.finding.Wanted` keeps them; `counted`: rows written so far, of `total`;
    `file`: the key of the file in the private storage, while it is there.
    """

    class Kind(models.TextChoices):
        """What sort of file."""

        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("Excel (XLSX)")

    class State(models.TextChoices):
        """How far it is."""

        QUEUED = "queued", _("wacht")
        RUNNING = "running", _("wordt gemaakt")
        READY = "ready", _("klaar")
        FAILED = "failed", _("mislukt")
        GONE = "gone", _("verwijderd")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    form = models.ForeignKey("forms_app.Form", on_delete=models.PROTECT, related_name="exports")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind)
    wanted = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    file = models.CharField(max_length=100, blank=True)
    counted = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("export van inzendingen")
        verbose_name_plural = _("exports van inzendingen")
        default_permissions = ()
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state__in=["queued", "running"]), name="export_due"),
            models.Index(fields=["user", "-id"], name="export_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.kind} {self.uuid}"
