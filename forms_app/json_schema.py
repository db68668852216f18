"""A form document as JSON Schema 2020-12 of its answers.

A condition is said with `if` and `then` where JSON Schema can: equality, choice, answered, and, or, not, over answers.
What rests on order, today or the region's registers is left to the server, so the schema never refuses what the server
would take.
"""

from typing import Any

from forms_app import texts
from forms_app.fields import TYPES
from forms_app.texts import Document
from home.languages import SOURCE

Schema = dict[str, Any]
Worded = frozenset[str]
"""Keys of choices whose answer may be an object, or hold some: an option with words beside it."""


def schema(document: Document) -> Schema:
    """What the answers to this document look like when they are complete."""
    asked = [
        (step["visible_if"], field)
        for step in document["steps"]
        for field in step["fields"]
        if TYPES[field["type"]].asks
    ]
    worded = frozenset(field["key"] for _step, field in asked if _may_be_worded(field))
    rules = [rule for of_step, field in asked for rule in _rules(of_step, field, worded)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": document["title"],
        "type": "object",
        "properties": {field["key"]: _property(document, field) for _step, field in asked},
        "additionalProperties": False,
        **({"allOf": rules} if rules else {}),
    }


def _property(document: Document, field: Document) -> Schema:
    schema = {"title": texts.text(document, SOURCE, f"{field['msg_id']}.label").text} | TYPES[field["type"]].schema(
        field
    )
    if field.get("fields"):
        schema["items"]["properties"] = {inner["key"]: _property(document, inner) for inner in field["fields"]}
    return schema


def _may_be_worded(field: Document) -> bool:
    return any(option.get("namely") for option in field.get("options", ()))


def _rules(of_step: Any, field: Document, worded: Worded) -> list[Schema]:
    """When the answer must be there, when it may not be."""
    shown = _all([_condition(one, worded) for one in (of_step, field["visible_if"]) if one is not None])
    if shown is None:
        return []
    rules = [] if shown is True else [{"if": shown, "else": {"properties": {field["key"]: False}}}]
    demanded = (
        True if field["required"] else _condition(field["required_if"], worded) if field["required_if"] else False
    )
    asked = _all([shown, demanded]) if demanded is not False else None
    return rules + ([{"if": asked, "then": {"required": [field["key"]]}}] if asked is not None else [])


def _condition(expression: Document, worded: Worded) -> Schema | None:
    """The schema of answers for which an expression holds; None when it cannot be said."""
    (word, argument), *_others = expression.items()
    if word in ("and", "or"):
        inner = [_condition(part, worded) for part in argument]
        return None if None in inner else {"allOf" if word == "and" else "anyOf": inner or [word == "and"]}
    if word == "!":
        negated = _condition(argument, worded)
        return None if negated is None else {"not": negated}
    if word == "answered":
        return {"required": [argument]}
    if word in ("===", "!==", "in"):
        return _comparison(word, argument[0], argument[1], worded)
    return None


def _comparison(word: str, left: Any, right: Any, worded: Worded) -> Schema | None:
    if word == "in" and not isinstance(right, list):
        name = right.get("var") if isinstance(right, dict) else None
        one = {"const": left}
        inside = {"properties": {"value": one}, "required": ["value"]}
        part = {"if": {"type": "object"}, "then": inside, "else": one} if name in worded else one
        return _of(right, {"contains": part}, frozenset())
    if word == "in":
        return _of(left, {"enum": right}, worded)
    return _of(left, {"const": right} if word == "===" else {"not": {"const": right}}, worded)


def _of(operand: Any, value: Schema, worded: Worded) -> Schema | None:
    name = operand.get("var") if isinstance(operand, dict) else None
    if name is None or "." in name:
        return None
    if name in worded:
        inside = {"properties": {"value": value}, "required": ["value"]}
        value = {"if": {"type": "object"}, "then": inside, "else": value}
    return {"properties": {name: value}, "required": [name]}


def _all(schemas: list[Any]) -> Any:
    """All of these at once; True for none, None when one cannot be said."""
    told = [one for one in schemas if one is not True]
    if None in told:
        return None
    return {"allOf": told} if len(told) > 1 else told[0] if told else True
