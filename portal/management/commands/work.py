"""Sends letters, has files scanned: what is due, again and again, until it is stopped."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from forms_app import exporting, scans
from home import delivery
from home.history import Actor, acting

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """`manage.py work`: the worker. Any number may run; a guarded UPDATE decides who sends a letter or makes an export.

    Letters do not wait for an export: they leave between its batches.
    """

    help = (
        "Sends letters, has files scanned and makes exports that are due. "
        "Runs until it is stopped; --once does what is due now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """--once and --pause."""
        parser.add_argument("--once", action="store_true", help="send what is due now, then end")
        parser.add_argument("--pause", type=float, default=2.0, help="seconds between two looks (default 2)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends after the letter under way when it is told to stop."""
        stop = threading.Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            sent = self._send()
            if options["once"]:
                break
            if not sent:
                stop.wait(options["pause"])

    def _send(self) -> int:
        """One look; a database that is away, or one broken row, ends the look and not the worker."""
        try:
            with acting(Actor("verzender"), via="job"):
                sent = delivery.send_due(timezone.now(), most=20)
                sent += scans.judge_due(timezone.now(), most=20)
                return sent + exporting.make_due(timezone.now(), lambda: delivery.send_due(timezone.now(), most=20))
        except DatabaseError:
            log.exception("the database does not answer; trying again")
        except Exception:
            log.exception("a letter could not be made; its lease runs out and it is tried again")
        finally:
            close_old_connections()
        return 0
