"""Private files: received, judged by their content, kept where no address leads, given to who may have them."""

import hashlib
import re
import secrets
import tempfile
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import FileResponse
from django.utils.cache import patch_cache_control

from home import judging, sensitive, writing
from home.refusals import Refused

MEGABYTE = 1024 * 1024
MOST_BYTES = 25 * MEGABYTE
"""Of one file, whatever a form allows: what comes after them is read and forgotten."""
MOST_BYTES_AT_ONCE = 60 * MEGABYTE
LONGEST_NAME = 100
PRIVATE = "private"


_JOINERS = "\u200c\u200d"
_NOT_IN_NAMES = re.compile(r'[<>:"|?*/\\]+')


@dataclass(frozen=True)
class Stored:
    """A file that was taken: `key` finds it again, `size` (bytes) and `sha256` are those of what is kept."""

    key: str
    content_type: str
    extension: str
    size: int
    sha256: str


class PrivateFiles(FileSystemStorage):
    """A folder that no address leads to."""

    def url(self, name: str | None) -> str:
        """:raises ValueError: always; Django's own would make one below MEDIA_URL."""
        raise ValueError("a private file is not accessible via a URL")


class Receiving(FileUploadHandler):
    """Writes what visitors send to a file without a name, never more than the limits; screens of staff are Wagtail's.

    What is too large is read to its end, so that the browser shows the answer, but not kept.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.kept = 0
        self.place: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Takes the file, outside the admin."""
        super().new_file(*args, **kwargs)
        if self.request is not None and self.request.path.startswith(settings.ADMIN_PATH):
            return
        self.place = tempfile.TemporaryFile()  # noqa: SIM115  the request closes it
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keeps a piece."""
        if self.place is None:
            return raw_data
        if start + len(raw_data) <= MOST_BYTES and self.kept + len(raw_data) <= MOST_BYTES_AT_ONCE:
            self.place.write(raw_data)
            self.kept += len(raw_data)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        """The file, with the size that was sent."""
        if self.place is None:
            return None
        place, self.place = self.place, None
        place.seek(0)
        return UploadedFile(file=place, name=self.file_name, content_type=self.content_type, size=file_size)

    def upload_interrupted(self) -> None:
        """Lets go of a file that did not come in whole."""
        if self.place is not None:
            self.place.close()
            self.place = None


def receive(sent: "UploadedFile[bytes]", *, folder: str, most_bytes: int = MOST_BYTES) -> Stored:
    """Takes a file into private storage, as a picture without anything about its maker, or as a PDF as it is.

    `folder` is whose it is, so that each owner sweeps his own.

    :raises Refused: `file_empty`; `file_too_large` with `megabytes`; `file_kind`, when the content is of no kind that
        is taken; `file_name_differs`, when the name says another; `file_broken`; `file_too_many_pixels`;
        `file_locked`, a PDF with a password; `file_two_kinds`, a PDF that is something else too; `files_away`.
    """
    return _received(sent, most_bytes, lambda content, kind: _kept(content, kind, folder))


def looked_at(sent: "UploadedFile[bytes]", *, most_bytes: int = MOST_BYTES) -> Stored:
    """What `receive` would make of a file. It is kept nowhere, so nothing finds it again: its `key` is empty.

    :raises Refused: as `receive`, but `files_away`.
    """
    return _received(sent, most_bytes, _measured)


def _received(sent: "UploadedFile[bytes]", most_bytes: int, keep: Callable[[Any, judging.Kind], Stored]) -> Stored:
    most = min(most_bytes, MOST_BYTES)
    if not sent.size:
        raise Refused("file_empty")
    if sent.size > most or judging.length(sent) < sent.size:
        raise Refused("file_too_large", megabytes=most // MEGABYTE)
    kind = judging.kind_of(judging.part(sent, 0, judging.HEAD), str(sent.name or ""))
    if kind.family == "pdf":
        judging.judge_pdf(sent)
        return keep(sent, kind)
    with tempfile.TemporaryFile() as anew:
        judging.write_anew(sent, kind, anew)
        return keep(anew, kind)


def shown_name(name: str, extension: str) -> str:
    """A name that may be shown and stored: no folders, no marks that turn its letters round, no numbers of a person.

    Its end is that of what the file is, whatever the sender called it.
    """
    last = re.split(r"[/\\]", name)[-1]
    line = "".join(mark for mark in writing.clean_line(last) if mark in _JOINERS or unicodedata.category(mark) != "Cf")
    stem, dot, end = line.rpartition(".")
    if not dot or len(end) > 5:
        stem = line
    safe = " ".join(_NOT_IN_NAMES.sub(" ", stem).split()).strip(". ")
    masked = sensitive.mask(safe)
    return f"{masked[:LONGEST_NAME].strip('. ') or 'bestand'}.{extension}"


def keep(made: IO[bytes], *, folder: str) -> str:
    """Keeps a file that the portal made itself; its key."""
    name = secrets.token_hex(16)
    key: str = _storage().save(f"{folder}/{name[:2]}/{name}", File(made, name=name))
    return key


def opened(key: str) -> "File[bytes]":
    """A file that was kept.

    :raises FileNotFoundError: when it is gone.
    """
    found: File[bytes] = _storage().open(key)
    return found


def erase(key: str) -> None:
    """Removes a file; one that is gone already is no error, so that a crash halfway can be made good."""
    with suppress(FileNotFoundError):
        _storage().delete(key)


def strays(folder: str, known: Callable[[Collection[str]], Collection[str]], before: datetime) -> Iterator[str]:
    """Keys of files in a folder that are older than a moment and of which nobody knows: a crash left them.

    `known`: of these keys, those that have a row. Asked per folder below, of which there are 256.
    """
    storage = _storage()
    for below in _folders(storage, folder):
        try:
            _none, names = storage.listdir(below)
        except FileNotFoundError:
            continue
        keys = {f"{below}/{name}" for name in names}
        for key in sorted(keys - set(known(keys)) if keys else ()):
            with suppress(FileNotFoundError):
                if storage.get_modified_time(key) < before:
                    yield key


def download(key: str, name: str, content_type: str) -> FileResponse:
    """A file as something to keep: never shown by the browser in our name, never guessed at, kept by no cache.

    :raises FileNotFoundError: when it is gone.
    """
    response = FileResponse(opened(key), as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, no_store=True, private=True)
    return response


def _kept(content: Any, kind: judging.Kind, folder: str) -> Stored:
    measured = _measured(content, kind)
    content.seek(0)
    name = secrets.token_hex(16)
    try:
        key = _storage().save(f"{folder}/{name[:2]}/{name}", File(content, name=name))
    except OSError as error:
        raise Refused("files_away") from error
    return replace(measured, key=key)


def _measured(content: Any, kind: judging.Kind) -> Stored:
    digest, size = hashlib.sha256(), 0
    for piece in judging.pieces(content):
        digest.update(piece)
        size += len(piece)
    return Stored("", kind.content_type, kind.extension, size, digest.hexdigest())


def _storage() -> Storage:
    return storages[PRIVATE]


def _folders(storage: Storage, folder: str) -> Iterable[str]:
    with suppress(FileNotFoundError):
        folders, _files = storage.listdir(folder)
        return [f"{folder}/{name}" for name in sorted(folders)]
    return []
