"""What was answered in one form, taken along to another on the same device."""

from datetime import datetime
from typing import Any

from forms_app import fields, filling, journey
from forms_app.models import Draft, Form
from forms_app.texts import Document


def target(document: Document, panel: str) -> Form | None:
    """The form that a panel of this document leads to, when it is online; None when the panel leads nowhere."""
    found = (
        field.get("link_form", "")
        for step in document["steps"]
        for field in step["fields"]
        if field["key"] == panel and field["type"] == "panel"
    )
    form = filling.form_of(next(found, "") or "")
    return form if form is not None and form.live and form.live_version is not None else None


def carried(draft: Draft, form: Form, at: datetime) -> dict[str, Any]:
    """What goes along: key of a question of the other form -> answer; by meaning, where kind and answer fit.

    Only what is asked of the sender now: what an answer hid stays behind.
    """
    source = filling.journey_of(draft, at).answered
    meant = {
        asked["meaning"]: (asked["type"], source[key])
        for key, asked in journey.questions(draft.version.document).items()
        if asked["meaning"] and key in source
    }
    document: Document = form.live_version.document if form.live_version else {}
    wanted = {
        key: (asked, meant[asked["meaning"]])
        for key, asked in journey.questions(document).items()
        if asked["meaning"] in meant
    }
    answers = {key: answer for key, (asked, (kind, answer)) in wanted.items() if kind == asked["type"]}
    there = Draft(form=form, version=form.live_version, language=draft.language)
    context = filling.context_for(there, answers, at)
    return {
        key: answer
        for key, answer in answers.items()
        if not fields.TYPES[wanted[key][0]["type"]].check(answer, wanted[key][0], context)
    }


def carry(source: Draft | None, form: Form, begun: Draft | None, *, language: str, at: datetime) -> tuple[Draft, str]:
    """Puts what goes along into a draft of a form: a new one, or what was begun on this device, which keeps its own.

    The draft, and the secret of a new one (else empty). When somebody began, and what was odd about it, goes along too.

    :raises Refused: `form_closed`.
    """
    token = ""
    if begun is None or begun.state != Draft.State.OPEN:
        begun, token = filling.start(form, language=language, at=at)
        if source is not None:
            begun.begun_at, begun.signs = source.begun_at, source.signs
    asked = journey.questions(begun.version.document)
    kept = filling.answers_of(begun)
    answers = carried(source, form, at) if source is not None else {}
    new = {key: answer for key, answer in answers.items() if key in asked and key not in kept}
    typed: dict[str, list[str]] = {}
    for key, answer in new.items():
        typed |= fields.TYPES[asked[key]["type"]].lay_out(asked[key], answer)
    return filling.save(begun, typed, list(new), language=language, at=at), token
