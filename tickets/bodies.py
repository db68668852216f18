"""The other bodies that a question can be forwarded to: those of the region's register, and two in general."""

from tickets.models import ForwardBody
from tickets.words import FORWARD_BODIES


def choices() -> list[tuple[str, object]]:
    """Code and name of those that can be chosen now, by name; "another" comes last. One query."""
    rows = ForwardBody.objects.filter(is_active=True).values_list("code", "name")
    return [*rows, *FORWARD_BODIES.items()]


def is_open(code: str) -> bool:
    """Whether a question can be forwarded there now."""
    return code in FORWARD_BODIES or ForwardBody.objects.filter(code=code, is_active=True).exists()


def names() -> dict[str, object]:
    """What all of them are called, those that can no longer be chosen included. One query."""
    return {**dict(ForwardBody.objects.values_list("code", "name")), **FORWARD_BODIES}


def name_of(code: str) -> object:
    """What one is called; its code when nobody knows it any more."""
    if code in FORWARD_BODIES:
        return FORWARD_BODIES[code]
    return ForwardBody.objects.filter(code=code).values_list("name", flat=True).first() or code
