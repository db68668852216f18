"""The pages of a sender in a browser, which itself decides what it tells of where it comes from: each button works."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_whole_way import RULES, follow
from tests.live import Portal, Visitor, reference_and_code

pytestmark = pytest.mark.browser
BSN = "111222333"


def clean(page: Page) -> None:
    report = Axe().run(page, options=RULES)
    assert report.violations_count == 0, report.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_a_sender_writes_back_after_a_warning_and_leaves_the_device(
    visit: Callable[..., Page], portal: Portal, language: str
) -> None:
    visitor = Visitor(portal)
    visitor.fill_in()
    receipt = visitor.post("/nl/vraag/stel-uw-vraag/controle/")
    reference, code = reference_and_code(receipt)
    page = visit(f"/{language}/volg/", locale=language)
    follow(page, reference, code, language)
    send = page.locator("form[action$='/bericht/'] button")
    page.fill("textarea", f"BSN {BSN}")
    send.click()
    expect(page.locator("#id_text-number")).to_be_visible()
    expect(page.locator(".kl-alert").first).to_be_focused()
    expect(page.locator("textarea")).to_have_value(f"BSN {BSN}")
    clean(page)
    send.click()
    expect(page.locator(".message--own").last).to_contain_text("BSN •••••••••")
    assert BSN not in page.content()

    page.locator("form[action$='/stop/'] button").click()
    expect(page.locator("input[name=reference]")).to_be_visible()
    page.goto(receipt.url)
    page.locator("form[action$='/wissen/'] button").click()
    expect(page.locator("main form")).to_have_count(0)
    assert reference not in page.content()


def test_a_sender_confirms_an_address_by_the_link_of_the_letter(visit: Callable[..., Page], portal: Portal) -> None:
    visitor, base = Visitor(portal), "/nl/vraag/signaal/"
    visitor.get(base)
    said = {"kind": "signal", "theme": "les", "language_group": "Arabisch", "group_size": "9", "question": "Te vol."}
    visitor.post(f"{base}signaal/", _shown=" ".join(said), **said)
    who = {"is_key_person": "yes", "name": "Yonas", "email": "yonas@example.org"}
    visitor.post(f"{base}contact/", _shown="is_key_person name email phone", **who)
    reference, _code = reference_and_code(visitor.post(f"{base}controle/"))
    query = "SELECT d.text FROM home_delivery d JOIN tickets_ticket t ON d.dedupe_key = 'confirm-email:' || t.id"
    ((letter,),) = portal.rows(f"{query} WHERE t.reference = '{reference}'")
    page = visit(re.findall(r"https?://\S+/volg/bevestig/\S+", letter)[0])
    clean(page)
    page.locator("main form button").click()
    expect(page.locator("main form")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text("bevestigd")
