"""A step taken over into another form: its questions as new ones, with the conditions that still say something."""

import copy
import uuid
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from forms_app import keys
from forms_app.rows import CONTEXT

Block = dict[str, Any]


@dataclass(frozen=True)
class Loss:
    """What did not come along: of the block called `where`, a `row` that asked `what`, or the meaning `what`."""

    kind: str
    where: str
    what: str


@dataclass(frozen=True)
class Copied:
    """The new step; `renamed` is the name of a text in the old form -> that in the new one, without its last part.

    `questions` are the ids of the blocks of its questions.
    """

    step: Block
    renamed: Mapping[str, str] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What the other form has already: keys of its steps and of its fields, retired ones included, and meanings."""

    steps: AbstractSet[str] = frozenset()
    fields: AbstractSet[str] = frozenset()
    meanings: AbstractSet[str] = frozenset()


def copied(step: Mapping[str, Any], named: Mapping[str, str], asked: Mapping[str, str], taken: Taken) -> Copied:
    """A plain step as it goes into another form: every id new, a key new where the other form has it.

    `named` is block id -> key in its own form, `asked` id of a question -> what it asks, for what is said of a loss.
    """
    return _Copying(named, asked, taken).step(copy.deepcopy(dict(step)))


def within(made: Copied, around: Block, key: str) -> Copied:
    """The questions of a copied step at the end of the step `around` (whose key is `key`), which they change."""
    step = made.step["value"]
    rows = step.get("visible_if") or ()
    around["value"]["fields"] = [*(around["value"].get("fields") or ()), *(step.get("fields") or ())]
    own = step["key"]
    renamed = {old: key + new.removeprefix(own) for old, new in made.renamed.items() if new != own}
    losses = (*made.losses, *([Loss("condition", _called(made.step), "")] if rows else []))
    return Copied(around, renamed, losses, made.questions)


class _Copying:
    def __init__(self, named: Mapping[str, str], asked: Mapping[str, str], taken: Taken) -> None:
        self.named = named
        self.asked = asked
        self.taken = taken
        self.fields = set(taken.fields)
        self.meanings = set(taken.meanings)
        self.ids: dict[str, str] = {}
        self.renamed: dict[str, str] = {}
        self.losses: list[Loss] = []

    def step(self, step: Block) -> Copied:
        for block in _all([step]):
            self.ids[block["id"]] = str(uuid.uuid4())
        old = self.named.get(step["id"], "")
        key = keys.derive(old or "stap", {*self.taken.steps, *keys.RESERVED}, between="-", otherwise="stap")
        self.renamed[old] = key
        self._moved(step, key)
        for inner in step["value"].get("fields") or ():
            self._field(inner, f"{old}.", f"{key}.")
        questions = tuple(inner["id"] for inner in step["value"].get("fields") or ())
        return Copied(step, self.renamed, tuple(self.losses), questions)

    def _field(self, block: Block, before: str, after: str) -> None:
        value, old = block["value"], self.named.get(block["id"], "")
        key = keys.derive(old or str(value.get("label") or ""), {*self.fields, *keys.RESERVED_FIELDS})
        self.fields.add(key)
        self.renamed[f"{before}{old}"] = f"{after}{key}"
        options = value.get("options") or ()
        for option in options:
            name = self.named.get(option["id"], "")
            self.renamed[f"{before}{old}.{name}"] = f"{after}{key}.{name}"
            option["value"]["key"], option["id"] = name, self.ids[option["id"]]
        if value.get("meaning") in self.meanings:
            self.losses.append(Loss("meaning", _called(block), str(value["meaning"])))
            value["meaning"] = ""
        self.meanings |= {value.get("meaning") or ""} - {""}
        self._moved(block, key)
        for inner in value.get("fields") or ():
            self._field(inner, f"{before}{old}.", f"{after}{key}.")

    def _moved(self, block: Block, key: str) -> None:
        """Its new id and key, and its conditions about the questions that came along."""
        value = block["value"]
        for name in ("visible_if", "required_if"):
            if value.get(name):
                value[name] = [row for row in value[name] if self._carries(row, block)]
        if value.get("of"):
            value["of"] = " ".join(self._carried(str(value["of"]).split(), block))
        block["id"], value["key"] = self.ids[block["id"]], key

    def _carried(self, questions: list[str], block: Block) -> Iterator[str]:
        """The ids of the questions that came along, of which something is worked out; the others are told."""
        for question in questions:
            if question in self.ids:
                yield self.ids[question]
            else:
                self.losses.append(Loss("row", _called(block), self.asked.get(question, "")))

    def _carries(self, row: Block, block: Block) -> bool:
        value = row["value"]
        question = str(value.get("question") or "")
        if question in CONTEXT:
            return True
        if question not in self.ids:
            self.losses.append(Loss("row", _called(block), self.asked.get(question, "")))
            return False
        words = str(value.get("value") or "").split(" ")
        value |= {"question": self.ids[question], "value": " ".join(self.ids.get(word, word) for word in words)}
        row["id"] = str(uuid.uuid4())
        return True


def _all(blocks: Any) -> Iterator[Block]:
    for block in blocks:
        yield block
        for name in ("fields", "options"):
            yield from _all(block["value"].get(name) or ())


def _called(block: Block) -> str:
    value = block["value"]
    return str(value.get("title") or value.get("label") or value.get("text") or "")
