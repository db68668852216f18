"""What differs between two versions of a form, in words, side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_app import filling, texts, words
from forms_app.blocks import FieldsBlock, OptionBlock
from forms_app.changes import Change, Difference, Effect
from forms_app.rows import parts
from forms_app.texts import Document, msg_id
from home.languages import LANGUAGES, SOURCE
from tickets import intake

EFFECT_LABELS = {
    Effect.TEXT_ONLY: gettext_lazy("alleen tekst"),
    Effect.COMPATIBLE: gettext_lazy("past erbij"),
    Effect.INCOMPATIBLE: gettext_lazy("wie bezig is, houdt de eigen versie"),
}
WHAT_LABELS = {
    "added": gettext_lazy("Erbij gekomen"),
    "removed": gettext_lazy("Weggehaald"),
    "moved": gettext_lazy("Naar een andere stap"),
    "order": gettext_lazy("Andere volgorde"),
    "options_order": gettext_lazy("Andere volgorde van de antwoorden"),
    "text": gettext_lazy("Tekst"),
    "type": gettext_lazy("Soort vraag"),
    "required": gettext_lazy("Verplicht"),
    "required_if": gettext_lazy("Verplicht als"),
    "visible_if": gettext_lazy("Alleen tonen als"),
    "meaning": gettext_lazy("Betekenis"),
    "personal": gettext_lazy("Persoonsgegeven"),
    "in_routing": gettext_lazy("Te gebruiken in routering"),
    "category": gettext_lazy("Categorie"),
    "default_category": gettext_lazy("Standaardcategorie"),
    "urgent_if": gettext_lazy("Dringend als"),
    "audience": gettext_lazy("Voor wie"),
    "display": gettext_lazy("Weergave"),
    "icon": gettext_lazy("Pictogram"),
    "tone": gettext_lazy("Toon"),
    "link_url": gettext_lazy("Adres van de link"),
    "max_length": gettext_lazy("Hoogste aantal tekens"),
    "minimum": gettext_lazy("Minstens"),
    "maximum": gettext_lazy("Hoogstens"),
    "decimals": gettext_lazy("Cijfers achter de komma"),
    "at_most": gettext_lazy("Hoogste aantal"),
    "unknown": gettext_lazy("“Weet ik niet” mag"),
    "period": gettext_lazy("Welke dagen mogen"),
}
_BLOCKS = {"picture": "image"}
"""Settings of a document that an editor knows by another name."""
_CONDITIONS = frozenset({"visible_if", "required_if", "urgent_if"})
_CATEGORIES = frozenset({"category", "default_category"})


@dataclass(frozen=True)
class Row:
    """One change: the step and the thing it is about, what it is, how it was and how it is, what it does."""

    step: str
    thing: str
    what: str
    before: str
    after: str
    effect: str
    is_heavy: bool


def rows(difference: Difference, old: Document, new: Document) -> tuple[Row, ...]:
    """The changes in words of the active language. Two queries at most."""
    names = filling.register_names()
    said = _Said(old, new, names, dict(intake.categories()))
    return tuple(said.row(change) for change in difference.changes)


def label(what: str) -> str:
    """What a change of this kind is called: its own words, else those beside the setting in the editor."""
    if what in WHAT_LABELS:
        return str(WHAT_LABELS[what])
    known = _settings().get(_BLOCKS.get(what, what))
    return str(known) if known is not None else _("Instelling “%(name)s”") % {"name": what}


@cache
def _settings() -> dict[str, Any]:
    """What each setting of a question or an answer is called in the editor, in the language that is read."""
    found: dict[str, Any] = dict(OptionBlock().child_blocks.items())
    for block in FieldsBlock.base_blocks.values():
        found |= block.child_blocks
    return {name: block.label for name, block in found.items()}


class _Said:
    def __init__(self, old: Document, new: Document, names: Mapping[str, str], categories: Mapping[str, str]) -> None:
        self.old, self.new, self.names, self.categories = old, new, names, categories
        self.labels = {**_labels(old), **_labels(new)}

    def row(self, change: Change) -> Row:
        what = label(change.what)
        if change.what == "text":
            what = _("Tekst (%(languages)s)") % {"languages": ", ".join(map(_language, change.languages))}
        return Row(
            step=self._label("step", change.step) if change.step else _("Het formulier"),
            thing=self._thing(change),
            what=what,
            before=self._value(change.what, change.before, self.old),
            after=self._value(change.what, change.after, self.new),
            effect=str(EFFECT_LABELS[change.effect]),
            is_heavy=change.effect is Effect.INCOMPATIBLE,
        )

    def _thing(self, change: Change) -> str:
        field = self._label("field", change.field) if change.field else ""
        if not change.option:
            return field
        option = self._label("option", f"{change.field}.{change.option}")
        return _("%(question)s: antwoord “%(answer)s”") % {"question": field, "answer": option}

    def _label(self, kind: str, key: str) -> str:
        return self.labels.get((kind, key)) or key

    def _value(self, what: str, value: Any, document: Document) -> str:
        if value is None or value == "":
            return ""
        if what in _CONDITIONS:
            return words.sentence(parts(value), document, self.names)
        if isinstance(value, bool):
            return str(words.ANSWER_WORDS["yes" if value else "no"])
        if isinstance(value, list):
            kind = "step" if what == "order" else "field"
            return ", ".join(self._label(kind, str(one)) for one in value)
        return self._named(what, str(value["url"] if isinstance(value, Mapping) else value))

    def _named(self, what: str, value: str) -> str:
        if what in _CATEGORIES:
            return self.categories.get(value, value)
        if what == "moved":
            return self._label("step", value)
        tables: dict[str, Mapping[str, Any]] = {
            "formula": words.FORMULA_LABELS,
            "type": words.TYPE_LABELS,
            "meaning": words.MEANING_LABELS,
            "audience": words.AUDIENCES,
            "period": words.PERIOD_LABELS,
            "tone": words.TONE_LABELS,
        }
        return str(tables.get(what, {}).get(value, value))


def _language(code: str) -> str:
    return LANGUAGES[code].own_name if code in LANGUAGES else code


def _labels(document: Document) -> dict[tuple[str, str], str]:
    """What steps, questions and answers are called in Dutch: (kind, key) -> words."""
    found: dict[tuple[str, str], str] = {}
    for step in document["steps"]:
        found["step", step["key"]] = _text(document, step["key"], "title")
        _fields(document, step["fields"], "", found)
    return found


def _fields(document: Document, fields: Iterable[Document], before: str, found: dict[tuple[str, str], str]) -> None:
    for field in fields:
        path, name = f"{before}{field['key']}", field["msg_id"]
        found["field", path] = _text(document, name, "label") or _text(document, name, "text")
        for option in field.get("options", ()):
            found["option", f"{path}.{option['value']}"] = _text(document, f"{name}.{option['value']}", "label")
        _fields(document, field.get("fields", ()), f"{path}.", found)


def _text(document: Document, name: str, what: str) -> str:
    return texts.text(document, SOURCE, msg_id(name, what=what)).text
