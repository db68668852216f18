"""Never twice: what is sent again is what was sent before. Through the real server, with two processes."""

from concurrent.futures import ThreadPoolExecutor

from tests.live import FORM, Portal, Visitor, reference_and_code

CHECK = f"/nl/vraag/{FORM}/controle/"


def test_eight_parallel_sendings_of_one_draft_are_one_question(portal: Portal) -> None:
    visitor = Visitor(portal)
    assert visitor.fill_in().url.endswith("/controle/")
    visitor.get(CHECK)

    def send(_turn: int) -> tuple[str, str]:
        twin = Visitor(portal, visitor.cookies)
        twin.csrf = visitor.csrf
        return reference_and_code(twin.post(CHECK))

    with ThreadPoolExecutor(8) as many:
        receipts = set(many.map(send, range(8)))

    assert len(receipts) == 1


def test_reload_and_back_and_send_give_the_same_number(portal: Portal) -> None:
    visitor = Visitor(portal)
    visitor.fill_in()
    visitor.get(CHECK)
    receipt = visitor.post(CHECK)
    again = visitor.get(receipt.url)
    visitor.get(CHECK)
    sent_again = visitor.post(CHECK)

    numbers = {reference_and_code(page) for page in (receipt, again, sent_again)}
    assert len(numbers) == 1
