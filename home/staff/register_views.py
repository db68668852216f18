"""The screens of a register: list, form, removal, history."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages as flash
from django.contrib.admin.utils import lookup_field, quote
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_filters.filterset import filterset_factory
from wagtail_modeladmin import views

from home import registering
from home.history import Stale
from home.refusals import Refused
from home.staff import changes
from home.staff.register_forms import RegisterForm, RemovalInput
from home.words import REFUSALS

FORMULA = ("=", "+", "-", "@", "\t", "\r")
HISTORY_PAGE = 50


def harmless(value: Any) -> str:
    """A cell of a CSV; a text that a spreadsheet would take for a formula begins with a quote."""
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


class Index(views.IndexView):
    """The rows that the person manages: search, filters, order, pages, export."""

    def get_filters(self, request: HttpRequest) -> tuple[list[Any], bool, dict[str, Any], bool]:
        """None of ModelAdmin's: it would follow any look-up in the address, through every relation."""
        return [], False, {}, False

    @cached_property
    def picked(self) -> Any:
        """The filters of this register with what was picked."""
        register, request = self.model_admin, self.request
        made = filterset_factory(register.model, fields=list(register.filters))
        narrowed = register.choices(request.user, register.model())
        for name, one in made.base_filters.items():
            if name in narrowed:
                one.queryset = narrowed[name]
        picked = made(request.GET or None, queryset=register.get_queryset(request))
        for name in set(register.choice_labels) & set(picked.form.fields):
            picked.form.fields[name].label_from_instance = register.choice_labels[name]
        return picked

    def get_base_queryset(self, request: HttpRequest | None = None) -> Any:
        """What the filters leave; the order comes after."""
        return self.picked.qs

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """What the cells of a row hold: words, and dates as dates."""
        return {name: self._cell(item, name) for name in self.list_export}

    def _cell(self, row: Any, name: str) -> Any:
        field, _attribute, value = lookup_field(name, row, self.model_admin)
        if value is None:
            return ""
        return value if isinstance(value, date | int) and not isinstance(value, bool) else changes.said(field, value)

    def get_preprocess_function(self, field: str, value: Any, export_format: str) -> Any:
        """No formulas: an .xlsx says of each cell that it is text, a CSV cannot."""
        return harmless if export_format == self.FORMAT_CSV else None

    def get_heading(self, queryset: Any, field: str) -> str:
        """The name of a column as the list has it."""
        name = str(super().get_heading(queryset, field))
        return name[:1].upper() + name[1:].lower()

    def get_filename(self) -> str:
        """The name of the register."""
        return str(self.opts.model_name)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Is anything picked, and what does the address say."""
        context: dict[str, Any] = super().get_context_data(filter=self.picked, **kwargs)
        picked = any(self.request.GET.get(name) for name in (*self.model_admin.filters, self.SEARCH_VAR))
        return context | {"is_narrowed": picked, "rest": self._rest()}

    def _rest(self) -> str:
        kept = self.request.GET.copy()
        for name in (self.PAGE_VAR, self.EXPORT_VAR):
            kept.pop(name, None)
        return kept.urlencode()


class OneRow(views.InstanceSpecificView):
    """A view of a row that the register has looked up for this person."""

    def __init__(self, model_admin: Any, instance: Any) -> None:
        # Not the one above: that takes any row of the table.
        views.WMABaseView.__init__(self, model_admin)
        self.instance = instance
        self.instance_pk, self.pk_quoted = instance.pk, quote(instance.pk)
        self.called = str(instance)

    def get_page_subtitle(self) -> str:
        """What the row is called in the database, whatever is typed."""
        return self.called

    @property
    def history_url(self) -> str:
        """Its history."""
        return str(self.url_helper.get_action_url("history", self.pk_quoted))


class Saving(views.ModelFormView):
    """Saves through the register's act; whatever it says, what was typed stays."""

    def form_valid(self, form: RegisterForm) -> HttpResponse:
        """Saved, or why not."""
        try:
            self.instance = form.save()
        except Stale:
            return self.stale(form)
        except Refused as refusal:
            form.refuse(refusal)
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        except IntegrityError:
            form.add_error(None, REFUSALS["taken"])
            return self.form_invalid(form)
        flash.success(self.request, _("Bewaard: %(row)s.") % {"row": self.instance})
        return redirect(self.index_url)

    def form_invalid(self, form: RegisterForm) -> HttpResponse:
        """The form again."""
        return self.render_to_response(self.get_context_data(form=form))

    def stale(self, form: RegisterForm) -> HttpResponse:
        """The form again, with what changed meanwhile and the newer version in it: sending it again is a choice."""
        row = self.model_admin.managed(self.request.user).filter(pk=form.instance.pk).first()
        missed = changes.since(form.instance, form.cleaned_data["seen"], self.model_admin.show)
        form.data = {**form.data.dict(), "seen": str(row.lock_version) if row is not None else ""}
        context = self.get_context_data(form=form, missed=missed, is_stale=True)
        return self.render_to_response(context, status=409)

    def get_context_data(self, form: Any = None, **kwargs: Any) -> dict[str, Any]:
        """The errors that stand at no field, for the top of the page."""
        context: dict[str, Any] = super().get_context_data(form=form, **kwargs)
        form = context["form"]
        loose = [*form.non_field_errors(), *form["seen"].errors] if form.is_bound else []
        named = [(form[name], form.errors[name]) for name in form.errors if name in form.fields and name != "seen"]
        return context | {"loose_errors": loose, "named_errors": named}


