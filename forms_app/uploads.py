"""The files of a draft: added, taken back, removed with their owner."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.formats import number_format

from forms_app.fields.base import SentFile
from forms_app.models import Draft, Submission, Upload
from forms_app.texts import Document
from home import files, scanning
from home.files import MEGABYTE
from home.refusals import Refused

FOLDER = "forms"
UNDO = timedelta(minutes=30)
"""How long a file that was taken back can be put back."""
STRAY = timedelta(days=1)
_ANY = "SELECT 1 FROM forms_app_upload WHERE draft_id = %s LIMIT 1"


def add(draft: Draft, key: str, sent: "UploadedFile[bytes]", *, at: datetime) -> Upload:
    """Takes a file as part of the answer to a question; one that was added stays, whatever else is wrong.

    The file is written before its row: a crash in between leaves a stray, which `sweep` removes.

    :raises Refused: what `home.files.receive` refuses; `unknown_field`, when this form has no such question for files;
        `too_many_files` and `many_files_together` with `most`; `files_together` with `megabytes`; `already_sent`.
    """
    asked = question(draft.version.document, key)
    if asked is None:
        raise Refused("unknown_field")
    _demand_room(draft, asked, int(sent.size or 0))
    stored = files.receive(sent, folder=FOLDER, most_bytes=asked["most_megabytes"] * MEGABYTE)
    try:
        with transaction.atomic():
            now = _open(draft)
            _demand_room(draft, asked, stored.size)
            upload: Upload = Upload.objects.create(
                draft=draft,
                field=key,
                name=files.shown_name(str(sent.name or ""), stored.extension),
                content_type=stored.content_type,
                size=stored.size,
                sha256=stored.sha256,
                storage_key=stored.key,
                scan=Upload.Scan.WAITING if scanning.is_on() else Upload.Scan.NONE,
                scan_due_at=at if scanning.is_on() else None,
                created_at=at,
            )
            _answer(draft, now, key, at)
    except BaseException:
        files.erase(stored.key)
        raise
    return upload


def try_out(draft: Draft, key: str, sent: "UploadedFile[bytes]", *, at: datetime) -> Upload:
    """Takes a file in a draft that is in memory alone: judged as `add` does, kept nowhere.

    :raises Refused: as `add`, but `already_sent`.
    """
    asked = question(draft.version.document, key)
    if asked is None:
        raise Refused("unknown_field")
    _demand_room(draft, asked, int(sent.size or 0))
    looked = files.looked_at(sent, most_bytes=asked["most_megabytes"] * MEGABYTE)
    upload = Upload(
        field=key,
        name=files.shown_name(str(sent.name or ""), looked.extension),
        content_type=looked.content_type,
        size=looked.size,
        sha256=looked.sha256,
        created_at=at,
    )
    draft.tried_with = (*draft.tried_with, upload)
    return upload


def take_back(draft: Draft, number: str, *, at: datetime) -> Upload | None:
    """Takes a file out of the answer; it can be put back for a while. None when this draft has no such file.

    :raises Refused: `already_sent`.
    """
    with transaction.atomic():
        now = _open(draft)
        upload = _one(draft, number)
        if upload is not None and upload.removed_at is None:
            upload.removed_at, upload.erase_at = at, at + UNDO
            upload.save(update_fields=["removed_at", "erase_at"])
            _answer(draft, now, upload.field, at)
    return upload


def keep_of(draft: Draft, key: str, numbers: Collection[str], *, at: datetime) -> None:
    """Takes all files of a question out of the answer but these; they can be put back for a while.

    :raises Refused: `unknown_file`, when one of these is not there: then nothing is taken out; `already_sent`.
    """
    with transaction.atomic():
        now = _open(draft)
        there = Upload.objects.filter(draft=draft, field=key, removed_at=None)
        found = {str(number) for number in there.values_list("uuid", flat=True)}
        if not set(numbers) <= found:
            raise Refused("unknown_file")
        if found - set(numbers):
            there.exclude(uuid__in=numbers).update(removed_at=at, erase_at=at + UNDO)
            _answer(draft, now, key, at)


def put_back(draft: Draft, number: str, *, at: datetime) -> Upload | None:
    """Puts a file back that was taken out a moment ago. None when it is gone.

    :raises Refused: `too_many_files`, `many_files_together`, `files_together`, `already_sent`.
    """
    with transaction.atomic():
        now = _open(draft)
        upload = _one(draft, number)
        if upload is None or not is_restorable(upload):
            return None
        asked = question(draft.version.document, upload.field)
        if asked is None:
            return None
        _demand_room(draft, asked, upload.size)
        upload.removed_at = upload.erase_at = None
        upload.save(update_fields=["removed_at", "erase_at"])
        _answer(draft, now, upload.field, at)
    return upload


def is_restorable(upload: Upload) -> bool:
    """Whether a file was taken back and is still there."""
    return bool(upload.storage_key and upload.name and upload.removed_at) and upload.scan != Upload.Scan.SICK


def find(draft: Draft, number: str) -> Upload | None:
    """A file of this draft by its number as somebody sent it, taken back or not."""
    if not _is_number(number):
        return None
    found: Upload | None = Upload.objects.filter(draft=draft, uuid=number).first()
    return found


def question(document: Document, key: str) -> dict[str, Any] | None:
    """The question for files with this key, as a document has it; None when there is none."""
    found = (asked for step in document["steps"] for asked in step["fields"])
    return next((asked for asked in found if asked["key"] == key and asked["type"] == "upload"), None)


def of(draft: Draft) -> list[Upload]:
    """The files of a draft that were not taken back, in the order in which they came.

    One query, and only where its form asks for files; none for a draft in memory alone.
    """
    if draft.pk is None:
        return list(draft.tried_with)
    if "upload" not in draft.version.document["types"].values():
        return []
    return list(Upload.objects.filter(draft=draft, removed_at=None).order_by("id"))


def any_of(draft: Draft) -> bool:
    """Whether a draft has files, those included that were taken back. One query, where its form asks for files."""
    if "upload" not in draft.version.document["types"].values():
        return False
    with connection.cursor() as cursor:
        # One plain statement: it runs whenever a form is sent, and the ORM would take ten times as long.
        cursor.execute(_ANY, [draft.pk])
        return cursor.fetchone() is not None


def known(uploads: Iterable[Upload]) -> dict[str, SentFile]:
    """What the pure engine must know of files."""
    return {
        str(upload.uuid): SentFile(upload.field, upload.name, sized(upload.size), str(upload.scan))
        for upload in uploads
    }


def labels(uploads: Iterable[Upload]) -> dict[str, str]:
    """How files are called where answers are read: number -> `brief.pdf (1,2 MB)`."""
    return {str(upload.uuid): f"{upload.name} ({sized(upload.size)})" for upload in uploads if upload.name}


def sent_with(submission: Submission) -> list[Upload]:
    """The files that were sent with a form, those that are gone too. One query, and only where it asked for files."""
    if "upload" not in submission.version.document["types"].values():
        return []
    return list(Upload.objects.filter(draft_id=submission.draft_id).order_by("id"))


def of_ticket(ticket: Any, number: str) -> Upload:
    """A file that came with the form of a ticket, by its number.

    :raises Refused: `not_found`.
    """
    found: Upload | None = Upload.objects.filter(draft__submission__ticket=ticket, uuid=number).first()
    if found is None:
        raise Refused("not_found")
    return found


def opened(upload: Upload) -> "File[bytes]":
    """The content of a file.

    :raises Refused: `not_found`, when it is gone, is not scanned yet or was sick.
    """
    if not upload.may_be_opened:
        raise Refused("not_found")
    try:
        return files.opened(upload.storage_key)
    except FileNotFoundError as error:
        raise Refused("not_found") from error


def sized(count: int) -> str:
    """A number of bytes for a reader."""
    if count < MEGABYTE:
        return f"{number_format(max(1, round(count / 1024)))} kB"
    return f"{number_format(count / MEGABYTE, decimal_pos=1)} MB"


def total_megabytes() -> int:
    """What all files of one form may be together."""
    return int(settings.UPLOAD_TOTAL_BYTES // MEGABYTE)


def total_files() -> int:
    """How many files one form may hold, over all its questions."""
    return int(settings.UPLOAD_TOTAL_FILES)


def keep_only(draft: int, document: Document, answered: Mapping[str, Any], at: datetime) -> None:
    """Lets the files of a draft (its key) go that are no part of these answers; in the transaction of the caller.

    After completion those that were not sent, when a term is over those that are not kept. `erase_due` removes them.
    """
    keys = {key for key, kind in document["types"].items() if kind == "upload"}
    if keys:
        kept = [number for key in keys for number in answered.get(key, ())]
        _let_go(Upload.objects.filter(draft_id=draft).exclude(uuid__in=kept), at)


def remove(drafts: Iterable[Draft] | QuerySet[Draft], *, at: datetime) -> int:
    """Lets the files of these drafts (sent or not) go with their owner; how many.

    The rows lose their names now, in the transaction of the caller; the files are due at once, and `erase_due` removes
    them however often it is stopped halfway.
    """
    return _let_go(Upload.objects.filter(draft__in=drafts), at)


def erase_due(at: datetime, most: int = 200) -> int:
    """Removes the files that are due, and those of drafts that became too old; how many files.

    The name goes first: from then on nobody puts it back, and what is stopped halfway is still due.
    """
    _let_go(Upload.objects.filter(draft__state=Draft.State.EXPIRED), at)
    due = Upload.objects.exclude(storage_key="").filter(erase_at__lte=at)
    count = 0
    for upload in due.order_by("erase_at", "id")[:most]:
        mine = Upload.objects.filter(pk=upload.pk, erase_at__lte=at)
        if mine.update(name=upload.name if upload.removed_at is None else ""):
            files.erase(upload.storage_key)
            count += mine.update(storage_key="")
    return count


def sweep(at: datetime) -> int:
    """Removes files without a row that are older than a day: what a crash left behind. How many."""

    def with_row(keys: Collection[str]) -> set[str]:
        return set(Upload.objects.filter(storage_key__in=keys).values_list("storage_key", flat=True))

    count = 0
    for key in files.strays(FOLDER, with_row, at - STRAY):
        files.erase(key)
        count += 1
    return count


def _demand_room(draft: Draft, asked: Mapping[str, Any], size: int) -> None:
    """:raises Refused: when one more file of this size is too much for the question, or for the whole form."""
    there = of(draft)
    if sum(upload.field == asked["key"] for upload in there) >= asked["most_files"]:
        raise Refused("too_many_files", most=asked["most_files"])
    if len(there) >= total_files():
        raise Refused("many_files_together", most=total_files())
    if sum(upload.size for upload in there) + size > settings.UPLOAD_TOTAL_BYTES:
        raise Refused("files_together", megabytes=total_megabytes())


def _open(draft: Draft) -> Draft:
    """The draft as it is now, ours until the end of the transaction.

    :raises Refused: `already_sent`.
    """
    now: Draft | None = Draft.objects.select_for_update().filter(pk=draft.pk, state=Draft.State.OPEN).first()
    if now is None:
        raise Refused("already_sent")
    return now


def _answer(draft: Draft, now: Draft, key: str, at: datetime) -> None:
    """Writes which files answer a question: those that are there."""
    there = [str(upload.uuid) for upload in of(draft) if upload.field == key]
    now.answers.pop(key, None)
    now.raw.pop(key, None)
    if there:
        now.answers[key] = there
    now.saved_at, now.expires_at = at, at + timedelta(days=draft.form.draft_days)
    now.save(update_fields=["answers", "raw", "saved_at", "expires_at"])
    draft.answers, draft.raw = now.answers, now.raw
    draft.saved_at, draft.expires_at = now.saved_at, now.expires_at


def _is_number(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _one(draft: Draft, number: str) -> Upload | None:
    if not _is_number(number):
        return None
    found: Upload | None = Upload.objects.select_for_update().filter(draft=draft, uuid=number).first()
    return found


def _let_go(uploads: QuerySet[Upload], at: datetime) -> int:
    gone = uploads.filter(Q(removed_at=None) | ~Q(name=""))
    return int(gone.update(removed_at=at, erase_at=at, name=""))
