"""What no condition shows by itself: what can never be asked, what always is, what a reader of a form would miss.

Whether there are answers that would make it so is searched by `forms_app.satisfiability`.
"""

import re
from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from forms_app import texts
from forms_app.fields.base import Field
from forms_app.meanings import MEANINGS
from forms_app.problems import Path, Problem
from forms_app.satisfiability import Goal, Registers, Search
from forms_app.texts import Document
from home.languages import SOURCE

__all__ = ["blocking", "warnings"]

"""A value that no editor names."""

_AUTOFILL = {"email": "sender_email", "phone": "sender_phone", "postcode": "postcode"}
_NAME = re.compile(r"\b(?:voor|achter)?na(?:am|men)\b", re.IGNORECASE)


def blocking(document: Document, today: date) -> list[Problem]:
    """What nobody can ever reach: steps and questions that are never shown, conditions that never hold."""
    search, found = Search(document, today), []
    for number, step in enumerate(document["steps"]):
        path, around = (number,), [(step["visible_if"], True)]
        if not search.finds(around):
            found.append(Problem((*path, "visible_if"), "never"))
            continue
        never = [
            Problem((*path, "fields", index, name), "never")
            for index, field in enumerate(step["fields"])
            for name in _never(search, around, field)
        ]
        found += never
        hidden = [problem for problem in never if problem.path[-1] == "visible_if"]
        if hidden and len(hidden) == len(step["fields"]):
            found.append(Problem((*path, "fields"), "never_shown"))
    if document["urgent_if"] is not None and not search.finds([(document["urgent_if"], True)]):
        found.append(Problem(("urgent_if",), "never"))
    return found


def warnings(
    document: Document, today: date, languages: Collection[str] = (), registers: Registers | None = None
) -> list[Problem]:
    """What may be meant so, and mostly is not; it keeps no form from going online.

    `languages` are those that visitors can choose. What stands in `registers` now may be there no more tomorrow, so a
    condition that only they make impossible is told here and stops nothing.
    """
    return [
        *_needless(document, today, registers or {}),
        *_without_meaning(document),
        *untranslated(document, languages),
    ]


def untranslated(document: Document, languages: Collection[str]) -> list[Problem]:
    """Each language that does not have every text of this form."""
    missing = {language: len(texts.missing(document, language)) for language in languages}
    return [
        Problem(("languages",), "untranslated", {"language": language, "count": count})
        for language, count in missing.items()
        if count
    ]


def _never(search: Search, around: list[Goal], field: Field) -> list[str]:
    """The conditions of a field that never hold; a field that is never shown needs no more said."""
    shown = [*around, (field["visible_if"], True)]
    if not search.finds(shown):
        return ["visible_if"]
    required = field.get("required_if")
    return ["required_if"] if required is not None and not search.finds([*shown, (required, True)]) else []


def _needless(document: Document, today: date, registers: Registers) -> list[Problem]:
    """Conditions that hold for everybody who can reach them, and rows of "one of these" that never do.

    Also those that never hold because nobody can pick the answer from a register now.
    """
    judging, found = _Judging(Search(document, today, registers), Search(document, today)), []
    settled: set[str] = set()
    for number, step in enumerate(document["steps"]):
        for path, around, condition in _conditions(number, step):
            found += judging.judged(path, around, condition, frozenset(settled))
        settled |= {field["key"] for field in step["fields"] if field.get("required")}
    return [*found, *judging.judged(("urgent_if",), [], document["urgent_if"], frozenset(settled))]


def _conditions(number: int, step: Document) -> Iterator[tuple[Path, list[Goal], object]]:
    """Each condition of a step: where it stands, what holds where it is asked, itself."""
    yield (number, "visible_if"), [], step["visible_if"]
    around: list[Goal] = [(step["visible_if"], True)]
    for index, field in enumerate(step["fields"]):
        path = (number, "fields", index)
        yield (*path, "visible_if"), around, field["visible_if"]
        yield (*path, "required_if"), [*around, (field["visible_if"], True)], field.get("required_if")


@dataclass(frozen=True)
class _Judging:
    """Judges conditions by the registers as they are `now`, and by whatever may `ever` stand in them."""

    now: Search
    ever: Search

    def judged(self, path: Path, around: list[Goal], condition: object, settled: AbstractSet[str]) -> list[Problem]:
        holds = [*around, (condition, True)]
        if not isinstance(condition, dict) or not self.ever.finds(holds) or not self.now.finds(around):
            return []  # none, or one that never holds or is never asked, which is said elsewhere
        if not self.now.finds(holds):
            return [Problem(path, "never_now")]
        if not self.now.finds([*around, (condition, False)], settled):
            return [Problem(path, "always")]
        rows = condition.get("or", ())
        dead = [index for index, row in enumerate(rows) if not self.now.finds([*around, (row, True)])]
        return [Problem((*path, index), "never_row") for index in dead]


def _without_meaning(document: Document) -> list[Problem]:
    """Questions that a browser could fill in for the visitor, if they said what they ask (WCAG 1.3.5)."""
    asked = [
        ((number, "fields", index), field)
        for number, step in enumerate(document["steps"])
        for index, field in enumerate(step["fields"])
    ]
    used = {field.get("meaning") for _path, field in asked}
    found = []
    for path, field in asked:
        meaning = _AUTOFILL.get(field["type"]) or _as_name(document, field)
        if meaning and meaning not in used and not field.get("meaning"):
            found.append(Problem((*path, "meaning"), "no_meaning", {"meaning": meaning}))
            used.add(meaning)
    return found


def _as_name(document: Document, field: Field) -> str:
    label = texts.text(document, SOURCE, f"{field['msg_id']}.label").text
    is_name = field["type"] in MEANINGS["sender_name"].types and _NAME.search(label)
    return "sender_name" if is_name else ""
