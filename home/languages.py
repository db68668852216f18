"""Every language the portal can speak."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl"]

SOURCE = "nl"


@dataclass(frozen=True)
class Language:
    """A language: `code` in the spelling of URLs (lower case), `own_name` as its readers write it.

    `fallback` is the code of the language that its readers get where a text is missing.
    """

    code: str
    own_name: str
    english_name: str
    direction: Direction = "ltr"
    fallback: str = SOURCE


_ROWS = (
    Language("nl", "Nederlands", "Dutch"),
    Language("en", "English", "English"),
    Language("ar", "العربية", "Arabic", "rtl"),
    Language("ti", "ትግርኛ", "Tigrinya"),
    Language("tr", "Türkçe", "Turkish"),
    Language("fa", "فارسی", "Persian", "rtl"),
    Language("fa-af", "دری", "Dari", "rtl", fallback="fa"),
    Language("ps", "پښتو", "Pashto", "rtl"),
    Language("so", "Soomaali", "Somali"),
    Language("uk", "Українська", "Ukrainian"),
    Language("kmr", "Kurdî (Kurmancî)", "Northern Kurdish (Kurmanji)"),
    Language("ckb", "کوردیی ناوەندی (سۆرانی)", "Central Kurdish (Sorani)", "rtl"),
    Language("fr", "français", "French"),
    Language("es", "español", "Spanish"),
    Language("pt", "português", "Portuguese"),
    Language("pl", "polski", "Polish"),
    Language("ru", "русский", "Russian"),
    Language("am", "አማርኛ", "Amharic"),
    Language("ur", "اردو", "Urdu", "rtl"),
    Language("zh-hans", "简体中文", "Simplified Chinese"),
)

LANGUAGES: dict[str, Language] = {row.code: row for row in _ROWS}


def register(typed: Iterable[str]) -> None:
    """Add languages of the environment, each `code:own_name:ltr` or `rtl`; an underscore in a name is a space.

    ValueError when one is not written like that, or when its code is already another language.
    """
    for words in typed:
        row = _read(words)
        if LANGUAGES.setdefault(row.code, row) != row:
            raise ValueError(f"language {row.code} exists already: {LANGUAGES[row.code].own_name}")


def _read(words: str) -> Language:
    parts = words.split(":")
    if len(parts) != 3 or not all(parts) or not parts[0].replace("-", "").isalnum():
        raise ValueError(f"not code:own_name:ltr or code:own_name:rtl: {words}")
    code, own_name, direction = parts[0].lower(), parts[1].replace("_", " "), parts[2]
    if direction == "ltr":
        return Language(code, own_name, code)
    if direction == "rtl":
        return Language(code, own_name, code, "rtl")
    raise ValueError(f"not ltr or rtl: {direction} in {words}")


def direction(code: str) -> Direction:
    """Which way a language is written; KeyError for an unknown code."""
    return LANGUAGES[code].direction


def fallbacks(code: str) -> tuple[str, ...]:
    """The languages to try for a reader, in order: the language itself first, the source last; KeyError if unknown."""
    chain = [code]
    while chain[-1] != SOURCE:
        chain.append(LANGUAGES[chain[-1]].fallback)
    return tuple(chain)