class Create(Saving, views.CreateView):
    """A new row."""

    is_new = True


class Edit(Saving, OneRow, views.EditView):
    """A row that is there."""

    is_new = False


class Delete(OneRow, views.DeleteView):
    """Removes a row with a reason, or says what holds it."""

    @cached_property
    def form(self) -> RemovalInput:
        """Why it goes."""
        return RemovalInput(self.request.POST or None, initial={"seen": self.instance.lock_version})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What holds the row is said before anybody types a reason."""
        context: dict[str, Any] = super().get_context_data(
            form=self.form, uses=registering.uses(self.instance), **kwargs
        )
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Removed, or why not."""
        if not self.form.is_valid():
            return self.render_to_response(self.get_context_data())
        typed = self.form.cleaned_data
        key = self.instance.pk
        try:
            self.model_admin.remove(self.instance, by=request.user, reason=typed["reason"], expected=typed["seen"])
        except Refused as refusal:
            return self._refused(refusal, key)
        flash.success(request, _("Weggehaald: %(row)s.") % {"row": self.called})
        return redirect(self.index_url)

    def _refused(self, refusal: Refused, key: Any) -> HttpResponse:
        self.form.add_error(None, self.model_admin.sentence(refusal))
        stored = self.model_admin.row(self.request.user, key)
        missed = []
        if isinstance(refusal, Stale) and stored is not None:
            missed = changes.since(stored, self.form.cleaned_data["seen"], self.model_admin.show)
            self.form.data = {**self.request.POST.dict(), "seen": str(stored.lock_version)}
        self.instance = stored or self.instance
        return self.render_to_response(self.get_context_data(missed=missed), status=409)


class History(OneRow, views.WMABaseView):
    """Every change of a row: who, when, why, which fields."""

    def get_page_title(self) -> str:
        """History."""
        return _("Geschiedenis")

    def get_template_names(self) -> str:
        """The template of all registers."""
        return str(self.model_admin.history_template_name)

    @property
    def media(self) -> forms.Media:
        """The look of these screens."""
        return forms.Media(css={"all": self.model_admin.form_view_extra_css})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One page of rows by their number, the newest first."""
        rows = self.instance.history.order_by("-seq")
        typed = self.request.GET.get("before", "")
        if typed.isdecimal() and len(typed) < 10:
            rows = rows.filter(seq__lt=int(typed))
        found = list(rows[: HISTORY_PAGE + 1])
        page = found[:HISTORY_PAGE]
        context: dict[str, Any] = super().get_context_data(
            entries=changes.entries(page, self.model_admin.show),
            older=page[-1].seq if len(found) > HISTORY_PAGE else None,
            **kwargs,
        )
        return context
