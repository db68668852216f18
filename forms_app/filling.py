"""A form under way: started, saved, moved on, expired."""

import hashlib
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from forms_app import counting, fields, identifiers, journey, moving, uploads
from forms_app.fields.base import Area, Context, Field, Unreadable
from forms_app.fields.place import pc4
from forms_app.journey import Journey
from forms_app.models import Draft, Form, FormVersion, Upload
from home import delivery, languages, places, wayfinding, writing
from home.models import Delivery
from home.refusals import Refused
from home.remembering import remembered
from tickets import intake

EMPTIED: dict[str, Any] = {
    "answers": {},
    "raw": {},
    "token_hash": "",
    "resume_code_hash": "",
    "idempotency_key": None,
    "body_digest": "",
}
"""What stays of a draft when what was typed must go: that there was one. A digest of answers could be guessed."""
HELPER = "helper"
"""Channel of a draft that somebody fills in for another person."""

_LONGEST_NUMBER = 9
_SECRET = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)


def start(form: Form, *, language: str, at: datetime, channel: str = "web", secret: str = "") -> tuple[Draft, str]:
    """A new draft of the live version, and the secret that its device keeps.

    `secret`: one that the page was made with, so that two answers from one page begin one draft. Whoever comes second
    gets the draft of the first.

    :raises Refused: `form_closed`, when nobody can start now.
    """
    if form.live_version_id is None or not form.is_open(at):
        raise Refused("form_closed")
    token = secret if _SECRET.fullmatch(secret) else new_secret()
    draft = Draft(
        form=form,
        version_id=form.live_version_id,
        language=language,
        channel=channel,
        token_hash=hashed(token),
        created_at=at,
        saved_at=at,
        expires_at=at + timedelta(days=form.draft_days),
    )
    try:
        with transaction.atomic():
            draft.save()
            counting.started(draft, at)
    except IntegrityError:
        begun = find(form, token, at)
        if begun is None:  # the secret of another form, or of something that is over
            return start(form, language=language, at=at, channel=channel)
        draft = begun
    return draft, token


def new_secret() -> str:
    """What a device shows to get at its draft: 192 random bits."""
    return secrets.token_urlsafe(24)


def hashed(token: str) -> str:
    """How the secret of a device is stored: SHA-256 (it has 192 random bits, so a salt adds nothing)."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(form: Form, token: str, at: datetime) -> Draft | None:
    """The draft that belongs to a device's secret, open or sent, when it is not too old; brought up to date."""
    if not token:
        return None
    drafts = Draft.objects.filter(form=form, token_hash=hashed(token), expires_at__gt=at)
    draft: Draft | None = drafts.exclude(state=Draft.State.EXPIRED).order_by("id").first()
    if draft is not None:
        settle(draft, form, at)
    return draft


def settle(draft: Draft, form: Form, at: datetime) -> None:
    """Brings a draft of this form, as it was read, to the version that it belongs to now (`moving.settle`)."""
    draft.form, draft.version = form, version(draft.version_id)
    if form.live_version is not None:
        moving.settle(draft, form.live_version, at)


def form_of(key: str) -> Form | None:
    """The form with this key and its live version, as it is now; None when there is none."""
    return remembered("forms", _forms).get(key)


def version(number: int) -> FormVersion:
    """A published version, which never changes."""
    return remembered(f"form_version:{number}", lambda: FormVersion.objects.get(pk=number))


def version_of(form: Form, number: str) -> FormVersion | None:
    """The version of a form with this number, as a page wrote it; None when it is the live one or there is none."""
    live = form.live_version
    if not (number.isascii() and number.isdigit() and len(number) < _LONGEST_NUMBER) or live is None:
        return None
    return None if int(number) == live.number else form.versions.filter(number=int(number)).first()


def save(
    draft: Draft,
    typed: Mapping[str, Sequence[str]],
    shown: Collection[str],
    *,
    language: str,
    at: datetime,
    asked: FormVersion | None = None,
    insisted: Collection[str] = (),
    step: str = "",
    channel: str = "",
) -> Draft:
    """Keeps what was typed, valid or not: canonical values as answers, the rest as it was written.

    `typed`: name of an input -> what it held; `shown`: the fields that were on the page, so that an empty choice
    among them is an answer taken back, and a field that was not there keeps what it had; `asked`: the version whose
    questions were on the page, when the draft may have moved on since. What it asked is kept, also when the newer
    version no longer does. `insisted`: fields of which the person wants others to read a number of a person in it.
    `step`: the step that was sent, to be counted with what is wrong in it; empty when a page keeps by itself.
    `channel`: another one than before.

    :raises Refused: `already_sent`, when the draft was sent in the meantime.
    """

    def collected(field: Field) -> Any:
        return fields.TYPES[field["type"]].collect(field, typed)

    about = _Kept(language, at, asked, insisted, step, channel)
    return _saved(draft, collected, shown, about)


