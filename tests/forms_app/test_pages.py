"""A form as a page in each language's tree."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import formats, timezone
from wagtail.models import Locale

from forms_app.models import Form, FormPage
from home import sites
from home.history import Actor, acting, recorded
from home.models import HomePage, Municipality
from tests.forms_app import loaded
from tests.regions import waterdam
from tickets.models import Ticket


@pytest.fixture
def row(desk: Ticket) -> Form:
    return loaded.form()


def trees() -> None:
    """A start page in each language."""
    with acting(Actor("toets"), via="command"), recorded():
        for code in ("GM0001", "GM0002"):  # whom the pages name
            Municipality.objects.create(name=f"Gemeente {code}", code=code)
        sites.load(waterdam.FOLDER, languages=waterdam.LANGUAGES, name="Waterland", hostname="http://testserver")


def page_in(language: str, row: Form, **more: object) -> FormPage:
    """A form page below the start page of a language."""
    locale = Locale.objects.get(language_code=language)
    with acting(Actor("toets"), via="command"):
        if not HomePage.objects.filter(locale=locale).exists():
            dutch = HomePage.objects.get(locale__language_code="nl")
            dutch.copy_for_translation(locale).save_revision().publish()
        start = HomePage.objects.get(locale=locale)
        page: FormPage = start.add_child(
            instance=FormPage(title=f"Vraag {language}", slug="formulier", intro="<p>Waarvoor?</p>", form=row,
                              locale=start.locale, **more)
        )  # fmt: skip
        page.save_revision().publish()
    return page


@pytest.mark.parametrize(("language", "direction"), [("nl", "ltr"), ("en", "ltr"), ("ar", "rtl")])
def test_it_introduces_the_form_and_starts_it_in_the_readers_language(row: Form, language: str, direction: str) -> None:
    trees()
    page_in(language, row)
    answer = Client().get(f"/{language}/formulier/")
    body = answer.content.decode()
    assert answer.status_code == 200
    assert f'lang="{language}" dir="{direction}"' in body
    assert "Waarvoor?" in body
    assert f'href="/{language}/vraag/vraag/"' in body


def test_the_button_says_what_its_editor_wrote(row: Form) -> None:
    trees()
    page_in("nl", row, button="Naar de vragen")
    assert ">Naar de vragen</a>" in Client().get("/nl/formulier/").content.decode()


@pytest.mark.parametrize("why", ["offline", "not yet open", "closed", "never online"])
def test_a_form_that_cannot_be_started_has_no_button_and_says_so(row: Form, why: str) -> None:
    trees()
    page_in("nl", row)
    later, before = timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=1)
    change = {
        "offline": {"live": False},
        "not yet open": {"opens_at": later},
        "closed": {"closes_at": before},
        "never online": {"live": False, "live_version": None},
    }[why]
    Form.objects.filter(pk=row.pk).update(**change)

    answer = Client().get("/nl/formulier/")
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "Dit formulier is nu niet open." in body
    assert 'href="/nl/vraag/vraag/"' not in body
    assert ("Bel uw gemeente." in body) == (why != "never online")
    opens = f"Het gaat open op {formats.date_format(timezone.localtime(later), 'j F Y, H:i')} uur."
    assert (opens in body) == (why == "not yet open")
    shut = Client().get("/nl/vraag/vraag/")
    assert (opens in shut.content.decode()) == (why == "not yet open")


def test_where_it_may_stand() -> None:
    from home.models import GuidancePage, SectionPage

    assert FormPage in HomePage.allowed_subpage_models()
    assert FormPage in SectionPage.allowed_subpage_models()
    assert FormPage not in GuidancePage.allowed_subpage_models()
    assert FormPage.allowed_subpage_models() == []


def test_deleting_the_page_leaves_the_form(row: Form) -> None:
    trees()
    page = page_in("nl", row)
    with acting(Actor("toets"), via="command"):
        page.delete()
    row.refresh_from_db()
    assert row.live


def test_it_costs_no_more_than_the_page_and_its_form(row: Form) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    trees()
    page_in("nl", row)
    client = Client()
    client.get("/nl/formulier/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/nl/formulier/")
    assert len([row for row in asked if "forms_app_form" in row["sql"]]) <= 2
    assert len(asked) <= 10
