"""Standard answers as they are offered beside a ticket."""

from dataclasses import dataclass
from typing import Any

from home import languages
from tickets import known
from tickets.models import Ticket


@dataclass(frozen=True)
class StandardAnswer:
    """One text that can be put in an answer, in the sender's language where there is one, else in the next best."""

    key: str
    name: str
    language: str
    text: str


def offered(ticket: Ticket) -> list[StandardAnswer]:
    """What fits this ticket: its category or any, of its municipality or of the region, by name."""
    found = []
    for template in known.templates():
        if template.municipality_id not in (None, ticket.municipality_id):
            continue
        if template.category_id not in (None, ticket.category_id):
            continue
        language = next((code for code in languages.fallbacks(ticket.language) if code in template.texts), None)
        if language is not None:
            found.append(StandardAnswer(str(template.id), template.name, language, template.texts[language]))
    return found


def filled_in(typed: Any, ticket: Ticket, key: str) -> Any:
    """The form that was being filled in, with a standard answer below what was typed already."""
    chosen = next((answer for answer in offered(ticket) if answer.key == key), None)
    fresh = {name: typed.data.get(typed.add_prefix(name)) for name in typed.fields}
    if chosen is not None and "text" in typed.fields:
        before = (fresh.get("text") or "").rstrip()
        fresh["text"] = f"{before}\n\n{chosen.text}" if before else chosen.text
        fresh["language"] = chosen.language
    return type(typed)(ticket=ticket, user=typed.user, prefix=typed.prefix, initial=fresh)
