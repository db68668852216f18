"""Makes the first account, on record as any other change."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from home.history import Actor, acting


class Command(createsuperuser.Command):
    """Django's own, with an actor."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Asks what Django asks; the account is saved in a transaction of its own, after the questions."""
        with acting(Actor("manage.py createsuperuser"), via="command"):
            super().handle(*args, **options)
