"""Signing in: guessing is limited, nobody learns who has an account, nobody makes one."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from home.history import recorded
from home.models import Delivery, User
from tests.cast import PASSWORD, person
from tickets.models import Ticket

LOGIN = "/account/login/"


@pytest.fixture
def user(desk: Ticket) -> User:
    cache.clear()
    found = person("handler GM9001")
    assert found is not None
    return found


def attempt(client: Client, login: str, password: str) -> Any:
    return client.post(LOGIN, {"login": login, "password": password})


def words(answer: Any) -> str:
    """The page without what differs in each: tokens and what was typed."""
    return re.sub(r'value="[^"]*"', "", answer.content.decode())


def test_the_right_password_opens_the_desk(user: User) -> None:
    client = Client()
    answer = attempt(client, user.username, PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/desk/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_are_the_same_answer(user: User) -> None:
    one, other = attempt(Client(), user.username, "wrong-wrong-wrong"), attempt(Client(), "nobody", "wrong-wrong-wrong")
    assert one.status_code == other.status_code == 200
    assert words(one) == words(other)


def test_after_five_wrong_passwords_the_account_is_locked_also_for_the_right_one(user: User) -> None:
    for number in range(5):
        assert attempt(Client(REMOTE_ADDR=f"10.1.1.{number}"), user.username, "wrong-wrong-wrong").status_code == 200
    client = Client(REMOTE_ADDR="10.1.1.99")
    locked = attempt(client, user.username, PASSWORD)
    assert locked.status_code == 200
    assert client.get("/admin/desk/").status_code == 302
    assert words(locked) == words(attempt(Client(REMOTE_ADDR="10.1.1.98"), user.username, "wrong-wrong-wrong"))
    with recorded("toets"):
        other = User(username="ander")
        other.set_password(PASSWORD)
        other.save()
    assert attempt(Client(REMOTE_ADDR="10.1.1.97"), "ander", PASSWORD).status_code == 302


def test_one_address_does_not_try_all_accounts(user: User) -> None:
    answers = [attempt(Client(REMOTE_ADDR="10.2.2.2"), f"name{number}", "wrong-wrong-wrong") for number in range(11)]
    assert answers[0].status_code == 200
    client = Client(REMOTE_ADDR="10.2.2.2")
    attempt(client, user.username, PASSWORD)
    assert client.get("/admin/desk/").status_code == 302
    assert attempt(Client(REMOTE_ADDR="10.2.2.3"), user.username, PASSWORD).status_code == 302


def test_nobody_makes_an_account(user: User) -> None:
    before = User.objects.count()
    for path in ("/account/signup/", "/account/signup/?next=/admin/"):
        asked = Client().get(path)
        assert (asked.status_code, asked["Location"].split("?")[0]) == (302, LOGIN)
        Client().post(path, {"username": "mallory", "password1": PASSWORD, "email": "m@example.org"})
    assert User.objects.count() == before


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example/admin/", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(user: User, onward: str) -> None:
    answer = Client().post(f"{LOGIN}?next={onward}", {"login": user.username, "password": PASSWORD, "next": onward})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")


def test_who_asks_for_a_new_password_does_not_learn_who_has_an_account(user: User) -> None:
    user.email = "els@example.org"
    with recorded("toets"):
        user.save()
    pages = [
        Client().post("/account/password/reset/", {"email": email}, follow=True)
        for email in ("els@example.org", "nobody@example.org")
    ]
    assert [page.redirect_chain for page in pages][0] == [page.redirect_chain for page in pages][1]
    assert words(pages[0]) == words(pages[1])
    assert not Delivery.objects.filter(recipient="nobody@example.org", text__contains="password/reset/key").exists()


def test_leaving_is_a_post_and_ends_the_session(user: User) -> None:
    client = Client()
    attempt(client, user.username, PASSWORD)
    client.get("/account/logout/")
    assert client.get("/admin/desk/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/admin/desk/").status_code == 302
