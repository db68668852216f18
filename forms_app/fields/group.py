"""Answers that are a list of the same few questions: each child, each course."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from forms_app.fields.base import ANSWERED, Context, Field, FieldType, Flaw, Setting, Unreadable, Voice, whole
from home import writing

MOST_ROWS, USUAL_ROWS = 20, 10
MOST_READ = 2 * MOST_ROWS
"""So many rows are read one by one, also when fewer are asked; more are kept as one text, that no page lays out."""
COUNTED = ("rows_at_most", "rows_at_least")
"""What a condition may ask of the number of rows."""

Row = dict[str, Any]
"""Key of an inner question -> canonical answer; only while a row is read also `Unreadable`."""


class Group(FieldType[list[Row]]):
    """A few questions that are asked again for each row; canonical as a list of objects, without empty rows.

    The inputs of a row are named `<key>.<number>.<inner key>`, numbers from 0 in the order of the page. Where
    something in a row cannot be read, all rows are kept as they were typed, each as a text of JSON; what is no list of
    rows, or one of more than `MOST_READ`, is kept as one text.
    """

    tests = (*COUNTED, *ANSWERED)
    derived = ("rows",)
    missing = "required_row"
    texts: ClassVar[tuple[str, ...]] = ("row_label",)

    def __init__(self, inner: Mapping[str, FieldType[Any]]) -> None:
        """`inner`: the types that may stand in a group, by name."""
        self.inner = inner

    def collect(self, field: Field, typed: Mapping[str, Sequence[str]]) -> list[Row] | None | Unreadable:
        """The rows that were on the page, without those in which nothing stands."""
        rows: dict[int, dict[str, Sequence[str]]] = {}
        for name, held in typed.items():
            number, _dot, rest = name.removeprefix(f"{field['key']}.").partition(".")
            if name.startswith(f"{field['key']}.") and rest and is_number(number):
                rows.setdefault(int(number), {})[rest] = held
        return kept(
            {inner["key"]: self.inner[inner["type"]].collect(inner, rows[number]) for inner in field["fields"]}
            for number in sorted(rows)
        )

    def lay_out(self, field: Field, value: list[Row]) -> dict[str, list[str]]:
        """The inputs of each row."""
        return {
            f"{field['key']}.{number}.{name}": held
            for number, row in enumerate(value)
            for inner in field["fields"]
            if inner["key"] in row
            for name, held in self.inner[inner["type"]].lay_out(inner, row[inner["key"]]).items()
        }

    def accept(self, field: Field, answer: object) -> list[Row] | None | Unreadable:
        """A list of objects, each inner answer as generously as by itself."""
        if answer is None or answer == []:
            return None
        inner = {asked["key"]: asked for asked in field["fields"]}
        if not isinstance(answer, list) or len(answer) > MOST_READ:
            return _as_one_text(answer)
        if not all(isinstance(row, dict) and set(row) <= set(inner) for row in answer):
            return _as_one_text(answer)
        return kept(
            {key: self.inner[inner[key]["type"]].accept(inner[key], value) for key, value in row.items()}
            for row in answer
        )

    def parse(self, raw: Sequence[str]) -> list[Row] | None | Unreadable:
        """Nothing, or what only `collect` and `accept` can read: they know the inner questions."""
        typed = tuple(text for text in raw if writing.clean_line(text))
        return Unreadable(typed) if typed else None

    def write(self, value: list[Row]) -> list[str]:
        """A text of JSON per row."""
        return [spelled(row) for row in value]

    def check(self, value: list[Row], field: Field, context: Context) -> list[Flaw]:
        """Too few or too many rows; what is missing or wrong in each, by `<number>.<inner key>`, unless they are far
        too many."""
        if len(value) > MOST_READ:
            return [self._too_many(field)]
        flaws = [
            Flaw(flaw.code, flaw.data, f"{number}.{inner['key']}{f'.{flaw.inside}' if flaw.inside else ''}")
            for number, row in enumerate(value)
            for inner in field["fields"]
            for flaw in self._flaws(inner, row.get(inner["key"]), context)
        ]
        if len(value) < field["min_rows"]:
            flaws.insert(0, Flaw("too_few_rows", {"minimum": field["min_rows"]}))
        if len(value) > field["max_rows"]:
            flaws.insert(0, self._too_many(field))
        return flaws

    def explain(self, raw: Sequence[str], field: Field, context: Context) -> list[Flaw]:
        """What is wrong in the rows; of something that is no list of rows, that it cannot be read."""
        if rows := self.rows(field, Unreadable(tuple(raw))):
            return self.check(rows, field, context) or [Flaw(self.unreadable)]
        is_list = len(raw) > MOST_READ or any(len(_list(text)) > MOST_READ for text in raw)
        return [self._too_many(field) if is_list else Flaw(self.unreadable)]

    def plain(self, value: list[Row]) -> list[str]:
        """The numbers of the rows, from 1: whether there are any is all that conditions ask."""
        return [str(number) for number, _row in enumerate(value, start=1)]

    def show(self, value: list[Row], field: Field, voice: Voice) -> str:
        """Each answer after its question, on a line of its own; an empty line between rows."""
        return "\n\n".join(
            "\n".join(
                voice.word("labelled")
                % {
                    "label": voice.text(f"{inner['msg_id']}.label"),
                    "value": self.inner[inner["type"]].show(row[inner["key"]], inner, voice),
                }
                for inner in field["fields"]
                if inner["key"] in row
            )
            for row in value
        )

    def derive(self, value: list[Row], context: Context) -> dict[str, object]:
        """How many rows there are."""
        return {"rows": len(value)}

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`min_rows` and `max_rows`: how many rows whoever fills in any must fill in, and may."""
        least, wrong = whole(plain, "min_rows", 1, 1, MOST_ROWS)
        most, wrong_too = whole(plain, "max_rows", USUAL_ROWS, 1, MOST_ROWS)
        if not (wrong or wrong_too) and (least or 0) > (most or 0):
            wrong_too = [Setting("max_rows", "out_of_range", {"low": least, "high": MOST_ROWS})]
        return {"min_rows": least, "max_rows": most}, [*wrong, *wrong_too]

    def schema(self, field: Field) -> dict[str, Any]:
        """A list of objects."""
        return {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {inner["key"]: self.inner[inner["type"]].schema(inner) for inner in field["fields"]},
                "required": [inner["key"] for inner in field["fields"] if inner["required"]],
                "minProperties": 1,
                "additionalProperties": False,
            },
            "minItems": field["min_rows"],
            "maxItems": field["max_rows"],
        }

    def rows(self, field: Field, answer: object) -> list[Row]:
        """The rows of an answer, whether all of it could be read or not; none of what is no list of rows, or of one
        that is far too long.

        Whatever stands in them is what the inner questions take, so that they can be judged, shown and stored.
        """
        found = answer.raw if isinstance(answer, Unreadable) else answer if isinstance(answer, list) else ()
        if len(found) > MOST_READ:
            return []
        if not isinstance(answer, Unreadable):
            return list(found)
        read = [self._read(field, text) for text in answer.raw]
        return [row for row in read if row is not None] if None not in read else []

    def _read(self, field: Field, text: str) -> Row | None:
        """The row that `spelled` wrote; None when it wrote no such text. What the group no longer asks is left out."""
        parts = _list(text)
        if len(parts) != 2 or not all(isinstance(part, dict) for part in parts) or _spelled(*parts) != text:
            return None
        read, unread = parts
        if not all(isinstance(raw, list) and all(isinstance(one, str) for one in raw) for raw in unread.values()):
            return None
        asked = {inner["key"]: inner for inner in field["fields"]}
        taken = {key: self.inner[asked[key]["type"]].accept(asked[key], read[key]) for key in read if key in asked}
        row = {key: part for key, part in taken.items() if part is not None}
        return row | {key: Unreadable(tuple(raw)) for key, raw in unread.items() if key in asked}

    def _too_many(self, field: Field) -> Flaw:
        return Flaw("too_many_rows", {"maximum": field["max_rows"]})

    def _flaws(self, inner: Field, answer: Any, context: Context) -> list[Flaw]:
        kind = self.inner[inner["type"]]
        if isinstance(answer, Unreadable):
            return kind.explain(answer.raw, inner, context)
        if answer is None:
            return [Flaw(kind.missing)] if inner["required"] else []
        return kind.check(answer, inner, context)


