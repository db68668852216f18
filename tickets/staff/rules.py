"""The register of routing rules."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy

from home.staff.register_forms import RegisterForm
from tickets import configuring
from tickets.models import RoutingRule
from tickets.staff import conditions
from tickets.staff.desk_register import DeskRegister
from tickets.words import FACT_LABELS, FACTS_OF_A_MUNICIPALITY


class RuleForm(RegisterForm):
    """A rule: its conditions in rows, and where it sends to."""

    conditions = conditions.ConditionsField()
    fact = forms.ChoiceField(
        label=gettext_lazy("Gegeven met de gemeente"),
        required=False,
        choices=[("", "---------"), *((name, FACT_LABELS[name]) for name in FACTS_OF_A_MUNICIPALITY)],
        help_text=gettext_lazy("Alleen als u “de gemeente uit een gegeven” kiest. De taken bepalen dan welk team."),
    )


class RuleRegister(DeskRegister):
    """Where a question goes: the first rule that holds."""

    model = RoutingRule
    form = RuleForm
    menu_icon = "decimal"
    introduction = gettext_lazy(
        "De eerste regel die past bepaalt het team, van het laagste nummer naar het hoogste. "
        "De laatste regel vangt op wat geen andere regel heeft en blijft altijd staan."
    )
    list_display = ("rank", "name", "when", "goes_to", "valid_from", "valid_to")
    list_display_add_buttons = "name"
    list_select_related = ("team__municipality",)
    search_fields = ("name",)
    ordering = ("rank",)
    fields = ("name", "rank", "conditions", "target", "team", "fact", "valid_from", "valid_to")
    show: ClassVar[Any] = {"conditions": conditions.sentence, "fact": conditions.fact_label}

    def choices(self, user: Any, row: Any) -> Mapping[str, Any]:
        """Teams that work."""
        return {"team": configuring.teams_of(user).filter(is_active=True)}

    @admin.display(description=gettext_lazy("wanneer"))
    def when(self, row: RoutingRule) -> str:
        """The conditions as a sentence."""
        return conditions.sentence(row.conditions)

    @admin.display(description=gettext_lazy("naar"))
    def goes_to(self, row: RoutingRule) -> str:
        """The team, or where the municipality comes from."""
        return row.team.long_name if row.team is not None else conditions.fact_label(row.fact)
