"""Blocks what simple-history offers under this name."""

from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """History is append-only."""

    help = "Does nothing: history is append-only. Destruction goes through home.gate."

    def handle(self, *args: object, **options: object) -> NoReturn:
        """CommandError, always."""
        raise CommandError(self.help)
