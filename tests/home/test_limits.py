"""Budgets: counted once per try, over processes, in a window of time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory, override_settings
from django.utils import timezone

from home import limits
from home.limits import Budget
from home.models import Tries
from home.refusals import Refused

GUESSES = Budget("guesses", tries=3, seconds=3600)
MORNING = "2026-11-24 08:10:00+01:00"


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_after_the_last_try_the_next_is_refused_until_the_window_ends() -> None:
    for _turn in range(3):
        GUESSES.spend("a")
    with pytest.raises(Refused) as refused:
        GUESSES.spend("a")
    assert (refused.value.code, refused.value.data["retry_after"]) == ("too_many", 50 * 60)
    with pytest.raises(Refused):
        GUESSES.demand("a")
    GUESSES.demand("b")


@pytest.mark.django_db
def test_a_try_is_remembered_for_the_whole_window() -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        for _turn in range(3):
            GUESSES.spend("a")
        clock.shift(timedelta(minutes=49))
        assert GUESSES.left("a") == 0
        clock.shift(timedelta(minutes=2))
        assert GUESSES.left("a") == 3


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_a_try_that_was_no_guess_is_given_back() -> None:
    for _turn in range(10):
        GUESSES.spend("a")
        GUESSES.give_back("a")
    assert GUESSES.left("a") == 3


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_are_all_counted() -> None:
    wide = Budget("wide", tries=5, seconds=3600 * 24 * 365)

    def attempt(_turn: int) -> bool:
        try:
            wide.spend("a")
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as many:
        allowed = sum(many.map(attempt, range(24)))

    assert allowed == 5
    assert Tries.objects.get().count == 24


@pytest.mark.django_db
@time_machine.travel(MORNING, tick=False)
def test_of_two_budgets_the_second_is_spared_when_the_first_is_spent() -> None:
    other = Budget("other", tries=9, seconds=3600)
    for _turn in range(3):
        limits.spend((GUESSES, "a"), (other, "b"))
    for _turn in range(4):
        with pytest.raises(Refused, match="too_many"):
            limits.spend((GUESSES, "a"), (other, "b"))
    assert (GUESSES.left("a"), other.left("b")) == (0, 6)
    assert Tries.objects.get(key__startswith="guesses:").count == 7, "a try that is refused is counted"


@pytest.mark.django_db
def test_windows_that_ended_are_forgotten_and_no_address_stands_in_a_counter() -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        GUESSES.spend("192.0.2.0/24")
        assert "192" not in Tries.objects.get().key.split(":", 2)[2]
        assert limits.forget(timezone.now()) == 0
        clock.shift(timedelta(hours=1))
        assert limits.forget(timezone.now()) == 1


@pytest.mark.parametrize(
    ("address", "forwarded", "prefix"),
    [
        ("203.0.113.77", "", "203.0.113.0/24"),
        ("2001:db8:1:2ff::9", "", "2001:db8:1:200::/56"),
        ("203.0.113.77", "198.51.100.3", "203.0.113.0/24"),
        ("10.0.0.1", "192.0.2.9, 198.51.100.3", "198.51.100.0/24"),
        ("10.0.0.1", "nonsense", "unknown"),
    ],
)
def test_a_proxy_is_believed_only_when_it_is_listed(
    settings: object, address: str, forwarded: str, prefix: str
) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR=forwarded)
    with override_settings(ENVIRONMENT={"TRUSTED_PROXIES": ("10.0.0.1",)}):
        assert limits.network_prefix(request) == prefix
