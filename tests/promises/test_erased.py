"""When its term is over, nothing that a person typed is left: in no table, no file, no line of the log."""

import logging
import re
from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms_app import retention
from forms_app.models import Draft, FormDayStat, Submission
from forms_app.retention import Done
from home import delivery, gate, verification
from home.history import Actor, acting
from home.models import Delivery, User
from tests.cast import person
from tests.forms_app.loaded import BACKEND
from tests.forms_app.staff.test_submissions import reader
from tests.walking import Walk
from tickets import access, conversation
from tickets.models import Message, Ticket

ASKED, CALLED, MAILED, TYPED = "zwartkopmeeuw", "Grutterink", "grutterink.q7@example.org", "overmorgenochtend"
SENT_CODE, HALF_CODE = "kruisbek.q8@example.org", "boomvalk.q9@example.org"
REPLIED, WROTE, HALF = "watersnip", "tureluur", "kemphaan"
MENDED, BECAUSE = "roodborsttapuit", "kleinjong"
LATER, AGAIN = "kluut", "scholekster"
WORDS = (ASKED, CALLED, MAILED, TYPED, REPLIED, WROTE, HALF, SENT_CODE, HALF_CODE)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_it_is_left_and_the_history_is_true(
    roots: None, settled: Ticket, tmp_path: Path, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    settings.OUTBOX_ROOT, settings.DATA_DIR = tmp_path / "outbox", tmp_path
    ticket, code = _asked_answered_and_closed()
    half_way = Walk(Client(), "vraag-het")
    half_way.step("taal", spoken="nl")
    half_way.step("waar", azc="no", postcode="1234")
    half_way.step("vraag", question=f"Een {HALF}", day=TYPED)
    half_way.client.post("/nl/vraag/vraag-het/later/", {"email": HALF_CODE})
    while delivery.send_due(timezone.now()):
        pass
    verification.sign_root(timezone.now())
    assert {word for word in WORDS if word in _everything()} == set(WORDS), "else the test would not see a leak"
    assert list((tmp_path / "outbox").glob("*.eml"))
    assert connection.vendor != "sqlite" or _in_files(list(_database_files()))
    counted = [Submission.objects.count(), Draft.objects.count(), Ticket.objects.count(), Delivery.objects.count()]
    days = _counts_of_days()
    assert {what for what, _count in days} >= {"started", "submitted"}

    with acting(Actor("job: bewaartermijn"), via="job", reason="volgens het rooster"):
        done = retention.apply(timezone.now() + timedelta(days=366))

    assert (done.submissions, done.drafts) == (1, 1)
    assert {word for word in WORDS if word.lower() in _everything().lower()} == set()
    assert _in_files([*tmp_path.rglob("*"), *_database_files()]) == set()
    assert {word for word in WORDS if word.lower() in caplog.text.lower()} == set()
    assert [str(finding) for finding in verification.verify().findings] == []
    now = [Submission.objects.count(), Draft.objects.count(), Ticket.objects.count(), Delivery.objects.count()]
    assert now == counted
    assert _counts_of_days() == days
    page = Client().post("/nl/volg/", {"reference": ticket.reference, "code": code})
    assert page.status_code == 410
    assert "is gewist" in page.content.decode()
    assert Client().get(f"/nl/volg/{ticket.reference}/{code}/").status_code == 410


@pytest.mark.django_db(transaction=True)
def test_nothing_of_what_was_erased_by_hand_is_left(
    roots: None,
    settled: Ticket,
    tmp_path: Path,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    private_files: Path,
) -> None:
    caplog.set_level(logging.INFO)
    settings.OUTBOX_ROOT, settings.DATA_DIR = tmp_path / "outbox", tmp_path
    ticket, code = _asked_answered_and_closed()
    one = f"/admin/submissions/vraag-het/{ticket.reference}/"
    client = reader(
        "coordinator GM9001", "view_submission", "change_submission", "export_submission", "delete_submission"
    )
    amended = {"question": f"Waar woont de {MENDED}?", "_-reason": f"Hij zei {BECAUSE}", "_-seen": "0"}
    assert client.post(f"{one}correct/question/", amended).status_code == 302
    assert client.post("/admin/submissions/vraag-het/export/", {"kind": "csv"}).status_code == 302
    followed = [_followed_up(ticket, LATER)]
    followed.append(_followed_up(followed[0], AGAIN))
    words = {*WORDS, MENDED, BECAUSE, LATER, AGAIN} - {HALF, HALF_CODE, TYPED}
    assert {word for word in words if word in _everything()} == words, "else the test would not see a leak"
    assert {word for _file, word in _in_files(list(private_files.rglob("*")), words)} >= {ASKED, MENDED}

    with CaptureQueriesContext(connection) as caught:
        assert client.post(f"{one}delete/", {"reason": "op verzoek"}).status_code == 302
    assert not [query for query in caught if "VACUUM" in query["sql"]], "nobody can write while a database is swept"

    assert {word for word in words if word.lower() in _everything().lower()} == set()
    assert _in_files(list(tmp_path.rglob("*")), words) == set()
    with acting(Actor("job: bewaartermijn"), via="job", reason="volgens het rooster"):
        assert gate.is_sweep_due()
        assert retention.apply(timezone.now()) == Done(submissions=0, tickets=0, drafts=0)
        assert not gate.is_sweep_due()
    assert _in_files(list(_database_files()), words) == set()
    assert {word for word in words if word.lower() in caplog.text.lower()} == set()
    with acting(Actor("toets"), via="command"):
        verification.sign_root(timezone.now())
    assert [str(finding) for finding in verification.verify().findings] == []
    for row in (ticket, *followed):
        again = Client().post("/nl/volg/", {"reference": row.reference, "code": access.code_of(row)})
        assert again.status_code == 410
    assert Client().post("/nl/volg/", {"reference": ticket.reference, "code": code}).status_code == 410


def _asked_answered_and_closed() -> tuple[Ticket, str]:
    sender = Client()
    walk = Walk(sender, "vraag-het")
    walk.step("taal", spoken="nl")
    walk.step("waar", azc="no", postcode="1234")
    sender.post("/nl/vraag/vraag-het/later/", {"email": SENT_CODE})
    walk.step("vraag", question=f"Waar woont de {ASKED}?", name=CALLED, email=MAILED, day=TYPED)
    ticket = walk.send("vraag", question=f"Waar woont de {ASKED}?", name=CALLED, email=MAILED, day="")
    code = access.code_of(ticket)
    sender.get(f"/nl/volg/{ticket.reference}/{code}/")
    sender.post(f"/nl/volg/{ticket.reference}/bericht/", {"text": f"Of een {WROTE}?", "key": "k1"})
    handler = person("handler GM9001")
    assert handler is not None
    desk = Client()
    desk.force_login(handler, backend=BACKEND)
    desk.post(f"/admin/desk/{ticket.reference}/contact/")
    with acting(Actor("Hanna", handler), via="web"):
        ticket.refresh_from_db()
        said = {"language": "nl", "by": handler, "at": timezone.now(), "expected": ticket.lock_version}
        conversation.reply(ticket, text=f"Een {REPLIED} ook.", **said)
        ticket.refresh_from_db()
        said["expected"] = ticket.lock_version
        conversation.close(ticket, outcome="answered", text=f"Dag {REPLIED}.", note=f"Over {CALLED}", **said)
    while delivery.send_due(timezone.now()):
        pass
    assert Message.objects.filter(ticket=ticket).count() == 5
    return ticket, code


def _followed_up(ticket: Ticket, word: str) -> Ticket:
    """What became of a message on a ticket that ended too long ago; answered, with its letters, and ended as well."""
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert ticket.closed_at is not None
    late = ticket.closed_at + timedelta(days=15)
    with acting(Actor("vrager"), via="public"):
        again, _message = conversation.sender_wrote(ticket, text=f"En de {word}?", language="nl", at=late)
    handler = User.objects.get(username="handler-gm9001")
    with acting(Actor("Hanna", handler), via="web"):
        said = {"language": "nl", "by": handler, "at": late, "expected": again.lock_version}
        conversation.close(again, outcome="answered", text=f"Dag {REPLIED}.", note=f"Over {word}", **said)
    while delivery.send_due(late):
        pass
    return again


def _counts_of_days() -> list[tuple[str, int]]:
    """What was counted of the forms, without persons."""
    return list(FormDayStat.objects.order_by("pk").values_list("what", "count"))


def _everything() -> str:
    """All rows of all tables, ours and those of the libraries, as text."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += cursor.fetchall()
    return "\n".join(map(str, found))


def _in_files(files: list[Path], words: Collection[str] = WORDS) -> set[tuple[str, str]]:
    """File and word, for each word in one."""
    found = set()
    for file in files:
        held = file.read_bytes().lower() if file.is_file() else b""
        found |= {(file.name, word) for word in words if re.search(re.escape(word.lower().encode()), held)}
    return found


def _database_files() -> Iterator[Path]:
    """The files of SQLite itself, with what it has not yet put in its place."""
    if connection.vendor == "sqlite":
        place = Path(str(settings.DATABASES["default"]["NAME"]))
        connection.close()
        yield from place.parent.glob(f"{place.name}*")
