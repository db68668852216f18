"""Files of a form: added on a step, taken back, scanned, opened by who may, gone with their owner."""

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms_app import completion, filling, scans, uploads
from forms_app.fields.base import SentFile
from forms_app.models import Draft, Form, Submission, Upload
from home import files
from home.history import recorded
from home.models import Delivery
from home.refusals import Refused
from portal import clock
from tests.cast import person
from tests.forms_app import loaded
from tests.home.strange_files import CORPUS, pdf, picture
from tests.home.test_scanning import EICAR, clamd
from tests.walking import Walk
from tickets.models import AccessLog, Ticket

BACKEND = "portal.signing_in.Backend"
STEP = "/nl/vraag/foto/brief/"
ADD = f"{STEP}bestanden/photo/"
DEFINITION: dict[str, Any] = {
    "key": "foto",
    "title": "Foto van een brief",
    "default_category": "brief",
    "steps": [
        {
            "key": "brief",
            "title": "Uw brief",
            "fields": [
                {"type": "long_text", "key": "question", "label": "Uw vraag", "meaning": "question", "required": True},
                {"type": "yes_no", "key": "has_photo", "label": "Hebt u een foto?"},
                {
                    "type": "upload",
                    "key": "photo",
                    "label": "Foto van de brief",
                    "most_files": 2,
                    "most_megabytes": 1,
                    "required": True,
                    "visible_if": [{"question": "has_photo", "test": "is", "value": "yes"}],
                },
            ],
        },
        {
            "key": "wie",
            "title": "Wie bent u?",
            "fields": [
                {"type": "text", "key": "name", "label": "Uw naam", "meaning": "sender_name", "required": True},
                {"type": "email", "key": "email", "label": "Uw e-mailadres", "meaning": "sender_email"},
            ],
        },
    ],
}


@pytest.fixture(autouse=True)
def form(desk: Ticket, private_files: Path) -> Form:
    return loaded.form(**DEFINITION)


@pytest.fixture
def walk() -> Walk:
    visitor = Walk(Client(), "foto")
    visitor.step("brief", question="Wat betekent dit?", has_photo="yes")
    return visitor


def chosen(content: bytes = b"", name: str = "brief.jpg") -> io.BytesIO:
    found = io.BytesIO(content or picture())
    found.name = name
    return found


def add(walk: Walk, *contents: io.BytesIO, **typed: str) -> Any:
    more = {"question": "Wat betekent dit?", "has_photo": "yes", "_shown": "question has_photo photo", **typed}
    return walk.client.post(ADD, {"photo": list(contents), **more}, follow=True)


def page_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def draft() -> Draft:
    return Draft.objects.get()


def on_disk(place: Path) -> int:
    return sum(1 for found in place.rglob("*") if found.is_file())


def sent(walk: Walk) -> Ticket:
    return walk.send("wie", name="Samira", email="samira@example.org")


def staff(who: str = "regional_coordinator") -> Client:
    user = person(who)
    assert user is not None
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def taken(row: Draft, content: bytes | None = None, name: str = "brief.jpg") -> Upload:
    found = picture() if content is None else content
    part = UploadedFile(file=io.BytesIO(found), name=name, size=len(found))
    return uploads.add(row, "photo", part, at=timezone.now())


def test_a_file_is_added_and_stays_whatever_else_is_wrong(walk: Walk, private_files: Path) -> None:
    answer = add(walk, chosen(name="De brief.JPEG"), question="")

    assert answer.redirect_chain[-1][0] == f"{STEP}#id_photo"
    assert "De brief.jpg" in page_of(answer)
    again = page_of(walk.client.post(STEP, {"_shown": "question has_photo photo", "has_photo": "yes"}, follow=True))
    assert "Vul dit in." in again
    assert "De brief.jpg" in again
    (upload,) = Upload.objects.all()
    assert draft().answers["photo"] == [str(upload.uuid)]
    assert (upload.content_type, upload.name, on_disk(private_files)) == ("image/jpeg", "De brief.jpg", 1)


