"""What a step keeps by itself while somebody types: a server that is busy for a moment costs nothing."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_revealing import begun
from tests.live import Portal

pytestmark = pytest.mark.browser
TROUBLES = (503, None, 429)
"""What the first tries get: an error, no answer at all, too many tries."""


@pytest.fixture
def page(browser: Browser, portal: Portal) -> Iterator[Page]:
    """A step of somebody; that the browser complains of a server in trouble is no fault here."""
    context = browser.new_context(viewport={"width": 320, "height": 800}, locale="nl", base_url=portal.address)

    def opened(path: str, *, script: bool = True) -> Page:
        made = context.new_page()
        made.goto(path)
        return made

    yield begun(opened, "nl")
    context.close()


def waited(page: Page, happened: Callable[[], bool]) -> int:
    """Lets time pass for the page, a second at a time, until something happened; how many seconds that took."""
    for seconds in range(1, 90):
        page.clock.run_for(1000)
        page.wait_for_timeout(60)  # what the page sends meanwhile takes real time
        if happened():
            return seconds
    raise AssertionError("it never happened")


def test_who_types_while_the_server_is_in_trouble_is_told_and_it_is_kept_soon_after(page: Page) -> None:
    troubles = list(TROUBLES)

    def trouble(route: Route) -> None:
        if route.request.method != "POST" or not troubles:
            route.continue_()
        elif (status := troubles.pop(0)) is None:
            route.abort()
        else:
            route.fulfill(status=status)

    page.clock.install(time=0)
    page.clock.pause_at(60_000)
    page.route("**/waar/", trouble)
    page.check("input[name=azc][value=no]")
    page.fill("input[name=postcode]", "4141")
    said = page.locator("[data-autosaved]")
    pauses = []
    for left in (2, 1, 0):
        pauses.append(waited(page, lambda left=left: len(troubles) == left))  # type: ignore[misc]
        expect(said).to_have_text("Nog niet opgeslagen. Wij proberen het opnieuw.")
    pauses.append(waited(page, lambda: said.inner_text() == "Opgeslagen."))
    assert all(pause >= least for pause, least in zip(pauses, (3, 6, 12, 24), strict=True)), pauses
    page.reload()
    expect(page.locator("input[name=postcode]")).to_have_value("4141")
