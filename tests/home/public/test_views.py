"""The language of a visitor: chosen, remembered, guessed."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("cookie", "accepted", "to"),
    [
        ("", "", "/nl/"),
        ("", "ar-SY,ar;q=0.9,en;q=0.8", "/ar/"),
        ("", "de,tr;q=0.9,en;q=0.1", "/en/"),
        ("", "de", "/nl/"),
        ("ar", "en", "/ar/"),
        ("tr", "en", "/en/"),
        ("//evil", "", "/nl/"),
        ("", "fa-AF", "/fa-af/"),
    ],
)
def test_the_root_leads_to_a_language_that_is_switched_on(client: Client, cookie: str, accepted: str, to: str) -> None:
    client.cookies["taal"] = cookie
    response = client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response["Location"]) == (302, to)
    assert {"Cookie", "Accept-Language"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize(
    ("here", "to"),
    [
        ("/nl/lezen/de-brief/", "/en/reading/the-letter/"),
        ("/nl/lezen/verhuizen/", "/en/lezen/verhuizen/"),
        ("/nl/", "/en/"),
        ("/nl/vraag/stel-uw-vraag/waar/?van=controle", "/en/vraag/stel-uw-vraag/waar/?van=controle"),
        ("/account/login/", "/en/"),
        ("https://evil.example/nl/", "/en/"),
        ("//evil.example/nl/", "/en/"),
        ("javascript:alert(1)", "/en/"),
        ("", "/en/"),
    ],
)
def test_choosing_a_language_stays_on_the_same_page(client: Client, here: str, to: str) -> None:
    response = client.post("/nl/voorkeur/", {"language": "en", "next": here})
    assert (response.status_code, response["Location"]) == (303, to)
    cookie = response.cookies["taal"]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == ("en", "Lax", True)


def test_a_choice_works_from_a_cached_page_without_a_token() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/nl/voorkeur/", {"language": "ar", "next": "/nl/"})["Location"] == "/ar/"


def test_a_language_that_is_not_switched_on_is_refused(client: Client) -> None:
    response = client.post("/nl/voorkeur/", {"language": "tr", "next": "/nl/"})
    assert (response.status_code, "taal" in response.cookies) == (400, False)


def test_asking_for_a_choice_changes_nothing(client: Client) -> None:
    assert client.get("/nl/voorkeur/").status_code == 405
