"""Who may edit, publish, read, correct, export and delete: the one place that screens, exports and files ask.

A right alone shows nothing: what was sent is seen through its ticket, so the access rule of the desk holds for it too.
"""

from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from forms_app.models import Submission
from home.refusals import Refused
from tickets import access, erasure


class Right(StrEnum):
    """The rights on forms and on what was sent with them, each given by itself."""

    EDIT = "forms_app.change_form"
    PUBLISH = "forms_app.publish_form"
    TRANSLATE = "forms_app.translate_form"
    READ = "forms_app.view_submission"
    CORRECT = "forms_app.change_submission"
    EXPORT = "forms_app.export_submission"
    DELETE = "forms_app.delete_submission"


SENT = (Right.READ, Right.CORRECT, Right.EXPORT, Right.DELETE)
"""Those on what was sent."""


def may(user: Any, right: Right) -> bool:
    """Whether `user` has a right; on what was sent it is worth something only at the desk."""
    return bool(user.is_active and user.has_perm(right) and (right not in SENT or access.has_desk(user)))


def demand(user: Any, right: Right) -> None:
    """:raises Refused: `not_found` when `user` does not have the right."""
    if not may(user, right):
        raise Refused("not_found")


def visible_submissions(user: Any, right: Right = Right.READ) -> QuerySet[Submission]:
    """What was sent, as far as `user` may read it (or correct, export, delete it): the start of every list and look-up.

    Each row is looked up by its ticket, so that a page costs what it shows.
    """
    if not (may(user, Right.READ) and may(user, right)):
        return Submission.objects.none()
    ticket = access.visible_tickets(user).filter(pk=OuterRef("ticket_id"))
    return Submission.objects.filter(Exists(ticket))


def get_visible(user: Any, form: str, reference: str, right: Right = Right.READ) -> Submission:
    """One submission by the key of its form and the number of its ticket.

    :raises Refused: `not_found`, the same whether it is not there or not for this person.
    """
    rows = visible_submissions(user, right).select_related(
        "form", "version", "ticket__team", "ticket__municipality", "ticket__category", "ticket__assignee"
    )
    found: Submission | None = rows.filter(form__key=form, ticket__reference=reference).first()
    if found is None:
        raise Refused("not_found")
    return found


def follow_ups(user: Any, submission: Submission) -> list[Any]:
    """The tickets that follow on the one of a submission and hold something still, oldest first; one query.

    Each has `is_seen`: whether `user` may see it. One that is not seen counts and is not named.
    """
    seen = access.visible_tickets(user).filter(pk=OuterRef("pk"))
    return list(erasure.follow_ups(submission.ticket).annotate(is_seen=Exists(seen)))


def repeated(user: Any, submission: Submission) -> list[Submission]:
    """The other submissions of the same answers that `user` may read and that are there still; one query."""
    first = submission.ticket.parent_id or submission.ticket_id
    same = access.visible_tickets(user).filter(Q(pk=first) | Q(parent=first)).values("pk")
    rows = visible_submissions(user).filter(ticket__in=same, cleaned_at=None).exclude(pk=submission.pk)
    return list(rows.select_related("form", "ticket").order_by("completed_at", "id"))
