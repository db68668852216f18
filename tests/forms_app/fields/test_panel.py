import pytest

from forms_app.fields import TYPES

PANEL = TYPES["panel"]


def test_a_panel_never_has_an_answer() -> None:
    assert PANEL.parse(["iets"]) is None


@pytest.mark.parametrize("url", ["https://duo.nl/inburgeren", "tel:+31183516100", "mailto:a@example.org", "/nl/geld/"])
def test_a_panel_links_to_a_page_a_phone_or_a_mailbox(url: str) -> None:
    assert PANEL.settings({"link_url": url, "link_text": "Lees meer"}) == ({"tone": "advice", "link_url": url}, [])


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//example.org", "http://example.org", "duo.nl", "https://a b"])
def test_a_panel_links_nowhere_else(url: str) -> None:
    _settings, wrong = PANEL.settings({"link_url": url, "link_text": "Lees meer"})
    assert [(setting.name, setting.code) for setting in wrong] == [("link_url", "bad_link")]


def test_a_link_needs_words() -> None:
    _settings, wrong = PANEL.settings({"link_url": "/nl/", "link_text": ""})
    assert [(setting.name, setting.code) for setting in wrong] == [("link_text", "missing")]
