"""The region: its municipalities, itself as a row, and which postcode lies where."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from home import drawings
from home.history import Versioned, on_record
from home.refusals import Refused
from home.words import REFUSALS


def check_drawing(text: str) -> None:
    """Validator of a logo: what everyone's browser gets may only draw.

    :raises ValidationError: when it can do more than that.
    """
    try:
        drawings.check(text)
    except Refused as refusal:
        raise ValidationError(REFUSALS[refusal.code], code=refusal.code) from refusal


class Municipality(Versioned):
    """One municipality, or the region itself as a row of its own, so that an owner is never null."""

    class Kind(models.TextChoices):
        """Whether the row is one municipality or all of them together."""

        MUNICIPALITY = "municipality", _("gemeente")
        REGION = "region", _("regio")

    kind = models.CharField(_("soort"), max_length=20, choices=Kind, default=Kind.MUNICIPALITY)
    name = models.CharField(_("naam"), max_length=100, unique=True)
    code = models.CharField(
        _("CBS-code"),
        max_length=10,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2}[0-9A-Z]{2,8}$")],
        help_text=_("De code van het CBS, zoals GM0512. De regio krijgt een eigen code, zoals RG01."),
    )
    phone = models.CharField(_("telefoon"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    desk = models.TextField(_("balie"), blank=True, help_text=_("Straat, huisnummer en plaats van de balie."))
    hours = models.TextField(_("openingstijden"), blank=True)
    website = models.URLField(_("website"), blank=True)
    executed_by = models.CharField(
        _("uitvoerende organisatie"),
        max_length=100,
        blank=True,
        help_text=_("Wie het werk voor deze gemeente doet. Leeg: de gemeente zelf."),
    )
    calendar = models.ForeignKey(
        "home.Calendar", verbose_name=_("kalender"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reference_prefix = models.CharField(
        _("begin van nummers"),
        max_length=4,
        blank=True,
        help_text=_("Alleen voor de regio: waarmee elk nummer van een vraag begint."),
        validators=[RegexValidator(r"^[346789CDEFGHJKMNPQRTVWXY]{0,4}$")],
    )
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("gemeente")
        verbose_name_plural = _("gemeenten")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="region"), name="one_region"),
        ]

    def __str__(self) -> str:
        return self.name


class PostcodeArea(Versioned):
    """Four digits of a postcode, and the place and municipality where they lie."""

    class Kind(models.TextChoices):
        """Homes, or boxes of organisations only."""

        ADDRESS = "address", _("adressen")
        PO_BOX = "po_box", _("postbussen")

    pc4 = models.CharField(_("postcode"), max_length=4, validators=[RegexValidator(r"^[1-9][0-9]{3}$")])
    place = models.CharField(_("plaats"), max_length=100)
    municipality = models.ForeignKey(Municipality, verbose_name=_("gemeente"), on_delete=models.PROTECT)
    kind = models.CharField(_("soort"), max_length=10, choices=Kind, default=Kind.ADDRESS)
    valid_from = models.DateField(_("geldig vanaf"), null=True, blank=True)
    valid_to = models.DateField(_("geldig tot en met"), null=True, blank=True)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("postcodegebied")
        verbose_name_plural = _("postcodegebieden")
        ordering = ["pc4"]
        constraints = [
            models.UniqueConstraint(fields=["pc4"], condition=Q(valid_to=None), name="one_area_per_pc4"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=models.F("valid_from")),
                name="area_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pc4} {self.place}"


class OutsideArea(Versioned):
    """Four digits of a postcode outside the region, so that the answer can name the municipality there."""

    pc4 = models.CharField(_("postcode"), max_length=4, unique=True, validators=[RegexValidator(r"^[1-9][0-9]{3}$")])
    place = models.CharField(_("plaats"), max_length=100)
    municipality_name = models.CharField(_("gemeente"), max_length=100)
    municipality_code = models.CharField(_("CBS-code"), max_length=10)
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("postcode buiten de regio")
        verbose_name_plural = _("postcodes buiten de regio")
        ordering = ["pc4"]

    def __str__(self) -> str:
        return f"{self.pc4} {self.place}"


class Logo(Versioned):
    """What stands at the top of every page: a row of its own, because it is long and few ask for it."""

    region = models.OneToOneField(
        Municipality, verbose_name=_("regio"), on_delete=models.PROTECT, limit_choices_to={"kind": "region"}
    )
    svg = models.TextField(
        _("tekening"), validators=[check_drawing], help_text=_("De inhoud van een SVG-bestand met alleen vormen.")
    )
    history = on_record()

    class Meta(Versioned.Meta):
        verbose_name = _("logo")
        verbose_name_plural = _("logo's")

    def __str__(self) -> str:
        return str(self.region)
