"""Answers that are a place."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from forms_app.fields.base import ANSWERED, Context, Field, FieldType, Flaw, Unreadable, Voice
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


Where = dict[str, str]
"""`postcode` and `number`; `addition`, `street` and `place` when they were typed."""


class Address(FieldType[Where]):
    """A Dutch address by postcode and house number; street and place only where the postcode is not known here.

    There is no register behind it: spelling is checked, and whether the postcode is one of the region.
    """

    tests = Postcode.tests
    derived = Postcode.derived
    missing = "required_address"
    unreadable = "not_a_postcode"
    parts = ("postcode", "number", "addition", "street", "place")
    longest: ClassVar[dict[str, int]] = {"addition": 10, "street": 100, "place": 100}

    def collect(self, field: Field, typed: Mapping[str, Sequence[str]]) -> Where | None | Unreadable:
        """From five inputs: `<key>.postcode`, `<key>.number` and so on."""
        return self.parse([_line(typed.get(f"{field['key']}.{part}", ())) for part in self.parts])

    def lay_out(self, field: Field, value: Where) -> dict[str, list[str]]:
        """Each part in its own input."""
        return {f"{field['key']}.{part}": [text] for part, text in value.items()}

    def accept(self, field: Field, answer: object) -> Where | None | Unreadable:
        """An object with these parts; a number may be a number."""
        if answer is None:
            return None
        if not isinstance(answer, dict) or not set(answer) <= set(self.parts):
            return Unreadable((json.dumps(answer, ensure_ascii=False),))
        return self.parse([str(answer.get(part) or "") for part in self.parts])

    def parse(self, raw: Sequence[str]) -> Where | None | Unreadable:
        """The five parts in their order; `12a` as number is 12 with the addition a."""
        typed = dict(zip(self.parts, (writing.clean_line(part) for part in (*raw, *[""] * 5)), strict=False))
        if not any(typed.values()):
            return None
        postcode = _POSTCODE.parse([typed["postcode"]])
        match = _HOUSE.fullmatch(writing.ascii_digits(typed["number"]))
        if not isinstance(postcode, str) or match is None or (match[2] and typed["addition"]):
            return Unreadable(tuple(typed.values()))
        found = typed | {"postcode": postcode, "number": match[1], "addition": match[2] or typed["addition"]}
        return {part: value for part, value in found.items() if value}

    def write(self, value: Where) -> list[str]:
        """The five parts."""
        return [value.get(part, "") for part in self.parts]

    def plain(self, value: Where) -> str:
        """The postcode: by it an address is in the region, and routes."""
        return value["postcode"]

    def explain(self, raw: Sequence[str], field: Field, context: Context) -> list[Flaw]:
        """Which part is missing or cannot be read."""
        typed = dict(zip(self.parts, (*raw, *[""] * 5), strict=False))
        postcode = _POSTCODE.parse([typed["postcode"]])
        flaws = [Flaw("not_a_postcode" if typed["postcode"] else "required_postcode", inside="postcode")]
        number = [Flaw("invalid_house_number" if typed["number"] else "required_house_number", inside="number")]
        found = ([] if isinstance(postcode, str) else flaws) + (
            [] if _HOUSE.fullmatch(writing.ascii_digits(typed["number"])) else number
        )
        return found or [Flaw("invalid_house_number", inside="number")]

    def check(self, value: Where, field: Field, context: Context) -> list[Flaw]:
        """A postcode without letters or of a box; street and place missing where nobody knows the postcode."""
        flaws = [Flaw(flaw.code, flaw.data, "postcode") for flaw in _POSTCODE.check(value["postcode"], field, context)]
        if len(value["postcode"]) < len("4141AB"):
            flaws.append(Flaw("whole_postcode", inside="postcode"))
        if pc4(value["postcode"]) not in context.places:
            flaws += [Flaw(code, inside=part) for part, code in _UNKNOWN.items() if not value.get(part)]
        return flaws + [
            Flaw("too_long", {"max": most, "length": len(value[part])}, part)
            for part, most in self.longest.items()
            if len(value.get(part, "")) > most
        ]

    def show(self, value: Where, field: Field, voice: Voice) -> str:
        """As on an envelope: street, number and addition; postcode and place."""
        house = [value.get("street", ""), value["number"], value.get("addition", "")]
        digits, letters = value["postcode"][:4], value["postcode"][4:]
        lines = (house, [digits, letters, value.get("place", "")])
        return "\n".join(" ".join(part for part in line if part) for line in lines)

    def derive(self, value: Where, context: Context) -> dict[str, object]:
        """As of a postcode."""
        return _POSTCODE.derive(value["postcode"], context)

    def schema(self, field: Field) -> dict[str, Any]:
        """An object with these parts."""
        text = {part: {"type": "string", "minLength": 1, "maxLength": most} for part, most in self.longest.items()}
        postcode = {"type": "string", "pattern": "^[1-9][0-9]{3}[A-Z]{2}$"}
        return {
            "type": "object",
            "properties": {"postcode": postcode, "number": {"type": "string", "pattern": "^[1-9][0-9]{0,4}$"}, **text},
            "required": ["postcode", "number"],
            "additionalProperties": False,
        }


_POSTCODE = Postcode()
_UNKNOWN = {"street": "required_street", "place": "required_place"}
_HOUSE = re.compile(r"0*([1-9][0-9]{0,4})[ -]*([A-Za-z0-9 /-]{0,10})", re.ASCII)


def _line(raw: Sequence[str]) -> str:
    return writing.clean_line(" ".join(raw))


def pc4(value: str) -> str:
    """The four digits of a canonical postcode."""
    return value[:4]
