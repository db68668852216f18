"""A typed postcode as its four digits."""

import re

from home import writing
from home.refusals import Refused

# The first digit is never 0; the letters SA, SD, SS are not given out (NEN 5825, PostNL).
_POSTCODE = re.compile(r"(?:NL)?([1-9][0-9]{3})(?!SA|SD|SS)([A-Z]{2})?")
_BETWEEN = re.compile(r"[\W_]+")
_LONGEST = 40


def read(typed: str) -> str:
    """The four digits ("4141") of a postcode in any spelling or script of digits; Refused `not_a_postcode`."""
    if len(typed) > _LONGEST:
        raise Refused("not_a_postcode")
    bare = _BETWEEN.sub("", writing.ascii_digits(writing.folded(typed))).upper()
    match = _POSTCODE.fullmatch(bare)
    if match is None:
        raise Refused("not_a_postcode")
    return match[1]
