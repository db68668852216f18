"""Files of every kind that somebody may send, and what becomes of each: written by this script, none is kept here."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pikepdf
import pillow_heif
from PIL import Image, ImageDraw, PngImagePlugin

from home import files

MEGABYTE = files.MEGABYTE
PIXELS = (64, 48)
POSITION = "52.0907374"
MAKER = "Zaktelefoon 3000"
SCRIPT = b"<script>alert(document.domain)</script>"


@dataclass(frozen=True)
class Strange:
    """A file: its name, how it is made, and what becomes of it (a kind that it is kept as, or why it is refused)."""

    name: str
    make: Callable[[], bytes]
    outcome: str

    @property
    def is_taken(self) -> bool:
        """Whether it is kept."""
        return "/" in self.outcome


@cache
def picture(kind: str = "JPEG", size: tuple[int, int] = PIXELS, mode: str = "RGB", **more: object) -> bytes:
    """A picture that is red at the left and blue at the right, with a black corner at the top left."""
    image = Image.new("RGB", size, (200, 30, 30))
    draw = ImageDraw.Draw(image)
    draw.rectangle((size[0] // 2, 0, *size), fill=(30, 30, 200))
    draw.rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(0, 0, 0))
    place = io.BytesIO()
    image.convert(mode).save(place, kind, **more)
    return place.getvalue()


@cache
def exif(orientation: int = 1) -> bytes:
    """What a phone writes beside a picture: where it was, which phone, which way up."""
    found = Image.Exif()
    found[0x0110] = MAKER
    found[0x0112] = orientation
    position = found.get_ifd(0x8825)
    position[1], position[2] = "N", (52.0, 5.0, 26.65464)
    position[3], position[4] = "E", (4.0, 58.0, 12.1)
    position[29] = POSITION
    return found.tobytes()


@cache
def pdf(**encryption: object) -> bytes:
    """A page of paper."""
    place = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        if encryption:
            paper.save(place, encryption=pikepdf.Encryption(**encryption))
        else:
            paper.save(place)
    return place.getvalue()


@cache
def archive(**parts: bytes) -> bytes:
    """A zip file."""
    place = io.BytesIO()
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return place.getvalue()


def docx() -> bytes:
    """A letter of a word processor, as far as anybody looks."""
    return archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})


def bomb() -> bytes:
    """Twenty megabytes of nothing in twenty kilobytes."""
    return archive(nothing=b"\0" * 20 * MEGABYTE)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of(width: int, height: int, content: bytes = b"") -> bytes:
    """A PNG whose header promises so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(content)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def png_with_a_long_text() -> bytes:
    """A small picture with a text beside it that unpacks to far more than anybody has room for."""
    text = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 80 * MEGABYTE))
    whole = picture("PNG")
    at = whole.index(b"IDAT") - 4
    return whole[:at] + text + whole[at:]


def animated(kind: str) -> bytes:
    """Two pictures after each other; the first is red."""
    frames = [Image.new("RGB", PIXELS, colour) for colour in ((200, 0, 0), (0, 200, 0))]
    place = io.BytesIO()
    frames[0].save(place, kind, save_all=True, append_images=frames[1:], duration=100)
    return place.getvalue()


def told(kind: str) -> bytes:
    """A picture with a comment, a colour profile and a text of somebody."""
    if kind == "PNG":
        told_text = PngImagePlugin.PngInfo()
        told_text.add_text("Author", MAKER)
        told_text.add_itxt("XML:com.adobe.xmp", f"<x>{POSITION}</x>")
        return picture("PNG", pnginfo=told_text, exif=exif())
    return picture("JPEG", comment=MAKER.encode(), exif=exif(), xmp=f"<x>{POSITION}</x>".encode())


def heic(orientation: int = 1) -> bytes:
    """A picture of an iPhone."""
    place = io.BytesIO()
    image = Image.open(io.BytesIO(picture()))
    found = pillow_heif.from_pillow(image)
    found.info["exif"] = exif(orientation)
    found.save(place, quality=90)
    return place.getvalue()


