"""What differs between two versions of a form, and whether somebody under way can move from the one to the other."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Any

from forms_app.texts import FORM, Document
from home.languages import SOURCE


class Effect(IntEnum):
    """What a change does to somebody under way; the heaviest of all changes decides.

    Text only and compatible: they move on without noticing. Incompatible: they keep the version they began.
    """

    TEXT_ONLY = 1
    COMPATIBLE = 2
    INCOMPATIBLE = 3


@dataclass(frozen=True)
class Change:
    """One thing that differs.

    `kind` is `form`, `step`, `field` or `option`, with the keys of where it is (a field inside a group:
    `group.inner`); `what` is `added`, `removed`, `moved`, `order`, `text` (then `languages` says in which) or the name
    of the setting whose value went from `before` to `after`.
    """

    effect: Effect
    kind: str
    what: str
    step: str = ""
    field: str = ""
    option: str = ""
    before: Any = None
    after: Any = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All changes in the order of the new version (what went away where it was); `first_affected`: key of the first
    step that is to be looked at again, None when there is none."""

    changes: tuple[Change, ...]
    first_affected: str | None

    @property
    def effect(self) -> Effect:
        """What it does to somebody under way; of two equal versions it is text only."""
        return max((change.effect for change in self.changes), default=Effect.TEXT_ONLY)

    @property
    def moves_on(self) -> bool:
        """Whether who is under way goes on in the new version without noticing."""
        return self.effect is not Effect.INCOMPATIBLE


def compare(old: Document, new: Document) -> Difference:
    """What differs; whatever this module does not know to be harmless is incompatible."""
    changes = (*_form(old, new), *_steps(old, new), *_texts(old, new))
    return Difference(changes, _first_affected(old, new, changes))


_CONDITIONS = ("visible_if", "required_if")
_SHOWN = frozenset({"display", "tone", "link_url", "link_form", "icon", "formula", "of", "picture"})
"""Settings that only say how something looks."""

_OF_THE_DESK = frozenset({"personal", "in_routing"})
"""Settings that the person who fills in never meets."""

_TOLD_APART = frozenset({"key", "type", "msg_id", "options", "fields", "required", "meaning", *_CONDITIONS})


def _at_least(before: Any, after: Any) -> bool:
    return after is None or _is_ordered(before, after)


def _at_most(before: Any, after: Any) -> bool:
    return after is None or _is_ordered(after, before)


def _is_ordered(low: Any, high: Any) -> bool:
    """Whether both are numbers, the first not above the second."""
    try:
        return Decimal(str(low)) <= Decimal(str(high))
    except ArithmeticError:
        return False


_LOOSER: Mapping[str, Callable[[Any, Any], bool]] = {
    "max_length": _at_least,
    "maximum": _at_least,
    "at_most": _at_least,
    "decimals": _at_least,
    "minimum": _at_most,
    "days_ahead": _at_most,
    "working_days_ahead": _at_most,
    "at_most_days_ahead": _at_least,
    "years_ago": _at_least,
    "min_rows": _at_most,
    "max_rows": _at_least,
    "unknown": lambda before, after: bool(after),
    "period": lambda before, after: after in (None, "any"),
}
"""Whether a setting with another value still takes every answer that it took before."""


def _form(old: Document, new: Document) -> Iterator[Change]:
    # What the desk reads from answers is its own affair; but a condition can ask for whom the form is.
    for name in ("default_category", "urgent_if"):
        if old[name] != new[name]:
            yield Change(Effect.COMPATIBLE, "form", name, before=old[name], after=new[name])
    if old["audience"] != new["audience"]:
        effect = Effect.INCOMPATIBLE if _asks_audience(new) else Effect.COMPATIBLE
        yield Change(effect, "form", "audience", before=old["audience"], after=new["audience"])


