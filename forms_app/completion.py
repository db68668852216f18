"""The one commit that turns a draft into a ticket with its submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef

from forms_app import (
    answers,
    counting,
    filling,
    identifiers,
    journey,
    near_duplicates,
    quarantine,
    texts,
    uploads,
    words,
)
from forms_app.fields import TYPES
from forms_app.fields.base import Context
from forms_app.journey import Journey
from forms_app.models import Draft, Form, FormTally, Submission, Upload
from home import languages
from home.history import recorded
from home.refusals import Refused
from home.remembering import one_look
from tickets import intake
from tickets.intake import Contact, Question

WATCHED = timedelta(minutes=2)
URGENCY = {"today": "urgent", "this_week": "this_week", "normal": "normal"}


@dataclass(frozen=True)
class Seen:
    """What the check page showed: `digest` of its lines (`answers.digest`), in which language.

    `insisted`: keys of the fields of which the person ticked there that others may read a number of a person in it.
    """

    digest: str
    language: str
    insisted: tuple[str, ...] = ()


def complete(draft: Draft, *, at: datetime, seen: Seen | None = None, is_trial: bool = False) -> Submission:
    """Sends a draft; a second click, a reload or a parallel POST gives the first one's submission.

    The guarded UPDATE comes first: exactly one caller wins the draft, everybody else reads what it made. It holds only
    for the draft as the caller read it; one that was saved or moved on since is read again. What is sent is what was
    `seen`, or nothing is. In a trial nobody learns that somebody sent the same.

    :raises Refused: `incomplete`, with the problems (the draft stays open); `to_review`, with the `step` from which the
        form is to be looked at again; `changed_since`, when the answers are not what was seen; `form_closed` after the
        form's deadline, or when as many were sent as may be (the draft stays open); `expired`.
    """
    with recorded(), one_look():
        if not _won(draft, at):
            draft = _again(draft)
            if draft.state != Draft.State.OPEN or not _won(draft, at):
                return _sent_before(draft)
        if draft.form.is_over(at):
            raise Refused("form_closed")
        typed = filling.answers_of(draft)
        # The draft is ours until the commit, so no file comes in or goes in the meantime (`uploads.add`).
        has_files = uploads.any_of(draft)
        files = uploads.of(draft) if has_files else []
        context = filling.context_for(draft, typed, at, files)
        walked = journey.walk(draft.version.document, typed, context)
        if walked.problems:
            raise Refused("incomplete", problems=walked.problems, step=walked.first_incomplete)
        to_review = filling.review_step(draft, walked)
        if to_review:
            raise Refused("to_review", step=to_review)
        if seen is not None and seen.digest != _shown(draft, walked, seen.language, files):
            raise Refused("changed_since")
        if seen is not None:  # only now: a tick is about the answers that were on that page
            filling.insist(draft, seen.insisted)
        # At the desk such a number is covered, unless the sender insisted; what was typed stays with the submission.
        covered = replace(walked, answered=identifiers.masked(draft.version.document, walked.answered, draft.insisted))
        mark = near_duplicates.fingerprint(draft.version.document, walked.answered, files)
        earlier = None if is_trial else near_duplicates.first(draft.form_id, mark, at)
        question = replace(
            question_of(draft, covered, context),
            signs=quarantine.signs(draft, at),
            same_as=earlier.ticket if earlier is not None else None,
        )
        ticket = intake.open_ticket(question, at=at)
        submission: Submission = Submission.objects.create(
            form_id=draft.form_id,
            draft=draft,
            ticket=ticket,
            version=draft.version,
            answers=walked.answered,
            facts=dict(question.facts),
            insisted=draft.insisted,
            fingerprint=mark,
            language=draft.language,
            channel=draft.channel,
            completed_at=at,
        )
        counting.submitted(draft, at)
        _count(draft.form)
        if has_files:
            uploads.keep_only(draft.pk, draft.version.document, walked.answered, at)
        return submission


def _count(form: Form) -> None:
    """Takes one of the places of a form with a limit; who comes too late sends nothing.

    Last of all, because from here until the commit nobody else can send this form.
    """
    if form.most_submissions is None:
        return
    mine = FormTally.objects.filter(form=form, submitted__lt=form.most_submissions)
    if not mine.update(submitted=F("submitted") + 1):
        raise Refused("form_closed")
    last = FormTally.objects.filter(form=form, submitted__gte=form.most_submissions).first()
    if last is not None:
        last.save()  # a register: from its commit on, every process knows that the form is full


def question_of(draft: Draft, walked: Journey, context: Context) -> Question:
    """The question in the desk's words, built from meanings, never from the names of keys."""
    document = draft.version.document
    meant = journey.answers_by_meaning(document, walked.answered)
    facts = journey.facts(document, walked.answered, context)
    urgent = journey.is_urgent(document, walked.answered, context)
    title = texts.text(document, languages.SOURCE, texts.msg_id(what="title")).text
    spoken = meant.get("language")
    language = str(spoken) if spoken in languages.LANGUAGES else draft.language
    # A form of choices alone has no words of the sender: the conversation then begins with what it is called.
    text = meant.get("question") or texts.text(document, language, texts.msg_id(what="title")).text
    return Question(
        text=str(text),
        language=language,
        category=str(facts["category"]),
        topic_line=title,
        channel=draft.channel,
        contacts=_contacts({**meant, "organisation": _organisation(document, walked.answered)}),
        facts=facts,
        confirm_email=document.get("confirm_email", False),
        needs_second=document.get("needs_second", False),
        urgency="urgent" if urgent else URGENCY.get(str(meant.get("urgency", "normal")), "normal"),
    )


