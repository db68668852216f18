"""Numbers of a person (BSN, V-number) in answers: which answers hold one, and what others than the sender see."""

from collections.abc import Collection, Mapping
from typing import Any

from forms_app.texts import Document
from home import sensitive

SHAPED = frozenset({"email", "phone", "iban", "date", "postcode", "upload", "yes_no", "statement", "panel"})
"""Types whose answers have a shape of their own, in which digits mean something else."""


def noticed(document: Document, answered: Mapping[str, Any]) -> tuple[str, ...]:
    """Keys of the answers in which something stands that looks like such a number, in the order of the form."""
    return tuple(key for key, field in _free(document).items() if key in answered and _holds(field, answered[key]))


def masked(document: Document, answered: Mapping[str, Any], insisted: Collection[str] = ()) -> dict[str, Any]:
    """The same answers with such numbers covered, but in those of which the sender insisted (keys of fields)."""
    free = _free(document)
    return {
        key: _covered(free[key], value) if key in free and key not in insisted else value
        for key, value in answered.items()
    }


def _free(document: Document) -> dict[str, Mapping[str, Any]]:
    fields = (field for step in document["steps"] for field in step["fields"])
    return {field["key"]: field for field in fields if field["type"] not in SHAPED}


def _holds(field: Mapping[str, Any], value: Any) -> bool:
    return _covered(field, value) != value


def _covered(field: Mapping[str, Any], value: Any) -> Any:
    """A value with its numbers covered; of a group each inner answer by its own type."""
    if isinstance(value, str):
        return sensitive.mask(value)
    if isinstance(value, list):
        return [_covered(field, part) for part in value]
    if isinstance(value, dict):
        inner = {asked["key"]: asked for asked in field.get("fields", ())}
        return {
            key: part if inner.get(key, {}).get("type") in SHAPED else _covered(inner.get(key, {}), part)
            for key, part in value.items()
        }
    return value
