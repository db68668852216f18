"""Erases what was kept as long as it may be."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from forms_app import retention
from home.history import Actor, acting
from tickets import erasure


class Command(BaseCommand):
    """`manage.py apply_retention`: the same as the daily job; `--dry-run` says what it would do."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to write."""
        parser.add_argument("--dry-run", action="store_true", help="say how much per form, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Says per form what is due; then does it, unless it is a dry run."""
        at = timezone.now()
        rows, tickets = retention.due(at), erasure.due(at).count()
        for row in rows:
            self.stdout.write(f"{row.form}: {row.act} {row.submissions} submissions, empty {row.drafts} drafts")
        if tickets:
            self.stdout.write(f"tickets without a form: erase {tickets}")
        if not rows and not tickets:
            self.stdout.write("nothing is due")
        if options["dry_run"]:
            return
        with acting(Actor("manage.py apply_retention"), via="command", reason=retention.OVER):
            done = retention.apply(at)
        self.stdout.write(f"done: {done.submissions} submissions, {done.tickets} tickets, {done.drafts} drafts")
