"""A form from its definition in data, made through the same blocks and the same publishing as an editor uses."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from forms_app import copying, definitions, keys, publishing, translating
from forms_app.copying import Copied, Taken
from forms_app.definitions import Change, Place
from forms_app.fields import TYPES
from forms_app.models import Form
from home.history import current
from home.languages import SOURCE
from home.refusals import Refused

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
            urgent_if=_json(urgent_rows(definition)),
            urgent_mode=definition.get("urgent_mode", "all"),
            most_submissions=definition.get("most_submissions"),
            receipt_text=definition.get("receipt_text", ""),
            closed_text=definition.get("closed_text", ""),
            audience=definition.get("audience", "inburgeraar"),
            default_category=definition["default_category"],
            confirm_email=definition.get("confirm_email", False),
            needs_second=definition.get("needs_second", False),
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


def definition_of(form: Form) -> dict[str, Any]:
    """The definition of a form as it stands in memory, with all translations that are kept. Five queries at most."""
    document, _problems = publishing.compile_form(form)
    said = {code: texts for code, texts in document["strings"].items() if code != SOURCE}
    settings = {name: getattr(form, name) for name in definitions.SETTINGS}
    plain, urgent = form.steps.get_prep_value(), form.urgent_if.get_prep_value()
    return definitions.written(form.key, settings, plain, urgent, document["keys"], said)


def begin(definition: Mapping[str, Any]) -> Form:
    """A new form of a definition, as a draft: nobody sees it until it is published.

    :raises Refused: `key_taken`; `bad_definition`, with `where`.
    """
    with transaction.atomic():
        form = _filled(Form(key=definition["key"], live=False), definition, {})
        form.save()
        form.save_revision(user=_actor(), log_action="wagtail.create")
        _translate(form, definition)
    return form


def compared(form: Form, definition: Mapping[str, Any]) -> list[Change]:
    """What would change in the newest draft of a form if a definition came in its place."""
    return definitions.differences(definition_of(_draft(form)), definition)


def update(form: Form, definition: Mapping[str, Any]) -> Form:
    """A definition as the newest draft of a form; what visitors see stays as it is.

    Blocks with the same key are the same ones, so that answers that were sent keep their questions.

    :raises Refused: `bad_definition`, with `where`.
    """
    draft = _draft(form)
    document, _problems = publishing.compile_form(draft)
    known = definitions.placed(draft.steps.get_prep_value(), document["keys"])
    with transaction.atomic():
        draft = _filled(draft, definition, known)
        draft.save_revision(user=_actor(), log_action="wagtail.edit", changed=True)
        _translate(draft, definition)
    return draft


def carry_translations(source: Form, target: Form) -> None:
    """Gives a copy of a form the translations of its newest draft, for the texts that have the same name."""
    strings = publishing.compile_form(_draft(source))[0]["strings"]
    for language in strings.keys() - {SOURCE}:
        translating.load(target, language, strings[language], strings[SOURCE])


def copy_step(source: Form, step: str, target: Form, *, into: str = "") -> Copied:
    """Takes a step (the id of its block) of the newest draft of a form over into that of another.

    It comes as the last step, or its questions come at the end of the step `into` (the id of its block there). Its
    translations come along.

    :raises Refused: `not_found`, when there is no such step.
    """
    there, here = _draft(source), _draft(target)
    document, _problems = publishing.compile_form(there)
    block = _step_of(there, step)
    made = copying.copied(block, document["keys"], _asked(there), _taken(here))
    steps = here.steps.get_prep_value()
    if into:
        around = _step_of(here, into)
        steps = [around if one["id"] == into else one for one in steps]
        compiled, _wrong = publishing.compile_form(here)
        made = copying.within(made, around, compiled["keys"].get(into, ""))
    else:
        steps.append(made.step)
    with transaction.atomic():
        here.steps = _json(steps)
        here.save_revision(user=_actor(), log_action="wagtail.edit", changed=True)
        _carry(document["strings"], made, here)
    return made


def begin_set(source: Form, step: str, *, title: str) -> tuple[Form, Copied]:
    """A new question set with this title, of a step (the id of its block) of the newest draft of a form.

    The form keeps its step. Translations come along; the key of the set is made from its title.

    :raises Refused: `not_found`, when there is no such step.
    """
    there = _draft(source)
    document, _problems = publishing.compile_form(there)
    made = copying.copied(_step_of(there, step), document["keys"], _asked(there), Taken())
    taken = {*Form.objects.values_list("key", flat=True), *keys.RESERVED}
    key = keys.derive(title, taken, between="-", otherwise="vragenset")
    with transaction.atomic():
        row = Form(key=key, title=title, audience=there.audience, is_set=True, steps=_json([made.step]), live=False)
        row.save()
        row.save_revision(user=_actor(), log_action="wagtail.create")
        _carry(document["strings"], made, row)
    return row, made


def _carry(strings: Mapping[str, Mapping[str, str]], made: Copied, target: Form) -> None:
    """Gives the form that got a copied step the translations of it."""
    carried = _carried(strings, made.renamed)
    for language in carried.keys() - {SOURCE}:
        translating.load(target, language, carried[language], carried[SOURCE])


def _step_of(form: Form, step: str) -> dict[str, Any]:
    block: dict[str, Any] | None = next((one for one in form.steps.get_prep_value() if one["id"] == step), None)
    if block is None:
        raise Refused("not_found")
    return block


def _asked(form: Form) -> dict[str, str]:
    """Id of each question -> what it asks."""
    steps = form.steps.get_prep_value()
    return {field["id"]: str(field["value"].get("label") or "") for step in steps for field in step["value"]["fields"]}


def _taken(form: Form) -> Taken:
    document, _problems = publishing.compile_form(form)
    fixed = publishing.fixed(form)
    fields = [field for step in document["steps"] for field in step["fields"]]
    return Taken(
        steps=frozenset(step["key"] for step in document["steps"]) | frozenset(fixed.keys.values()),
        fields=frozenset(field["key"] for field in fields) | frozenset(fixed.types),
        meanings=frozenset(field["meaning"] for field in fields if field.get("meaning")),
    )


def _carried(strings: Mapping[str, Mapping[str, str]], renamed: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The texts of blocks that were copied, under their new names."""
    return {
        language: {
            f"{renamed[name]}.{what}": text
            for full, text in said.items()
            for name, _dot, what in [full.rpartition(".")]
            if name in renamed
        }
        for language, said in strings.items()
    }