def test_what_was_typed_beside_a_file_is_kept_with_it(walk: Walk) -> None:
    add(walk, chosen(), question="Iets heel anders")

    assert draft().answers["question"] == "Iets heel anders"


def test_the_first_file_begins_a_draft(private_files: Path) -> None:
    walk = Walk(Client(), "foto")
    add(walk, chosen())

    assert draft().answers["question"] == "Wat betekent dit?"
    assert "brief.jpg" in page_of(walk.get("brief"))
    assert walk.client.cookies["vraag-foto"]["httponly"]


def test_a_file_that_was_chosen_but_not_added_goes_along_with_the_step(walk: Walk) -> None:
    typed = {"question": "Wat?", "has_photo": "yes", "_shown": "question has_photo photo"}
    answer = walk.client.post(STEP, {"photo": chosen(), **typed})

    assert answer["Location"] == "/nl/vraag/foto/wie/"
    assert len(draft().answers["photo"]) == 1


def test_a_file_that_is_refused_with_the_step_shows_why(walk: Walk) -> None:
    typed = {"question": "Wat?", "has_photo": "yes", "_shown": "question has_photo photo"}
    page = page_of(walk.client.post(STEP, {"photo": chosen(b"<html>"), **typed}, follow=True))

    assert "Dit soort bestand kunnen wij niet aannemen." in page
    assert draft().answers["question"] == "Wat?"


def test_a_form_takes_or_refuses_each_file_of_the_table(private_files: Path) -> None:
    for strange in CORPUS:
        row, _token = filling.start(Form.objects.get(key="foto"), language="nl", at=timezone.now())
        before = on_disk(private_files)
        if not strange.is_taken:
            with pytest.raises(Refused) as refused:
                taken(row, strange.make(), strange.name)
            assert (strange.name, refused.value.code) == (strange.name, strange.outcome)
            assert (row.uploads.count(), on_disk(private_files)) == (0, before)
            continue
        upload = taken(row, strange.make(), strange.name)
        assert upload.content_type == strange.outcome
        assert "111222333" not in upload.name
        assert not re.search(r"[/\\<>\r\n\u202e]", upload.name)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "leeg.jpg", "Dit bestand is leeg."),
        (b"\xff\xd8\xff" + b"\0" * 2_000_000, "groot.jpg", "Het mag hoogstens 1 MB zijn."),
        (b"<!doctype html>", "brief.jpg", "Dit soort bestand kunnen wij niet aannemen."),
        (pdf(user="x", owner="x"), "brief.pdf", "Deze pdf is beveiligd."),
    ],
    ids=["empty", "large", "kind", "locked"],
)
def test_why_a_file_is_refused_is_said_at_its_question(walk: Walk, content: bytes, name: str, sentence: str) -> None:
    part = io.BytesIO(content)
    part.name = name
    page = page_of(add(walk, part))

    assert sentence in page
    assert 'href="#id_photo"' in page
    assert "<title>Fout:" in page.replace("<title> ", "<title>")
    assert Upload.objects.count() == 0


def test_adding_nothing_says_so_and_an_address_says_no_more_than_our_own(walk: Walk) -> None:
    assert "Kies eerst een bestand." in page_of(add(walk))
    for asked in ("bestand=photo&fout=not_a_code", "bestand=question&fout=file_kind", "bestand=x&fout=%3Cb%3E"):
        page = page_of(walk.client.get(f"{STEP}?{asked}"))
        assert "Er is nog 1 ding niet goed" not in page


def test_no_more_files_than_the_form_asks_for(walk: Walk) -> None:
    page = page_of(add(walk, chosen(), chosen(), chosen()))

    assert "U kunt hier hoogstens 2 bestanden meesturen." in page
    assert 'type="file"' not in page
    assert len(draft().answers["photo"]) == 2


