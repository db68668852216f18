"""What there is to translate is found exactly as Django looks it up."""

from pathlib import Path

import pytest
from django.template import Context, engines
from django.utils import translation

from portal import sentences
from portal.sentences import Key, NotAText

ROOT = Path(__file__).resolve().parents[2]


def test_texts_of_a_module_are_found_with_the_table_they_stand_in() -> None:
    source = """
WORDS = {"a": _("Ja"), "b": pgettext_lazy("knop", "Stuur")}
LATER: str = gettext_lazy("Lang" " en " "breed")

def days(n):
    return ngettext("%(n)s dag", "%(n)s dagen", n) % {"n": n}
"""
    assert list(sentences.in_module(source, "x.py")) == [
        ("WORDS", Key("Ja")),
        ("WORDS", Key("Stuur", context="knop")),
        ("LATER", Key("Lang en breed")),
        ("", Key("%(n)s dag", "%(n)s dagen")),
    ]


def test_a_translation_of_what_is_not_a_text_is_refused_with_its_place() -> None:
    with pytest.raises(NotAText, match="x.py:2"):
        list(sentences.in_module("\nprint(_(name))", "x.py"))


TEMPLATE = """{% load i18n %}
{% translate "Het is 100% zeker" %}{% translate 'Open' context 'loket' as state %}
{% blocktranslate with who=name %}Dag {{ who }}, u hebt “{{ total }}”{% endblocktranslate %}
{% blocktranslate count n=number trimmed %}
  {{ n }} bericht
{% plural %}
  {{ n }} berichten
{% endblocktranslate %}{{ _("Einde") }}{# {% translate "niet dit" %} #}
"""


def test_texts_of_a_template_are_found_as_django_looks_them_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[tuple[str, ...]] = set()
    for name in ("gettext", "pgettext", "ngettext"):
        real = getattr(translation._trans, name)  # type: ignore[attr-defined]

        def listening(*texts: object, name: str = name, real: object = real) -> object:
            asked.add((name, *(str(text) for text in texts if isinstance(text, str))))
            return real(*texts)  # type: ignore[operator]

        monkeypatch.setattr(translation._trans, name, listening)  # type: ignore[attr-defined]
    with translation.override("en"):
        engines["django"].from_string(TEMPLATE).template.render(Context({"name": "Mo", "number": 2, "total": 3}))
    found = {
        ("ngettext", key.text, key.plural) if key.plural else ("pgettext", key.context, key.text) if key.context
        else ("gettext", key.text)
        for key in sentences.in_template(TEMPLATE, "x.html")
    }  # fmt: skip
    assert found == asked
    assert len(found) == 5


def test_a_text_is_for_visitors_until_a_line_says_that_only_staff_read_it() -> None:
    found = {row.key.text: row.is_public for row in sentences.sentences(ROOT)}
    assert found["Volg uw vraag"]
    assert found["Vul dit in."]
    assert found["Wij kijken ernaar"]
    assert not found["in behandeling genomen"]
    assert not found["Wat kan nu niet, en waarom?"]


@pytest.mark.parametrize(
    ("module", "tables"), sentences.STAFF_WORDS.items(), ids=lambda row: row if isinstance(row, str) else "tables"
)
def test_a_table_that_only_staff_read_exists(module: str, tables: frozenset[str]) -> None:
    source = (ROOT / module).read_text(encoding="utf-8")
    assert tables - {table for table, _key in sentences.in_module(source, module)} == set()
