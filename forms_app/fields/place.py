"""Answers that are a place."""

import re
from collections.abc import Sequence
from typing import Any

from forms_app.fields.base import ANSWERED, Context, Field, FieldType, Flaw, Unreadable
from home import postcodes, writing
from home.refusals import Refused

_LETTERS = re.compile(r"[0-9]{4}([a-z]{2})$", re.ASCII)


class Postcode(FieldType[str]):
    """A Dutch postcode; canonical as four digits, with the two letters when they were typed."""

    tests = ("in_region", "not_in_region", *ANSWERED)
    derived = ("in_region",)
    missing = "required_postcode"
    unreadable = "not_a_postcode"

    def parse(self, raw: Sequence[str]) -> str | None | Unreadable:
        """`4141` or `4141AB`, from any spelling."""
        typed = writing.clean_line(" ".join(raw))
        if not typed:
            return None
        try:
            digits = postcodes.read(typed)
        except Refused:
            return Unreadable(tuple(raw))
        letters = _LETTERS.search(re.sub(r"[\W_]+", "", writing.folded(typed)))
        return digits + (letters[1].upper() if letters else "")

    def check(self, value: str, field: Field, context: Context) -> list[Flaw]:
        """A person does not live in a PO box; an organisation may have its post sent there."""
        area = context.places.get(pc4(value))
        is_box = area is not None and area.kind == "po_box"
        return [Flaw("po_box")] if is_box and context.audience == "inburgeraar" else []

    def derive(self, value: str, context: Context) -> dict[str, object]:
        """Whether a municipality of the region is responsible; a postcode that nobody knows is outside."""
        area = context.places.get(pc4(value))
        return {"in_region": area is not None and area.municipality is not None}

    def schema(self, field: Field) -> dict[str, Any]:
        """Four digits, two letters or none."""
        return {"type": "string", "pattern": "^[1-9][0-9]{3}([A-Z]{2})?$"}


def pc4(value: str) -> str:
    """The four digits of a canonical postcode."""
    return value[:4]
