"""Translations: the same texts in each language, with the same holes, compiled from what is written."""

import re
from pathlib import Path

import pytest

from portal import catalog
from portal.management.commands.messages import CHECKED

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
HOLE = re.compile(r"%\(\w+\)[sd]")
each_language = pytest.mark.parametrize("path", FILES, ids=lambda path: path.parts[-3])


def test_there_are_translations_in_each_language_that_is_checked() -> None:
    assert {path.parts[-3] for path in FILES} >= CHECKED


@each_language
def test_a_translation_has_the_holes_of_its_source(path: Path) -> None:
    done = [entry for entry in catalog.read(path).entries.values() if entry.is_done]
    assert [entry.key.text for entry in done if any(_wrong(entry, text) for text in entry.translated)] == []


@each_language
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    assert path.with_suffix(".mo").read_bytes() == catalog.compiled(catalog.read(path))


def _wrong(entry: catalog.Entry, text: str) -> bool:
    """A counted text may leave the number out ("one day"); none may have a hole of its own."""
    wanted, found = sorted(HOLE.findall(entry.key.text)), sorted(HOLE.findall(text))
    return bool(set(found) - set(wanted)) if entry.key.plural else wanted != found
