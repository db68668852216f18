"""Publishing a form: its draft becomes an immutable version, or nothing changes."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from forms_app import document as documents
from forms_app import filling, findings, letters, moving
from forms_app.document import Document, Settings
from forms_app.keys import Fixed
from forms_app.models import Form, FormString, FormTally, FormVersion, Submission, scheduled
from forms_app.problems import Problem
from home import delivery, pictures
from home.history import current
from home.languages import SOURCE
from home.refusals import Refused
from tickets import intake

log = logging.getLogger(__name__)


def compile_form(form: Form) -> tuple[Document, list[Problem]]:
    """The document of a form as it stands in memory, with everything that is wrong with it.

    Four queries at most, two more where answers are pictures.
    """
    settings = Settings(
        key=form.key,
        title=form.title,
        audience=form.audience,
        default_category=form.default_category,
        categories=frozenset(code for code, _name in intake.categories()),
        urgent_if=form.urgent_if.get_prep_value(),
        urgent_mode=form.urgent_mode,
        receipt_text=form.receipt_text,
        closed_text=form.closed_text,
        offered_from=form.offered_from,
        confirm_email=form.confirm_email,
        needs_second=form.needs_second,
        pictures=_pictures(form.steps.get_prep_value()),
        today=timezone.localdate(),
    )
    document, problems = documents.compile(form.steps.get_prep_value(), fixed(form), settings=settings)
    document = documents.translated(document, translations(form, document["strings"][SOURCE]))
    if form.is_set:
        problems = [
            Problem(("is_set",), "only_a_set"),
            *(one for one in problems if one.path[:1] != ("default_category",)),
        ]
    if form.needs_all_languages:
        problems += findings.untranslated(document, list(filling.language_names()))
    return document, problems


def _pictures(steps: Iterable[Mapping[str, Any]]) -> dict[int, Document]:
    """The pictures of the library that options show, by number: at most two queries, none for none."""
    numbers = {number for number in _numbers(steps) if number}
    return {number: asdict(picture) for number, picture in pictures.cards(numbers).items()}


def _numbers(blocks: Iterable[Mapping[str, Any]]) -> Iterator[int | None]:
    for block in blocks:
        value = block["value"]
        if value.get("display") == "pictures":
            yield from (option["value"].get("image") for option in value.get("options") or ())
        yield from _numbers(value.get("fields") or ())


def warnings(form: Form, document: Document) -> list[Problem]:
    """What an editor should look at in a form that was compiled; it keeps nothing from going online.

    One query, and one for each register that the form asks of.
    """
    found = findings.warnings(document, timezone.localdate(), list(filling.language_names()), _registers(document))
    # A language that the form demands is among what is wrong.
    return [problem for problem in found if not (form.needs_all_languages and problem.code == "untranslated")]


def _registers(document: Document) -> dict[str, frozenset[str]]:
    """What can be picked now from the registers that a form asks of: type of question -> codes."""
    read: dict[str, Callable[[], Mapping[str, str]]] = {
        "municipality": filling.municipality_names,
        "organisation": intake.organisations,
        "language": filling.language_names,
    }
    asked = set(document["types"].values())
    return {kind: frozenset(names()) for kind, names in read.items() if kind in asked}


def fixed(form: Form) -> Fixed:
    """The keys and types that the published versions of a form hold on to."""
    if form.pk is None:
        return Fixed()
    return Fixed.of(FormVersion.objects.filter(form=form).order_by("number").values_list("document", flat=True))


def translations(form: Form, source: Mapping[str, str], *, of_older: bool = True) -> dict[str, dict[str, str]]:
    """The translations of these Dutch texts: language -> name of a text -> text; "" where it was taken away.

    One query. A translation made from exactly this text goes before a newer one of another text, and without
    `of_older` there is no other.
    """
    if form.pk is None:
        return {}
    digests = {name: documents.text_digest(text) for name, text in source.items()}
    found: dict[str, dict[str, str]] = {}
    exact: set[tuple[str, str]] = set()
    rows = FormString.objects.filter(form=form).order_by("number")
    for language, name, text, source_hash in rows.values_list("language", "msg_id", "text", "source_hash"):
        fits = digests.get(name) == source_hash
        if fits or (of_older and (language, name) not in exact):
            found.setdefault(language, {})[name] = text
            exact |= {(language, name)} if fits else set()
    return found


def on_published(sender: type[Form], instance: Form, **kwargs: Any) -> None:
    """Compiles what was just published, in the same transaction (`Form.publish`), and makes it the live version.

    An equal document is the version it was before. Who is under way with another version moves on, or keeps it
    (`moving`). The signal also comes when publishing is only scheduled.

    :raises Refused: `does_not_compile`, with the problems; the publishing is undone.
    """
    if not instance.live:
        return
    document, problems = compile_form(instance)
    if problems:
        raise Refused("does_not_compile", problems=problems)
    version = version_of(instance, document)
    if instance.live_version_id != version.pk:
        Form.objects.filter(pk=instance.pk).update(live_version=version)
        instance.live_version = version
        moving.move_on(instance, version, timezone.now())
    _recount(instance)


def _recount(form: Form) -> None:
    """Counts what was sent of a form with a limit, once; from then on each that is sent adds itself."""
    if form.most_submissions is None:
        return
    FormTally.objects.get_or_create(form=form)
    tally = FormTally.objects.select_for_update().get(form=form)
    tally.submitted = Submission.objects.filter(version__form=form).count()
    tally.save()


def publish_due(at: datetime) -> int:
    """Publishes revisions of forms whose moment has come, and takes forms down whose end has come; how many changed.

    One at a time: what is refused or fails stops no other. One that is refused is a draft again, the form stays as it
    was, and who made it gets a letter; one that fails is tried again.
    """
    ended = Form.objects.filter(live=True, expire_at__lte=at).order_by("expire_at")
    return sum(_tried(_end, form, at) for form in list(ended)) + sum(
        _tried(_publish, revision, at) for revision in list(scheduled(at).select_related("user"))
    )


def _tried(act: Callable[[Any, datetime], None], row: Any, at: datetime) -> bool:
    """Whether an act of the clock succeeded; why not is in the log."""
    try:
        act(row, at)
    except Refused as refusal:
        log.error("%s %s is not published: %s", type(row).__name__.lower(), row.pk, refusal.code)
        return False
    except Exception:
        log.exception("%s %s is not published", type(row).__name__.lower(), row.pk)
        return False
    return True


def _publish(revision: Any, at: datetime) -> None:
    try:
        revision.publish(log_action="wagtail.publish.scheduled")
    except Refused as refusal:
        with transaction.atomic():
            _tell_author(revision, cast("list[Problem]", refusal.data.get("problems", [])), at)
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])  # which Wagtail puts on record
        raise


def _end(form: Form, at: datetime) -> None:
    with transaction.atomic():
        form.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _tell_author(revision: Any, problems: list[Problem], at: datetime) -> None:
    if revision.user is not None and revision.user.email:
        delivery.enqueue(
            letters.not_published(revision.as_object(), problems),
            to=revision.user.email,
            about="",
            dedupe_key=f"form-not-published:{revision.pk}:{revision.approved_go_live_at.isoformat()}",
            at=at,
        )


def version_of(form: Form, document: Document) -> FormVersion:
    """The version with this document; a new one, on the name of who acts, when there was none."""
    digest = documents.digest(document)
    known = FormVersion.objects.filter(form=form, sha256=digest).first()
    if known is not None:
        return known
    act = current()
    number = (FormVersion.objects.filter(form=form).aggregate(last=Max("number"))["last"] or 0) + 1
    row: FormVersion = FormVersion.objects.create(
        form=form,
        number=number,
        document=document,
        schema_version=documents.SCHEMA_VERSION,
        sha256=digest,
        published_by=act.actor.user if act else None,
        published_by_label=act.actor.label if act else "",
        created_at=timezone.now(),
    )
    return row
