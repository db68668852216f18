"""The other bodies that a question can be forwarded to: those of the region's register, and two in general."""

from tickets import known
from tickets.words import FORWARD_BODIES


def choices() -> list[tuple[str, object]]:
    """Code and name of those that can be chosen now, by name; "another" comes last."""
    rows = [(body.code, body.name) for body in known.bodies().values() if body.is_active]
    return [*rows, *FORWARD_BODIES.items()]


def is_open(code: str) -> bool:
    """Whether a question can be forwarded there now."""
    body = known.bodies().get(code)
    return code in FORWARD_BODIES or (body is not None and body.is_active)


def names() -> dict[str, object]:
    """What all of them are called, those that can no longer be chosen included."""
    return {**{body.code: body.name for body in known.bodies().values()}, **FORWARD_BODIES}


def name_of(code: str) -> object:
    """What one is called; its code when nobody knows it any more."""
    return names().get(code, code)
