"""The answers of a form as a part of its ticket: on the page, on paper, in the API."""

from dataclasses import dataclass, replace
from typing import Any

from forms_app import answers, retention, texts
from forms_app.answers import Line
from forms_app.meanings import CONTACT
from forms_app.models import Submission
from home.languages import SOURCE
from tickets.parts import TicketPart


@dataclass(frozen=True)
class AnswersPart:
    """What staff sees of a submission: Dutch labels, answers in the language given.

    Of the contact only the question about the address stands in it, when there is something to know of the answer.
    """

    reference: str
    form_title: str
    version: int
    language: str
    lines: tuple[Line, ...]


def page(ticket: Any) -> AnswersPart | None:
    """The answers as they were asked, or None for a ticket that came without a form."""
    submission = _submission(ticket)
    return None if submission is None else _part(ticket, submission, answers.for_staff(submission, SOURCE))


def revealed(ticket: Any) -> AnswersPart | None:
    """The same, with what was covered: who asked for it is on record."""
    submission = _submission(ticket)
    return None if submission is None else _part(ticket, submission, answers.revealed(submission, SOURCE))


def _part(ticket: Any, submission: Submission, lines: list[Line]) -> AnswersPart:
    return AnswersPart(
        reference=ticket.reference,
        form_title=texts.text(submission.version.document, SOURCE, texts.msg_id(what="title")).text,
        version=submission.version.number,
        language=submission.language,
        lines=tuple(_uncovered(line) for line in answers.with_notes(lines, submission, ticket) if _is_told(line)),
    )


def _is_told(line: Line) -> bool:
    return line.meaning not in CONTACT or bool(line.note)


def _uncovered(line: Line) -> Line:
    """An answer without what stands beside the ticket and is covered there."""
    return replace(line, value="", corrections=()) if line.meaning in CONTACT else line


def api(ticket: Any, language: str) -> dict[str, Any]:
    """Which form it was, for the sender's own view."""
    submission = _submission(ticket)
    if submission is None:
        return {}
    document = submission.version.document
    title = texts.text(document, language, texts.msg_id(what="title")).text
    return {"form": {"key": document["key"], "title": title}}


def _submission(ticket: Any) -> Submission | None:
    found: Submission | None = Submission.objects.select_related("version").filter(ticket=ticket).first()
    return found


ANSWERS = TicketPart(
    name="answers",
    staff_template="forms_app/staff/answers_part.html",
    printout_template="forms_app/printouts/answers_part.html",
    page=page,
    revealed=revealed,
    api=api,
    erase=retention.erase,
    owns=retention.owned,
)