def test_of_a_number_in_the_name_of_a_file_the_sender_reads_that_it_is_not_kept(walk: Walk) -> None:
    page = page_of(add(walk, chosen(name="brief 123456782.jpg"), chosen(name="ስእሊ ١٢٣٤٥٦٧٨٢.jpg")))

    assert [upload.name for upload in Upload.objects.order_by("pk")] == ["brief •••••••••.jpg", "ስእሊ •••••••••.jpg"]
    assert page.count("stond een nummer van een persoon") == 2
    assert not SentFile("photo", "brief •.jpg").is_covered


def test_all_files_of_a_form_together_have_a_limit(walk: Walk, settings: Any, private_files: Path) -> None:
    settings.UPLOAD_TOTAL_BYTES = len(pdf()) + 10
    taken(draft(), pdf(), "a.pdf")
    with pytest.raises(Refused) as refused:
        taken(draft(), pdf(), "b.pdf")

    assert refused.value.code == "files_together"
    assert (Upload.objects.count(), on_disk(private_files)) == (1, 1)
    assert "Alle bestanden samen" in page_of(add(walk, chosen(pdf(), "b.pdf")))


def test_so_many_files_are_in_a_form_and_no_more_whatever_its_questions_take(
    walk: Walk, settings: Any, private_files: Path
) -> None:
    settings.UPLOAD_TOTAL_FILES = 1
    taken(draft(), pdf(), "a.pdf")
    with pytest.raises(Refused) as refused:
        taken(draft(), pdf(), "b.pdf")

    assert (refused.value.code, refused.value.data) == ("many_files_together", {"most": 1})
    assert (Upload.objects.count(), on_disk(private_files)) == (1, 1)
    assert "In dit formulier kunt u hoogstens 1 bestanden meesturen." in page_of(add(walk, chosen(pdf(), "b.pdf")))


def test_a_file_is_taken_back_and_put_back(walk: Walk, private_files: Path) -> None:
    add(walk, chosen(), chosen(name="achterkant.jpg"))
    first, second = draft().answers["photo"]
    page = page_of(add(walk, _remove=first))

    assert "brief.jpg is weggehaald." in page
    assert draft().answers["photo"] == [second]
    page = page_of(add(walk, _undo=first))
    assert "is weggehaald" not in page
    assert draft().answers["photo"] == [first, second]
    assert uploads.erase_due(timezone.now() + timedelta(days=1)) == 0
    assert on_disk(private_files) == 2


def test_what_was_taken_back_is_gone_after_a_while(walk: Walk, private_files: Path) -> None:
    add(walk, chosen())
    (number,) = draft().answers["photo"]
    page = add(walk, _remove=number)
    address = page.redirect_chain[-1][0]
    now = timezone.now()

    assert uploads.erase_due(now + timedelta(minutes=29)) == 0
    assert uploads.erase_due(now + timedelta(minutes=31)) == 1
    assert on_disk(private_files) == 0
    assert "is weggehaald" not in page_of(walk.client.get(address.split("#")[0]))
    add(walk, _undo=number)
    assert "photo" not in draft().answers
    assert walk.client.get(f"/nl/vraag/foto/bestand/{number}/").status_code == 404


def test_a_file_is_for_who_sent_it_alone(walk: Walk) -> None:
    add(walk, chosen())
    (number,) = draft().answers["photo"]
    mine = walk.client.get(f"/nl/vraag/foto/bestand/{number}/")

    assert (mine.status_code, mine["Content-Disposition"]) == (200, 'attachment; filename="brief.jpg"')
    assert b"".join(mine.streaming_content)[:3] == b"\xff\xd8\xff"
    other = Walk(Client(), "foto")
    other.step("brief", question="Van mij", has_photo="yes")
    assert other.client.get(f"/nl/vraag/foto/bestand/{number}/").status_code == 404
    assert Client().get(f"/nl/vraag/foto/bestand/{number}/").status_code == 404
    add(other, _remove=number)
    add(other, _undo=number)
    assert Upload.objects.get().removed_at is None
    theirs = Draft.objects.order_by("-id")[0]
    theirs.answers["photo"] = [number]
    theirs.save()
    problems = filling.journey_of(theirs, timezone.now()).problems
    assert [problem.code for problem in problems if problem.field == "photo"] == ["unknown_file"]