def orphans(at: datetime) -> list[str]:
    """References of tickets born from a form that have no submission, or no receipt: there must be none.

    The watchdog of /readyz; it asks of two minutes ago, so that it never sees a commit under way.
    """
    before = at - WATCHED
    submitted = Submission.objects.filter(ticket=OuterRef("pk"))
    halves = intake.born_of_forms(before).filter(~Exists(submitted)).values_list("reference", flat=True)[:20]
    return [*halves, *intake.without_receipt(before)]


def _shown(draft: Draft, walked: Journey, language: str, files: Sequence[Upload]) -> str:
    lines = answers.of(draft.version.document, walked.answered, language, sender_language=language, files=files)
    return answers.digest(lines)


def _won(draft: Draft, at: datetime) -> bool:
    """Whether this caller is the one who sends the draft, which is still as it was read."""
    mine = Draft.objects.filter(
        pk=draft.pk, state=Draft.State.OPEN, saved_at=draft.saved_at, version_id=draft.version_id
    )
    return bool(mine.update(state=Draft.State.DONE, saved_at=at))


def _again(draft: Draft) -> Draft:
    """The draft as it is now; no other request changes it before this transaction ends."""
    row: Draft = Draft.objects.select_for_update().get(pk=draft.pk)
    row.form, row.version = draft.form, filling.version(row.version_id)
    return row


def _sent_before(draft: Draft) -> Submission:
    submissions = Submission.objects.select_related("ticket__municipality", "ticket__team", "version")
    submission: Submission | None = submissions.filter(draft_id=draft.pk).first()
    if submission is None:
        raise Refused("expired")
    return submission


def _organisation(document: texts.Document, answered: Mapping[str, Any]) -> str:
    """What the organisation of the sender is called, however it was answered."""
    asked = next((row for row in journey.questions(document).values() if row["meaning"] == "organisation"), None)
    if asked is None or asked["key"] not in answered:
        return ""
    voice = words.voice(document, languages.SOURCE, intake.organisation_names())
    return TYPES[asked["type"]].show(answered[asked["key"]], asked, voice)


def _contacts(meant: Mapping[str, Any]) -> tuple[Contact, ...]:
    sender = Contact(
        role="sender",
        name=str(meant.get("sender_name", "")),
        email=str(meant.get("sender_email", "")),
        phone=str(meant.get("sender_phone", "")),
        organisation=str(meant.get("organisation", "")),
        capacity=str(meant.get("sender_role", "")),
        contact_how=str(meant.get("contact_how", "")),
        contact_when=str(meant.get("contact_when", "")),
        contact_safe=meant.get("contact_safe"),
        consent=meant.get("person_consent"),
    )
    return (sender,)
