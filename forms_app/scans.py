"""Files that wait for the virus scanner: asked again while it is away, taken away when it finds something."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from forms_app.models import Submission, Upload
from home import files, scanning
from tickets import intake

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 30, 60))
_WAITING = Upload.Scan.WAITING


def judge_due(at: datetime, most: int = 20) -> int:
    """Has files scanned that wait for it, at most `most`; how many got a verdict.

    A guarded UPDATE decides between workers. A scanner that is away is asked again later; nothing is given out before.
    """
    judged = 0
    due = Upload.objects.filter(scan=_WAITING, scan_due_at__lte=at).exclude(storage_key="")
    for upload in due.order_by("scan_due_at", "id")[:most]:
        mine = Upload.objects.filter(pk=upload.pk, scan=_WAITING, scan_due_at=upload.scan_due_at)
        if not mine.update(scan_due_at=at + LEASE, scan_tries=upload.scan_tries + 1):
            continue
        if not _judge(upload, at):
            break
        judged += 1
    return judged


def _judge(upload: Upload, at: datetime) -> bool:
    """Whether there was a verdict."""
    waiting = Upload.objects.filter(pk=upload.pk, scan=_WAITING)
    try:
        with files.opened(upload.storage_key) as content:
            virus = scanning.virus_in(content)
    except FileNotFoundError:
        waiting.update(scan_due_at=at + BACK_OFF[-1])
        return True
    except scanning.Away as away:
        pause = BACK_OFF[min(upload.scan_tries, len(BACK_OFF) - 1)]
        waiting.update(scan_due_at=at + pause)
        log.warning("upload %s waits for the scanner: %s", upload.pk, away)
        return False
    if not virus:
        waiting.update(scan=Upload.Scan.CLEAN, scan_due_at=None)
        return True
    with transaction.atomic():
        if waiting.update(scan=Upload.Scan.SICK, scan_due_at=None, erase_at=at):
            log.warning("upload %s holds a virus: %s", upload.pk, virus[:80])
            _tell(upload, at)
    return True


def _tell(upload: Upload, at: datetime) -> None:
    """Says that a file that was sent already is gone, to the team and to who sent it; before that the form says it."""
    submissions = Submission.objects.select_related("ticket__team", "ticket__municipality")
    submission = submissions.filter(draft_id=upload.draft_id, cleaned_at=None).first()
    if submission is not None:
        intake.tell_of_sick_file(submission.ticket, f"sick_file:{upload.pk}", at)