def _draft(form: Form) -> Form:
    draft: Form = form.get_latest_revision_as_object()
    return draft


def _filled(form: Form, definition: Mapping[str, Any], known: Mapping[Place, str]) -> Form:
    for name in definitions.SETTINGS:
        if name in definition:
            setattr(form, name, definition[name])
    try:
        form.clean_fields(exclude={"steps", "urgent_if"})
    except ValidationError as error:
        raise Refused("bad_definition", where=min(error.error_dict)) from error
    if form.pk is None and Form.objects.filter(key=form.key).exists():
        raise Refused("key_taken", key=form.key)
    new = steps(definition, known)
    _with_pictures(new, {} if form.pk is None else dict(_pictures(form.steps.get_prep_value())))
    form.steps = _json(new)
    form.urgent_if = _json(urgent_rows(definition, known))
    return form


def _with_pictures(blocks: Iterable[Any], kept: Mapping[str, int]) -> None:
    """Gives options that are there already the picture that they have: a file names none."""
    for block in blocks:
        for option in block["value"].get("options") or ():
            if option["id"] in kept:
                option["value"]["image"] = kept[option["id"]]
        _with_pictures(block["value"].get("fields") or (), kept)


def _pictures(blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, int]]:
    """Each option with a picture: id of its block, number of the picture."""
    for block in blocks:
        for option in block["value"].get("options") or ():
            if option["value"].get("image"):
                yield option["id"], option["value"]["image"]
        yield from _pictures(block["value"].get("fields") or ())


def _translate(form: Form, definition: Mapping[str, Any]) -> None:
    document, _problems = publishing.compile_form(form)
    for language, texts in definition.get("strings", {}).items():
        if language != SOURCE:
            translating.load(form, language, texts, document["strings"][SOURCE])


def _actor() -> Any:
    act = current()
    return act.actor.user if act else None


def steps(definition: Mapping[str, Any], known: Mapping[Place, str] | None = None) -> list[dict[str, Any]]:
    """The plain blocks of a definition. Conditions name questions and options by key; blocks refer by id.

    `known` are the ids of blocks that are there already, by their place.
    """
    building = _Building(definition, known or {})
    return [building.step(step) for step in definition["steps"]]


