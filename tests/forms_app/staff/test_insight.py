"""How a form does, for its editors: numbers, drawings with a table, nothing of what was sent."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms_app.models import FormDayStat, FormVersion
from forms_app.staff import charts
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
    assert page.count('<svg class="kl-chart"') == 5 + 1  # began, three steps, sent; one language
    assert page.partition("kl-staff")[2].count("<table") == 4
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


def test_each_step_has_a_drawing_at_the_scale_of_the_others_and_says_itself(settled: Ticket) -> None:
    version, today = FormVersion.objects.get(), timezone.localdate()
    for weeks, step, count in ((0, "taal", 8), (2, "taal", 4), (0, "waar", 2)):
        day = today - timedelta(weeks=weeks)
        FormDayStat.objects.create(version=version, day=day, language="nl", what="reached", step=step, count=count)
    FormDayStat.objects.create(version=version, day=today, language="nl", what="started", count=8)
    page = editor()[0].get(f"{PAGE}?days=30").content.decode()
    drawings = re.findall(r'<figure class="kl-multiple">.*?</figure>', page, re.DOTALL)
    by_title = {text(re.findall(r"<bdi>(.*?)</bdi>", one)[0]): one for one in drawings}
    assert list(by_title) == [
        "Begonnen",
        "Welke taal?",
        "Waar woont u?",
        "Wat is uw vraag?",
        "Verstuurd",
        "Nederlands",
    ]
    weekly = list(by_title.values())[:5]
    assert len({one.count("<rect") for one in weekly}) == 1, "the same weeks in each"
    heights = {name: re.findall(r'height="([\d.]+)"><title>', one) for name, one in by_title.items()}
    assert heights["Welke taal?"][-3:] == ["48.0", "0.0", "96.0"]
    assert heights["Waar woont u?"][-1] == "24.0"
    assert set(heights["Wat is uw vraag?"]) == {"0.0"}
    for one in drawings:
        named = re.findall(r'role="img" aria-labelledby="([\w-]+) ([\w-]+)"', one)[0]
        assert [f'<title id="{named[0]}">' in one, f'<desc id="{named[1]}">' in one] == [True, True]
        assert "style=" not in one
    assert "Het meest in de week vanaf" in by_title["Welke taal?"]
    assert "Niemand in deze periode." in by_title["Wat is uw vraag?"]
    assert len(set(re.findall(r'id="([\w-]+)"', "".join(drawings)))) == 12


def test_one_language_says_no_small_number_anywhere(settled: Ticket) -> None:
    version, today = FormVersion.objects.get(), timezone.localdate()
    counts = {
        ("ti", "started", "", 0): 3,
        ("ti", "started", "", 1): 3,
        ("ti", "reached", "taal", 0): 3,
        ("ar", "started", "", 0): 2,
    }
    for (language, what, step, weeks), count in counts.items():
        day = today - timedelta(weeks=weeks)
        row = {"version": version, "day": day, "language": language, "what": what, "step": step, "count": count}
        FormDayStat.objects.create(**row)
    wrong = {"version": version, "day": today, "language": "ti", "what": "error", "step": "taal", "count": 3}
    FormDayStat.objects.create(field="spoken", code="required", **wrong)
    client, _user = editor()
    page = client.get(f"{PAGE}?language=ti").content.decode().partition("kl-staff")[2]
    assert "Begonnen 6 " in text(page)
    assert re.search(r"Welke taal\? minder dan 5 - minder dan 5 0 minder dan 5", text(page))
    assert "van 0 tot 5 mensen per week" in text(page)  # not 3
    assert not re.search(r">\s*3\s*<|: 3<|50%", page)
    assert 'class="kl-few"' in page
    page = client.get(f"{PAGE}?language=ar").content.decode().partition("kl-staff")[2]
    assert "Minder dan 5 mensen begonnen in deze taal" in page
    assert "<svg class=" not in page


@pytest.mark.parametrize("days", [1, 80])
def test_the_page_asks_as_much_whatever_was_counted(settled: Ticket, days: int) -> None:
    version, today = FormVersion.objects.get(), timezone.localdate()
    rows = []
    for number in range(days):
        for language in ("nl", "ar", "ti"):
            row = {"version": version, "day": today - timedelta(days=number), "language": language, "count": 9}
            rows.append(FormDayStat(what="started", **row))
            rows.append(FormDayStat(what="reached", step="taal", **row))
    FormDayStat.objects.bulk_create(rows)
    client, _user = editor()
    client.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    ours = [query["sql"] for query in asked.captured_queries if '"forms_app_' in query["sql"]]
    assert len(ours) == 6, ours  # the form, its versions, the one that is online, three of counts


def test_bars_share_one_scale() -> None:
    low, high = charts.bars([("a", 1), ("b", 4)], 8), charts.bars([("a", 8)], 8)
    assert [bar.height for bar in (*low, *high)] == [12.0, 48.0, 96.0]
    assert charts.bars([], 0) == ()
    assert [bar.height for bar in charts.bars([("a", 0)], 0)] == [0.0]


def test_few_are_as_high_whatever_they_are() -> None:
    found = charts.bars([("a", 0), ("b", 1), ("c", 4), ("d", 5)], 10, fewest=5)
    assert [(bar.height, bar.is_few) for bar in found] == [(0.0, False), (38.4, True), (38.4, True), (48.0, False)]
