"""Which conditions a browser can judge, and what it is told for it."""

import json

from forms_app.public.revealing import conditions_of
from tests.forms_app.documents import field, option, published, step, when

DOCUMENT = published(
    step("Taal", field("text", "Uw naam", "name"), field("postcode", "Oude postcode", "old"), key="taal"),
    step(
        "Waar",
        field("yes_no", "Azc?", "azc"),
        field("postcode", "Postcode", "postcode", visible_if=[when("-azc", "is", "no")]),
        field("text", "Waarom?", "why", visible_if=[when("-postcode", "not_in_region")]),
        field("text", "Vroeger?", "then", visible_if=[when("-old", "in_region"), when("-azc", "is", "yes")]),
        field("text", "Echt?", "sure", visible_if=[when("-postcode", "answered")]),
        field("choice", "Soort", "kind", options=[option("A", "a"), option("B", "b")]),
        field("text", "Naam?", "named", visible_if=[when("-name", "answered")]),
        key="waar",
    ),
)
VALUES = {"name": "Samira", "old": "4141", "old.in_region": True, "azc": False, "context.language": "ar"}


def test_the_browser_judges_what_it_can_read_and_is_told_no_more_than_that_takes() -> None:
    found = conditions_of(DOCUMENT["steps"][1]["fields"], VALUES)
    # A postcode's region is known here only when the postcode is on an earlier page.
    assert set(found.rules) == {"postcode", "then", "named"}
    assert json.loads(found.rules["postcode"]) == {"and": [{"===": [{"var": "azc"}, False]}]}
    assert json.loads(found.known) == {"old.in_region": True, "name": "Samira"}


def test_a_step_where_nothing_comes_and_goes_needs_no_script() -> None:
    found = conditions_of(DOCUMENT["steps"][0]["fields"], VALUES)
    assert (found.rules, found.known) == ({}, "")
