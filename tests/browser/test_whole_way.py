"""From a published page to an answered ticket, as people go it."""

import gzip
import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from home.languages import LANGUAGES
from tests.bench import weight
from tests.live import FORM, Portal, Visitor

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
Visit = Callable[..., Page]


def onward(page: Page) -> None:
    """The button of the step."""
    page.locator("main form button[type=submit]:not([formaction])").first.click()
    page.wait_for_load_state()


def ask(page: Page, look: Callable[[Page], None] = lambda page: None) -> tuple[str, str]:
    """Fills in the question form from its first step, with `look` at each page of it; number and code.

    Each step that can be wrong is sent empty first.
    """
    look(page)
    onward(page)
    wrong(page, look)
    page.check("input[name=for_whom][value=self]")
    onward(page)
    wrong(page, look)
    page.check("input[name=azc][value=no]")
    onward(page)
    page.fill("input[name=postcode]", "٤١٤١ ab")
    onward(page)
    expect(page.locator(".kl-confirmation")).to_contain_text("Leerdam")
    look(page)
    onward(page)
    wrong(page, look)
    page.check("input[name=topic][value=brief]")
    page.fill("textarea", "Wat betekent deze brief?")
    onward(page)
    page.check("input[name=letter_has_date][value=yes]")
    onward(page)
    day, month, year = page.locator("input[name=letter_date]").all()
    day.fill("1")
    month.fill("12")
    year.fill("2026")
    look(page)
    onward(page)
    wrong(page, look)
    page.fill("input[name=name]", "Samira")
    page.fill("input[name=email]", "samira@example.org")
    page.check("input[name=contact_how][value=email]")
    onward(page)
    look(page)
    onward(page)
    look(page)
    reference, code = re.findall(r"[A-Z0-9]{2,4}(?:-[A-Z0-9]{2,4})+", page.locator(".kl-card").inner_text())
    return reference, code


def wrong(page: Page, look: Callable[[Page], None]) -> None:
    """A step as it comes, and again after it was sent empty."""
    look(page)
    onward(page)
    expect(page.locator(".kl-errors")).to_be_visible()
    look(page)


def follow(page: Page, reference: str, code: str, language: str = "nl") -> None:
    """The sender's own page, by number and code."""
    page.goto(f"/{language}/volg/")
    page.fill("input[name=reference]", reference.lower())
    page.fill("input[name=code]", code)
    onward(page)


def sign_in(page: Page, portal: Portal, username: str) -> None:
    """As one of the demo accounts."""
    page.goto("/admin/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", portal.account(username))
    page.locator("button[type=submit]").first.click()
    page.wait_for_load_state()


def test_a_question_without_script_reaches_its_municipality_and_is_answered(visit: Visit, portal: Portal) -> None:
    page = visit("/nl/", script=False)
    page.get_by_role("link", name="brief van DUO").first.click()
    expect(page.locator("h1")).to_have_text("De brief van DUO")
    page.get_by_role("link", name="Stel uw vraag").first.click()
    reference, code = ask(page)

    other = visit("/admin/login/", width=1200)
    sign_in(other, portal, "petra")
    answer = other.goto(f"/admin/desk/{reference}/")
    assert answer is not None
    assert answer.status == 404

    desk = visit("/admin/login/", width=1200)
    sign_in(desk, portal, "vera")
    desk.goto("/admin/desk/")
    desk.get_by_role("link", name=reference).click()
    desk.locator("form[action$='/take/'] button").click()
    desk.wait_for_load_state()
    desk.locator("form[action$='/reply/'] textarea").fill("Deze brief is een uitnodiging.")
    desk.get_by_role("button", name="Stuur antwoord").click()
    desk.wait_for_load_state()

    follow(page, reference, code)
    expect(page.locator(".message--reply")).to_contain_text("Deze brief is een uitnodiging.")


