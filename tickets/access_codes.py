"""The secret beside a reference: derived when needed, never stored."""

import hashlib
import hmac
from collections.abc import Iterator
from itertools import count, islice

from tickets import references

LENGTH = 10
_SHORTEST_KEY = 16
_LONGEST = 60


def derive(key: bytes, reference: str, nonce: str) -> str:
    """The ten symbols (45.8 bits) that belong to a reference; a new nonce revokes them.

    HMAC-SHA256 of reference and nonce; ValueError for a key of fewer than 16 bytes.
    """
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"an access key has at least {_SHORTEST_KEY} bytes")
    return "".join(islice(_symbols(key, f"{reference}|{nonce}"), LENGTH))


def grouped(code: str) -> str:
    """A code as people read it aloud: "H4MW-8P76-QD"."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def normalise(typed: str) -> str:
    """What was typed as bare symbols: case, spaces, dashes of any kind, digits of another script do not matter."""
    return references.bare(typed) if len(typed) <= _LONGEST else ""


def matches(typed: str, key: bytes, reference: str, nonce: str) -> bool:
    """Whether `typed` is the code of this reference, compared in constant time."""
    return same(typed, derive(key, reference, nonce))


def same(typed: str, code: str) -> bool:
    """Whether `typed` is this code, compared in constant time."""
    return hmac.compare_digest(normalise(typed).encode(), code.encode())


def _symbols(key: bytes, message: str) -> Iterator[str]:
    # Bytes from 240 are left out: 256 is no multiple of 24, so the first symbols would come up more often.
    size = len(references.ALPHABET)
    fair = 256 - 256 % size
    for block in count():
        for byte in hmac.digest(key, f"{message}|{block}".encode(), hashlib.sha256):
            if byte < fair:
                yield references.ALPHABET[byte % size]
