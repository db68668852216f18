"""Never lost: processes are killed while people send and letters leave; what was acknowledged is there, once.

The large crowd is on SQLite: one file, one writer, and whoever is killed dies with the lock in hand. PostgreSQL, whose
server outlives our processes, gets a smaller one. Most send one API request each, which is quick and lets many kills
fall in the middle of one; the others go through the pages as people do. Both send again what got no answer.
"""

import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, TypeVar
from urllib.request import Request

from tests.live import FORM, Answer, Portal, Visitor, reference_and_code
from tests.post_office import PostOffice
from tests.promises.test_sent_once import ANSWERS

Found = TypeVar("Found")
CHECK = f"/nl/vraag/{FORM}/controle/"
# What a sender meets while the server is killed: no connection, or an answer that breaks off half way.
AWAY = (OSError, HTTPException)
PATIENCE = 120  # seconds; a start takes ten on a busy machine, and the killing ends
SENT_BY = "SELECT id, recipient, state FROM home_delivery WHERE kind = 'receipt'"
HELD = "SELECT id FROM home_delivery WHERE state = 'queued' AND leased_until IS NOT NULL"
FIVE_MINUTES_LATER = "UPDATE home_delivery SET leased_until = '2020-01-01 00:00:00' WHERE leased_until IS NOT NULL"
HALVES = """
SELECT reference FROM tickets_ticket WHERE origin = 'form'
    AND NOT EXISTS (SELECT 1 FROM forms_app_submission WHERE ticket_id = tickets_ticket.id)
"""
WHOLE = """
SELECT tickets_ticket.reference, home_delivery.recipient FROM forms_app_submission
    JOIN tickets_ticket ON tickets_ticket.id = forms_app_submission.ticket_id
    JOIN home_delivery
        ON home_delivery.about = 'tickets.ticket:' || tickets_ticket.id AND home_delivery.kind = 'receipt'
"""


@dataclass(frozen=True)
class Crowd:
    """How many send and how often is killed; `at_least` counts kills in the middle of something."""

    programs: int
    people: int
    kills: dict[str, int]
    at_least: dict[str, int]

    @property
    def size(self) -> int:
        """All who send."""
        return self.programs + self.people


CROWDS = {
    "sqlite": Crowd(
        260, 40, {"web": 3, "process": 7, "worker": 4, "before": 3, "after": 3}, {"request": 5, "lease": 3, "all": 20}
    ),
    "postgres": Crowd(
        32, 8, {"web": 2, "process": 1, "worker": 1, "before": 1, "after": 1}, {"request": 1, "lease": 2, "all": 6}
    ),
}
"""`web`: the server with all its processes; `process`: one of them; `worker`: at any moment; `before` and `after`: in
the middle of a letter, before or after the mail server accepted it."""


@dataclass
class Seen:
    """What happened, from all sides."""

    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    under_way: set[float] = field(default_factory=set)
    broken: list[tuple[float, float]] = field(default_factory=list)
    replayed: int = 0
    kills: list[tuple[str, float]] = field(default_factory=list)
    held: Counter[int] = field(default_factory=Counter)
    one_by_one: Any = field(default_factory=threading.Lock)
    leases_broken: int = 0
    begun: int = 0
    may_begin: float = 0

    def begin(self) -> None:
        """Waits until the killing is so far: nobody is done before the last kill."""
        while True:
            with self.one_by_one:
                if self.begun < self.may_begin:
                    self.begun += 1
                    return
            time.sleep(0.01)

    def in_flight(self) -> int:
        """Kills of the web in the middle of a request: it was sent before, and broke off after."""
        of_the_web = [at for what, at in self.kills if what in ("web", "process")]
        return sum(any(sent < at < ended for sent, ended in self.broken) for at in of_the_web)


class PatientVisitor(Visitor):
    """A person who tries again when the page does not come."""

    def _open(self, request: Request) -> Answer:
        return patiently(lambda: super(PatientVisitor, self)._open(request))


