"""Forms in the admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.snippets.models import register_snippet

from forms_app import words
from forms_app.models import Form
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
