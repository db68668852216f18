"""Answers that are a bank account."""

import re
from collections.abc import Sequence
from typing import Any

from stdnum import iban
from stdnum.exceptions import ValidationError

from forms_app.fields.base import Field, FieldType, Unreadable, Voice
from home import writing


class Iban(FieldType[str]):
    """An international bank account number whose check digits are right; canonical without spaces, in capitals.

    Whether the account exists, and whose it is, only the bank knows.
    """

    unreadable = "invalid_iban"

    def parse(self, raw: Sequence[str]) -> str | None | Unreadable:
        """From any spelling: spaces, dots, dashes, small letters, digits of another script."""
        typed = re.sub(r"[\s.\-]+", "", writing.ascii_digits(writing.clean_line(" ".join(raw)))).upper()
        if not typed:
            return None
        try:
            return str(iban.validate(typed)) if typed.isascii() else Unreadable(tuple(raw))
        except ValidationError:
            return Unreadable(tuple(raw))

    def show(self, value: str, field: Field, voice: Voice) -> str:
        """In groups of four, as it stands on a card."""
        return " ".join(value[at : at + 4] for at in range(0, len(value), 4))

    def schema(self, field: Field) -> dict[str, Any]:
        """Country, check digits, account; the check digits themselves are left to the server."""
        return {"type": "string", "pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"}
