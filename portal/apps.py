"""The wiring of the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Nothing but wiring: no model, no rule."""

    name = "portal"

    def ready(self) -> None:
        """Registers the checks of settings that may not go live."""
        from portal import checks  # noqa: F401, PLC0415  checks register themselves when Django is ready
