"""Forms in the admin."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from forms_app import access, words
from forms_app.access import Right
from forms_app.models import Form
from forms_app.staff import insight, reuse, strings
from forms_app.staff.bulk import PublishForms, UnpublishForms
from forms_app.staff.snippets import FormViewSet

register_snippet(FormViewSet)
hooks.register("register_bulk_action", PublishForms)
hooks.register("register_bulk_action", UnpublishForms)


@hooks.register("before_bulk_action")
def keep_published(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """A form that was ever online is not deleted, not among others either."""
    if action_type == "delete" and action.model is Form and Form.objects.filter(
        pk__in=[form.pk for form in objects], versions__isnull=False
    ).exists():  # fmt: skip
        messages.error(request, str(words.REFUSALS["was_published"]))
        return redirect(FormViewSet().get_url_name("list"))
    return None


class SubmissionsMenuItem(MenuItem):
    """Shown to who may read what was sent."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person has the right, and anything to do at the desk."""
        return access.may(request.user, Right.READ)


@hooks.register("register_admin_urls")
def submissions_urls() -> list[URLPattern | URLResolver]:
    """Below /admin/submissions/, and the numbers of a form for who may edit it."""
    return [
        path("submissions/", include("forms_app.staff.urls")),
        path("insight/<slug:key>/", insight.insight_page, name="form_insight"),
    ]


@hooks.register("register_snippet_listing_buttons")
def insight_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """The way to the numbers of a form, and to its versions."""
    if isinstance(snippet, Form) and snippet.live_version_id is not None and access.may(user, Right.EDIT):
        yield Button(_("Inzicht"), reverse("form_insight", args=[snippet.key]), icon_name="view", priority=60)
        yield Button(_("Versies"), reverse("versions:list", args=[snippet.key]), icon_name="list-ol", priority=61)


@hooks.register("register_admin_urls")
def building_urls() -> list[URLResolver]:
    """Below /admin/forms/."""
    return [path("forms/", include("forms_app.staff.building_urls"))]


@hooks.register("register_admin_urls")
def version_urls() -> list[URLResolver]:
    """Below /admin/form-versions/."""
    return [path("form-versions/", include("forms_app.staff.version_urls"))]


@hooks.register("register_admin_menu_item")
def submissions_menu_item() -> Any:
    """After the forms."""
    return SubmissionsMenuItem(_("Inzendingen"), reverse("submissions:forms"), icon_name="list-ul", order=65)


@hooks.register("register_permissions")
def submission_permissions() -> QuerySet[Permission]:
    """The rights on what was sent, to be given to groups."""
    return Permission.objects.filter(content_type__app_label="forms_app", content_type__model="submission")


class TranslationsMenuItem(MenuItem):
    """Shown to who may translate."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person has anything to do there."""
        return access.may(request.user, Right.TRANSLATE)


@hooks.register("register_admin_urls")
def translation_urls() -> list[URLResolver]:
    """The texts of forms below /admin/translations/."""
    return [path("translations/", include("forms_app.staff.translation_urls"))]


@hooks.register("register_admin_menu_item")
def translations_menu_item() -> Any:
    """Next to the forms."""
    return TranslationsMenuItem(_("Vertalingen"), reverse("translations:index"), icon_name="globe", order=61)


@hooks.register("register_permissions")
def translation_permission() -> Any:
    """What an administrator can give a group."""
    return Permission.objects.filter(content_type__app_label="forms_app", codename="translate_form")


@hooks.register("register_log_actions")
def translation_log_actions(actions: Any) -> None:
    """How the release of a language reads in the history of a form."""

    class Released(LogFormatter):
        """With the language, and the versions before and after."""

        label = _("Vertaling vrijgeven")

        def format_message(self, entry: Any) -> str:
            """One line."""
            return str(_("Vertaling vrijgegeven: %(language)s, versie %(before)s werd %(version)s")) % entry.data

    actions.register_action(strings.RELEASED)(Released)

    class Taken(LogFormatter):
        """With what the questions were taken from, as it was called then."""

        label = _("Vragen overnemen")

        def format_message(self, entry: Any) -> str:
            """One line."""
            return str(_("Heeft vragen van “%(title)s”")) % entry.data

    actions.register_action(reuse.TAKEN)(Taken)
