"""Never lost: processes are killed while people send and letters leave; what was acknowledged is there, once."""

import json
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

from tests.live import FORM, Portal, Visitor, reference_and_code

CHECK = f"/nl/vraag/{FORM}/controle/"
# What a browser meets while the server is killed: no connection, or an answer that breaks off half way.
AWAY = (OSError, HTTPException)
PATIENCE = 300  # seconds; a start takes ten on a busy machine, and the killing ends
PEOPLE, KILLS_OF_WEB, KILLS_OF_WORKER = 24, 4, 3
LOOK = """
import json
from forms_app.completion import orphans
from forms_app.models import Submission
from home.models import Delivery
from tickets.models import Ticket
from django.utils import timezone
from datetime import timedelta
print("FOUND" + json.dumps({
    "submitted": list(Submission.objects.values_list("ticket__reference", flat=True)),
    "tickets": list(Ticket.objects.values_list("reference", flat=True)),
    "receipts": list(Delivery.objects.filter(kind="receipt").values_list("recipient", "state")),
    "orphans": orphans(timezone.now() + timedelta(hours=1)),
}))
"""


def patiently(portal: Portal, visitor: Visitor, act: str, number: int) -> object:
    """Does it again while the server is away, as a person would."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if act == "fill":
                page = visitor.fill_in(email=f"person{number}@example.org")
                if page.url.endswith("/controle/") and page.status == 200:
                    return page
            else:
                visitor.get(CHECK)
                page = visitor.post(CHECK)
                if page.status == 200 and "/klaar/" in page.url:
                    return reference_and_code(page)
        except AWAY:
            pass
        time.sleep(0.3)
    raise AssertionError("the server did not come back")


def test_what_was_acknowledged_is_there_whatever_is_killed(own_portal: Portal) -> None:
    portal, random_moment = own_portal.start("web", "worker"), random.Random(7)
    acknowledged: dict[int, tuple[str, str]] = {}
    kills: Counter[str] = Counter()

    def person(number: int) -> None:
        visitor = Visitor(portal)
        patiently(portal, visitor, "fill", number)
        found = patiently(portal, visitor, "send", number)
        assert isinstance(found, tuple)
        acknowledged[number] = found

    def kill() -> None:
        for name in ["web", "worker"] * KILLS_OF_WORKER + ["web"] * (KILLS_OF_WEB - KILLS_OF_WORKER):
            time.sleep(random_moment.uniform(0.4, 1.5))
            portal.kill(name)
            kills[name] += 1
            portal.start(name)

    killer = threading.Thread(target=kill)
    killer.start()
    with ThreadPoolExecutor(4) as people:
        list(people.map(person, range(PEOPLE)))
    killer.join()

    end = time.monotonic() + 60
    found: dict[str, list[object]] = {}
    while time.monotonic() < end:
        printed = portal.manage("shell", "-v0", "-c", LOOK)
        found = json.loads(printed.split("FOUND", 1)[1])
        if all(state == "sent" for _to, state in found["receipts"]):  # type: ignore[misc]
            break
        # A letter whose worker died is due again when its lease ends: here that moment is brought forward.
        portal.manage(
            "shell",
            "-v0",
            "-c",
            "from home.models import Delivery; Delivery.objects.filter(state='queued').update(leased_until=None)",
        )
        time.sleep(1)

    assert kills == {"web": KILLS_OF_WEB, "worker": KILLS_OF_WORKER}
    assert (
        sorted(found["submitted"]) == sorted(found["tickets"]) == sorted(number for number, _ in acknowledged.values())
    )
    assert Counter(to for to, _state in found["receipts"]) == Counter(  # type: ignore[misc]
        f"person{number}@example.org" for number in range(PEOPLE)
    )
    assert {state for _to, state in found["receipts"]} == {"sent"}  # type: ignore[misc]
    assert found["orphans"] == []
    assert len(list((portal.data_dir / "outbox").glob("*.eml"))) == PEOPLE
