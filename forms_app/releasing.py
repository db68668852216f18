"""Translations given to visitors: a version of what is online with other words, and nothing else."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from forms_app import document as documents
from forms_app import moving, publishing, sheets
from forms_app.document import Document
from forms_app.models import Form, FormVersion
from forms_app.sheets import Text
from home.languages import SOURCE
from home.refusals import Refused


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


def releasable(form: Form, language: str) -> Release:
    """What releasing this language would change for visitors now. Three queries.

    :raises Refused: `not_online`, `not_a_translation`.
    """
    sheets.demand(language)
    live = form.live_version
    if not form.live or live is None:
        raise Refused("not_online")
    current = sheets.sheet(form, language)
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
