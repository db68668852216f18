"""Loads the demo region with its accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import accounts, loading


class Command(BaseCommand):
    """`manage.py demo`: the demo region, and accounts whose passwords are made now and kept in DATA_DIR."""

    help = "Loads the demo region and its accounts (only while DEMO=1)."

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: when DEMO is not on."""
        if not settings.DEMO:
            raise CommandError("set DEMO=1: the demo has accounts whose passwords are shown")
        source = loading.folder(settings.ENVIRONMENT["REGION"] or "demo")
        loading.load(source)
        place = settings.DATA_DIR / "accounts.json"
        for row in accounts.make_demo(source.yaml("accounts.yaml"), place):
            self.stdout.write(f"{row['username']:<14} {row['password']:<16} {row['role']} {row['team']}")
