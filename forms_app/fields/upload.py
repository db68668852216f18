"""Answers that are files."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from forms_app.fields.base import Context, Field, FieldType, Flaw, Setting, Unreadable, Voice, whole
from home import writing

MOST_FILES, USUAL_FILES = 10, 3
MOST_MEGABYTES, USUAL_MEGABYTES = 25, 10
GONE = "file_gone"
"""What is said of a file that is no longer there."""


class Upload(FieldType[list[str]]):
    """Photos of a letter, a PDF; canonical as the numbers (UUID) of what was sent, in the order in which it came."""

    missing = "required_file"
    unreadable = "unknown_file"

    def parse(self, raw: Sequence[str]) -> list[str] | None | Unreadable:
        """The numbers of files, each once."""
        typed = [value for value in map(writing.clean_line, raw) if value]
        try:
            return list(dict.fromkeys(str(uuid.UUID(value)) for value in typed)) or None
        except ValueError:
            return Unreadable(tuple(raw))

    def write(self, value: list[str]) -> list[str]:
        """One number per file."""
        return list(value)

    def check(self, value: list[str], field: Field, context: Context) -> list[Flaw]:
        """Not sent with this form for this question, too many, or sick."""
        known = {key: file for key, file in context.files.items() if file.field == field["key"]}
        flaws = [Flaw("unknown_file") for key in value if key not in known][:1]
        flaws += [
            Flaw("sick_file", {"name": known[key].name}) for key in value if key in known and known[key].scan == "sick"
        ]
        if len(value) > field["most_files"]:
            flaws.append(Flaw("too_many_files", {"most": field["most_files"]}))
        return flaws

    def show(self, value: list[str], field: Field, voice: Voice) -> str:
        """A name with its size per line."""
        return "\n".join(voice.names.get(key) or voice.word(GONE) for key in value)

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`most_files`: how many; `most_megabytes`: of each."""
        files, wrong = whole(plain, "most_files", USUAL_FILES, 1, MOST_FILES)
        size, wrong_too = whole(plain, "most_megabytes", USUAL_MEGABYTES, 1, MOST_MEGABYTES)
        return {"most_files": files, "most_megabytes": size}, [*wrong, *wrong_too]

    def schema(self, field: Field) -> dict[str, Any]:
        """A list of numbers that adding a file gave."""
        return {
            "type": "array",
            "items": {"type": "string", "format": "uuid"},
            "minItems": 1,
            "maxItems": field["most_files"],
            "uniqueItems": True,
        }
