"""A region that is not the demo goes the whole way, from a page to an answer that is read, from its folder alone."""

import re
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from home.models import Municipality, PostcodeArea, User
from tests.repository.test_names import named_in
from tests.walking import Walk
from tickets import access
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[1] / "regions" / "waterdam"
BACKEND = "portal.signing_in.Backend"


@pytest.fixture
def _loaded(settings: Any, tmp_path: Path) -> None:
    """As the first start loads it: `REGION` names a folder anywhere, `DEMO=1` makes its accounts."""
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    settings.ENVIRONMENT = {**settings.ENVIRONMENT, "REGION": str(FOLDER)}
    call_command("demo", stdout=StringIO())


def colleague(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend=BACKEND)
    return client


class Reader(Client):
    """A browser without script that keeps what it read."""

    def __init__(self) -> None:
        super().__init__()
        self.read = ""

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        if answer.get("Content-Type", "").startswith("text/html"):
            self.read += answer.content.decode()
        return answer

    def follow(self, page: Any, words: str) -> Any:
        """The page behind the link with these words."""
        found = re.search(rf'<a[^>]*href="([^"]+)"[^>]*>(?:<[^>]+>|\s)*{re.escape(words)}', page.content.decode())
        assert found is not None, words
        return self.get(found[1], follow=True)


def asked(reader: Client, postcode: str, language: str = "nl") -> Ticket:
    walk = Walk(reader, "stel-uw-vraag", language)
    walk.step("vraag", topic="huis", question="Mijn huis is te klein.")
    walk.step("waar", postcode=postcode)
    return walk.send("u", name="Samira", email="samira@example.org")


@pytest.mark.usefixtures("_loaded")
def test_a_region_from_its_folder_alone(tmp_path: Path) -> None:
    nothing_of_another_region_came_along()
    from_a_page_to_an_answer_that_is_read(tmp_path)
    its_languages_are_its_own()
    who_lives_elsewhere_reaches_the_team_of_the_region()


def from_a_page_to_an_answer_that_is_read(tmp_path: Path) -> None:
    reader = Reader()
    home = reader.get("/", follow=True)
    assert "Waterdam wijst de weg" in home.content.decode()
    assert reader.get("/logo.svg").content == (FOLDER / "logo.svg").read_bytes()
    page = reader.follow(home, "Een brief")
    assert "<h1" in page.content.decode()
    reader.follow(page, "Stel uw vraag")
    ticket = asked(reader, "9901")
    assert ticket.reference.startswith("WD-")
    assert (ticket.municipality.name, ticket.team.name) == ("Waterdam", "Huisteam")

    place = f"/admin/desk/{ticket.reference}/"
    assert colleague("pleun").get(place).status_code == 404
    wim = colleague("wim")
    assert ticket.reference in wim.get("/admin/desk/").content.decode()
    wim.post(f"{place}take/", {"take-seen": ticket.lock_version})
    ticket.refresh_from_db()
    answered = wim.post(
        f"{place}reply/",
        {"reply-seen": ticket.lock_version, "reply-text": "Kom langs aan de balie.", "reply-language": "nl"},
    )
    assert answered.status_code == 302, answered.content.decode()

    found = {"reference": ticket.reference, "code": access.code_of(ticket)}
    status = reader.post("/nl/volg/", found, follow=True)
    assert "Kom langs aan de balie." in status.content.decode()
    printed = wim.get(f"{place}pdf/")
    (tmp_path / "file.pdf").write_bytes(printed.content)
    paper = subprocess.run(["pdftotext", tmp_path / "file.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert "Waterdam" in paper
    assert named_in(reader.read + paper + wim.get(place).content.decode()) == []


def its_languages_are_its_own() -> None:
    reader = Reader()
    assert reader.get("/ar/").status_code == 404
    assert "Ne sormak istiyorsunuz?" in reader.get("/tr/vraag/stel-uw-vraag/", follow=True).content.decode()
    ticket = asked(reader, "9911", "tr")
    assert (ticket.municipality.name, ticket.language) == ("Polderkerk", "tr")
    assert named_in(reader.read) == []


def who_lives_elsewhere_reaches_the_team_of_the_region() -> None:
    ticket = asked(Client(), "9921")
    assert (ticket.municipality.name, ticket.team.name) == ("Regio Waterdam", "Waterpoort")
    assert colleague("wanda").get(f"/admin/desk/{ticket.reference}/").status_code == 200


def nothing_of_another_region_came_along() -> None:
    assert set(Municipality.objects.values_list("name", flat=True)) == {"Regio Waterdam", "Waterdam", "Polderkerk"}
    assert set(PostcodeArea.objects.values_list("pc4", flat=True)) == {"9901", "9902", "9903", "9911"}