def _steps(old: Document, new: Document) -> Iterator[Change]:
    steps_before, steps_after = _by_key(old["steps"]), _by_key(new["steps"])
    before, after = _fields(old), _fields(new)
    stayed = [key for key in steps_before if key in steps_after]
    if stayed != [key for key in steps_after if key in steps_before]:
        order = list(steps_after)
        yield Change(Effect.INCOMPATIBLE, "form", "order", before=list(steps_before), after=order)
    for key, step in steps_after.items():
        if key not in steps_before:
            yield Change(Effect.COMPATIBLE, "step", "added", key)
        elif steps_before[key]["visible_if"] != step["visible_if"]:
            was = steps_before[key]["visible_if"]
            yield Change(Effect.INCOMPATIBLE, "step", "visible_if", key, before=was, after=step["visible_if"])
        if key in steps_before:
            yield from _order("step", steps_before[key]["fields"], step["fields"], key)
        for asked in step["fields"]:
            yield from _field(before.get(asked["key"]), asked, key, asked["key"])
    for key in steps_before:
        if key not in steps_after:
            yield Change(Effect.COMPATIBLE, "step", "removed", key)
    for key, (of_step, asked) in before.items():
        if key not in after:
            yield Change(_when_gone(asked), "field", "removed", of_step, key)


def _field(before: tuple[str, Document] | None, asked: Document, step: str, path: str) -> Iterator[Change]:
    """What differs in a field of the new version; `before`: the step it stood in, and how it was."""
    if before is None:
        yield Change(_when_new(asked), "field", "added", step, path)
        return
    of_step, was = before
    if of_step != step:
        yield Change(Effect.INCOMPATIBLE, "field", "moved", step, path, before=of_step, after=step)
    if was["type"] != asked["type"]:
        yield Change(Effect.INCOMPATIBLE, "field", "type", step, path, before=was["type"], after=asked["type"])
        return
    for name, effect in _set(was, asked):
        yield Change(effect, "field", name, step, path, before=was.get(name), after=asked.get(name))
    yield from _options(was.get("options", ()), asked.get("options", ()), step, path)
    yield from _inside(was, asked, step, path)


def _set(was: Document, asked: Document) -> Iterator[tuple[str, Effect]]:
    """Each setting that has another value, with what that does."""
    for name in ("required", "meaning", *_CONDITIONS):
        if not _same(was.get(name), asked.get(name)):
            became_optional = name == "required" and not asked["required"]
            yield name, Effect.COMPATIBLE if became_optional else Effect.INCOMPATIBLE
    for name in sorted({*was, *asked} - _TOLD_APART):
        if not _same(was.get(name), asked.get(name)):
            yield name, _of_setting(name, was.get(name), asked.get(name))


def _of_setting(name: str, before: Any, after: Any) -> Effect:
    if name in _SHOWN or name in _OF_THE_DESK:
        return Effect.COMPATIBLE
    looser = _LOOSER.get(name)
    return Effect.COMPATIBLE if looser is not None and looser(before, after) else Effect.INCOMPATIBLE


def _options(was: Sequence[Document], now: Sequence[Document], step: str, path: str) -> Iterator[Change]:
    before = {option["value"]: option for option in was}
    after = {option["value"]: option for option in now}
    for value, option in after.items():
        if value not in before:
            yield Change(Effect.COMPATIBLE, "option", "added", step, path, value)
            continue
        for name in sorted({*option, *before[value]} - {"value"}):
            changed = before[value].get(name), option.get(name)
            if not _same(*changed):
                effect = Effect.COMPATIBLE if name in _SHOWN else Effect.INCOMPATIBLE
                yield Change(effect, "option", name, step, path, value, *changed)
    for value in before:
        if value not in after:
            yield Change(Effect.INCOMPATIBLE, "option", "removed", step, path, value)
    if [value for value in before if value in after] != [value for value in after if value in before]:
        yield Change(Effect.COMPATIBLE, "field", "options_order", step, path)


def _inside(was: Document, asked: Document, step: str, path: str) -> Iterator[Change]:
    """The questions of a group that is repeated."""
    before, after = _by_key(was.get("fields", ())), _by_key(asked.get("fields", ()))
    for key, inner in after.items():
        yield from _field((step, before[key]) if key in before else None, inner, step, f"{path}.{key}")
    for key, inner in before.items():
        if key not in after:
            yield Change(_when_gone(inner), "field", "removed", step, f"{path}.{key}")
    yield from _order("field", was.get("fields", ()), asked.get("fields", ()), step, path)


def _order(kind: str, was: Sequence[Document], now: Sequence[Document], step: str, path: str = "") -> Iterator[Change]:
    # Conditions ask earlier questions only, in both versions: within one step the order changes nothing but the page.
    before, after = list(_by_key(was)), list(_by_key(now))
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Change(Effect.COMPATIBLE, kind, "order", step, path)


