"""The registers of the region: municipalities, postcodes, calendars."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.options import ModelAdminGroup

from home.models import Calendar, ClosingDay, Municipality, OutsideArea, PostcodeArea
from home.staff.registers import RegisterAdmin


class MunicipalityRegister(RegisterAdmin):
    """The municipalities, and the region as a row of its own."""

    model = Municipality
    menu_icon = "home"
    introduction = _("De gemeenten van de regio, en de regio zelf. Bezoekers zien hier de gegevens van op de website.")
    list_display = ("name", "kind", "code", "phone", "executed_by")
    list_export = ("name", "kind", "code", "phone", "email", "website", "executed_by")
    search_fields = ("name", "code")
    fields = (
        *("name", "code", "phone", "email", "desk", "hours", "website"),
        *("executed_by", "calendar", "reference_prefix"),
    )

    def choices(self, user: Any, row: Any) -> Mapping[str, Any]:
        """Calendars of people who work."""
        return {"calendar": Calendar.objects.filter(kind=Calendar.Kind.STAFF)}


class PostcodeRegister(RegisterAdmin):
    """Which postcode lies in which municipality, and from when to when."""

    model = PostcodeArea
    menu_icon = "site"
    introduction = _(
        "Een vraag gaat naar de gemeente van de postcode. Verandert een gebied van gemeente? "
        "Geef de oude regel een einddatum en voeg een nieuwe toe."
    )
    list_display = ("pc4", "place", "municipality", "kind", "valid_from", "valid_to")
    search_fields = ("pc4", "place")
    filters = ("municipality", "kind")
    list_select_related = ("municipality",)
    fields = ("pc4", "place", "municipality", "kind", "valid_from", "valid_to")

    def choices(self, user: Any, row: Any) -> Mapping[str, Any]:
        """Municipalities, not the region."""
        return {"municipality": Municipality.objects.filter(kind=Municipality.Kind.MUNICIPALITY)}


class OutsideRegister(RegisterAdmin):
    """Postcodes around the region, so that the answer can name the municipality there."""

    model = OutsideArea
    menu_icon = "globe"
    introduction = _("Postcodes rond de regio. Wie er woont, leest bij welke gemeente die terechtkan.")
    list_display = ("pc4", "place", "municipality_name", "municipality_code")
    search_fields = ("pc4", "place", "municipality_name")
    fields = ("pc4", "place", "municipality_name", "municipality_code")


class CalendarRegister(RegisterAdmin):
    """Named sets of closing days."""

    model = Calendar
    menu_icon = "calendar"
    introduction = _(
        "Een kalender is een naam met sluitingsdagen. De regio heeft er een, een gemeente of team kan een "
        "eigen kalender hebben. De kalender van de Algemene termijnenwet telt alleen voor wettelijke termijnen."
    )
    list_display = ("name", "kind")
    fields = ("name", "kind")


class ClosingDayRegister(RegisterAdmin):
    """The days on which nobody works, weekends not counted."""

    model = ClosingDay
    menu_icon = "date"
    introduction = _(
        "Op deze dagen loopt de klok van onze norm niet. Weekenden staan er niet bij: die tellen nooit mee. "
        "Data die al berekend zijn, veranderen niet."
    )
    list_display = ("day", "name", "calendar")
    search_fields = ("name",)
    filters = ("calendar",)
    list_select_related = ("calendar",)
    ordering = ("-day",)
    fields = ("calendar", "day", "name")


class RegionRegisters(ModelAdminGroup):
    """Their place in the menu."""

    menu_label = _("Regio")
    menu_icon = "globe"
    menu_order = 800
    items = (MunicipalityRegister, PostcodeRegister, OutsideRegister, CalendarRegister, ClosingDayRegister)
