"""Several forms at once, online or offline; each is judged for itself."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from forms_app import words
from forms_app.models import Form
from home.refusals import Refused


class PublishForms(SnippetBulkAction):
    """Puts the newest draft of each chosen form online; one that is not right yet stays as it was."""

    models = [Form]
    display_name = _("Online zetten")
    action_type = "publish"
    aria_label = _("Gekozen formulieren online zetten")
    template_name = "forms_app/staff/confirm_bulk.html"
    action_priority = 10

    def check_perm(self, form: Any) -> bool:
        """Who may put forms online, and only what is not locked."""
        return may_change(self.request.user, form)

    @classmethod
    def execute_action(cls, objects: list[Any], **context: Any) -> tuple[int, int]:
        """How many went online; a message for each that did not."""
        user, request = context["self"].request.user, context["self"].request
        done = 0
        for form in objects:
            try:
                with transaction.atomic():
                    revision = form.get_latest_revision() or form.save_revision(user=user, log_action=True)
                    revision.publish(user=user)
                done += 1
            except Refused as refusal:
                messages.error(request, words.not_published(form.title, refusal))
        return done, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """How many went online, when any did."""
        if not num_parent_objects:
            return None
        said = ngettext("%(count)s formulier is online gezet.", "%(count)s formulieren zijn online gezet.",
                        num_parent_objects)  # fmt: skip
        return said % {"count": num_parent_objects}


class UnpublishForms(SnippetBulkAction):
    """Takes the chosen forms offline; who is filling one in can finish it."""

    models = [Form]
    display_name = _("Offline halen")
    action_type = "unpublish"
    aria_label = _("Gekozen formulieren offline halen")
    template_name = "forms_app/staff/confirm_bulk.html"
    action_priority = 20

    def check_perm(self, form: Any) -> bool:
        """Who may put forms online, and only what is not locked."""
        return may_change(self.request.user, form)

    @classmethod
    def execute_action(cls, objects: list[Any], **context: Any) -> tuple[int, int]:
        """How many went offline."""
        live = [form for form in objects if form.live]
        for form in live:
            form.unpublish(user=context["self"].request.user)
        return len(live), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """How many went offline."""
        said = ngettext("%(count)s formulier is offline gehaald.", "%(count)s formulieren zijn offline gehaald.",
                        num_parent_objects)  # fmt: skip
        return said % {"count": num_parent_objects}


def may_change(user: Any, form: Any) -> bool:
    """Whether a person may put this form online or offline now."""
    lock = form.get_lock()
    return user.has_perm("forms_app.publish_form") and not (lock and lock.for_user(user))
