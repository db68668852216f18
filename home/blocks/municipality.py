"""The part of a page that differs per municipality."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.blocks.content import FEATURES


class MunicipalityChooserBlock(blocks.ChooserBlock):
    """One municipality of the region; its id is what is stored."""

    target_model = "home.Municipality"
    widget = forms.Select

    @cached_property
    def field(self) -> "forms.ModelChoiceField[Any]":
        """The choice, without the region's own row."""
        return forms.ModelChoiceField(
            queryset=self.model_class.objects.filter(kind="municipality").order_by("name"),
            widget=self.widget,
            required=self._required,
            validators=self._validators,
            help_text=self._help_text,
        )

    def get_form_state(self, value: Any) -> Any:
        """What the drop-down shows as chosen: a list of texts, as the editor's script compares it."""
        return self.field.widget.format_value(self.get_prep_value(value))


class MunicipalityBlock(blocks.StructBlock):
    """Where people of one municipality go; what stays empty is taken from the municipality itself."""

    municipality = MunicipalityChooserBlock(label=_("Gemeente"))
    text = blocks.RichTextBlock(label=_("Wat is hier anders?"), features=FEATURES, required=False)
    phone = blocks.CharBlock(
        label=_("Telefoon"),
        max_length=30,
        required=False,
        help_text=_("Alleen als het een ander nummer is dan dat van de gemeente."),
    )
    desk = blocks.TextBlock(label=_("Balie"), required=False, rows=2)
    hours = blocks.TextBlock(label=_("Open"), required=False, rows=2)

    class Meta:
        icon = "home"
        label = _("Per gemeente")
        template = "home/blocks/municipality.html"
