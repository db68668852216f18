"""What each outgoing message about forms says, one function each."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from forms_app import words
from forms_app.models import Form
from forms_app.problems import Problem
from home.delivery import Letter
from home.languages import SOURCE

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
