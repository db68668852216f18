"""Brings an installation up to date before its web server starts."""

import errno
import hashlib
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from home.models import JobRun

FIRST = datetime(2000, 1, 1, tzinfo=UTC)  # the slot of what is done once


class Command(BaseCommand):
    """`manage.py prepare`: tables, cache table, the region of the first run, static files; only what is not done."""

    help = "Migrates, loads the region on the first run, collects static files: everything a start needs, when needed."

    def handle(self, *args: Any, **options: Any) -> None:
        """:raises CommandError: one sentence about a database that does not answer or a disk that is full."""
        try:
            self._tables()
            self._once("load_region", self._region)
            self._static()
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used: {str(error).strip().splitlines()[0]}") from error
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
                raise
            raise CommandError(f"{settings.DATA_DIR} cannot be written to: {error.strerror}.") from error

    def _tables(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the tables up to date")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    def _once(self, job: str, act: Any) -> None:
        """Does `act` unless it was finished before; what an interrupted run left is taken up again."""
        run, _made = JobRun.objects.get_or_create(job=job, slot=FIRST, defaults={"started_at": timezone.now()})
        if run.finished_at is None:
            act()
            JobRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())

    def _region(self) -> None:
        self.stdout.write("Loading the region")
        if settings.DEMO:
            call_command(
                "demo", stdout=StringIO()
            )  # the accounts stand in DATA_DIR, whoever starts the portal shows them
        else:
            call_command("load_region", settings.ENVIRONMENT["REGION"] or "minimal", stdout=self.stdout)
            self.stdout.write("The first administrator, shown once:")
            call_command("first_administrator", stdout=self.stdout)

    def _static(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / "collected.txt"
        digest = _digest_of_static_files()
        if not stamp.exists() or stamp.read_text() != digest:
            self.stdout.write("Collecting static files")
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(digest)


def _digest_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
