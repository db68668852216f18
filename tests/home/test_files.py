"""The door of private files: what is taken, what is refused, and what is left of it."""

import hashlib
import io
import os
import stat
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.test import RequestFactory
from django.utils import timezone
from PIL import Image, ImageFile

from home import files, pdf, sensitive
from home.files import Stored
from home.refusals import Refused
from tests.home import strange_files
from tests.home.strange_files import CORPUS, MAKER, POSITION, Strange

PICTURES = [strange for strange in CORPUS if strange.outcome.startswith("image/")]


@pytest.fixture(autouse=True)
def place(private_files: Path) -> Path:
    """Private storage of one test."""
    return private_files


def sent(content: bytes, name: str = "brief.jpg") -> UploadedFile:
    return UploadedFile(file=io.BytesIO(content), name=name, size=len(content))


def take(content: bytes, name: str = "brief.jpg", **limits: int) -> Stored:
    return files.receive(sent(content, name), folder="forms", **limits)


def kept(stored: Stored) -> bytes:
    with files.opened(stored.key) as found:
        content: bytes = found.read()
    return content


def refusal(content: bytes, name: str = "brief.jpg", **limits: int) -> Refused:
    with pytest.raises(Refused) as refused:
        take(content, name, **limits)
    return refused.value


def everything(place: Path) -> list[Path]:
    return [found for found in place.rglob("*") if found.is_file()]


@pytest.mark.parametrize("strange", CORPUS, ids=lambda strange: ascii(f"{strange.name[:40]} {strange.outcome}"))
def test_each_file_is_taken_or_refused_as_the_table_says(strange: Strange, place: Path) -> None:
    content = strange.make()

    if not strange.is_taken:
        assert refusal(content, strange.name).code == strange.outcome
        assert everything(place) == []
        return
    stored = take(content, strange.name)
    found = kept(stored)
    assert (stored.content_type, stored.size) == (strange.outcome, len(found))
    assert stored.sha256 == hashlib.sha256(found).hexdigest()
    name = files.shown_name(strange.name, stored.extension)
    answer = files.download(stored.key, name, stored.content_type)
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert not {"\r", "\n"} & set(disposition)
    assert answer["Content-Type"] == strange.outcome
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert b"".join(answer) == found
    answer.file_to_stream.close()  # type: ignore[attr-defined]


def test_the_table_is_long_enough_and_says_all_there_is_to_say() -> None:
    refused = {strange.outcome for strange in CORPUS if not strange.is_taken}

    assert len(CORPUS) >= 30
    assert {strange.outcome for strange in CORPUS if strange.is_taken} == {"image/jpeg", "image/png", "application/pdf"}
    assert refused == {
        "file_empty", "file_too_large", "file_kind", "file_name_differs", "file_broken", "file_too_many_pixels",
        "file_locked", "file_two_kinds",
    }  # fmt: skip


@pytest.mark.parametrize("strange", PICTURES, ids=lambda strange: ascii(strange.name)[:40])
def test_of_a_picture_its_pixels_are_kept_and_nothing_else(strange: Strange) -> None:
    content = strange.make()
    found = kept(take(content, strange.name))

    for told in (MAKER.encode(), POSITION.encode(), b"Exif", b"ICC_PROFILE", b"<script", b"PK\x03\x04", b"<?php"):
        assert told not in found
    with Image.open(io.BytesIO(found)) as image:
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "comment", "icc_profile", "Author"} & set(image.info)
        assert getattr(image, "n_frames", 1) == 1


@pytest.mark.parametrize("name", ["gedraaid.jpg", "gedraaid.heic"])
def test_a_picture_stands_upright(name: str) -> None:
    strange = next(strange for strange in CORPUS if strange.name == name)
    with Image.open(io.BytesIO(kept(take(strange.make(), name)))) as image:
        assert image.size == (48, 64)
        # Turned a quarter to the right: what was at the left is at the top, its corner at the right.
        assert [_colour(image, at) for at in ((4, 20), (24, 60), (44, 4))] == ["red", "blue", "black"]