def urgent_rows(definition: Mapping[str, Any], known: Mapping[Place, str] | None = None) -> list[dict[str, Any]]:
    """The plain rows of `urgent_if` of a definition."""
    building = _Building(definition, known or {})
    return [building.row(row, "row") for row in definition.get("urgent_if", [])]


class _Building:
    """Keys as ids, in one form."""

    def __init__(self, definition: Mapping[str, Any], known: Mapping[Place, str]) -> None:
        self.form = definition["key"]
        self.ids: dict[Place, str] = {}
        taken = set(known.values())
        for place, own in _places(definition):
            # An id of the file that is another block's here is not taken over.
            given = own if own and own not in taken else ""
            self.ids[place] = known.get(place) or given or _id(self.form, *place[1:])

    def id(self, *place: str) -> str:
        """The id of a block: the one that is known, the one that was given, or the same one at every loading."""
        return self.ids.get(place) or _id(self.form, *place[1:])

    def step(self, step: Mapping[str, Any]) -> dict[str, Any]:
        value = {
            "title": step.get("title", ""),
            "intro": step.get("intro", ""),
            "key": step["key"],
            "visible_mode": step.get("visible_mode", ""),
            "visible_if": [self.row(row) for row in step.get("visible_if", [])],
            "fields": [self.field(field) for field in step.get("fields", [])],
        }
        return {"type": "step", "id": self.id("step", step["key"]), "value": value}

    def field(self, field: Mapping[str, Any], before: str = "") -> dict[str, Any]:
        """A question; `before` is the key of the group around it, with a dot."""
        path = f"{before}{field['key']}"
        value = {name: setting for name, setting in field.items() if name not in ("type", "id")}
        asks = TYPES[field["type"]].asks if field["type"] in TYPES else True
        if asks:
            value.setdefault("required", False)
        conditions = () if before else ("visible_if", "required_if") if asks else ("visible_if",)
        for name in conditions:
            value[name] = [self.row(row) for row in field.get(name, [])]
        if "of" in field:
            value["of"] = " ".join(self.id("field", key) for key in str(field["of"]).split())
        if "options" in field:
            value["options"] = [self._option(path, option) for option in field["options"]]
        if "fields" in field:
            value["fields"] = [self.field(inner, f"{path}.") for inner in field["fields"]]
        return {"type": field["type"], "id": self.id("field", path), "value": value}

    def row(self, row: Mapping[str, Any], kind: str = "item") -> dict[str, Any]:
        """`{question, test, value}` or `{question, test, options: [keys]}`."""
        question = row["question"]
        value = str(row.get("value", ""))
        if "options" in row:
            value = " ".join(self.id("option", question, option) for option in row["options"])
        if question and not question.startswith("context."):
            question = self.id("field", question)
        content = {"question": question, "test": row["test"], "value": value}
        spelled = json.dumps(row, sort_keys=True)
        return {
            "type": kind,
            "id": str(uuid.uuid5(NAMESPACE, f"{self.form} {question} {spelled} {kind}")),
            "value": content,
        }

    def _option(self, field: str, option: Mapping[str, Any]) -> dict[str, Any]:
        value = {name: setting for name, setting in option.items() if name != "id"}
        return {"type": "item", "id": self.id("option", field, option["key"]), "value": value}


def _places(definition: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Where each block of a definition stands, with the id it was given, if any."""
    for step in definition["steps"]:
        yield ("step", step["key"]), step.get("id", "")
        yield from _places_of(step.get("fields", []))


def _places_of(fields: Iterable[Mapping[str, Any]], before: str = "") -> Iterator[tuple[Place, str]]:
    for field in fields:
        path = f"{before}{field['key']}"
        yield ("field", path), field.get("id", "")
        for option in field.get("options", []):
            yield ("option", path, option["key"]), option.get("id", "")
        yield from _places_of(field.get("fields", []), f"{path}.")


def _id(*keys: str) -> str:
    """The id of a block, the same at every loading."""
    return str(uuid.uuid5(NAMESPACE, "/".join(keys)))


def _json(blocks: list[dict[str, Any]]) -> str:
    return json.dumps(blocks)
