"""Makes the first administrator of an empty installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal import accounts


class Command(BaseCommand):
    """`manage.py first_administrator`: prints the password once; does nothing when somebody can sign in."""

    help = "Makes an administrator with a fresh password, when there is no account yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """--username."""
        parser.add_argument("--username", default="admin", help="name to sign in with (default admin)")

    def handle(self, *args: Any, **options: Any) -> None:
        """The password is shown here and nowhere else."""
        password = accounts.make_first_administrator(options["username"])
        if password is not None:
            self.stdout.write(f"{options['username']} {password}")
