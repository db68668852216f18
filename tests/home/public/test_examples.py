"""Examples from practice, chosen by year and municipality with plain links and a plain form."""

import re
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from home.history import Actor, acting, recorded
from home.models import Municipality, PracticePage, SectionPage
from tests import parsing

PLACE = "/nl/praktijk/"


@pytest.fixture
def section() -> Any:
    """The section of the region, with three examples: of 2021 (both), of 2023 (one) and of 2024 (none)."""
    section = SectionPage.objects.get(slug="praktijk", locale__language_code="nl")
    with acting(Actor("toets"), via="command"), recorded("toets"):
        for year, codes in ((2023, ["GM0002"]), (2024, [])):
            page = PracticePage(title=f"Voorbeeld {year}", slug=f"voorbeeld-{year}", year=year, intro="Zo.", body=[])
            section.add_child(instance=page)
            page.municipalities.set(Municipality.objects.filter(code__in=codes))
            page.save()
    return section


def shown(client: Client, query: str = "", place: str = PLACE) -> str:
    answer = client.get(place + query)
    assert answer.status_code == 200
    body: str = answer.content.decode()
    assert parsing.errors(body) == []
    return body


def titles(body: str) -> list[str]:
    return re.findall(r'kl-pages__link" href="[^"]+">([^<]+)', body)


def options(body: str, name: str) -> list[tuple[str, str, bool]]:
    select = re.search(rf'<select[^>]* name="{name}".*?</select>', body, re.DOTALL)
    assert select is not None
    return [
        (value, label, bool(chosen))
        for value, chosen, label in re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)', select[0])
    ]


def status(body: str) -> str:
    found = re.search(r'<div class="kl-found" role="status">(.*?)</div>', body, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


@pytest.mark.usefixtures("section")
def test_without_a_choice_all_are_there_and_nothing_is_said_to_be_found(client: Client) -> None:
    body = shown(client)
    assert titles(body) == ["Een voorbeeld", "Voorbeeld 2023", "Voorbeeld 2024"]
    assert options(body, "jaar") == [
        ("", "alle jaren", False),
        ("2024", "2024", False),
        ("2023", "2023", False),
        ("2021", "2021", False),
    ]
    assert options(body, "gemeente") == [
        ("", "alle gemeenten", False),
        ("GM0002", "Polderkerk", False),
        ("GM0001", "Waterdam", False),
    ]
    assert status(body) == ""


@pytest.mark.usefixtures("section")
@pytest.mark.parametrize(
    ("query", "found", "said"),
    [
        ("?jaar=2021", ["Een voorbeeld"], "1 praktijkvoorbeeld gevonden. Gekozen: 2021. Wis de keuze"),
        (
            "?gemeente=GM0002&jaar=",
            ["Een voorbeeld", "Voorbeeld 2023"],
            "2 praktijkvoorbeelden gevonden. Gekozen: Polderkerk. Wis de keuze",
        ),
        (
            "?jaar=2023&gemeente=GM0002",
            ["Voorbeeld 2023"],
            "1 praktijkvoorbeeld gevonden. Gekozen: 2023, Polderkerk. Wis de keuze",
        ),
    ],
)
def test_a_choice_shows_what_fits_how_many_and_what_was_chosen(
    client: Client, query: str, found: list[str], said: str
) -> None:
    body = shown(client, query)
    assert (titles(body), status(body)) == (found, said)


@pytest.mark.usefixtures("section")
@pytest.mark.parametrize("query", ["?jaar=2024&gemeente=GM0001", "?jaar=1999", "?gemeente=GM9999", "?jaar=<b>"])
def test_a_choice_that_nothing_fits_says_so_and_leads_back(client: Client, query: str) -> None:
    body = shown(client, query)
    assert titles(body) == []
    assert status(body).startswith("Er is geen praktijkvoorbeeld dat hierbij past.")
    assert '<a class="utrecht-link" href="?">Wis de keuze</a>' in body
    assert "<b>" not in body


@pytest.mark.usefixtures("section")
def test_what_was_chosen_stays_chosen_in_the_form(client: Client) -> None:
    body = shown(client, "?jaar=2023&gemeente=GM0002")
    assert [row for row in options(body, "jaar") if row[2]] == [("2023", "2023", True)]
    assert [row for row in options(body, "gemeente") if row[2]] == [("GM0002", "Polderkerk", True)]


@pytest.mark.usefixtures("section")
def test_a_choice_stays_in_the_language_of_the_reader(client: Client) -> None:
    body = shown(client, "?jaar=2023", "/ar/praktijk/")
    assert re.findall(r'kl-pages__link" href="([^"]+)"', body) == ["/ar/praktijk/voorbeeld-2023/"]
    assert '<form method="get" class="kl-choose"' in body  # to the address it stands at


@pytest.mark.usefixtures("section")
def test_a_section_without_examples_has_no_form_and_costs_no_query_more(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/nl/lezen/")
    with django_assert_max_num_queries(6):
        assert 'name="jaar"' not in shown(client, "?jaar=2021", "/nl/lezen/")
    assert len(titles(shown(client, "?jaar=2021", "/nl/lezen/"))) > 0


@pytest.mark.parametrize("more", [0, 3])
def test_a_section_costs_the_same_with_one_example_as_with_many(
    client: Client, section: Page, more: int, django_assert_max_num_queries: Any
) -> None:
    with acting(Actor("toets"), via="command"), recorded("toets"):
        for number in range(more):
            page = PracticePage(title=f"Nog {number}", slug=f"nog-{number}", year=2020, intro="Zo.", body=[])
            section.add_child(instance=page)
    client.get(PLACE)
    with django_assert_max_num_queries(7):
        client.get(PLACE + "?jaar=2020")
