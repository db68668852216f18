"""Never to the wrong eyes: every address of the portal with every role, next to questions of somebody else."""

import copy
import gc
import logging
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import load_backend, middleware
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from home.history import recorded
from home.models import User
from tests.cast import person
from tests.promises import addresses, fills
from tests.promises.world import DAM, DRAFTED, KERK, OBJECTION, PRIVACY, World, build
from tests.tickets.every_act import BACKEND
from tickets import access
from tickets.models import Membership, Team, Ticket

EVERYTHING, ANSWERED = ("reference", "text", "note", "contact", "code"), ("reference", "text", "note")
# Who may read what of which question. Who is not named here reads nothing of any.
MAY_READ: dict[str, dict[str, tuple[str, ...]]] = {
    "sender": {DAM: ("reference", "text", "contact", "code")},
    "handler GM9001": {DAM: EVERYTHING},
    "submissions GM9001": {DAM: ("reference", "text", "contact")},
    "coordinator GM9001": {DAM: EVERYTHING},
    "reader GM9001": {DAM: ANSWERED},
    "handler GM9002": {KERK: EVERYTHING},
    "coordinator GM9002": {KERK: EVERYTHING},
    "reader GM9002": {KERK: ANSWERED},
    "objections GM9001": {OBJECTION: ("reference", "text", "contact", "code")},
    "regional_coordinator": {DAM: ANSWERED, KERK: ANSWERED},
    "privacy_officer": {PRIVACY: ("reference", "text", "contact", "code")},
    "auditor": dict.fromkeys((DAM, KERK, OBJECTION, PRIVACY), ("reference",)),
}
SIGN_IN = ("/account/login/", "/admin/login/")
NOTHING = ("anonymous", "functional_admin", "superuser", "group Redactie", "group Formulieren", "nobody")
WHO = (*MAY_READ, *NOTHING)
# The rights of these lie in memberships alone, which no library's screen asks for.
RIGHTS_OF_NOBODY = tuple(who for who in MAY_READ if who not in ("sender", "submissions GM9001"))
OURS = ("admin/desk/", "admin/registers/", "admin/outbox/", "admin/submissions/", "admin/forms/")
METHODS = ("GET", "POST")


@dataclass(frozen=True)
class Answer:
    """What one person got at one address."""

    who: str
    method: str
    pattern: str
    address: str
    status: int
    onward: str
    headers: str
    body: str

    @property
    def text(self) -> str:
        """All of it that a reader or a program gets."""
        return self.headers + self.body

    @property
    def works(self) -> bool:
        """Whether it did what it is for; Wagtail sends who may not to the start of the admin."""
        if self.status == 302:
            return self.onward not in ("/admin/", "") and not self.onward.startswith(SIGN_IN)
        return self.status in (200, 201, 204, 303)

    def __str__(self) -> str:
        return f"{self.who}: {self.method} {self.address} {self.status} {self.onward}".strip()


class Visitor(Client):
    """A browser that forgets what an answer tells it to keep, so that each address is met by the same visitor."""

    def request(self, **asked: Any) -> Any:
        """The answer, without the copy of every template's context that Django's own client makes."""
        return self.handler(self._base_environ(**asked))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves the file of a picture
