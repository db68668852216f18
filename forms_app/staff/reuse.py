"""Question sets: made of a step, and where their questions went."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from forms_app.models import Form

TAKEN = "forms_app.take_step"
"""In the history of a form: it has questions of another one."""


@dataclass(frozen=True)
class Use:
    """A form that has questions of a set, since when and by whom."""

    form: Form
    at: datetime
    by: str


def note(form: Form, source: Form, questions: tuple[str, ...], user: Any) -> None:
    """Puts on record that a form has these questions (ids of blocks) of a set or another form."""
    data = {"source": source.pk, "title": str(source), "questions": list(questions)}
    log(instance=form, action=TAKEN, user=user, data=data)


def uses(source: Form) -> list[Use]:
    """The forms whose newest draft still has a question that was taken from this one, newest first. Three queries."""
    taken = ModelLogEntry.objects.filter(action=TAKEN, data__source=source.pk).select_related("user")
    entries = list(taken.order_by("-timestamp", "-pk"))
    numbers = {entry.object_id for entry in entries}
    forms = {str(form.pk): form for form in Form.objects.filter(pk__in=numbers).select_related("latest_revision")}
    found: dict[str, Use] = {}
    for entry in entries:
        form = forms.get(entry.object_id)
        if form is not None and any(one in _draft(form) for one in entry.data["questions"]):
            by = entry.user.get_full_name() or entry.user.get_username() if entry.user else ""
            found.setdefault(entry.object_id, Use(form, entry.timestamp, by))
    return list(found.values())


def from_step(source: Form, made_set: Form, step: str, user: Any) -> None:
    """Puts on record that a set was made of a step of a form, which has those questions itself."""
    block = next(one for one in source.get_latest_revision_as_object().steps.get_prep_value() if one["id"] == step)
    note(source, made_set, tuple(inner["id"] for inner in block["value"]["fields"]), user)


def _draft(form: Form) -> str:
    """The steps of the newest draft, as text in which an id is found."""
    revision = form.latest_revision
    return str(revision.content["steps"]) if revision is not None else str(form.steps.get_prep_value())
