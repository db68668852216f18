"""Every environment variable of the portal as a row: name, kind, default, meaning."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass


class BadEnvironment(ValueError):
    """A variable has a value that cannot be read; the message names the variable and what it wants."""


@dataclass(frozen=True)
class Row:
    """One variable: how it is called, how its text is read, what it is without one, and what it is for."""

    name: str
    kind: Callable[[str], object]
    default: object
    meaning: str

    def read(self, source: Mapping[str, str]) -> object:
        """The value in `source`, or the default when it is absent or empty.

        :raises BadEnvironment: when the text cannot be read as this kind.
        """
        text = source.get(self.name, "").strip()
        if not text:
            return self.default
        try:
            return self.kind(text)
        except ValueError as error:
            raise BadEnvironment(f"{self.name}={text!r}: {error}.") from error


def _switch(text: str) -> bool:
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise ValueError("use 1 or 0")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("use a whole number")
    return int(text)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(",", " ").split() if word)


def _scanner(text: str) -> str:
    if not text.startswith(("unix:/", "tcp://")):
        raise ValueError("use unix:/path/of/socket or tcp://host:3310")
    return text


def _options(text: str) -> dict[str, object]:
    read = json.loads(text)
    if not isinstance(read, dict):
        raise ValueError('use JSON such as {"bucket_name": "portal"}')
    return read


ROWS: tuple[Row, ...] = (
    Row("DATA_DIR", str, "var", "Directory of all data: database, files, keys, demo mails."),
    Row("DATABASE_URL", str, "", "Database, e.g. postgres://user:password@host/name; empty: SQLite in DATA_DIR."),
    Row("DATABASE_POOL", _number, 8, "Highest number of PostgreSQL connections of one process."),
    Row("SECRET_KEY", str, "", "Signs cookies and links; empty: made on the first run and kept in DATA_DIR."),
    Row("ACCESS_KEY", str, "", "Makes access codes; empty: made on the first run and kept in DATA_DIR."),
    Row("ACCESS_KEY_ID", str, "1", "Which access key this is; old tickets keep the id they were made with."),
    Row("HISTORY_KEY", str, "", "Signs the root of a day; empty: made on the first run and kept in DATA_DIR."),
    Row("ALLOWED_HOSTS", _words, ("localhost", "127.0.0.1", "[::1]"), "Host names this portal answers to."),
    Row("BASE_URL", str, "", "Address used in letters, e.g. https://portal.example; empty: http://localhost:PORT."),
    Row("PORT", _number, 8000, "Port of the web server."),
    Row("WEB_PROCESSES", _number, 2, "Web processes."),
    Row("WEB_THREADS", _number, 48, "Threads of each web process that wait for a slow client."),
    Row("TRUSTED_PROXIES", _words, (), "Addresses of proxies whose X-Forwarded-For is believed."),
    Row(
        "DEMO",
        _switch,
        False,
        "1: demo region, demo accounts, mails kept as files and shown at /admin/outbox/ to who handles them.",
    ),
    Row("REGION", str, "", "Region that is loaded on the first run: a folder of portal/regions, or a path."),
    Row("EMAIL_URL", str, "", "Mail server, e.g. smtp://user:password@host:587/?tls=1; empty: files in DATA_DIR."),
    Row("DEFAULT_FROM_EMAIL", str, "Korte Lijnen <no-reply@localhost>", "Sender of all mail."),
    Row(
        "FORM_FASTEST_SECONDS",
        _number,
        None,
        "A form sent sooner than this after its first page was made is looked at as spam first; 0: never; empty: 2, "
        "but 0 in the demo.",
    ),
    Row("EXTRA_LANGUAGES", _words, (), "Further languages as code:own name:ltr or rtl, separated by spaces."),
    Row("UPLOAD_TOTAL_MB", _number, 60, "Megabytes of files that one filled in form may hold together."),
    Row("UPLOAD_TOTAL_FILES", _number, 20, "Files that one filled in form may hold together."),
    Row(
        "CLAMAV",
        _scanner,
        "",
        "Virus scanner, unix:/run/clamav/clamd.ctl or tcp://host:3310; empty: files are not scanned.",
    ),
    Row("PRIVATE_STORAGE", str, "", "Django storage class for files that visitors send; empty: DATA_DIR/private."),
    Row("PRIVATE_STORAGE_OPTIONS", _options, {}, "Options of that class as JSON."),
    Row("API_CONTACT", str, "api@portal.example", "E-mail address for who builds on the API, in its OpenAPI document."),
    Row("SECURITY_CONTACT", str, "mailto:security@localhost", "Where a security problem is reported (security.txt)."),
)


def load(source: Mapping[str, str] = os.environ) -> dict[str, object]:
    """All variables by name, read from `source`.

    :raises BadEnvironment: for the first that cannot be read.
    """
    return {row.name: row.read(source) for row in ROWS}