def test_every_address_with_every_role(
    desk: Ticket, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO, settings.OUTBOX_ROOT = True, tmp_path
    settings.WHITENOISE_AUTOREFRESH, settings.STATIC_ROOT = False, str(tmp_path)
    people = {who: _person(who) for who in WHO}
    world = build(desk, {DAM: people["handler GM9001"], KERK: people["handler GM9002"]})
    rights = {who: _permissions(people[who]) for who in RIGHTS_OF_NOBODY}
    assert rights == dict.fromkeys(rights, _permissions(people["nobody"]))
    known = addresses.patterns()
    secrets = world.secrets()
    number = f"{world.open_count}"

    worked: dict[str, set[str]] = defaultdict(set)
    wrong, seen = [], set()
    statuses: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for who in WHO:
        mine = {(name, kind) for name, kinds in MAY_READ.get(who, {}).items() for kind in kinds}
        for answer in _walk(who, people[who], world, known, monkeypatch):
            if answer.status >= 500:
                wrong.append(f"crash: {answer}")
            if answer.works:
                worked[answer.pattern].add(answer.method)
            text = answer.text
            if "no-referrer" in text and 'method="post"' in answer.body:
                wrong.append(f"a form that comes from nowhere, as browsers say then, so it is refused: {answer}")
            found = {key for key, words in secrets.items() if any(word in text for word in words)}
            seen |= {(who, *key) for key in found}
            wrong += [f"leak of {key}: {answer}" for key in found - mine - _asked_for(answer, world)]
            if DRAFTED in text:
                seen.add((who, "draft", ""))
            if DAM not in MAY_READ.get(who, {}) and _counts(answer.body, number):
                wrong.append(f"leak of a count: {answer}")
            seen |= {(who, "count", "")} if _counts(answer.body, number) else set()
            for name, ticket in world.tickets.items():
                if ticket.reference in answer.address and name not in MAY_READ.get(who, {}):
                    same = answer.address.replace(ticket.reference, fills.UNKNOWN), answer.method
                    statuses[who, *same][answer.address] = answer.status
            if fills.UNKNOWN in answer.address:
                statuses[who, answer.address, answer.method]["unknown"] = answer.status

    assert wrong == []
    different = {key: found for key, found in statuses.items() if len(set(found.values())) > 1}
    assert different == {}, "that a question exists is told to who may not know"
    dead = {pattern for pattern in known if not worked[pattern]}
    assert dead == set(fills.NOT_FOR_ANYBODY), "answers nobody, or answers somebody after all"
    blind = {(who, *key) for who, may in MAY_READ.items() for key in _readable(may)} - seen
    assert blind == set(), "the owner does not see it, so the walk would not see a leak"
    assert {who for who, what, _ in seen if what == "draft"} == {"sender"}
    assert {who for who, what, _ in seen if what == "count"} >= {"handler GM9001", "reader GM9001"}


def _person(who: str) -> Any:
    """An account with this role and no other; the functional admin also has the group that goes with it."""
    if who in ("anonymous", "sender"):
        return None
    if who in ("nobody", "objections GM9001"):
        with recorded("toets"):
            user = User(username=who.replace(" ", "-"))
            user.set_unusable_password()
            user.save()
            user.groups.add(Group.objects.get(name="Balie"))
            if who != "nobody":
                team = Team.objects.get(municipality__code="GM9001", name="Bezwaar")
                Membership(user=user, team=team, role="handler", valid_from=timezone.localdate()).save()
        return user
    user = person(who)
    if who == "submissions GM9001":
        user.groups.add(Group.objects.get(name="Inzendingen beheren"))
    if who == "functional_admin":
        user.groups.add(Group.objects.get(name="Functioneel beheer"))
    return user


def _walk(
    who: str, user: Any, world: World, known: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Answer]:
    """Every address, asked for and posted to; whatever a POST did is undone before the next."""
    fill = fills.filler(world, holds_code=who == "sender")
    shown = {
        "X-Access-Code": fills.code(world, holds_code=who == "sender"),
        "X-Resume-Code": fills.resume_code(world, holds_code=who == "sender"),
        "Idempotency-Key": "walk-walk-walk",
    }
    visitor = Visitor(headers=shown)
    if who == "sender":
        visitor.cookies = world.sender.cookies
    elif user is not None:
        visitor.force_login(user, backend=BACKEND)
        monkeypatch.setattr(middleware, "get_user", _remembered(user))
    kept = copy.deepcopy(visitor.cookies)
    logging.disable(logging.CRITICAL)
    start = transaction.savepoint()
    gc.disable()
    try:
        for number, (pattern, callback) in enumerate(known.items()):
            if not _is_asked_by(who, pattern, number):
                continue
            for address in fills.addresses_of(pattern, fill, world):
                if not addresses.answers_itself(address, callback):
                    assert pattern in fills.NOT_FOR_ANYBODY, f"something else answers {address}"
                    continue
                for method in METHODS:
                    yield _asked(visitor, who, method, pattern, address, world)
                    connection.needs_rollback = False
                visitor.cookies = copy.deepcopy(kept)  # a device that was cleared has its own again
                with connection.cursor() as cursor:
                    cursor.execute(connection.ops.savepoint_rollback_sql(start))
    finally:
        logging.disable(logging.NOTSET)
        monkeypatch.undo()
        gc.enable()
        gc.collect()


def _is_asked_by(who: str, pattern: str, number: int) -> bool:
    """Whether this person walks here: everybody where our own code decides, which includes the whole API.

    A library's screen knows permissions and groups alone. Who have the same of those take turns there; the account that
    has nothing else asks for all of them.
    """
    if who == "submissions GM9001":  # a handler with one more right: what that opens
        return pattern.startswith("admin/submissions/")
    if who not in RIGHTS_OF_NOBODY or not pattern.startswith("admin/") or pattern.startswith(OURS):
        return True
    return pattern == "admin/" or RIGHTS_OF_NOBODY.index(who) == number % len(RIGHTS_OF_NOBODY)


def _asked(visitor: Client, who: str, method: str, pattern: str, address: str, world: World) -> Answer:
    """One answer, read to its end."""
    if method == "GET":
        response: Any = visitor.get(address + fills.query(pattern, world))
    else:
        response = visitor.post(address + fills.query(pattern, world), **fills.posted(pattern, world))
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.status_code == 200 and response["Content-Type"] == "application/pdf" and b"%PDF-1.7" in content[:10]:
        content = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True).stdout
    told = "\n".join(f"{name}: {value}" for name, value in response.items()) + str(response.cookies)
    return Answer(
        who=who,
        method=method,
        pattern=pattern,
        address=address,
        status=response.status_code,
        onward=response.get("Location", ""),
        headers=told,
        body=content.decode(errors="replace"),
    )


def _remembered(user: User) -> Any:
    """Reads who asks once, with all rights, instead of at each of a thousand addresses; each gets a copy of its own."""
    known: Any = load_backend(BACKEND).get_user(user.pk)
    known.backend = BACKEND
    known.has_perm("")
    access.desk_scope(known)
    return lambda request: copy.copy(known)


def _permissions(user: User) -> tuple[Any, ...]:
    """All that a screen of a library can ask about somebody."""
    return user.is_superuser, user.is_staff, sorted(user.get_all_permissions()), [row.pk for row in user.groups.all()]


def _asked_for(answer: Answer, world: World) -> set[tuple[str, str]]:
    """The number that stands in the address itself; it says nothing to who typed it."""
    return {(name, "reference") for name, ticket in world.tickets.items() if ticket.reference in answer.address}


def _readable(may: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    return ((name, kind) for name, kinds in may.items() for kind in kinds)


def _counts(text: str, number: str) -> bool:
    """Whether a number stands in what is read on a page."""
    return number in text and bool(re.search(rf"(?<!\w){number}(?!\w)", re.sub(r"<[^>]*>", " ", text)))