def kept(rows: Iterable[Row]) -> list[Row] | None | Unreadable:
    """The answer that these rows make; one without anything in it is none, nor is an inner answer that is absent."""
    filled = [row for row in ({key: part for key, part in row.items() if part is not None} for row in rows) if row]
    if len(filled) > MOST_READ:
        return _as_one_text([sent(row) for row in filled])
    if any(isinstance(part, Unreadable) for row in filled for part in row.values()):
        return Unreadable(tuple(spelled(row) for row in filled))
    return filled or None


def is_number(typed: str) -> bool:
    """Whether this is the number of a row as a page writes it."""
    return typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST_ROWS * 10))


def sent(row: Row) -> dict[str, Any]:
    """A row as a program sends it: what could not be read is a text, or a list of those when it was several."""
    return {
        key: (part.raw[0] if len(part.raw) == 1 else list(part.raw)) if isinstance(part, Unreadable) else part
        for key, part in row.items()
    }


def spelled(row: Row) -> str:
    """A row as a text, which `Group.rows` reads back: what was read, then what could not be."""
    read = {key: part for key, part in row.items() if not isinstance(part, Unreadable)}
    unread = {
        key: [writing.clean_text(text) for text in part.raw]
        for key, part in row.items()
        if isinstance(part, Unreadable)
    }
    return _spelled(read, unread)


def _spelled(read: object, unread: object) -> str:
    return json.dumps([read, unread], ensure_ascii=False)


def _as_one_text(answer: object) -> Unreadable:
    """What is no list of rows; without the spaces that `spelled` writes, so that it is never taken for a row."""
    return Unreadable((json.dumps(answer, ensure_ascii=False, separators=(",", ":")),))


def _list(text: str) -> list[Any]:
    """The list that a text of JSON is; an empty one when it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []
