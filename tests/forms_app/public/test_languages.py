"""A form in another language than Dutch: whole, or whole in the next language, and each part says which it is in."""

import copy
import re
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Locale

from tests.forms_app import loaded
from tickets.models import Ticket

PANEL = {"type": "panel", "key": "tip", "label": "Let op", "text": "Bel 06 12345678.", "visible_if": []}
ARABIC = {
    "_form.title": "سؤال",
    "_form.receipt_text": "نقرأ سؤالك.",
    "_form.closed_text": "اتصل بالبلدية.",
    "waarover.title": "عن ماذا؟",
    "waarover.intro": "نحن نساعدك.",
    "waarover.topic.label": "ما الموضوع؟",
    "waarover.topic.brief.label": "رسالة",
    "waarover.topic.iets.label": "شيء آخر",
    "waarover.what.label": "ماذا؟",
    "waarover.question.label": "سؤالك",
    "waarover.question.hint": "مثل 1234 AB.",
    "waarover.tip.label": "انتبه",
    "waarover.tip.text": "اتصل: 06 12345678.",
    "wie.title": "من أنت؟",
    "wie.name.label": "اسمك",
    "wie.email.label": "بريدك",
}


@pytest.fixture(autouse=True)
def arabic_is_on(desk: Ticket) -> None:
    Locale.objects.get_or_create(language_code="ar")


def page(strings: dict[str, str], address: str = "waarover/", **other: Any) -> str:
    """A step of the form for a reader of Arabic."""
    steps = copy.deepcopy(loaded.DEFINITION["steps"])
    steps[0]["intro"] = "Wij helpen u."
    steps[0]["fields"][2]["hint"] = "Zoals 1234 AB."
    steps[0]["fields"].append(PANEL)
    loaded.form(steps=steps, strings={"ar": strings}, **other)
    answer = Client().get(f"/ar/vraag/vraag/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_form_that_is_whole_is_read_in_the_language_of_the_reader() -> None:
    body = page(ARABIC)
    main = body[body.index("<main") :]
    assert '<html lang="ar" dir="rtl">' in body
    assert "Dit formulier is er nog niet" not in body
    assert not re.search(r"Waarover|Wij helpen u|Let op|Uw vraag", main)
    assert "اتصل: \u206606 12345678\u2069." in main
    assert "مثل \u20661234 AB\u2069." in main


def test_a_form_of_which_one_text_is_missing_is_read_whole_in_dutch_and_says_so() -> None:
    body = page({name: text for name, text in ARABIC.items() if name != "wie.email.label"})
    main = body[body.index("<main") :]
    assert 'هذه الاستمارة غير متوفرة بلغتك بعد. تقرؤها بهذه اللغة: <span lang="nl" dir="ltr">Nederlands</span>.' in main
    assert not re.search("عن ماذا|نحن نساعدك|انتبه|ما الموضوع|شيء آخر", main)
    for part in (
        '<h1 class="utrecht-heading-1" lang="nl" dir="ltr">Waarover?</h1>',
        '<div class="intro" lang="nl" dir="ltr"><p>Wij helpen u.</p></div>',
        '<div class="kl-alert kl-alert--advice" lang="nl" dir="ltr"><p class="kl-alert__title">Let op</p>',
        'lang="nl" dir="ltr">Zoals 1234 AB.</div>',
    ):
        assert part in main
    assert re.search(r'<legend lang="nl" dir="ltr">Waar gaat het over\?', main)
    assert re.search(r'<label class="kl-option"[^>]* lang="nl" dir="ltr">', main)


def test_an_editor_may_offer_it_half_and_what_is_missing_is_marked() -> None:
    body = page({name: text for name, text in ARABIC.items() if name != "waarover.question.label"}, offered_from=90)
    main = body[body.index("<main") :]
    assert "عن ماذا؟" in main
    assert re.search(r'<label class="utrecht-form-label" for="id_question" lang="nl" dir="ltr">Uw vraag', main)
    assert 'lang="nl" dir="ltr">مثل' not in main
