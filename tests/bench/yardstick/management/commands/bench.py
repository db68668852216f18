"""What a measurement needs of an installation: drafts, a crowd of tickets, a session, a bare page, counts."""

import json
import secrets
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string
from django.utils import timezone

from forms_app import filling, letters
from forms_app.models import Draft, Form, Submission
from forms_app.public import receipt
from home import pdf
from home.history import Actor, acting
from home.models import GuidancePage, User
from tests import crowd
from tests.bench.yardstick import large, many
from tests.bench.yardstick.models import BarePage, BareQuestion
from tickets import intake
from tickets.intake import Contact, Question
from tickets.models import Ticket

FORM = "stel-uw-vraag"
ANSWERS = {
    "language": "nl",
    "for_whom": "self",
    "azc": "no",
    "topic": "les",
    "question": "Wanneer begint mijn les? Ik heb nog geen brief van de school.",
    "name": "Samira Haddad",
    "email": "samira@example.org",
    "contact_how": "email",
}
SHORT, POSTCODES = ("GM0512", "GM1978", "GM1961"), ("4201", "2971", "4141")


class Command(BaseCommand):
    """`manage.py bench`: questions as lines of JSON on standard input, answers as lines of JSON; it starts once."""

    help = "What `make bench` asks of an installation."

    def handle(self, **options: Any) -> None:
        with acting(Actor("meting"), via="command"):
            for line in sys.stdin:
                what, *words = json.loads(line)
                self.stdout.write(json.dumps(WHAT[what](*words)))
                self.stdout.flush()


def drafts(count: str, place: str) -> int:
    """Fresh drafts, complete but not sent; their secrets in a file, one a line. The first is filled in by the acts."""
    form = Form.objects.select_related("live_version").get(key=FORM)
    now, tokens = timezone.now(), [secrets.token_urlsafe(24) for _ in range(int(count))]
    first, _token = filling.start(form, language="nl", at=now)
    filled = ANSWERS | {"postcode": POSTCODES[2]}
    filling.save(first, {key: [value] for key, value in filled.items()}, list(filled), language="nl", at=now)
    assert not filling.journey_of(first, now).problems
    Draft.objects.bulk_create(
        [
            Draft(
                form=form,
                version_id=form.live_version_id,
                language="nl",
                token_hash=filling.hashed(token),
                answers=first.answers,
                created_at=now,
                saved_at=now,
                expires_at=first.expires_at,
            )
            for token in tokens
        ],
        batch_size=500,
    )
    Path(place).write_text("\n".join(tokens) + "\n")
    return len(tokens)


def tickets(total: str) -> dict[str, Any]:
    """Brings the number of tickets to `total`: nine by the act, the rest as a crowd. The first, to be opened."""
    for number in range(max(0, min(9, int(total)) - Ticket.objects.count())):
        question = Question(
            text=ANSWERS["question"],
            language="nl",
            category="brief",
            topic_line="Stel uw vraag",
            channel="web",
            contacts=(Contact("sender", name="Samira", email="samira@example.org", contact_how="email"),),
            facts={"municipality": SHORT[number % 3]},
            origin="follow_up",
        )
        intake.open_ticket(question, at=timezone.now())
    like = list(Ticket.objects.order_by("id")[:9])
    missing = int(total) - Ticket.objects.count()
    if missing > 0:
        crowd.gather(missing, like, list(User.objects.filter(username__in=("petra", "mo", "vera"))))
    return {"reference": like[0].reference, "count": Ticket.objects.count()}


def session(username: str) -> str:
    """The session of somebody who has signed in."""
    user = User.objects.get(username=username)
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def page(slug: str) -> dict[str, Any]:
    """A bare page with the content of a guidance page, beside it in the tree, and where both are."""
    guidance = GuidancePage.objects.live().get(slug=slug, locale__language_code="nl")
    above = guidance.get_parent()
    kept = ("short_answer", "who_for", "by_when", "search_description", "locale_id")
    bare = BarePage(title=guidance.title, slug=f"{slug}-bare", **{name: getattr(guidance, name) for name in kept})
    for name in ("steps", "what_to_bring", "who_helps", "official_words"):
        setattr(bare, name, json.dumps(getattr(guidance, name).get_prep_value()))
    above.add_child(instance=bare)
    return {"page": f"/nl/{above.slug}/{slug}/", "bare": f"/yardstick/page/{above.slug}/{bare.slug}/"}


def counted() -> dict[str, int]:
    """How many questions there are of each kind."""
    return {"submissions": Submission.objects.count(), "bare": BareQuestion.objects.count()}


def printouts(rounds: str) -> dict[str, list[float]]:
    """Milliseconds of a receipt as PDF and of the same document by WeasyPrint alone, warm, in turns."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    submission = Submission.objects.select_related("version", "ticket__municipality", "ticket__team").first()
    assert submission is not None
    signed = letters.receipt_address(submission).rstrip("/").rpartition("/")[2]
    html = render_to_string("forms_app/printouts/receipt.html", {"page": receipt._page(submission, signed)})
    fonts = FontConfiguration()
    style = CSS(string=pdf.STYLE.replace("FAMILY", "sans-serif"), font_config=fonts)

    def bare() -> bytes:
        return bytes(HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts) or b"")

    def ours() -> bytes:
        return pdf.render(html)

    acts: dict[str, Callable[[], bytes]] = {"ours": ours, "bare": bare}
    found: dict[str, list[float]] = {name: [] for name in acts}
    for turn in range(int(rounds) + 3):
        for name, act in acts.items():
            began = time.perf_counter()
            assert act().startswith(b"%PDF")
            if turn >= 3:
                found[name].append((time.perf_counter() - began) * 1000)
    return found | {"medians": [statistics.median(found[name]) for name in acts]}


def submissions(total: str) -> int:
    """So many tickets, each with a submission of the form; how many there are."""
    tickets(total)
    return many.submit(_form(), ANSWERS | {"postcode": POSTCODES[2]})


def export(kind: str) -> str:
    """An export of all of them, which waits for the worker."""
    return many.ask(_form(), "els", kind)


def _form() -> Form:
    found: Form = Form.objects.select_related("live_version").get(key=FORM)
    return found


WHAT: dict[str, Callable[..., Any]] = {
    "drafts": drafts,
    "submissions": submissions,
    "export": export,
    "exported": many.made,
    "tickets": tickets,
    "session": session,
    "page": page,
    "counted": counted,
    "printouts": printouts,
    "large": large.measure,
}
