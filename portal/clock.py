"""The timetable: which act runs when, as data; a run that was missed is done once, in order."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from forms_app import exporting, publishing, retention, uploads
from home import limits, verification
from home import publishing as pages
from home.history import Actor, acting
from home.models import JobRun
from tickets import lifecycle

log = logging.getLogger(__name__)
STUCK = timedelta(minutes=15)
MOST_TRIES = 3
ON_TIME = "volgens het rooster"
"""Why a job acts, as the history keeps it."""


@dataclass(frozen=True)
class Job:
    """An act and when it is due: every `every`, or once a day at the local time `daily_at`.

    `label` is how the job is called in the history.
    """

    name: str
    label: str
    run: Callable[[datetime], object]
    every: timedelta | None = None
    daily_at: time | None = None

    def slot(self, at: datetime) -> datetime:
        """The newest moment at or before `at` at which this job was due."""
        local = timezone.localtime(at)
        if self.daily_at is not None:
            today = timezone.make_aware(datetime.combine(local.date(), self.daily_at))
            yesterday = timezone.make_aware(datetime.combine(local.date() - timedelta(days=1), self.daily_at))
            return today if today <= local else yesterday
        seconds = int((self.every or timedelta(days=1)).total_seconds())
        return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=at.tzinfo)


TIMETABLE: tuple[Job, ...] = (
    Job("publish_due", "job: publiceren", publishing.publish_due, every=timedelta(minutes=1)),
    Job("publish_pages_due", "job: pagina's publiceren", pages.publish_due, every=timedelta(minutes=1)),
    Job("wake", "job: wekken", lifecycle.wake, every=timedelta(hours=1)),
    Job("forget_tries", "job: opruimen", limits.forget, daily_at=time(1, 30)),
    Job("remove_exports", "job: opruimen", exporting.remove_old, every=timedelta(hours=1)),
    Job("retention", "job: bewaartermijn", retention.apply, daily_at=time(2, 0)),
    Job("erase_files", "job: bestanden wissen", uploads.erase_due, every=timedelta(minutes=5)),
    Job("sweep_files", "job: bestanden opruimen", uploads.sweep, daily_at=time(2, 30)),
    Job("sign_history", "job: geschiedenis", verification.sign_root, daily_at=time(3, 0)),
)


def tick(at: datetime) -> list[str]:
    """Runs what is due and was not run; the names of the jobs that ran.

    The acts make good what was missed themselves (they ask what is due until now), so only the newest slot runs.
    """
    return [job.name for job in TIMETABLE if _won(job, at) and _run(job, at)]


def _won(job: Job, at: datetime) -> bool:
    """Whether this process may run the newest slot: it inserted the row, or took over a run that is stuck."""
    slot = job.slot(at)
    try:
        with transaction.atomic():
            JobRun.objects.create(job=job.name, slot=slot, started_at=at)
        return True
    except IntegrityError:
        stuck = JobRun.objects.filter(
            job=job.name, slot=slot, finished_at=None, started_at__lt=at - STUCK, attempts__lt=MOST_TRIES
        ).first()
        if stuck is None:
            return False
        mine = JobRun.objects.filter(pk=stuck.pk, started_at=stuck.started_at)
        return bool(mine.update(started_at=at, attempts=stuck.attempts + 1))


def _run(job: Job, at: datetime) -> bool:
    run = JobRun.objects.filter(job=job.name, slot=job.slot(at))
    try:
        with acting(Actor(job.label), via="job", reason=ON_TIME):
            job.run(at)
    except Exception as error:
        log.exception("job %s failed", job.name)
        run.update(last_error=type(error).__name__)
        return False
    run.update(finished_at=timezone.now(), last_error="")
    return True
