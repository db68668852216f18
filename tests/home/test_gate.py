import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from home import gate, verification
from home.history import APPEND_ONLY, AUDITED, Act, HistoryBypass, NoActor, digests, recorded
from home.models import GateOpening, HistoryRoot, Municipality, User

pytestmark = pytest.mark.django_db


def samira() -> User:
    """An account with everything personal filled in."""
    return User.objects.create_user("samira", "samira@example.org", first_name="Samira", last_name="Haddad")


def everything() -> str:
    """All that stands in all tables of accounts, as text."""
    with connection.cursor() as cursor:
        found = []
        for table in ("home_user", "home_historicaluser"):
            cursor.execute(f"SELECT * FROM {table}")
            found += cursor.fetchall()
    return str(found)


@pytest.mark.tampers
def test_what_is_append_only_opens_for_a_purpose_with_a_reason(petra: Act) -> None:
    samira()
    with recorded() as act, gate.gate("erasure", "verzoek 12") as opened:
        assert opened.update(User.history.all(), actor_label="x") == 1
        assert opened.delete(User.history.all()) == 1
    opening = GateOpening.objects.get()
    assert (opening.purpose, opening.reason, opening.actor_label) == ("erasure", "verzoek 12", "Petra (Gorinchem)")
    assert (opening.act_key, opening.via, opening.request_id) == (act.act_key, "web", "r1")


def test_it_is_shut_again_afterwards(petra: Act) -> None:
    samira()
    with gate.gate("erasure", "verzoek 12"):
        assert not verification.gate_is_shut()
    assert verification.gate_is_shut()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.history.update(actor_label="x")


@pytest.mark.parametrize("error", [OSError, IntegrityError])
def test_after_a_failure_it_is_shut_with_nothing_changed(petra: Act, error: type[Exception]) -> None:
    samira()

    def fail_halfway() -> None:
        with gate.gate("erasure", "verzoek 12") as opened:
            opened.delete(User.history.all())
            raise error

    with pytest.raises(error):
        fail_halfway()
    assert verification.gate_is_shut()
    assert (User.history.count(), GateOpening.objects.count()) == (1, 0)


@pytest.mark.parametrize(("purpose", "reason"), [("curiosity", "why not"), ("erasure", "")])
def test_it_opens_for_nothing_else(petra: Act, purpose: str, reason: str) -> None:
    with pytest.raises(ValueError, match="does not open"), gate.gate(purpose, reason):
        pytest.fail("it opened")


def test_it_opens_for_nobody_unknown() -> None:
    with pytest.raises(NoActor), gate.gate("erasure", "verzoek 12"):
        pytest.fail("it opened")


def test_it_does_not_open_twice(petra: Act) -> None:
    with gate.gate("erasure", "verzoek 12"):
        with pytest.raises(HistoryBypass, match="open already"), gate.gate("destruction", "lijst 3"):
            pytest.fail("it opened twice")
        assert not verification.gate_is_shut()


@pytest.mark.django_db(transaction=True)
def test_no_other_connection_can_use_the_opening(petra: Act) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    samira()

    def attack() -> str:
        try:
            User.history.update(actor_label="x")
            return "done"
        except IntegrityError as error:
            return str(error).splitlines()[0]
        finally:
            connection.close()

    with gate.gate("erasure", "verzoek 12"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(attack).result(10) == "append-only: home_historicaluser"


def test_it_is_no_way_to_write_other_rows(petra: Act) -> None:
    with gate.gate("erasure", "verzoek 12") as opened:
        for change in (opened.delete, opened.update):
            with pytest.raises(HistoryBypass, match="not append-only"):
                change(Municipality.objects.all())


def test_erasure_leaves_no_value_anywhere_with_the_chain_still_true(petra: Act) -> None:
    user = samira()
    user.email = "samira@example.com"
    user.save()
    with gate.gate("erasure", "verzoek 12") as opened:
        user.username = "gewist-1"
        assert opened.erase(user) == 3
    assert [word for word in ("Samira", "Haddad", "example") if word in everything()] == []
    assert [(row.seq, row.salt, row.history_change_reason) for row in User.history.order_by("seq")] == [
        (1, "", ""),
        (2, "", ""),
        (3, "", "verzoek 12"),
    ]
    assert verification.verify_tables([User]).findings == []


def test_what_comes_after_erasure_has_a_salt_of_its_own(petra: Act) -> None:
    user = samira()
    with gate.gate("erasure", "verzoek 12") as opened:
        opened.erase(user)
    user.username = "sam"
    user.save()
    assert [bool(row.salt) for row in User.history.order_by("seq")] == [False, False, True]
    assert verification.verify_tables([User]).findings == []


@pytest.mark.tampers
def test_an_empty_salt_without_an_erasure_on_record_is_found(petra: Act) -> None:
    user = samira()
    with gate.gate("access_log", "beleid") as opened:
        opened.update(User.history.all(), salt="")
    found = verification.verify_tables([User]).findings
    assert [str(one) for one in found] == [
        f"home_historicaluser {user.pk} row 1: salt is gone without an erasure on record"
    ]


@pytest.mark.tampers
def test_a_value_that_erasure_left_behind_is_found(petra: Act) -> None:
    user = samira()
    with gate.gate("erasure", "verzoek 12") as opened:
        opened.erase(user)
        opened.update(User.history.filter(seq=1), first_name="Samira")
    found = verification.verify_tables([User]).findings
    assert [str(one) for one in found] == [f"home_historicaluser {user.pk} row 1: holds a value after erasure"]


def test_each_personal_column_has_a_blank() -> None:
    for _, rows in AUDITED:
        for name in rows.personal:
            field = rows._meta.get_field(name)
            assert digests.canonical(field, digests.blank(field)) in (None, {}, "", digests.ERASED)


def test_the_gate_is_about_every_append_only_table() -> None:
    assert {GateOpening, HistoryRoot} <= set(APPEND_ONLY)
    assert verification.missing_triggers() == []


def test_nothing_else_opens_it() -> None:
    root = Path(__file__).resolve().parents[2]
    code = [path for app in ("home", "tickets", "forms_app", "portal", "tests") for path in (root / app).rglob("*.py")]
    knowing = {str(path.relative_to(root)) for path in code if re.search(r"\bGATE\b|history_gate", path.read_text())}
    assert knowing == {
        "home/gate.py",
        "home/history/triggers.py",
        "home/verification.py",
        "tests/home/test_gate.py",
        "tests/home/test_verification.py",
        "tests/written_rows.py",
    }