def test_a_question_that_is_not_for_files_takes_none(walk: Walk) -> None:
    typed = {"question": "Wat?", "_shown": "question"}
    for field in ("question", "nothing", "has_photo"):
        address = f"{STEP}bestanden/{field}/"
        assert walk.client.post(address, {field: chosen(), **typed}).status_code == 404
    assert Upload.objects.count() == 0


def test_a_file_goes_with_the_question_and_staff_open_it_on_record(walk: Walk) -> None:
    add(walk, chosen(pdf(), "brief 111222333.pdf"))
    ticket = sent(walk)
    (number,) = Submission.objects.get().answers["photo"]
    client = staff()
    page = client.get(f"/admin/desk/{ticket.reference}/").content.decode()
    address = f"/admin/submissions/files/{ticket.reference}/{number}/"

    assert address in page
    assert "brief •••••••••.pdf" in page
    assert "111222333" not in page
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content) == pdf()
    looks = AccessLog.objects.filter(ticket=ticket, what="file")
    assert [look.user.username for look in looks] == [person_name(client)]
    assert AccessLog.What("file").label == "bestand geopend"


def person_name(client: Client) -> str:
    from django.contrib.auth import get_user

    request: Any = type("Request", (), {"session": client.session})()
    return str(get_user(request).get_username())


def test_who_may_not_see_the_ticket_opens_no_file_of_it(walk: Walk, desk: Ticket) -> None:
    add(walk, chosen())
    ticket = sent(walk)
    (number,) = Submission.objects.get().answers["photo"]
    address = f"/admin/submissions/files/{ticket.reference}/{number}/"

    for who in ("handler GM9002", "handler GM9001", "functional_admin", "auditor"):
        assert staff(who).get(address).status_code in (302, 404)
    assert Client().get(address).status_code == 302
    # Not by the number of another ticket either, which this person may see.
    mine = staff()
    assert mine.get(address.replace(ticket.reference, desk.reference)).status_code == 404
    assert mine.get(f"/admin/submissions/files/{ticket.reference}/{Draft.objects.get().uuid}/").status_code == 404
    assert AccessLog.objects.filter(what="file").count() == 0


def test_files_are_named_where_answers_are_checked_received_and_printed(walk: Walk) -> None:
    add(walk, chosen(name="De brief.jpg"))
    check = page_of(walk.step("wie", name="Samira", email="samira@example.org"))
    assert "De brief.jpg (1 kB)" in check
    receipt = page_of(walk.client.post("/nl/vraag/foto/controle/", follow=True))
    assert "De brief.jpg (1 kB)" in receipt
    ticket = Ticket.objects.latest("id")
    from django.template.loader import render_to_string

    from forms_app.staff.ticket_part import page

    printed = render_to_string("forms_app/printouts/answers_part.html", {"part": page(ticket)})
    assert "De brief.jpg (1 kB)" in printed


def test_an_answer_that_is_not_asked_any_more_takes_its_file_with_it(walk: Walk, private_files: Path) -> None:
    add(walk, chosen())
    walk.step("brief", question="Wat?", has_photo="no")
    sent(walk)

    assert "photo" not in Submission.objects.get().answers
    assert uploads.erase_due(timezone.now()) == 1
    assert on_disk(private_files) == 0
    assert Upload.objects.get().name == ""


