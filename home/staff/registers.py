"""RegisterAdmin: the one base of every register in the admin."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth.models import Permission
from django.contrib.auth.views import redirect_to_login
from django.db.models import BooleanField
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from home import registering, slots, words
from home.refusals import Refused
from home.staff import register_views as views
from home.staff.changes import Show
from home.staff.register_forms import Labels, RegisterForm, form_class


class RegisterPermissions(PermissionHelper):
    """Asks the register itself, about the row and not about the model."""

    def __init__(self, register: "RegisterAdmin") -> None:
        super().__init__(register.model)
        self.register = register

    def user_can_list(self, user: Any) -> bool:
        """Whether the person manages any part of this register."""
        return self.register.may_open(user)

    user_can_create = user_has_any_permissions = user_can_list

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Whether the row is one of those that the person manages. One query."""
        return self.register.row(user, obj.pk) is not None

    user_can_inspect_obj = user_can_delete_obj = user_can_edit_obj


class RegisterButtons(ButtonHelper):
    """The buttons of a list, whose rows are the person's own already: no query per row."""

    def get_primary_button(self, obj: Any) -> dict[str, Any]:
        """Edit."""
        return self.edit_button(obj.pk)

    def get_buttons_for_obj(self, obj: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """None: the row's own page has them."""
        return []


class YesNo:
    """A column of yes or no in words: the icons of Django's own admin are not here, and an icon alone says little."""

    def __init__(self, field: Any) -> None:
        self.__name__ = self.admin_order_field = field.name
        self.short_description = field.verbose_name

    def __str__(self) -> str:
        return self.__name__

    def __call__(self, row: Any) -> str:
        """What stands in the cell."""
        return _("ja") if getattr(row, self.__name__) else _("nee")


class RegisterAdmin(ModelAdmin):
    """One register: who manages which rows, what is shown, which act changes them.

    wagtail-modeladmin narrows only its list to `get_queryset`; here every view begins with `row()` or `may_open()`,
    and answers 404 to who may not, the same as when there is no such row.
    """

    # What a register says of itself.
    fields: ClassVar[tuple[str, ...]] = ()
    filters: ClassVar[tuple[str, ...]] = ()
    form: type[RegisterForm] = RegisterForm
    choice_labels: ClassVar[Labels] = {}
    show: ClassVar[Show] = {}
    introduction: Any = ""
    refusals: ClassVar[Mapping[str, Any]] = words.REFUSALS
    constraints: ClassVar[Mapping[str, Any]] = words.CONSTRAINTS

    # What all have in common.
    list_per_page = 50
    inspect_view_enabled = False
    history_view_enabled = True
    button_helper_class = RegisterButtons
    index_view_class = views.Index
    create_view_class = views.Create
    edit_view_class = views.Edit
    delete_view_class = views.Delete
    history_view_class = views.History
    index_template_name = "home/staff/register_index.html"
    create_template_name = edit_template_name = "home/staff/register_form.html"
    delete_template_name = "home/staff/register_delete.html"
    history_template_name = "home/staff/register_history.html"
    index_view_extra_css: ClassVar[list[str]] = ["home/staff.css"]
    form_view_extra_css: ClassVar[list[str]] = ["home/staff.css"]

    def __init__(self, parent: Any = None) -> None:
        self.base_url_path = f"registers/{self.model._meta.model_name}"
        super().__init__(parent)
        self.permission_helper = RegisterPermissions(self)

    # Who may.

    def managed(self, user: Any) -> Any:
        """The rows that `user` may see and change."""
        rows = self.model._default_manager.all()
        return rows if slots.may_configure(user) else rows.none()

    def may_open(self, user: Any) -> bool:
        """Whether `user` manages any part of this register."""
        return slots.may_configure(user)

    def row(self, user: Any, key: Any) -> Any:
        """One row that `user` manages, or None; whatever was typed as a key."""
        typed = str(key)
        if not (typed.isascii() and typed.isdecimal()) or len(typed) > 18:
            return None
        return self.managed(user).filter(pk=int(typed)).first()

    # What may change, and how.

    def change(self, row: Any, *, by: Any, reason: str, expected: int | None) -> bool:
        """The act that saves a row; whether there was anything to save."""
        return registering.change(row, by=by, reason=reason, expected=expected)

    def remove(self, row: Any, *, by: Any, reason: str, expected: int) -> None:
        """The act that removes a row."""
        registering.remove(row, by=by, reason=reason, expected=expected)

    def choices(self, user: Any, row: Any) -> Mapping[str, Any]:
        """Field -> the rows that may be chosen in it."""
        return {}

    def frozen_fields(self, row: Any) -> Mapping[str, Any]:
        """Field -> why it cannot change any more in this row."""
        return {}

    def sentence(self, refusal: Refused) -> str:
        """Why an act said no."""
        return str(self.refusals.get(refusal.code) or _("Dit kan nu niet.")) % refusal.data

    # The screens.

    def get_list_display(self, request: HttpRequest) -> Any:
        """The columns."""
        flags = {field.name: field for field in self.opts.fields if isinstance(field, BooleanField)}
        return tuple(YesNo(flags[name]) if name in flags else name for name in self.list_display)

    def get_list_export(self, request: HttpRequest) -> Any:
        """What is in the list, unless the register says more."""
        return self.list_export or self.list_display

    def get_queryset(self, request: HttpRequest) -> Any:
        """Where every list, count and export starts."""
        rows = self.managed(request.user)
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_edit_handler(self) -> ObjectList:
        """The fields, then why."""
        panels = [FieldPanel(name, disable_comments=True) for name in (*self.fields, "reason")]
        panels.append(FieldPanel("seen", attrs={"hidden": True}))  # known to the page, not shown on it
        return ObjectList(panels, base_form_class=form_class(self, self.form))

    def index_view(self, request: HttpRequest) -> HttpResponseBase:
        """The list, and its export."""
        return self._open(request, self.index_view_class)

    def create_view(self, request: HttpRequest) -> HttpResponseBase:
        """A new row."""
        return self._open(request, self.create_view_class)

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        """One row."""
        return self._open_row(request, self.edit_view_class, instance_pk)

    def delete_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        """One row goes."""
        return self._open_row(request, self.delete_view_class, instance_pk)

    def history_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        """What happened to one row."""
        return self._open_row(request, self.history_view_class, instance_pk)

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponseBase:
        """A register has none: whoever may look may change, and the auditor has own screens."""
        raise Http404

    def _open(self, request: HttpRequest, view: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not self.may_open(request.user):
            raise Http404
        response: HttpResponseBase = view.as_view(model_admin=self)(request)
        return response

    def _open_row(self, request: HttpRequest, view: Any, key: str) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        row = self.row(request.user, key)
        if row is None:
            raise Http404
        response: HttpResponseBase = view.as_view(model_admin=self, instance=row)(request)
        return response

    # What of wagtail-modeladmin is not wanted.

    def get_permissions_for_registration(self) -> Any:
        """None: memberships decide here, not the permissions of a group."""
        return Permission.objects.none()

    def register_admin_url_finders(self) -> None:
        """No links from elsewhere in the admin: what points to a row is on its own page."""

    def register_indexing(self) -> None:
        """Not in Wagtail's index of references, whose screens show rows to whoever may see the index."""
