"""How a form does, for its editors: numbers, drawings with a table, nothing of what was sent."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from forms_app.models import FormDayStat, FormVersion
from forms_app.staff import insight
from tests.forms_app.loaded import editor
from tests.forms_app.staff.test_submissions import READ, reader, sent
from tests.walking import Walk
from tickets.models import Ticket

PAGE = "/admin/insight/vraag-het/"


def text(page: str) -> str:
    """What a reader reads."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_an_editor_sees_numbers_and_no_submission(settled: Ticket) -> None:
    rows = sent(7)
    walk = Walk(Client(), "vraag-het")
    walk.step("taal", spoken="nl")
    walk.step("waar", azc="no", postcode="99")
    client, _user = editor()
    page = client.get(PAGE).content.decode()
    assert "Begonnen 8" in text(page)
    assert "Verstuurd 7 (88%)" in text(page)
    assert "Welke taal?" in page
    assert "Dit is geen postcode" in page
    assert page.count('<svg class="kl-chart"') == 2
    assert page.partition("kl-staff")[2].count("<table") >= 5
    assert not any(row.ticket.reference in page or "Samira" in page for row in rows)
    assert "Inzicht" in client.get("/admin/snippets/forms_app/form/").content.decode()


def test_the_steps_say_where_people_stop(settled: Ticket) -> None:
    for stop in ("taal", "waar", "waar"):
        walk = Walk(Client(), "vraag-het")
        walk.step("taal", spoken="nl")
        if stop == "waar":
            walk.step("waar", azc="no", postcode="1234")
    client, _user = editor()
    said = text(client.get(PAGE).content.decode())
    assert "Welke taal? 3 100% 0 3" in said
    assert "Waar woont u? 2 67% 1" in said
    assert "Wat is uw vraag? 0 0% 2 0" in said


def test_a_small_number_of_one_language_is_not_said(settled: Ticket) -> None:
    version = FormVersion.objects.get()
    for language, count in (("ti", 4), ("ar", 5)):
        day = timezone.localdate()
        FormDayStat.objects.create(version=version, day=day, language=language, what="started", count=count)
    said = text(editor()[0].get(PAGE).content.decode())
    assert re.search(r"ትግርኛ minder dan 5 0", said)
    assert re.search(r"العربية 5 0", said)


def test_another_period_and_version(settled: Ticket) -> None:
    version = FormVersion.objects.get()
    then = timezone.localdate() - timedelta(days=200)
    FormDayStat.objects.create(version=version, day=then, language="nl", what="started", count=9)
    client, _user = editor()
    assert "In deze periode is er niets geteld." in client.get(PAGE).content.decode()
    assert "Begonnen 9" in text(client.get(f"{PAGE}?days=365").content.decode())
    assert client.get(f"{PAGE}?days=rubbish&version=x").status_code == 200


@pytest.mark.parametrize("who", ["handler", "nobody"])
def test_who_may_not_edit_forms_sees_none_of_it(settled: Ticket, who: str) -> None:
    client = reader("handler GM9001", READ) if who == "handler" else Client()
    assert client.get(PAGE).status_code in (302, 404)


def test_a_form_that_is_not_there(settled: Ticket) -> None:
    assert editor()[0].get("/admin/insight/geen/").status_code == 404


def test_bars_share_one_scale() -> None:
    low, high = insight.bars([("a", 1), ("b", 4)], 8), insight.bars([("a", 8)], 8)
    assert [bar.height for bar in (*low, *high)] == [12.0, 48.0, 96.0]
    assert insight.bars([], 0) == ()
    assert [bar.height for bar in insight.bars([("a", 0)], 0)] == [0.0]
