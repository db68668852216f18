"""Text between the questions."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from forms_app.fields.base import Field, FieldType, Setting, Unreadable

TONES = ("advice", "warning", "urgent")
_LINK = re.compile(r"(?:https://|mailto:|tel:)[^\s<>\"]+|/(?!/)[^\s<>\"]*")


class Panel(FieldType[None]):
    """Something to read, with a link or a phone number; it has no answer."""

    tests = ()
    asks = False

    def parse(self, raw: Sequence[str]) -> None | Unreadable:
        """Never an answer."""
        return None

    def settings(self, plain: Mapping[str, Any]) -> tuple[dict[str, Any], list[Setting]]:
        """`tone`, and `link_url`: a safe address, a mail address or a phone number; or `link_form`, another form."""
        url = str(plain.get("link_url") or "").strip()
        problems = [Setting("link_url", "bad_link")] if url and not _LINK.fullmatch(url) else []
        if url and not plain.get("link_text"):
            problems.append(Setting("link_text", "missing"))
        form = str(plain.get("link_form") or "").strip()
        if form and url:
            problems.append(Setting("link_form", "one_link"))
        elif form and not plain.get("link_text"):
            problems.append(Setting("link_text", "missing"))
        tone = plain["tone"] if plain.get("tone") in TONES else "advice"
        return {"tone": tone, "link_url": url, **({"link_form": form} if form else {})}, problems

    def schema(self, field: Field) -> dict[str, Any]:
        """No value is right."""
        return {"not": {}}
