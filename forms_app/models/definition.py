"""A form as editors change it, and the versions that were published."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, Revision, RevisionMixin, WorkflowMixin

from forms_app import slots
from forms_app.blocks import MODES, ConditionsBlock, StepsBlock
from home.history import AppendOnly

LEAST_DAYS, MOST_DAYS = 30, 7300
"""How long what was sent may be kept: longer than its sender can have it opened again, twenty years at most."""


class Form(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    """One form. What visitors fill in is never this row but the version that was compiled from it on publishing."""

    class Retention(models.TextChoices):
        """What happens to the answers when their term is over."""

        DELETE = "delete", _("alle antwoorden wissen")
        ANONYMISE = "anonymise", _("alleen persoonlijke antwoorden wissen")

    key = models.SlugField(
        _("sleutel"),
        max_length=50,
        unique=True,
        help_text=_("Staat in het adres van het formulier en verandert nooit meer, zoals stel-uw-vraag."),
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*$", _("Gebruik kleine letters, cijfers en streepjes."))],
    )
    title = models.CharField(_("titel"), max_length=200)
    steps = StreamField(StepsBlock(), verbose_name=_("stappen"), blank=True)
    urgent_if = StreamField(ConditionsBlock(), verbose_name=_("dringend als"), blank=True)
    urgent_mode = models.CharField(_("dringend"), max_length=3, choices=MODES, default="all")
    receipt_text = models.TextField(
        _("tekst op het ontvangstbewijs"), blank=True, help_text=_("Wat gebeurt er nu? Zeg het in twee of drie zinnen.")
    )
    closed_text = models.TextField(
        _("tekst als het formulier dicht is"), blank=True, help_text=_("Waar kan iemand nu wel terecht?")
    )
    audience = models.CharField(
        _("voor wie"),
        max_length=20,
        choices=[("inburgeraar", _("inburgeraars")), ("partner", _("partners"))],
        default="inburgeraar",
    )
    default_category = models.CharField(_("standaardcategorie"), max_length=20, blank=True)
    opens_at = models.DateTimeField(_("open vanaf"), null=True, blank=True)
    closes_at = models.DateTimeField(_("dicht vanaf"), null=True, blank=True)
    deadline_at = models.DateTimeField(
        _("uiterste moment"),
        null=True,
        blank=True,
        help_text=_("Daarna kan niemand meer versturen, ook wie al begonnen was niet."),
    )
    most_submissions = models.PositiveIntegerField(
        _("hoogste aantal inzendingen"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Daarna is het formulier dicht. Leeg: er is geen grens."),
    )
    is_set = models.BooleanField(
        _("vragenset"),
        default=False,
        help_text=_("Alleen om stappen en vragen uit over te nemen in formulieren. Gaat zelf nooit online."),
    )
    needs_all_languages = models.BooleanField(
        _("alle talen verplicht"),
        default=False,
        help_text=_("Het formulier gaat pas online als elke taal van de website compleet is."),
    )
    draft_days = models.PositiveSmallIntegerField(_("bewaartijd van een begonnen formulier, in dagen"), default=30)
    submission_days = models.PositiveSmallIntegerField(
        _("bewaartijd van een inzending, in dagen"),
        default=365,
        validators=[MinValueValidator(LEAST_DAYS), MaxValueValidator(MOST_DAYS)],
        help_text=_(
            "Gerekend vanaf het moment dat het ticket klaar is. Gaat een ticket weer open, dan telt het opnieuw."
        ),
    )
    retention = models.CharField(
        _("na de bewaartijd"),
        max_length=10,
        choices=Retention,
        default=Retention.DELETE,
        help_text=_(
            "Naam, adres, berichten en brieven van het ticket worden altijd gewist. Welke antwoorden persoonlijk zijn, "
            "stond vast toen de vraag werd verstuurd. Aantallen blijven bewaard."
        ),
    )
    confirm_email = models.BooleanField(
        _("bevestig het e-mailadres"),
        default=False,
        help_text=_(
            "De afzender krijgt een e-mail met een link. De vraag is er meteen; de balie ziet of het adres klopt."
        ),
    )
    needs_second = models.BooleanField(
        _("een tweede kijkt mee"),
        default=False,
        help_text=_(
            "Voor wat gevolgen kan hebben voor een besluit. Aan de balie rondt niemand zo'n vraag alleen af. "
            "De afzender ziet dit niet."
        ),
    )
    offered_from = models.PositiveSmallIntegerField(
        _("taal aanbieden vanaf, in procenten vertaald"),
        default=100,
        validators=[MaxValueValidator(100)],
        help_text=_("100: een taal is er pas als alles vertaald is. Lager: de rest staat er dan in een andere taal."),
    )
    live_version = models.ForeignKey(
        "forms_app.FormVersion", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("formulier")
        verbose_name_plural = _("formulieren")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title or self.key

    def is_open(self, at: datetime) -> bool:
        """Whether a visitor may start now; derived from the moments on every read, never stored."""
        begun = self.opens_at is None or self.opens_at <= at
        ended = any(moment is not None and moment <= at for moment in (self.closes_at, self.deadline_at))
        return self.live and self.live_version_id is not None and begun and not ended and not self.is_full

    def opens_later(self, at: datetime) -> datetime | None:
        """The moment that a visitor can start, when that is still to come; None when nobody waits for a moment."""
        return self.opens_at if self.live and self.opens_at is not None and self.opens_at > at else None

    @property
    def is_full(self) -> bool:
        """Whether as many were sent as may be. One query when there is a limit and `tally` was not read along."""
        tally = getattr(self, "tally", None) if self.most_submissions is not None else None
        return tally is not None and tally.submitted >= self.most_submissions

    def is_over(self, at: datetime) -> bool:
        """Whether nobody can send any more, those under way included."""
        return self.deadline_at is not None and self.deadline_at <= at

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """Publishes in one transaction with the receiver that compiles, so that a refusal undoes all of it.

        :raises Refused: `does_not_compile`, with the problems.
        """
        with transaction.atomic():
            return super().publish(*args, **kwargs)

    @staticmethod
    def blocks(plain: list[dict[str, Any]]) -> Any:
        """The value of `steps` for plain blocks."""
        field: Any = Form._meta.get_field("steps")
        return field.to_python(plain)

    def with_content_json(self, content: dict[str, Any]) -> "Form":
        """A draft never brings back an older live version, nor another key."""
        form: Form = super().with_content_json(content)
        form.live_version_id, form.key = self.live_version_id, self.key
        return form

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Each language that is on, in each state that a visitor can meet."""
        modes: list[tuple[str, str]] = slots.preview_modes()
        return modes

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft as a visitor would see it, made by the floor that draws forms."""
        answer: HttpResponse = slots.preview(self, request, mode_name)
        return answer


def scheduled(at: datetime | None = None) -> models.QuerySet[Revision]:
    """The drafts of forms that wait for their moment, earliest first; with `at` those whose moment has come."""
    kind = ContentType.objects.get_for_model(Form)
    waiting = Revision.objects.filter(base_content_type=kind, approved_go_live_at__isnull=False)
    due = waiting if at is None else waiting.filter(approved_go_live_at__lte=at)
    ordered: models.QuerySet[Revision] = due.order_by("approved_go_live_at", "pk")
    return ordered


class FormTally(models.Model):
    """How many were sent of a form with a limit, so that nobody counts them: exact, also when many send at once."""

    form = models.OneToOneField(Form, on_delete=models.CASCADE, primary_key=True, related_name="tally")
    submitted = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("aantal inzendingen van een formulier")
        verbose_name_plural = _("aantallen inzendingen van formulieren")

    def __str__(self) -> str:
        return f"{self.form_id}: {self.submitted}"


class FormVersion(AppendOnly):
    """A form as it was published: all languages, all privacy flags, for ever."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    schema_version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_by_label = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta(AppendOnly.Meta):
        verbose_name = _("versie van een formulier")
        verbose_name_plural = _("versies van formulieren")
        ordering = ["form", "number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["form", "sha256"], name="one_version_per_document"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} v{self.number}"
