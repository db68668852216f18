"""What waits at the desk, on the first page after signing in."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from tickets import access
from tickets.staff.queue import tabs


class DeskPanel(Component):
    """The lists of the desk with how many tickets each holds, for who has a role there."""

    name = "desk"
    template_name = "tickets/staff/panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The lists; nothing for somebody without the desk."""
        request: HttpRequest = parent_context["request"]
        shown = tabs(request.user, "", timezone.localdate()) if access.has_desk(request.user) else []
        return {"tabs": shown}
