"""The screen on which a form is translated."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_whole_way import RULES, sign_in
from tests.live import Portal

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def test_a_translator_works_by_keyboard_and_sees_what_a_release_changes(visit: Visit, portal: Portal) -> None:
    desk = visit("/account/login/", width=1200)
    sign_in(desk, portal, "vertaler")
    desk.goto("/admin/translations/")
    report = Axe().run(desk, context=".kl-staff", options=RULES)
    assert report.violations_count == 0, report.generate_report()

    desk.goto("/admin/translations/werkgever/ti/?step=bedrijf")
    area = desk.locator("textarea").first
    expect(area).to_have_attribute("lang", "ti")
    before = area.input_value()
    area.fill(f"{before} 1")
    area.press("Control+Enter")
    expect(desk.locator(".messages")).to_contain_text("1 vertaling is bewaard.")
    expect(desk.locator("textarea").first).to_have_value(f"{before} 1")
    report = Axe().run(desk, context=".kl-staff", options=RULES)
    assert report.violations_count == 0, report.generate_report()

    desk.goto("/admin/translations/werkgever/ti/release/")
    expect(desk.locator(".kl-staff table")).to_contain_text(f"{before} 1")
    report = Axe().run(desk, context=".kl-staff", options=RULES)
    assert report.violations_count == 0, report.generate_report()
    desk.set_viewport_size({"width": 320, "height": 800})
    desk.goto("/admin/translations/werkgever/fa/?step=bedrijf")
    assert desk.evaluate("document.documentElement.scrollWidth") <= 320