def accept(
    draft: Draft, answers: Mapping[str, object], *, language: str, at: datetime, asked: FormVersion | None = None
) -> Draft:
    """Keeps answers as a program sends them, JSON values by the key of their field, valid or not; like `save`.

    None takes an answer back; a field that is not among them keeps what it had.

    :raises Refused: `already_sent`, when the draft was sent in the meantime.
    """

    def accepted(field: Field) -> Any:
        return fields.TYPES[field["type"]].accept(field, answers[field["key"]])

    return _saved(draft, accepted, answers.keys(), _Kept(language, at, asked))


@dataclass(frozen=True)
class _Kept:
    """What is kept beside the answers; see `save`."""

    language: str
    at: datetime
    asked: FormVersion | None = None
    insisted: Collection[str] = ()
    step: str = ""
    channel: str = ""


def _saved(draft: Draft, read: Callable[[Field], Any], shown: Collection[str], about: _Kept) -> Draft:
    """Keeps what `read` gives for each field among `shown` that asks something."""
    with transaction.atomic():
        now = Draft.objects.select_for_update().filter(pk=draft.pk, state=Draft.State.OPEN).first()
        if now is None:
            raise Refused("already_sent")
        now.version = version(now.version_id)
        known = journey.questions((about.asked or draft.version).document) | journey.questions(now.version.document)
        is_first = not any(key in now.answers or key in now.raw for key in shown)
        for key in shown:
            if key in known and known[key]["type"] != "upload":  # files come and go by themselves (forms_app.uploads)
                _keep(now, key, read(known[key]))
            if about.step:
                now.raw.pop(aside(key), None)
        now.insisted = [key for key in now.insisted if key not in shown] + [
            key for key in about.insisted if key in shown and key in known
        ]
        now.channel = about.channel or now.channel
        now.begun_at = now.begun_at or draft.begun_at
        now.signs = " ".join(dict.fromkeys([*now.signs.split(), *draft.signs.split()]))
        now.language, now.saved_at = about.language, about.at
        now.expires_at = about.at + timedelta(days=draft.form.draft_days)
        now.save()
        if about.step:
            now.form = draft.form
            _counted(now, about.step, shown, about.at, is_first=is_first)
    draft.answers, draft.raw, draft.language, draft.channel = now.answers, now.raw, now.language, now.channel
    draft.saved_at, draft.expires_at, draft.version = now.saved_at, now.expires_at, now.version
    draft.insisted = now.insisted
    return draft


def insist(draft: Draft, insisted: Collection[str]) -> None:
    """Says of which answers others may read a number of a person (keys of fields), as a draft is sent.

    The caller has won the draft (`completion.complete`): nobody else changes it before the commit.
    """
    wanted = sorted(set(insisted) & set(identifiers.noticed(draft.version.document, draft.answers)))
    if wanted != draft.insisted:
        draft.insisted = wanted
        Draft.objects.filter(pk=draft.pk).update(insisted=wanted)


def _counted(draft: Draft, step: str, shown: Collection[str], at: datetime, *, is_first: bool) -> None:
    """Counts a step that was saved, with what is wrong in what the page showed."""
    state = next((state for state in journey_of(draft, at).steps if state.key == step), None)
    if state is not None:
        problems = [problem for problem in state.problems if problem.key in shown]
        counting.saved(draft, step, problems, at, is_first=is_first)


def take(draft: Draft, values: Mapping[str, Any]) -> None:
    """Puts values that were read into a draft, without saving it: field key -> canonical value, `Unreadable`, None."""
    for key, value in values.items():
        _keep(draft, key, value)


def answers_of(draft: Draft) -> dict[str, Any]:
    """All that was typed: canonical values, and `Unreadable` for what could not be read."""
    unreadable = {key: Unreadable(tuple(raw)) for key, raw in draft.raw.items() if "." not in key}
    return {**draft.answers, **unreadable}


