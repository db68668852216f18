"""All questions of a form with their conditions and where answers lead, and what is still wrong with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms_app import filling, publishing, texts, words
from forms_app.models import Form
from forms_app.problems import Problem, spot
from forms_app.rows import parts
from forms_app.sheets import DRAFT
from forms_app.staff.leads import Lead, Leads, values_of
from forms_app.texts import Document, msg_id
from home.languages import LANGUAGES, SOURCE
from tickets import intake

SETTINGS = {"languages": "needs_all_languages"}
"""Where in the editor something stands that is no setting of the form itself."""


@dataclass(frozen=True)
class Flaw:
    """A problem with the way to it: the block, the setting in it (or a field of the row), the names of the blocks.

    `url`: another screen, when it is mended there.
    """

    sentence: str
    block: str
    setting: str
    trail: tuple[str, ...]
    url: str = ""


@dataclass(frozen=True)
class Line:
    """A step or a question: what it is called, its kind, when it is shown or required, where its answers lead.

    `block` is its block in the editor.
    """

    block: str
    title: str
    kind: str
    key: str
    facts: tuple[str, ...]
    conditions: tuple[tuple[str, str], ...]
    answers: tuple[Lead, ...] = ()


@dataclass(frozen=True)
class Overview:
    """A draft at a glance. `steps` hold a line of their own and those of their questions.

    `flaws` keep it from going online, `warnings` do not. `languages`: name, how far it is, where its texts are.
    """

    flaws: tuple[Flaw, ...]
    warnings: tuple[Flaw, ...]
    steps: tuple[tuple[Line, tuple[Line, ...]], ...]
    urgent: str
    languages: tuple[tuple[str, str, str], ...]


def of(form: Form, compiled: tuple[Document, list[Problem]] | None = None, *, may_translate: bool = False) -> Overview:
    """The overview of a form as it stands in memory; `compiled` when that was done already.

    What is not translated leads to the texts of that language, for who `may_translate`.
    """
    document, problems = compiled or publishing.compile_form(form)
    said = _Said(document)
    return Overview(
        flaws=flaws(form, problems, may_translate=may_translate),
        warnings=flaws(form, publishing.warnings(form, document), words.warning, may_translate=may_translate),
        steps=tuple(said.steps(form.steps.get_prep_value())),
        urgent=said.condition(document["urgent_if"]),
        languages=_languages(form, document, may_translate=may_translate),
    )


def titles(form: Form) -> list[tuple[str, str, int]]:
    """Each step of a form: its block, what it is called, how many questions it has."""
    return [
        (step["id"], str(step["value"].get("title") or _("(zonder tekst)")), len(step["value"]["fields"]))
        for step in form.steps.get_prep_value()
    ]


def flaws(
    form: Form,
    problems: Sequence[Problem],
    said: Callable[[Problem], str] = words.problem,
    *,
    may_translate: bool = False,
) -> tuple[Flaw, ...]:
    """The problems in words, each with its place in the editor, or on the screen where its texts are translated."""
    plain = {"steps": form.steps.get_prep_value(), "urgent_if": form.urgent_if.get_prep_value()}
    found = [(problem, _flaw(problem, plain, said(problem))) for problem in problems]
    return tuple(
        replace(flaw, url=missing_texts(form, str(problem.data["language"])))
        if may_translate and form.pk and problem.code == "untranslated"
        else flaw
        for problem, flaw in found
    )


def isolated(name: str) -> str:
    """A name of a language between marks that keep one from right to left apart from the words around it."""
    return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"


def missing_texts(form: Form, language: str) -> str:
    """Where the texts of a draft stand that this language does not have."""
    return reverse("translations:sheet", args=[form.key, language]) + f"?of={DRAFT}&state=missing#texts"


def _flaw(problem: Problem, plain: Mapping[str, Any], said: str) -> Flaw:
    path = problem.path
    own = str(path[0]) if path and isinstance(path[0], str) else "steps"
    if own not in plain:
        return Flaw(said, "", SETTINGS.get(own, own), ())
    found = spot(path, plain[own])
    setting = found.setting if found.block else own
    return Flaw(said, found.block, setting, tuple(name or _("(zonder tekst)") for name in found.trail))


def _languages(form: Form, document: Document, *, may_translate: bool) -> tuple[tuple[str, str, str], ...]:
    """Each language that is on, with how far the texts of this form are, and where those are that it misses."""
    found = []
    for code in filling.language_names():
        missing = len(texts.missing(document, code))
        state = (
            _("compleet")
            if not missing
            else ngettext("%(count)s tekst nog niet vertaald", "%(count)s teksten nog niet vertaald", missing)
            % {"count": missing}
        )
        url = missing_texts(form, code) if missing and may_translate and form.pk else ""
        found.append((LANGUAGES[code].own_name, state, url))
    return tuple(found)


class _Said:
    """The words of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.categories = dict(intake.categories())
        self.names = filling.register_names()
        self.leads = Leads(document, self._called)

    def steps(self, plain: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Line, tuple[Line, ...]]]:
        """Each step with its questions; a document has them in the order of its blocks."""
        for step, block in zip(self.document["steps"], plain, strict=True):
            inside = zip(step["fields"], block["value"]["fields"], strict=True)
            yield self._step(step, block["id"]), tuple(self._field(field, inner["id"]) for field, inner in inside)

    def _step(self, step: Document, block: str) -> Line:
        title, conditions = self._text(step["key"], "title"), self._conditions([("visible_if", step)])
        return Line(block, title, _("Stap"), step["key"], (), conditions)

    def _field(self, field: Document, block: str) -> Line:
        facts = [_("verplicht")] if field.get("required") else []
        if field.get("meaning"):
            facts.append(_("betekenis: %(meaning)s") % {"meaning": words.MEANING_LABELS[field["meaning"]]})
        if field.get("personal"):
            facts.append(_("persoonsgegeven"))
        return Line(
            block=block,
            title=self._called(field),
            kind=str(words.TYPE_LABELS[field["type"]]),
            key=field["key"],
            facts=tuple(facts),
            conditions=self._conditions([("visible_if", field), ("required_if", field)]),
            answers=(*self._answers(field), *map(self._inner, field.get("fields", ()))),
        )

    def condition(self, expression: Document | None) -> str:
        return words.sentence(parts(expression), self.document, self.names) if expression else ""

    def _conditions(self, wanted: list[tuple[str, Document]]) -> tuple[tuple[str, str], ...]:
        labels = {"visible_if": _("Alleen te zien"), "required_if": _("Soms verplicht")}
        found = [(labels[name], self.condition(where.get(name))) for name, where in wanted]
        return tuple((label, sentence) for label, sentence in found if sentence)

    def _answers(self, field: Document) -> Iterator[Lead]:
        """Each answer with where it leads; yes and no only where they lead somewhere."""
        for option in field.get("options", ()):
            label = self._text(f"{field['msg_id']}.{option['value']}", "label")
            category = str(option["category"])
            yield Lead(label, self.categories.get(category, category), *self.leads.of(field["key"], option["value"]))
        if not field.get("options"):
            for value in values_of(field):
                shows, helps = self.leads.of(field["key"], value)
                if shows or helps:
                    yield Lead(str(words.ANSWER_WORDS["yes" if value else "no"]), "", shows, helps)

    def _inner(self, field: Document) -> Lead:
        return Lead(self._text(field["msg_id"], "label"), str(words.TYPE_LABELS[field["type"]]))

    def _called(self, thing: Document) -> str:
        """What a step or a question is called."""
        if "fields" in thing and "msg_id" not in thing:
            return self._text(thing["key"], "title") or str(thing["key"])
        name = thing["msg_id"]
        return self._text(name, "label") or self._text(name, "text") or str(thing["key"])

    def _text(self, name: str, what: str) -> str:
        return texts.text(self.document, SOURCE, msg_id(name, what=what)).text
