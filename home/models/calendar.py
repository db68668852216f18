"""Calendars: the days on which the region or a team does not work, and the days of the law."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from home.history import Versioned, on_record


class Calendar(Versioned):
    """A named set of closing days."""

    class Kind(models.TextChoices):
        """Of people who work, or of the Algemene termijnenwet."""

        STAFF = "staff", _("werkdagen van medewerkers")
        STATUTORY = "statutory", _("Algemene termijnenwet")

    name = models.CharField(_("naam"), max_length=100, unique=True)
    kind = models.CharField(_("soort"), max_length=10, choices=Kind, default=Kind.STAFF)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("kalender")
        verbose_name_plural = _("kalenders")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ClosingDay(Versioned):
    """One day of a calendar on which nobody works, weekends not counted."""

    calendar = models.ForeignKey(Calendar, verbose_name=_("kalender"), on_delete=models.PROTECT)
    day = models.DateField(_("dag"))
    name = models.CharField(_("naam"), max_length=100)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("sluitingsdag")
        verbose_name_plural = _("sluitingsdagen")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="one_closing_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
