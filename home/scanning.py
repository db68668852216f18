"""ClamAV, asked through its socket whether a file is clean."""

import socket
import struct
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
SECONDS = 60
"""How long a scanner may think about one piece."""


class Away(Exception):
    """The scanner gave no verdict: it is not there, is too busy, or says something else. Ask again later."""


def is_on() -> bool:
    """Whether files are scanned here."""
    return bool(settings.CLAMAV)


def virus_in(content: IO[bytes] | Any) -> str:
    """The name of what was found in a file; empty when it is clean.

    :raises Away: without a verdict; a file is clean only when the scanner says so.
    """
    if not is_on():
        raise Away("off")
    try:
        with _connection(settings.CLAMAV) as line:
            line.sendall(b"zINSTREAM\0")
            content.seek(0)
            while piece := content.read(_PIECE):
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
    except OSError as error:
        raise Away(type(error).__name__) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise Away("no verdict")


def _connection(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        piece = line.recv(_LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.rstrip(b"\0\n").decode("utf-8", errors="replace").strip()
