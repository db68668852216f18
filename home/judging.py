"""What a file is by its content: a picture that is written anew, a PDF as it is, or refused; Pillow, filetype."""

import os
import re
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, Any, NamedTuple

import filetype
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageFile, ImageOps
from pillow_heif import register_heif_opener

from home import writing
from home.refusals import Refused

register_heif_opener()

MOST_PIXELS = 52_000_000
"""What the header of a picture may promise, before anything is unpacked: the largest that phones make of a page."""
MOST_SIDE = 4000
"""Pixels: a page of A4 stays readable at 340 dots per inch."""


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

HEAD, _TAIL, _PIECE = 4096, 2048, 64 * 1024
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:[0-9]+\s+[0-9]+\s+R|<<)")
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|\?php)", re.IGNORECASE)
# A large picture takes a few hundred megabytes while it is written anew.
_ONE_AT_A_TIME = threading.Lock()


def kind_of(head: bytes, name: str) -> Kind:
    """What the content is, when that is taken and its name does not say otherwise.

    :raises Refused: `file_kind`, `file_name_differs`.
    """
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


def judge_pdf(sent: "IO[bytes] | UploadedFile[bytes]") -> None:
    """A PDF is kept as it is, so it must be one from its first byte to its last, and nothing else beside.

    :raises Refused: `file_broken`, `file_two_kinds`, `file_locked`.
    """
    size = length(sent)
    head, tail = part(sent, 0, HEAD), part(sent, max(0, size - _TAIL), _TAIL)
    if b"%%EOF" not in tail:
        raise Refused("file_broken")
    sent.seek(0)
    if _MARKUP.search(head) or _MARKUP.search(tail) or zipfile.is_zipfile(sent):
        raise Refused("file_two_kinds")
    before = b""
    for piece in pieces(sent):
        if _ENCRYPTED.search(before + piece):
            raise Refused("file_locked")
        before = piece[-64:]


def write_anew(sent: "IO[bytes] | UploadedFile[bytes]", kind: Kind, anew: IO[bytes]) -> None:
    """The first picture of a file, upright, as pixels alone: position, maker and whatever hung behind it are gone.

    :raises Refused: `file_too_many_pixels`, `file_broken`.
    """
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


def length(content: Any) -> int:
    """How many bytes a file has."""
    content.seek(0, os.SEEK_END)
    return int(content.tell())


def part(content: Any, start: int, most: int) -> bytes:
    """At most so many bytes of a file from a place on."""
    content.seek(start)
    return bytes(content.read(most))


def pieces(content: Any) -> Iterator[bytes]:
    """A whole file, a piece at a time."""
    content.seek(0)
    while piece := content.read(_PIECE):
        yield piece
