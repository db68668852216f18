"""Answers that are typed: text, addresses, numbers."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

import phonenumbers

from forms_app.fields.base import ORDERED, Context, Field, FieldType, Flaw, Setting, Unreadable, Voice, whole
from home import writing

_LONGEST_TEXT = 10_000
_LONGEST_EMAIL = 254
# One @, a dot in the domain, no spaces and nothing that has a meaning in a mail header.
_EMAIL = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@(?:[^\s@<>()\[\]\\,;:\"._-][^\s@<>()\[\]\\,;:\"._]*\.)+[^\W\d_]{2,}")
_NUMBER = re.compile(r"([+-]?)([0-9]+)(?:[.,]([0-9]+))?", re.ASCII)
_MOST_DIGITS = 15
_MOST_DECIMALS = 6


class Text(FieldType[str]):
    """One line."""

    longest: ClassVar[int] = 200

    def parse(self, raw: Sequence[str]) -> str | None | Unreadable:
        """The line without double spaces and control characters."""
        if len(raw) > 1:
            return Unreadable(tuple(raw))
        return self.clean(raw[0]) or None if raw else None

    def clean(self, typed: str) -> str:
        """The text as it is stored."""
        return writing.clean_line(typed)

    def check(self, value: str, field: Field, context: Context) -> list[Flaw]:
        """Too long, counted in characters."""
        most = field["max_length"]
        return [Flaw("too_long", {"max": most, "length": len(value)})] if len(value) > most else []

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`max_length`."""
        most, problems = whole(plain, "max_length", self.longest, 1, _LONGEST_TEXT)
        return {"max_length": most}, problems

    def schema(self, field: Field) -> dict[str, Any]:
        """A text of at most `max_length`."""
        return {"type": "string", "minLength": 1, "maxLength": field["max_length"]}


class LongText(Text):
    """Text of several lines."""

    longest = 1500

    def clean(self, typed: str) -> str:
        """Lines stay."""
        return writing.clean_text(typed)


class Email(FieldType[str]):
    """An e-mail address; whether it exists is shown by mail alone."""

    unreadable = "invalid_email"

    def parse(self, raw: Sequence[str]) -> str | None | Unreadable:
        """The address as typed, without spaces around it."""
        typed = writing.clean_line(" ".join(raw))
        if not typed:
            return None
        return typed if len(typed) <= _LONGEST_EMAIL and _EMAIL.fullmatch(typed) else Unreadable(tuple(raw))

    def schema(self, field: Field) -> dict[str, Any]:
        """An e-mail address."""
        return {"type": "string", "format": "email", "maxLength": _LONGEST_EMAIL}


class Phone(FieldType[str]):
    """A phone number, Dutch unless it starts with + or 00; canonical as E.164."""

    unreadable = "invalid_phone"

    def parse(self, raw: Sequence[str]) -> str | None | Unreadable:
        """The number as +31612345678."""
        typed = writing.ascii_digits(writing.clean_line(" ".join(raw)))
        if not typed:
            return None
        try:
            number = phonenumbers.parse(typed, "NL")
        except phonenumbers.NumberParseException:
            return Unreadable(tuple(raw))
        if not phonenumbers.is_valid_number(number):
            return Unreadable(tuple(raw))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def show(self, value: str, field: Field, voice: Voice) -> str:
        """In groups, as +31 6 12345678."""
        number = phonenumbers.parse(value, None)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def schema(self, field: Field) -> dict[str, Any]:
        """E.164."""
        return {"type": "string", "pattern": r"^\+[1-9][0-9]{6,14}$"}


class Number(FieldType[str]):
    """A number, of something when its editor says of what; canonical as decimal text, at most fifteen digits."""

    tests = ORDERED
    unreadable = "invalid_number"
    texts = ("unit",)

    def parse(self, raw: Sequence[str]) -> str | None | Unreadable:
        """`1,50` and `1.5` are 1.5; `1.000` is refused, as it is a thousand to one reader and one to another."""
        typed = re.sub(r"[\s'٬]", "", writing.ascii_digits(writing.clean_line(" ".join(raw)))).replace("٫", ",")
        if not typed:
            return None
        match = _NUMBER.fullmatch(typed.replace("−", "-"))
        if match is None or len(match[2].lstrip("0") + (match[3] or "")) > _MOST_DIGITS or _is_doubtful(match):
            return Unreadable(tuple(raw))
        fraction = (match[3] or "").rstrip("0")
        canonical = (match[2].lstrip("0") or "0") + (f".{fraction}" if fraction else "")
        return f"-{canonical}" if match[1] == "-" and canonical != "0" else canonical

    def check(self, value: str, field: Field, context: Context) -> list[Flaw]:
        """Below the minimum, above the maximum, more decimals than asked."""
        flaws = []
        if field["minimum"] is not None and Decimal(value) < Decimal(field["minimum"]):
            flaws.append(Flaw("too_small", {"minimum": field["minimum"]}))
        if field["maximum"] is not None and Decimal(value) > Decimal(field["maximum"]):
            flaws.append(Flaw("too_large", {"maximum": field["maximum"]}))
        if len(value.partition(".")[2]) > field["decimals"]:
            flaws.append(
                Flaw("too_precise", {"decimals": field["decimals"]}) if field["decimals"] else Flaw("not_whole")
            )
        return flaws

    def show(self, value: str, field: Field, voice: Voice) -> str:
        """The number, with its unit."""
        unit = voice.text(f"{field['msg_id']}.unit") if field.get("msg_id") else ""
        return voice.word("measure") % {"number": value, "unit": unit} if unit else value

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`minimum`, `maximum`, `decimals`."""
        decimals, problems = whole(plain, "decimals", 0, 0, _MOST_DECIMALS)
        ends = {name: self.parse([str(plain.get(name) if plain.get(name) is not None else "")]) for name in _ENDS}
        problems += [Setting(name, "not_a_number") for name, end in ends.items() if isinstance(end, Unreadable)]
        low, high = (end if isinstance(end, str) else None for end in ends.values())
        if low is not None and high is not None and Decimal(low) > Decimal(high):
            problems.append(Setting("maximum", "contradictory"))
        return {"minimum": low, "maximum": high, "decimals": decimals}, problems

    def schema(self, field: Field) -> dict[str, Any]:
        """A decimal as text: a JSON number may be rounded on its way."""
        fraction = rf"(\.[0-9]{{1,{field['decimals']}}})?" if field["decimals"] else ""
        return {"type": "string", "pattern": rf"^-?[0-9]{{1,{_MOST_DIGITS}}}{fraction}$"}


_ENDS = ("minimum", "maximum")


def _is_doubtful(match: re.Match[str]) -> bool:
    return match[3] is not None and len(match[3]) == 3 and match[2].lstrip("0") != "" and len(match[2]) <= 3
