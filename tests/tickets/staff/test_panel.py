"""The first page after signing in says what waits."""

import pytest

from tests.registers import signed_in
from tickets.models import Ticket


@pytest.mark.parametrize(("who", "count"), [("handler GM9001", 1), ("coordinator GM9001", 1), ("handler GM9002", 0)])
def test_who_works_at_the_desk_sees_the_lists_and_how_much_is_in_them(desk: Ticket, who: str, count: int) -> None:
    page = signed_in(who).get("/admin/").content.decode()
    assert '<h2 id="desk-panel">' in page
    assert page.count(f'<span class="desk-count">{count}</span>') >= 2
    assert desk.reference not in page


@pytest.mark.parametrize("who", ["group Redactie", "superuser"])
def test_who_has_no_role_there_sees_nothing_of_it(desk: Ticket, who: str) -> None:
    answer = signed_in(who).get("/admin/")
    assert answer.status_code == 200
    assert "desk-panel" not in answer.content.decode()