def _when_new(asked: Document) -> Effect:
    is_demanded = bool(asked.get("required") or asked.get("required_if"))
    inside = any(_when_new(inner) is Effect.INCOMPATIBLE for inner in asked.get("fields", ()))
    return Effect.INCOMPATIBLE if is_demanded or inside else Effect.COMPATIBLE


def _when_gone(was: Document) -> Effect:
    # What had to be filled in was filled in: it does not go away behind somebody's back.
    return _when_new(was)


def _texts(old: Document, new: Document) -> Iterator[Change]:
    """A change per text, with the languages in which it differs; texts of what was added or removed are told there."""
    names: dict[str, list[str]] = {}
    for language in sorted({*old["strings"], *new["strings"]}):
        before, after = old["strings"].get(language, {}), new["strings"].get(language, {})
        for name in sorted({*before, *after}):
            if before.get(name, "") != after.get(name, ""):
                names.setdefault(name, []).append(language)
    before, after = _places(old), _places(new)
    for name, languages in names.items():
        thing = _thing(name, {**before, **after})
        if thing in before and thing in after:
            kind, step, field, option = after[thing]
            was, said = (document["strings"].get(SOURCE, {}).get(name) for document in (old, new))
            yield Change(Effect.TEXT_ONLY, kind, "text", step, field, option, was, said, tuple(languages))


def _thing(name: str, places: Mapping[str, object]) -> str:
    """What a text belongs to: its name without the last part, or the last two; empty when that is not here."""
    thing, _dot, _what = name.rpartition(".")
    while thing and thing not in places:
        thing, _dot, _what = thing.rpartition(".")
    return thing


def _places(document: Document) -> dict[str, tuple[str, str, str, str]]:
    """What a text belongs to: the name of a text without its last part -> kind, step, field, option."""
    found = {FORM: ("form", "", "", "")}
    for step in document["steps"]:
        found[step["key"]] = ("step", step["key"], "", "")
        for path, asked in _with_inner(step["fields"]):
            found[asked["msg_id"]] = ("field", step["key"], path, "")
            for option in asked.get("options", ()):
                name = f"{asked['msg_id']}.{option['value']}"
                found[name] = ("option", step["key"], path, option["value"])
    return found


def _with_inner(fields: Iterable[Document], before: str = "") -> Iterator[tuple[str, Document]]:
    for asked in fields:
        path = f"{before}{asked['key']}"
        yield path, asked
        yield from _with_inner(asked.get("fields", ()), f"{path}.")


def _first_affected(old: Document, new: Document, changes: Iterable[Change]) -> str | None:
    """The first step of the new version that an incompatible change touches."""
    steps = [step["key"] for step in new["steps"]]
    touched = [
        index
        for change in changes
        if change.effect is Effect.INCOMPATIBLE
        for index in (_affected(old, steps, change),)
    ]
    return steps[min(touched)] if touched and steps else None


def _affected(old: Document, steps: Sequence[str], change: Change) -> int:
    if change.step in steps:
        return steps.index(change.step)
    before = [step["key"] for step in old["steps"]]
    if change.what == "order":
        return next(index for index, key in enumerate(steps) if [key] != before[index : index + 1])
    if change.step in before:  # the step itself is gone: what came after it, else the end
        later = [steps.index(key) for key in before[before.index(change.step) :] if key in steps]
        return min(later, default=len(steps) - 1)
    return 0


def _asks_audience(document: Document) -> bool:
    conditions = [step["visible_if"] for step in document["steps"]]
    for step in document["steps"]:
        conditions += [asked.get(name) for _path, asked in _with_inner(step["fields"]) for name in _CONDITIONS]
    return any("context.audience" in repr(condition) for condition in conditions)


def _fields(document: Document) -> dict[str, tuple[str, Document]]:
    return {asked["key"]: (step["key"], asked) for step in document["steps"] for asked in step["fields"]}


def _by_key(rows: Iterable[Document]) -> dict[str, Document]:
    return {row["key"]: row for row in rows}


def _same(before: Any, after: Any) -> bool:
    """Equal; a document of before a setting existed has none, and empty is the same as absent (0 is not)."""
    return bool(_kept(before) == _kept(after))


def _kept(value: Any) -> Any:
    return None if value is False or value in ("", [], {}) else value
