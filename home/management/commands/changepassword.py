"""Gives an account another password, on record as any other change."""

from typing import Any

from django.contrib.auth.management.commands import changepassword

from home.history import Actor, acting


class Command(changepassword.Command):
    """Django's own, with an actor."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Asks what Django asks; that the account was saved is on record, the password is not."""
        with acting(Actor("manage.py changepassword"), via="command"):
            return super().handle(*args, **options)
