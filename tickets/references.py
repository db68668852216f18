"""Ticket references a person can read aloud."""

import random
import re

from stdnum.iso7064 import mod_37_36

from home import writing
from home.refusals import Refused

ALPHABET = "346789CDEFGHJKMNPQRTVWXY"
_RANDOM_SYMBOLS = 7
_PREFIX = re.compile(rf"[{ALPHABET}]{{0,4}}")
_REFERENCE = re.compile(rf"[{ALPHABET}]{{8,12}}")
_LONGEST = 60


def new(prefix: str, random: random.Random) -> str:
    """A reference such as "GMV-7K3Q-9TXR": prefix of the region, seven random symbols, one check symbol.

    The check symbol is ISO 7064 hybrid, here MOD 25,24: it finds every wrong symbol, but not every two neighbours that
    changed places, so a draw where it would miss one is drawn again. Unique only by the caller's look-up. `random` is a
    `random.SystemRandom` outside tests. ValueError for a prefix that is too long or has symbols outside `ALPHABET`.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"not a prefix of at most 4 symbols of {ALPHABET}: {prefix}")
    while True:
        symbols = prefix + "".join(random.choice(ALPHABET) for _ in range(_RANDOM_SYMBOLS))
        symbols += mod_37_36.calc_check_digit(symbols, ALPHABET)
        if not _has_silent_swap(symbols, len(prefix)):
            return _shown(symbols)


def check(typed: str) -> str:
    """The reference as it was printed, from any spelling; Refused `not_a_reference` before any look-up."""
    symbols = bare(typed) if len(typed) <= _LONGEST else ""
    if not _REFERENCE.fullmatch(symbols) or not mod_37_36.is_valid(symbols, ALPHABET):
        raise Refused("not_a_reference")
    return _shown(symbols)


def bare(typed: str) -> str:
    """The symbols of what was typed: capitals, digits 0-9, without spaces, dashes or other signs between them."""
    return re.sub(r"[\W_]+", "", writing.folded(typed)).upper()


def _shown(symbols: str) -> str:
    return "-".join(filter(None, (symbols[:-8], symbols[-8:-4], symbols[-4:])))


def _has_silent_swap(symbols: str, prefix_length: int) -> bool:
    # Two neighbours inside the prefix may be such a pair: swapped, they are no region's prefix.
    for left in range(max(prefix_length - 1, 0), len(symbols) - 1):
        swapped = symbols[:left] + symbols[left + 1] + symbols[left] + symbols[left + 2 :]
        if swapped != symbols and mod_37_36.is_valid(swapped, ALPHABET):
            return True
    return False
