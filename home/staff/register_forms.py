"""What a person types for a row of a register: its fields, the reason, the version that was seen."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from home.refusals import Refused

REASON_LENGTH = 500
Words = Mapping[str, Any]


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Reden"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Waarom doet u dit? De reden staat straks in de geschiedenis."),
    )


class RegisterForm(WagtailAdminModelForm):
    """One row. What it may hold, and what happens on saving, comes from its register."""

    reason = _reason()
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    register: Any
    """The RegisterAdmin; it makes a subclass with itself in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        self.initial["seen"] = None if self.is_new else self.instance.lock_version
        for name, frozen in self.register.frozen_fields(self.instance).items():
            if name in self.fields:
                self.fields[name].disabled = True
                self.fields[name].help_text = frozen
        for name, rows in self.register.choices(self.for_user, self.instance).items():
            if name in self.fields:
                self._narrow(self.fields[name], rows, name)

    def _narrow(self, field: Any, rows: Any, name: str) -> None:
        field.queryset = rows
        label = self.register.choice_labels.get(name)
        if label is not None:
            field.label_from_instance = label

    def clean_seen(self) -> int | None:
        """The version that the person saw; without it nobody can tell what would be overwritten."""
        seen: int | None = self.cleaned_data["seen"]
        if seen is None and not self.is_new:
            raise ValidationError(_("Open de pagina opnieuw: het is niet te zien welke versie u zag."))
        return seen

    def save(self, commit: bool = True) -> Any:
        """Calls the act of the register.

        :raises Refused: when the act says no.
        """
        self.register.change(
            self.instance,
            by=self.for_user,
            reason=self.cleaned_data["reason"],
            expected=self.cleaned_data["seen"],
        )
        return self.instance

    def refuse(self, refusal: Refused) -> None:
        """Shows why the act said no, at the field it is about."""
        field = refusal.data.get("field")
        self.add_error(field if field in self.fields else None, self.register.sentence(refusal))

    def _update_errors(self, errors: ValidationError) -> None:
        # A rule of the database has a name; the person gets our sentence, at the field it is about.
        known = {
            str(constraint.get_violation_error_message()): self.register.constraints[constraint.name]
            for constraint in self.instance._meta.constraints
            if constraint.name in self.register.constraints
        }
        found = errors.error_dict if hasattr(errors, "error_dict") else {NON_FIELD_ERRORS: errors.error_list}
        for field, problems in found.items():
            for problem in problems:
                text = "".join(problem.messages)
                name, sentence = known.get(text, (field, problem))
                self.add_error(name if name in self.fields else None, sentence)


class RemovalInput(forms.Form):
    """Why a row goes."""

    reason = _reason()
    seen = forms.IntegerField(widget=forms.HiddenInput)


def form_class(register: Any, base: type[RegisterForm]) -> type[RegisterForm]:
    """The form of one register."""
    return type(f"{register.model.__name__}Form", (base,), {"register": register})


Labels = Mapping[str, Callable[[Any], str]]
