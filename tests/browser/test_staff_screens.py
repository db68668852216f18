"""The screens around a form, of who makes it, who reads what was sent and who keeps the registers: axe, and a phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_whole_way import RULES, sign_in
from tests.live import Portal, Visitor, reference_and_code

pytestmark = pytest.mark.browser
FORM = "stel-uw-vraag"


def look(page: Page, path: str = "", *, region: str = ".kl-staff") -> None:
    """One screen, on a desk and on a phone: accessible, and nothing beside it."""
    if path:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
    report = Axe().run(page, context=region, options=RULES)
    assert report.violations_count == 0, (page.url, report.generate_report())
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 320, page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def test_what_was_sent_is_read_corrected_and_exported_on_any_screen(visit: Callable[..., Page], portal: Portal) -> None:
    visitor = Visitor(portal)
    visitor.fill_in(postcode="4201")
    reference, _code = reference_and_code(visitor.post(f"/nl/vraag/{FORM}/controle/"))
    desk = visit("/account/login/", width=1280)
    sign_in(desk, portal, "paula")
    one = f"/admin/submissions/{FORM}/{reference}/"
    for path in ("/admin/submissions/", f"/admin/submissions/{FORM}/", one, f"{one}delete/"):
        look(desk, path)
    desk.goto(f"{one}correct/question/")
    desk.fill("textarea[name=question]", "Wanneer begint mijn taalles?")
    desk.locator(".kl-amend button[type=submit]").click()
    expect(desk.locator(".kl-problem")).to_be_visible()  # the reason is missing
    look(desk)
    desk.fill(".kl-amend [name$=reason]", "De vrager belde: het ging om de taalles.")
    desk.locator(".kl-amend button[type=submit]").click()
    expect(desk.locator(".kl-corrections")).to_contain_text("taalles")
    look(desk)
    desk.goto(f"/admin/submissions/{FORM}/")
    desk.get_by_role("button", name="Exporteer als CSV").click()
    expect(desk.get_by_role("link", name="Download het bestand")).to_be_visible()
    look(desk)
    look(desk, f"/admin/submissions/{FORM}/exports/")


def test_how_a_form_does_and_all_that_is_done_with_it_whole_on_any_screen(
    visit: Callable[..., Page], portal: Portal
) -> None:
    editor = visit("/account/login/", width=1280)
    sign_in(editor, portal, "formulieren")
    ((number,),) = portal.rows(f"SELECT id FROM forms_app_form WHERE key = '{FORM}'")
    for path in (
        f"/admin/insight/{FORM}/",
        f"/admin/forms/{number}/overview/",
        f"/admin/forms/{number}/import/",
        f"/admin/forms/{number}/step/",
        f"/admin/form-versions/{FORM}/",
    ):
        look(editor, path)
    look(editor, f"/admin/forms/{number}/trial/", region="main")


def test_organisations_and_what_must_stay_on_any_screen(visit: Callable[..., Page], portal: Portal) -> None:
    keeper = visit("/account/login/", width=1280)
    sign_in(keeper, portal, "beheer")
    look(keeper, "/admin/registers/organisation/")
    keeper.get_by_role("link", name="Voeg toe").click()
    keeper.locator("main form button[type=submit]").last.click()
    expect(keeper.locator(".kl-problem")).to_be_visible()
    assert "Seen" not in keeper.locator(".kl-staff").inner_text()  # what the page knows and nobody fills in
    look(keeper)
    officer = visit("/account/login/", width=1280)
    sign_in(officer, portal, "privacy")
    look(officer, "/admin/desk/holds/")
    officer.get_by_role("button", name="Doe dit").click()
    expect(officer.locator(".kl-problem")).to_be_visible()
    look(officer)
