from pathlib import Path

import pytest

from home.refusals import Refused
from tickets import states
from tickets.states import ACTIVE, AUTOMATIC, BIRTHS, ENDED, MOVES, PROGRESS, Act, Move, Progress, State, Stay

MANUAL = Path(__file__).parents[2] / "docs" / "states.md"

CHANGES = {
    ("new", "open"): {"take", "assign"},
    ("new", "waiting_sender"): {"ask"},
    ("new", "forwarded"): {"forward"},
    ("new", "done"): {"close"},
    ("new", "rejected"): {"reject"},
    ("open", "waiting_sender"): {"ask"},
    ("open", "forwarded"): {"forward"},
    ("open", "done"): {"close"},
    ("waiting_sender", "open"): {"resume"},
    ("waiting_sender", "forwarded"): {"forward"},
    ("waiting_sender", "done"): {"close"},
    ("waiting_third", "open"): {"resume"},
    ("waiting_third", "forwarded"): {"forward"},
    ("waiting_third", "done"): {"close"},
    ("forwarded", "open"): {"reopen"},
    ("done", "open"): {"reopen"},
    ("rejected", "new"): {"undo_reject"},
}


@pytest.mark.parametrize("target", State)
@pytest.mark.parametrize("origin", State)
def test_a_state_changes_by_these_acts_only(origin: State, target: State) -> None:
    acts = {act for act, move in MOVES.items() if origin in move.origins and origin != target == move.after(origin)}

    assert acts == CHANGES.get((origin, target), set())


@pytest.mark.parametrize("act", MOVES)
def test_an_act_is_refused_in_every_state_that_is_not_its_origin(act: Act) -> None:
    for state in set(State) - MOVES[act].origins:
        with pytest.raises(Refused) as refused:
            MOVES[act].after(state)
        assert (refused.value.code, refused.value.data) == ("not_now", {"state": state})


def test_taking_a_ticket_that_is_under_way_leaves_its_state() -> None:
    assert [MOVES[Act.TAKE].after(state) for state in State if state in ACTIVE] == [
        State.OPEN,
        State.OPEN,
        State.WAITING_SENDER,
        State.WAITING_THIRD,
    ]


def test_a_transfer_keeps_the_state() -> None:
    assert MOVES[Act.TRANSFER] == Stay(ACTIVE)


def test_every_act_has_its_move_except_those_that_make_a_ticket() -> None:
    assert set(MOVES) == set(Act) - BIRTHS


def test_acts_without_a_person_make_a_ticket_or_leave_its_state() -> None:
    assert {act for act in AUTOMATIC - BIRTHS if isinstance(MOVES[act], Move)} == set()


def test_a_state_is_active_or_ended() -> None:
    assert sorted(ENDED) == ["done", "forwarded", "merged", "rejected"]
    assert sorted(ACTIVE) == ["new", "open", "waiting_sender", "waiting_third"]


def test_the_sender_sees_five_words() -> None:
    assert set(PROGRESS.values()) == set(Progress)
    assert set(PROGRESS) == set(State) - {State.MERGED}


def test_a_new_ticket_comes_to_no_third_party_and_is_not_merged() -> None:
    assert states.reachable() == set(State) - {State.WAITING_THIRD, State.MERGED}


def test_the_page_in_the_manual_is_drawn_from_the_table() -> None:
    assert MANUAL.read_text() == states.diagram()


def test_the_drawing_has_every_move_between_reachable_states() -> None:
    drawn = states.diagram().split("```")[1].splitlines()

    assert [line.strip() for line in drawn if "waiting_third" in line or "merged" in line] == []
    assert "    new --> open: take, assign" in drawn
    assert len([line for line in drawn if ": " in line]) == 14
