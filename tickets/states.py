"""The states of a ticket, as one table that everything else is drawn from."""

from dataclasses import dataclass
from enum import StrEnum

from home.refusals import Refused


class State(StrEnum):
    """Where a ticket stands, for staff."""

    NEW = "new"
    OPEN = "open"
    WAITING_SENDER = "waiting_sender"
    WAITING_THIRD = "waiting_third"
    FORWARDED = "forwarded"
    DONE = "done"
    MERGED = "merged"
    REJECTED = "rejected"


class Progress(StrEnum):
    """Where a ticket stands, for the sender."""

    RECEIVED = "received"
    LOOKING = "looking"
    WAITING_FOR_YOU = "waiting_for_you"
    FORWARDED = "forwarded"
    DONE = "done"


class Act(StrEnum):
    """What can be done with a ticket: by a person, or by the portal itself (`AUTOMATIC`)."""

    OPEN_TICKET = "open_ticket"
    FOLLOW_UP = "follow_up"
    SENDER_MESSAGE = "sender_message"
    TAKE = "take"
    ASSIGN = "assign"
    ASK = "ask"
    RESUME = "resume"
    FORWARD = "forward"
    CLOSE = "close"
    REOPEN = "reopen"
    REJECT = "reject"
    UNDO_REJECT = "undo_reject"
    REPLY = "reply"
    NOTE = "note"
    CONSULT = "consult"
    TRANSFER = "transfer"
    REFER = "refer"
    RECATEGORISE = "recategorise"
    SNOOZE = "snooze"
    SET_URGENCY = "set_urgency"
    TREAT_AS_OBJECTION = "treat_as_objection"
    TREAT_AS_COMPLAINT = "treat_as_complaint"
    REVEAL_CONTACT = "reveal_contact"
    SEE = "see"
    PRINT_FILE = "print_file"
    READ = "read"
    SECOND = "second"
    AMEND = "amend"
    HOLD = "hold"
    LIFT_HOLD = "lift_hold"
    CONFIRM_EMAIL = "confirm_email"
    ERASE = "erase"


EVERY = frozenset(State)
WAITING = frozenset({State.WAITING_SENDER, State.WAITING_THIRD})
ACTIVE = frozenset({State.NEW, State.OPEN}) | WAITING
ENDED = EVERY - ACTIVE

BIRTHS = frozenset({Act.OPEN_TICKET, Act.FOLLOW_UP})
"""Acts that make a ticket, so they have no move."""
AUTOMATIC = BIRTHS | {Act.SENDER_MESSAGE, Act.CONFIRM_EMAIL, Act.ERASE}
"""Acts of the sender or the portal itself: no role at the desk has them."""


@dataclass(frozen=True)
class Stay:
    """An act that leaves the state as it is."""

    origins: frozenset[State]

    def after(self, state: State) -> State:
        """The state after the act; Refused `not_now`."""
        if state not in self.origins:
            raise Refused("not_now", state=state)
        return state


@dataclass(frozen=True)
class Move:
    """An act that changes the state into `target`, except where it `stays`."""

    changes: frozenset[State]
    target: State
    stays: frozenset[State] = frozenset()

    @property
    def origins(self) -> frozenset[State]:
        """The states in which the act is open."""
        return self.changes | self.stays

    def after(self, state: State) -> State:
        """The state after the act; Refused `not_now`."""
        return self.target if state in self.changes else Stay(self.stays).after(state)


_TAKEN = Move(frozenset({State.NEW}), State.OPEN, stays=ACTIVE - {State.NEW})

