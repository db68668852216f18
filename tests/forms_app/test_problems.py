"""Where a problem is, for who must mend it."""

from forms_app.problems import Spot, spot
from tests.forms_app.documents import field, option, step, when

STEPS = [
    step(
        "Onderwerp",
        field("choice", "Waarover?", "topic", options=[option("Een brief", "brief"), option("", "iets")]),
        field("text", "Wat dan?", "what", visible_if=[when("-topic")]),
        key="onderwerp",
    )
]


def test_the_spot_is_the_innermost_block_and_the_setting_in_it() -> None:
    path = (0, "fields", 0, "options", 1, "label")
    assert spot(path, STEPS) == Spot("-topic-iets", "label", ("Onderwerp", "Waarover?", ""))


def test_a_problem_of_a_whole_setting_is_at_that_setting() -> None:
    assert spot((0, "fields", 0, "options"), STEPS) == Spot("-topic", "options", ("Onderwerp", "Waarover?"))
    assert spot((0, "fields"), STEPS) == Spot("-step-onderwerp", "fields", ("Onderwerp",))


def test_a_row_without_an_id_leaves_no_block() -> None:
    found = spot((0, "fields", 1, "visible_if", 0, "value"), STEPS)
    assert (found.block, found.setting) == ("", "value")


def test_the_rows_beside_the_steps_begin_with_their_own_name() -> None:
    rows = [{"type": "row", "id": "r1", "value": {"question": "", "test": "is", "value": ""}}]
    assert spot(("urgent_if", 0, "question"), rows) == Spot("r1", "question", ())


def test_no_steps_is_nowhere_in_particular() -> None:
    assert spot((), []) == Spot("", "", ())
