"""What each outgoing message about forms says, one function each."""

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from forms_app import texts, words
from forms_app.models import Draft, Form, Submission
from forms_app.problems import Problem
from home.delivery import Letter
from home.languages import SOURCE

RECEIPT = "forms_app.receipt"
"""Salt of what is signed in the address of a receipt."""
EDITOR = "wagtailsnippets_forms_app_form:edit"


def not_published(draft: Form, problems: list[Problem]) -> Letter:
    """To who scheduled a change: it did not go online at its moment, what is wrong with it, where to mend it."""
    with translation.override(SOURCE):
        page = {
            "form": draft.title or draft.key,
            "problems": [words.problem(problem) for problem in problems],
            "is_live": draft.live,
            "address": settings.BASE_URL + reverse(EDITOR, args=[draft.pk]),
        }
        return Letter(
            kind="form_not_published",
            language=SOURCE,
            subject=" ".join(render_to_string("forms_app/letters/not_published.subject.txt", page).split()),
            text=render_to_string("forms_app/letters/not_published.txt", page).strip(),
        )


def go_on(draft: Draft, language: str) -> Letter:
    """To who began a form and goes on later: the code, and until when. The code is filled in when it leaves."""
    with translation.override(language):
        page = {
            "form": texts.text(draft.version.document, language, texts.msg_id(what="title")).text,
            "until": timezone.localtime(draft.expires_at).date(),
        }
        return Letter(
            kind="form_go_on",
            language=language,
            subject=" ".join(render_to_string("forms_app/letters/go_on.subject.txt", page).split()),
            text=render_to_string("forms_app/letters/go_on.txt", page).strip(),
        )


def receipt_address(submission: Submission) -> str:
    """The path of a receipt in the language that is active, which nobody can guess or change."""
    return reverse("form:receipt", args=[signing.dumps(submission.pk, salt=RECEIPT)])


def go_on_address(language: str, code: str = "") -> str:
    """Where a code is typed; with a code it stands behind the #, which a browser sends to nobody and no log keeps."""
    with translation.override(language):
        address = settings.BASE_URL + reverse("form:code")
    return f"{address}#{code}" if code else address
