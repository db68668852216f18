"""Numbers without persons: what is counted, when, in one statement, and never a number too many."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms_app import counting, filling
from forms_app.models import Draft, Form, FormDayStat, FormVersion
from home.refusals import Refused
from home.remembering import one_look
from tests.asking import ANSWERS, Program
from tests.forms_app.staff.test_submissions import sent
from tests.walking import Walk
from tickets.models import Ticket


def counted() -> dict[tuple[str, str, str, str], int]:
    """What was counted: (what, step, field, code) -> how often."""
    found: Counter[tuple[str, str, str, str]] = Counter()
    for row in FormDayStat.objects.all():
        found[row.what, row.step, row.field, row.code] += row.count
    return dict(found)


def test_the_way_through_a_form_is_counted_step_by_step(settled: Ticket) -> None:
    walk = Walk(Client(), "vraag-het")
    walk.step("taal", spoken="nl")
    walk.step("waar", azc="no", postcode="1234")
    walk.step("vraag", question="", name="Samira", people="99")
    walk.send("vraag", question="Wanneer?", name="Samira", people="2")
    found = counted()
    assert found["started", "", "", ""] == 1
    assert found["submitted", "", "", ""] == 1
    assert [found["reached", step, "", ""] for step in ("taal", "waar", "vraag")] == [1, 1, 1]
    assert found["saved", "vraag", "", ""] == 2
    errors = {key[1:]: count for key, count in found.items() if key[0] == "error"}
    assert errors == {("vraag", "question", "required"): 1, ("vraag", "people", "too_large"): 1}
    assert [key[3] for key in found if key[0] == "time"] == ["1"]


def test_a_question_that_was_not_yet_shown_is_no_error(settled: Ticket) -> None:
    walk = Walk(Client(), "vraag-het")
    walk.step("taal", spoken="nl")
    walk.client.post(f"{walk.base}waar/", {"_shown": "azc", "azc": "yes"})
    assert not [key for key in counted() if key[0] == "error"]


def test_a_question_by_the_api_is_begun_and_sent_and_took_no_time(settled: Ticket) -> None:
    assert Program().submit(ANSWERS).status_code == 201
    assert counted() == {("started", "", "", ""): 1, ("submitted", "", "", ""): 1}


def test_what_is_undone_is_not_counted(settled: Ticket) -> None:
    form = filling.form_of("vraag-het")
    assert form is not None
    draft, _token = filling.start(form, language="nl", at=timezone.now())
    before = counted()
    with transaction.atomic():
        filling.save(draft, {"spoken": ["nl"]}, ["spoken"], language="nl", at=timezone.now(), step="taal")
        transaction.set_rollback(True)
    assert counted() == before
    Draft.objects.filter(pk=draft.pk).update(state="done")
    with pytest.raises(Refused):
        filling.save(draft, {"spoken": ["nl"]}, ["spoken"], language="nl", at=timezone.now(), step="taal")
    assert counted() == before


def test_counting_is_one_statement_for_a_step(settled: Ticket) -> None:
    form = filling.form_of("vraag-het")
    assert form is not None
    draft, _token = filling.start(form, language="nl", at=timezone.now())
    typed = {"question": [""], "name": [""], "people": ["99"]}
    how: dict[str, Any] = {"language": "nl", "at": timezone.now()}
    filling.save(draft, typed, list(typed), step="vraag", **how)
    with one_look(), _queries() as plain:
        filling.save(draft, typed, list(typed), **how)
    with one_look(), _queries() as with_counts:
        filling.save(draft, typed, list(typed), step="vraag", **how)
    assert len(with_counts) - len(plain) <= 2
    assert sum("formdaystat" in query["sql"] for query in with_counts.captured_queries) == 1


def test_nothing_in_the_numbers_leads_to_a_person(settled: Ticket) -> None:
    (one,) = sent()
    names = {field.name for field in FormDayStat._meta.get_fields()}
    assert names == {"id", "version", "day", "language", "what", "step", "field", "code", "count"}
    row = FormDayStat.objects.filter(what="submitted").get()
    assert (row.day, row.language, row.version_id) == (timezone.localdate(one.completed_at), "nl", one.version_id)


@pytest.mark.parametrize(
    ("seconds", "code"), [(0, "1"), (60, "1"), (61, "2"), (301, "7"), (3600, "60"), (86_400, "1440"), (86_401, "more")]
)
def test_a_duration_has_its_bucket(seconds: int, code: str) -> None:
    assert counting.bucket(timedelta(seconds=seconds)) == code


@pytest.mark.parametrize(
    ("buckets", "half"),
    [({}, None), ({"1": 4}, 0.5), ({"1": 1, "2": 1, "3": 1}, 1.5), ({"5": 2, "10": 2}, 5.0), ({"more": 3}, 1440.0)],
)
def test_the_median_follows_from_the_buckets(buckets: dict[str, int], half: float | None) -> None:
    assert counting.median(buckets) == half


def test_a_period_and_a_version_are_picked(settled: Ticket, django_assert_num_queries: Any) -> None:
    sent(2)
    sent(1, language="ar")
    form, today = Form.objects.get(key="vraag-het"), timezone.localdate()
    with django_assert_num_queries(3):
        found = counting.seen(form, today - timedelta(days=1), today)
    assert (found.whole.started, found.whole.submitted) == (3, 3)
    assert {code: (way.started, way.submitted) for code, way in found.languages.items()} == {"ar": (1, 1), "nl": (2, 2)}
    assert sum(sent for _begun, sent in found.weeks.values()) == 3
    assert counting.seen(form, today - timedelta(days=1), today, version=2).whole.submitted == 0
    assert counting.seen(form, today + timedelta(days=1), today + timedelta(days=9)).whole.submitted == 0
    arabic = counting.seen(form, today - timedelta(days=1), today, language="ar")
    assert (arabic.whole.submitted, list(arabic.languages)) == (1, ["ar"])


def test_steps_are_counted_per_week_and_per_language(settled: Ticket) -> None:
    version = FormVersion.objects.get()
    rows = [
        ("2026-11-15", "nl", "reached", "taal", 3),  # a Sunday
        ("2026-11-16", "nl", "reached", "taal", 4),  # the Monday after it
        ("2026-11-22", "ar", "reached", "taal", 5),
        ("2026-11-22", "ar", "saved", "taal", 9),
        ("2026-11-22", "ar", "started", "", 6),
        ("2026-11-22", "ar", "time", "", 1),
    ]
    for day, language, what, step, count in rows:
        code = "5" if what == "time" else ""
        more = {"language": language, "what": what, "step": step, "code": code, "count": count}
        FormDayStat.objects.create(version=version, day=day, **more)
    found = counting.seen(version.form, date(2026, 11, 1), date(2026, 11, 30))
    assert found.steps["taal"] == {date(2026, 11, 9): 3, date(2026, 11, 16): 9}
    assert found.weeks == {date(2026, 11, 16): (6, 0)}
    assert (found.whole.reached, found.saved) == ({"taal": 12}, {"taal": 9})
    assert (found.languages["ar"].reached, found.languages["ar"].median) == ({"taal": 5}, 4.5)
    assert (found.languages["nl"].reached, found.languages["nl"].median) == ({"taal": 7}, None)


def _queries() -> Any:
    return CaptureQueriesContext(connection)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_each_counted(roots: None, settled: Ticket) -> None:
    form = filling.form_of("vraag-het")
    assert form is not None
    draft, _token = filling.start(form, language="nl", at=timezone.now())

    def count(number: int) -> None:
        try:
            with transaction.atomic():
                counting.saved(draft, f"stap{number % 3}", [], timezone.now(), is_first=number % 2 == 0)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(48)))
    found = counted()
    assert [found["saved", f"stap{step}", "", ""] for step in range(3)] == [16, 16, 16]
    assert sum(count for key, count in found.items() if key[0] == "reached") == 24
