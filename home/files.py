"""Private files: received, judged by their content, kept where no address leads, given to who may have them."""

import hashlib
import os
import re
import secrets
import struct
import tempfile
import threading
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any, NamedTuple

import filetype
from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import FileResponse
from django.utils.cache import patch_cache_control
from PIL import Image, ImageFile, ImageOps
from pillow_heif import register_heif_opener

from home import sensitive, writing
from home.refusals import Refused

register_heif_opener()

MEGABYTE = 1024 * 1024
MOST_BYTES = 25 * MEGABYTE
"""Of one file, whatever a form allows: what comes after them is read and forgotten."""
MOST_BYTES_AT_ONCE = 60 * MEGABYTE
MOST_PIXELS = 52_000_000
"""What the header of a picture may promise, before anything is unpacked: the largest that phones make of a page."""
MOST_SIDE = 4000
"""Pixels: a page of A4 stays readable at 340 dots per inch."""
LONGEST_NAME = 100
PRIVATE = "private"


class Kind(NamedTuple):
    """What a file may be. `family`: pictures are written anew, so which of them a name says does not matter."""

    family: str
    content_type: str
    extension: str
    decoder: str = ""


KINDS = {
    "image/jpeg": Kind("picture", "image/jpeg", "jpg", "JPEG"),
    "image/png": Kind("picture", "image/png", "png", "PNG"),
    "image/apng": Kind("picture", "image/png", "png", "PNG"),
    "image/webp": Kind("picture", "image/jpeg", "jpg", "WEBP"),
    "image/heic": Kind("picture", "image/jpeg", "jpg", "HEIF"),
    "application/pdf": Kind("pdf", "application/pdf", "pdf"),
}
"""By what the content is: what it is kept as."""
ACCEPT = ".jpg,.jpeg,.png,.webp,.heic,.heif,.pdf"
"""For the `accept` of an input."""
_EXTENSIONS = {
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif", "png", "webp", "heic", "heif", "hif"), "picture"),
    "pdf": "pdf",
}
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    MemoryError,
    RuntimeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow and its plugins raise for files that are not what they say."""

_HEAD, _TAIL, _PIECE = 4096, 2048, 64 * 1024
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:[0-9]+\s+[0-9]+\s+R|<<)")
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
_JOINERS = "\u200c\u200d"
_NOT_IN_NAMES = re.compile(r'[<>:"|?*/\\]+')
# A large picture takes a few hundred megabytes while it is written anew.
_ONE_AT_A_TIME = threading.Lock()


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
    most = min(most_bytes, MOST_BYTES)
    if not sent.size:
        raise Refused("file_empty")
    if sent.size > most or _length(sent) < sent.size:
        raise Refused("file_too_large", megabytes=most // MEGABYTE)
    kind = _kind(_at(sent, 0, _HEAD), str(sent.name or ""))
    if kind.family == "pdf":
        _judge_pdf(sent)
        return _kept(sent, kind, folder)
    with tempfile.TemporaryFile() as anew:
        _write_anew(sent, kind, anew)
        return _kept(anew, kind, folder)


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


def _kind(head: bytes, name: str) -> Kind:
    """What the content is, when that is taken and its name does not say otherwise."""
    mime = filetype.guess_mime(head)
    if mime is None and head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        mime = "image/heic"
    kind = KINDS.get(str(mime))
    if kind is None or (kind.family == "pdf" and not head.startswith(b"%PDF-")):
        raise Refused("file_kind")
    extension = PurePosixPath(writing.clean_line(name)).suffix.lower().lstrip(".")
    if extension and _EXTENSIONS.get(extension) != kind.family:
        raise Refused("file_name_differs")
    return kind


def _judge_pdf(sent: "IO[bytes] | UploadedFile[bytes]") -> None:
    """A PDF is kept as it is, so it must be one from its first byte to its last, and nothing else beside."""
    size = _length(sent)
    head, tail = _at(sent, 0, _HEAD), _at(sent, max(0, size - _TAIL), _TAIL)
    if b"%%EOF" not in tail:
        raise Refused("file_broken")
    sent.seek(0)
    if _MARKUP.search(head) or _MARKUP.search(tail) or zipfile.is_zipfile(sent):
        raise Refused("file_two_kinds")
    before = b""
    for piece in _pieces(sent):
        if _ENCRYPTED.search(before + piece):
            raise Refused("file_locked")
        before = piece[-64:]


def _write_anew(sent: "IO[bytes] | UploadedFile[bytes]", kind: Kind, anew: IO[bytes]) -> None:
    """The first picture of a file, upright, as pixels alone: position, maker and whatever hung behind it are gone."""
    sent.seek(0)
    with _ONE_AT_A_TIME, _whole_pictures():
        try:
            with Image.open(sent, formats=[kind.decoder]) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise Refused("file_too_many_pixels")
                image.draft("RGB", (MOST_SIDE, MOST_SIDE))
                image.load()
                upright = ImageOps.exif_transpose(image)
            _bare(upright, kind).save(anew, **_written(kind))
        except _BROKEN as error:
            raise Refused("file_broken") from error


@contextmanager
def _whole_pictures() -> Iterator[None]:
    """Half a picture is no picture, also after the library of our printouts told Pillow to take any."""
    usual, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = usual


def _bare(image: Image.Image, kind: Kind) -> Image.Image:
    """Pixels alone, in colours that everybody can show, no larger than needed."""
    if image.mode.startswith("I"):  # sixteen bits
        image = image.point(lambda value: value / 256).convert("L")
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    image = image.convert("RGBA" if has_alpha else "RGB")
    image.thumbnail((MOST_SIDE, MOST_SIDE))
    if has_alpha and kind.extension == "jpg":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    image.info = {}
    return image


def _written(kind: Kind) -> dict[str, Any]:
    return {"format": "PNG"} if kind.extension == "png" else {"format": "JPEG", "quality": 88}


def _kept(content: Any, kind: Kind, folder: str) -> Stored:
    digest, size = hashlib.sha256(), 0
    for piece in _pieces(content):
        digest.update(piece)
        size += len(piece)
    content.seek(0)
    name = secrets.token_hex(16)
    try:
        key = _storage().save(f"{folder}/{name[:2]}/{name}", File(content, name=name))
    except OSError as error:
        raise Refused("files_away") from error
    return Stored(key, kind.content_type, kind.extension, size, digest.hexdigest())


def _storage() -> Storage:
    return storages[PRIVATE]


def _folders(storage: Storage, folder: str) -> Iterable[str]:
    with suppress(FileNotFoundError):
        folders, _files = storage.listdir(folder)
        return [f"{folder}/{name}" for name in sorted(folders)]
    return []


def _length(content: Any) -> int:
    content.seek(0, os.SEEK_END)
    return int(content.tell())


def _at(content: Any, start: int, length: int) -> bytes:
    content.seek(start)
    return bytes(content.read(length))


def _pieces(content: Any) -> Iterator[bytes]:
    content.seek(0)
    while piece := content.read(_PIECE):
        yield piece
