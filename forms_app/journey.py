"""Where somebody is in a form: what is asked, what is missing, what the answers tell the desk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made_of
from typing import Any

from forms_app.fields import TYPES
from forms_app.fields.base import Context, Field, FieldType, Flaw, Unreadable
from forms_app.fields.choice import UNKNOWN
from forms_app.fields.place import pc4
from forms_app.meanings import MEANINGS
from forms_app.texts import Document
from home import conditions

__all__ = [
    "AnswerProblem",
    "Context",
    "Journey",
    "StepState",
    "answers_by_meaning",
    "facts",
    "following",
    "groups",
    "is_urgent",
    "may_visit",
    "problems_with",
    "questions",
    "unknown",
    "values",
    "walk",
]

Answers = Mapping[str, Any]
"""Key of a field -> canonical value, or `Unreadable`."""


@dataclass(frozen=True)
class AnswerProblem:
    """What is wrong with the answer to a field: a code of `words.ANSWER_PROBLEMS`, the data of its sentence.

    `field` is a key, with the part of the answer after a dot when it is about one of several inputs.
    """

    step: str | None
    field: str
    code: str
    data: Mapping[str, object] = made_of(default_factory=dict)

    @property
    def key(self) -> str:
        """The field itself."""
        return self.field.partition(".")[0]


@dataclass(frozen=True)
class StepState:
    """A step that is shown: the keys of its visible fields, panels included."""

    key: str
    fields: tuple[str, ...]
    problems: tuple[AnswerProblem, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing has to be put right."""
        return not self.problems


@dataclass(frozen=True)
class Journey:
    """The steps that are shown, with the answers to what is asked: canonical, without anything hidden."""

    steps: tuple[StepState, ...]
    answered: dict[str, Any]

    @property
    def problems(self) -> tuple[AnswerProblem, ...]:
        """Everything that is wrong, in the order of the form."""
        return tuple(problem for step in self.steps for problem in step.problems)

    @property
    def first_incomplete(self) -> str | None:
        """Key of the first step that is not complete; None when all may be sent."""
        return next((step.key for step in self.steps if not step.complete), None)


def walk(document: Document, answers: Answers, context: Context) -> Journey:
    """The one reading of a form with answers: what is visible, required and wrong all follow from it.

    A hidden field is absent everywhere, its answer included. A step without anything to show is not shown.
    """
    answered: dict[str, Any] = {}
    values = _given(context)
    steps = []
    for step in document["steps"]:
        if _holds(step["visible_if"], values):
            fields, problems = _asked(step, answers, context, answered, values)
            steps += [StepState(step["key"], tuple(fields), tuple(problems))] if fields else []
    return Journey(tuple(steps), answered)


def may_visit(journey: Journey, step: str) -> bool:
    """Whether a step is shown and all steps before it are complete."""
    for state in journey.steps:
        if state.key == step:
            return True
        if not state.complete:
            return False
    return False


def following(journey: Journey, step: str) -> str | None:
    """Key of the step after this one; None after the last, or when this one is not shown."""
    shown = [state.key for state in journey.steps]
    after = shown[shown.index(step) + 1 :] if step in shown else []
    return after[0] if after else None


def questions(document: Document) -> dict[str, Document]:
    """The fields that ask something: key -> field."""
    return {asked["key"]: asked for _step, asked in _fields(document) if TYPES[asked["type"]].asks}


def groups(document: Document) -> dict[str, Document]:
    """The groups that are repeated: key -> field."""
    return {asked["key"]: asked for _step, asked in _fields(document) if asked["type"] == "group"}


def answers_by_meaning(document: Document, answered: Answers) -> dict[str, Any]:
    """Meaning -> canonical answer, of the fields that were asked."""
    return {
        asked["meaning"]: TYPES[asked["type"]].plain(answered[asked["key"]])
        for _step, asked in _fields(document)
        if asked["key"] in answered and asked["meaning"]
    }


def facts(document: Document, answered: Answers, context: Context) -> dict[str, Any]:
    """What the desk may route by: frozen at completion, never the words of the sender.

    Each routing meaning by its name, `form`, `audience`, `language`, `category`, `urgent`, `pc4` and `in_region` of the
    field with meaning postcode, `<key>.working_days_ahead`, and `answer.<key>` of fields marked for routing.
    """
    found: dict[str, Any] = {
        "form": document["key"],
        "audience": document["audience"],
        "language": context.language,
        "category": document["default_category"],
        "urgent": is_urgent(document, answered, context),
    }
    for _step, asked in _fields(document):
        if asked["key"] in answered:
            found |= _facts_of(asked, answered[asked["key"]], context)
    return found


def is_urgent(document: Document, answered: Answers, context: Context) -> bool:
    """Whether the form calls these answers urgent."""
    if document["urgent_if"] is None:
        return False
    return conditions.evaluate(document["urgent_if"], values(document, answered, context))


