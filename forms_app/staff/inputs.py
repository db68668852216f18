"""What an editor types for a form; before it goes online it is compiled."""

import copy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from forms_app import publishing
from forms_app.keys import with_keys, without_keys
from forms_app.models import Form
from forms_app.problems import Problem
from forms_app.staff.errors import errors
from forms_app.texts import Document
from tickets import intake


class FormInput(WagtailAdminModelForm):
    """A draft always saves; for going online everything must be right.

    Keys that are frozen are shown, and never written into the blocks: they live in the versions. Once this was judged
    for going online, `judged` is the form as it was typed and `compiled` its document with what is wrong.
    """

    judged: Form | None = None
    compiled: tuple[Document, list[Problem]] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = publishing.fixed(self.instance)
        if self.instance.pk:
            self.fields["key"].disabled = True
            self.initial["steps"] = Form.blocks(with_keys(self.instance.steps.get_prep_value(), self.fixed))
        if "default_category" in self.fields:
            self.fields["default_category"] = self._category_field()

    def clean(self) -> dict[str, Any] | None:
        """Compiles what was typed, unless it is only saved as a draft."""
        cleaned: dict[str, Any] | None = super().clean()
        typed = self.cleaned_data
        if "steps" in typed:
            typed["steps"] = Form.blocks(without_keys(typed["steps"].get_prep_value(), self.fixed))
        if not self.is_deferred_validation:
            form = copy.copy(self.instance)
            for name, value in typed.items():
                setattr(form, name, value)
            self.judged, self.compiled = form, publishing.compile_form(form)
            for name, error in errors(self.compiled[1]).items():
                if name not in self.errors:
                    self.add_error(name if name in self.fields else None, error)
        return cleaned

    def _category_field(self) -> forms.Field:
        # A code that the desk no longer knows stays visible until the editor chooses another.
        categories = intake.categories()
        chosen = self.instance.default_category
        if chosen and chosen not in dict(categories):
            categories = [*categories, (chosen, _("%(code)s (bestaat niet meer)") % {"code": chosen})]
        return forms.CharField(
            required=False,
            label=_("Standaardcategorie"),
            help_text=_("Hier komt een vraag terecht als het onderwerp niets anders zegt."),
            widget=forms.Select(choices=[("", _("Kies een categorie")), *categories]),
        )
