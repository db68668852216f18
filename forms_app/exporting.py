"""What was sent as rows of a file: the columns of all versions that are in it, made in batches, in little memory.

An export is a row that is due until a worker has made it; a small one is made at once. Its file is for who asked, for a
day. What is in it is what that person may see: the contact is covered where it is covered on the screen.
"""

import csv
import logging
import re
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook

from forms_app import access, amending, filling, finding, identifiers, texts, uploads, words
from forms_app.access import Right
from forms_app.fields import TYPES
from forms_app.fields.base import Voice
from forms_app.finding import Wanted
from forms_app.meanings import CONTACT
from forms_app.models import Form, FormVersion, Submission, SubmissionExport, Upload
from forms_app.texts import Document
from home import files
from home.languages import SOURCE
from home.refusals import Refused
from tickets import access as desk
from tickets import intake

log = logging.getLogger(__name__)
FOLDER = "exports"
SMALL = 200
BATCH = 1000
LEASE = timedelta(minutes=10)
MOST_TRIES = 3
STAYS = timedelta(hours=24)
READABLE = frozenset({"yes_no", "statement", "municipality", "organisation", "language", "address", "group", "upload"})
"""Types that get a second column with the answer in words; those with options do too."""
CONFIRMED = "_email_confirmed"
"""The column that says whether the sender confirmed the address, in a file of a form that asks for that."""
LONGEST = 32_767  # characters in a cell of a spreadsheet
_FORMULA = tuple("=+-@\t\r\n" + "＝＋－＠")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
State = SubmissionExport.State


@dataclass(frozen=True)
class Column:
    """One column of the file: the key it holds, or what is known of each submission; its two heads."""

    key: str
    label: str
    is_readable: bool = False

    @property
    def code(self) -> str:
        """The second head: what programs go by."""
        return f"{self.key}.label" if self.is_readable else self.key


class Writer(Protocol):
    """A file that rows go into."""

    def row(self, cells: Sequence[str]) -> None:
        """One more row."""

    def close(self, *, is_whole: bool) -> None:
        """All of it is in the file; when it is not the whole, what is there is nobody's."""


def ask(user: Any, form: Form, sought: Wanted, kind: str, *, at: datetime) -> SubmissionExport:
    """An export that is due; one of at most `SMALL` rows is made at once.

    :raises Refused: `not_found` without the right, `unknown_value` for another kind.
    """
    access.demand(user, Right.EXPORT)
    if kind not in SubmissionExport.Kind.values:
        raise Refused("unknown_value")
    row = SubmissionExport.objects.create(form=form, user=user, kind=kind, wanted=sought.plain(), created_at=at)
    few = finding.chosen(user, form, sought, Right.EXPORT).order_by(*finding.ORDER).values_list("pk")[: SMALL + 1]
    if len(few) <= SMALL and _leased(row, at):
        _tried(row, lambda: None)
        row.refresh_from_db()
    return row


def find(user: Any, uuid: Any) -> SubmissionExport:
    """An export that `user` asked for and still may have.

    :raises Refused: `not_found`.
    """
    access.demand(user, Right.EXPORT)
    row = SubmissionExport.objects.select_related("form").filter(uuid=uuid, user=user).first()
    if row is None:
        raise Refused("not_found")
    return row


def make_due(at: datetime, between: Callable[[], object]) -> int:
    """Makes the exports that wait, oldest first; `between` is done after each batch. How many were tried."""
    tried = 0
    waiting = SubmissionExport.objects.filter(state__in=[State.QUEUED, State.RUNNING])
    for row in list(waiting.order_by("created_at", "pk").select_related("form", "user")[:10]):
        if _leased(row, at):
            _tried(row, between)
            tried += 1
    return tried


def remove_old(at: datetime) -> int:
    """Takes away the files that were there long enough, and those that a crash left; how many.

    That there was an export stays.
    """
    old = SubmissionExport.objects.filter(state__in=[State.READY, State.FAILED], finished_at__lte=at - STAYS)
    rows = list(old)
    for row in rows:
        files.erase(row.file) if row.file else None
        SubmissionExport.objects.filter(pk=row.pk).update(state=State.GONE, file="")
    left = list(files.strays(FOLDER, _known, at - STAYS))
    for key in left:
        files.erase(key)
    return len(rows) + len(left)


