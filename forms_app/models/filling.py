"""A form that somebody is filling in."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """Answers under way, to the version that was live when the person began; saved even when not valid.

    `answers` holds canonical values; what could not be read is kept as it was typed in `raw`. `begun_at`: when the page
    was made on which the person began, `signs`: what makes it look like spam (forms_app.quarantine). When a
    newer version asks something else, the draft keeps its own until `pinned_until`; then it comes from
    `earlier_version` to the newest, to be looked at again from the step `review_from` on.
    """

    class State(models.TextChoices):
        """Open until it is sent or too old."""

        OPEN = "open", _("bezig")
        DONE = "done", _("verstuurd")
        EXPIRED = "expired", _("verlopen")

    tried_with: Sequence[Any] = ()
    """The files of one that is only tried out (forms_app.rehearsing): like it, they stand in no table."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey("forms_app.FormVersion", on_delete=models.PROTECT, related_name="drafts")
    answers = models.JSONField(default=dict)
    raw = models.JSONField(default=dict)
    insisted = models.JSONField(default=list)
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=10, default="web")
    begun_at = models.DateTimeField(null=True)
    signs = models.CharField(max_length=100, blank=True)
    pinned_until = models.DateTimeField(null=True)
    earlier_version = models.ForeignKey("forms_app.FormVersion", on_delete=models.PROTECT, null=True, related_name="+")
    review_from = models.CharField(max_length=40, blank=True)
    resume_code_hash = models.CharField(max_length=64, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    idempotency_key = models.CharField(max_length=128, null=True)
    body_digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    form = models.ForeignKey("forms_app.Form", on_delete=models.PROTECT, related_name="drafts")

    class Meta:
        verbose_name = _("begonnen formulier")
        verbose_name_plural = _("begonnen formulieren")
        constraints = [
            models.UniqueConstraint(fields=["form", "idempotency_key"], name="one_draft_per_idempotency_key"),
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="one_draft_per_device_secret"
            ),
            models.UniqueConstraint(
                fields=["resume_code_hash"], condition=~Q(resume_code_hash=""), name="one_draft_per_resume_code"
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="draft_expires"),
            models.Index(fields=["version"], condition=Q(state="open"), name="draft_under_way"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