MOVES: dict[Act, Move | Stay] = {
    Act.TAKE: _TAKEN,
    Act.ASSIGN: _TAKEN,
    Act.ASK: Move(frozenset({State.NEW, State.OPEN}), State.WAITING_SENDER),
    Act.RESUME: Move(WAITING, State.OPEN),
    Act.FORWARD: Move(ACTIVE, State.FORWARDED),
    Act.CLOSE: Move(ACTIVE, State.DONE),
    Act.REOPEN: Move(frozenset({State.DONE, State.FORWARDED}), State.OPEN),
    Act.REJECT: Move(frozenset({State.NEW}), State.REJECTED),
    Act.UNDO_REJECT: Move(frozenset({State.REJECTED}), State.NEW),
    Act.REPLY: Stay(ACTIVE),
    Act.NOTE: Stay(EVERY),
    Act.CONSULT: Stay(ACTIVE),
    Act.TRANSFER: Stay(ACTIVE),
    Act.REFER: Stay(ACTIVE),
    Act.RECATEGORISE: Stay(ACTIVE),
    Act.SNOOZE: Stay(ACTIVE),
    Act.SET_URGENCY: Stay(ACTIVE),
    Act.TREAT_AS_OBJECTION: Stay(ACTIVE),
    Act.TREAT_AS_COMPLAINT: Stay(ACTIVE),
    Act.REVEAL_CONTACT: Stay(EVERY),
    Act.SEE: Stay(EVERY),
    Act.PRINT_FILE: Stay(EVERY),
    Act.READ: Stay(ACTIVE),
    Act.SECOND: Stay(ACTIVE),
    Act.AMEND: Stay(EVERY),
    Act.HOLD: Stay(EVERY),
    Act.LIFT_HOLD: Stay(EVERY),
    Act.SENDER_MESSAGE: Stay(ACTIVE),
    Act.CONFIRM_EMAIL: Stay(EVERY),
    Act.ERASE: Stay(ENDED),
}

ENDING = frozenset(act for act, move in MOVES.items() if isinstance(move, Move) and move.target in ENDED)
"""Acts that end a ticket."""

PROGRESS: dict[State, Progress] = {
    State.NEW: Progress.RECEIVED,
    State.OPEN: Progress.LOOKING,
    State.WAITING_SENDER: Progress.WAITING_FOR_YOU,
    State.WAITING_THIRD: Progress.LOOKING,
    State.FORWARDED: Progress.FORWARDED,
    State.DONE: Progress.DONE,
    State.REJECTED: Progress.DONE,
}
"""What the sender sees; a merged ticket is absent, because it shows the progress of the one it went into."""


def arrows() -> dict[tuple[State, State], tuple[Act, ...]]:
    """(from, to) -> the acts that change the one state into the other."""
    found: dict[tuple[State, State], tuple[Act, ...]] = {}
    for act, move in MOVES.items():
        for origin in State:
            if isinstance(move, Move) and origin in move.changes:
                found[origin, move.target] = (*found.get((origin, move.target), ()), act)
    return found


def reachable() -> frozenset[State]:
    """The states that a new ticket can come to by the acts of the table."""
    found = {State.NEW}
    while more := {target for origin, target in arrows() if origin in found} - found:
        found |= more
    return frozenset(found)


def diagram() -> str:
    """The page docs/states.md: the moves between reachable states as a drawing, the acts that stay as a table."""
    lines = ["# States of a ticket", "", "Drawn from `tickets/states.py`; do not edit.", ""]
    lines += ["```mermaid", "stateDiagram-v2", "    [*] --> new"]
    for (origin, target), acts in arrows().items():
        if origin in reachable():
            lines.append(f"    {origin} --> {target}: {', '.join(acts)}")
    lines += [f"    {state} --> [*]" for state in State if state in ENDED & reachable()]
    lines += ["```", "", "| state | the sender sees |", "| --- | --- |"]
    lines += [f"| `{state}` | `{PROGRESS[state]}` |" for state in State if state in reachable()]
    lines += ["", "| act that leaves the state as it is | open in |", "| --- | --- |"]
    lines += [f"| `{act}` | {_listed(move)} |" for act, move in MOVES.items() if _listed(move)]
    return "\n".join(lines) + "\n"


def _listed(move: Move | Stay) -> str:
    stays = move.origins if isinstance(move, Stay) else move.stays
    return ", ".join(f"`{state}`" for state in State if state in stays & reachable())