def let_go(form: Form, since: datetime, at: datetime) -> list[str]:
    """Takes back the exports of a form that may hold what was sent at `since`; one that is being made fails.

    In the transaction of the caller, who erases the files of these keys after it.
    """
    made = SubmissionExport.objects.filter(form=form, state=State.READY, finished_at__gte=since).exclude(file="")
    keys = list(made.values_list("file", flat=True))
    SubmissionExport.objects.filter(form=form, file__in=keys).update(state=State.GONE, file="")
    running = SubmissionExport.objects.filter(form=form, state=State.RUNNING)
    running.update(state=State.FAILED, finished_at=at, leased_until=None)
    return keys


def columns(documents: Sequence[tuple[int, Document]]) -> list[Column]:
    """The columns of these versions together (number and document, newest first), labels as the newest has them."""
    with override(SOURCE):
        found = [
            Column("_reference", _("Nummer")),
            Column("_sent_at", _("Verstuurd")),
            Column("_version", _("Versie")),
            Column("_language", _("Taal")),
            Column("_channel", _("Kanaal")),
            Column("_erased_on", _("Gewist op")),
            Column("_amended", _("Verbeterd")),
        ]
        if any(document.get("confirm_email") for _number, document in documents):
            found.append(Column(CONFIRMED, _("E-mailadres bevestigd")))
        known: set[str] = set()
        for _number, document in documents:
            for field in _asked(document):
                if field["key"] not in known:
                    known.add(field["key"])
                    label = texts.text(document, SOURCE, texts.msg_id(field["msg_id"], what="label")).text
                    found.append(Column(field["key"], label))
                    if _is_readable(field):
                        found.append(Column(field["key"], _("%(label)s (in woorden)") % {"label": label}, True))
    return found


def cells(
    submission: Submission,
    document: Document,
    wanted: Sequence[Column],
    voice: Voice,
    *,
    may_see_contact: bool,
    corrected: Mapping[str, Any] | None = None,
    confirmation: str = "",
) -> list[str]:
    """One submission as a row of the file, before it is made safe.

    Answers stand as they were sent; `corrected` (key of a question -> what its answer became) has a column of its own.
    `confirmation`: how far the sender's address is (`intake.confirmations`), empty when nobody asked.
    A BSN or V-number is covered as it is on the screen, unless the sender insisted.
    """
    with override(SOURCE):
        about = {
            "_reference": submission.ticket.reference,
            "_sent_at": timezone.localtime(submission.completed_at).isoformat(timespec="seconds"),
            "_version": str(submission.version.number),
            "_language": submission.language,
            "_channel": submission.channel,
            "_erased_on": timezone.localdate(submission.cleaned_at).isoformat() if submission.cleaned_at else "",
            "_amended": plain(identifiers.masked(document, _still(submission, corrected or {}), submission.insisted)),
            CONFIRMED: {"confirmed": "yes", "asked": "no"}.get(confirmation, ""),
        }
        covered = _("afgedekt")
    fields = {field["key"]: field for field in _asked(document)}
    answers = identifiers.masked(document, submission.answers, submission.insisted)
    row = []
    for column in wanted:
        field = fields.get(column.key)
        value = answers.get(column.key)
        if column.key in about:
            row.append(about[column.key])
        elif field is None or value is None or (column.is_readable and not _is_readable(field)):
            row.append("")
        elif field["meaning"] in CONTACT and not may_see_contact:
            row.append(covered)
        elif column.is_readable:
            row.append(TYPES[field["type"]].show(value, field, voice))
        else:
            row.append(plain(value))
    return row


def plain(value: Any) -> str:
    """A canonical value in one cell: of several each after a semicolon, of one with parts each part with its name."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {plain(part)}" for name, part in value.items())
    if isinstance(value, list):
        parts = [plain(part) for part in value]
        return "\n".join(parts) if any(isinstance(part, Mapping) for part in value) else "; ".join(parts)
    return str(value)


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, and that each can hold.

    What begins as a formula gets an apostrophe before it, wide signs and blanks before them included; a plain number
    stays a number.
    """
    text = _UNPRINTABLE.sub("", cell)[: LONGEST - 1]
    if _NUMBER.match(text):
        return text
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


class CsvFile:
    """Semicolons and a byte order mark, as a Dutch Excel opens it by a double click."""

    def __init__(self, place: Path) -> None:
        self._file = place.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";", quoting=csv.QUOTE_ALL)

    def row(self, cells: Sequence[str]) -> None:
        """One more row."""
        self._writer.writerow(cells)

    def close(self, *, is_whole: bool) -> None:
        """Closes the file."""
        self._file.close()