def test_two_staff_with_the_same_version_and_the_second_keeps_the_typed_text(visit: Visit, portal: Portal) -> None:
    reference, _code = ask(visit("/nl/vraag/stel-uw-vraag/"))
    first, second = visit("/admin/login/", width=1200), visit("/admin/login/", width=1200)
    sign_in(first, portal, "vera")
    sign_in(second, portal, "vincent")
    for desk in (first, second):
        desk.goto(f"/admin/desk/{reference}/")
    first.locator("form[action$='/take/'] button").click()
    first.wait_for_load_state()

    second.locator("form[action$='/reply/'] textarea").fill("Mijn lange antwoord")
    with second.expect_response(lambda answer: answer.status == 409):
        second.get_by_role("button", name="Stuur antwoord").click()
    expect(second.locator(".desk-errors del", has_text="nieuw")).to_be_visible()
    expect(second.locator(".desk-errors ins", has_text="in behandeling")).to_be_visible()
    expect(second.locator("form[action$='/reply/'] textarea")).to_have_value("Mijn lange antwoord")


class Looking:
    """Looks at pages on a phone of 320 pixels: axe, the width, and the direction of the language."""

    def __init__(self, language: str = "nl") -> None:
        self.direction = LANGUAGES[language].direction
        self.seen = 0
        self.found: dict[str, object] = {}

    def __call__(self, page: Page) -> None:
        """One page as it is now."""
        report = Axe().run(page, options=RULES)
        if report.violations_count:
            self.found[page.url] = report.generate_report()
        self.fits(page)

    def fits(self, page: Page) -> None:
        """What can be seen of a page without a script in it."""
        width, direction = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.dir]")
        assert (width <= 320, direction) == (True, self.direction), (page.url, width, direction)
        self.seen += 1


@pytest.mark.parametrize("language", ["nl", "en", "ar", "ti", "tr", "fa"])
def test_the_way_of_a_question_is_accessible_at_320_pixels(visit: Visit, language: str) -> None:
    look = Looking(language)
    page = visit(f"/{language}/")
    look(page)
    page.goto(f"/{language}/vraag/stel-uw-vraag/")
    reference, code = ask(page, look)
    page.goto(f"/{language}/volg/")
    look(page)
    follow(page, reference, code, language)
    look(page)
    assert (look.found, look.seen) == ({}, 16)


PAGES = (
    "/nl/nieuw/",
    "/nl/nieuw/de-brief-van-duo/",
    "/ar/nieuw/de-brief-van-duo/",  # in Dutch, between Arabic
    "/en/",
    "/nl/praktijk/",
    "/nl/praktijk/?jaar=2021",
    "/nl/praktijk/korte-lijnen-drie-gemeenten/",
    "/nl/contact/",
    "/nl/deze-pagina-is-er-niet/",
    "/problems/too-many",
    "/account/login/",
    "/account/password/reset/",
)


def test_pages_to_read_and_to_sign_in_are_accessible_at_320_pixels(visit: Visit) -> None:
    looks = {language: Looking(language) for language in ("nl", "ar")}
    page = visit(PAGES[0])
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == (404 if "is-er-niet" in path else 200), path
        looks["ar" if path.startswith("/ar/") else "nl"](page)
    page.goto("/account/login/")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".utrecht-form-field-error-message").first).to_be_visible()
    looks["nl"](page)
    page.goto("/nl/volg/")
    onward(page)
    looks["nl"](page)
    assert {language: look.found for language, look in looks.items()} == {"nl": {}, "ar": {}}


def test_a_step_is_done_by_keyboard_alone(visit: Visit) -> None:
    page = visit("/nl/vraag/stel-uw-vraag/")
    onward(page)

    def focused(selector: str) -> bool:
        return bool(page.evaluate(f"document.activeElement.matches({selector!r})"))

    def tab_to(selector: str) -> None:
        for _key in range(20):
            page.keyboard.press("Tab")
            if focused(selector):
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"nobody sees that {selector} has the focus"
                return
        raise AssertionError(f"the tab key does not reach {selector}")

    tab_to(".utrecht-skip-link")
    page.keyboard.press("Enter")
    assert focused("main")
    tab_to("main form button[type=submit]:not([formaction])")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator(".kl-errors")).to_be_focused()
    tab_to(".kl-errors a")
    page.keyboard.press("Enter")
    expect(page.locator("#id_for_whom")).to_be_focused()
    tab_to("[name=for_whom]")
    page.keyboard.press("Space")
    expect(page.locator("input[name=for_whom][value=self]")).to_be_checked()
    tab_to("main form button[type=submit]:not([formaction])")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("h1")).to_have_text("Waar woont u?")


