"""Every address of the portal, as the resolver knows it."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve

Fill = Callable[[str, str], tuple[Any, ...]]
"""(pattern, name of a parameter) -> the values to walk with; none fails the walk."""

_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


def patterns() -> dict[str, Any]:
    """Each pattern as text, with what answers it; a pattern that stands there twice is told by its first place."""
    found: dict[str, Any] = {}
    for text, callback in _below(get_resolver().url_patterns, ""):
        found.setdefault(text, callback)
    return found


def filled(pattern: str, fill: Fill) -> list[str]:
    """The addresses of a pattern.

    :raises LookupError: when a parameter cannot be filled.
    """
    names = _CONVERTER.findall(pattern)
    values = [fill(pattern, name) for name in names]
    if not all(values) or re.search(r"[()\[\]*+?\\]", _CONVERTER.sub("", pattern)):
        raise LookupError(f"the walk cannot fill {pattern}")
    blank = "/" + _CONVERTER.sub("{}", pattern)
    return [blank.format(*chosen) for chosen in product(*values)]


def answers_itself(address: str, callback: Any) -> bool:
    """Whether an address of a pattern reaches what stands behind it, not behind a pattern before it."""
    found: Any = resolve(address.split("?")[0]).func
    return found is callback


def _below(rows: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, Any]]:
    for row in rows:
        here = before + _text(str(row.pattern))
        if isinstance(row, URLResolver):
            yield from _below(row.url_patterns, here)
        else:
            yield here, row.callback


def _text(pattern: str) -> str:
    """A regular expression written as a path where it is one."""
    plain = pattern.removeprefix("^").removesuffix("$")
    return _GROUP.sub(r"<\1>", plain).replace("\\.", ".")
