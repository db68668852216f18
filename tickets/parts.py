"""The registry of what a higher floor adds to a ticket: shown, printed and found without an import upward."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class TicketPart:
    """One part of a ticket that another app owns.

    `staff_template` and `printout_template` are drawn with what `page(ticket)` gives; `public_page(ticket, language)`
    is what the sender sees of it; `revealed(ticket)` is `page` with what it covers, for who asked for it on record;
    `api(ticket)` is merged into the API's answer under the name it returns.
    Each returns None when the ticket has no such part. `erase(ticket, opened, thoroughly, at)` takes what is personal
    out of it while the append-only tables are open (`home.gate.Opened`), `thoroughly` also what its own policy would
    keep; `owns()` gives the keys of the tickets whose term the part decides on.
    """

    name: str
    staff_template: str
    printout_template: str
    page: Callable[[Any], Any | None]
    revealed: Callable[[Any], Any | None] | None = None
    api: Callable[[Any, str], dict[str, Any]] = field(default=lambda ticket, language: {})
    erase: Callable[[Any, Any, bool, Any], None] = field(default=lambda ticket, opened, thoroughly, at: None)
    owns: Callable[[], Any] | None = None


_PARTS: dict[str, TicketPart] = {}


def register(part: TicketPart) -> None:
    """Adds a part; the same name twice with another part is an error.

    :raises RuntimeError: when the name is taken.
    """
    if _PARTS.get(part.name, part) is not part:
        raise RuntimeError(f"ticket part {part.name} registered twice")
    _PARTS[part.name] = part


def registered() -> tuple[TicketPart, ...]:
    """All parts, in the order of registration."""
    return tuple(_PARTS.values())
