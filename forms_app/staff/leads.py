"""Where each answer of a form leads: which steps, questions and texts it shows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from forms_app.rows import Part, parts
from forms_app.texts import Document

Answer = tuple[str, Any]
"""Key of a question, a value that can be picked there."""


@dataclass(frozen=True)
class Lead:
    """An answer: what it is called, where the desk puts it (or which kind of question it is, of one in a group).

    `shows`: what is called so comes with this answer alone; `helps`: it takes other answers too.
    """

    label: str
    kind: str = ""
    shows: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()


class Leads:
    """What the answers of one document show; `called` says what a step or a question is called."""

    def __init__(self, document: Document, called: Callable[[Document], str]) -> None:
        fields = [field for step in document["steps"] for field in step["fields"]]
        self._values = {field["key"]: values_of(field) for field in fields}
        self._shows: dict[Answer, list[str]] = {}
        self._helps: dict[Answer, list[str]] = {}
        for step in document["steps"]:
            for thing in (step, *step["fields"]):
                if thing["visible_if"]:
                    self._note(thing["visible_if"], called(thing))

    def of(self, question: str, value: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What an answer shows alone, and together with others."""
        answer = (question, value)
        return tuple(self._shows.get(answer, ())), tuple(self._helps.get(answer, ()))

    def _note(self, expression: Document, name: str) -> None:
        condition = parts(expression)
        is_enough = condition.mode == "any" or len(condition.parts) == 1
        for part in condition.parts:
            for value in self._picked(part):
                found = (self._shows if is_enough else self._helps).setdefault((part.question, value), [])
                if name not in found:
                    found.append(name)

    def _picked(self, part: Part) -> Iterable[Any]:
        """The answers with which a test holds, of a question where one picks; of no other question."""
        values = self._values.get(part.question, ())
        if part.test in ("is", "one_of"):
            return [value for value in values if value in part.values]
        if part.test == "is_not":
            return [value for value in values if value not in part.values]
        return values if part.test == "answered" else ()


def values_of(field: Document) -> Sequence[Any]:
    """What can be picked at a question of a document, in its order; nothing where one writes."""
    if field["type"] == "yes_no":
        return (True, False)
    if field["type"] == "statement":
        return (True,)
    return [option["value"] for option in field.get("options", ())]
