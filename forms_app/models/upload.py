"""A file that somebody sends with a form."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """One file, and whether it may be opened. The row stays when the file is gone, without its name.

    `storage_key` finds the file in private storage; empty when it was erased. It is due to be erased from `erase_at`
    on: at once when its owner goes, after a while when the sender took it back, so that it can be put back.
    """

    class Scan(models.TextChoices):
        """What the virus scanner says; only what it called clean, or never had to look at, is given out."""

        NONE = "none", _("niet gecontroleerd")
        WAITING = "waiting", _("wordt gecontroleerd")
        CLEAN = "clean", _("schoon")
        SICK = "sick", _("bevatte een virus")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey("forms_app.Draft", on_delete=models.PROTECT, related_name="uploads")
    field = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=200, blank=True, db_index=True)
    scan = models.CharField(max_length=10, choices=Scan, default=Scan.NONE)
    scan_due_at = models.DateTimeField(null=True)
    scan_tries = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    erase_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("meegestuurd bestand")
        verbose_name_plural = _("meegestuurde bestanden")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["scan_due_at", "id"], condition=Q(scan="waiting"), name="upload_to_scan"),
            models.Index(fields=["erase_at", "id"], condition=~Q(storage_key=""), name="upload_to_erase"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def may_be_opened(self) -> bool:
        """Whether it is there and not suspect."""
        return bool(self.storage_key) and self.removed_at is None and self.scan in (self.Scan.NONE, self.Scan.CLEAN)