def test_of_moving_pictures_the_first_is_kept() -> None:
    for kind, name in (("WEBP", "a.webp"), ("PNG", "a.png")):
        with Image.open(io.BytesIO(kept(take(strange_files.animated(kind), name)))) as image:
            assert _colour(image, (30, 20)) == "red"


def test_what_can_be_seen_through_is_laid_on_white_paper() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(clear, "WEBP")
    with Image.open(io.BytesIO(kept(take(clear.getvalue(), "a.webp")))) as image:
        assert image.getpixel((10, 10)) == (255, 255, 255)


def test_a_large_picture_is_made_smaller_and_a_pdf_stays_as_it_is() -> None:
    wide = strange_files.picture(size=(5_200, 1_000))
    with Image.open(io.BytesIO(kept(take(wide)))) as image:
        assert image.size == (4_000, 769)
    assert kept(take(strange_files.pdf(), "a.pdf")) == strange_files.pdf()
    with pikepdf.open(io.BytesIO(kept(take(strange_files.pdf(), "a.pdf")))) as paper:
        assert len(paper.pages) == 1


def test_half_a_picture_is_refused_after_a_printout_was_made_too() -> None:
    pdf.render('<html lang="nl"><title>x</title></html>')
    assert ImageFile.LOAD_TRUNCATED_IMAGES, "else nothing is tried here"
    for name in ("halve-foto.jpg", "halve-foto.png", "halve-foto.webp"):
        strange = next(strange for strange in CORPUS if strange.name == name)
        assert refusal(strange.make(), name).code == "file_broken"
    assert ImageFile.LOAD_TRUNCATED_IMAGES


def test_the_header_of_a_picture_is_judged_before_anything_is_unpacked() -> None:
    began = time.process_time()
    refusal(strange_files.png_of(9_000, 9_000, b"\0" * 27_000), "a.png")

    assert time.process_time() - began < 1


def test_the_limit_of_a_form_goes_before_that_of_the_portal() -> None:
    large = strange_files.pdf()[:-8] + b" " * files.MEGABYTE + b"\n%%EOF\n"

    refused = refusal(large, "a.pdf", most_bytes=files.MEGABYTE)
    assert (refused.code, refused.data) == ("file_too_large", {"megabytes": 1})
    assert take(large, "a.pdf", most_bytes=2 * files.MEGABYTE).size == len(large)


NAMES = {
    "brief.jpg": "brief.jpg",
    "BRIEF.JPEG": "BRIEF.jpg",
    "foto.HEIC": "foto.jpg",
    "zonder einde": "zonder einde.jpg",
    "../../etc/passwd.jpg": "passwd.jpg",
    "C:\\Users\\mij\\brief.jpg": "brief.jpg",
    "brief\u202egpj.exe.jpg": "briefgpj.exe.jpg",
    ".htaccess": "htaccess.jpg",
    "": "bestand.jpg",
    "...": "bestand.jpg",
    "a\x00b\r\nc.jpg": "ab c.jpg",
    '<img src=x onerror="alert(1)">.jpg': "img src=x onerror= alert(1).jpg",
    "scan 111222333.jpg": "scan •••••••••.jpg",
    "111222333.jpg": "•••••••••.jpg",
    "\u0661\u0661\u0661\u0662\u0662\u0662\u0663\u0663\u0663.jpg": "•••••••••.jpg",
    "نامه\u200cها.jpg": "نامه\u200cها.jpg",
    "x" * 300 + ".jpg": "x" * 100 + ".jpg",
    "brief 12. versie": "brief 12. versie.jpg",
}


@pytest.mark.parametrize(("typed", "shown"), NAMES.items(), ids=lambda name: ascii(name)[:40])
def test_a_name_is_shown_safely(typed: str, shown: str) -> None:
    assert files.shown_name(typed, "jpg") == shown
    assert sensitive.find(shown) == []


def test_a_file_is_kept_under_a_name_that_nobody_guesses_and_for_nobody_else_on_the_machine(place: Path) -> None:
    first, second = take(strange_files.picture()), take(strange_files.picture())

    assert first.key != second.key
    assert "brief" not in first.key
    assert len(first.key.rsplit("/", 1)[1]) == 32
    assert {stat.S_IMODE(os.stat(found).st_mode) for found in everything(place)} == {0o600}
    assert {stat.S_IMODE(os.stat(found).st_mode) for found in place.rglob("*") if found.is_dir()} == {0o700}


