"""The texts of a form beside their translations: what there is, in which state, and how far each language is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forms_app import document as documents
from forms_app import publishing, texts
from forms_app.document import Document
from forms_app.models import Form, FormString
from home.languages import LANGUAGES, SOURCE
from home.refusals import Refused

ONLINE, DRAFT = "online", "draft"
STATES = ("missing", "stale", "unchecked", "checked")
_ORDER = ("title", "label", "intro", "hint", "text", "link_text")


@dataclass(frozen=True)
class Text:
    """One text of a form beside its translation.

    `trail`: what the step, question and answer around it are called; `what`: which of their texts it is; `state`: one
    of `STATES`; `number`: that of the newest change, 0 for none; `made_from`: the Dutch text it was made from, when
    that is another one; `author`, `at`: who made the newest change (who checked it, when it is checked), and when.
    """

    name: str
    source: str
    what: str
    trail: tuple[str, ...]
    step: str
    text: str = ""
    state: str = "missing"
    number: int = 0
    made_from: str = ""
    author: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Progress:
    """How far one language of one form is: the number of its texts in each of `STATES`, and of all."""

    missing: int
    stale: int
    unchecked: int
    checked: int

    @property
    def total(self) -> int:
        """All texts."""
        return self.missing + self.stale + self.unchecked + self.checked

    @property
    def percent(self) -> int:
        """How much is translated, rounded down: only all of it is 100."""
        return 100 * (self.total - self.missing) // max(self.total, 1)


@dataclass(frozen=True)
class Sheet:
    """All texts of a form in one language; `of`: as it is online, or as its newest draft."""

    form: Form
    language: str
    of: str
    document: Document
    texts: tuple[Text, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many texts are in each state."""
        return {state: sum(text.state == state for text in self.texts) for state in STATES}

    @property
    def percent(self) -> int:
        """How much is translated, rounded down: only all of it is 100."""
        return Progress(**self.counts).percent


def sheet(form: Form, language: str, of: str = ONLINE) -> Sheet:
    """The texts of a form with their translations. A form that was never online has only its draft.

    :raises Refused: `not_a_translation`, for Dutch or a language nobody knows.
    """
    demand(language)
    document = document_of(form, of)
    is_online = of == ONLINE and form.live_version_id is not None
    rows = FormString.objects.filter(form=form, language=language).order_by("number")
    return Sheet(form, language, ONLINE if is_online else DRAFT, document, tuple(_texts(document, rows)))


def progress(forms: Iterable[Form], languages: Sequence[str]) -> dict[tuple[int, str], Progress]:
    """How far each of these languages is in each form that was online: (form, language) -> progress. One query."""
    online = {form.pk: form.live_version.document for form in forms if form.live_version is not None}
    rows = FormString.objects.filter(form__in=online, language__in=languages).order_by("number")
    made: dict[tuple[int, str], list[FormString]] = {}
    for row in rows:
        made.setdefault((row.form_id, row.language), []).append(row)
    found = {}
    for pk, document in online.items():
        for language in languages:
            states = [text.state for text in _texts(document, made.get((pk, language), []))]
            found[pk, language] = Progress(*(states.count(state) for state in STATES))
    return found


def document_of(form: Form, of: str) -> Document:
    """The document that is online, or that of the newest draft."""
    if of == ONLINE and form.live_version is not None:
        return dict(form.live_version.document)
    document, _problems = publishing.compile_form(form.get_latest_revision_as_object())
    return document


def demand(language: str) -> None:
    """Nothing, for a language one can translate to.

    :raises Refused: `not_a_translation`.
    """
    if language == SOURCE or language not in LANGUAGES:
        raise Refused("not_a_translation")


def fitting(changes: Sequence[FormString], digest: str) -> FormString | None:
    """The newest translation of exactly this Dutch text, else the newest there is; None for none."""
    fitting = [row for row in changes if row.source_hash == digest]
    found = fitting or changes
    return found[-1] if found else None


def made_of(rows: Iterable[FormString]) -> dict[str, list[FormString]]:
    """The changes of each text, in the order given: name -> changes."""
    found: dict[str, list[FormString]] = {}
    for row in rows:
        found.setdefault(row.msg_id, []).append(row)
    return found


def _texts(document: Document, rows: Iterable[FormString]) -> Iterator[Text]:
    made = made_of(rows)
    source = document["strings"][SOURCE]
    places = _places(document)
    for name in sorted(source, key=lambda name: _place(name, places)):
        around, _dot, what = name.rpartition(".")
        trail = _trail(around, source)
        step = "" if around == texts.FORM else around.partition(".")[0]
        plain = Text(name, source[name], what, trail, step)
        yield _translated(plain, made.get(name, []))


def _translated(plain: Text, changes: list[FormString]) -> Text:
    """A text with the newest translation of exactly its Dutch, else the newest one there is, which is out of date."""
    digest = documents.text_digest(plain.source)
    row = fitting(changes, digest)
    if row is None:
        return plain
    state = "missing"
    if row.text:
        is_checked = row.status == FormString.Status.REVIEWED
        state = "stale" if row.source_hash != digest else "checked" if is_checked else "unchecked"
    return Text(
        name=plain.name,
        source=plain.source,
        what=plain.what,
        trail=plain.trail,
        step=plain.step,
        text=row.text,
        state=state,
        number=len(changes),
        made_from=row.source if state == "stale" else "",
        author=row.author_label,
        at=row.created_at,
    )


def _trail(around: str, source: Mapping[str, str]) -> tuple[str, ...]:
    """What the step, the question and the answer with these keys are called; nothing for the form itself."""
    keys = [] if around == texts.FORM else around.split(".")
    found = []
    for depth in range(1, len(keys) + 1):
        named = ".".join(keys[:depth])
        said = (source.get(f"{named}.{what}") for what in ("title", "label", "text"))
        found.append(next((text for text in said if text), keys[depth - 1]))
    return tuple(found)


def _places(document: Document) -> dict[str, int]:
    """Where each step, question and answer stands: its name in texts -> a number that rises from top to bottom."""
    found = {texts.FORM: 0}
    for step in document["steps"]:
        found[step["key"]] = len(found)
        for field in _with_inner(step["fields"]):
            found[field["msg_id"]] = len(found)
            for option in field.get("options", ()):
                found[f"{field['msg_id']}.{option['value']}"] = len(found)
    return found


def _with_inner(fields: Iterable[Document]) -> Iterator[Document]:
    for field in fields:
        yield field
        yield from _with_inner(field.get("fields", ()))


def _place(name: str, places: Mapping[str, int]) -> tuple[Any, ...]:
    around, _dot, what = name.rpartition(".")
    while around not in places and "." in around:
        around = around.rpartition(".")[0]
    rank = _ORDER.index(what) if what in _ORDER else len(_ORDER)
    return places.get(around, len(places)), rank, name
