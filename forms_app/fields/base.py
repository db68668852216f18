"""What every field type does: read, check and show an answer."""

import json
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from home import sensitive

V = TypeVar("V")
Field = Mapping[str, Any]
"""One field of a document."""

ANSWERED = ("answered", "not_answered")
PICKED = ("is", "is_not", "one_of", *ANSWERED)
ORDERED = ("is", "less", "at_most", "more", "at_least", *ANSWERED)

_LONGEST_NUMBER = 10**18


@dataclass(frozen=True)
class Unreadable:
    """What was typed but could not be read; kept so that nothing typed is lost."""

    raw: tuple[str, ...]


@dataclass(frozen=True)
class Flaw:
    """What is wrong with one answer: a code of `words.ANSWER_PROBLEMS`, with the data of its sentence.

    `inside` is the part of an answer with several inputs that it is about (`number`; `0.name` of a group), else empty.
    """

    code: str
    data: Mapping[str, object] = field(default_factory=dict)
    inside: str = ""


class Setting(NamedTuple):
    """What is wrong with a setting of a block: its name, a code of `COMPILE_PROBLEMS`, the data of its sentence."""

    name: str
    code: str
    data: Mapping[str, object] = {}


class Area(NamedTuple):
    """What is known of four digits: `kind` is `address` or `po_box`, `municipality` a code of the region or None,
    `outside` the name of the municipality outside the region."""

    place: str
    municipality: str | None = None
    kind: str = "address"
    outside: str | None = None


class SentFile(NamedTuple):
    """A file of this draft: the key of its question, its name, its size for a reader, what the scanner said of it."""

    field: str
    name: str
    size: str = ""
    scan: str = "none"

    @property
    def is_covered(self) -> bool:
        """Whether something in the name looked like the number of a person, and is not kept."""
        return sensitive.DOT * 2 in self.name


@dataclass(frozen=True)
class Context:
    """What answers are judged by beside themselves: plain data, loaded by the caller.

    `places` by four digits; `municipalities`, `organisations` and `languages`: code -> name, those that may be chosen.
    `files`: those that were sent with this draft, by number.
    """

    today: date
    closed_days: AbstractSet[date] = frozenset()
    language: str = "nl"
    audience: str = "inburgeraar"
    places: Mapping[str, Area] = field(default_factory=dict)
    municipalities: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, SentFile] = field(default_factory=dict)


@dataclass(frozen=True)
class Voice:
    """How answers are said in one language.

    `text`: name of a text of the form -> text; `word`: code of the portal ("yes", "no", "unknown") -> word; `names`:
    code of a municipality, organisation or language -> name; `day`: a date in words.
    """

    text: Callable[[str], str]
    word: Callable[[str], str]
    day: Callable[[date], str]
    names: Mapping[str, str] = field(default_factory=dict)


class FieldType(Generic[V]):
    """One kind of field; its instance in `fields.TYPES` has no state.

    `tests` are what a condition may ask of it, `derived` what is known with its answer (`in_region`), `missing` and
    `unreadable` the codes of a required answer that is absent and of one that cannot be read, `texts` what an editor
    writes for it beside the question and its explanation, `parts` the names of its inputs when there are several.
    """

    tests: ClassVar[tuple[str, ...]] = ANSWERED
    derived: ClassVar[tuple[str, ...]] = ()
    missing: ClassVar[str] = "required"
    unreadable: ClassVar[str] = "unreadable"
    asks: ClassVar[bool] = True
    has_options: ClassVar[bool] = False
    texts: ClassVar[tuple[str, ...]] = ()
    parts: ClassVar[tuple[str, ...]] = ()

    def collect(self, field: Field, typed: Mapping[str, Sequence[str]]) -> V | None | Unreadable:
        """The canonical value of what stood in the inputs of this field: name of an input -> what it held."""
        return self.parse(list(typed.get(field["key"], ())))

    def lay_out(self, field: Field, value: V) -> dict[str, list[str]]:
        """What stands in the inputs of this field for a canonical value: `collect` reads it back."""
        return {field["key"]: self.write(value)}

    def accept(self, field: Field, answer: object) -> V | None | Unreadable:
        """The canonical value of a JSON value, as generously as what is typed on a page."""
        return read(self, answer)

    def parse(self, raw: Sequence[str]) -> V | None | Unreadable:
        """The canonical value of what was typed; None when nothing was."""
        raise NotImplementedError

    def write(self, value: V) -> list[str]:
        """What stands in the inputs for a canonical value: `parse` reads it back."""
        return [str(value)]

    def check(self, value: V, field: Field, context: Context) -> list[Flaw]:
        """What is wrong with a canonical value here and now."""
        return []

    def explain(self, raw: Sequence[str], field: Field, context: Context) -> list[Flaw]:
        """What is wrong with something that could not be read."""
        return [Flaw(self.unreadable)]

    def plain(self, value: V) -> Any:
        """What conditions, routing and meanings know of a value: a text, a boolean, or a list of texts."""
        return value

    def show(self, value: V, field: Field, voice: Voice) -> str:
        """The answer for a reader."""
        return str(value)

    def derive(self, value: V, context: Context) -> dict[str, object]:
        """The value of each name in `derived`, as far as it is known."""
        return {}

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """The settings of a block as they go into the document, with what is wrong with them."""
        return {}, []

    def schema(self, field: Field) -> dict[str, Any]:
        """JSON Schema of the canonical value."""
        return {"type": "string", "minLength": 1}


def read(kind: FieldType[V], answer: object) -> V | None | Unreadable:
    """The canonical value of a JSON value, as generously as what is typed on a page."""
    raw = _typed(answer)
    return Unreadable((json.dumps(answer, ensure_ascii=False),)) if raw is None else kind.parse(raw)


def whole(
    plain: Mapping[str, Any], name: str, default: int | None, low: int, high: int
) -> tuple[int | None, list[Setting]]:
    """A whole number among settings, `default` when empty, with what is wrong when it is not from low to high."""
    typed = plain.get(name)
    if typed is None or typed == "":
        return default, []
    if isinstance(typed, int) and not isinstance(typed, bool) and low <= typed <= high:
        return typed, []
    return default, [Setting(name, "out_of_range", {"low": low, "high": high})]


def _typed(answer: object) -> list[str] | None:
    if answer is None:
        return []
    if isinstance(answer, bool):
        return ["yes" if answer else "no"]
    if isinstance(answer, str):
        return [answer]
    if isinstance(answer, float) or (isinstance(answer, int) and abs(answer) < _LONGEST_NUMBER):
        return [str(answer)]
    if isinstance(answer, list):
        parts = [_typed(part) for part in answer]
        flat = [part[0] for part in parts if part is not None and len(part) == 1]
        return flat if len(flat) == len(parts) else None
    return None
