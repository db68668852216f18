"""What people type, in any script, as canonical digits, letters, lines."""

import re
import unicodedata

_LINE_ENDINGS = {"\r\n": "\n", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
# Letters that have no decomposition in Unicode, as people without that key type them; Arabic letters of one word typed
# on an Arabic, Persian or Kurdish keyboard are made one.
_LIKE = str.maketrans("ıłđøðħيىكةە", "ildodhییکهه", "ـ") | str.maketrans({"þ": "th", "æ": "ae", "œ": "oe"})

_GROUPS = re.compile(r"(?:\+|\b[A-Z]{1,3})?[0-9][0-9A-Za-z-]*(?: [0-9A-Z][0-9A-Z-]*)+")


def ascii_digits(text: str) -> str:
    """Decimal digits of every script as 0-9; all other characters stay."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def folded(text: str) -> str:
    """The form in which two spellings of one word are equal: for search, for comparing; never to show.

    Case, accents, Arabic vowel signs, full-width forms, digits of another script, doubled spaces do not matter.
    """
    apart = unicodedata.normalize("NFKD", ascii_digits(text)).casefold()
    bare = "".join(character for character in apart if unicodedata.category(character) not in ("Mn", "Cf"))
    return " ".join(unicodedata.normalize("NFC", bare.translate(_LIKE)).split())


def clean_line(text: str) -> str:
    """`text` as one line: as `clean_text`, every run of white space one space, none at the ends."""
    return " ".join(clean_text(text).split())


def clean_text(text: str) -> str:
    """`text` that may be stored: NFC, line endings `\\n`, no NUL, controls or lone surrogates, no blanks at the ends.

    Tabs stay, as do the joiners that Persian and the marks that mixed directions need.
    """
    for ending, newline in _LINE_ENDINGS.items():
        text = text.replace(ending, newline)
    kept = "".join(character for character in text if character in "\n\t" or _may_be_stored(character))
    return unicodedata.normalize("NFC", kept).strip()


def isolated(text: str) -> str:
    """`text` of a language that is written from right to left, in which groups of digits keep their order.

    Without it a phone number (06 12345678) or a postcode (1234 AB) is read there with its groups the other way round.
    """
    return _GROUPS.sub("\u2066\\g<0>\u2069", text)


def _may_be_stored(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and ord(character) & 0xFFFE != 0xFFFE