def cut(content: bytes) -> bytes:
    """The first half of a file."""
    return content[: len(content) // 2]


def webp_of(width: int, height: int) -> bytes:
    """A WebP whose header promises so many pixels."""
    whole = bytearray(picture("WEBP"))
    at = whole.index(b"VP8 ") + 14  # after the frame tag and the start code
    whole[at : at + 4] = struct.pack("<HH", width, height)
    return bytes(whole)


def mixed() -> bytes:
    """A PDF and a zip file at once: the comment of the archive ends as a PDF does."""
    place = io.BytesIO(pdf() + archive(a=SCRIPT))
    with zipfile.ZipFile(place, "a") as packed:
        packed.comment = b"\n%%EOF\n"
    return place.getvalue()


JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
CORPUS: tuple[Strange, ...] = (
    Strange("brief.jpg", picture, JPEG),
    Strange("BRIEF.JPEG", picture, JPEG),
    Strange("zonder einde", picture, JPEG),
    Strange("scherm.png", lambda: picture("PNG"), PNG),
    Strange("doorzichtig.png", lambda: picture("PNG", mode="RGBA"), PNG),
    Strange("palet.png", lambda: picture("PNG", mode="P"), PNG),
    Strange("zestien-bits.png", lambda: picture("PNG", mode="I;16"), PNG),
    Strange("foto.webp", lambda: picture("WEBP"), JPEG),
    Strange("webp-die-jpg-heet.jpg", lambda: picture("WEBP"), JPEG),
    Strange("drukwerk.jpg", lambda: picture("JPEG", mode="CMYK"), JPEG),
    Strange("IMG_0001.HEIC", heic, JPEG),
    Strange("gedraaid.heic", lambda: heic(6), JPEG),
    Strange("met-plaats.jpg", lambda: told("JPEG"), JPEG),
    Strange("met-tekst.png", lambda: told("PNG"), PNG),
    Strange("gedraaid.jpg", lambda: picture(exif=exif(6)), JPEG),
    Strange("bewegend.webp", lambda: animated("WEBP"), JPEG),
    Strange("bewegend.png", lambda: animated("PNG"), PNG),
    Strange("brief.pdf", pdf, PDF),
    Strange("scan 111222333.pdf", pdf, PDF),
    Strange("../../etc/passwd.jpg", picture, JPEG),
    Strange("C:\\Users\\mij\\brief.jpg", picture, JPEG),
    Strange("brief\u202egpj.exe.jpg", picture, JPEG),
    Strange("a" * 300 + ".jpg", picture, JPEG),
    Strange("\u0631\u0633\u0627\u0644\u0629.jpg", picture, JPEG),
    Strange("regel\r\nContent-Type: text/html.jpg", picture, JPEG),
    Strange('<img src=x onerror="alert(1)">.jpg', picture, JPEG),
    Strange("jpeg-met-zip-erachter.jpg", lambda: picture() + archive(a=SCRIPT), JPEG),
    Strange("jpeg-met-html-erachter.jpg", lambda: picture() + b"<html>" + SCRIPT, JPEG),
    Strange("jpeg-met-script-erin.jpg", lambda: picture(comment=SCRIPT), JPEG),
    Strange("png-met-php-erachter.png", lambda: picture("PNG") + b"<?php system($_GET[0]); ?>", PNG),
    Strange("leeg.jpg", bytes, "file_empty"),
    Strange("vijftig-megabyte.jpg", lambda: picture() + b"\0" * 50 * MEGABYTE, "file_too_large"),
    Strange("html-die-jpg-heet.jpg", lambda: b"<!doctype html><html>" + SCRIPT, "file_kind"),
    Strange("tekening.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>", "file_kind"),
    Strange("tekening.png", lambda: b'<?xml version="1.0"?><svg>' + SCRIPT + b"</svg>", "file_kind"),
    Strange("brief.docx", docx, "file_kind"),
    Strange("brief-die-pdf-heet.pdf", docx, "file_kind"),
    Strange("programma.exe", lambda: b"MZ" + b"\0" * 4000, "file_kind"),
    Strange("programma.jpg", lambda: b"MZ" + b"\0" * 4000, "file_kind"),
    Strange("bewegend.gif", lambda: animated("GIF"), "file_kind"),
    Strange("gifar.gif", lambda: animated("GIF") + archive(a=b"class"), "file_kind"),
    Strange("fax.tiff", lambda: picture("TIFF"), "file_kind"),
    Strange("plaatje.bmp", lambda: picture("BMP"), "file_kind"),
    Strange("plaatje.avif", lambda: picture("AVIF"), "file_kind"),
    Strange("bom.zip", bomb, "file_kind"),
    Strange("bom.jpg", bomb, "file_kind"),
    Strange("brief.txt", lambda: b"Geachte mevrouw", "file_kind"),
    Strange("film.mp4", lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 400, "file_kind"),
    Strange("pdf-na-een-spatie.pdf", lambda: b" " + pdf(), "file_kind"),
    Strange("pdf-na-een-merk.pdf", lambda: b"\xef\xbb\xbf" + pdf(), "file_kind"),
    Strange("pdf-na-html.pdf", lambda: b"<html>" + SCRIPT + pdf(), "file_kind"),
    Strange("foto.exe", picture, "file_name_differs"),
    Strange("foto.html", picture, "file_name_differs"),
    Strange("foto.pdf", picture, "file_name_differs"),
    Strange("brief.jpg", pdf, "file_name_differs"),
    Strange("brief.pdf.js", pdf, "file_name_differs"),
    Strange("halve-foto.jpg", lambda: cut(picture(size=(400, 300))), "file_broken"),
    Strange("halve-foto.png", lambda: cut(picture("PNG", size=(400, 300))), "file_broken"),
    Strange("halve-foto.webp", lambda: cut(picture("WEBP", size=(400, 300))), "file_broken"),
    Strange("halve-foto.heic", lambda: cut(heic()), "file_broken"),
    Strange("halve-brief.pdf", lambda: cut(pdf()), "file_broken"),
    Strange("alleen-een-kop.jpg", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 40, "file_broken"),
    Strange("lange-tekst.png", png_with_a_long_text, "file_broken"),
    Strange("bom.png", lambda: png_of(60_000, 60_000), "file_broken"),
    Strange("grote-bom.png", lambda: png_of(9_000, 9_000), "file_too_many_pixels"),
    Strange("bom.webp", lambda: webp_of(16_383, 16_383), "file_broken"),
    Strange("met-wachtwoord.pdf", lambda: pdf(user="geheim", owner="geheim"), "file_locked"),
    Strange("met-slot.pdf", lambda: pdf(owner="geheim", R=4), "file_locked"),
    Strange("pdf-en-zip.pdf", lambda: pdf() + archive(a=SCRIPT), "file_two_kinds"),
    Strange("zip-met-einde-van-pdf.pdf", mixed, "file_two_kinds"),
    Strange("pdf-en-html.pdf", lambda: pdf().replace(b"\n", b"\n%<html>" + SCRIPT + b"\n", 1), "file_two_kinds"),
    Strange("pdf-en-script-erachter.pdf", lambda: pdf() + SCRIPT, "file_two_kinds"),
)
