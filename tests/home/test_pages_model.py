"""Page types: identity, place in the tree, what an editor sees."""

import pytest
from django.test import Client
from wagtail.models import Locale, Page

from home.models import ContactPage, GuidancePage, HomePage, PracticePage, SectionPage
from tests.regions import waterdam

pytestmark = pytest.mark.django_db


@pytest.fixture
def brief(waterdam_region: None) -> GuidancePage:
    return GuidancePage.objects.get(slug="de-brief")


def test_the_id_is_the_dutch_slug_in_every_language(brief: GuidancePage) -> None:
    assert brief.guidance_id == "de-brief"
    assert GuidancePage.objects.get(slug="the-letter").guidance_id == "de-brief"


def test_the_id_stays_when_the_slug_changes(brief: GuidancePage) -> None:
    brief.slug = "een-andere-brief"
    brief.save_revision().publish()
    brief.refresh_from_db()
    assert (brief.slug, brief.guidance_id) == ("een-andere-brief", "de-brief")


def test_a_translation_made_in_the_admin_keeps_the_id(brief: GuidancePage) -> None:
    translated = brief.copy_for_translation(Locale.objects.get(language_code="ar"), copy_parents=True)
    translated.save_revision().publish()
    assert GuidancePage.objects.get(pk=translated.pk).guidance_id == "de-brief"


def test_a_copy_gets_an_id_of_its_own(brief: GuidancePage) -> None:
    copy = brief.copy(update_attrs={"slug": "nog-een-brief"})
    copy.save_revision().publish()
    assert GuidancePage.objects.get(pk=copy.pk).guidance_id == "nog-een-brief"


def test_a_slug_that_is_an_id_already_gives_another_id(brief: GuidancePage) -> None:
    copy = brief.copy(to=Page.objects.get(slug="praktijk"))
    copy.save_revision().publish()
    copy.refresh_from_db()
    assert (copy.slug, copy.guidance_id) == ("de-brief", f"de-brief-{str(copy.translation_key)[:8]}")


@pytest.mark.parametrize(
    ("child", "parents"),
    [
        (HomePage, {Page}),
        (SectionPage, {HomePage, SectionPage}),
        (GuidancePage, {HomePage, SectionPage}),
        (PracticePage, {SectionPage}),
        (ContactPage, {HomePage, SectionPage}),
    ],
)
def test_where_a_page_may_stand(child: type[Page], parents: set[type[Page]]) -> None:
    mine = (Page, HomePage, SectionPage, GuidancePage, PracticePage, ContactPage)
    assert {parent for parent in mine if child in parent.allowed_subpage_models()} == parents


def test_an_editor_can_open_and_preview_each_type(brief: GuidancePage, client: Client) -> None:
    client.force_login(waterdam.bea())
    for page in (
        row for model in (HomePage, SectionPage, GuidancePage, PracticePage, ContactPage) for row in model.objects.all()
    ):
        assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
        assert page.make_preview_request().status_code == 200


def test_what_a_page_says_is_found_and_the_notes_of_editors_are_not(brief: GuidancePage) -> None:
    assert GuidancePage.objects.search("iedereen").count() == 3
    assert GuidancePage.objects.search("bevestigen").count() == 0
