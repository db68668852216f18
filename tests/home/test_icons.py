"""A picture that an editor can choose is drawn, and no two are the same."""

from django.template.loader import render_to_string

from home.words import ICON_LABELS


def test_each_picture_is_drawn_in_its_own_way() -> None:
    drawn = {name: render_to_string("components/icon.html", {"name": name}) for name in ICON_LABELS}
    assert len(set(drawn.values())) == len(drawn) == 12
    assert all('aria-hidden="true"' in svg for svg in drawn.values())
    assert render_to_string("components/icon.html", {"name": "unknown"}) == drawn["ask"]
