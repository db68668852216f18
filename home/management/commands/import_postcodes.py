"""import_postcodes: a table of postcodes into the register, after showing what would change."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from home import postcode_import
from home.history import Actor, acting
from home.refusals import Refused


class Command(BaseCommand):
    """Shows the difference; writes it only when it is told to."""

    help = "Compares a CSV (pc4, place, municipality_code, kind) with the register, and writes it with --write."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which table, from which day, and whether to write."""
        parser.add_argument("table", type=Path, help="CSV with the columns pc4, place, municipality_code, kind")
        parser.add_argument("--write", action="store_true", help="write what differs; without it nothing changes")
        parser.add_argument("--on", type=date.fromisoformat, help="the day it holds from (default: today)")
        parser.add_argument("--reason", default="", help="why, for the history; needed to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compares, says, and perhaps writes."""
        on = options["on"] or timezone.localdate()
        try:
            found = postcode_import.compare(postcode_import.read(options["table"]), on)
            for one in found:
                self.stdout.write(str(one))
            if not options["write"]:
                self.stdout.write(f"{len(found)} differences; nothing is written without --write")
                return
            with acting(Actor(f"import_postcodes {options['table'].name}"), via="command"):
                number = postcode_import.write(found, on=on, reason=options["reason"])
        except OSError as error:
            raise CommandError(f"{options['table']}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{options['table']}: not UTF-8") from error
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        except Refused as refusal:
            raise CommandError(f"{options['table']}: {_said(refusal)}") from refusal
        self.stdout.write(f"{number} differences written")


def _said(refusal: Refused) -> str:
    if refusal.code == "needs_reason":
        return "say why with --reason"
    if refusal.code == "area_overlaps":
        return f"{refusal.data['pc4']} has another row in that time; give it an end date first"
    return str(refusal.data["problem"])
