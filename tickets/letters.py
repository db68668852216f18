"""What each outgoing message of the desk says, one function each."""

from collections.abc import Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from home import languages
from home.delivery import Letter
from tickets import access, access_codes, bodies
from tickets.models import Team, Ticket

ABOUT = "tickets.ticket:"
# They stand in the text as they are and are filled in when the letter leaves, so that no code is at rest in a row.
LATE = {"link": "{link}", "access_code": "{access_code}"}


def about(ticket: Ticket) -> str:
    """How a letter names its ticket."""
    return f"{ABOUT}{ticket.pk}"


def late_values(about: str) -> dict[str, str]:
    """Access code and secret link of the ticket a letter is about; empty for a letter about something else."""
    if not about.startswith(ABOUT):
        return {}
    ticket = Ticket.objects.only("reference", "access_nonce", "access_key_id", "language").get(
        pk=int(about.removeprefix(ABOUT))
    )
    code = access.code_of(ticket)
    return {"access_code": access_codes.grouped(code), "link": secret_link(ticket, code)}


def status_url(ticket: Ticket) -> str:
    """The address of the status page, without the code."""
    with translation.override(ticket.language):
        return settings.BASE_URL + reverse("status:ticket", args=[ticket.reference])


def secret_link(ticket: Ticket, code: str) -> str:
    """The address in letters that opens the status page at once."""
    with translation.override(ticket.language):
        return settings.BASE_URL + reverse("status:link", args=[ticket.reference, code])


def receipt(ticket: Ticket) -> Letter:
    """To the sender: we have your question, with its number and code (Awb section 2.3)."""
    return _letter("receipt", ticket)


def confirm_email(ticket: Ticket, signed: str) -> Letter:
    """To the sender: show that this address is yours; on the page, because scanners of mail follow links."""
    with translation.override(ticket.language):
        address = settings.BASE_URL + reverse("status:confirm", args=[signed])
    return _letter("confirm_email", ticket, confirm_url=address)


def answered(ticket: Ticket) -> Letter:
    """To the sender: there is an answer; the text itself is read on the status page."""
    return _letter("answered", ticket)


def asked(ticket: Ticket) -> Letter:
    """To the sender: we need something from you."""
    return _letter("asked", ticket)


def transferred(ticket: Ticket) -> Letter:
    """To the sender: your question is now with this municipality."""
    return _letter("transferred", ticket)


def forwarded(ticket: Ticket) -> Letter:
    """To the sender: another body answers this (Awb 2:3)."""
    return _letter("forwarded", ticket, body=bodies.name_of(ticket.forwarded_to))


def closed(ticket: Ticket) -> Letter:
    """To the sender: we are done; you can still react."""
    return _letter("closed", ticket)


def rejected(ticket: Ticket) -> Letter:
    """To the sender: we do not handle this, why, and what you can do."""
    return _letter("rejected", ticket)


def as_objection(ticket: Ticket) -> Letter:
    """To the sender: this is an objection, received on that day (Awb 6:14)."""
    return _letter("as_objection", ticket)


def as_complaint(ticket: Ticket) -> Letter:
    """To the sender: this is a complaint, received on that day (Awb 9:6)."""
    return _letter("as_complaint", ticket)


def sick_file(ticket: Ticket) -> Letter:
    """To the sender: a file held a virus and is gone; the question is here."""
    return _letter("sick_file", ticket)


def sick_file_at_desk(ticket: Ticket, team: Team) -> Letter:
    """To the team: a file of this question held a virus and is gone."""
    return _letter("sick_file_at_desk", ticket, language=languages.SOURCE, team=team)


def arrived(ticket: Ticket, team: Team) -> Letter:
    """To the team: there is a new ticket; no personal data, no code."""
    return _letter("arrived", ticket, language=languages.SOURCE, team=team)


def sender_wrote(ticket: Ticket, team: Team) -> Letter:
    """To the team: the sender reacted."""
    return _letter("sender_wrote", ticket, language=languages.SOURCE, team=team)


def consulted(ticket: Ticket, team: Team) -> Letter:
    """To another team: a colleague asks your advice."""
    return _letter("consulted", ticket, language=languages.SOURCE, team=team)


def referred(ticket: Ticket, team: Team) -> Letter:
    """To another team: you may look along."""
    return _letter("referred", ticket, language=languages.SOURCE, team=team)


def rule_broken(names: list[str]) -> Letter:
    """To who configures the desk: these routing rules cannot be read and are skipped."""
    return _letter("rule_broken", None, language=languages.SOURCE, names=names)


def _letter(kind: str, ticket: Ticket | None, *, language: str = "", **more: object) -> Letter:
    """The letter in the sender's language, with the Dutch text below when that is another."""
    language = language or (ticket.language if ticket is not None else languages.SOURCE)
    wanted = [language] if language == languages.SOURCE else [language, languages.SOURCE]
    context = {"ticket": ticket, "base_url": settings.BASE_URL, **LATE, **more}
    subject, texts = "", []
    for code in wanted:
        with translation.override(code):
            texts.append({"lang": code, "dir": languages.direction(code), "text": _text(kind, context)})
            subject = subject or _line(f"tickets/letters/{kind}.subject.txt", context)
    return Letter(
        kind=kind,
        language=language,
        subject=subject,
        text="\n\n-- \n\n".join(part["text"] for part in texts),
        html=render_to_string(
            "tickets/letters/letter.html",
            {
                "texts": texts,
                "subject": subject,
                "language": language,
                "has_link": "{link}" in texts[0]["text"],
                "confirm_url": more.get("confirm_url", ""),
            },
        ),
    )


def _text(kind: str, context: Mapping[str, object]) -> str:
    return render_to_string(f"tickets/letters/{kind}.txt", dict(context)).strip()


def _line(template: str, context: Mapping[str, object]) -> str:
    return " ".join(render_to_string(template, dict(context)).split())
