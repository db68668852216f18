"""Who works at the desk: teams, their members, and which task each team has."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from home.history import Versioned, on_record
from tickets.roles import ROLES
from tickets.words import ROLE_LABELS, SENDER_TEAM


class Team(Versioned):
    """People who own tickets together, in one municipality or in the region."""

    municipality = models.ForeignKey("home.Municipality", verbose_name=_("gemeente"), on_delete=models.PROTECT)
    name = models.CharField(_("naam"), max_length=100)
    restricted = models.BooleanField(
        _("besloten"), default=False, help_text=_("Alleen leden zien wat dit team heeft, ook coördinatoren niet.")
    )
    fallback_team = models.ForeignKey(
        "self", verbose_name=_("vangt op"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("vervanger"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    calendar = models.ForeignKey(
        "home.Calendar", verbose_name=_("kalender"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Hierheen gaat bericht van een nieuwe vraag."))
    is_active = models.BooleanField(_("actief"), default=True)
    is_quarantine = models.BooleanField(
        _("quarantaine"),
        default=False,
        help_text=_("Dit team krijgt formulieren die op spam lijken. Eén team van de regio heeft deze taak."),
    )
    history = on_record(since={"is_quarantine": 2})

    class Meta(Versioned.Meta):
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["municipality__name", "name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="one_team_per_name"),
            models.UniqueConstraint(
                fields=["is_quarantine"],
                condition=Q(is_quarantine=True),
                name="one_quarantine_team",
                violation_error_message=_("Er is al een team dat de quarantaine doet."),
            ),
        ]

    named_with = ("municipality",)

    def __str__(self) -> str:
        return self.name

    @property
    def long_name(self) -> str:
        """The name with whose team it is: each municipality has a Loket."""
        return f"{self.municipality} · {self.name}"

    @property
    def sender_name(self) -> str:
        """What the sender reads: nobody is told that their question looked like spam."""
        return str(SENDER_TEAM) if self.is_quarantine else self.name


class Membership(Versioned):
    """A person in a team, in a role, for a time.

    Roles of a whole region (auditor, functional admin, privacy officer, regional coordinator) and of a whole
    municipality (coordinator) hang on a team too: the scope follows from the role (tickets/roles.py).
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("medewerker"), on_delete=models.PROTECT, related_name="memberships"
    )
    team = models.ForeignKey(Team, verbose_name=_("team"), on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("rol"), max_length=30, choices=[(name, ROLE_LABELS[name]) for name in ROLES])
    valid_from = models.DateField(_("geldig vanaf"))
    valid_to = models.DateField(_("geldig tot en met"), null=True, blank=True)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("lidmaatschap")
        verbose_name_plural = _("lidmaatschappen")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "team", "role"], condition=Q(valid_to=None), name="one_membership_per_role"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"
