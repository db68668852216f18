"""What was sent, for who may read it: the list, one submission, and nothing for anybody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from forms_app import completion, filling, finding
from forms_app.models import Draft, Form, Submission
from home.history import Actor, acting, recorded
from home.models import User
from tests.asking import ANSWERS
from tests.cast import person
from tests.forms_app.loaded import BACKEND
from tickets.models import AccessLog, Ticket

LIST = "/admin/submissions/vraag-het/"
READ, CHANGE, EXPORT, DELETE = "view_submission", "change_submission", "export_submission", "delete_submission"


def sent(count: int = 1, *, municipality: str = "1234", **more: Any) -> list[Submission]:
    """Submissions of the form of the tests, a minute apart, the newest last."""
    form = filling.form_of("vraag-het")
    assert form is not None
    found = []
    for number in range(count):
        at = timezone.now() - timedelta(minutes=count - number)
        with acting(Actor("vrager"), via="public"):
            draft, _token = filling.start(form, language=more.get("language", "nl"), at=at)
            said = {**ANSWERS, "spoken": "nl", "postcode": municipality, **more.get("answers", {})}
            draft = Draft.objects.select_related("form", "version").get(pk=draft.pk)
            draft.answers = {name: value for name, value in said.items() if value is not None}
            draft.save()
            found.append(completion.complete(draft, at=at))
    return found


def reader(who: str = "handler GM9001", *rights: str) -> Client:
    """Somebody at the desk who has these rights on what was sent."""
    user = person(who)
    assert user is not None
    give(user, *rights)
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def give(user: User, *rights: str) -> None:
    """Rights on what was sent."""
    with acting(Actor("toets"), via="command"), recorded("toets"):
        user.user_permissions.add(*Permission.objects.filter(codename__in=rights))


def test_the_list_shows_the_newest_first_without_answers(settled: Ticket) -> None:
    one, two = sent(2)
    page = reader("handler GM9001", READ).get(LIST).content.decode()
    assert page.index(two.ticket.reference) < page.index(one.ticket.reference)
    assert f"/admin/desk/{one.ticket.reference}/" in page
    assert "Wanneer begint mijn les" not in page
    assert "Samira" not in page


def test_a_submission_shows_all_answers_and_that_it_was_opened_is_on_record(settled: Ticket) -> None:
    (one,) = sent()
    client = reader("handler GM9001", READ)
    page = client.get(f"{LIST}{one.ticket.reference}/")
    text = page.content.decode()
    assert "Wanneer begint mijn les?" in text
    assert "Samira" not in text, "the contact is covered until somebody asks for it"
    assert "no-store" in page["Cache-Control"]
    assert list(AccessLog.objects.values_list("what", "ticket")) == [("submission", one.ticket_id)]
    assert "samira@example.org" in client.post(f"{LIST}{one.ticket.reference}/").content.decode()
    assert AccessLog.objects.order_by("-id")[0].what == "reveal"


def test_who_may_not_see_the_contact_does_not_get_it_by_asking(settled: Ticket) -> None:
    (one,) = sent()
    page = reader("reader GM9001", READ).post(f"{LIST}{one.ticket.reference}/").content.decode()
    assert "Wanneer begint mijn les?" in page
    assert "Samira" not in page


@pytest.mark.parametrize(
    ("who", "rights"),
    [
        ("handler GM9001", ()),
        ("handler GM9001", (EXPORT, DELETE)),
        ("group Formulieren", ()),
        ("group Formulieren", (READ,)),
        ("superuser", ()),
        ("anonymous", ()),
    ],
)
def test_without_the_right_and_the_desk_there_is_nothing(settled: Ticket, who: str, rights: tuple[str, ...]) -> None:
    (one,) = sent()
    user = person(who)
    client = Client()
    if user is not None:
        give(user, *rights)
        client.force_login(user, backend=BACKEND)
    for address in ("/admin/submissions/", LIST, f"{LIST}{one.ticket.reference}/"):
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code in (302, 404, 405), address
            assert one.ticket.reference not in answer.content.decode().replace(address, "")
    assert not AccessLog.objects.exists()


def test_a_submission_is_seen_only_with_its_ticket(settled: Ticket) -> None:
    (here,) = sent()
    (there,) = sent(municipality="1290")
    client = reader("handler GM9002", READ)
    page = client.get(LIST).content.decode()
    assert there.ticket.reference in page
    assert here.ticket.reference not in page
    known, unknown = (client.get(f"{LIST}{number}/") for number in (here.ticket.reference, "WTR-AAAA-AAAA"))
    assert (known.status_code, unknown.status_code) == (404, 404)


def test_what_is_restricted_stays_hidden(settled: Ticket) -> None:
    (one,) = sent()
    client = reader("coordinator GM9001", READ)
    assert one.ticket.reference in client.get(LIST).content.decode()
    with recorded("toets"):
        ticket = Ticket.objects.get(pk=one.ticket_id)
        ticket.team = ticket.team.__class__.objects.get(municipality__code="GM9001", name="Bezwaar")
        ticket.restricted = True
        ticket.save()
    assert one.ticket.reference not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{one.ticket.reference}/").status_code == 404


def test_the_pages_of_the_list_hold_each_submission_once(settled: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = sent(5)
    client = reader("handler GM9001", READ)
    monkeypatch.setitem(finding.page.__kwdefaults__, "size", 2)
    seen, address, text = [], LIST, ""
    while address:
        text = client.get(address).content.decode()
        seen += re.findall(r'href="/admin/desk/(WTR[^/]+)/"', text)
        address = _led_to(text, "next")
    assert seen == [row.ticket.reference for row in reversed(rows)]
    before = client.get(_led_to(text, "prev")).content.decode()
    assert re.findall(r'href="/admin/desk/(WTR[^/]+)/"', before) == seen[2:4]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("language=nl", 1),
        ("language=en", 1),
        ("language=ar", 0),
        ("version=1", 2),
        ("version=7", 2),  # there is none: said beside the field, and left out
        ("channel=web", 2),
        ("channel=api", 0),
        ("state=new", 2),
        ("state=done", 0),
        ("sent_from=2020-01-01&sent_to=2020-12-31", 0),
        ("sent_from=2020-01-01", 2),
        ("sent_from=rubbish", 2),
    ],
)
def test_the_list_is_narrowed(settled: Ticket, asked: str, found: int) -> None:
    rows = [*sent(), *sent(language="en")]
    page = reader("handler GM9001", READ).get(f"{LIST}?{asked}").content.decode()
    assert sum(row.ticket.reference in page for row in rows) == found
    assert (found == 0) == ("Geen inzendingen gevonden" in page)


def test_the_list_is_narrowed_by_place(settled: Ticket) -> None:
    (here,), (there,) = sent(), sent(municipality="1290")
    client = reader("regional_coordinator", READ)
    for field, key in (("municipality", here.ticket.municipality_id), ("team", here.ticket.team_id)):
        page = client.get(f"{LIST}?{field}={key}").content.decode()
        assert here.ticket.reference in page
        assert there.ticket.reference not in page


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_and_a_submission_cost_the_same_among_many(
    settled: Ticket, many: int, django_assert_num_queries: Any
) -> None:
    rows = sent(many)
    client = reader("handler GM9001", READ)
    one = f"{LIST}{rows[0].ticket.reference}/"
    for address in (LIST, one):
        client.get(address)
    with django_assert_num_queries(10):
        client.get(LIST)
    with django_assert_num_queries(10):
        client.get(one)


def test_a_form_that_nobody_sent_says_so(settled: Ticket) -> None:
    assert Form.objects.filter(key="vraag-het").exists()
    page = reader("handler GM9001", READ).get(LIST).content.decode()
    assert "Er zijn nog geen inzendingen die u mag zien." in page


def _led_to(page: str, where: str) -> str:
    found = re.search(rf'rel="{where}" href="([^"]+)"', page)
    return LIST + found[1].replace("&amp;", "&") if found else ""
