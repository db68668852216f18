"""The ground floor, as Django starts it."""

from django.apps import AppConfig
from django.core.checks import register
from django.db.models.signals import post_migrate


class HomeConfig(AppConfig):
    """Installs triggers after each migration: SQLite drops them silently when it rebuilds a table."""

    name = "home"

    def ready(self) -> None:
        """Connects what watches over history."""
        from wagtail.models import Locale  # noqa: PLC0415  the same

        from home import remembering, rights  # noqa: PLC0415  models, which are not there any sooner
        from home.history import checks, triggers  # noqa: PLC0415  models, which are not there any sooner
        from home.models import Calendar, ClosingDay, Municipality, OutsideArea, PostcodeArea  # noqa: PLC0415

        rights.watch()
        remembering.watch(Calendar, ClosingDay, Locale, Municipality, OutsideArea, PostcodeArea)
        register(checks.check_history)
        post_migrate.connect(triggers.install_after_migrate, sender=self, dispatch_uid="home.history.triggers")
