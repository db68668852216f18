"""Never twice: what is sent again is what was sent before. Through the real server, with two processes."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.live import FORM, Answer, Portal, Visitor, reference_and_code

CHECK = f"/nl/vraag/{FORM}/controle/"
COUNTED = """
SELECT (SELECT count(*) FROM forms_app_submission), (SELECT count(*) FROM tickets_ticket),
       (SELECT count(*) FROM home_delivery WHERE kind = 'receipt')
"""
# Of one ticket: submissions, receipts that wait or left, first rows of its history.
OF_ONE = """
SELECT (SELECT count(*) FROM forms_app_submission WHERE ticket_id = tickets_ticket.id),
       (SELECT count(*) FROM home_delivery WHERE kind = 'receipt'
           AND about = 'tickets.ticket:' || tickets_ticket.id),
       (SELECT count(*) FROM tickets_historicalticket WHERE id = tickets_ticket.id AND history_type = '+')
FROM tickets_ticket WHERE reference = '{}'
"""


@contextmanager
def one_question_in_the_database(portal: Portal) -> Iterator[list[str]]:
    """What happens meanwhile makes one submission, one ticket and one receipt: that of the only reference given."""
    given: list[str] = []
    before = portal.rows(COUNTED)[0]
    yield given
    assert portal.rows(COUNTED)[0] == tuple(count + 1 for count in before)
    assert len(set(given)) == 1
    assert portal.rows(OF_ONE.format(given[0])) == [(1, 1, 1)]


def ready(portal: Portal) -> Visitor:
    """A person who has filled in everything and looks at the button."""
    visitor = Visitor(portal)
    assert visitor.fill_in().url.endswith("/controle/")
    return visitor


def click_and_leave(visitor: Visitor) -> None:
    """Sends the form as a browser does whose person clicks a second time: nobody waits for the answer."""
    body = urlencode({"csrfmiddlewaretoken": visitor.csrf})
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    head = [
        f"POST {CHECK} HTTP/1.1",
        f"Host: 127.0.0.1:{visitor.portal.port}",
        f"Cookie: {cookies}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    with socket.create_connection(("127.0.0.1", visitor.portal.port)) as line:
        line.sendall(("\r\n".join(head) + "\r\n\r\n" + body).encode())


def numbers(visitor: Visitor, page: Answer) -> tuple[str, str]:
    """Number and code: on the receipt, or behind the link to it when the page says that it was sent before."""
    return reference_and_code(page if "/klaar/" in page.url else visitor.get(link_to_receipt(page)))


def link_to_receipt(page: Answer) -> str:
    """Where the page that says `you sent this` leads."""
    assert "/klaar/" in page.body, (page.status, page.url)
    return next(part for part in page.body.split('"') if "/klaar/" in part)


def test_eight_parallel_sendings_of_one_draft_are_one_question(portal: Portal) -> None:
    visitor = ready(portal)

    def send(_turn: int) -> tuple[str, str]:
        twin = Visitor(portal, visitor.cookies)
        twin.csrf = visitor.csrf
        return reference_and_code(twin.post(CHECK))

    with one_question_in_the_database(portal) as given, ThreadPoolExecutor(8) as many:
        receipts = set(many.map(send, range(8)))
        given += [number for number, _code in receipts]
    assert len(receipts) == 1


def test_a_double_click_is_one_question(portal: Portal) -> None:
    visitor = ready(portal)
    with one_question_in_the_database(portal) as given:
        click_and_leave(visitor)
        receipts = {numbers(visitor, visitor.post(CHECK)), numbers(visitor, visitor.get(CHECK))}
        given += [number for number, _code in receipts]
    assert len(receipts) == 1


def test_reload_and_back_and_send_give_the_same_number(portal: Portal) -> None:
    visitor = ready(portal)
    with one_question_in_the_database(portal) as given:
        receipt = visitor.post(CHECK)
        reloaded = visitor.get(receipt.url)
        back = visitor.get(CHECK)
        sent_again = visitor.post(CHECK)
        further_back = visitor.get(f"/nl/vraag/{FORM}/contact/")
        typed_again = visitor.post(f"/nl/vraag/{FORM}/contact/", name="Amina", email="amina@example.org")
        pages = (receipt, reloaded, back, sent_again, further_back, typed_again, visitor.post(CHECK))
        receipts = {numbers(visitor, page) for page in pages}
        given += [number for number, _code in receipts]
    assert len(receipts) == 1
    assert portal.rows("SELECT count(*) FROM tickets_ticketcontact WHERE email = 'amina@example.org'") == [(0,)]
