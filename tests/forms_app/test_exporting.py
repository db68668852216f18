"""What was sent as a file: the columns of all versions, cells that are no formulas, only what the person may see."""

import csv
import gc
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from forms_app import exporting, finding
from forms_app.finding import Wanted
from forms_app.models import Form, Submission, SubmissionExport, Upload
from home import files
from home.history import Actor, acting
from home.models import User
from home.refusals import Refused
from tests.cast import person
from tests.forms_app.loaded import BACKEND
from tests.forms_app.staff.test_submissions import EXPORT, LIST, READ, give, sent
from tickets.models import AccessLog, Ticket


def exporter(who: str = "handler GM9001", *rights: str) -> tuple[Client, User]:
    """Somebody who may export what they see."""
    user = person(who)
    assert user is not None
    give(user, *(rights or (READ, EXPORT)))
    user = User.objects.get(pk=user.pk)
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client, user


def fetched(client: Client, kind: str = "csv", **asked: str) -> tuple[Any, list[list[str]]]:
    """What somebody gets who asks for a file: the answer, its rows."""
    page = client.post(f"{LIST}export/", {"kind": kind, **asked}, follow=True)
    answer = client.get(f"{page.redirect_chain[-1][0]}file/")
    content = read(answer)
    if kind == "xlsx":
        sheet = load_workbook(BytesIO(content), read_only=True).worksheets[0]
        return answer, [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
    return answer, list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def read(answer: Any) -> bytes:
    """All of a file that is sent; it is closed as a server would."""
    content: bytes = answer.getvalue()
    for close in answer._resource_closers:
        close()
    return content


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_two_heads_and_a_row_for_each_submission(settled: Ticket, kind: str) -> None:
    rows = sent(2, answers={"help": ["read", "write"], "day": "2026-12-01", "people": "3"})
    client, _user = exporter()
    answer, (labels, keys, *lines) = fetched(client, kind)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    by_key = [dict(zip(keys, line, strict=True)) for line in lines]
    assert [row["_reference"] for row in by_key] == [row.ticket.reference for row in rows]
    first = by_key[0]
    assert (first["_version"], first["_language"], first["_channel"]) == ("1", "nl", "web")
    assert (first["help"], first["help.label"]) == ("read; write", "Lezen\nSchrijven")
    assert (first["azc"], first["azc.label"], first["day"], first["people"]) == ("no", "Nee", "2026-12-01", "3")
    assert (first["name"], first["question"]) == ("Samira", "Wanneer begint mijn les?")
    assert labels[keys.index("question")] == "Uw vraag"
    assert first["linked"] == "", "what was not asked is empty"
    assert "tip" not in keys


def test_that_they_left_is_on_record_each(settled: Ticket) -> None:
    rows = sent(2)
    client, user = exporter()
    fetched(client)
    logged = AccessLog.objects.filter(what="export").values_list("user", "ticket")
    assert sorted(logged) == sorted((user.pk, row.ticket_id) for row in rows)
    export = SubmissionExport.objects.get()
    assert (export.user, export.counted, export.total, export.state) == (user, 2, 2, "ready")


def test_only_what_the_person_may_see_is_in_it(settled: Ticket) -> None:
    (here,), (there,) = sent(), sent(municipality="1290")
    client, _user = exporter("handler GM9002")
    _answer, rows = fetched(client)
    assert there.ticket.reference in str(rows)
    assert here.ticket.reference not in str(rows)


def test_the_contact_is_covered_where_the_screen_covers_it(settled: Ticket) -> None:
    sent()
    client, _user = exporter("reader GM9001")
    _answer, (_labels, keys, line) = fetched(client)
    row = dict(zip(keys, line, strict=True))
    assert (row["name"], row["email"], row["question"]) == ("afgedekt", "afgedekt", "Wanneer begint mijn les?")
    assert "amira" not in str(line)


def test_what_is_picked_on_the_list_is_what_is_in_the_file(settled: Ticket) -> None:
    (dutch,), (english,) = sent(), sent(language="en")
    client, _user = exporter()
    _answer, rows = fetched(client, language="en")
    assert english.ticket.reference in str(rows)
    assert dutch.ticket.reference not in str(rows)
    assert SubmissionExport.objects.get().wanted == {"language": "en"}


def test_the_columns_of_old_versions_stay_beside_those_of_the_new(settled: Ticket) -> None:
    (old,) = sent()
    form = Form.objects.get(key="vraag-het")
    with acting(Actor("toets"), via="command"):
        steps = list(form.steps.get_prep_value())
        last = steps[-1]["value"]["fields"]
        gone = next(row for row in last if row["value"].get("key") == "people")
        last.remove(gone)
        next(row for row in last if row["value"].get("key") == "name")["value"]["label"] = "Hoe heet u?"
        form.steps = Form.blocks(steps)
        form.save_revision().publish()
    Submission.objects.filter(pk=old.pk).update(answers={**old.answers, "people": "4"})
    (new,) = sent(answers={"people": None})
    client, _user = exporter()
    _answer, (labels, keys, *lines) = fetched(client)
    assert {line[keys.index("_version")] for line in lines} == {"1", "2"}
    assert labels[keys.index("name")] == "Hoe heet u?"
    assert keys.index("people") > keys.index("name")
    by_reference = {line[0]: line for line in lines}
    assert by_reference[old.ticket.reference][keys.index("people")] == "4"
    assert by_reference[new.ticket.reference][keys.index("people")] == ""


@pytest.mark.parametrize(
    "typed", ["=1+1", "+31", "-cmd|' /C calc'!A0", "@SUM(1)", "\t=1", " =1", "＝1", "＋1", "－1", "＠1"]
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_typed_is_never_a_formula(settled: Ticket, typed: str, kind: str) -> None:
    (one,) = sent()
    Submission.objects.filter(pk=one.pk).update(answers={**one.answers, "question": typed})
    client, _user = exporter()
    _answer, (_labels, keys, line) = fetched(client, kind)
    assert line[keys.index("question")] == f"'{typed}"


@given(st.text(max_size=20))
def test_no_cell_begins_as_a_formula(typed: str) -> None:
    cell = exporting.safe(typed)
    begins = cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
    assert not begins or exporting._NUMBER.match(cell)
    assert not any(ord(sign) < 32 and sign not in "\t\n\r" for sign in cell)


def test_a_number_stays_a_number_and_a_long_text_fits() -> None:
    assert exporting.safe("-12.50") == "-12.50"
    assert exporting.safe("-12.50\n=1") == "'-12.50\n=1"
    assert len(exporting.safe("=" + "x" * 40_000)) == 32_767


@pytest.mark.parametrize("rights", [(), (READ,), (EXPORT,)])
def test_without_the_right_there_is_no_file(settled: Ticket, rights: tuple[str, ...]) -> None:
    sent()
    _client, owner = exporter("coordinator GM9001")
    form = Form.objects.get(key="vraag-het")
    theirs = exporting.ask(owner, form, Wanted(), "csv", at=timezone.now())
    user = person("handler GM9001")
    assert user is not None
    give(user, *rights)
    client = Client()
    client.force_login(user, backend=BACKEND)
    assert "Exporteer als" not in client.get(LIST).content.decode()
    for address in ("exports/", f"exports/{theirs.uuid}/", f"exports/{theirs.uuid}/file/"):
        answer = client.get(f"{LIST}{address}")
        assert answer.status_code == 404 or b"_reference" not in answer.content
        assert theirs.state == "ready"
    before = SubmissionExport.objects.count()
    answer = client.post(f"{LIST}export/", {"kind": "csv"}, follow=True)
    asked = SubmissionExport.objects.exclude(pk=theirs.pk)
    assert (answer.status_code, before) == (404, 1) or [row.counted for row in asked] == [0]


def test_a_file_is_only_for_who_asked_and_only_while_the_right_lasts(settled: Ticket) -> None:
    sent()
    client, user = exporter()
    other, _colleague = exporter("coordinator GM9001")
    fetched(client)
    address = f"{LIST}exports/{SubmissionExport.objects.get().uuid}/file/"
    answer: Any = client.get(address)
    assert (answer.status_code, b"_reference" in read(answer)) == (200, True)
    assert other.get(address).status_code == 404
    with acting(Actor("toets"), via="command"):
        user.user_permissions.clear()
    assert client.get(address).status_code == 404


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Everything is too much to be made at once."""
    monkeypatch.setattr(exporting, "SMALL", 0)
    monkeypatch.setattr(exporting, "BATCH", 2)
    return None


@pytest.mark.usefixtures("large")
def test_a_large_one_waits_for_the_worker_that_lets_letters_go_between(settled: Ticket) -> None:
    sent(5)
    client, _user = exporter()
    page = client.post(f"{LIST}export/", {"kind": "csv"}, follow=True)
    assert "Kijk of het klaar is" in page.content.decode()
    address = page.redirect_chain[-1][0]
    assert client.get(f"{address}file/").status_code == 404
    seen: list[int] = []
    exporting.make_due(timezone.now(), lambda: seen.append(SubmissionExport.objects.get().counted))
    assert seen == [2, 4, 5]
    assert "Download het bestand" in client.get(address).content.decode()
    assert exporting.make_due(timezone.now(), lambda: None) == 0


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_however_many_there_are_no_more_than_a_batch_is_in_memory(settled: Ticket, kind: str) -> None:
    sent(7)
    _client, user = exporter()
    exporting.ask(user, Form.objects.get(key="vraag-het"), Wanted(), kind, at=timezone.now())
    held: list[int] = []

    def look() -> None:
        gc.collect()
        held.append(sum(type(thing) is Submission for thing in gc.get_objects()))

    look()
    exporting.make_due(timezone.now(), look)
    assert [count - held[0] for count in held] == [0, 2, 2, 2, 1]


@pytest.mark.usefixtures("large")
def test_who_stopped_halfway_is_taken_over_and_tries_end(settled: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(3)
    _client, user = exporter()
    now = timezone.now()
    row = exporting.ask(user, Form.objects.get(key="vraag-het"), Wanted(), "csv", at=now)
    with pytest.raises(KeyboardInterrupt):
        exporting.make_due(now, _stop)
    assert exporting.make_due(now, lambda: None) == 0, "another has it in hand"
    assert exporting.make_due(now + timedelta(minutes=11), lambda: None) == 1
    row.refresh_from_db()
    assert (row.state, row.counted, row.attempts) == ("ready", 3, 2)


def _stop() -> None:
    raise KeyboardInterrupt


def test_one_that_fails_says_so(settled: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    sent()
    monkeypatch.setattr(exporting, "cells", lambda *_args, **_kwargs: 1 / 0)
    client, _user = exporter()
    page = client.post(f"{LIST}export/", {"kind": "xlsx"}, follow=True)
    assert "Het is niet gelukt" in page.content.decode()
    assert SubmissionExport.objects.get().file == ""


def test_the_file_goes_after_a_day(settled: Ticket) -> None:
    sent()
    client, _user = exporter()
    fetched(client)
    row = SubmissionExport.objects.get()
    with files.opened(row.file) as kept:
        assert Path(kept.name).stat().st_mode & 0o077 == 0
    stray = files.keep(BytesIO(b"left by a crash"), folder=exporting.FOLDER)
    assert exporting.remove_old(timezone.now() + timedelta(hours=23)) == 0
    assert exporting.remove_old(timezone.now() + timedelta(hours=25)) >= 2
    for key in (row.file, stray):
        with pytest.raises(FileNotFoundError):
            files.opened(key)
    assert "na 24 uur verwijderd" in client.get(f"{LIST}exports/{row.uuid}/").content.decode()
    assert client.get(f"{LIST}exports/{row.uuid}/file/").status_code == 404


def test_another_kind_of_file_is_refused(settled: Ticket) -> None:
    _client, user = exporter()
    with pytest.raises(Refused, match="unknown_value"):
        exporting.ask(user, Form.objects.get(key="vraag-het"), Wanted(), "exe", at=timezone.now())


def test_criteria_come_back_as_they_were_kept() -> None:
    sought = Wanted(sent_from="2026-01-01", version=3, language="ar", team=4)
    assert finding.wanted({**sought.plain(), "old": 1}) == sought


def test_values_with_parts_are_read_by_people_and_programs() -> None:
    assert exporting.plain([{"name": "A", "age": "4"}, {"name": "B"}]) == "name: A, age: 4\nname: B"
    assert exporting.plain({"value": "other", "text": "iets"}) == "value: other, text: iets"
    assert exporting.plain(["a", "b"]) == "a; b"
    assert exporting.plain(False) == "no"


def test_a_file_that_was_sent_is_called_by_its_name(settled: Ticket) -> None:
    (one,) = sent()
    Upload.objects.create(
        draft=one.draft,
        field="photo",
        name="brief.pdf",
        content_type="application/pdf",
        size=2048,
        sha256="0" * 64,
        storage_key="uploads/aa/aa",
        created_at=timezone.now(),
    )
    (label,) = exporting._files_of([one]).values()
    assert "brief.pdf" in label


def test_a_number_of_a_person_is_covered_unless_the_sender_insisted(settled: Ticket) -> None:
    typed = "Mijn BSN is 111222333, wat nu?"
    covered, insisted = sent(2, answers={"question": typed})
    Submission.objects.filter(pk=insisted.pk).update(insisted=["question"])
    client, _user = exporter()
    _answer, (_labels, keys, *lines) = fetched(client)
    by_number = {line[keys.index("_reference")]: line[keys.index("question")] for line in lines}
    assert by_number[insisted.ticket.reference] == typed
    assert "111222333" not in by_number[covered.ticket.reference]
    assert by_number[covered.ticket.reference].startswith("Mijn BSN is ")
