"""The texts of a form in other languages: kept, checked, compared with a file, released to visitors."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from forms_app import document as documents
from forms_app import moving, publishing, texts
from forms_app.document import Document
from forms_app.interchange import Row
from forms_app.models import Form, FormString, FormVersion
from home import writing
from home.history import needed
from home.languages import LANGUAGES, SOURCE
from home.refusals import Refused

ONLINE, DRAFT = "online", "draft"
STATES = ("missing", "stale", "unchecked", "checked")
LONGEST = 5000
_HOLE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
_ORDER = ("title", "label", "intro", "hint", "text", "link_text", "row_label", "unit", "alt")


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
        return 100 * sum(text.state != "missing" for text in self.texts) // max(len(self.texts), 1)


@dataclass(frozen=True)
class Typed:
    """A translation as somebody wants it: `source` is the Dutch text beside it, `seen` the number of what was there."""

    text: str
    source: str
    seen: int
    is_checked: bool = False


@dataclass(frozen=True)
class Saved:
    """What became of what was typed: `saved` names; `refused` name -> code; `overtaken` name -> what is there now."""

    saved: tuple[str, ...]
    refused: Mapping[str, str]
    overtaken: Mapping[str, FormString]


@dataclass(frozen=True)
class Difference:
    """What a file would change in one text; `code` says how, `typed` is what would be saved, None for nothing."""

    name: str
    code: str
    source: str
    before: str
    after: str
    typed: Typed | None = None


@dataclass(frozen=True)
class Change:
    """What releasing changes in one text for visitors; `before` is what they read now ("" for Dutch)."""

    text: Text
    before: str
    after: str


@dataclass(frozen=True)
class Release:
    """What releasing a language would do: its changes, whether visitors can choose it before and after.

    `expected` names the outcome: who releases says which one was shown.
    """

    form: Form
    language: str
    changes: tuple[Change, ...]
    was_offered: bool
    is_offered: bool
    expected: str

    @property
    def unchecked(self) -> int:
        """How many of the changed texts nobody checked for the Dutch text that is online."""
        return sum(change.text.state in ("unchecked", "stale") for change in self.changes)


def sheet(form: Form, language: str, of: str = ONLINE) -> Sheet:
    """The texts of a form with their translations. A form that was never online has only its draft.

    :raises Refused: `not_a_translation`, for Dutch or a language nobody knows.
    """
    demand(language)
    document = document_of(form, of)
    is_online = of == ONLINE and form.live_version_id is not None
    rows = FormString.objects.filter(form=form, language=language).order_by("number")
    return Sheet(form, language, ONLINE if is_online else DRAFT, document, tuple(_texts(document, rows)))


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


def load(form: Form, language: str, words: Mapping[str, str], source: Mapping[str, str]) -> None:
    """Keeps the translations a form comes with (name -> text); `source` holds the Dutch texts they were made from.

    What is there already stays.
    """
    typed = {name: Typed(text, source.get(name, ""), 0) for name, text in words.items() if text}
    save(form, language, typed, origin=FormString.Origin.LOADED)


def save(form: Form, language: str, typed: Mapping[str, Typed], *, origin: str = FormString.Origin.TYPED) -> Saved:
    """Keeps translations, each with who made it; what somebody else changed since it was seen is left as it is.

    What is the same as before is not kept again; a text that is empty takes the translation away. Three queries,
    however many texts.

    :raises Refused: `not_a_translation`.
    """
    demand(language)
    try:
        with transaction.atomic():
            return _kept(form, language, typed, origin)
    except IntegrityError:  # somebody saved one of them between the look and the insert: that one is there now
        with transaction.atomic():
            return _kept(form, language, typed, origin)


def history(form: Form, language: str, name: str) -> list[FormString]:
    """The changes of one text in one language, newest first."""
    return list(FormString.objects.filter(form=form, language=language, msg_id=name).order_by("-number"))


def compare(rows: Iterable[Row], current: Sheet) -> list[Difference]:
    """What the rows of a file would change in the texts of a sheet, in their order.

    `new`, `changed`, `unchanged`, `empty` (nothing in the file); `stale`: made from another Dutch text, and kept as
    such; and what cannot be taken: `unknown`, `twice`, `holes`, `too_long`.
    """
    known = {text.name: text for text in current.texts}
    found, met = [], set()
    for row in rows:
        found.append(_difference(row, known.get(row.name), is_twice=row.name in met))
        met.add(row.name)
    return found


def rows_of(current: Sheet, context: Mapping[str, str]) -> list[Row]:
    """The texts of a sheet as rows of a file; `context`: name of a text -> where it stands, in words."""
    return [Row(text.name, text.source, text.text, context.get(text.name, ""), text.state) for text in current.texts]


def releasable(form: Form, language: str) -> Release:
    """What releasing this language would change for visitors now. Three queries.

    :raises Refused: `not_online`, `not_a_translation`.
    """
    demand(language)
    live = form.live_version
    if not form.live or live is None:
        raise Refused("not_online")
    current = sheet(form, language)
    after = _released(form, language, live.document)
    before_texts = live.document["strings"].get(language, {})
    after_texts = after["strings"].get(language, {})
    changes = tuple(
        Change(text, before_texts.get(text.name, ""), after_texts.get(text.name, ""))
        for text in current.texts
        if before_texts.get(text.name, "") != after_texts.get(text.name, "")
    )
    return Release(
        form=form,
        language=language,
        changes=changes,
        was_offered=language in live.document["languages"],
        is_offered=language in after["languages"],
        expected=documents.digest(after),
    )


def release(form: Form, language: str, *, expected: str) -> FormVersion:
    """Gives visitors the translations of one language: a version with the structure and Dutch texts that are online.

    What is unpublished in the draft of the form stays unpublished; other languages stay as they are. Who is under way
    moves on.

    :raises Refused: `not_online`, `not_a_translation`; `stale` when it would do something else than was shown;
        `nothing_to_release`.
    """
    with transaction.atomic():
        # The row is held: a form that is published at the same moment comes wholly before or wholly after.
        now: Form = Form.objects.select_for_update(of=("self",)).select_related("live_version").get(pk=form.pk)
        found = releasable(now, language)
        if not found.changes:
            raise Refused("nothing_to_release")
        if found.expected != expected or now.live_version is None:
            raise Refused("stale")
        version = publishing.version_of(now, _released(now, language, now.live_version.document))
        now.live_version = version
        now.save(update_fields=["live_version"])
        moving.move_on(now, version, timezone.now())
    return version


def _released(form: Form, language: str, online: Document) -> Document:
    """The document that is online with the newest translations of its own Dutch texts in one language."""
    source = online["strings"][SOURCE]
    made = publishing.translations(form, source, of_older=False).get(language, {})
    said = {code: strings for code, strings in online["strings"].items() if code != SOURCE}
    return documents.translated(online, said | {language: said.get(language, {}) | made})


def _kept(form: Form, language: str, typed: Mapping[str, Typed], origin: str) -> Saved:
    made = _made(FormString.objects.filter(form=form, language=language).order_by("number"))
    rows, refused, overtaken = [], {}, {}
    act, now = needed(), timezone.now()
    for name, one in typed.items():
        changes, digest, text = made.get(name, []), documents.text_digest(one.source), writing.clean_text(one.text)
        if _says(_fitting(changes[: one.seen], digest), text, digest, one) or _says(
            _fitting(changes, digest), text, digest, one
        ):
            continue
        if len(changes) != one.seen:
            overtaken[name] = changes[-1]
            continue
        code = flaw(one.source, text)
        if code:
            refused[name] = code
            continue
        rows.append(
            FormString(
                form=form,
                language=language,
                msg_id=name,
                number=one.seen + 1,
                text=text,
                source=one.source,
                source_hash=digest,
                status=FormString.Status.REVIEWED if one.is_checked and text else FormString.Status.UNCHECKED,
                origin=origin,
                author=act.actor.user,
                author_label=act.actor.label[:200],
                created_at=now,
            )
        )
    FormString.objects.bulk_create(rows, batch_size=500)
    return Saved(tuple(row.msg_id for row in rows), refused, overtaken)


def flaw(source: str, text: str) -> str:
    """What is wrong with a translation: `holes` (it has not what is filled in later), `too_long`; "" for nothing."""
    if text and sorted(_HOLE.findall(source)) != sorted(_HOLE.findall(text)):
        return "holes"
    return "too_long" if len(text) > LONGEST else ""


def _says(row: FormString | None, text: str, digest: str, one: Typed) -> bool:
    """Whether this change says already what somebody wants: the same words, checked when that is asked."""
    if row is None or not text:
        return not text and (row is None or not row.text)
    is_checked = row.status == FormString.Status.REVIEWED and row.source_hash == digest
    return bool(row.text == text and (is_checked or not one.is_checked))


def _fitting(changes: Sequence[FormString], digest: str) -> FormString | None:
    """The newest translation of exactly this Dutch text, else the newest there is; None for none."""
    fitting = [row for row in changes if row.source_hash == digest]
    found = fitting or changes
    return found[-1] if found else None


def _made(rows: Iterable[FormString]) -> dict[str, list[FormString]]:
    found: dict[str, list[FormString]] = {}
    for row in rows:
        found.setdefault(row.msg_id, []).append(row)
    return found


def _texts(document: Document, rows: Iterable[FormString]) -> Iterator[Text]:
    made = _made(rows)
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
    row = _fitting(changes, digest)
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


def _difference(row: Row, text: Text | None, *, is_twice: bool) -> Difference:
    if text is None:
        return Difference(row.name, "unknown", row.source, "", row.text)
    after = writing.clean_text(row.text)
    source = writing.clean_text(row.source) or text.source
    code = "twice" if is_twice else "empty" if not after else flaw(text.source, after)
    if not code and after == text.text:
        code = "unchanged"
    if code:
        return Difference(row.name, code, text.source, text.text, after)
    code = "stale" if source != text.source else "new" if text.state == "missing" else "changed"
    return Difference(row.name, code, text.source, text.text, after, Typed(after, source, text.number))
