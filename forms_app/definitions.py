"""A form as one file of data: written, read back without trust, compared with another.

The shape is described in docs/developers/form-definition.md. Blocks refer to each other by id; here conditions name
questions and options by key, so that a person can read the file, and write one.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms_app import keys
from forms_app.rows import CONTEXT
from home.languages import LANGUAGES
from home.refusals import Refused

__all__ = ["FORMAT", "SCHEMA_VERSION", "Change", "differences", "placed", "read", "written"]

FORMAT = "korte-lijnen/form"
SCHEMA_VERSION = 1
LARGEST = 2_000_000
"""Bytes of a file; a form of a hundred questions in ten languages is a tenth of it."""

Block = Mapping[str, Any]
Definition = dict[str, Any]
Place = tuple[str, ...]
"""("step", key), ("field", key) or ("option", key of its field, key)."""

Allowed = Mapping[str, Mapping[str, str]]
"""Type of a block -> its settings by name: `text`, `yes`, `whole`, `rows`, `options`, `fields` or `inner`."""

SETTINGS = {
    "title": "text",
    "audience": "text",
    "default_category": "text",
    "urgent_mode": "text",
    "receipt_text": "text",
    "closed_text": "text",
    "draft_days": "whole",
    "submission_days": "whole",
    "retention": "text",
    "offered_from": "whole",
    "needs_all_languages": "yes",
    "confirm_email": "yes",
    "needs_second": "yes",
}
"""What belongs to a form beside its steps; moments and a limit belong to one occasion and stay where they are."""

_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
_MOST_BLOCKS, _MOST_TEXT, _MOST_STRINGS = 5_000, 10_000, 50_000
_MOST_WHOLE = 32_767


def written(
    key: str,
    settings: Mapping[str, Any],
    steps: Sequence[Block],
    urgent_if: Sequence[Block],
    named: Mapping[str, str],
    strings: Mapping[str, Mapping[str, str]],
) -> Definition:
    """The definition of plain blocks; `named` is block id -> key, `strings` language -> name of a text -> text."""
    writing = _Writing(named, steps)
    return {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "key": key,
        **{name: settings[name] for name in SETTINGS},
        "steps": [writing.block(step) for step in steps],
        "urgent_if": [writing.row(row) for row in urgent_if],
        "strings": {code: dict(sorted(said.items())) for code, said in sorted(strings.items()) if said},
    }


class _Writing:
    """Ids as keys, in one form."""

    def __init__(self, named: Mapping[str, str], steps: Sequence[Block]) -> None:
        self.named = named
        self.picks = {field["id"] for field in _fields(steps) if field["value"].get("options")}

    def block(self, block: Block) -> Definition:
        """A step, a field or an option, with what is inside it."""
        plain = {"type": block["type"]} if block["type"] not in ("step", "item") else {}
        plain |= {"id": block["id"], "key": self.named.get(block["id"] or "", "")}
        for name, value in block["value"].items():
            if name not in ("key", "image") and value not in ("", None, []):
                plain[name] = self._setting(name, value)
        return plain

    def row(self, row: Block) -> Definition:
        """A row of a condition; what it asks is empty when that is gone."""
        value = row["value"]
        asked, test, answer = (str(value.get(name) or "") for name in ("question", "test", "value"))
        plain: Definition = {"question": asked if asked in CONTEXT else self.named.get(asked, ""), "test": test or "is"}
        if asked in self.picks:
            return plain | {"options": [self.named[word] for word in answer.split() if word in self.named]}
        return plain | {"value": answer}

    def _setting(self, name: str, value: Any) -> Any:
        if name == "of":
            return " ".join(self.named[word] for word in str(value).split() if word in self.named)
        if name in ("visible_if", "required_if"):
            return [self.row(row) for row in value]
        return (
            [self.block(inner) for inner in value]
            if isinstance(value, Sequence) and not isinstance(value, str)
            else value
        )


def read(raw: bytes, allowed: Allowed) -> Definition:
    """The definition in a file, which may hold anything.

    Unknown settings are refused, not passed over: what somebody wrote does not vanish unseen.

    :raises Refused: `bad_definition`, with `where` it is not what it must be.
    """
    if len(raw) > LARGEST:
        raise _bad("size")
    try:
        found = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise _bad("json") from error
    return _Reading(allowed).form(found)


class _Reading:
    """One reading of a file, that counts as it goes."""

    def __init__(self, allowed: Allowed) -> None:
        self.allowed = allowed
        self.blocks = 0
        self.ids: set[str] = set()

    def form(self, found: Any) -> Definition:
        known = {"format", "schema_version", "key", *SETTINGS, "steps", "urgent_if", "strings"}
        form = self._object(found, known, "form")
        if form.get("format") != FORMAT or form.get("schema_version") != SCHEMA_VERSION:
            raise _bad("format")
        key = form.get("key")
        if not isinstance(key, str) or not keys.STEP_KEY.fullmatch(key) or not key[0].isalpha() or len(key) > 50:
            raise _bad("key")
        read = {"key": key} | {
            name: self._value(kind, form[name], name) for name, kind in SETTINGS.items() if name in form
        }
        read |= {
            "title": read.get("title", ""),
            "default_category": read.get("default_category", ""),
            "steps": [
                self._block("step", step, f"steps.{n}") for n, step in enumerate(_list(form.get("steps", []), "steps"))
            ],
            "urgent_if": self._value("rows", form.get("urgent_if", []), "urgent_if"),
            "strings": self._strings(form.get("strings", {})),
        }
        return read

    def _block(self, kind: str, found: Any, where: str) -> Definition:
        self.blocks += 1
        if self.blocks > _MOST_BLOCKS:
            raise _bad("size")
        settings = self.allowed.get(kind)
        if settings is None:
            raise _bad(f"{where}.type")
        block = self._object(
            found, {"id", "key", *settings, *(("type",) if kind not in ("step", "item") else ())}, where
        )
        key, own = block.get("key", ""), block.get("id", "")
        if not isinstance(key, str) or not key or len(key) > keys.LONGEST:
            raise _bad(f"{where}.key")
        if not isinstance(own, str) or (own and (not _ID.fullmatch(own) or own in self.ids)):
            raise _bad(f"{where}.id")
        self.ids |= {own} - {""}
        read = {
            name: self._value(settings[name], value, f"{where}.{name}")
            for name, value in block.items()
            if name in settings
        }
        return read | {"key": key} | ({"id": own} if own else {}) | ({"type": block["type"]} if "type" in block else {})

    def _value(self, kind: str, value: Any, where: str) -> Any:
        if kind == "rows":
            return [self._row(row, f"{where}.{n}") for n, row in enumerate(_list(value, where))]
        if kind in ("options", "fields", "inner"):
            inside = enumerate(_list(value, where))
            before = "group." if kind == "inner" else ""
            return [
                self._block("item" if kind == "options" else before + _type(one, f"{where}.{n}"), one, f"{where}.{n}")
                for n, one in inside
            ]
        if kind == "yes" and isinstance(value, bool):
            return value
        if kind == "whole" and type(value) is int and abs(value) <= _MOST_WHOLE:
            return value
        if kind == "text" and isinstance(value, str) and len(value) <= _MOST_TEXT:
            return value.replace("\0", "")
        raise _bad(where)

    def _row(self, found: Any, where: str) -> Definition:
        row = self._object(found, {"question", "test", "value", "options"}, where)
        read = {name: self._value("text", row.get(name, ""), f"{where}.{name}") for name in ("question", "test")}
        if "options" in row:
            options = [
                self._value("text", one, f"{where}.options") for one in _list(row["options"], f"{where}.options")
            ]
            return read | {"options": options}
        return read | {"value": self._value("text", row.get("value", ""), f"{where}.value")}

    def _strings(self, found: Any) -> dict[str, dict[str, str]]:
        strings = self._object(found, set(LANGUAGES), "strings")
        read = {code: self._object(said, None, f"strings.{code}") for code, said in strings.items()}
        if sum(map(len, read.values())) > _MOST_STRINGS:
            raise _bad("size")
        return {
            code: {name[:200]: self._value("text", text, f"strings.{code}.{name[:60]}") for name, text in said.items()}
            for code, said in read.items()
        }

    def _object(self, found: Any, known: set[str] | None, where: str) -> dict[str, Any]:
        if not isinstance(found, dict):
            raise _bad(where)
        strange = sorted(set(found) - known) if known is not None else []
        if strange:
            raise _bad(f"{where}.{strange[0][:60]}")
        return found


def placed(steps: Iterable[Block], named: Mapping[str, str]) -> dict[Place, str]:
    """Where each plain block with an id stands -> its id."""
    found: dict[Place, str] = {}
    for step in steps:
        found[("step", named.get(step["id"] or "", ""))] = step["id"]
    for key, field in _paths(steps, named):
        found[("field", key)] = field["id"]
        for option in field["value"].get("options") or ():
            found[("option", key, named.get(option["id"] or "", ""))] = option["id"]
    return {place: own for place, own in found.items() if own and place[-1]}


def _paths(blocks: Iterable[Block], named: Mapping[str, str], before: str = "") -> Iterator[tuple[str, Block]]:
    """Each field inside, by its key; one in a group by the key of that before it."""
    for block in blocks:
        for field in block["value"].get("fields") or ():
            key = named.get(field["id"] or "", "")
            yield (f"{before}{key}" if key else ""), field
            yield from _paths([field], named, f"{before}{key}.")


@dataclass(frozen=True)
class Change:
    """One difference: `what` is added, removed, moved or changed; `trail` names the blocks, `setting` what of them.

    Of a change `before` and `after` say how it was and how it would be.
    """

    what: str
    trail: tuple[str, ...]
    setting: str = ""
    before: str = ""
    after: str = ""


def differences(old: Block, new: Block) -> list[Change]:
    """What would change if the new definition came in the place of the old one, in the order of the form."""
    found = list(_changed(old, new, (), [*SETTINGS, "urgent_if"]))
    found += _of_blocks(old["steps"], new["steps"], ())
    for code in sorted({*old["strings"], *new["strings"]}):
        before, after = old["strings"].get(code, {}), new["strings"].get(code, {})
        # A translation that the file does not have stays as it is.
        count = sum(1 for name, text in after.items() if before.get(name) != text)
        found += [Change("translated", (), code, after=str(count))] if count else []
    return found


def _of_blocks(old: Sequence[Block], new: Sequence[Block], trail: tuple[str, ...]) -> Iterator[Change]:
    before, after = ({block["key"]: block for block in blocks} for blocks in (old, new))
    for key in after:
        if key not in before:
            yield Change("added", (*trail, _called(after[key])))
    for key in before:
        if key not in after:
            yield Change("removed", (*trail, _called(before[key])))
    shared = [key for key in before if key in after]
    if shared != [key for key in after if key in before]:
        yield Change("moved", trail)
    for key in shared:
        here = (*trail, _called(after[key]))
        names = dict.fromkeys([*before[key], *after[key]])
        yield from _changed(before[key], after[key], here, [name for name in names if name not in _OWN])
        for inner in _INNER:
            yield from _of_blocks(before[key].get(inner, []), after[key].get(inner, []), here)


def _changed(old: Block, new: Block, trail: tuple[str, ...], names: Iterable[str]) -> Iterator[Change]:
    for name in names:
        before, after = _said(old.get(name)), _said(new.get(name))
        if before != after and (trail or name in new):
            yield Change("changed", trail, name, before, after)


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(f"{row['question']} {row['test']} {_answer(row)}".strip() for row in value)
    return "" if value in (None, False) else str(value)


def _answer(row: Block) -> str:
    return ", ".join(row["options"]) if "options" in row else str(row.get("value", ""))


def _called(block: Block) -> str:
    return str(block.get("title") or block.get("label") or block.get("text") or block["key"])


_INNER = ("fields", "options")
_OWN = frozenset({"id", "key", *_INNER})


def _fields(steps: Iterable[Block]) -> Iterator[Block]:
    for block in steps:
        for field in block["value"].get("fields") or ():
            yield field
            yield from _fields([field])


def _list(found: Any, where: str) -> list[Any]:
    if not isinstance(found, list):
        raise _bad(where)
    return found


def _type(found: Any, where: str) -> str:
    kind = found.get("type") if isinstance(found, dict) else None
    if not isinstance(kind, str) or kind in ("step", "item") or "." in kind:
        raise _bad(f"{where}.type")
    return kind


def _no_number(name: str) -> None:
    raise ValueError(name)


def _bad(where: str) -> Refused:
    return Refused("bad_definition", where=where)
