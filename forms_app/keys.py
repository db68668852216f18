"""The frozen names of steps, fields, options."""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

RESERVED = frozenset({"klaar", "controle", "opnieuw", "later", "verder", "wissen", "gewist"})
"""Words of the URL that no form and no step may have as its key."""

RESERVED_FIELDS = frozenset({"csrfmiddlewaretoken"})
"""Names of inputs that the pages themselves send."""

LONGEST = 40
FIELD_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
OPTION_KEY = re.compile(r"[a-z0-9_]+", re.ASCII)
STEP_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True)
class Fixed:
    """What all published versions of one form have fixed: block id -> key, and key of a field -> its type."""

    keys: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[Mapping[str, Any]]) -> "Fixed":
        """The union over documents, in any order."""
        keys: dict[str, str] = {}
        types: dict[str, str] = {}
        for document in documents:
            keys |= document["keys"]
            types |= document["types"]
        return cls(keys, types)


def derive(label: str, taken: Container[str], *, between: str = "_", otherwise: str = "vraag") -> str:
    """A key for a Dutch label that is not among `taken`; `otherwise` for a label without a Latin letter or digit."""
    latin = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", between, latin)[: LONGEST - 4].strip(between) or otherwise
    # An input's name starts with a letter.
    base = words if words[0].isalpha() else f"{otherwise}{between}{words}"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}{between}{number}", number + 1
    return key


def with_keys(plain: Any, fixed: Fixed) -> Any:
    """The same plain blocks with the frozen keys filled in, for an editor to see; never to be saved."""
    if isinstance(plain, list):
        return [with_keys(part, fixed) for part in plain]
    if not isinstance(plain, dict):
        return plain
    filled = {name: with_keys(part, fixed) for name, part in plain.items()}
    if filled.get("id") in fixed.keys and isinstance(filled.get("value"), dict):
        filled["value"]["key"] = fixed.keys[filled["id"]]
    return filled


def without_keys(plain: Any, fixed: Fixed) -> Any:
    """The same plain blocks without the frozen keys that `with_keys` filled in; what was typed over one stays."""
    if isinstance(plain, list):
        return [without_keys(part, fixed) for part in plain]
    if not isinstance(plain, dict):
        return plain
    emptied = {name: without_keys(part, fixed) for name, part in plain.items()}
    value = emptied.get("value")
    if emptied.get("id") in fixed.keys and isinstance(value, dict) and value.get("key") == fixed.keys[emptied["id"]]:
        value["key"] = ""
    return emptied
