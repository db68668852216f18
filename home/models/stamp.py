"""Which state of the registers is the current one."""

from django.db import models


class RegisterStamp(models.Model):
    """One row: a fresh random token with each change of a register, in the transaction of that change."""

    token = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.token
