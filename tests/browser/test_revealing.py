"""A question that an answer asks for comes at once, goes when it is taken back, and loses nothing."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_whole_way import RULES, onward

pytestmark = pytest.mark.browser


def begun(visit: Callable[..., Page], language: str, script: bool = True) -> Page:
    """The step about where somebody lives."""
    page = visit(f"/{language}/vraag/stel-uw-vraag/", script=script)
    page.check(f"input[name=language][value={language}]")
    onward(page)
    page.check("input[name=for_whom][value=self]")
    onward(page)
    return page


def test_questions_come_and_go_with_the_answer_and_keep_what_was_typed(visit: Callable[..., Page]) -> None:
    page = begun(visit, "ar")
    postcode, linked = page.locator("input[name=postcode]"), page.locator("input[name=linked_municipality]").first
    expect(postcode).not_to_be_visible()
    page.check("input[name=azc][value=no]")
    expect(postcode).to_be_visible()
    expect(page.locator("[data-news]")).not_to_be_empty()
    assert Axe().run(page, options=RULES).violations_count == 0
    postcode.fill("4141")
    page.check("input[name=azc][value=yes]")
    expect(postcode).not_to_be_visible()
    expect(linked).to_be_visible()
    page.check("input[name=azc][value=no]")
    expect(postcode).to_have_value("4141")
    onward(page)
    expect(page.locator(".kl-confirmation")).to_be_visible()  # one turn less than without the script
    page.check("input[name=azc][value=yes]")
    page.locator("input[name=linked_municipality][value=GM0512]").check()
    onward(page)
    expect(page.locator("input[name=topic]").first).to_be_visible()
    page.locator(".back a").click()
    page.check("input[name=azc][value=no]")
    expect(postcode).to_have_value("4141")


def test_without_script_the_same_questions_come_after_the_button(visit: Callable[..., Page]) -> None:
    page = begun(visit, "nl", script=False)
    expect(page.locator("input[name=postcode]")).to_have_count(0)  # what waits in a template is not on the page
    page.check("input[name=azc][value=no]")
    onward(page)
    expect(page.locator("input[name=postcode]")).to_be_visible()
