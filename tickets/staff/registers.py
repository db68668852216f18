"""The registers of the desk: categories, norms, standard answers, and all of them in the menu."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_modeladmin.options import ModelAdminGroup

from home import languages
from home.staff.register_forms import RegisterForm
from tickets import configuring
from tickets.models import Category, ForwardBody, Norm, Organisation, ReplyTemplate, ReplyTemplateTranslation, Team
from tickets.staff.desk_register import DeskRegister
from tickets.staff.rules import RuleRegister
from tickets.staff.teams import MembershipRegister, TaskRegister, TeamRegister


class CategoryRegister(DeskRegister):
    """What tickets are about."""

    model = Category
    menu_icon = "tag"
    introduction = gettext_lazy(
        "Formulieren wijzen hun onderwerpen aan een categorie toe. Een code blijft altijd hetzelfde."
    )
    list_display = ("name", "code", "restricted", "statutory_basis", "retention_months", "is_active")
    search_fields = ("name", "code")
    filters = ("is_active", "restricted")
    fields = (
        *("code", "name", "restricted", "statutory_weeks", "statutory_months"),
        *("statutory_basis", "retention_months", "is_active"),
    )

    def frozen_fields(self, row: Any) -> Mapping[str, Any]:
        """Forms and rules know the category by its code."""
        return {"code": _("Formulieren en regels kennen de categorie bij deze code.")} if row.pk else {}


class NormRegister(DeskRegister):
    """What we promise, from which day on."""

    model = Norm
    menu_icon = "time"
    introduction = gettext_lazy(
        "Een nieuwe norm voegt u toe met een begindatum. Tickets van voor die dag houden de norm waarmee ze begonnen."
    )
    list_display = ("category", "first_days", "service_days", "valid_from")
    list_select_related = ("category",)
    filters = ("category",)
    fields = ("category", "first_days", "service_days", "valid_from")

    def choices(self, user: Any, row: Any) -> Mapping[str, Any]:
        """Categories in use."""
        return {"category": Category.objects.filter(is_active=True)}


class BodyRegister(DeskRegister):
    """To whom outside a question can be forwarded."""

    model = ForwardBody
    menu_icon = "redirect"
    introduction = gettext_lazy("Hierheen kan de balie een vraag doorsturen. De vrager leest de naam.")
    list_display = ("name", "code", "is_active")
    search_fields = ("name", "code")
    filters = ("is_active",)
    fields = ("code", "name", "is_active")

    def frozen_fields(self, row: Any) -> Mapping[str, Any]:
        """Tickets keep the code."""
        return {"code": _("Tickets kennen de instantie bij deze code.")} if row.pk else {}


class OrganisationRegister(DeskRegister):
    """The partners that ask questions for others."""

    model = Organisation
    menu_icon = "group"
    introduction = gettext_lazy(
        "Partners kiezen hun organisatie in een formulier uit deze lijst. "
        "Doet er een niet meer mee, zet de regel dan uit."
    )
    list_display = ("name", "code", "kind", "email_domain", "is_active")
    search_fields = ("name", "code", "email_domain")
    filters = ("kind", "is_active")
    fields = ("code", "name", "kind", "email_domain", "is_active")

    def frozen_fields(self, row: Any) -> Mapping[str, Any]:
        """Answers keep the code."""
        return {"code": _("Antwoorden kennen de organisatie bij deze code.")} if row.pk else {}


class TemplateForm(RegisterForm):
    """A standard answer; a coordinator's is always of a municipality."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].required = not configuring.may_open(self.for_user, Team)


class TemplateRegister(DeskRegister):
    """Standard answers."""

    model = ReplyTemplate
    form = TemplateForm
    menu_icon = "doc-full"
    introduction = gettext_lazy(
        "Standaardantwoorden voor de balie, van de hele regio of van één gemeente. "
        "De tekst zelf staat per taal bij de teksten."
    )
    list_display = ("name", "municipality", "category", "is_active")
    list_select_related = ("municipality", "category")
    search_fields = ("name",)
    filters = ("municipality", "category", "is_active")
    fields = ("name", "municipality", "category", "is_active")

    def choices(self, user: Any, row: Any) -> Mapping[str, Any]:
        """A coordinator's own municipalities."""
        return {"municipality": configuring.municipalities_of(user)}


class TemplateTextForm(RegisterForm):
    """The text in one language."""

    language = forms.ChoiceField(
        label=gettext_lazy("Taal"), choices=[(code, row.own_name) for code, row in languages.LANGUAGES.items()]
    )


class TemplateTextRegister(DeskRegister):
    """What a standard answer says, in each language."""

    model = ReplyTemplateTranslation
    form = TemplateTextForm
    menu_label = gettext_lazy("Teksten van standaardantwoorden")
    menu_icon = "edit"
    introduction = gettext_lazy(
        "De balie krijgt de tekst in de taal van de vrager; is die er niet, dan in de volgende taal."
    )
    list_display = ("template", "language", "checked_by")
    list_select_related = ("template",)
    search_fields = ("template__name", "text")
    filters = ("template",)
    ordering = ("template__name", "language")
    fields = ("template", "language", "text", "checked_by")

    def choices(self, user: Any, row: Any) -> Mapping[str, Any]:
        """The standard answers that this person manages."""
        return {"template": configuring.managed(user, ReplyTemplate)}


class DeskRegisters(ModelAdminGroup):
    """Their place in the menu."""

    menu_label = gettext_lazy("Inrichting balie")
    menu_icon = "cogs"
    menu_order = 810
    items = (
        TeamRegister,
        MembershipRegister,
        CategoryRegister,
        NormRegister,
        TaskRegister,
        RuleRegister,
        BodyRegister,
        OrganisationRegister,
        TemplateRegister,
        TemplateTextRegister,
    )
