"""Translations: the same texts in each language, with the same holes, compiled from what is written."""

import gettext
import re
from pathlib import Path

import pytest

LOCALE = Path(__file__).resolve().parents[2] / "locale"
LANGUAGES = sorted(path.name for path in LOCALE.iterdir())
HOLE = re.compile(r"%\(\w+\)s")


def catalog(language: str) -> dict[str | tuple[str, int], str]:
    """What Django reads."""
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        return {key: text for key, text in gettext.GNUTranslations(compiled)._catalog.items() if key}  # type: ignore[attr-defined]


def sources(language: str) -> set[str]:
    """The Dutch texts that have a translation."""
    return {key if isinstance(key, str) else key[0] for key in catalog(language)}


def test_each_language_translates_the_same_texts() -> None:
    assert LANGUAGES == ["ar", "en"]
    assert sources("ar") == sources("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_holes_of_its_source(language: str) -> None:
    wrong = [
        key
        for key, text in catalog(language).items()
        if sorted(HOLE.findall(key if isinstance(key, str) else key[0])) != sorted(HOLE.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    written = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    quoted = {text.replace("\\", "\\\\").replace('"', '\\"') for text in catalog(language).values()}
    assert [text for text in quoted if f'"{text}"' not in written] == []
