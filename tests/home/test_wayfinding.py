"""The way around: menu, breadcrumb, languages, addresses."""

import pytest
from wagtail.models import Page

from home import wayfinding

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _region(waterdam_region: None) -> None:
    pass


def found(reader: str, below: str) -> tuple[wayfinding.Way, Page]:
    way = wayfinding.around(reader)
    page = wayfinding.find(way, below)
    assert page is not None
    return way, page


@pytest.mark.parametrize(
    ("reader", "menu"),
    [
        ("nl", [("Lezen", "/nl/lezen/", False), ("Contact", "/nl/contact/", False)]),
        ("en", [("Reading", "/en/reading/", False), ("Contact", "/en/contact/", False)]),
        ("ar", [("Lezen", "/ar/lezen/", True), ("Contact", "/ar/contact/", True)]),
    ],
)
def test_the_menu_has_all_sections_under_the_prefix_of_the_reader(
    reader: str, menu: list[tuple[str, str, bool]]
) -> None:
    links = wayfinding.around(reader).menu()
    assert [(link.title, link.url, link.is_foreign) for link in links] == menu


def test_the_breadcrumb_leads_from_the_start_page_to_this_page() -> None:
    way, page = found("ar", "lezen/de-brief/")
    links = [(link.url, link.is_current) for link in way.breadcrumb(page)]
    assert links == [("/ar/", False), ("/ar/lezen/", False), ("/ar/lezen/de-brief/", True)]


def test_a_breadcrumb_above_an_untranslated_page_is_in_the_language_of_the_reader() -> None:
    way, page = found("en", "lezen/verhuizen/")
    assert [link.title for link in way.breadcrumb(page)] == ["Welcome", "Reading", "U gaat verhuizen"]


def test_the_switch_stays_on_the_same_page_in_every_language_that_is_on() -> None:
    way, page = found("nl", "lezen/de-brief/")
    rows = [(row.code, row.url, row.is_current, row.is_translated) for row in way.languages(page, "")]
    assert rows == [
        ("nl", "/nl/lezen/de-brief/", True, True),
        ("en", "/en/reading/the-letter/", False, True),
        ("ar", "/ar/lezen/de-brief/", False, False),
        ("fa-af", "/fa-af/lezen/de-brief/", False, False),
    ]


def test_outside_the_tree_the_switch_changes_the_prefix_only() -> None:
    urls = [row.url for row in wayfinding.around("nl").languages(None, "/nl/volg/AB-12/")]
    assert urls == ["/nl/volg/AB-12/", "/en/volg/AB-12/", "/ar/volg/AB-12/", "/fa-af/volg/AB-12/"]


@pytest.mark.parametrize("extra", [0, 20])
def test_finding_costs_three_queries_however_many_pages_there_are(extra: int, django_assert_num_queries) -> None:
    section = Page.objects.get(slug="lezen")
    for number in range(extra):
        section.get_children().first().specific.copy(update_attrs={"slug": f"kopie-{number}"})
    wayfinding.switched_on()  # the languages are remembered
    with django_assert_num_queries(3):
        found("ar", "lezen/de-brief/")


def test_an_empty_installation_has_languages_and_nothing_else() -> None:
    Page.objects.filter(depth=2).first().get_siblings().delete()
    way = wayfinding.around("nl")
    assert (way.menu(), way.question_form, wayfinding.find(way, "")) == ([], "", None)