def values(document: Document, answered: Answers, context: Context) -> dict[str, object]:
    """What conditions may know: each answer that was given, what is derived from it, and the context."""
    found = _given(context)
    for _step, asked in _fields(document):
        if asked["key"] in answered:
            found |= _values_of(asked, answered[asked["key"]], context)
    return found


def problems_with(document: Document, key: str, answers: Answers, context: Context) -> list[AnswerProblem]:
    """What is wrong with the answer to one question among these answers, whatever is shown or hidden by them."""
    known = {name: value for name, value in answers.items() if not isinstance(value, Unreadable)}
    for step, asked in _fields(document):
        if asked["key"] == key:
            kind = TYPES[asked["type"]]
            flaws = _flaws(kind, asked, answers.get(key), context, values(document, known, context))
            return [AnswerProblem(step["key"], _named(key, flaw), flaw.code, flaw.data) for flaw in flaws]
    return []


def unknown(document: Document, answers: Answers, journey: Journey) -> list[AnswerProblem]:
    """Answers that have no place: `unknown_field` when the form has no such field, `not_asked` when it was hidden."""
    steps = {asked["key"]: step["key"] for step, asked in _fields(document) if TYPES[asked["type"]].asks}
    shown = {key for state in journey.steps for key in state.fields}
    return [
        AnswerProblem(steps.get(key), key, "not_asked" if key in steps else "unknown_field", {"field": key})
        for key in answers
        if key not in steps or key not in shown
    ]


def _asked(
    step: Document, answers: Answers, context: Context, answered: dict[str, Any], values: dict[str, object]
) -> tuple[list[str], list[AnswerProblem]]:
    """The visible fields of a step with what is wrong; what was answered goes into `answered` and `values`."""
    fields, problems = [], []
    for asked in step["fields"]:
        if not _holds(asked["visible_if"], values):
            continue
        key, kind = asked["key"], TYPES[asked["type"]]
        fields.append(key)
        answer = answers.get(key) if kind.asks else None
        flaws = _flaws(kind, asked, answer, context, values)
        problems += [AnswerProblem(step["key"], _named(key, flaw), flaw.code, flaw.data) for flaw in flaws]
        if conditions.is_answered(answer) and not isinstance(answer, Unreadable):
            answered[key] = answer
            values |= _values_of(asked, answer, context)
    return fields, problems


def _named(key: str, flaw: Flaw) -> str:
    """The name of the input that a flaw is about."""
    return f"{key}.{flaw.inside}" if flaw.inside else key


def _flaws(
    kind: FieldType[Any], asked: Field, answer: Any, context: Context, values: Mapping[str, object]
) -> list[Flaw]:
    if isinstance(answer, Unreadable):
        return kind.explain(answer.raw, asked, context)
    if conditions.is_answered(answer):
        return kind.check(answer, asked, context)
    return [Flaw(kind.missing)] if kind.asks and _is_required(asked, values) else []


def _is_required(asked: Field, values: Mapping[str, object]) -> bool:
    by_answers = asked["required_if"] is not None and conditions.evaluate(asked["required_if"], values)
    return asked["required"] or by_answers


def _holds(expression: object | None, values: Mapping[str, object]) -> bool:
    return expression is None or conditions.evaluate(expression, values)


def _given(context: Context) -> dict[str, object]:
    return {"context.language": context.language, "context.audience": context.audience}


def _values_of(asked: Field, answer: Any, context: Context) -> dict[str, object]:
    """What a condition may know of an answer: itself, with what is derived from it."""
    kind = TYPES[asked["type"]]
    derived = kind.derive(answer, context)
    return {asked["key"]: kind.plain(answer), **{f"{asked['key']}.{name}": value for name, value in derived.items()}}


def _facts_of(asked: Field, answer: Any, context: Context) -> dict[str, Any]:
    found: dict[str, Any] = {}
    kind = TYPES[asked["type"]]
    derived, plain = kind.derive(answer, context), kind.plain(answer)
    if "working_days_ahead" in derived:
        found[f"{asked['key']}.working_days_ahead"] = derived["working_days_ahead"]
    meaning = asked["meaning"]
    if meaning == "postcode":
        found |= {"pc4": pc4(plain), **derived}
    if meaning == "topic":
        found |= _category_of(asked, plain)
    if meaning and MEANINGS[meaning].routes and plain != UNKNOWN:
        found[meaning] = plain
    if asked["in_routing"]:
        found[f"answer.{asked['key']}"] = plain
    return found


def _category_of(asked: Field, answer: Any) -> dict[str, Any]:
    categories = {option["value"]: option["category"] for option in asked["options"]}
    return {"category": categories[answer]} if answer in categories else {}


def _fields(document: Document) -> Iterator[tuple[Document, Document]]:
    return ((step, asked) for step in document["steps"] for asked in step["fields"])
