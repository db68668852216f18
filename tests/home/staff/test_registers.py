"""The base of every register, tried on all of them and in depth on those of the ground floor."""

import csv
import io
import re
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from openpyxl import load_workbook

from home.history import recorded
from home.models import Calendar, ClosingDay, Municipality, OutsideArea, PostcodeArea, User
from tests.promises.test_right_eyes import WHO
from tests.registers import ACTIONS_OF_A_ROW, REGISTERS, address, rows, signed_in, typed
from tickets.models import ForwardBody, Membership, Organisation, ReplyTemplate, ReplyTemplateTranslation, Ticket
from tickets.words import ORGANISATION_KINDS

SHARED = {"membership", "replytemplate", "replytemplatetranslation"}
MAY_CONFIGURE = {"functional_admin", "superuser"}
UNKNOWN = 999_999_999


@pytest.fixture
def filled(desk: Ticket) -> Ticket:
    """At least one row in each register."""
    with recorded("toets"):
        template = ReplyTemplate(name="Ontvangen", municipality=Municipality.objects.get(code="GM9001"))
        template.save()
        ReplyTemplateTranslation(template=template, language="nl", text="Dank u wel.").save()
        PostcodeArea(pc4="9001", place="Waterdam", municipality=Municipality.objects.get(code="GM9001")).save()
        user = User(username="lid")
        user.save()
        Membership(user=user, team=desk.team, role="reader", valid_from=timezone.localdate()).save()
        Organisation(code="taalschool", name="De Taalschool", kind=next(iter(ORGANISATION_KINDS))).save()
        ForwardBody(code="elders", name="Elders").save()
        OutsideArea(pc4="9900", place="Elders", municipality_name="Elders", municipality_code="GM9999").save()
    return desk


def shown(answer: Any) -> str:
    """The page as text."""
    return re.sub(r"\s+", " ", answer.content.decode())


def newest(row: Any) -> Any:
    """The newest history row."""
    return row.history.order_by("-seq").first()


