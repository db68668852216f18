"""The key that each block of a form gets."""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from forms_app import keys
from forms_app.problems import Path, Problem

Block = Mapping[str, Any]
Placed = tuple[Path, Block]


@dataclass(frozen=True)
class Kind:
    """How blocks of one kind are named: from the first of `texts` that has words, else `otherwise`.

    `spelling` and `reserved` judge every key, `between` stands between the words of a derived one.
    """

    texts: tuple[str, ...]
    otherwise: str
    spelling: re.Pattern[str]
    between: str = "_"
    reserved: AbstractSet[str] = frozenset()


STEP = Kind(("title",), "stap", keys.STEP_KEY, "-", keys.RESERVED)
FIELD = Kind(("label", "text"), "vraag", keys.FIELD_KEY, reserved=keys.RESERVED_FIELDS)
OPTION = Kind(("label",), "keuze", keys.OPTION_KEY)


def names(placed: Sequence[Placed], kind: Kind, fixed: Mapping[str, str], retired: AbstractSet[str]) -> list[str]:
    """A key for each block: the frozen one (block id -> key), else the typed one, else derived.

    A derived key is never one of another block, nor one of `retired`.
    """
    chosen = [fixed.get(block.get("id") or "") or _typed(block) for _path, block in placed]
    taken = {*chosen, *retired, *kind.reserved}
    for index, (_path, block) in enumerate(placed):
        if not chosen[index]:
            label = next((block["value"][name] for name in kind.texts if block["value"].get(name)), "")
            chosen[index] = keys.derive(label, taken, between=kind.between, otherwise=kind.otherwise)
            taken.add(chosen[index])
    return chosen


def problems(placed: Sequence[Placed], named: Sequence[str], kind: Kind) -> list[Problem]:
    """What is wrong with keys: spelling, reserved, typed over a frozen one, used twice."""
    found = []
    for index, ((path, block), key) in enumerate(zip(placed, named, strict=True)):
        wrong = {
            "no_id": not block.get("id"),
            "frozen_key": bool(_typed(block)) and _typed(block) != key,
            "bad_key": len(key) > keys.LONGEST or not kind.spelling.fullmatch(key),
            "reserved_key": key in kind.reserved,
            "duplicate_key": key in named[:index],
        }
        found += [Problem((*path, "key"), code, {"key": key}) for code, is_wrong in wrong.items() if is_wrong]
    return found


def _typed(block: Block) -> str:
    return str(block["value"].get("key") or "").strip()
