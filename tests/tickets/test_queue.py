"""Lists of the desk: the right tickets in the right order, at a cost that does not hang on how many there are."""

import itertools
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import crowd
from tests.cast import person
from tests.registers import signed_in
from tickets import access, intake, known, queue
from tickets.intake import Question
from tickets.models import Category, Team, Ticket
from tickets.queue import ORDERS, VIEWS, Wanted
from tickets.words import URGENCY_LABELS

MANY = 240


@pytest.fixture
def many(desk: Ticket) -> Iterator[Ticket]:
    """The desk with many tickets, of two municipalities and the region."""
    seeds = [desk]
    for facts in ({"municipality": "GM9002"}, {}):
        question = Question(
            text="Vraag", language="nl", category="brief", topic_line="Vraag", channel="web", facts=facts
        )
        seeds.append(intake.open_ticket(question, at=timezone.now()))
    crowd.gather(MANY, seeds, [person("handler GM9001")])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return desk


def today() -> date:
    return timezone.localdate()


def walk(user: Any, wanted: Wanted, size: int = 25) -> list[list[int]]:
    """All pages of a list, by their links onward."""
    pages, after = [], ""
    while True:
        page = queue.page(user, wanted, today(), after=after, size=size)
        pages.append([ticket.pk for ticket in page.rows])
        if not page.after:
            return pages
        after = page.after
        assert len(pages) < MANY


def in_order(user: Any, wanted: Wanted) -> list[int]:
    """What the list should be, by sorting everything."""
    rows = queue.tickets(user, wanted, today())
    rank = {code: place for place, code in enumerate(("urgent", "this_week", "normal"))}
    keys = {
        "urgent": lambda row: (rank[row.urgency], row.service_due, row.pk),
        "due": lambda row: (row.service_due, row.pk),
        "received": lambda row: (row.received_at, row.pk),
    }
    order = queue.order_of(wanted)
    found = sorted(rows, key=keys[order.removeprefix("-")], reverse=order.startswith("-"))
    return [row.pk for row in found]


def test_urgency_sorts_as_text_from_the_most_urgent_down():
    assert sorted(URGENCY_LABELS, reverse=True) == ["urgent", "this_week", "normal"]


@pytest.mark.parametrize("who", ["coordinator GM9001", "regional_coordinator"])
def test_the_pages_of_a_list_are_all_of_it_once_and_in_order(many: Ticket, who: str):
    user = person(who)
    lists = [("all", order) for order in ORDERS] + [(view, "urgent") for view in VIEWS if view != "all"]
    for view, order in lists:
        wanted = Wanted(view=view, order=order)
        pages = walk(user, wanted, 60)
        assert list(itertools.chain.from_iterable(pages)) == in_order(user, wanted), (view, order)
        assert all(len(page) == 60 for page in pages[:-1])


def test_ended_tickets_are_listed_by_when_they_came_in(many: Ticket):
    user = person("regional_coordinator")
    wanted = Wanted(view="all", state="ended", order="urgent")
    assert queue.order_of(wanted) == "-received"
    assert list(itertools.chain.from_iterable(walk(user, wanted, 60))) == in_order(user, wanted)


def test_going_back_leads_to_the_same_page_also_between_equal_keys(many: Ticket):
    user = person("regional_coordinator")
    wanted = Wanted(view="all")
    first = queue.page(user, wanted, today(), size=10)
    second = queue.page(user, wanted, today(), after=first.after, size=10)
    third = queue.page(user, wanted, today(), after=second.after, size=10)
    back = queue.page(user, wanted, today(), before=third.before, size=10)
    start = queue.page(user, wanted, today(), before=back.before, size=10)
    assert back.rows == second.rows
    assert start.rows == first.rows
    assert (start.before, first.before) == ("", "")
    assert back.after == second.after


@pytest.mark.parametrize(
    "key", ["", "~", "urgent~2026-01-01", "urgent~x~1", "huge~2026-01-01~1", "urgent~2026-01-01~-1"]
)
def test_a_key_that_is_none_gives_the_start(desk: Ticket, key: str):
    user = person("handler GM9001")
    page = queue.page(user, Wanted(), today(), after=key)
    assert [ticket.pk for ticket in page.rows] == [desk.pk]


@pytest.mark.parametrize("who", ["handler GM9001", "regional_coordinator", "privacy_officer", "coordinator GM9002"])
def test_the_parts_of_what_a_person_sees_are_all_that_the_person_sees(desk: Ticket, who: str):
    user = person(who)
    scope = access.desk_scope(user)
    by_parts = {pk for part in scope.parts for pk in Ticket.objects.filter(part).values_list("pk", flat=True)}
    assert by_parts == set(access.visible_tickets(user).values_list("pk", flat=True))


