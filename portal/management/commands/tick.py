"""Runs what the timetable says."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from portal import clock

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """`manage.py tick`: one look at the timetable, or one every half minute with --loop."""

    help = "Runs the jobs of the timetable that are due."

    def add_arguments(self, parser: CommandParser) -> None:
        """--loop."""
        parser.add_argument("--loop", action="store_true", help="go on until stopped, a look every 30 seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        """A database that is away is tried again at the next look."""
        stop = threading.Event()
        if options["loop"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                done = clock.tick(timezone.now())
                if not options["loop"]:  # whoever looks once wants to see it; a line a minute tells nobody anything
                    for name in done:
                        self.stdout.write(name)
            except DatabaseError:
                log.exception("the database does not answer; trying again")
            finally:
                close_old_connections()
            if not options["loop"]:
                break
            stop.wait(30)
