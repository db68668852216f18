"""Digests that hold the rows of one object together, row by row."""

import datetime
import decimal
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any


def canonical(value: object, places: int | None = None) -> Any:
    """A value as JSON knows it, the same whether it was just typed or came back from any database.

    `places`: decimals of the column, for a Decimal.

    :raises ValueError: for a decimal with more places than its column, a moment without a zone, NaN.
    :raises TypeError: for a kind of value that has no canonical form.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return _number(value)
        case decimal.Decimal():
            return _decimal(value, places or 0)
        case datetime.datetime():
            return _moment(value)
        case datetime.date() | datetime.time():
            return value.isoformat()
        case datetime.timedelta():
            return value // datetime.timedelta(microseconds=1)
        case uuid.UUID():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
        case dict():
            return {str(key): canonical(inner) for key, inner in value.items()}
        case list() | tuple():
            return [canonical(inner) for inner in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _number(value: float) -> int | float:
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"{value} is not a number that history can keep")
    return int(decimal.Decimal(repr(value))) if value.is_integer() else value


def _decimal(value: decimal.Decimal, places: int) -> str:
    rounded = round(value, places)
    if rounded != value:
        raise ValueError(f"{value} has more places than the {places} of its column")
    return format(rounded + 0, "f")


def _moment(value: datetime.datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"{value} has no zone")
    return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def pack(row: Mapping[str, Any]) -> bytes:
    """Canonical values as bytes: JSON with sorted keys, without spaces."""
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(before: str, row: Mapping[str, Any]) -> str:
    """SHA-256 over the digest of this object's row before (empty for the first) with the plain columns of this row."""
    return hashlib.sha256(before.encode() + b"\n" + pack(row)).hexdigest()


def personal_digest(salt: str, row: Mapping[str, Any]) -> str:
    """HMAC-SHA-256 of the personal columns; without the salt nothing can be guessed from it."""
    return hmac.new(bytes.fromhex(salt), pack(row), hashlib.sha256).hexdigest()


def root(digests: Iterable[tuple[int, str]]) -> tuple[int, str]:
    """How many rows there are, with one hash over their (id, digest) in the order given."""
    total, count = hashlib.sha256(), 0
    for number, one in digests:
        total.update(f"{number} {one}\n".encode())
        count += 1
    return count, total.hexdigest()


def signature(key: str, statement: Mapping[str, Any]) -> str:
    """HMAC-SHA-256 of a statement under the key of the installation."""
    return hmac.new(key.encode(), pack(statement), hashlib.sha256).hexdigest()


def is_signed(key: str, statement: Mapping[str, Any], signed: str) -> bool:
    """Whether `signed` is the signature of this statement under this key."""
    return hmac.compare_digest(signature(key, statement), signed)
