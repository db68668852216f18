"""Catalogs: what is written can be read, and what is compiled is what Python's own gettext reads."""

import gettext
from io import BytesIO
from pathlib import Path

import pytest

from portal import catalog
from portal.catalog import BadCatalog, Catalog, Entry
from portal.sentences import Key, Sentence

HEADER = "Language: en\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
WRITTEN = Catalog(
    "# Toets",
    HEADER,
    {
        entry.key: entry
        for entry in (
            Entry(Key("Ja"), ("Yes",)),
            Entry(Key("Stuur", context="knop"), ("Send",)),
            Entry(Key("%(n)s dag", "%(n)s dagen"), ("%(n)s day", "%(n)s days")),
            Entry(Key('Een "regel"\nen een\\tweede'), ('A "line"\nand a\\second',)),
            Entry(Key("Nog niet"), ("",)),
            Entry(Key("Misschien"), ("Perhaps",), is_fuzzy=True),
        )
    },
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text(catalog.written(WRITTEN, {Key("Ja"): ("a.py", "b.html")}), encoding="utf-8")
    assert catalog.read(path) == WRITTEN
    assert '#: a.py b.html\nmsgid "Ja"' in path.read_text(encoding="utf-8")
    assert '#, python-format\nmsgid "%(n)s dag"' in path.read_text(encoding="utf-8")


def test_what_is_compiled_says_the_translation_and_leaves_out_what_is_not_sure() -> None:
    found = gettext.GNUTranslations(BytesIO(catalog.compiled(WRITTEN)))
    assert found.gettext("Ja") == "Yes"
    assert found.pgettext("knop", "Stuur") == "Send"
    assert found.gettext("Stuur") == "Stuur"
    assert [found.ngettext("%(n)s dag", "%(n)s dagen", n) for n in (1, 2)] == ["%(n)s day", "%(n)s days"]
    assert found.gettext('Een "regel"\nen een\\tweede') == 'A "line"\nand a\\second'
    assert found.gettext("Nog niet") == "Nog niet"
    assert found.gettext("Misschien") == "Misschien"


def test_a_new_text_waits_for_its_translation_and_an_old_one_goes() -> None:
    wanted = [Sentence(Key(text), ("x.py",), is_public=True) for text in ("Nieuw", "Ja")]
    found = catalog.updated(WRITTEN, wanted)
    assert list(found.entries.values()) == [Entry(Key("Nieuw")), Entry(Key("Ja"), ("Yes",))]
    assert [entry.is_done for entry in found.entries.values()] == [False, True]


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('msgid ""\nmsgstr ""\n\nmsgid "Ja\nmsgstr "Yes"\n', encoding="utf-8")
    with pytest.raises(BadCatalog, match='msgid "Ja'):
        catalog.read(path)
