"""Many submissions of one form, and an export of all of them that waits for the worker."""

from typing import Any

from django.utils import timezone

from forms_app import exporting, filling
from forms_app.finding import Wanted
from forms_app.models import Draft, Form, Submission, SubmissionExport
from home import files
from home.models import User
from tickets.models import Ticket

CHUNK = 1000


def submit(form: Form, answers: dict[str, Any]) -> int:
    """A submission for every ticket that has none, as completion would have left it; how many there are then."""
    now = timezone.now()
    first, _token = filling.start(form, language="nl", at=now)
    filling.save(first, {key: [value] for key, value in answers.items()}, list(answers), language="nl", at=now)
    said = filling.journey_of(first, now).answered
    about: dict[str, Any] = {"form": form, "version_id": form.live_version_id, "language": "nl", "channel": "web"}
    empty = Ticket.objects.exclude(pk__in=Submission.objects.values("ticket_id")).order_by("pk")
    keys = list(empty.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        some = keys[start : start + CHUNK]
        drafts = [
            Draft(**about, answers=said, state="done", created_at=now, saved_at=now, expires_at=now) for _ in some
        ]
        Draft.objects.bulk_create(drafts)
        Submission.objects.bulk_create(
            [
                Submission(**about, draft=draft, ticket_id=key, answers=said, completed_at=now)
                for draft, key in zip(drafts, some, strict=True)
            ]
        )
    return Submission.objects.filter(form=form).count()


def ask(form: Form, username: str, kind: str) -> str:
    """An export of all that somebody may see, which waits."""
    return str(exporting.ask(User.objects.get(username=username), form, Wanted(), kind, at=timezone.now()).uuid)


def made(uuid: str) -> dict[str, Any]:
    """How an export ended, and how large its file is."""
    row = SubmissionExport.objects.get(uuid=uuid)
    with files.opened(row.file) as content:
        return {"state": row.state, "counted": row.counted, "bytes": content.size}
