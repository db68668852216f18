"""The system's Chromium, and a portal to look at."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, sync_playwright

from tests.live import Portal
from tests.promises.conftest import portal  # noqa: F401  the same real portal

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOT_OURS = ("status of 4", "Cannot find matching a matching panel for the trigger")
"""What a browser says of refusals that a test asks for, and Wagtail's tabs while a chooser is being drawn."""
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all stories; `make test` fails before this when there is none."""
    with sync_playwright() as playwright:
        running = launched(playwright.chromium)
        yield running
        running.close()


def launched(kind: BrowserType, **more: Any) -> Browser:
    """The browser of this machine."""
    path = next(found for found in map(shutil.which, NAMES) if found)
    return kind.launch(executable_path=path, args=FLAGS, **more)


@pytest.fixture
def visit(browser: Browser, portal: Portal) -> Iterator[Callable[..., Page]]:  # noqa: F811
    """Opens a page of a new person; what the page complains of in the console fails the test."""
    complaints: list[str] = []
    contexts = []

    def opened(path: str = "/nl/", *, script: bool = True, width: int = 320, locale: str = "nl") -> Page:
        context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 800}, locale=locale, base_url=portal.address
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type == "error" and not any(text in said.text for text in NOT_OURS)
                else None
            ),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
