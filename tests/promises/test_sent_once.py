"""Never twice, for programs too: parallel messages with one key, through the real server with two processes."""

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from tests.live import FORM, Portal
from tests.promises.test_never_twice import COUNTED, one_question_in_the_database

ANSWERS = {
    "for_whom": "self",
    "azc": False,
    "postcode": "4141",
    "topic": "les",
    "question": "Wanneer begint mijn les?",
    "name": "Samira",
    "email": "samira@example.org",
    "contact_how": "email",
}


def sent(portal: Portal, key: str, answers: dict[str, object] | None = None) -> tuple[int, str, bool]:
    """Status, body, and whether it was there already."""
    body = json.dumps({"version": 1, "language": "nl", "answers": answers or ANSWERS}).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    request = urllib.request.Request(f"{portal.address}/api/v1/forms/{FORM}/submissions", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode(), "Idempotency-Replayed" in answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), False


def test_eight_parallel_messages_with_one_key_are_one_question(portal: Portal) -> None:
    with one_question_in_the_database(portal) as given, ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _turn: sent(portal, "eight-at-once"), range(8)))
        given += [json.loads(body)["reference"] for _status, body, _again in answers]

    assert [status for status, _body, _again in answers] == [201] * 8, answers
    assert len({body for _status, body, _again in answers}) == 1
    assert [again for _status, _body, again in answers].count(False) == 1


def test_another_message_under_that_key_is_refused(portal: Portal) -> None:
    first = sent(portal, "once-and-no-more")
    before = portal.rows(COUNTED)
    other = sent(portal, "once-and-no-more", {**ANSWERS, "name": "Amina"})
    assert (first[0], other[0]) == (201, 409)
    assert json.loads(other[1])["code"] == "idempotencyKeyReused"
    assert portal.rows(COUNTED) == before


def test_a_key_whose_message_was_refused_is_still_free(portal: Portal) -> None:
    before = portal.rows(COUNTED)
    refused = sent(portal, "refused-at-first", {**ANSWERS, "postcode": "not a postcode"})
    assert (refused[0], portal.rows(COUNTED)) == (400, before), refused
    with one_question_in_the_database(portal) as given:
        taken = sent(portal, "refused-at-first")
        given.append(json.loads(taken[1])["reference"])
    assert taken[0] == 201