class XlsxFile:
    """A workbook of one sheet, written row by row; every cell is text."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("inzendingen")

    def row(self, cells: Sequence[str]) -> None:
        """One more row."""
        self._sheet.append(cells)

    def close(self, *, is_whole: bool) -> None:
        """Puts the sheet into the file."""
        if is_whole:
            self._book.save(self._place)
        else:
            self._sheet.close()


def _leased(row: SubmissionExport, at: datetime) -> bool:
    """Whether this process makes the export: it waits, or who made it stopped halfway."""
    free = SubmissionExport.objects.filter(pk=row.pk, attempts__lt=MOST_TRIES)
    mine = free.filter(state=State.QUEUED) | free.filter(state=State.RUNNING, leased_until__lt=at)
    return bool(mine.update(state=State.RUNNING, leased_until=at + LEASE, attempts=row.attempts + 1, counted=0))


def _tried(row: SubmissionExport, between: Callable[[], object]) -> None:
    state, key = State.READY, ""
    try:
        with tempfile.TemporaryDirectory(prefix="export-") as place:  # which nobody else may read
            made = Path(place) / f"rows.{row.kind}"
            _make(row, made, between)
            with made.open("rb") as content:
                key = files.keep(content, folder=FOLDER)
    except Exception as error:
        log.exception("export %s failed: %s", row.uuid, type(error).__name__)
        state = State.FAILED
    mine = SubmissionExport.objects.filter(pk=row.pk, state=State.RUNNING)
    if not mine.update(state=state, file=key, finished_at=timezone.now(), leased_until=None) and key:
        files.erase(key)  # something in it was erased meanwhile (`let_go`)


def _make(row: SubmissionExport, place: Path, between: Callable[[], object]) -> None:
    user, sought = row.user, finding.wanted(row.wanted)
    rows = finding.chosen(user, row.form, sought, Right.EXPORT)
    used = FormVersion.objects.filter(pk__in=rows.values("version_id").distinct()).order_by("-number")
    versions = {version.pk: version for version in used}
    heads = columns([(version.number, version.document) for version in versions.values()])
    is_confirmed = any(column.key == CONFIRMED for column in heads)
    registers = filling.register_names()
    SubmissionExport.objects.filter(pk=row.pk).update(total=rows.count())
    file: Writer = XlsxFile(place) if row.kind == SubmissionExport.Kind.XLSX else CsvFile(place)
    is_whole, row.counted = False, 0
    try:
        file.row([safe(column.label) for column in heads])
        file.row([column.code for column in heads])
        for batch in _batches(rows.select_related("ticket__team")):
            named = {**registers, **_files_of(batch)}
            corrected = amending.latest([sent.pk for sent in batch])
            confirmed = intake.confirmations([sent.ticket_id for sent in batch]) if is_confirmed else {}
            voices = {pk: words.voice(version.document, SOURCE, named) for pk, version in versions.items()}
            for sent in batch:
                sent.version = version = versions[sent.version_id]
                sees = desk.may_see_contact(user, sent.ticket)
                line = cells(
                    sent,
                    version.document,
                    heads,
                    voices[version.pk],
                    may_see_contact=sees,
                    corrected=corrected.get(sent.pk),
                    confirmation=confirmed.get(sent.ticket_id, ""),
                )
                file.row([safe(cell) for cell in line])
            _record(row, batch)
            between()
        is_whole = True
    finally:
        file.close(is_whole=is_whole)


def _files_of(batch: list[Submission]) -> dict[str, str]:
    """What the files of these submissions are called, those that are still there."""
    kept = Upload.objects.filter(draft__in=[sent.draft_id for sent in batch], removed_at=None)
    return uploads.labels(list(kept))


def _still(submission: Submission, corrected: Mapping[str, Any]) -> dict[str, Any]:
    """Corrections of answers that were not erased; one that became no answer is empty."""
    return {key: "" if after is None else after for key, after in corrected.items() if key in submission.answers}


def _known(keys: Collection[str]) -> Collection[str]:
    return set(SubmissionExport.objects.filter(file__in=keys).values_list("file", flat=True))


def _batches(rows: Any) -> Iterator[list[Submission]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def _record(row: SubmissionExport, batch: list[Submission]) -> None:
    """That these left, before they do, and how far it is."""
    at = timezone.now()
    with transaction.atomic():
        desk.exported(row.user, [sent.ticket_id for sent in batch], at)
        row.counted += len(batch)
        SubmissionExport.objects.filter(pk=row.pk).update(counted=row.counted, leased_until=at + LEASE)


def _asked(document: Document) -> Iterator[Mapping[str, Any]]:
    return (field for step in document["steps"] for field in step["fields"] if TYPES[field["type"]].asks)


def _is_readable(field: Mapping[str, Any]) -> bool:
    return field["type"] in READABLE or TYPES[field["type"]].has_options
