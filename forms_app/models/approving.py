"""The task of a workflow by which somebody else looks first."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


class SecondPersonTask(AbstractGroupApprovalTask):
    """Approval by somebody of the chosen groups who neither asked for it nor made what is to be approved."""

    class Meta:
        verbose_name = _("goedkeuring door een tweede persoon")
        verbose_name_plural = _("goedkeuringen door een tweede persoon")

    def get_actions(self, obj: Any, user: Any) -> Any:
        """What Wagtail offers, and nothing to who submitted it or wrote its newest draft, administrators included."""
        waiting = obj.current_workflow_task_state
        if waiting is not None and user.pk in _authors(waiting):
            return []
        return super().get_actions(obj, user)

    @classmethod
    def get_description(cls) -> Any:
        """What an administrator reads who chooses a kind of task."""
        return _("Iemand van de gekozen groepen keurt goed, maar niet wie het instuurde of wijzigde")


def _authors(waiting: Any) -> set[int | None]:
    draft = waiting.revision.content_object.latest_revision if waiting.revision else None
    written = {waiting.revision.user_id} if waiting.revision else set()
    written |= {draft.user_id} if draft is not None else set()
    return (written | {waiting.workflow_state.requested_by_id}) - {None}
