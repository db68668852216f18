"""`messages` says what has no translation yet; `make check` stops there."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from portal.management.commands.messages import CHECKED

HEAD = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


@pytest.fixture
def house(tmp_path: Path, settings: Settings) -> Path:
    """A house with one page that says one text, and a catalog of English without it."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{% load i18n %}{% translate "Goedemorgen" %}', encoding="utf-8")
    (tmp_path / "locale" / "en" / "LC_MESSAGES").mkdir(parents=True)
    catalog(tmp_path).write_text(HEAD, encoding="utf-8")
    return tmp_path


def catalog(house: Path) -> Path:
    return house / "locale" / "en" / "LC_MESSAGES" / "django.po"


def checked() -> str:
    said = StringIO()
    call_command("messages", check=True, stdout=said)
    return said.getvalue()


def test_a_text_without_translation_stops_the_check_and_is_named_with_its_place(house: Path) -> None:
    said = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("messages", check=True, stdout=said)
    assert stopped.value.code == 1
    assert "templates/page.html: Goedemorgen" in said.getvalue()
    assert catalog(house).read_text(encoding="utf-8") == HEAD


def test_a_text_that_is_translated_passes(house: Path) -> None:
    call_command("messages", stdout=StringIO())
    written = catalog(house).read_text(encoding="utf-8")
    assert 'msgid "Goedemorgen"\nmsgstr ""' in written
    catalog(house).write_text(written.replace('rgen"\nmsgstr ""', 'rgen"\nmsgstr "Good morning"'), encoding="utf-8")
    assert checked() == "en: 1 texts, 0 without translation, 0 for visitors\n"


def test_a_translation_that_somebody_doubts_is_none(house: Path) -> None:
    doubted = '\n#, fuzzy\nmsgid "Goedemorgen"\nmsgstr "Good evening"\n'
    catalog(house).write_text(HEAD + doubted, encoding="utf-8")
    with pytest.raises(SystemExit):
        checked()


def test_everything_this_house_says_is_translated() -> None:
    missing = {line.partition(":")[0]: line.split()[3] for line in checked().splitlines()}
    assert {language: missing[language] for language in CHECKED} == dict.fromkeys(CHECKED, "0")


def test_a_language_that_the_makers_do_not_check_is_reported_and_stops_nothing(house: Path) -> None:
    english = catalog(house)
    call_command("messages", stdout=StringIO())
    written = english.read_text(encoding="utf-8").replace('rgen"\nmsgstr ""', 'rgen"\nmsgstr "Good morning"')
    english.write_text(written, encoding="utf-8")
    other = house / "locale" / "ti" / "LC_MESSAGES" / "django.po"
    other.parent.mkdir(parents=True)
    other.write_text(HEAD, encoding="utf-8")
    assert "ti: 1 texts, 1 without translation, 1 for visitors" in checked()
