"""A form from its definition in data, made through the same blocks and the same publishing as an editor uses."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from forms_app import publishing, translating
from forms_app.models import Form

NAMESPACE = uuid.UUID("6f3d0a0e-1d0b-4a6c-9a63-0b6f4d3a8f21")


def load(definition: Mapping[str, Any]) -> Form:
    """The form of a definition, published; one that is there already stays as its editors left it.

    :raises Refused: `does_not_compile`.
    """
    known = Form.objects.filter(key=definition["key"]).first()
    if known is not None:
        return known
    with transaction.atomic():
        form = Form(
            key=definition["key"],
            title=definition["title"],
            steps=_json(steps(definition)),
            urgent_if=_json([_row(definition["key"], row, "row") for row in definition.get("urgent_if", [])]),
            urgent_mode=definition.get("urgent_mode", "all"),
            most_submissions=definition.get("most_submissions"),
            receipt_text=definition.get("receipt_text", ""),
            closed_text=definition.get("closed_text", ""),
            audience=definition.get("audience", "inburgeraar"),
            default_category=definition["default_category"],
            offered_from=definition.get("offered_from", 100),
            live=False,
        )
        form.save()
        document, _problems = publishing.compile_form(form)
        for language, texts in definition.get("strings", {}).items():
            translating.load(form, language, texts, document["strings"]["nl"])
        form.save_revision().publish()
        form.refresh_from_db()
    return form


def steps(definition: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The plain blocks of a definition. Conditions name questions and options by key; blocks refer by id."""
    return [
        {
            "type": "step",
            "id": _id(definition["key"], step["key"]),
            "value": {
                "title": step["title"],
                "intro": step.get("intro", ""),
                "key": step["key"],
                "visible_mode": step.get("visible_mode", ""),
                "visible_if": [_row(definition["key"], row) for row in step.get("visible_if", [])],
                "fields": [_field(definition["key"], field) for field in step["fields"]],
            },
        }
        for step in definition["steps"]
    ]


def _field(form: str, field: Mapping[str, Any]) -> dict[str, Any]:
    value = {name: setting for name, setting in field.items() if name != "type"}
    value.setdefault("required", False)
    for name in ("visible_if", "required_if"):
        if name in value or field["type"] != "panel":
            value[name] = [_row(form, row) for row in field.get(name, [])]
    if field["type"] == "panel":
        value.pop("required")
        value["visible_if"] = [_row(form, row) for row in field.get("visible_if", [])]
        value.pop("required_if", None)
    if "options" in field:
        value["options"] = [
            {"type": "item", "id": _id(form, field["key"], option["key"]), "value": dict(option)}
            for option in field["options"]
        ]
    return {"type": field["type"], "id": _id(form, field["key"]), "value": value}


def _row(form: str, row: Mapping[str, Any], kind: str = "item") -> dict[str, Any]:
    """`{question, test, value}` or `{question, test, options: [keys]}`."""
    question = row["question"]
    value = str(row.get("value", ""))
    if "options" in row:
        value = " ".join(_id(form, question, option) for option in row["options"])
    if not question.startswith("context."):
        question = _id(form, question)
    content = {"question": question, "test": row["test"], "value": value}
    return {"type": kind, "id": str(uuid.uuid5(NAMESPACE, f"{form} {question} {row} {kind}")), "value": content}


def _id(*keys: str) -> str:
    """The id of a block, the same at every loading."""
    return str(uuid.uuid5(NAMESPACE, "/".join(keys)))


def _json(blocks: list[dict[str, Any]]) -> str:
    return json.dumps(blocks)
