"""The conditions of a routing rule as rows that a person fills in, all of which must hold."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home import languages
from home.models import Municipality
from tickets.models import Category
from tickets.words import (
    CONDITION_PROBLEMS,
    CONDITION_SENTENCES,
    CONDITION_TESTS,
    FACT_LABELS,
    FACTS_OF_A_MUNICIPALITY,
    URGENCY_LABELS,
)

Row = dict[str, Any]
SPARE_ROWS = 3
MOST_ROWS = 20
PARTS = ("fact", "test", "values")
YES_NO = {"ja": True, "nee": False}
BOOLEAN = ("in_region", "lives_in_azc", "urgent")


def known_values() -> dict[str, dict[str, str]]:
    """Fact -> the values it can have, with their names; facts that may be anything are left out. Two queries."""
    municipalities = dict(Municipality.objects.order_by("name").values_list("code", "name"))
    known = dict.fromkeys(FACTS_OF_A_MUNICIPALITY, municipalities)
    return known | {
        "category": dict(Category.objects.order_by("name").values_list("code", "name")),
        "language": {code: row.own_name for code, row in languages.LANGUAGES.items()},
        "urgency": {code: str(label) for code, label in URGENCY_LABELS.items()},
    }


def sentence(rows: Iterable[Row], known: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """The rows of a rule as one sentence; `known`: as `known_values()` gives it, for the names of codes."""
    parts = [_part(row, known or {}) for row in rows]
    return _(" en ").join(parts) if parts else _("altijd")


def _part(row: Row, known: Mapping[str, Mapping[str, str]]) -> str:
    fact, values = row.get("fact", ""), [_shown(value) for value in row.get("values") or []]
    named = [f"“{known.get(fact, {}).get(value, value)}”" for value in values]
    data = {"fact": fact_label(fact), "values": ", ".join(named), "first": "", "last": ""}
    if len(named) > 1:
        data |= {"first": named[0], "last": named[-1]}
    said = CONDITION_SENTENCES.get(row.get("test", ""))
    return str(said) % data if said else _("een voorwaarde die niet te lezen is")


def fact_label(fact: str) -> str:
    """What a fact is called; one that a form added is called by its key."""
    return str(FACT_LABELS.get(fact, fact))


def _shown(value: Any) -> str:
    return ("ja" if value else "nee") if isinstance(value, bool) else str(value)


class ConditionsWidget(forms.Widget):
    """A row of controls per condition, with spare rows; without script, so a saved rule gets new spare rows."""

    template_name = "tickets/staff/conditions.html"

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """From the project's own templates, which Django's renderer of forms does not look at."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The rows as they were typed, or as they are stored."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = list(value or [])
        shown = [*rows, *({} for _spare in range(SPARE_ROWS))][:MOST_ROWS]
        facts = {**FACT_LABELS, **{row["fact"]: row["fact"] for row in rows if row.get("fact")}}
        labels = {fact: FACT_LABELS.get(fact, label) for fact, label in facts.items()}
        context["widget"]["rows"] = [_typed(index, row) for index, row in enumerate(shown)]
        context["widget"]["facts"] = list(labels.items())
        context["widget"]["tests"] = list(CONDITION_TESTS.items())
        context["widget"]["known"] = known_values()
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """The rows that are not empty; values are typed with commas between them."""
        found = []
        for index in range(MOST_ROWS):
            row = {part: data.get(f"{name}-{index}-{part}", "").strip() for part in PARTS}
            if any(row[part] for part in ("fact", "values")):
                found.append({**row, "number": index + 1})
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Never: no rows at all is an answer too."""
        return False


def _typed(index: int, row: Row) -> Row:
    values = row.get("values") or ""
    text = values if isinstance(values, str) else ", ".join(_shown(value) for value in values)
    return {
        "index": index,
        "number": index + 1,
        "fact": row.get("fact", ""),
        "test": row.get("test", ""),
        "values": text,
    }


class ConditionsField(forms.Field):
    """Rows -> what `routing.expression` reads, or what is wrong with which row."""

    widget = ConditionsWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Voorwaarden"))
        kwargs.setdefault(
            "help_text", gettext_lazy("Alle voorwaarden moeten gelden. Geen voorwaarden: de regel past altijd.")
        )
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[Row]:
        """The rows as they are stored.

        :raises ValidationError: a sentence for each row that is not right.
        """
        known = known_values()
        problems: list[str] = []
        rows = []
        for typed in value or []:
            try:
                rows.append(_row(typed, known))
            except _Wrong as wrong:
                data = {"row": typed.get("number", ""), **wrong.data}
                problems.append(str(CONDITION_PROBLEMS[wrong.code]) % data)
        if problems:
            raise ValidationError(problems)
        return rows

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other rows were typed."""
        return [{part: row.get(part) for part in PARTS} for row in initial or []] != data


class _Wrong(Exception):
    def __init__(self, code: str, **data: str) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


def _row(typed: Row, known: Mapping[str, Mapping[str, str]]) -> Row:
    fact, test = typed["fact"], typed["test"]
    if not fact:
        raise _Wrong("no_fact")
    if test not in CONDITION_TESTS:
        raise _Wrong("no_test")
    texts = [text.strip() for text in typed["values"].split(",") if text.strip()]
    _count(test, texts)
    values = [_value(fact, text, known.get(fact)) for text in texts]
    if test == "in_range" and values[0] > values[1]:
        raise _Wrong("wrong_order")
    row = {"fact": fact, "test": test}
    return {**row, "values": values} if values else row


def _count(test: str, texts: list[str]) -> None:
    if test == "empty":
        if texts:
            raise _Wrong("no_value_wanted")
    elif not texts:
        raise _Wrong("no_value")
    elif test == "is" and len(texts) != 1:
        raise _Wrong("one_value")
    elif test == "in_range" and len(texts) != 2:
        raise _Wrong("two_values")


def _value(fact: str, text: str, known: Mapping[str, str] | None) -> Any:
    if fact in BOOLEAN:
        if text.casefold() not in YES_NO:
            raise _Wrong("unknown_value", value=text, known=", ".join(YES_NO))
        return YES_NO[text.casefold()]
    if fact.endswith(".working_days_ahead"):
        if not text.removeprefix("-").isdecimal():
            raise _Wrong("unknown_value", value=text, known=_("een heel getal"))
        return int(text)
    if known is None or text in known:
        return text
    named = [code for code, name in known.items() if name.casefold() == text.casefold()]
    if not named:
        raise _Wrong("unknown_value", value=text, known=", ".join(known))
    return named[0]
