"""Each PDF of the portal is PDF/UA-1 with its language and title, and its text can be copied in every script."""

import base64
import re
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import page as validator
import pikepdf
import pytest
from django.test import Client
from PIL import Image as Pixels

from home import pdf
from tests.cast import person
from tests.walking import Walk
from tickets import conversation
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ARABIC, ETHIOPIC = "متى يبدأ درسي؟", "ትምህርተይ መዓስ ይጅምር፧"
NAME = "سميرة"


def _picture() -> bytes:
    drawn = BytesIO()
    Pixels.new("RGB", (20, 20), "navy").save(drawn, "PNG")
    return drawn.getvalue()


PICTURE = _picture()


def printed(answer: Any, tmp_path: Path) -> tuple[str, dict[str, str]]:
    """The text that copying gives, and language and title of a PDF that the validator finds nothing wrong with."""
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    report = validator.validate_pdf_bytes(answer.content, profile=validator.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report
    place = tmp_path / "printout.pdf"
    place.write_bytes(answer.content)
    text = subprocess.run(["pdftotext", "-layout", str(place), "-"], capture_output=True, text=True, check=True).stdout
    with pikepdf.open(BytesIO(answer.content)) as document, document.open_metadata() as about:
        told = {
            "language": str(document.Root.Lang),
            "title": str(about["dc:title"]),
            "shows its title": str(bool(document.Root.ViewerPreferences.DisplayDocTitle)),
        }
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text), told


def asked(language: str) -> tuple[Client, Ticket, str]:
    """A question in two scripts; who asked, the ticket and the address of its receipt as PDF."""
    client = Client()
    walk = Walk(client, "vraag-het", language)
    walk.step("taal", spoken="ar")
    walk.step("waar", azc="no", postcode="1234")
    answers = {"question": f"{ARABIC}\r\n{ETHIOPIC}", "name": NAME, "email": "samira@example.org", "people": "2"}
    assert walk.step("vraag", **answers).redirect_chain
    receipt = client.post(f"{walk.base}controle/", follow=True)
    found = re.search(r'href="([^"]+/pdf/)"', receipt.content.decode())
    assert found is not None
    ticket = Ticket.objects.order_by("-pk")[0]
    return client, ticket, found[1]


@pytest.mark.parametrize(
    ("language", "heading"), [("nl", "Wij hebben uw vraag ontvangen"), ("ar", "لقد استلمنا سؤالك")]
)
def test_a_receipt(settled: Ticket, tmp_path: Path, language: str, heading: str) -> None:
    client, ticket, address = asked(language)
    text, told = printed(client.get(address), tmp_path)
    assert told == {
        "language": language,
        "title": f"Vraag het ons {ticket.reference}",
        "shows its title": "True",
    }
    for words in (heading, ticket.reference, ARABIC, ETHIOPIC, NAME, "samira@example.org", "1234"):
        assert words in text, (words, text)


def test_the_file_of_a_ticket(settled: Ticket, tmp_path: Path) -> None:
    _client, ticket, _address = asked("ar")
    handler = person("handler GM9001")
    assert handler is not None
    conversation.reply(
        ticket,
        by=handler,
        at=ticket.received_at,
        expected=ticket.lock_version,
        text=f"Dinsdag. {ETHIOPIC} <img src='file:///etc/hostname'>",
        language="nl",
    )
    client = Client()
    client.force_login(handler, backend="portal.signing_in.Backend")
    text, told = printed(client.get(f"/admin/desk/{ticket.reference}/pdf/"), tmp_path)
    assert told == {"language": "nl", "title": f"Dossier {ticket.reference}", "shows its title": "True"}
    for words in (f"Dossier {ticket.reference}", ARABIC, ETHIOPIC, "Dinsdag.", "Tijdlijn", "<img src='file:///etc"):
        assert words in text, (words, text)


SECRET = "geheim"
ASKING: dict[str, tuple[str, bytes]] = {
    "a picture": ('<img src="{}" alt="x">', PICTURE),
    "a background": ('<style>p {{ background: url("{}"); }}</style>', PICTURE),
    "an object": ('<object data="{0}"></object><embed src="{0}">', PICTURE),
    "a style sheet": ('<link rel="stylesheet" href="{}">', b"p::after { content: 'geheim' }"),
    "an import": ('<style>@import url("{}");</style>', b"p::after { content: 'geheim' }"),
    "an attachment": ('<link rel="attachment" href="{}">', b"geheim"),
    "a frame": ('<iframe src="{}"></iframe>', b"<p>geheim</p>"),
}
"""How a template can ask for something, and what would be there."""


def got(body: str, tmp_path: Path) -> list[str]:
    """What came into a PDF from elsewhere."""
    made = pdf.render(
        f'<!doctype html><html lang="nl"><head><title>Proef</title></head><body><p>Tekst</p>{body}</body></html>'
    )
    place = tmp_path / "asked.pdf"
    place.write_bytes(made)
    text = subprocess.run(["pdftotext", str(place), "-"], capture_output=True, text=True, check=True).stdout
    with pikepdf.open(BytesIO(made)) as document:
        streams = [thing for thing in document.objects if isinstance(thing, pikepdf.Stream)]
        found = [str(kind) for thing in streams if (kind := thing.get("/Subtype")) == "/Image"]
        found += [str(kind) for thing in streams if (kind := thing.get("/Type")) == "/EmbeddedFile"]
    return found + re.findall(SECRET, text)


def test_what_a_template_brings_itself_is_seen(tmp_path: Path) -> None:
    inside = base64.b64encode(PICTURE).decode()
    assert got(f'<img src="data:image/png;base64,{inside}" alt="x">', tmp_path) == ["/Image"]
    assert got(f"<p>{SECRET}</p>", tmp_path) == [SECRET]


@pytest.mark.parametrize("way", ASKING)
def test_a_template_that_asks_for_a_file_gets_nothing(tmp_path: Path, way: str) -> None:
    body, there = ASKING[way]
    secret = tmp_path / "secret"
    secret.write_bytes(there)
    for address in (secret.as_uri(), f"font:../../../..{secret}", str(secret)):
        assert got(body.format(address), tmp_path) == []


@pytest.fixture
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine, and what it was asked."""
    asked_for: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked_for.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/x", asked_for
        server.shutdown()


def test_a_template_that_asks_the_network_is_not_heard(tmp_path: Path, listening: tuple[str, list[str]]) -> None:
    address, asked_for = listening
    for body, _there in ASKING.values():
        assert got(body.format(address), tmp_path) == []
    assert asked_for == []
    urllib.request.urlopen(address).close()
    assert asked_for == ["/x"]
