"""Two people on one tablet, and what keeps itself, in a browser that keeps pages in its memory, as everybody's does."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.conftest import launched
from tests.browser.test_whole_way import follow, onward
from tests.live import Portal

pytestmark = pytest.mark.browser
START = "/nl/vraag/stel-uw-vraag/"
TEXT, NAME, EMAIL = "Een vraag over mijn kanarie", "Kanarie Zeldzaam", "kanarie@example.org"
AS_IT_COMES = {"language=nl"}  # what a first step has for everybody
# Each page that is shown counts itself, also one out of the memory.
COUNTS = """addEventListener("pageshow", () => {
    try { sessionStorage.shown = Number(sessionStorage.shown || 0) + 1; } catch { /* about:blank keeps nothing */ }
});"""
FILLED = """() => [...document.querySelectorAll("input:not([type=hidden]):not([type=submit]), textarea, select")]
    .filter(one => ["radio", "checkbox"].includes(one.type) ? one.checked : one.value)
    .map(one => `${one.name}=${one.value}`)"""


@pytest.fixture(scope="module")
def remembering(browser: Browser) -> Iterator[Browser]:
    """A browser with the memory for pages that every browser has; Playwright takes it away unless told not to."""
    running = launched(browser.browser_type, ignore_default_args=["--disable-back-forward-cache"])
    yield running
    running.close()


@pytest.fixture
def tablet(remembering: Browser, portal: Portal) -> Iterator[BrowserContext]:
    """One device; every personal page that it gets is kept by no cache, or the test fails."""
    context = remembering.new_context(viewport={"width": 320, "height": 800}, locale="nl", base_url=portal.address)
    context.add_init_script(COUNTS)
    kept: list[str] = []
    context.on(
        "response",
        lambda answer: (
            kept.append(answer.url)
            if urlsplit(answer.url).path.startswith(("/nl/vraag/", "/nl/volg/"))
            and "no-store" not in answer.headers.get("cache-control", "")
            else None
        ),
    )
    yield context
    context.close()
    assert kept == []


def turn(page: Page, by: int) -> None:
    """The back button (-1) or the forward button (1), until the page that it brings is there."""
    before = page.evaluate("Number(sessionStorage.shown)")
    page.evaluate(f"setTimeout(() => history.go({by}))")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with suppress(Error):  # the page is being changed for another
            if page.evaluate(f"Number(sessionStorage.shown) > {before} && document.readyState == 'complete'"):
                return
        time.sleep(0.02)
    raise AssertionError(f"nothing came after {page.url}")


def shows_nothing(page: Page, *secrets: str) -> None:
    """Nothing of what somebody filled in, nor a choice that was made."""
    content = page.content().casefold()
    assert [secret for secret in (TEXT, NAME, EMAIL, *secrets) if secret.casefold() in content] == [], page.url
    assert set(page.evaluate(FILLED)) <= AS_IT_COMES, page.url


def back_and_forward(page: Page, look: Callable[[], None]) -> int:
    """All the way back with the button of the browser, and all the way forward; how many pages were seen."""
    turns = page.evaluate("history.length") - 2  # the first is empty
    for by in (-1, 1):
        for _turn in range(turns):
            turn(page, by)
            look()
    return 2 * int(turns)


def to_topic(page: Page, *, helps: bool = False) -> None:
    """Up to the step with the question, which is filled in."""
    page.goto(START)
    if helps:
        page.check("input[name=_helps]")
    onward(page)
    page.check("input[name=for_whom][value=self]")
    onward(page)
    page.check("input[name=azc][value=no]")
    page.fill("input[name=postcode]", "4141")
    onward(page)
    onward(page)
    page.check("input[name=topic][value=les]")
    page.fill("textarea[name=question]", TEXT)


def send(page: Page) -> tuple[str, str]:
    """From there to the receipt; number and code."""
    onward(page)
    page.fill("input[name=name]", NAME)
    page.fill("input[name=email]", EMAIL)
    page.check("input[name=contact_how][value=email]")
    onward(page)
    expect(page.locator("main")).to_contain_text(TEXT)
    onward(page)
    expect(page.locator("main")).to_contain_text(NAME)
    number, code = (page.locator(".kl-card bdi").nth(place).inner_text() for place in (0, 1))
    return number, code


def clear(page: Page) -> None:
    """Who is ready clears the device."""
    page.get_by_role("button", name="Klaar en wis dit apparaat").click()
    expect(page.locator("h1")).to_have_text("Dit apparaat is gewist")


def test_what_is_typed_keeps_itself_and_is_gone_from_a_tablet_that_was_cleared(tablet: BrowserContext) -> None:
    page = tablet.new_page()
    to_topic(page, helps=True)
    step = page.url
    expect(page.locator("[data-autosaved]")).to_have_text("Opgeslagen.", timeout=15_000)
    page.close()  # no button was pressed

    page = tablet.new_page()
    page.goto(START)
    expect(page.locator("h1")).to_have_text("U was al begonnen")
    page.goto(step)
    expect(page.locator("textarea[name=question]")).to_have_value(TEXT)
    expect(page.locator("input[name=topic][value=les]")).to_be_checked()
    page.locator(".back a").click()
    expect(page.locator("input[name=postcode]")).to_have_value("4141")
    page.goto(step)
    page.locator("button[name=_later]").click()
    code = page.locator(".kl-card bdi").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    clear(page)
    assert back_and_forward(page, lambda: shows_nothing(page, code)) == 10
    for address in (step, START, f"{START}later/", f"{START}controle/"):
        page.goto(address)
        shows_nothing(page, code)

    page.goto(f"/nl/vraag/verder/#{code}")  # as the picture on paper has it
    expect(page.locator("#id_code")).to_have_value(code)
    assert "#" not in page.url
    onward(page)
    page.goto(step)
    expect(page.locator("textarea[name=question]")).to_have_value(TEXT)


def test_after_sending_the_back_button_shows_no_answer_and_after_clearing_no_receipt(tablet: BrowserContext) -> None:
    page = tablet.new_page()
    to_topic(page)
    number, code = send(page)
    receipt = page.url
    for _turn in range(page.evaluate("history.length") - 2):
        turn(page, -1)
        shows_nothing(page, number, code)
    page.goto(receipt)
    clear(page)
    assert back_and_forward(page, lambda: shows_nothing(page, number, code)) >= 4
    page.goto(receipt)
    shows_nothing(page, number, code)


def test_a_personal_page_in_the_memory_of_the_browser_is_asked_for_anew(tablet: BrowserContext) -> None:
    page = tablet.new_page()

    def comes_back() -> bool:
        """Whether a page that was left is still the same when somebody goes back to it."""
        page.evaluate("window.same = true")
        page.evaluate("setTimeout(() => { location.href = '/nl/contact/'; })")
        expect(page.locator("h1")).to_contain_text("Contact")
        turn(page, -1)
        time.sleep(0.3)  # who is asked for anew goes once more
        page.wait_for_function("document.readyState == 'complete' && !document.body.hidden")
        return bool(page.evaluate("window.same === true"))

    page.goto("/nl/")
    assert comes_back(), "this browser remembers no page, so the rest of this test says nothing"

    to_topic(page)
    assert not comes_back()
    page.goto(START)
    expect(page.locator("h1")).to_have_text("U was al begonnen")
    assert not comes_back()
    page.get_by_role("link", name="Ga verder").click()
    page.check("input[name=topic][value=les]")
    page.fill("textarea[name=question]", TEXT)
    number, code = send(page)
    assert not comes_back()
    follow(page, number, code)
    expect(page.locator("main")).to_contain_text(TEXT)
    assert not comes_back()
    page.get_by_role("button", name="Klaar: sluit deze vraag op dit apparaat").click()
    expect(page.locator("input[name=reference]")).to_be_visible()
    turn(page, -1)
    page.wait_for_function("!document.body.hidden")
    assert TEXT not in page.content()


def test_without_script_the_button_keeps_it(remembering: Browser, portal: Portal) -> None:
    context = remembering.new_context(java_script_enabled=False, base_url=portal.address, locale="nl")
    page = context.new_page()
    page.goto(START)
    onward(page)
    page.check("input[name=for_whom][value=other]")
    page.close()
    page = context.new_page()
    page.goto(START)
    page.get_by_role("link", name="Ga verder").click()
    expect(page.locator("input[name=for_whom]:checked")).to_have_count(0)
    page.check("input[name=for_whom][value=other]")
    onward(page)  # also when something is still missing or new
    page.close()
    page = context.new_page()
    page.goto(f"{START}voor-wie/")
    expect(page.locator("input[name=for_whom][value=other]")).to_be_checked()
    context.close()
