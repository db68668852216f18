"""The texts of a form in other languages: kept, checked, compared with a file."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from forms_app import document as documents
from forms_app.interchange import Row
from forms_app.models import Form, FormString
from forms_app.sheets import Sheet, Text, demand, fitting, made_of
from home import writing
from home.history import needed

LONGEST = 5000
_HOLE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


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


def _kept(form: Form, language: str, typed: Mapping[str, Typed], origin: str) -> Saved:
    made = made_of(FormString.objects.filter(form=form, language=language).order_by("number"))
    rows, refused, overtaken = [], {}, {}
    act, now = needed(), timezone.now()
    for name, one in typed.items():
        changes, digest, text = made.get(name, []), documents.text_digest(one.source), writing.clean_text(one.text)
        if _says(fitting(changes[: one.seen], digest), text, digest, one) or _says(
            fitting(changes, digest), text, digest, one
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
