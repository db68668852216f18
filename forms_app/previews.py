"""A draft of a form as a visitor would meet it, in each language that is on and in each state."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms_app import answers, filling, publishing, texts, words
from forms_app.fields import TYPES
from forms_app.fields.base import Context
from forms_app.rendering import control, sentence
from forms_app.texts import Document, msg_id
from home.languages import LANGUAGES, SOURCE
from tickets import intake

STATES = {
    "empty": gettext_lazy("%(language)s: leeg"),
    "errors": gettext_lazy("%(language)s: met meldingen"),
    "check": gettext_lazy("%(language)s: controle"),
}


def modes() -> list[tuple[str, str]]:
    """The modes a draft can be seen in; the source language, still empty, comes first. Fills `slots.preview_modes`."""
    codes = [SOURCE, *(code for code in filling.language_names() if code != SOURCE)]
    return [
        (f"{state}-{code}", str(label) % {"language": LANGUAGES[code].own_name})
        for code in codes
        for state, label in STATES.items()
    ]


def preview(form: Any, request: HttpRequest, mode: str) -> HttpResponse:
    """All steps one below the other, with what is still wrong on top.

    It copes with half a form: what does not compile yet is drawn as far as it goes. Fills `slots.preview`.
    """
    state, _dash, language = (mode or "").partition("-")
    language = language if language in LANGUAGES else SOURCE
    document, problems = publishing.compile_form(form)
    document = texts.half_done(document)
    with translation.override(language):
        page = {
            "form": form,
            "title": texts.text(document, language, msg_id(what="title")),
            "problems": [words.problem(problem) for problem in problems],
            "is_check": state == "check",
            "missing": len(texts.missing(document, language)),
        }
        if state == "check":
            page["lines"] = answers.of(document, _examples(document), language, sender_language=language)
        else:
            page["steps"] = _steps(document, language, form.audience, with_errors=state == "errors")
        return render(request, "forms_app/staff/preview.html", page)


def _steps(document: Document, language: str, audience: str, *, with_errors: bool) -> list[dict[str, Any]]:
    context = Context(
        today=timezone.localdate(),
        language=language,
        audience=audience,
        municipalities=filling.municipality_names(),
        languages=filling.language_names(),
        organisations=intake.organisations(),
    )
    return [
        {
            "title": texts.text(document, language, msg_id(step["key"], what="title")),
            "intro": texts.text(document, language, msg_id(step["key"], what="intro")),
            "controls": [
                control(document, asked, None, _flaws(asked) if with_errors else (), context, language=language)
                for asked in step["fields"]
            ],
        }
        for step in document["steps"]
    ]


def _flaws(asked: Document) -> tuple[str, ...]:
    """What a visitor reads who leaves this question open."""
    must = asked.get("required") or asked.get("required_if")
    return (sentence(TYPES[asked["type"]].missing, {}),) if must else ()


def _examples(document: Document) -> dict[str, Any]:
    """An answer to each question, so that the page to check them has something to show."""
    today = timezone.localdate().isoformat()
    made = {
        "yes_no": True,
        "statement": True,
        "date": today,
        "number": "12",
        "language": SOURCE,
        "email": "naam@voorbeeld.nl",
        "phone": "0612345678",
        "postcode": "1234AB",
        "iban": "NL91ABNA0417164300",
        "address": {"postcode": "1234AB", "number": "12", "addition": "A"},
        "organisation": {"value": "other", "text": _("Voorbeeld van een antwoord")},
        "municipality": next(iter(filling.municipality_names()), ""),
    }
    found: dict[str, Any] = {}
    for step in document["steps"]:
        for asked in step["fields"]:
            options = [option["value"] for option in asked.get("options", ())]
            if asked["type"] == "group":
                found[asked["key"]] = [_examples({"steps": [asked]})] * max(asked["min_rows"], 2)
            elif options:
                found[asked["key"]] = options[:1] if asked["type"] == "choices" else options[0]
            elif asked["type"] != "upload" and not TYPES[asked["type"]].has_options and TYPES[asked["type"]].asks:
                found[asked["key"]] = made.get(asked["type"], _("Voorbeeld van een antwoord"))
    return found
