"""The desk fills the holes that the ground floor leaves."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    """Wiring of the desk."""

    name = "tickets"
    verbose_name = _("Balie")

    def ready(self) -> None:
        """Says what letters hold when they leave, what is not true of its events, and who may change the region."""
        from home import remembering, slots  # noqa: PLC0415  apps are ready only now
        from home.models import User  # noqa: PLC0415
        from tickets import access, letters, models, timeline  # noqa: PLC0415

        slots.late_values.fill(letters.late_values)
        slots.chains.fill(timeline.untrue)
        slots.may_configure.fill(access.may_configure)
        remembering.watch(
            models.Category,
            models.ForwardBody,
            models.Membership,
            models.Norm,
            models.Organisation,
            models.ReplyTemplate,
            models.ReplyTemplateTranslation,
            models.RoutingRule,
            models.Team,
            models.TeamTask,
            User,
        )
