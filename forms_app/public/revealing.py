"""Questions that an answer on the same page asks for: what a script needs to show them at once.

Without the script they come after "Verder", on the same page again; the server judges in both cases.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms_app.texts import Document
from home import conditions

READABLE = frozenset(
    {"choice", "choices", "yes_no", "statement", "municipality", "language", "number", "date", "text", "long_text"}
)
"""Types whose answer the script reads from the inputs (READERS of reveal.mjs)."""


@dataclass(frozen=True)
class Conditions:
    """`rules`: key of a question -> its condition, JSON; `known`: what they need from elsewhere, JSON; both empty when
    no question of the step comes and goes."""

    rules: Mapping[str, str]
    known: str


def conditions_of(fields: Sequence[Document], values: Mapping[str, object]) -> Conditions:
    """The conditions of a step's questions that a browser can judge.

    `values` are those of `journey.values`. A condition is left to the server when it rests on what only the server
    knows of an answer of this step (a postcode's region, working days) or on an answer the script cannot read.
    """
    here = {field["key"]: field["type"] for field in fields}
    rules, wanted = {}, set()
    for field in fields:
        rule = field["visible_if"]
        if rule is None:
            continue
        names = conditions.variables(rule)
        if all(_is_readable(name, here) for name in names):
            rules[field["key"]] = _json(rule)
            wanted |= {name for name in names if name not in here}
    known = {name: values[name] for name in sorted(wanted) if name in values}
    return Conditions(rules, _json(known) if rules else "")


def _is_readable(name: str, here: Mapping[str, str]) -> bool:
    return here.get(name.partition(".")[0]) is None or here.get(name) in READABLE


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
