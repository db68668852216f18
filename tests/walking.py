"""A form filled in as a browser without script does it: page by page, with what each page remembers."""

import re
from typing import Any

from django.test import Client

from tickets.models import Ticket

MARKS = ("_shown", "_confirmed", "_warned", "_page", "_draft")


class Walk:
    """One visitor in one form."""

    def __init__(self, client: Client, form: str, language: str = "nl") -> None:
        self.client = client
        self.form = form
        self.base = f"/{language}/vraag/{form}/"

    def get(self, step: str = "") -> Any:
        """A page of the form."""
        return self.client.get(f"{self.base}{step}/" if step else self.base, follow=True)

    def step(self, step: str, **answers: str) -> Any:
        """Fills in a step, and again as long as it shows more; the page that comes after."""
        page = self.get(step)
        for _look in range(4):
            typed = {mark: _hidden(page, mark) for mark in MARKS} | answers
            page = self.client.post(f"{self.base}{step}/", typed, follow=True)
            if "meer=1" not in _address(page) or f"/{step}/" not in _address(page):
                break
        return page

    def send(self, step: str, **answers: str) -> Ticket:
        """Fills in the last step and sends; the ticket."""
        page = self.step(step, **answers)
        assert _address(page).endswith("/controle/"), (_address(page), _wrong(page))
        receipt = self.client.post(f"{self.base}controle/", follow=True)
        assert receipt.status_code == 200
        found = re.search(r'<bdi dir="ltr">([A-Z0-9]+(?:-[A-Z0-9]+)+)</bdi>', receipt.content.decode())
        assert found is not None, receipt.content.decode()[:2000]
        return Ticket.objects.select_related("municipality", "team", "category").get(reference=found[1])


def _hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    return found[1] if found else ""


def _address(page: Any) -> str:
    return str(page.redirect_chain[-1][0]) if page.redirect_chain else ""


def _wrong(page: Any) -> list[str]:
    return re.findall(r'href="#id_[^"]*">([^<]*)', page.content.decode())
