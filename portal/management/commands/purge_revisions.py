"""Blocks what Wagtail offers under this name."""

from typing import NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """What was ever published stays on record, also when a newer draft stands on top of it."""

    help = "Does nothing: revisions of pages and forms are the record of what was published, and stay."

    def handle(self, *args: object, **options: object) -> NoReturn:
        """CommandError, always."""
        raise CommandError(self.help)

    def add_arguments(self, parser: CommandParser) -> None:
        """What Wagtail's command knows: whatever is asked, the answer is the same."""
        parser.add_argument("--days")
        parser.add_argument("--pages", action="store_true")
        parser.add_argument("--non-pages", action="store_true")
