"""A small form of the invented region, its postcodes, and a program that asks the API."""

import json
import secrets
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.test import Client
from wagtail.models import Locale

from forms_app import authoring
from forms_app.models import Form
from home.history import recorded
from home.models import Municipality, OutsideArea, PostcodeArea
from tests.standing import maker
from tickets.models import RoutingRule

V1 = "/api/v1"
FORM: dict[str, Any] = {
    "key": "vraag-het",
    "title": "Vraag het ons",
    "audience": "inburgeraar",
    "default_category": "brief",
    "receipt_text": "Wij lezen uw vraag.",
    "steps": [
        {
            "key": "taal",
            "title": "Welke taal?",
            "fields": [
                {"type": "language", "key": "spoken", "label": "Uw taal", "meaning": "language", "required": True}
            ],
        },
        {
            "key": "waar",
            "title": "Waar woont u?",
            "fields": [
                {"type": "yes_no", "key": "azc", "label": "In een azc?", "meaning": "lives_in_azc", "required": True},
                {
                    "type": "postcode",
                    "key": "postcode",
                    "label": "Uw postcode",
                    "meaning": "postcode",
                    "visible_if": [{"question": "azc", "test": "is", "value": "no"}],
                },
                {
                    "type": "municipality",
                    "key": "linked",
                    "label": "Welke gemeente?",
                    "meaning": "linked_municipality",
                    "required": True,
                    "visible_if": [{"question": "azc", "test": "is", "value": "yes"}],
                },
            ],
        },
        {
            "key": "vraag",
            "title": "Wat is uw vraag?",
            "fields": [
                {"type": "panel", "key": "tip", "label": "Let op", "text": "Schrijf geen nummers op."},
                {"type": "long_text", "key": "question", "label": "Uw vraag", "meaning": "question", "required": True},
                {"type": "text", "key": "name", "label": "Uw naam", "meaning": "sender_name", "required": True},
                {"type": "email", "key": "email", "label": "Uw e-mailadres", "meaning": "sender_email"},
                {"type": "choices", "key": "help", "label": "Waarbij?", "options": [
                    {"key": "read", "label": "Lezen"}, {"key": "write", "label": "Schrijven"}]},
                {"type": "date", "key": "day", "label": "Welke dag?"},
                {"type": "number", "key": "people", "label": "Met hoeveel?", "minimum": "1", "maximum": "9"},
            ],
        },
    ],
    "offered_from": 1,
    "strings": {"en": {"_form.title": "Ask us", "taal.spoken.label": "Your language"}},
}  # fmt: skip
ANSWERS: dict[str, Any] = {
    "azc": False,
    "postcode": "1234 ab",
    "question": "Wanneer begint mijn les?",
    "name": "Samira",
    "email": "samira@example.org",
}


@maker("settled")
def settle() -> Form:
    """Postcodes of the two municipalities of the cast, two languages, and the form, published."""
    with recorded("toets"):
        dam, kerk = (Municipality.objects.get(code=code) for code in ("GM9001", "GM9002"))
        PostcodeArea(pc4="1234", place="Waterdam", municipality=dam).save()
        PostcodeArea(pc4="1290", place="Polderkerk", municipality=kerk).save()
        PostcodeArea(pc4="1200", place="Waterdam", municipality=dam, kind="po_box").save()
        RoutingRule(
            rank=15, name="Postcode", target="fact", fact="pc4_municipality", valid_from=date(2022, 1, 1)
        ).save()
        OutsideArea(pc4="1299", place="Verweg aan Zee", municipality_name="Verweg", municipality_code="GM9999").save()
    for code in ("nl", "en", "ar"):
        Locale.objects.get_or_create(language_code=code)
    return authoring.load(FORM)


class Program:
    """A program that speaks JSON with the portal, without cookies."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Reads."""
        answer: Any = self.client.get(V1 + path, headers=headers)
        return answer

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        """Sends JSON; a key of its own unless one is given."""
        headers = {"Idempotency-Key": secrets.token_hex(8), **headers}
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        answer: Any = self.client.post(V1 + path, data, content_type="application/json", headers=headers)
        return answer

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        """Changes something by JSON."""
        answer: Any = self.client.patch(V1 + path, json.dumps(body), content_type="application/json", headers=headers)
        return answer

    def submit(
        self,
        answers: dict[str, Any] | None = None,
        *,
        language: str = "nl",
        version: int = 1,
        form: str = "vraag-het",
        **headers: str,
    ) -> HttpResponse:
        """Sends the form; `answers` are laid over good ones, None takes one away."""
        usual = ANSWERS if form == "vraag-het" else {}
        said = {name: value for name, value in {**usual, **(answers or {})}.items() if value is not None}
        body = {"version": version, "language": language, "answers": said}
        return self.post(f"/forms/{form}/submissions", body, **headers)


def problem(answer: Any) -> dict[str, Any]:
    """The problem that an answer is."""
    assert answer["Content-Type"] == "application/problem+json", answer.content
    told: dict[str, Any] = answer.json()
    assert told["status"] == answer.status_code
    return told


def errors(answer: Any) -> list[tuple[str | None, str, str]]:
    """Step, field and code of all that was wrong."""
    return [(row["step"], row["field"], row["code"]) for row in problem(answer)["errors"]]
