"""A photo of the letter goes along: at once where there is a script, by a button where there is none."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_whole_way import RULES, onward
from tests.home.strange_files import exif, pdf, picture

pytestmark = pytest.mark.browser
LETTER = {"name": "brief.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(600, 800), exif=exif())}
LARGE = {"name": "groot.pdf", "mimeType": "application/pdf", "buffer": pdf()[:-8] + b" " * 1_500_000 + b"\n%%EOF\n"}
WATCH_THE_BAR = """() => {
  window.seen = []; window.said = [];
  const box = document.querySelector("[data-upload]");
  const bar = box.querySelector("progress");
  new MutationObserver(() => window.seen.push(bar.value)).observe(bar, { attributes: true });
  new MutationObserver(() => window.said.push(1)).observe(box.querySelector("[data-said]"), { childList: true });
}"""
PAGE = {"name": "brief.jpg", "mimeType": "image/jpeg", "buffer": b"<!doctype html><script>alert(1)</script>"}


def begun(visit: Callable[..., Page], language: str, script: bool = True) -> Page:
    """The step about the letter."""
    page = visit(f"/{language}/vraag/stel-uw-vraag/", script=script)
    page.check(f"input[name=language][value={language}]")
    onward(page)
    page.check("input[name=for_whom][value=self]")
    onward(page)
    page.check("input[name=azc][value=yes]")
    if not script:
        onward(page)
    page.locator("input[name=linked_municipality][value=GM0512]").check()
    onward(page)
    page.check("input[name=topic][value=brief]")
    if not script:
        onward(page)
    return page


def test_a_chosen_photo_is_sent_at_once_and_what_was_typed_stays(visit: Callable[..., Page]) -> None:
    page = begun(visit, "ar")
    page.fill("textarea[name=question]", "ما معنى هذه الرسالة؟")
    page.set_input_files("input[name=photo]", LETTER)
    files = page.locator(".kl-files li")
    expect(files).to_have_count(1)
    expect(page.locator("textarea[name=question]")).to_have_value("ما معنى هذه الرسالة؟")
    expect(page.locator(".kl-upload [data-said]")).not_to_be_empty()
    page.set_input_files("input[name=photo]", PAGE)
    expect(page.locator(".kl-upload .utrecht-form-field-error-message")).to_be_visible()
    expect(files).to_have_count(1)
    assert Axe().run(page, options=RULES).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    files.locator("button").click()
    expect(page.locator("[name=_undo]")).to_be_visible()
    expect(files).to_have_count(0)
    page.locator("[name=_undo]").click()
    expect(files).to_have_count(1)


def test_without_script_a_button_adds_the_photo(visit: Callable[..., Page]) -> None:
    page = begun(visit, "nl", script=False)
    page.fill("textarea[name=question]", "Wat betekent dit?")
    page.set_input_files("input[name=photo]", LETTER)
    page.locator(".kl-upload__choose button").click()
    expect(page.locator(".kl-files li")).to_have_count(1)
    expect(page.locator("textarea[name=question]")).to_have_value("Wat betekent dit?")
    with page.expect_download() as kept:
        page.locator(".kl-files a").click()
    assert kept.value.suggested_filename == "brief.jpg"


def test_of_a_large_file_over_a_slow_line_is_seen_how_far_it_is(visit: Callable[..., Page]) -> None:
    page = begun(visit, "ar")
    page.evaluate(WATCH_THE_BAR)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 600_000}
    line.send("Network.emulateNetworkConditions", slow)
    page.set_input_files("input[name=photo]", LARGE)
    expect(page.locator(".kl-upload progress")).to_be_visible()
    expect(page.locator(".kl-actions button, form button[type=submit]").first).to_be_disabled()
    expect(page.locator(".kl-files li")).to_have_count(1, timeout=30_000)
    expect(page.locator(".kl-upload progress")).to_be_hidden()
    seen, said = page.evaluate("[window.seen, window.said]")
    assert len(seen) >= 3, seen
    assert seen == sorted(seen)
    assert any(0 < percent < 100 for percent in seen)
    assert len(said) < len(seen), "a screen reader hears some of it"