def registered(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """The names of all addresses of registers, as the resolver has them."""
    found = set()
    for one in patterns:
        if isinstance(one, URLResolver):
            found |= registered(one.url_patterns)
        elif "_modeladmin_" in (one.name or ""):
            found.add(one.name)
    return found


def test_every_register_has_five_screens_and_no_other() -> None:
    expected = {
        f"registers_{name}_modeladmin_{action}"
        for name in REGISTERS
        for action in ("index", "create", *ACTIONS_OF_A_ROW)
    }
    assert registered(get_resolver().url_patterns) == expected
    assert len(REGISTERS) == 15


@pytest.mark.parametrize("who", [who for who in WHO if who not in MAY_CONFIGURE])
def test_whoever_does_not_manage_a_row_gets_the_same_answer_as_for_no_row(filled: Ticket, who: str) -> None:
    client, before = signed_in(who), rows("team").count()
    coordinator = who.startswith("coordinator")
    for register in REGISTERS:
        opens = coordinator and register in SHARED
        for action in ("index", "create"):
            for answer in (
                client.get(address(register, action)),
                client.get(address(register, action), {"export": "csv"}),
            ):
                assert answer.status_code == (200 if opens else 302 if who == "anonymous" else 404), (register, action)
        row = rows(register).first()
        own = who == "coordinator GM9001" and opens
        for action in ACTIONS_OF_A_ROW:
            here, nowhere = address(register, action, row.pk), address(register, action, UNKNOWN)
            for one, other in (
                (client.get(here), client.get(nowhere)),
                (client.post(here, {"reason": "x", "seen": 1}), client.post(nowhere, {"reason": "x", "seen": 1})),
            ):
                if own:
                    assert (one.status_code, other.status_code) in ((200, 404), (302, 404), (409, 404)), (here, one)
                    continue
                assert one.status_code == other.status_code == (302 if who == "anonymous" else 404), (who, here)
                if who != "anonymous":
                    assert one.content == other.content
            if own and action == "delete":
                break  # it is gone
    assert rows("team").count() == before


@pytest.mark.parametrize("register", REGISTERS)
def test_who_configures_opens_every_screen_of_every_register(filled: Ticket, register: str) -> None:
    client = signed_in("functional_admin")
    row = rows(register).first()
    for action in ("index", "create"):
        answer = client.get(address(register, action))
        assert answer.status_code == 200
        assert "/static/admin/" not in shown(answer)  # the files of Django's own admin are not served
    for action in ACTIONS_OF_A_ROW:
        answer = client.get(address(register, action, row.pk))
        assert answer.status_code == 200
        assert "/static/admin/" not in shown(answer)
        for key in (UNKNOWN, "x", "1-2", "١"):
            assert client.get(address(register, action, key)).status_code == 404


@pytest.mark.parametrize("register", REGISTERS)
def test_nothing_is_saved_or_removed_without_a_reason(filled: Ticket, register: str) -> None:
    client, row = signed_in("functional_admin"), rows(register).first()
    before = rows(register).count(), newest(row).seq

    saved = client.post(address(register, "edit", row.pk), typed(register, row, reason="  "))
    made = client.post(address(register, "create"), typed(register, row, reason="", seen=None))
    gone = client.post(address(register, "delete", row.pk), {"seen": row.lock_version, "reason": " "})

    assert [answer.status_code for answer in (saved, made, gone)] == [200, 200, 200]
    assert all("Reden" in shown(answer) for answer in (saved, made))
    assert "Reden" in shown(gone) or "nog in gebruik" in shown(gone)
    assert 'id="problems"' in shown(saved)
    assert (rows(register).count(), newest(row).seq) == before


def test_a_new_row_says_who_made_it_through_which_door_and_why(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    calendar = Calendar.objects.get(kind="staff")
    day = {"calendar": calendar.pk, "day": "2027-05-05", "name": "Bevrijdingsdag (brug)", "reason": "besluit van 3 mei"}

    assert client.post(address("closingday", "create"), day).status_code == 302

    row = newest(ClosingDay.objects.get(name="Bevrijdingsdag (brug)"))
    said = (row.history_type, row.actor_label, row.via, row.history_change_reason, row.history_user.username)
    assert said == ("+", "functional_admin", "web", "besluit van 3 mei", "functional_admin")


def test_a_change_shows_in_the_history_field_by_field_with_who_and_why(desk: Ticket) -> None:
    client, row = signed_in("functional_admin"), Municipality.objects.get(code="GM9001")

    sent = typed("municipality", row, phone="0183 123456", reason="nieuw nummer van de balie")
    assert client.post(address("municipality", "edit", row.pk), sent).status_code == 302

    page = shown(client.get(address("municipality", "history", row.pk)))
    assert "<dt>Telefoon</dt><dd><ins>0183 123456</ins></dd>" in page
    for words in ("functional_admin", "nieuw nummer van de balie", "in het beheer", "Gewijzigd", "Toegevoegd"):
        assert words in page
    assert newest(row).via == "web"


def test_saving_what_is_there_already_leaves_no_history(desk: Ticket) -> None:
    client, row = signed_in("functional_admin"), Municipality.objects.get(code="GM9001")
    assert client.post(address("municipality", "edit", row.pk), typed("municipality", row)).status_code == 302
    assert newest(row).seq == 1


def test_two_people_with_one_version_the_second_sees_what_changed_and_keeps_what_was_typed(desk: Ticket) -> None:
    row = Municipality.objects.get(code="GM9001")
    sent = typed("municipality", row, desk="Markt 1", reason="verhuisd")
    first = signed_in("functional_admin")
    first.post(address("municipality", "edit", row.pk), typed("municipality", row, hours="ma-vr", reason="zomer"))
    second = signed_in("superuser")

    answer = second.post(address("municipality", "edit", row.pk), sent)

    page = shown(answer)
    assert answer.status_code == 409
    assert "functional_admin" in page
    assert "Reden: zomer" in page
    assert "<dt>Openingstijden</dt><dd><ins>ma-vr</ins></dd>" in page
    assert "Markt 1" in page
    assert "verhuisd" in page
    assert f'name="seen" value="{row.lock_version + 1}"' in page
    row.refresh_from_db()
    assert (row.desk, row.hours) == ("", "ma-vr")

    again = second.post(address("municipality", "edit", row.pk), {**sent, "seen": row.lock_version, "hours": "ma-vr"})
    row.refresh_from_db()
    assert (again.status_code, row.desk, row.hours) == (302, "Markt 1", "ma-vr")


def test_a_form_without_the_version_that_was_seen_is_refused(desk: Ticket) -> None:
    client, row = signed_in("functional_admin"), Municipality.objects.get(code="GM9001")
    for seen in ("", "x", None):
        answer = client.post(address("municipality", "edit", row.pk), typed("municipality", row, seen=seen, phone="1"))
        assert answer.status_code == 200
        assert 'id="problems"' in shown(answer)
    assert newest(row).seq == 1


def test_a_row_that_changed_is_not_removed_by_who_saw_the_old_one(filled: Ticket) -> None:
    row = OutsideArea.objects.get()
    client = signed_in("functional_admin")
    client.post(address("outsidearea", "edit", row.pk), typed("outsidearea", row, place="Ergens", reason="spelling"))

    answer = client.post(address("outsidearea", "delete", row.pk), {"reason": "dubbel", "seen": row.lock_version})

    assert answer.status_code == 409
    assert "Reden: spelling" in shown(answer)
    assert "dubbel" in shown(answer)
    assert OutsideArea.objects.filter(pk=row.pk).exists()


def test_a_removed_row_leaves_its_history_with_the_reason(filled: Ticket) -> None:
    row = OutsideArea.objects.get()
    client = signed_in("functional_admin")
    sent = {"reason": "bestaat niet meer", "seen": row.lock_version}
    assert client.post(address("outsidearea", "delete", row.pk), sent).status_code == 302
    last = OutsideArea.history.filter(id=row.pk).order_by("-seq").first()
    assert (last.history_type, last.history_change_reason, last.via) == ("-", "bestaat niet meer", "web")
    assert client.get(address("outsidearea", "history", row.pk)).status_code == 404


def test_what_is_in_use_stays_and_the_page_says_what_holds_it(desk: Ticket) -> None:
    client, row = signed_in("functional_admin"), Municipality.objects.get(code="GM9001")
    page = shown(client.get(address("municipality", "delete", row.pk)))
    assert "nog in gebruik" in page
    assert "Teams: " in page
    assert "Tickets: 1" in page
    assert "<form" not in page.split('class="kl-staff"')[1]

    answer = client.post(address("municipality", "delete", row.pk), {"reason": "weg", "seen": row.lock_version})

    assert answer.status_code == 409
    assert Municipality.objects.filter(pk=row.pk).exists()


def test_the_region_itself_stays(desk: Ticket) -> None:
    client, row = signed_in("functional_admin"), Municipality.objects.get(kind="region")
    answer = client.post(address("municipality", "delete", row.pk), {"reason": "weg", "seen": row.lock_version})
    assert answer.status_code == 409
    assert Municipality.objects.filter(kind="region").exists()


def test_a_rule_of_the_database_is_said_in_words_at_its_field(filled: Ticket) -> None:
    client = signed_in("functional_admin")
    owner = Municipality.objects.get(code="GM9002").pk
    sent = {"pc4": "9001", "place": "Polderkerk", "municipality": owner, "kind": "address", "reason": "grens"}

    page = shown(client.post(address("postcodearea", "create"), sent))

    assert "Deze postcode staat er al. Geef de oude regel eerst een einddatum." in page
    assert "one_area_per_pc4" not in page
    dates = {"pc4": "9002", "valid_from": "2027-02-01", "valid_to": "2027-01-01"}
    page = shown(client.post(address("postcodearea", "create"), {**sent, **dates}))
    assert "De einddatum ligt voor de begindatum." in page


def test_a_postcode_moves_to_another_municipality_on_a_day(filled: Ticket) -> None:
    client, old = signed_in("functional_admin"), PostcodeArea.objects.get()
    other = Municipality.objects.get(code="GM9002").pk
    new = {"pc4": "9001", "place": "Waterdam", "municipality": other, "kind": "address", "valid_from": "2027-01-01"}
    ended = typed("postcodearea", old, valid_to="2027-01-31")
    assert client.post(address("postcodearea", "edit", old.pk), ended).status_code == 302

    overlapping = client.post(address("postcodearea", "create"), {**new, "reason": "grens"})
    assert "Postcode 9001 ligt in die tijd al ergens anders" in shown(overlapping)

    after = client.post(address("postcodearea", "create"), {**new, "valid_from": "2027-02-01", "reason": "grens"})
    assert after.status_code == 302
    assert PostcodeArea.objects.filter(pc4="9001").count() == 2


def test_a_choice_outside_the_register_s_own_is_refused(filled: Ticket) -> None:
    client = signed_in("functional_admin")
    region = Municipality.objects.get(kind="region")
    assert f'<option value="{region.pk}"' not in shown(client.get(address("postcodearea", "create")))
    sent = {"pc4": "9005", "place": "x", "municipality": region.pk, "kind": "address", "reason": "x"}
    assert client.post(address("postcodearea", "create"), sent).status_code == 200
    statutory = Calendar.objects.get(kind="statutory")
    row = Municipality.objects.get(code="GM9001")
    sent = typed("municipality", row, calendar=str(statutory.pk))
    assert client.post(address("municipality", "edit", row.pk), sent).status_code == 200
    assert (PostcodeArea.objects.count(), newest(row).seq) == (1, 1)


def test_search_filter_order_and_an_empty_answer(filled: Ticket) -> None:
    client = signed_in("functional_admin")
    here = address("closingday")
    calendar = Calendar.objects.get(kind="statutory")

    assert "Niets gevonden" in shown(client.get(here, {"q": "bestaatniet"}))
    assert "Goede vrijdag" in shown(client.get(here, {"calendar": calendar.pk, "q": "vrijdag"}))
    assert "Niets gevonden" in shown(
        client.get(here, {"calendar": Calendar.objects.get(kind="staff").pk, "q": "vrijdag"})
    )
    assert client.get(here, {"o": "1", "p": "2"}).status_code == 200
    assert client.get(here, {"calendar": "999999", "o": "x.9", "p": "x"}).status_code == 200


def test_an_address_cannot_look_through_a_relation(desk: Ticket) -> None:
    client = signed_in("functional_admin")
    everything = shown(client.get(address("membership"), {"user__password__startswith": "md5"}))
    nothing = shown(client.get(address("membership"), {"user__password__startswith": "nothing"}))
    assert everything.count("<tr") == nothing.count("<tr") > 1


def test_a_long_list_comes_in_pages(desk: Ticket) -> None:
    with recorded("toets"):
        for number in range(60):
            area = {"place": "Elders", "municipality_name": "Elders", "municipality_code": "GM9999"}
            OutsideArea(pc4=str(8000 + number), **area).save()
    client = signed_in("functional_admin")
    first, second = (shown(client.get(address("outsidearea"), {"p": page})) for page in ("1", "2"))
    assert ("8000" in first, "8059" in first) == (True, False)
    assert ("8000" in second, "8059" in second) == (False, True)
    assert "Pagina 2 van 2" in second


def test_no_formula_leaves_in_an_export(desk: Ticket) -> None:
    formula = '=HYPERLINK("http://example.org")'
    with recorded("toets"):
        for number, place in enumerate((formula, "@x", "-x", "+x", "gewoon")):
            names = {"municipality_name": "Elders", "municipality_code": "GM9999"}
            OutsideArea(pc4=str(8000 + number), place=place, **names).save()
    client = signed_in("functional_admin")

    text = b"".join(client.get(address("outsidearea"), {"export": "csv"}).streaming_content).decode()  # type: ignore[attr-defined]
    table = list(csv.reader(io.StringIO(text)))
    assert table[0][:2] == ["Postcode", "Plaats"]
    assert [row[1] for row in table[1:]] == [f"'{formula}", "'@x", "'-x", "'+x", "gewoon"]

    book = b"".join(client.get(address("outsidearea"), {"export": "xlsx"}).streaming_content)  # type: ignore[attr-defined]
    cells = [row[1] for row in load_workbook(io.BytesIO(book)).active.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type) for cell in cells][0] == (formula, "s")


def test_an_export_holds_what_the_list_shows(filled: Ticket) -> None:
    client = signed_in("functional_admin")
    sent = {"export": "csv", "calendar": Calendar.objects.get(kind="statutory").pk, "q": "vrijdag"}
    text = b"".join(client.get(address("closingday"), sent).streaming_content).decode()  # type: ignore[attr-defined]
    table = list(csv.reader(io.StringIO(text)))
    assert len(table) > 3
    assert {row[1] for row in table[1:]} == {"Goede vrijdag"}


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_the_same_for_one_row_as_for_three(
    desk: Ticket, number: int, django_assert_num_queries: Any
) -> None:
    with recorded("toets"):
        for index in range(number):
            owner = Municipality.objects.get(code="GM9001")
            PostcodeArea(pc4=str(8000 + index), place="Waterdam", municipality=owner).save()
    client = signed_in("functional_admin")
    client.get(address("postcodearea"))
    with django_assert_num_queries(QUERIES_OF_A_LIST):
        client.get(address("postcodearea"))


QUERIES_OF_A_LIST = 11


@pytest.mark.parametrize("number", [1, 3])
def test_a_history_costs_the_same_for_one_change_as_for_three(
    filled: Ticket, number: int, django_assert_num_queries: Any
) -> None:
    client, row = signed_in("functional_admin"), PostcodeArea.objects.get()
    for index in range(number):
        row.refresh_from_db()
        client.post(address("postcodearea", "edit", row.pk), typed("postcodearea", row, place=f"Waterdam {index}"))
    with django_assert_num_queries(QUERIES_OF_A_HISTORY):
        client.get(address("postcodearea", "history", row.pk))


QUERIES_OF_A_HISTORY = 11


def test_registers_leave_no_copy_in_wagtail_s_own_logs_and_indexes(filled: Ticket) -> None:
    from wagtail.models import ModelLogEntry, ReferenceIndex

    client, row = signed_in("functional_admin"), PostcodeArea.objects.get()
    client.post(address("postcodearea", "edit", row.pk), typed("postcodearea", row, place="Anders"))
    assert (ModelLogEntry.objects.count(), ReferenceIndex.objects.count()) == (0, 0)
