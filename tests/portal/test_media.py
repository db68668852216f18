"""Pictures of pages reach their readers, and nothing else of what was uploaded reaches anybody as a page."""

import gc
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image as Pixels
from wagtail.images.models import Image

from home.history import Actor, acting, recorded
from home.models import PracticePage
from tests.regions import waterdam

pytestmark = pytest.mark.django_db
HOSTILE = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    """An empty place for uploads."""
    settings.MEDIA_ROOT = str(tmp_path)
    for folder in ("images", "original_images", "documents"):
        (tmp_path / folder).mkdir()
    return tmp_path


@pytest.fixture
def pictured(waterdam_region: None) -> str:
    """The address of a page with a picture in it."""
    drawn = BytesIO()
    Pixels.new("RGB", (1200, 800), "navy").save(drawn, "JPEG")
    with acting(Actor("toets"), via="command"), recorded("toets"):
        image = Image.objects.create(title="Balie", file=ImageFile(BytesIO(drawn.getvalue()), name="balie.jpg"))
        page = PracticePage.objects.get(slug="een-voorbeeld")
        page.body.append(("picture", {"image": image, "alt": "De balie met een plant", "caption": ""}))
        page.save_revision().publish()
    return "/nl/praktijk/een-voorbeeld/"


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail leaves its own while it makes sizes
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_each_picture_of_a_page_is_there_in_each_size_and_kind(client: Client, pictured: str) -> None:
    body = client.get(pictured).content.decode()
    sets = " ".join(re.findall(r'(?:srcset|src)="([^"]*/media/[^"]*)"', body))
    addresses = set(re.findall(r"/media/[^\s,]+", sets))
    assert {address.rpartition(".")[2] for address in addresses} == {"avif", "webp", "jpg"}
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Disposition"]) == (200, "inline")
        assert set(answer["Cache-Control"].split(", ")) == {"max-age=604800", "public"}
        found = Pixels.open(BytesIO(b"".join(answer.streaming_content)))
        assert answer["Content-Type"] == f"image/{str(found.format).lower()}"
        assert found.width in (320, 640, 960)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
    gc.collect()  # here, where what Wagtail left open may be said


@pytest.mark.parametrize("name", ["x.svg", "x.html", "x.jpg.svg", "x.xml", "x", ".jpg"])
def test_what_could_hold_a_script_is_not_served(client: Client, root: Path, name: str) -> None:
    (root / "images" / name).write_bytes(HOSTILE)
    assert client.get(f"/media/images/{name}").status_code == 404


def test_a_page_that_calls_itself_a_picture_is_shown_as_a_broken_one(client: Client, root: Path) -> None:
    (root / "images" / "x.png").write_bytes(HOSTILE)
    answer = client.get("/media/images/x.png")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content) == HOSTILE


@pytest.mark.parametrize(
    "address",
    [
        "/media/",
        "/media/images/",
        "/media/images/none.png",
        "/media/documents/x.png",
        "/media/../db.png",
        "/media/images/..%2f..%2fx.png",
        "/media/images/%2e%2e/x.png",
        "/media/images/x%00.png",
    ],
)
def test_nothing_else_of_the_disk_is_served(client: Client, root: Path, address: str) -> None:
    (root / "documents" / "x.png").write_bytes(b"x")
    (root.parent / "x.png").write_bytes(b"x")
    assert client.get(address).status_code == 404


def test_an_upload_as_it_was_is_for_staff_alone(client: Client, root: Path, waterdam_region: None) -> None:
    (root / "original_images" / "x.jpg").write_bytes(b"x")
    assert client.get("/media/original_images/x.jpg").status_code == 404
    client.force_login(waterdam.bea(), backend="portal.signing_in.Backend")
    answer = client.get("/media/original_images/x.jpg")
    assert (b"".join(answer.streaming_content), "private" in answer["Cache-Control"]) == (b"x", True)
