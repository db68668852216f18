"""What a visitor gets: the page, in their language or the next one, in few queries."""

import re

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from home.models import GuidancePage

QUERIES = 6


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "/nl/",
        "/nl/lezen/",
        "/nl/lezen/de-brief/",
        "/nl/praktijk/een-voorbeeld/",
        "/nl/contact/",
        "/en/reading/the-letter/",
    ],
)
def test_each_page_is_there(client: Client, url: str) -> None:
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("url", ["/nl/niets/", "/nl/lezen/niets/", "/en/x/lezen/", "/tr/", "/tr/lezen/"])
def test_what_is_not_there_or_not_switched_on_is_not_found(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/nl/lezen/de-brief/", "/ar/lezen/de-brief/", "/en/reading/the-letter/"])
def test_a_guidance_page_costs_at_most_six_queries(client: Client, django_assert_max_num_queries, url: str) -> None:
    client.get(url)
    with django_assert_max_num_queries(QUERIES):
        client.get(url)


def test_a_page_shows_its_seven_parts_in_order(client: Client) -> None:
    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", text(client, "/nl/lezen/de-brief/").partition("<main")[2])
    assert headings[:7] == [
        "Kort antwoord",
        "Voor wie is dit?",
        "Wat moet u doen?",
        "Wat neemt u mee?",
        "Wanneer?",
        "Wie helpt u?",
        "Moeilijke woorden",
    ]


def test_what_stays_empty_in_a_municipal_part_comes_from_the_municipality(client: Client) -> None:
    page = text(client, "/nl/lezen/de-brief/")
    phones = re.findall(r'href="tel:([^"]+)"', page)
    assert phones == ["0100", "02-1234567"]
    assert re.findall(r"<details[^>]*data-municipality=\"(\w+)\"", page) == ["GM0001", "GM0002"]


def test_notes_of_editors_are_not_public(client: Client) -> None:
    assert "Nog te bevestigen" not in text(client, "/nl/lezen/de-brief/")


def test_a_link_in_the_text_leads_to_the_page_in_the_language_of_the_reader(client: Client) -> None:
    links = {url: re.findall(r'<a href="([^"]+)">(?:U gaat|contact)', text(client, url)) for url in READERS}
    assert links == READERS


READERS = {
    "/nl/lezen/de-brief/": ["/nl/lezen/verhuizen/", "/nl/contact/"],
    "/ar/lezen/de-brief/": ["/ar/lezen/verhuizen/", "/ar/contact/"],
}


def test_a_link_to_a_page_that_is_gone_becomes_plain_words(client: Client) -> None:
    GuidancePage.objects.get(slug="verhuizen").unpublish()
    assert re.search(r"Lees ook <a>U gaat verhuizen</a>", text(client, "/nl/lezen/de-brief/"))


def test_a_page_without_translation_is_shown_in_the_source_and_says_so(client: Client) -> None:
    response = client.get("/ar/lezen/de-brief/")
    page = response.content.decode()
    assert re.search(r'<html[^>]*lang="ar"[^>]*dir="rtl"', page)
    assert re.search(r'<article[^>]* lang="nl" dir="ltr">\s*<h1[^>]*>De brief</h1>', page)
    assert '<span lang="nl" dir="ltr">Nederlands</span>' in page
    assert response["Content-Language"] == "ar, nl"
    assert response["Link"] == '<http://testserver/nl/lezen/de-brief/>; rel="canonical"'


def test_a_translated_page_has_no_notice(client: Client) -> None:
    page = text(client, "/en/reading/the-letter/")
    assert '<span lang="nl" dir="ltr">Nederlands</span>' not in page
    assert re.search(r"<article[^>]*>\s*<h1[^>]*>The letter</h1>", page)


def test_a_page_is_listed_in_the_source_language_where_it_is_not_translated(client: Client) -> None:
    links = re.findall(r'<a class="[^"]*kl-pages__link" href="([^"]+)"', text(client, "/en/reading/"))
    assert links == ["/en/reading/the-letter/", "/en/lezen/verhuizen/"]
    assert client.get("/en/lezen/verhuizen/").status_code == 200


def test_a_translation_that_is_older_than_its_source_says_so(client: Client) -> None:
    older = "kl-alert--warning"
    before = text(client, "/en/reading/the-letter/").count(older)
    GuidancePage.objects.get(slug="de-brief").save_revision().publish()
    assert text(client, "/en/reading/the-letter/").count(older) == before + 1
    assert text(client, "/nl/lezen/de-brief/").count(older) == text(client, "/ar/lezen/de-brief/").count(older)


def test_dari_is_read_through_persian_to_the_source(client: Client) -> None:
    assert re.search(r'<html[^>]*lang="fa-af"[^>]*dir="rtl"', text(client, "/fa-af/lezen/de-brief/"))


def test_a_video_is_a_plain_link_with_its_words(client: Client) -> None:
    page = text(client, "/nl/praktijk/een-voorbeeld/")
    assert re.findall(r"<(?:iframe|video|embed|object)\b", page) == []
    assert re.findall(r'(?:src|srcset|poster)="https?:', page) == []
    assert page.count('href="https://video.example.org/1"') == 1
    assert page.count("Wij werken samen.") == 1


def test_the_button_leads_to_the_form_in_the_language_of_the_reader(client: Client) -> None:
    assert 'href="/ar/vraag/stel-uw-vraag/"' in text(client, "/ar/lezen/de-brief/")


def test_a_page_for_colleagues_stays_for_colleagues(client: Client) -> None:
    section = Page.objects.get(slug="lezen")
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    for url in ("/nl/lezen/de-brief/", "/ar/lezen/de-brief/"):
        response = client.get(url)
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/account/login/")


def test_the_address_in_the_source_language_leads_to_the_translation(client: Client) -> None:
    response = client.get("/en/lezen/de-brief/")
    assert (response.status_code, response["Location"]) == (302, "/en/reading/the-letter/")


def test_a_draft_is_not_public(client: Client) -> None:
    GuidancePage.objects.get(slug="de-brief").unpublish()
    assert client.get("/nl/lezen/de-brief/").status_code == 404
    assert client.get("/ar/lezen/de-brief/").status_code == 404
