"""An export that takes long is followed on its page, which looks again by itself."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_whole_way import RULES, sign_in
from tests.live import Portal, Visitor

pytestmark = pytest.mark.browser


def test_how_far_an_export_is_shows_by_itself(visit: Callable[..., Page], portal: Portal) -> None:
    visitor = Visitor(portal)
    visitor.fill_in()
    visitor.post("/nl/vraag/stel-uw-vraag/controle/")
    desk = visit("/admin/login/", width=1200)
    sign_in(desk, portal, "els")
    desk.goto("/admin/submissions/stel-uw-vraag/")
    desk.get_by_role("button", name="Exporteer als CSV").click()
    expect(desk.get_by_role("link", name="Download het bestand")).to_be_visible()
    number = desk.url.rstrip("/").rpartition("/")[2].replace("-", "")

    def becomes(state: str, counted: int) -> None:
        portal.change(
            f"UPDATE forms_app_submissionexport SET state = '{state}', counted = {counted}, total = 1000 "
            f"WHERE replace(CAST(uuid AS text), '-', '') = '{number}'"
        )

    becomes("running", 250)
    desk.reload()
    expect(desk.locator("progress")).to_have_js_property("value", 250)
    report = Axe().run(desk, context=".kl-staff", options=RULES)
    assert report.violations_count == 0, report.generate_report()
    desk.get_by_role("link", name="Kijk of het klaar is").focus()
    becomes("running", 500)
    expect(desk.locator("progress")).to_have_js_property("value", 500)
    expect(desk.get_by_role("link", name="Kijk of het klaar is")).to_be_focused()
    becomes("ready", 1000)
    expect(desk.get_by_role("link", name="Download het bestand")).to_be_focused()
    expect(desk.get_by_role("status").filter(has_text="klaar")).to_be_attached()
    desk.set_viewport_size({"width": 320, "height": 800})
    assert desk.evaluate("document.querySelector('main').scrollWidth") <= 320