def patiently(act: Callable[[], Found]) -> Found:
    """Does it again while the server is away."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with suppress(*AWAY):
            return act()
        time.sleep(0.1)
    raise AssertionError("the server did not come back")


class Senders:
    """Everybody who sends, and what they were told."""

    def __init__(self, portal: Portal, crowd: Crowd, seen: Seen) -> None:
        self.portal, self.crowd, self.seen = portal, crowd, seen

    def all(self) -> None:
        """Sends everything; the people begin first, because they take longest."""
        with ThreadPoolExecutor(6) as programs, ThreadPoolExecutor(4) as people:
            walking = [people.submit(self.person, number) for number in range(self.crowd.people)]
            calling = [programs.submit(self.program, number) for number in range(self.crowd.programs)]
            for done in (*walking, *calling):
                done.result()

    def person(self, number: int) -> None:
        """One question by the pages."""
        self.seen.begin()
        address = f"person{number}@example.org"
        visitor = PatientVisitor(self.portal)
        page = visitor.fill_in(email=address)
        assert page.url.endswith("/controle/"), (page.status, page.url)
        self.seen.acknowledged[address] = reference_and_code(visitor.post(CHECK))

    def program(self, number: int) -> None:
        """One question by the API."""
        self.seen.begin()
        address = f"program{number}@example.org"
        body = json.dumps({"version": 1, "language": "nl", "answers": {**ANSWERS, "email": address}})
        receipt = patiently(lambda: self._asked(body, f"program-{number}"))
        self.seen.acknowledged[address] = (receipt["reference"], receipt["accessCode"])

    def _asked(self, body: str, key: str) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        line = HTTPConnection("127.0.0.1", self.portal.port, timeout=60)
        line.connect()
        line.request("POST", f"/api/v1/forms/{FORM}/submissions", body, headers)
        sent = time.monotonic()
        self.seen.under_way.add(sent)
        try:
            answer = line.getresponse()
            said = answer.read()
        except AWAY:
            self.seen.broken.append((sent, time.monotonic()))
            raise
        finally:
            self.seen.under_way.remove(sent)
            line.close()
        assert answer.status == 201, (answer.status, said)
        self.seen.replayed += answer.headers.get("Idempotency-Replayed") == "true"
        return dict(json.loads(said))


class Killer:
    """Kills at random moments, spread over the whole crowd, and starts again what was killed."""

    def __init__(self, portal: Portal, crowd: Crowd, seen: Seen, office: PostOffice) -> None:
        self.portal, self.crowd, self.seen, self.office = portal, crowd, seen, office
        self.random = random.Random(7)

    def all(self) -> None:
        """Before each kill some more may begin; it comes when a few of them have their number, and then the others."""
        kills = [what for what, count in self.crowd.kills.items() for _turn in range(count)]
        self.random.shuffle(kills)
        some = self.crowd.size // (len(kills) + 1)
        try:
            for what in kills:
                wait(lambda: len(self.portal.web_processes()) == 2)
                few = len(self.seen.acknowledged) + self.random.randint(0, some // 2)
                self.seen.may_begin = self.seen.begun + some
                wait(lambda few=few: len(self.seen.acknowledged) >= few)
                if what in ("web", "process"):
                    self._kill_web(what)
                else:
                    self._kill_worker(what)
        finally:
            self.seen.may_begin = self.crowd.size

    def _kill_web(self, what: str) -> None:
        self._wait_and_let_more_begin(lambda: bool(self.seen.under_way))
        time.sleep(self.random.uniform(0, 0.03))
        self.seen.kills.append((what, time.monotonic()))
        if what == "process":
            os.kill(self.portal.web_processes()[0], signal.SIGKILL)
        else:
            self.portal.kill("web")
            self.portal.start("web")

    def _kill_worker(self, what: str) -> None:
        if what == "worker":
            time.sleep(self.random.uniform(0, 0.5))
        else:
            self.office.catch(what)
            self._wait_and_let_more_begin(self.office.caught.is_set)
        self.seen.kills.append((what, time.monotonic()))
        self.portal.kill("worker")
        self.office.let_go()
        held = [number for (number,) in self.portal.rows(HELD)]
        self.seen.held.update(held)
        self.seen.leases_broken += bool(held)
        # Nobody holds a letter now but who died: what follows is what happens when the leases run out.
        self.portal.change(FIVE_MINUTES_LATER)
        self.portal.start("worker")

    def _wait_and_let_more_begin(self, until: Callable[[], bool]) -> None:
        """What is waited for needs somebody who sends."""
        for turn in range(PATIENCE * 100):
            if until():
                return
            self.seen.may_begin += turn % 50 == 49
            time.sleep(0.01)
        raise AssertionError((self.seen.kills, len(self.seen.acknowledged)))


def wait(until: Callable[[], bool], pause: float = 0.05) -> None:
    """Until it is so."""
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end
        time.sleep(pause)


def test_what_was_acknowledged_is_there_whatever_is_killed(
    own_portal: Portal, record_property: Callable[[str, object], None]
) -> None:
    portal, seen = own_portal, Seen()
    crowd = CROWDS[os.environ["TEST_ENGINE"]]
    with PostOffice() as office:
        portal.more = {"EMAIL_URL": office.address}
        portal.start("web", "worker")
        killer = Killer(portal, crowd, seen, office)
        with ThreadPoolExecutor(1) as beside:
            killing = beside.submit(killer.all)
            Senders(portal, crowd, seen).all()
            killing.result()
        wait(lambda: all(state == "sent" for _id, _to, state in portal.rows(SENT_BY)))
        portal.kill("worker")

    again = {office.addressed[number]: many - 1 for number, many in office.accepted.items() if many > 1}
    counted = {
        "all": len(seen.kills),
        "request": seen.in_flight(),
        "lease": seen.leases_broken,
        "answered at the second asking": seen.replayed,
        "letters that left again": sum(again.values()),
    }
    for what, count in {**counted, "to whom they left again": again}.items():
        record_property(what, count)
    print(counted, again)
    assert Counter(what for what, _at in seen.kills) == crowd.kills
    assert all(counted[what] >= least for what, least in crowd.at_least.items()), counted

    assert len(seen.acknowledged) == crowd.size
    everything = sorted((reference, address) for address, (reference, _code) in seen.acknowledged.items())
    assert sorted(portal.rows(WHOLE)) == everything
    assert portal.rows(HALVES) == []
    for reference, code in list(seen.acknowledged.values())[:: crowd.size // 5]:
        assert follow(portal, reference, code) == 200

    receipts = {number: to for number, to, _state in portal.rows(SENT_BY)}
    for number, to in receipts.items():
        assert office.addressed[number] == to
        # Once; and once more at most for each worker that died between the acceptance and the commit.
        assert 1 <= office.accepted[number] <= 1 + seen.held[number], (number, to)
    assert sum(again.values()) >= crowd.kills["after"]
    assert "nothing found" in portal.manage("verify_history")


def follow(portal: Portal, reference: str, code: str) -> int:
    """What the API answers who asks for a question with its code."""
    line = HTTPConnection("127.0.0.1", portal.port, timeout=30)
    line.request("GET", f"/api/v1/tickets/{reference}", headers={"X-Access-Code": code})
    status = line.getresponse().status
    line.close()
    return status
