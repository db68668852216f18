"""The closed list of what an answer can mean.

Everything outside the engine reads meanings, never keys: the ticket's contact, routing facts, autocomplete tokens.
"""

from dataclasses import dataclass

_TEXT = frozenset({"text"})
_CHOICE = frozenset({"choice"})


@dataclass(frozen=True)
class Meaning:
    """What an answer is.

    `types` are the field types that may carry it, `autocomplete` the HTML token (WCAG 1.3.5, empty when there is none),
    `is_personal` what the privacy flag of a field is unless its editor says otherwise, `routes` whether the desk may
    route by it (a postcode does so by its four digits only).
    """

    name: str
    types: frozenset[str]
    autocomplete: str = ""
    is_personal: bool = True
    routes: bool = False


_ROWS = (
    Meaning("sender_name", _TEXT, "name"),
    Meaning("sender_email", frozenset({"email"}), "email"),
    Meaning("sender_phone", frozenset({"phone"}), "tel"),
    Meaning("sender_role", _CHOICE, is_personal=False, routes=True),
    Meaning(
        "organisation", frozenset({"text", "choice", "organisation"}), "organization", is_personal=False, routes=True
    ),
    Meaning("on_behalf_of", _CHOICE, is_personal=False, routes=True),
    Meaning("person_consent", frozenset({"statement", "yes_no"}), is_personal=False),
    Meaning("language", frozenset({"language"}), "language", is_personal=False, routes=True),
    Meaning("contact_how", _CHOICE, is_personal=False),
    Meaning("contact_when", frozenset({"choice", "choices", "text"}), is_personal=False),
    Meaning("contact_safe", frozenset({"yes_no"}), is_personal=False),
    Meaning("postcode", frozenset({"postcode", "address"}), "postal-code"),
    Meaning("place", _TEXT, "address-level2", routes=True),
    Meaning("municipality", frozenset({"municipality"}), is_personal=False, routes=True),
    Meaning("lives_in_azc", frozenset({"yes_no"}), routes=True),
    Meaning("linked_municipality", frozenset({"municipality"}), routes=True),
    Meaning("topic", _CHOICE, is_personal=False, routes=True),
    Meaning("question", frozenset({"long_text", "text"})),
    Meaning("letter_date", frozenset({"date"})),
    Meaning("urgency", _CHOICE, is_personal=False, routes=True),
    Meaning("urgency_reason", frozenset({"text", "long_text"})),
)

MEANINGS: dict[str, Meaning] = {row.name: row for row in _ROWS}


def is_personal(meaning: str) -> bool:
    """Whether an answer with this meaning ("" for none) is personal unless its editor says otherwise."""
    return MEANINGS[meaning].is_personal if meaning in MEANINGS else True


CONTACT = frozenset({"sender_name", "sender_email", "sender_phone"})
"""How who asks is reached: covered for staff until somebody asks for it, on record."""