def test_files_of_a_draft_that_became_too_old_are_gone(walk: Walk, private_files: Path) -> None:
    add(walk, chosen(), chosen())
    late = timezone.now() + timedelta(days=31)
    assert uploads.erase_due(late) == 0
    filling.expire_due(late)

    assert uploads.erase_due(late) == 2
    assert uploads.erase_due(late) == 0
    assert on_disk(private_files) == 0
    assert list(Upload.objects.values_list("name", "storage_key")) == [("", ""), ("", "")]


def test_files_go_with_their_owner_however_often_it_is_stopped_halfway(
    walk: Walk, private_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(walk, chosen(), chosen())
    sent(walk)
    now = timezone.now()
    assert uploads.remove(Draft.objects.all(), at=now) == 2
    assert set(Upload.objects.values_list("name", flat=True)) == {""}

    def away(key: str) -> None:
        raise OSError("the disk is away")

    with monkeypatch.context() as broken:
        broken.setattr(files, "erase", away)
        with pytest.raises(OSError, match="away"):
            uploads.erase_due(now)
    assert on_disk(private_files) == 2
    assert uploads.erase_due(now) == 2
    assert on_disk(private_files) == 0


def test_a_crash_between_the_file_and_its_row_leaves_nothing(
    walk: Walk, private_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = taken(draft())

    def killed(*args: Any, **kwargs: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Upload.objects, "create", killed)
        broken.setattr(files, "erase", lambda key: None)  # a process that is killed erases nothing
        with pytest.raises(KeyboardInterrupt):
            taken(draft())
    assert on_disk(private_files) == 2
    now = timezone.now()
    assert uploads.sweep(now) == 0
    assert uploads.sweep(now + timedelta(days=2)) == 1
    assert on_disk(private_files) == 1
    with uploads.opened(kept) as content:
        assert content.read(3) == b"\xff\xd8\xff"


def test_a_draft_that_was_sent_takes_no_more_files(walk: Walk, private_files: Path) -> None:
    add(walk, chosen())
    row = draft()
    sent(walk)
    with pytest.raises(Refused) as refused:
        taken(row)

    assert refused.value.code == "already_sent"
    assert on_disk(private_files) == 1
    assert "al verstuurd" in page_of(add(walk, chosen()))


def test_the_timetable_erases_and_sweeps() -> None:
    jobs = {job.name: job.run for job in clock.TIMETABLE}

    assert (jobs["erase_files"], jobs["sweep_files"]) == (uploads.erase_due, uploads.sweep)


@pytest.fixture
def scanner(settings: Any, tmp_path: Path, socket_enabled: None) -> Any:
    """A scanner that answers, until the test ends."""
    with clamd(tmp_path / "clamd.ctl") as address:
        settings.CLAMAV = address
        yield


def test_a_file_waits_for_its_verdict_and_is_then_given_out(walk: Walk, scanner: None) -> None:
    page = page_of(add(walk, chosen(pdf(), "brief.pdf")))
    assert "Wordt nog gecontroleerd op virussen." in page
    (number,) = draft().answers["photo"]
    ticket = sent(walk)
    client = staff()
    address = f"/admin/submissions/files/{ticket.reference}/{number}/"

    assert client.get(address).status_code == 404
    assert "wordt gecontroleerd op virussen" in page_of(client.get(f"/admin/desk/{ticket.reference}/"))
    assert scans.judge_due(timezone.now()) == 1
    assert b"".join(client.get(address).streaming_content) == pdf()
    assert scans.judge_due(timezone.now()) == 0


def test_a_sick_file_is_removed_and_who_sends_it_is_told(walk: Walk, scanner: None, private_files: Path) -> None:
    add(walk, chosen(_sick(), "ziek.pdf"))
    (number,) = draft().answers["photo"]
    assert scans.judge_due(timezone.now()) == 1
    page = page_of(walk.get("brief"))

    assert "Hierin zat een virus." in page
    walked = page_of(walk.step("brief", question="Wat?", has_photo="yes"))
    assert "In ziek.pdf zit een virus." in walked
    with pytest.raises(Refused):
        completion.complete(draft(), at=timezone.now())
    assert walk.client.get(f"/nl/vraag/foto/bestand/{number}/").status_code == 404
    assert uploads.erase_due(timezone.now()) == 1
    assert on_disk(private_files) == 0
    assert "ziek.pdf" in page_of(walk.get("brief"))
    assert "ziek.pdf" not in re.sub("ziek.pdf is weggehaald", "", page_of(add(walk, chosen(), _remove=number)))


def test_a_file_that_is_found_sick_after_sending_is_told_to_the_team_and_the_sender(
    walk: Walk, scanner: None, private_files: Path
) -> None:
    from tickets.models import Team

    add(walk, chosen(_sick(), "ziek.pdf"), chosen())
    ticket = sent(walk)
    with recorded("toets"):
        team = Team.objects.get(pk=ticket.team_id)
        team.email = "loket@example.org"
        team.save()
    before = Delivery.objects.count()
    assert scans.judge_due(timezone.now()) == 2
    told = Delivery.objects.order_by("id")[before:]

    assert {(row.kind, row.recipient) for row in told} == {
        ("sick_file", "samira@example.org"),
        ("sick_file_at_desk", "loket@example.org"),
    }
    assert "ziek" not in "".join(row.text + row.subject for row in told)
    assert uploads.erase_due(timezone.now()) == 1
    page = page_of(staff().get(f"/admin/desk/{ticket.reference}/"))
    assert "bevatte een virus en is verwijderd" in page
    assert on_disk(private_files) == 1


def test_a_scanner_that_is_away_is_asked_again_and_nothing_is_given_out_before(
    walk: Walk, settings: Any, tmp_path: Path, socket_enabled: None
) -> None:
    settings.CLAMAV = f"unix:{tmp_path}/clamd.ctl"
    add(walk, chosen())
    now = timezone.now()
    for _turn in range(8):
        assert scans.judge_due(now) == 0
        assert scans.judge_due(now) == 0  # it is not asked again at once
        (upload,) = Upload.objects.all()
        assert not upload.may_be_opened
        assert now < upload.scan_due_at <= now + timedelta(hours=1)
        now = upload.scan_due_at
    with clamd(tmp_path / "clamd.ctl"):
        assert scans.judge_due(now) == 1
    assert Upload.objects.get().may_be_opened


def test_two_workers_ask_about_a_file_once(walk: Walk, scanner: None, monkeypatch: pytest.MonkeyPatch) -> None:
    add(walk, chosen())
    now = timezone.now()
    asked = []
    ours = scans._judge

    def scanned(upload: Upload, at: Any) -> bool:
        asked.append(upload.pk)
        assert scans.judge_due(now) == 0  # the other worker, meanwhile
        return ours(upload, at)

    monkeypatch.setattr(scans, "_judge", scanned)
    assert scans.judge_due(now) == 1
    assert len(asked) == 1


@pytest.mark.parametrize("count", [1, 2])
def test_a_step_with_files_costs_the_same_however_many_there_are(walk: Walk, count: int) -> None:
    add(walk, *[chosen() for _number in range(count)])
    walk.get("brief")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        walk.client.get(STEP)

    assert len(asked) <= 6, [query["sql"][:100] for query in asked.captured_queries]


def test_private_files_are_no_part_of_what_is_served(walk: Walk, private_files: Path) -> None:
    add(walk, chosen())
    key = Upload.objects.get().storage_key

    for address in (f"/media/{key}", f"/private/{key}", f"/static/{key}", f"{configured.MEDIA_URL}{key}"):
        assert Client().get(address, follow=True).status_code == 404


def _sick() -> bytes:
    whole: bytes = pdf()
    return whole.replace(b"\n", b"\n%" + EICAR + b"\n", 1)