class Keyboard:
    """Somebody who has no mouse, on a page that may have no script."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, selector: str) -> None:
        """The Tab key until it is there; the focus can be seen."""
        for _key in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(f"document.activeElement.matches({selector!r})"):
                assert self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", selector
                return
        raise AssertionError(f"the tab key does not reach {selector} on {self.page.url}")

    def pick(self, name: str, value: str) -> None:
        """A radio button: Tab to its group, arrows to the one."""
        self.tab_to(f"input[name={name}]")
        self.page.keyboard.press("Space")
        for _key in range(20):
            if self.page.evaluate("document.activeElement.value") == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {name} {value}")

    def type(self, selector: str, text: str) -> None:
        """A text."""
        self.tab_to(selector)
        self.page.keyboard.insert_text(text)

    def onward(self) -> None:
        """The button of the step."""
        self.tab_to("main form button[type=submit]:not([formaction])")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_the_whole_way_in_arabic_without_script_by_keyboard_at_320_pixels(visit: Visit) -> None:
    look = Looking("ar")
    page = visit("/ar/vraag/stel-uw-vraag/", script=False)
    keys = Keyboard(page)
    look.fits(page)
    keys.onward()
    keys.onward()  # nothing was picked
    expect(page.locator(".kl-errors")).to_be_visible()
    look.fits(page)
    keys.tab_to(".kl-errors a")
    page.keyboard.press("Enter")  # leads to the question
    assert page.url.endswith("#id_for_whom")
    keys.pick("for_whom", "self")
    keys.onward()
    keys.pick("azc", "no")
    keys.onward()
    look.fits(page)
    keys.type("input[name=postcode]", "٤١٤١")
    keys.onward()
    look.fits(page)
    keys.onward()
    keys.pick("topic", "les")
    keys.type("textarea[name=question]", "متى يبدأ درسي؟")
    keys.onward()
    keys.type("input[name=name]", "سميرة")
    keys.type("input[name=email]", "samira@example.org")
    keys.pick("contact_how", "email")
    keys.onward()
    look.fits(page)
    keys.onward()
    look.fits(page)
    expect(page.locator(".kl-card bdi").first).to_have_text(re.compile(r"^GMV-[A-Z0-9]{4}-[A-Z0-9]{4}$"))
    assert look.seen == 6


def test_a_step_weighs_little_and_is_of_use_before_any_script(portal: Portal) -> None:
    found = weight.weigh(portal, "form step")
    assert (found.total <= 30_000, found.css <= 20_000, found.js <= 10_000) == (True, True, True), found
    # The heaviest step, by what it would be compressed: questions that come and go, files, and what keeps itself.
    heavy = Visitor(portal)
    for step, answers in (("taal", {"language": "ar"}), ("voor-wie", {"for_whom": "self"}), ("waar", {"azc": "no"})):
        heavy.step(step, "ar", **answers, **({"postcode": "4141"} if step == "waar" else {}))
    body = heavy.get(f"/ar/vraag/{FORM}/onderwerp/").body
    assert body.count('type="module"') >= 4
    found = weight.of(portal, len(gzip.compress(body.encode())), body)
    assert (found.total <= 30_000, found.css <= 20_000, found.js <= 10_000) == (True, True, True), found
    # One style sheet before the text; no script holds the page up.
    html = Visitor(portal).get("/ar/vraag/stel-uw-vraag/taal/").body
    scripts = re.findall(r"<script[^>]*>", html)
    assert scripts
    assert all('type="module"' in script for script in scripts)
    assert html.count('rel="stylesheet"') == 1


def test_the_desk_is_accessible_on_a_screen_and_on_a_phone(visit: Visit, portal: Portal) -> None:
    reference, _code = ask(visit("/nl/vraag/stel-uw-vraag/"))
    desk = visit("/admin/login/", width=1200)
    sign_in(desk, portal, "vera")
    for path in ("/admin/desk/", f"/admin/desk/{reference}/"):
        for width in (1200, 320):
            desk.set_viewport_size({"width": width, "height": 800})
            desk.goto(path)
            report = Axe().run(desk, options=RULES)
            assert report.violations_count == 0, report.generate_report()
            assert desk.evaluate("document.querySelector('main').scrollWidth") <= width, (path, width)