@pytest.mark.parametrize("who", ["reader GM9001", "regional_coordinator"])
def test_no_list_reads_the_whole_table_or_sorts_more_than_a_page(many: Ticket, who: str):
    user = person(who)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # few rows: sorting would be cheaper here, but not among many
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
            )
    for view, order in itertools.product(VIEWS, ORDERS):
        if view == "mine" and "received" in order:
            continue  # what one person has open is sorted: it is little
        wanted = Wanted(view=view, order=order)
        first = queue.page(user, wanted, today(), size=5)
        for key in (None, queue._key(first.after, ORDERS[order])):
            plan = queue.first_rows(user, wanted, today(), ORDERS[order], key, 26).explain()
            assert bad_steps(plan) == [], f"{who} {view} {order}\n{plan}"


def bad_steps(plan: str) -> list[str]:
    """Lines of a plan that read all tickets, or sort tickets before it is known which few are wanted."""
    lines = plan.splitlines()
    if connection.vendor == "postgresql":
        sorted_first = [below for line, below in itertools.pairwise(lines) if "Limit" in line and "Sort" in below][1:]
        return [line for line in lines if "Seq Scan on tickets_ticket" in line] + sorted_first
    rows = [line.split(" ", 3) for line in lines]
    said = {number: text for number, _above, _unused, text in rows}
    sorts = [(above, text) for _number, above, _unused, text in rows if "TEMP B-TREE" in text]
    early = [text for above, text in sorts if said.get(above, "").startswith("LIST SUBQUERY")]
    assert any(text.startswith("LIST SUBQUERY") for text in said.values())
    return [text for text in said.values() if text.startswith("SCAN tickets_ticket") and "USING" not in text] + early


def test_all_counters_are_one_query_and_stop_counting(many: Ticket, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue, "MOST_COUNTED", 50)
    user = person("regional_coordinator")
    access.desk_scope(user)
    with CaptureQueriesContext(connection) as queries:
        counts = queue.counts(user, today())
    assert len(queries) == 1
    assert counts == {view: min(51, queue.tickets(user, Wanted(view=view), today()).count()) for view in VIEWS}


def test_the_crowd_is_as_the_acts_would_have_left_it(many: Ticket):
    assert Ticket.objects.count() == MANY + 3
    assert Team.objects.filter(pk__in=Ticket.objects.values("team")).count() == 3
    assert Category.objects.filter(pk__in=Ticket.objects.values("category")).count() == 1


def told(client: Client, query: str) -> set[tuple[str, int]]:
    """The teams in the list, each with its number of rows."""
    page = client.get(f"/admin/desk/lijst/all/{query}").content.decode()
    cells = [cell for cell in re.findall(r"<td>([^<]*)</td>", page) if " · " in cell]
    return {(cell, cells.count(cell)) for cell in cells if cell in {team.label for team in known.teams().values()}}


def test_a_list_is_narrowed_to_one_team_by_who_sees_several(many: Ticket):
    client = signed_in("regional_coordinator")
    whole = {name for name, _count in told(client, "")}
    assert {"Waterdam · Loket", "Polderkerk · Loket"} <= whole
    team = Team.objects.get(municipality__code="GM9002", name="Loket")
    assert told(client, f"?team={team.pk}") == {("Polderkerk · Loket", queue.PAGE)}
    page = client.get(f"/admin/desk/lijst/all/?team={team.pk}").content.decode()
    assert f'<option value="{team.pk}" selected>Polderkerk · Loket</option>' in page
    assert f"team={team.pk}" in page.partition('rel="next"')[2].partition(">")[0]
    assert "Waterdam · Intake</option>" in page
    assert "Waterdam · Bezwaar</option>" not in page


@pytest.mark.parametrize("who", ["reader GM9001", "auditor", "coordinator GM9001"])
def test_the_team_of_another_can_not_be_picked(many: Ticket, who: str):
    client = signed_in(who)
    other = Team.objects.get(municipality__code="GM9002", name="Loket")
    page = client.get(f"/admin/desk/lijst/all/?team={other.pk}").content.decode()
    assert "Polderkerk · Loket</option>" not in page
    assert {name for name, _count in told(client, f"?team={other.pk}")} <= {"Waterdam · Loket"}
    assert ('name="team"' in page) == (who == "coordinator GM9001")
