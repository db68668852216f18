"""What is worked out from earlier answers: shown, never asked, never stored."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from forms_app.fields.base import Field, FieldType, Setting, Unreadable, Voice

FORMULAS: dict[str, frozenset[str]] = {
    "sum": frozenset({"number"}),
    "count": frozenset({"choices", "group", "upload"}),
    "days": frozenset({"date"}),
}
"""What can be worked out, and from answers of which types: numbers together, how many there are, days between two."""

ENDS = 2
"""Days are counted between two, whichever comes first."""


class Calculation(FieldType[str]):
    """A number that follows from answers; it has no answer of its own."""

    tests = ()
    asks = False
    texts = ("unit",)

    def parse(self, raw: Sequence[str]) -> str | None | Unreadable:
        """Never an answer."""
        return None

    def show(self, value: str, field: Field, voice: Voice) -> str:
        """The number, with its unit."""
        unit = voice.text(f"{field['msg_id']}.unit")
        return voice.word("measure") % {"number": value, "unit": unit} if unit else value

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`formula`: one of `FORMULAS`."""
        formula = plain.get("formula")
        return {"formula": formula if formula in FORMULAS else "sum"}, []

    def schema(self, field: Field) -> dict[str, Any]:
        """No value is right."""
        return {"not": {}}


def worked_out(field: Field, answered: Mapping[str, Any]) -> str | None:
    """What the formula gives for these answers (key -> canonical); None while what it needs is not there.

    Numbers and lists that are absent do not count; a number of days needs both days.
    """
    found = [answered[key] for key in field["of"] if key in answered]
    formula = field["formula"]
    if not found or (formula == "days" and len(found) < ENDS):
        return None
    if formula == "sum":
        total = sum((Decimal(number) for number in found), Decimal(0))
        return f"{total.normalize():f}" if total else "0"
    if formula == "count":
        return str(sum(len(several) for several in found))
    first, last = (date.fromisoformat(day) for day in found)
    return str(abs((last - first).days))