def test_private_storage_has_no_address_and_lies_outside_what_is_served(settings: Any) -> None:
    from portal.settings import base

    own = base.STORAGES["private"]["OPTIONS"]
    assert not Path(own["location"]).is_relative_to(base.MEDIA_ROOT)
    assert not Path(own["location"]).is_relative_to(base.STATIC_ROOT)
    with pytest.raises(ValueError, match="not accessible via a URL"):
        storages["private"].url("forms/ab/abc")


def test_another_storage_is_a_matter_of_settings(settings: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}
    stored = take(strange_files.picture())

    assert kept(stored)
    now = timezone.now()
    assert list(files.strays("forms", lambda keys: keys, now + timedelta(days=1))) == []
    assert list(files.strays("forms", lambda keys: (), now + timedelta(days=1))) == [stored.key]
    files.erase(stored.key)
    with pytest.raises(FileNotFoundError):
        files.opened(stored.key)


def test_a_disk_that_is_full_or_away_refuses_and_loses_nothing(place: Path) -> None:
    place.write_text("a file where the folder should be")

    assert refusal(strange_files.picture()).code == "files_away"


def test_a_file_is_erased_once_or_twice_and_then_gone(place: Path) -> None:
    stored = take(strange_files.picture())
    files.erase(stored.key)
    files.erase(stored.key)

    assert everything(place) == []


def test_what_a_crash_left_is_found_when_it_is_old_enough_and_nobody_knows_it(place: Path) -> None:
    known, stray = take(strange_files.picture()), take(strange_files.picture())
    other = files.receive(sent(strange_files.picture()), folder="elsewhere")
    now = timezone.now()

    def asked(keys: Any) -> set[str]:
        return {known.key} & set(keys)

    assert list(files.strays("forms", asked, now - timedelta(hours=1))) == []
    assert list(files.strays("forms", asked, now + timedelta(hours=1))) == [stray.key]
    assert list(files.strays("nothing", asked, now)) == []
    assert kept(other)


def _posted(path: str, *contents: bytes) -> Any:
    parts = {f"f{number}": io.BytesIO(content) for number, content in enumerate(contents)}
    for number, part in enumerate(parts.values()):
        part.name = f"{number}.jpg"
    return RequestFactory().post(path, parts)


def test_a_file_is_written_to_a_place_without_a_name_while_it_arrives() -> None:
    request = _posted("/nl/vraag/x/", strange_files.picture())
    found = request.FILES["f0"]

    assert isinstance(found.file.name, int)  # a number of the operating system: no folder holds it
    assert files.receive(found, folder="forms").content_type == "image/jpeg"
    request.close()
    assert found.file.closed


def test_of_what_is_far_too_large_no_more_is_kept_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 200_000)
    monkeypatch.setattr(files, "MOST_BYTES_AT_ONCE", 300_000)
    request = _posted("/nl/vraag/x/", b"\xff\xd8\xff" + b"\0" * 500_000, b"\0" * 150_000, b"\0" * 150_000)
    first, *others = request.FILES.values()

    assert first.size == 500_003
    assert first.seek(0, os.SEEK_END) <= 200_000
    assert sum(part.seek(0, os.SEEK_END) for part in (first, *others)) <= 300_000
    for part in (first, others[-1]):
        with pytest.raises(Refused) as refused:
            files.receive(part, folder="forms")
        assert refused.value.code == "file_too_large"
    request.close()


def test_the_screens_of_staff_take_files_as_their_library_does() -> None:
    request = _posted("/admin/images/add/", strange_files.picture())

    assert type(request.FILES["f0"]).__name__ == "InMemoryUploadedFile"


def _colour(image: Image.Image, at: tuple[int, int]) -> str:
    red, _green, blue = image.convert("RGB").getpixel(at)  # type: ignore[misc]
    return "red" if red > 120 else "blue" if blue > 120 else "black"
