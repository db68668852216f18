"""Numbers of one person in free text: BSN, onderwijsnummer, V-number, number of a residence document."""

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from stdnum.nl import bsn, onderwijsnummer

from home import writing

BSN, EDUCATION, V_NUMBER, DOCUMENT = "bsn", "education_number", "v_number", "document_number"
DOT = "•"
"""What stands in the place of a digit that is masked."""


class Found(NamedTuple):
    """A number in a text: `text[start:end]`; `kind` is one of the four above."""

    start: int
    end: int
    kind: str


# What people put between digits; a newline and a comma begin something else.
_BETWEEN = r"[ \t\u00a0\u2000-\u200f\u202a-\u202f\u205f\u2066-\u2069\ufeff._/\\·•*\-\u00ad\u2010-\u2015\u2212]{1,3}"
_RUN = re.compile(rf"[0-9]+(?:{_BETWEEN}[0-9]+)*")
_GROUP = re.compile(r"[0-9]+")
# What has as many digits and is something else: those digits are not looked at again.
_YEAR, _MONTH, _DAY = r"(?:19|20)[0-9]{2}", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12][0-9]|3[01])"
_OTHERS = (
    re.compile(rf"(?<![0-9]){_DAY}(?P<a>[-./ ]){_MONTH}(?P=a){_YEAR}(?![0-9])"),
    re.compile(rf"(?<![0-9]){_YEAR}(?P<a>[-./ ]){_MONTH}(?P=a){_DAY}(?![0-9])"),
    # As a camera names its files, with the time or without.
    re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[-_ ]?[0-9]{6}|(?![0-9]))"),
    re.compile(r"(?<![0-9])(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])(?:19|20)[0-9]{2}(?![0-9])"),
    re.compile(rf"\+(?:{_BETWEEN})?[0-9](?:(?:{_BETWEEN}|[()]){{0,2}}[0-9]){{9,14}}(?![0-9])"),
    re.compile(rf"(?<![0-9])00[1-9](?:(?:{_BETWEEN}|[()]){{0,2}}[0-9]){{8,13}}(?![0-9])"),
    re.compile(r"(?<![0-9])0[1-9][0-9]{8}(?![0-9])"),
    re.compile(
        rf"(?<![0-9])\(?0[1-9][0-9]{{0,2}}(?:\)|{_BETWEEN}){{1,2}}[0-9](?:(?:{_BETWEEN})?[0-9]){{5,8}}(?![0-9])"
    ),
    re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2} ?[A-Z]{4}(?: ?[0-9]){10}(?![0-9])"),  # a Dutch bank account
    re.compile(r"(?<![A-Za-z0-9])[A-Z]{2,4}-[A-Z0-9]{4}-[A-Z0-9]{4}(?![A-Za-z0-9])"),  # a reference of the desk
    re.compile(r"\b(?:kvk|k\.v\.k\.|rsin|btw)(?:-?nummer|-?nr)?\W{0,4}[0-9]{8,9}(?![0-9])", re.IGNORECASE),
)
_CALLED = re.compile(r"(?:\bbsn|burger ?service|sofi)[^0-9\n]{0,25}$", re.IGNORECASE)
_DOCUMENT = re.compile(r"(?<![A-Za-z0-9])V(?=[A-NP-Z]*[1-9])[1-9A-NP-Z]{8}(?![A-Za-z0-9])")
_FEWEST, _MOST_GROUPS, _FEWEST_DIGITS = 2, 5, 8


def find(text: str) -> list[Found]:
    """The numbers in a text of any length and script, in their order, none inside another.

    A BSN is nine digits (or eight, without the zero before it) that pass the elfproef, a V-number ten digits that do
    not begin with a zero: no public rule says more. What passes by chance is found too, one in eleven; dates, phone
    numbers, bank accounts and references are left alone.
    """
    plain = writing.ascii_digits(text)
    if "V" not in plain and sum(map(plain.count, "0123456789")) < _FEWEST_DIGITS:
        return []
    called = list(_called(plain))
    rest = plain
    for found in called:
        rest = _without(rest, found.start, found.end)
    for other in _OTHERS:
        rest = other.sub(lambda match: _GROUP.sub(lambda digits: "#" * len(digits[0]), match[0]), rest)
    numbers = [found for run in _RUN.finditer(rest) for found in _in_run(run)]
    documents = [Found(*match.span(), DOCUMENT) for match in _DOCUMENT.finditer(rest)]
    return _apart([*called, *numbers, *documents])


def mask(text: str) -> str:
    """The same text, of the same length, with a dot for each letter or digit of the numbers in it."""
    masked = list(text)
    for found in find(text):
        for at in range(found.start, found.end):
            masked[at] = DOT if masked[at].isalnum() else masked[at]
    return "".join(masked)


def passes_elfproef(digits: str) -> bool:
    """Whether these nine digits, or eight without the zero before them, can be a BSN."""
    return len(digits) in (8, 9) and digits.isascii() and digits.isdigit() and bsn.is_valid(digits.zfill(9))


def _called(plain: str) -> Iterator[Found]:
    """Numbers that are called a BSN by the words before them, even when they look like a date or a phone number."""
    for run in _RUN.finditer(plain):
        digits = "".join(_GROUP.findall(run[0]))
        if passes_elfproef(digits) and _CALLED.search(plain[max(0, run.start() - 45) : run.start()]):
            yield Found(*run.span(), BSN)


def _in_run(run: re.Match[str]) -> Iterator[Found]:
    """The numbers among groups of digits with something between them; what stands undivided goes first."""
    groups = [(match.start() + run.start(), match.end() + run.start(), match[0]) for match in _GROUP.finditer(run[0])]
    whole = "".join(digits for _start, _end, digits in groups)
    for start, end, digits in groups:
        kind = _kind(digits)
        if kind:
            yield Found(start, end, kind)
    if len(groups) > 1 and _kind(whole):
        yield Found(groups[0][0], groups[-1][1], _kind(whole))
    for first in range(len(groups)):
        lengths = accumulate(len(digits) for _start, _end, digits in groups[first : first + _MOST_GROUPS])
        for last, length in enumerate(lengths, start=first):
            inside = groups[first : last + 1]
            if length == 9 and len(inside) > 1 and min(len(digits) for _s, _e, digits in inside) >= _FEWEST:
                kind = _kind("".join(digits for _s, _e, digits in inside))
                if kind:
                    yield Found(inside[0][0], inside[-1][1], kind)


def _kind(digits: str) -> str:
    """What these digits can be; empty for nothing."""
    if passes_elfproef(digits):
        return BSN
    if len(digits) == 9 and onderwijsnummer.is_valid(digits):
        return EDUCATION
    return V_NUMBER if len(digits) == 10 and digits[0] != "0" else ""


def _apart(found: list[Found]) -> list[Found]:
    """The first found where some overlap, in the order of the text."""
    kept: list[Found] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept)


def _without(text: str, start: int, end: int) -> str:
    return text[:start] + "#" * (end - start) + text[end:]
