"""The form engine listens to publishing and fills the holes of the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormsAppConfig(AppConfig):
    """Wiring of the form engine."""

    name = "forms_app"
    verbose_name = _("Formulieren")

    def ready(self) -> None:
        """Compiles on publishing, draws previews, shows answers on a ticket."""
        from wagtail.signals import published  # noqa: PLC0415  apps are ready only now

        from forms_app import previews, publishing, resuming, slots  # noqa: PLC0415
        from forms_app.models import Form, FormTally, FormVersion  # noqa: PLC0415
        from forms_app.staff.ticket_part import ANSWERS  # noqa: PLC0415
        from home import remembering  # noqa: PLC0415
        from home import slots as home_slots  # noqa: PLC0415
        from tickets import parts  # noqa: PLC0415

        published.connect(publishing.on_published, sender=Form, dispatch_uid="forms_app.publishing")
        remembering.watch(Form, FormTally, FormVersion)
        home_slots.late_values_of_forms.fill(resuming.late_values)
        slots.preview.fill(previews.preview)
        slots.preview_modes.fill(previews.modes)
        parts.register(ANSWERS)
