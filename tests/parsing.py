"""HTML as a browser that forgives nothing would read it."""

from typing import Any

import html5lib
from django.test import Client
from html5lib.constants import E as SENTENCES
from html5lib.html5parser import ParseError


def errors(html: str) -> list[str]:
    """The first error of html5lib's strict mode, with the lines around it; empty when there is none."""
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(html)
    except ParseError:
        (line, column), code, about = parser.errors[-1]
        around = "\n".join(html.splitlines()[max(line - 3, 0) : line + 1])
        return [f"line {line}, column {column}: {SENTENCES[code] % about}\n{around}"]
    return []


class Reader(Client):
    """A browser that parses each page it gets, of whatever status, and remembers what was wrong."""

    def __init__(self, **more: Any) -> None:
        super().__init__(raise_request_exception=False, **more)
        self.read: dict[str, int] = {}
        self.wrong: list[str] = []

    def request(self, **request: Any) -> Any:
        """Asks, and reads the answer."""
        answer = super().request(**request)
        if answer.get("Content-Type", "").startswith("text/html") and answer.content:
            place = answer.request["PATH_INFO"]
            self.read[place] = answer.status_code
            self.wrong += [f"{place} ({answer.status_code}): {error}" for error in errors(answer.content.decode())]
        return answer
