"""A region's site is made once."""

from pathlib import Path

import pytest
import yaml
from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page, Site

from home import sites
from home.models import GuidancePage, HomePage, PracticePage
from portal import loading
from tests.regions import waterdam

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("petra")]

MADE = 11
WORDS = yaml.safe_load((waterdam.FOLDER / "pages/11-brief.yaml").read_text(encoding="utf-8"))


def bare(folder: Path, languages: tuple[str, ...] = ("nl",)) -> int:
    return sites.load(folder, languages=languages, name="Regio", hostname="https://portal.example.org")


def test_loading_makes_each_page_in_each_of_its_languages() -> None:
    assert waterdam.load() == MADE
    assert Page.objects.filter(depth__gt=1, live=True).count() == MADE
    assert {row.language_code for row in Locale.objects.all()} >= set(waterdam.LANGUAGES)


def test_loading_twice_makes_nothing_twice_and_keeps_what_an_editor_changed() -> None:
    waterdam.load()
    page = GuidancePage.objects.get(slug="de-brief")
    page.title = "Uw brief"
    page.save_revision().publish()
    assert waterdam.load() == 0
    assert GuidancePage.objects.get(slug="de-brief").title == "Uw brief"
    assert Page.objects.filter(depth__gt=1).count() == MADE
    assert Site.objects.count() == 1


def test_the_site_begins_at_the_start_page_and_the_page_of_wagtail_is_gone() -> None:
    waterdam.load()
    site = Site.objects.get(is_default_site=True)
    assert (site.root_page.specific_class, site.hostname, site.port) == (HomePage, "testserver", 80)
    assert not Page.objects.filter(title="Welcome to your new Wagtail site!").exists()


def test_a_region_without_pages_gets_a_start_page(tmp_path: Path) -> None:
    assert bare(tmp_path) == 1
    assert HomePage.objects.get().title == "Regio"
    assert Site.objects.get().port == 443


def test_languages_that_are_not_switched_on_are_left_out(tmp_path: Path) -> None:
    assert sites.load(waterdam.FOLDER.parent, languages=["nl"], name="Regio", hostname="http://h:8000") == 1
    assert Site.objects.get().port == 8000


def test_a_link_in_the_text_names_the_page_in_the_same_language() -> None:
    waterdam.load()
    contact = Page.objects.get(slug="contact", locale__language_code="nl")
    panel = GuidancePage.objects.get(slug="de-brief").steps[1].value
    assert panel["text"].source == f'<p>Wacht niet. Zie <a linktype="page" id="{contact.pk}">contact</a>.</p>'


def test_a_page_that_is_not_complete_is_refused_whole(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    text = {**WORDS["languages"]["nl"], "steps": [], "who_helps": [{"paragraph": "Bel."}]}
    start = {"type": "HomePage", "key": "start", "languages": {"nl": {"title": "S", "slug": "nl", "intro": "Hoi"}}}
    (pages / "00.yaml").write_text(yaml.safe_dump(start))
    brief = {"type": "GuidancePage", "key": "brief", "parent": "start", "languages": {"nl": text}}
    (pages / "11.yaml").write_text(yaml.safe_dump(brief))
    with pytest.raises(ValidationError):
        bare(tmp_path)
    assert not HomePage.objects.exists()


def test_the_demo_region_has_four_complete_guidance_pages_and_its_article_in_two_languages() -> None:
    loading.load(loading.folder("demo"))
    parts = ("short_answer", "who_for", "steps", "what_to_bring", "by_when", "who_helps", "official_words")
    pages = GuidancePage.objects.select_related("locale").order_by("guidance_id", "locale__language_code")
    assert [(page.guidance_id, page.locale.language_code) for page in pages] == [
        (key, code)
        for key in ("de-brief-van-duo", "een-brief-begrijpen", "u-gaat-verhuizen", "wie-helpt-mij")
        for code in ("en", "nl")
    ]
    for page in pages:
        assert [part for part in parts if not getattr(page, part)] == []
        named = [block.value["municipality"].code for block in page.who_helps if block.block_type == "municipality"]
        assert named == ["GM0512", "GM1978", "GM1961"]
    assert [(row.year, row.municipalities.count()) for row in PracticePage.objects.all()] == [(2021, 3), (2021, 3)]
