"""What a ticket is about, what we promise for it, and where it is sent: rules to a team, bodies beyond the desk."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from home.history import Versioned, on_record
from tickets.words import FORWARD_BODIES, REFUSALS


class Category(Versioned):
    """What a ticket is about; its norm and its team follow from it."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$")])
    name = models.CharField(_("naam"), max_length=100)
    restricted = models.BooleanField(_("besloten"), default=False)
    statutory_weeks = models.PositiveSmallIntegerField(
        _("wettelijke termijn in weken"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    statutory_months = models.PositiveSmallIntegerField(
        _("wettelijke termijn in maanden"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    statutory_basis = models.CharField(_("grond in de wet"), max_length=200, blank=True)
    retention_months = models.PositiveSmallIntegerField(_("bewaren in maanden"), default=24)
    is_active = models.BooleanField(_("actief"), default=True)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("categorie")
        verbose_name_plural = _("categorieën")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(statutory_weeks=None) | Q(statutory_months=None), name="one_statutory_term"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Norm(Versioned):
    """Our own promise for a category, in working days, from a day on; old tickets keep the norm they began with."""

    category = models.ForeignKey(Category, verbose_name=_("categorie"), on_delete=models.PROTECT, related_name="norms")
    first_days = models.PositiveSmallIntegerField(_("eerste antwoord (werkdagen)"))
    service_days = models.PositiveSmallIntegerField(_("klaar (werkdagen)"))
    valid_from = models.DateField(_("geldig vanaf"))
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("norm")
        verbose_name_plural = _("normen")
        ordering = ["category__name", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["category", "valid_from"], name="one_norm_per_day"),
            models.CheckConstraint(condition=Q(service_days__gte=models.F("first_days")), name="first_before_done"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.first_days}/{self.service_days}"


class TeamTask(Versioned):
    """Which team does a category in a municipality; without a category: the team that gets what no task names."""

    municipality = models.ForeignKey("home.Municipality", verbose_name=_("gemeente"), on_delete=models.PROTECT)
    category = models.ForeignKey(Category, verbose_name=_("categorie"), on_delete=models.PROTECT, null=True, blank=True)
    team = models.ForeignKey("tickets.Team", verbose_name=_("team"), on_delete=models.PROTECT, related_name="tasks")
    valid_from = models.DateField(_("geldig vanaf"))
    valid_to = models.DateField(_("geldig tot en met"), null=True, blank=True)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("taak van een team")
        verbose_name_plural = _("taken van teams")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "category"], condition=Q(valid_to=None), name="one_team_per_task"
            ),
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(valid_to=None, category=None), name="one_team_for_the_rest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} · {self.category or '…'} → {self.team}"


def check_body_code(code: str) -> None:
    """Validator: two codes stand for what no register names.

    :raises ValidationError: when it is one of those.
    """
    if code in FORWARD_BODIES:
        raise ValidationError(REFUSALS["reserved_body"], code="reserved_body")


class ForwardBody(Versioned):
    """Another body that a question can be forwarded to; a ticket keeps its code."""

    code = models.CharField(
        _("code"), max_length=30, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$"), check_body_code]
    )
    name = models.CharField(_("naam"), max_length=100, help_text=_("Zoals de vrager het leest."))
    is_active = models.BooleanField(_("actief"), default=True)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("andere instantie")
        verbose_name_plural = _("andere instanties")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RoutingRule(Versioned):
    """One line of the desk's routing: when all conditions hold, the ticket goes to the target."""

    class Target(models.TextChoices):
        """Where a rule sends to."""

        TEAM = "team", _("vast team")
        FACT = "fact", _("de gemeente uit een gegeven")

    rank = models.PositiveIntegerField(_("volgorde"), unique=True)
    name = models.CharField(_("naam"), max_length=100)
    conditions = models.JSONField(_("voorwaarden"), default=list, blank=True)
    target = models.CharField(_("naar"), max_length=10, choices=Target)
    team = models.ForeignKey(
        "tickets.Team", verbose_name=_("team"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    fact = models.CharField(_("gegeven"), max_length=40, blank=True)
    is_last = models.BooleanField(default=False, help_text=_("De laatste regel vangt alles op en kan niet weg."))
    valid_from = models.DateField(_("geldig vanaf"))
    valid_to = models.DateField(_("geldig tot en met"), null=True, blank=True)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("routeringsregel")
        verbose_name_plural = _("routeringsregels")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["is_last"], condition=Q(is_last=True), name="one_last_rule"),
            models.CheckConstraint(
                condition=Q(target="team", fact="") & ~Q(team=None) | Q(target="fact", team=None) & ~Q(fact=""),
                name="rule_has_one_target",
            ),
            models.CheckConstraint(
                condition=Q(is_last=False) | Q(target="team", valid_to=None), name="last_rule_is_a_team"
            ),
        ]

    def __str__(self) -> str:
        return self.name
