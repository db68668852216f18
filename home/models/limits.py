"""How often something was tried in a window of time."""

from django.db import models


class Tries(models.Model):
    """One counter; `key` is a digest, so that no address, number or name stands in it."""

    key = models.CharField(max_length=80, unique=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.key} {self.count}"