def aside(key: str) -> str:
    """Where a row that was taken from a group waits, among what could not be read: no key has a dot."""
    return f"{key}.removed"


def journey_of(draft: Draft, at: datetime) -> Journey:
    """Where a draft is: what is visible, what is missing, what is wrong."""
    answers = answers_of(draft)
    return journey.walk(draft.version.document, answers, context_for(draft, answers, at))


def review_step(draft: Draft, walked: Journey) -> str:
    """Key of the next step that is to be looked at again, because the draft came from an older version; else empty."""
    steps = [step["key"] for step in draft.version.document["steps"]]
    if draft.review_from not in steps:
        return ""
    shown = {state.key for state in walked.steps}
    return next((key for key in steps[steps.index(draft.review_from) :] if key in shown), "")


def reviewed(draft: Draft, walked: Journey, step: str) -> None:
    """Says that a step was looked at again: the one after it is next, if there is one."""
    if review_step(draft, walked) == step:
        onward = journey.following(walked, step) or ""
        if Draft.objects.filter(pk=draft.pk, review_from=draft.review_from).update(review_from=onward):
            draft.review_from = onward


def context_for(
    draft: Draft, answers: Mapping[str, Any], at: datetime, files: Iterable[Upload] | None = None
) -> Context:
    """What the pure engine must know of today and of the region, for this document only.

    `files`: those of the draft, when they were read already.
    """
    document = draft.version.document
    today = timezone.localdate(at)
    types = set(document["types"].values())
    return Context(
        today=today,
        closed_days=places.closed_days(None) if "date" in types else frozenset(),
        language=draft.language,
        audience=document["audience"],
        places=_areas(document, answers, today),
        municipalities=municipality_names() if types & {"municipality", "postcode", "address"} else {},
        languages=language_names() if "language" in types else {},
        organisations=intake.organisations() if "organisation" in types else {},
        files=uploads.known(uploads.of(draft) if files is None else files),
    )


def municipality_names() -> dict[str, str]:
    """The municipalities a visitor can choose: code -> name."""
    return {row.code: row.name for row in places.municipalities()}


def register_names() -> dict[str, str]:
    """What the rows of all registers that answers can be of are called: code -> name."""
    return {**intake.organisation_names(), **municipality_names(), **language_names()}


def language_names() -> dict[str, str]:
    """The languages that are switched on: code -> own name."""
    return {
        code: languages.LANGUAGES[code].own_name for code in wayfinding.switched_on() if code in languages.LANGUAGES
    }


def expire_due(at: datetime) -> int:
    """Empties drafts that are too old: what was typed is gone, that there was one stays; how many.

    So is the address that a code was sent to. Two queries more for each letter.
    """
    old = Draft.objects.filter(state=Draft.State.OPEN, expires_at__lte=at)
    with transaction.atomic():
        for number in old.filter(Exists(_letters())).values_list("pk", flat=True):
            delivery.forget(about(number))
        return old.update(state=Draft.State.EXPIRED, **EMPTIED)


def about(draft_id: int) -> str:
    """What a letter about a draft is about."""
    return f"forms_app.draft:{draft_id}"


def _letters() -> QuerySet[Delivery]:
    """The letters about the draft of the outer query that still say where they went."""
    subject = Concat(Value("forms_app.draft:"), Cast(OuterRef("pk"), CharField()))
    return Delivery.objects.filter(about=subject).exclude(recipient="")


def _forms() -> dict[str, Form]:
    return {form.key: form for form in Form.objects.select_related("live_version", "tally")}


def _keep(draft: Draft, key: str, value: Any) -> None:
    draft.answers.pop(key, None)
    draft.raw.pop(key, None)
    if isinstance(value, Unreadable):
        draft.raw[key] = [writing.clean_text(part) for part in value.raw]  # PostgreSQL keeps no NUL
    elif value is not None:
        draft.answers[key] = value


def _areas(document: Mapping[str, Any], answers: Mapping[str, Any], on: date) -> dict[str, Area]:
    found = {}
    for key, kind in document["types"].items():
        value = answers.get(key)
        if "in_region" not in fields.TYPES[kind].derived or value is None or isinstance(value, Unreadable):
            continue
        place = places.place_of(pc4(fields.TYPES[kind].plain(value)), on)
        if place is not None:
            code = place.municipality.code if place.municipality else None
            found[place.pc4] = Area(place.place, code, place.kind, "" if code else place.municipality_name)
    return found
