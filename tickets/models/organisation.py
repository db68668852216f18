"""The partners of the region."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from home.history import Versioned, on_record
from tickets.words import ORGANISATION_KINDS


class Organisation(Versioned):
    """An organisation that asks questions for others; answers to forms keep its code."""

    # Four or more, without a dash: then no code of a language or a municipality is one of an organisation.
    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]{3,39}$")],
        help_text=_("Kleine letters, cijfers en liggende streepjes; minstens vier tekens. De code blijft."),
    )
    name = models.CharField(_("naam"), max_length=100, unique=True, help_text=_("Zoals partners die lezen."))
    kind = models.CharField(_("soort"), max_length=20, choices=list(ORGANISATION_KINDS.items()))
    email_domain = models.CharField(
        _("e-maildomein"),
        max_length=100,
        blank=True,
        validators=[RegexValidator(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")],
        help_text=_("Zoals school.nl. Mag leeg blijven."),
    )
    is_active = models.BooleanField(_("actief"), default=True)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
